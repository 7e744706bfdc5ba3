"""The live view in the page: a component that follows the hub by its own websocket.

Streamlit is asked for three things only: to pass on a command where the websocket is down, to make a new
token, and to run the page again when it is to show a form.
"""

from collections.abc import Callable, Mapping, Sequence

import streamlit as st

from dashboard.live.messages import Command
from dashboard.live.tasks import Task
from dashboard.today import scripts
from dashboard.today.dose import title
from dashboard.today.language import language
from dashboard.today.pictures import moving_figure, strap_figure
from dashboard.today.visit import window
from dashboard.words import for_browser
from sensing.samples import SIDES

_KEY = "today_live"

_view = st.components.v2.component(
    "rehab_live", html=scripts.html(), css=scripts.css(), js=scripts.javascript()
)


def show(
    session: str,
    token: str,
    tasks: Sequence[Task],
    obey: Callable[[Command], None],
    *,
    watching: bool = False,
) -> None:
    """Show the session under way.

    Parameters
    ----------
    session, token : str
        Of the hub; the token is new in every run.
    tasks : sequence of Task
        Of the session's plan.
    obey : callable
        Passes a command on.
    watching : bool
        Another window steers: this one shows it, says nothing, and can stop it.
    """

    def pass_on() -> None:
        said = st.session_state[_KEY].command
        obey(Command(said["do"]))

    _view(
        key=_KEY,
        data={**_data(session, token, tasks), "watching": watching},
        on_command_change=pass_on,
        on_form_change=lambda: None,  # the run itself shows the form
        on_renew_change=lambda: None,
    )


def _data(session: str, token: str, tasks: Sequence[Task]) -> Mapping[str, object]:
    return {
        "session": session,
        "address": f"/api/live/{session}?token={token}&window={window()}",
        "language": language(),
        "words": for_browser(language()),
        "tasks": [
            {"name": one.name, "title": title(one), "timed": one.timed, "down": one.goes_down}
            for one in tasks
        ],
        "straps": {side: strap_figure(side) for side in SIDES},
        "figures": {str(number): moving_figure(one) for number, one in enumerate(tasks)},
    }
