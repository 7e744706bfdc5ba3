"""Which session and program are open: kept over page changes, and over a reload by the page's address.

The address carries names of examples and templates, digests of uploads and a random name for what was stated,
never contents. Every page runs this, so nothing here imports pandas or Altair.
"""

from collections.abc import Iterable, Mapping

import streamlit as st

from dashboard.sessions.examples import EXAMPLES

SESSION = "session"
PROGRAM = "program"
STATED = "stated"
_ALL = (SESSION, PROGRAM, STATED)
"""Parameters of the address."""

_EXAMPLE = "example-"
_SAVED = "saved-"


def remember() -> None:
    """Take over what the address says, and write what is open into the address; called once a run."""
    for name in _ALL:
        said = st.query_params.get(name)
        if said:
            st.session_state[_kept(name)] = said
    told = parameters()
    if any(st.query_params.get(name) != value for name, value in told.items()):
        st.query_params.update(told)  # at once: each change is a step for the browser's back button


def parameters() -> dict[str, str]:
    """Return what is open, as the address of a page says it."""
    return {name: _said(name) for name in _ALL if _said(name)}


def open_recordings(keys: Iterable[str]) -> None:
    """Make the recordings of these keys the open session."""
    _leave_example()
    _set({SESSION: ",".join(keys)})
    _go("")


def open_example(name: str, *, page: str = "") -> None:
    """Make an example the open session, held against its own program; on another page, if one is named.

    The address is changed once in all: each change is a step for the browser's back button.
    """
    _set({SESSION: f"{_EXAMPLE}{name}", PROGRAM: EXAMPLES[name].program})
    _go(page)


def open_saved(session_id: str, *, page: str = "") -> None:
    """Make a session of the records the open one, held against the program that it was done under."""
    _set({SESSION: f"{_SAVED}{session_id}"})
    _forget(PROGRAM)
    _go(page)


def close_session(*, page: str = "") -> None:
    """Leave no session open."""
    _leave_example()
    _forget(SESSION)
    _go(page)


def choose_program(name: str) -> None:
    """Hold the session against another program: a template, or a program that was loaded."""
    _set({PROGRAM: name})
    _go("")


def names_session() -> bool:
    """Return whether a session is open, or was and is no longer in memory."""
    return bool(_said(SESSION))


def example_name() -> str | None:
    """Return the name of the example that is open, None when none is."""
    said = _said(SESSION)
    name = said.removeprefix(_EXAMPLE)
    return name if said.startswith(_EXAMPLE) and name in EXAMPLES else None


def names_unknown_example() -> bool:
    """Return whether the address names an example that there is not."""
    return _said(SESSION).startswith(_EXAMPLE) and example_name() is None


def saved_id() -> str | None:
    """Return which session of the records is open, None when none is."""
    said = _said(SESSION)
    return said.removeprefix(_SAVED) if said.startswith(_SAVED) else None


def recording_keys() -> tuple[str, ...]:
    """Return the keys of the recordings that were loaded, as the address says."""
    said = _said(SESSION)
    return () if said.startswith((_EXAMPLE, _SAVED)) else tuple(key for key in said.split(",") if key)


def program_name() -> str:
    """Return the name of the program chosen, empty when none is."""
    return _said(PROGRAM)


def stating() -> str:
    """Return the random name under which this person's statements are kept, empty when there are none."""
    return _said(STATED)


def keep_stating(name: str) -> None:
    """Keep the name under which this person's statements are found again."""
    _set({STATED: name})
    _go("")


def _kept(parameter: str) -> str:
    return f"open_{parameter}"


def _said(parameter: str) -> str:
    return str(st.session_state.get(_kept(parameter), ""))


def _forget(parameter: str) -> None:
    st.session_state.pop(_kept(parameter), None)


def _leave_example() -> None:
    """Forget the program that came with an example: nobody chose it for another session."""
    if example_name() is not None:
        _forget(PROGRAM)


def _set(values: Mapping[str, str]) -> None:
    for parameter, value in values.items():
        st.session_state[_kept(parameter)] = value


def _go(page: str) -> None:
    """Let the address say what is open: that of a page, or that of the one that is shown."""
    if page:
        st.switch_page(page, query_params=parameters())
    told, shown = parameters(), st.query_params.to_dict()
    if not shown.keys() <= {*_ALL}:  # some are bound to widgets, and may not be set together
        for name in shown.keys() & {*_ALL} - told.keys():
            del st.query_params[name]
        st.query_params.update(told)
    elif shown != told:
        st.query_params.from_dict(told)
