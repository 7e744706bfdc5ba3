"""Exercises, legs, doses and verdicts in words, the same in the terminal and on the pages."""

from analysis.comparison import ItemComparison, Verdict
from analysis.exercises import load_catalogue
from analysis.prescription import ProgramItem
from dashboard.wording import MISSING, clean
from sensing.samples import SIDES


def title(exercise: str) -> str:
    """Return the display name of an exercise."""
    known = load_catalogue().get(exercise)
    return known.title if known is not None else clean(exercise)


def leg(side: str | None, role: str | None) -> str:
    """Return the leg that wore the sensor, and what it did in a lunge."""
    return f"{side or MISSING} {role}" if role else side or MISSING


def dose(item: ProgramItem) -> str:
    """Return what is prescribed, such as ``3 x 8, 60°, hold 2 s``."""
    parts = [f"{item.sets} x {item.repetitions}"]
    if item.target_deg is not None:
        parts.append(f"{'range ' if item.measure == 'range' else ''}{item.target_deg:g}°")
    if item.max_angle_deg is not None:
        parts.append(f"at most {item.max_angle_deg:g}°")
    if item.hold_s is not None:
        parts.append(f"hold {item.hold_s:g} s")
    return ", ".join(parts)


def words(verdict: str) -> str:
    """Return a verdict as a person says it."""
    return str(verdict).replace("_", " ")


def seen(item: ItemComparison, count: int) -> str:
    """Return a count; none seen is a number only when it is known that none was done."""
    if item.done.repetitions or item.verdict is Verdict.NOT_DONE:
        return str(count)
    return "?" if item.verdict is Verdict.CANNOT_COUNT else MISSING


def which(side: str | None) -> str:
    """Return the leg in brackets, nothing where there is none to name."""
    return f" ({side})" if side in SIDES else ""
