"""Trying it without a sensor: a simulated person, or somebody's recording played as if it came now."""

from typing import TYPE_CHECKING

import streamlit as st

from dashboard.sessions.examples import EXAMPLES
from dashboard.sessions.uploads import Upload
from dashboard.today.language import known, t
from dashboard.today.visit import Step, go, visit
from sensing.errors import InputError, RehabError

if TYPE_CHECKING:
    from dashboard.today.replayed import Replayed

FOLLOWED = ("hurried", "runner", "unlabelled", "poor-link", "rear-leg", "everyday")
"""Samples that begin as a session does: standing still, a knee lift, standing still."""

LARGEST_MB = 100


def offer(key: str) -> None:
    """Offer to try it.

    Parameters
    ----------
    key : str
        Of the button; differs from place to place.
    """
    st.write(t("sensor.without_help"))
    if st.button(t("sensor.without"), icon=":material/play_circle:", key=key):
        _begin(None)
    with st.expander(t("replay.title"), icon=":material/history:", key=f"{key}_recorded"):
        st.write(t("replay.help"))
        _examples(key)
        _own(key)


def _begin(replayed: "Replayed | None") -> None:
    visit().trial, visit().replayed = True, replayed
    go(Step.CARDS)


def _examples(key: str) -> None:
    name = st.radio(
        t("replay.example"),
        FOLLOWED,
        format_func=lambda one: known(EXAMPLES[one].title),
        captions=[known(EXAMPLES[one].words) for one in FOLLOWED],
        index=None,
        key=f"{key}_example",
    )
    if st.button(t("replay.begin"), key=f"{key}_play", disabled=name is None) and name is not None:
        from dashboard.today.replayed import example_of

        with st.spinner(t("replay.reading")):
            replayed = example_of(name)
        _begin(replayed)


def _own(key: str) -> None:
    files = st.file_uploader(
        t("replay.own"), accept_multiple_files=True, max_upload_size=LARGEST_MB, key=f"{key}_files"
    )
    if files and st.button(t("replay.begin"), key=f"{key}_play_own"):
        try:
            with st.spinner(t("replay.reading")):
                replayed = uploaded([Upload(one.name, one.getvalue()) for one in files])
        except RehabError as error:
            st.error(str(error), icon=":material/error:")
        else:
            _begin(replayed)


def uploaded(uploads: list[Upload]) -> "Replayed":
    """Return uploaded recordings as a session to be followed: one, or one for each leg.

    Raises
    ------
    InputError
        When they are no recordings, or cannot be followed.
    """
    from dashboard.sessions.uploads import group, read
    from dashboard.today.replayed import replayed_of

    found, _ = group(uploads)
    if not 1 <= len(found) <= 2:
        raise InputError(
            f"{len(found)} recordings among the files", mend="Give one, or one for each leg: CSV or Parquet"
        )
    return replayed_of(found[0].name, [read(one) for one in found])
