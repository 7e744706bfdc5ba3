"""What a task asks for, in the words of the page."""

from collections.abc import Iterator

from dashboard.live.tasks import Task
from dashboard.today.language import t


def title(task: Task) -> str:
    """Return the name of a task; a program's own one where the words know none."""
    key = f"{'title' if task.item is not None else 'timer_title'}.{task.name}"
    try:
        return t(key)
    except KeyError:
        return task.title


def leg(task: Task) -> str:
    """Return the leg that works, empty where both do or none is meant."""
    words = "" if task.side == "both" else t(f"leg.{task.side}")
    return f"{words}, {t('live.front_leg')}" if task.role == "front" else words


def dose(task: Task) -> str:
    """Return how much: sets, repetitions, hold, target and ceiling; minutes of a timer."""
    return " · ".join(_parts(task))


def _parts(task: Task) -> Iterator[str]:
    item = task.item
    if item is None:
        yield t("card.minutes", n=round((task.seconds or 0.0) / 60.0))
        return
    if item.sets > 1:
        yield t("card.sets", n=item.sets)
    yield t("card.repetitions", n=item.repetitions)
    if item.hold_s is not None:
        yield t("card.hold", seconds=item.hold_s)
    if item.target_deg is not None:
        yield t("card.target", angle=item.target_deg)
    if item.max_angle_deg is not None:
        yield t("card.ceiling", angle=item.max_angle_deg)
    if item.rest_s is not None and item.sets > 1:
        yield t("card.rest", seconds=item.rest_s)
    if item.support:
        yield t("card.support", support=item.support)
