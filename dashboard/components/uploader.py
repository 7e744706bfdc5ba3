"""Open recordings: an example, files of one's own, or a whole folder; and what became of them."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from dashboard.components import address
from dashboard.components.open_session import store
from dashboard.sessions.examples import EXAMPLES
from dashboard.wording import clean, counted

if TYPE_CHECKING:
    from dashboard.sessions.opened import Fault, Mending
    from dashboard.sessions.opening import Opened
    from dashboard.sessions.uploads import Reading

LARGEST_MB = 100
FILES, FOLDER, EXAMPLE = "Files", "A folder", "An example"
WAYS = (FILES, FOLDER, EXAMPLE)
KINDS = "CSV, CSV.gz or Parquet, with the JSON file beside it if there is one"
ARCHIVES = frozenset(("zip", "7z", "rar", "tar", "tgz"))
MOST_TOLD = 3
"""Faults told one below the other; more are folded away, or nobody would find the session below them."""

OUTCOME, TAKEN = "upload_outcome", "upload_taken"


def show(*, session_open: bool, lost: int = 0) -> None:
    """Show the ways to open recordings; folded away once a session is open.

    Parameters
    ----------
    session_open : bool
    lost : int
        Recordings that the page's address names and that are no longer in memory.
    """
    if lost:
        what = "One recording of this session is" if lost == 1 else f"{lost} recordings of this session are"
        st.warning(
            f"{what} no longer open: the dashboard was restarted, or made room for others. "
            "Open the files again.",
            icon=":material/history:",
        )
    # One place whether folded or not: moved, the uploader would forget which files it refused.
    with st.expander("Open a session", icon=":material/folder_open:", expanded=not session_open):
        _ways()
    _outcome()


def _ways() -> None:
    way = st.segmented_control("Open", WAYS, default=FILES, key="upload_way", required=True)
    if way == EXAMPLE:
        _examples()
        return
    folder = way == FOLDER
    files = st.file_uploader(
        f"Recordings of one session: {KINDS}" if not folder else f"A folder of recordings: {KINDS}",
        accept_multiple_files="directory" if folder else True,
        max_upload_size=LARGEST_MB,
        key=f"upload_{'folder' if folder else 'files'}",
    )
    st.caption("Files stay in the memory of this computer's dashboard and are gone when it stops.")
    st.page_link(
        "app_pages/progress.py",
        label="Saved sessions are on Progress",
        icon=":material/calendar_month:",
    )
    taken = tuple(one.file_id for one in files)
    if files and taken != st.session_state.get(TAKEN):
        _open(files)
        st.session_state[TAKEN] = taken
        st.rerun()


def _examples() -> None:
    name = st.radio(
        "Example",
        list(EXAMPLES),
        format_func=lambda name: EXAMPLES[name].title,
        captions=[one.words for one in EXAMPLES.values()],
        index=None,
        key="upload_example",
    )
    if name is not None and name != address.example_name():
        address.open_example(name)
        st.session_state.pop(OUTCOME, None)
        st.rerun()


def _open(files: Sequence[UploadedFile]) -> None:
    with st.spinner("Reading and analysing"):
        from dashboard.sessions.opening import open_uploads
        from dashboard.sessions.uploads import Upload

        bar = st.empty()

        def tell(name: str, before: int, count: int) -> None:
            if count > 1:
                bar.progress(before / count, text=f"{escaped(name)}, {before + 1} of {count}")

        outcome = open_uploads(store(), [Upload(one.name, one.getvalue()) for one in files], tell)
    st.session_state[OUTCOME] = outcome
    if outcome.recordings:
        address.open_recordings(one.key for one in outcome.recordings)


def _outcome() -> None:
    """Say what could not be opened, and offer to mend what can be mended."""
    outcome: Opened | None = st.session_state.get(OUTCOME)
    if outcome is None:
        return
    faults = sorted(outcome.faults, key=lambda one: one.mending is None)  # first what can be mended
    further = len(faults) - MOST_TOLD
    for place, fault in enumerate(faults[:MOST_TOLD]):
        _fault(outcome, place, fault)
    if further > 0:
        files = "1 more file was" if further == 1 else f"{further} more files were"
        with st.expander(f"{files} not opened", icon=":material/error:"):
            for place, fault in enumerate(faults[MOST_TOLD:], start=MOST_TOLD):
                _fault(outcome, place, fault)
    told = [*_told("Given twice, opened once", outcome.repeated)]
    told += _told("Left out, as they are no recordings", outcome.left_over)
    told += left_over_words(outcome.left_over)
    if not outcome.recordings and not outcome.faults:
        told.append("There was no recording among the files. A recording is a CSV, CSV.gz or Parquet file.")
    if told:
        st.info("\n\n".join(told), icon=":material/info:")


def _fault(outcome: "Opened", place: int, fault: "Fault") -> None:
    """Say why a file was not opened, and offer to mend it where that is possible."""
    words = f"**{escaped(fault.name)}** was not opened: {escaped(fault.words)}"
    st.error(words if words.endswith(".") else f"{words}.", icon=":material/error:")
    if fault.mending is not None:
        st.button(
            _offer(fault.name, fault.mending.how),
            key=f"mend_{place}",
            on_click=_mend,
            args=(outcome, fault, fault.mending),
        )


def left_over_words(names: Sequence[str]) -> list[str]:
    """Return what to do about files that were left out, a sentence for each kind."""
    endings = {name.casefold().rpartition(".")[2] for name in names}
    words = []
    if endings & ARCHIVES:
        words.append("An archive is not opened: unpack it, and give the files or the folder.")
    if "json" in endings:
        words.append("A JSON file only describes a recording: give the recording of the same name with it.")
    return words


def _told(words: str, names: Sequence[str]) -> list[str]:
    shown = ", ".join(escaped(name) for name in names[:5])
    more = f" and {counted(len(names) - 5, 'more file')}" if len(names) > 5 else ""
    return [f"{words}: {shown}{more}."] if names else []


def _offer(name: str, how: "Reading") -> str:
    """Return what a button that opens a faulty file offers."""
    units = " and ".join(unit for unit in (how.acc_unit, how.gyr_unit) if unit)
    opening = "Mend and open" if how.repair else "Open"
    return f"{opening} {escaped(name)}" + (f" as measured in {escaped(units)}" if units else "")


def _mend(outcome: "Opened", fault: "Fault", mending: "Mending") -> None:
    from dashboard.sessions.opening import fault_of
    from sensing.errors import RehabError

    faults = [one for one in outcome.faults if one is not fault]
    recordings = list(outcome.recordings)
    try:
        recordings.append(store().open(*mending))
    except RehabError as error:  # memory or disk ran out since it was tried
        faults.append(fault_of(mending.files, error))
    st.session_state[OUTCOME] = replace(outcome, recordings=tuple(recordings), faults=tuple(faults))
    address.open_recordings(one.key for one in recordings)


def escaped(text: str) -> str:
    """Return foreign text so that Markdown shows it as it is."""
    return "".join(f"\\{c}" if c in "\\`*_{}[]()<>#+-.!|~$:" else c for c in clean(text))
