"""A folder of labelled recordings, analysed and held against its labels."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields, replace
from itertools import groupby
from operator import attrgetter
from pathlib import Path

from analysis import analyze
from analysis.naming_accuracy import NamingCase
from analysis.results import ExerciseSet, SessionResult
from analysis.validation import CountCase, EverydayCase
from dashboard.labelled_angles import AngleCase, angle_case
from dashboard.labels import Label
from sensing import Recording, read_recording

EVERYDAY_AS = ("leg_lift", "lunge")
"""What everyday movement is analysed as: the exercises that walking and sitting down look like."""


@dataclass(frozen=True, slots=True)
class Scores:
    """What was found in a labelled folder.

    Attributes
    ----------
    counts : tuple of CountCase
    everyday : tuple of EverydayCase
    angles : tuple of AngleCase
    faulty : tuple of (str, bool)
        Each recording of a faulty sensor, and whether it was flagged.
    names : tuple of NamingCase
        What sets were called by an analysis that was not told.
    false_sets : tuple of (movement, duration in s, sets)
        Sets such an analysis found in recordings of everyday movement.
    """

    counts: tuple[CountCase, ...] = ()
    everyday: tuple[EverydayCase, ...] = ()
    angles: tuple[AngleCase, ...] = ()
    faulty: tuple[tuple[str, bool], ...] = ()
    names: tuple[NamingCase, ...] = ()
    false_sets: tuple[tuple[str, float, int], ...] = ()


def score(folder: Path, labels: Sequence[Label], advance: Callable[[], None]) -> Scores:
    """Analyse the recordings of a folder and hold them against their labels.

    Parameters
    ----------
    folder : Path
    labels : sequence of Label
        From `read_labels`.
    advance : callable
        Called after each label.
    """
    parts = []
    named: set[str] = set()
    for file, group in groupby(labels, attrgetter("file")):
        recording = read_recording(folder / file)
        told = list(group)
        if file not in named:
            parts.append(_names(told, recording))
        named.add(file)
        for label in told:
            parts.append(score_label(label, recording))
            advance()
    return gather(parts)


def gather(parts: Iterable[Scores]) -> Scores:
    """Return several scores as one."""
    known = list(parts)
    names = (one.name for one in fields(Scores))
    return Scores(*(tuple(one for part in known for one in getattr(part, name)) for name in names))


def score_label(label: Label, recording: Recording) -> Scores:
    """Analyse a recording as one of its labels says, and hold it against that."""
    if not label.exercise:
        return Scores(everyday=_everyday_cases(label, recording))
    told = label.exercise if label.windows is None else None
    result = analyze(recording, exercise=told, side=label.side)
    if label.faulty:
        return Scores(faulty=((label.file, bool(result.quality.reasons)),))
    sets = [one for one in _within(label, result.sets) if one.exercise == label.exercise]
    angles = angle_case(label, recording, result.thigh_angle, sets)
    return Scores(counts=(_count_case(label, result, sets),), angles=() if angles is None else (angles,))


def _within(label: Label, sets: Iterable[ExerciseSet]) -> list[ExerciseSet]:
    """Return the sets that belong to a label: all, or those whose middle lies where it was done."""
    if label.windows is None:
        return list(sets)
    middles = [(one, (one.start_s + one.end_s) / 2) for one in sets]
    return [one for one, at_s in middles if any(a <= at_s < b for a, b in label.windows)]


def _counted(sets: Iterable[ExerciseSet]) -> int:
    return sum(len(one.repetitions) for one in sets)


def _everyday_cases(label: Label, recording: Recording) -> tuple[EverydayCase, ...]:
    return tuple(
        EverydayCase(
            label.file,
            exercise,
            recording.duration_s,
            _counted(analyze(recording, exercise=exercise, side=label.side).sets),
            label.movement,
        )
        for exercise in EVERYDAY_AS
    )


def _count_case(label: Label, result: SessionResult, sets: Sequence[ExerciseSet]) -> CountCase:
    return CountCase(
        label.file,
        label.exercise,
        label.truth,
        label.lowest,
        label.highest,
        _counted(sets),
        result.quality.countable and all(one.quality.countable for one in sets),
        label.rear,
        label.person,
    )


def _names(labels: Sequence[Label], recording: Recording) -> Scores:
    """Return what a recording's sets are called; several labels of one whole recording: the first counts."""
    first = labels[0]
    if first.faulty:
        return Scores()
    unlabelled = replace(recording, info=replace(recording.info, activities=()))
    result = analyze(unlabelled, side=first.side)
    if not first.exercise:
        return Scores(false_sets=((first.movement, recording.duration_s, len(result.sets)),))
    if first.windows is None:
        labels = labels[:1]
    return Scores(
        names=tuple(
            NamingCase(
                label.file,
                label.exercise,
                tuple(one.exercise for one in _within(replace(label, windows=windows), result.sets)),
                label.person,
            )
            for label in labels
            for windows in ([(one,) for one in label.windows] if label.windows else [None])
        )
    )
