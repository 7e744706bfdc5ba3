"""The drawings of the page, in its language."""

from dashboard.components import picture as drawing
from dashboard.live.tasks import Task
from dashboard.pictures import live_view, picture, strap_picture
from dashboard.today.language import language

CARD_REM, STRAP_REM = 9.0, 18.0
"""Greatest heights."""


def show_exercise(task: Task) -> None:
    """Show how an exercise begins and where it turns; nothing for a timer of the program."""
    if task.item is not None:
        drawing.show(picture(task.name, task.side, "both", language()), CARD_REM)


def show_strap(side: str) -> None:
    """Show where the strap goes."""
    drawing.show(strap_figure(side), STRAP_REM)


def strap_figure(side: str) -> str:
    """Return where the strap goes as SVG."""
    return strap_picture(side, language())


def moving_figure(task: Task) -> str:
    """Return the side view whose thigh follows the measurement, empty for a timer of the program."""
    return "" if task.item is None else live_view(task.side, task.name, language(), task.role)
