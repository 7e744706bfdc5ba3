"""A new correction held against its session: what it changes, or why it cannot be."""

import math
from collections.abc import Mapping, Sequence

from analysis.exercises import load_catalogue
from analysis.live import ROLES
from analysis.results import ExerciseSet
from dashboard.records.corrected import CorrectedSet, Correction, correct_set, in_force, leg_text, parse_leg
from dashboard.records.errors import EntryError
from dashboard.records.new_session import CorrectionKind, NewCorrection
from dashboard.records.viewer import Viewer
from sensing.samples import SIDES
from sensing.wording import printable


def enter(
    seen: Mapping[int, ExerciseSet], earlier: Sequence[Correction], new: NewCorrection, viewer: Viewer
) -> Correction:
    """Return a correction as it is to be kept: with its number, what held before, who and as what.

    Parameters
    ----------
    seen : mapping of int to ExerciseSet
        The sets of the session as they were counted live, by their number.
    earlier : sequence of Correction
        All that were made before.
    new : NewCorrection
    viewer : Viewer

    Raises
    ------
    EntryError
        When there is no such set, repetition or correction, or nothing would change.
    """
    if new.kind is CorrectionKind.UNDO:
        taken_back = _to_take_back(earlier, new.undoes)
        old, value = taken_back.new, taken_back.old
        set_number, repetition = taken_back.set_number, taken_back.repetition_number
    else:
        if new.set_number is None or new.set_number not in seen:
            raise EntryError(
                f"there is no set {new.set_number} in this session",
                at="correction",
                mend="Choose a set of it",
            )
        set_number, repetition = new.set_number, new.repetition_number
        old, value = _change(correct_set(set_number, seen[set_number], in_force(earlier)), new)
    return Correction(
        number=1 + max((one.number for one in earlier), default=0),
        kind=new.kind,
        set_number=set_number,
        repetition_number=repetition,
        old=old,
        new=value,
        undoes=new.undoes,
        at=new.at,
        by=viewer.account,
        role=viewer.role,
        reason=new.reason,
    )


def _to_take_back(earlier: Sequence[Correction], number: int | None) -> Correction:
    found = next((one for one in earlier if one.number == number), None)
    if found is None:
        raise EntryError(
            f"there is no correction {number} in this session", at="undo", mend="Choose one that was made"
        )
    if number in {one.undoes for one in _standing(earlier)}:
        raise EntryError(
            f"correction {number} is taken back already", at="undo", mend="Nothing is to be done"
        )
    return found


def _standing(corrections: Sequence[Correction]) -> list[Correction]:
    """Return the undos that were not taken back themselves."""
    standing: list[Correction] = []
    for one in sorted(corrections, key=lambda each: each.number, reverse=True):
        if one.kind is CorrectionKind.UNDO and one.number not in {each.undoes for each in standing}:
            standing.append(one)
    return standing


def _change(now: CorrectedSet, new: NewCorrection) -> tuple[str | float | None, str | float | None]:
    """Return what holds before and after a correction."""
    where = f"set {now.number}"
    match new.kind:
        case CorrectionKind.NOT_A_REPETITION:
            if new.repetition_number not in [one for one in now.live_numbers if one is not None]:
                raise EntryError(
                    f"repetition {new.repetition_number} is not counted",
                    at=where,
                    mend="Nothing is to be done",
                )
            return True, False
        case CorrectionKind.MISSED_REPETITION:
            if not isinstance(new.new, int | float) or not math.isfinite(new.new) or new.new < 0:
                raise EntryError(
                    f"{printable(new.new)} is no time",
                    at=where,
                    mend="Give seconds from the recording's start",
                )
            return None, float(new.new)
        case CorrectionKind.EXERCISE:
            if new.new not in load_catalogue():
                mend = f"Choose from {', '.join(load_catalogue())}"
                raise EntryError(f"no such exercise: '{printable(new.new)}'", at=where, mend=mend)
            old, value = now.set.exercise, str(new.new)
        case _:
            side, role = parse_leg(str(new.new or ""))
            if side not in SIDES or role not in (*ROLES, None):
                mend = "Give 'left' or 'right', in a lunge with 'front' or 'rear' behind it"
                raise EntryError(f"'{printable(new.new)}' is not a leg", at=where, mend=mend)
            old, value = leg_text(now.set), str(new.new)
    if old == value:
        raise EntryError(f"it is '{value}' already", at=where, mend="Nothing is to be done")
    return old, value
