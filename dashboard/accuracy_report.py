"""Every accuracy figure of a labelled folder, as JSON-ready values."""

import math
from collections.abc import Iterable, Sequence
from typing import Any

from analysis.agreement import Agreement, bland_altman
from analysis.naming_accuracy import false_sets, naming_accuracies, naming_accuracy
from analysis.results import to_plain
from analysis.validation import (
    AngleAccuracy,
    EverydayCase,
    FalseCounts,
    angle_accuracy,
    count_accuracies,
    count_accuracy,
    false_count,
    false_counts,
)
from dashboard.labelled_angles import AngleCase
from dashboard.labelled_folder import EVERYDAY_AS, Scores
from dashboard.labels import OTHER

MEASURES = (("peak_angle_deg", "Peak, deg"), ("range_deg", "Range, deg"), ("hold_s", "Hold, s"))


def report(scores: Scores) -> dict[str, Any]:
    """Return every figure; the keys that end in ``_all`` are over all exercises or movements.

    ``everyday_all`` leaves out the exercises that are not in the catalogue: they are not everyday movement.
    """
    document = {
        "counts": count_accuracies(scores.counts),
        "counts_all": count_accuracy(scores.counts, "all") if scores.counts else None,
        "everyday": false_counts(scores.everyday),
        "everyday_all": _everyday_all(scores.everyday),
        "angles": [_angle(one) for one in scores.angles],
        "angle_accuracy": _angle_accuracies(scores.angles),
        "angle_accuracy_all": _angle_accuracy(scores.angles, "all") if scores.angles else None,
        "agreement": agreements(scores.angles),
        "names": naming_accuracies(scores.names),
        "names_all": naming_accuracy(scores.names, "all") if scores.names else None,
        "false_sets": false_sets(scores.false_sets),
        "faulty": {"recordings": len(scores.faulty), "flagged": sum(flagged for _, flagged in scores.faulty)},
        "misses": misses(scores),
        "misnamed": [
            {"file": one.file, "exercise": one.exercise, "named": one.named}
            for one in scores.names
            if one.verdict in ("wrong", "unnamed")
        ],
    }
    plain: dict[str, Any] = to_plain(document)
    return plain


def agreements(cases: Sequence[AngleCase]) -> dict[str, Agreement]:
    """Return measured against true repetitions for every measure that can be compared.

    Each recording is a group. A repetition of which a part is missing may lack its start: only its peak is
    compared.
    """
    found = {}
    for measure, _ in MEASURES:
        pairs = [
            (getattr(one.measured, measure), getattr(one.true, measure), number)
            for number, case in enumerate(cases)
            for one in case.pairs
            if math.isfinite(getattr(one.measured, measure)) and (measure == "peak_angle_deg" or one.whole)
        ]
        if pairs:
            found[measure] = bland_altman(*zip(*pairs, strict=True))
    return found


def misses(scores: Scores) -> list[dict[str, Any]]:
    """Return every wrong count, the worst first; what is counted in other exercises is not called wrong."""
    wrong = [
        {
            "file": case.file,
            "exercise": case.exercise,
            "truth": case.truth,
            "counted": case.counted if case.countable else None,
        }
        for case in sorted(scores.counts, key=lambda each: (each.countable, -abs(each.error)))
        if case.missed
    ]
    return wrong + [
        {"file": each.file, "exercise": each.exercise, "truth": 0.0, "counted": each.counted}
        for each in sorted(scores.everyday, key=lambda each: -each.counted)
        if each.counted and each.movement != OTHER
    ]


def _everyday_all(cases: Iterable[EverydayCase]) -> list[FalseCounts]:
    real = [case for case in cases if case.movement != OTHER]
    if not real:
        return []
    return [
        false_count([case for case in real if case.exercise == name], "all", name) for name in EVERYDAY_AS
    ]


def _angle(one: AngleCase) -> dict[str, Any]:
    start = {"file": one.file, "exercise": one.exercise, "rear": one.rear, "absolute": one.absolute}
    return {**start, **to_plain(one.error)}


def _angle_accuracies(cases: Sequence[AngleCase]) -> list[AngleAccuracy]:
    groups: dict[tuple[str, bool], list[AngleCase]] = {}
    for case in cases:
        groups.setdefault((case.exercise, case.rear), []).append(case)
    return [_angle_accuracy(groups[what], what[0], rear=what[1]) for what in sorted(groups)]


def _angle_accuracy(cases: Sequence[AngleCase], exercise: str, *, rear: bool = False) -> AngleAccuracy:
    return angle_accuracy([(one.error, one.absolute) for one in cases], exercise, rear=rear)
