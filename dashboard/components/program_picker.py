"""Choose the program: a template, or a file of one's own."""

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from analysis.program import program_faults
from dashboard.components import address, open_session
from dashboard.programs import template, template_names, template_source
from sensing.errors import ProgramError

_LOADED_KEYS = "programs_loaded"
"""Keys, in this browser's session, of the programs loaded by this person: nobody else's are offered."""

_FAULTS = "program_faults"
"""What is wrong with the file that was given last, one line each."""

_HELP = (
    "A program is a text file in TOML. Save the present one, change it in a text editor, and load it here. "
    "Every field is explained in the guide *Programs* (`docs/programs.md`)."
)


def show(chosen: open_session.Chosen) -> None:
    """Show the choice, and the way to load and save programs.

    Parameters
    ----------
    chosen : Chosen
        The program in use.
    """
    if open_session.lost_program():
        st.warning(
            f"The program you loaded is no longer in memory, since the dashboard was restarted. "
            f"This is {chosen.program.title}. Load your file again below.",
            icon=":material/info:",
        )
    titles = _titles(chosen)
    names = list(titles)
    st.session_state["program_choice"] = chosen.name
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox(
            "Program",
            names,
            format_func=lambda name: titles.get(name, name),
            key="program_choice",
            on_change=_choose,
        )
        with st.popover("Load or save", icon=":material/upload_file:"):
            st.markdown(_HELP)
            _loader()
            name, source = _source_of(chosen)
            st.download_button(
                "Save this program",
                source.encode(),
                file_name=name,
                mime="application/toml",
                on_click="ignore",
                key="program_save",
                icon=":material/download:",
            )


def ask_if_assumed(chosen: open_session.Chosen) -> None:
    """Say that nobody chose the program that a session is held against, and take it or another one."""
    if not chosen.assumed:
        return
    with st.container(key="screen_assumed", gap="small"):
        st.info(
            "Nobody said which program this session belongs to. It is held against an example: "
            f"**{_plain(chosen.program.title)}**.",
            icon=":material/help:",
        )
        with st.container(horizontal=True, vertical_alignment="center"):
            _take("This is the one", chosen.name)
            with st.popover("Choose another"):
                for name in template_names():
                    if name != chosen.name:
                        _take(_plain(template(name).title), name)
                st.caption("One of your own is loaded on the page Program.")


def _take(label: str, name: str) -> None:
    st.button(label, key=f"program_take_{name}", on_click=address.choose_program, args=(name,))


def _titles(chosen: open_session.Chosen) -> dict[str, str]:
    """Return the titles to choose from, by name: templates, then what was loaded here."""
    titles = {name: template(name).title for name in template_names()}
    for key in dict.fromkeys((*st.session_state.get(_LOADED_KEYS, ()), chosen.name)):
        loaded = open_session.loaded_programs().get(key)
        if loaded is not None:
            titles[key] = f"{loaded.program.title} ({loaded.file})"
    return titles


def _choose() -> None:
    address.choose_program(st.session_state["program_choice"])


def _loader() -> None:
    """Take a file; a faulty one is explained and the program in use stays."""
    st.file_uploader(
        "Load a program file (TOML)", type="toml", max_upload_size=1, key="program_file", on_change=_load
    )
    faults = st.session_state.get(_FAULTS, ())
    if faults:
        told = faults[0] if len(faults) == 1 else "\n".join(("Not loaded:", *(f"- {one}" for one in faults)))
        st.error(f"{told}\n\nThe program in use stays.", icon=":material/error:")


def _load() -> None:
    st.session_state.pop(_FAULTS, None)
    file: UploadedFile | None = st.session_state["program_file"]
    if file is None:
        return
    try:
        key = open_session.loaded_programs().load(file.name, file.getvalue())
    except ProgramError as error:
        faults = program_faults(file.getvalue(), file.name) or (error,)
        st.session_state[_FAULTS] = tuple(_plain(str(fault)) for fault in faults)
        return
    st.session_state[_LOADED_KEYS] = (*st.session_state.get(_LOADED_KEYS, ()), key)
    address.choose_program(key)


def _plain(text: str) -> str:
    """Return a text that Markdown shows as it is."""
    return "".join(f"\\{c}" if c in "\\`*_{}[]()<>#+-.!|$~:" else c for c in text)


def _source_of(chosen: open_session.Chosen) -> tuple[str, str]:
    loaded = open_session.loaded_programs().get(chosen.name)
    if loaded is not None:
        return loaded.file, loaded.source
    return f"{chosen.name}.toml", template_source(chosen.name)
