"""How well it measures: counts and angles against truth, as pure functions."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class CountCase:
    """One recording of one exercise.

    Attributes
    ----------
    file, exercise : str
    truth : float
        Repetitions really done.
    lowest, highest : float
        Also right, where the recording starts or ends within a repetition.
    counted : int
        Repetitions the analysis counted.
    countable : bool
        False when the analysis said that it cannot count.
    rear : bool
        Of a leg that stands behind: another pattern, summarised by itself.
    person : str
        Who it was; empty when it is not known.
    """

    file: str
    exercise: str
    truth: float
    lowest: float
    highest: float
    counted: int
    countable: bool = True
    rear: bool = False
    person: str = ""

    @property
    def error(self) -> float:
        """Repetitions too many (positive) or too few (negative); 0 within the right range."""
        return max(self.counted - self.highest, 0.0) + min(self.counted - self.lowest, 0.0)

    @property
    def missed(self) -> bool:
        """Whether the count is wrong, or was refused."""
        return not self.countable or self.error != 0


@dataclass(frozen=True, slots=True)
class CountAccuracy:
    """How well one exercise was counted.

    Attributes
    ----------
    exercise : str
    rear : bool
        On the leg that stands behind.
    recordings : int
    persons : int
        0 when it is not known who they were.
    repetitions : float
        Really done.
    exact, within_one : float
        Shares of all recordings counted right, or wrong by one at most; a refusal is neither.
    mean_abs_error : float
        Over the recordings that were counted; NaN when there are none.
    refused : int
        Recordings on which the analysis said that it cannot count.
    """

    exercise: str
    rear: bool
    recordings: int
    persons: int
    repetitions: float
    exact: float
    within_one: float
    mean_abs_error: float
    refused: int


def count_accuracy(cases: Sequence[CountCase], exercise: str, *, rear: bool = False) -> CountAccuracy:
    """Summarise the counts of some recordings.

    Raises
    ------
    ValueError
        When there are none.
    """
    if not cases:
        raise ValueError("no recordings to summarise")
    errors = [abs(case.error) for case in cases if case.countable]
    return CountAccuracy(
        exercise=exercise,
        rear=rear,
        recordings=len(cases),
        persons=len({case.person for case in cases if case.person}),
        repetitions=sum(case.truth for case in cases),
        exact=sum(error == 0 for error in errors) / len(cases),
        within_one=sum(error <= 1 for error in errors) / len(cases),
        mean_abs_error=float(np.mean(errors)) if errors else math.nan,
        refused=sum(not case.countable for case in cases),
    )


def count_accuracies(cases: Iterable[CountCase]) -> tuple[CountAccuracy, ...]:
    """Summarise the counts of each exercise, in alphabetical order, rear legs by themselves."""
    groups: dict[tuple[str, bool], list[CountCase]] = {}
    for case in cases:
        groups.setdefault((case.exercise, case.rear), []).append(case)
    return tuple(count_accuracy(groups[what], what[0], rear=what[1]) for what in sorted(groups))


@dataclass(frozen=True, slots=True)
class EverydayCase:
    """Everyday movement analysed as an exercise: every repetition counted is one too many."""

    file: str
    exercise: str
    duration_s: float
    counted: int
    movement: str = "everyday"


@dataclass(frozen=True, slots=True)
class FalseCounts:
    """Repetitions counted where there were none.

    Attributes
    ----------
    movement : str
        What was really done.
    exercise : str
        What the movement was analysed as.
    recordings : int
    hours : float
    counted : int
    per_hour : float
        NaN for no time at all.
    """

    movement: str
    exercise: str
    recordings: int
    hours: float
    counted: int
    per_hour: float


def false_count(cases: Sequence[EverydayCase], movement: str, exercise: str) -> FalseCounts:
    """Summarise some everyday movement that was analysed as one exercise."""
    hours = sum(case.duration_s for case in cases) / 3600.0
    counted = sum(case.counted for case in cases)
    return FalseCounts(movement, exercise, len(cases), hours, counted, counted / hours if hours else math.nan)


def false_counts(cases: Iterable[EverydayCase]) -> tuple[FalseCounts, ...]:
    """Summarise each kind of movement for each exercise it was analysed as, in alphabetical order."""
    groups: dict[tuple[str, str], list[EverydayCase]] = {}
    for case in cases:
        groups.setdefault((case.movement, case.exercise), []).append(case)
    return tuple(false_count(groups[what], *what) for what in sorted(groups))


@dataclass(frozen=True, slots=True)
class AngleError:
    """Error of an angle over time, in degrees.

    Attributes
    ----------
    rmse_deg : float
        Root mean square error; NaN when nothing could be compared.
    offset_deg : float
        Mean error.
    rmse_offset_free_deg : float
        What is left of it once the mean error is removed.
    coverage : float
        Share of the true samples at which an angle was measured.
    """

    rmse_deg: float
    offset_deg: float
    rmse_offset_free_deg: float
    coverage: float


def angle_error(
    time_s: NDArray[np.float64],
    angle_deg: NDArray[np.float64],
    true_time_s: NDArray[np.float64],
    true_deg: NDArray[np.float64],
) -> AngleError:
    """Compare a measured angle with the true one, at the times of the true one.

    Parameters
    ----------
    time_s, angle_deg : ndarray, shape (n,)
        Measured; NaN where nothing was.
    true_time_s, true_deg : ndarray, shape (m,)
        True; samples with NaN are left out.

    Raises
    ------
    ValueError
        When no true sample is left.
    """
    wanted = np.isfinite(true_deg)
    if not wanted.any():
        raise ValueError("no true angle")
    error = np.interp(true_time_s[wanted], time_s, angle_deg, left=np.nan, right=np.nan) - true_deg[wanted]
    known = error[np.isfinite(error)]
    if not len(known):
        return AngleError(math.nan, math.nan, math.nan, 0.0)
    return AngleError(
        rmse_deg=float(np.sqrt(np.mean(known**2))),
        offset_deg=float(known.mean()),
        rmse_offset_free_deg=float(known.std()),
        coverage=len(known) / len(error),
    )


@dataclass(frozen=True, slots=True)
class AngleAccuracy:
    """Error of the angle over several recordings, each with the same weight.

    Attributes
    ----------
    exercise : str
    rear : bool
        On the leg that stands behind.
    recordings : int
    rmse_deg, worst_rmse_deg : float
        Mean and largest over the recordings in which both angles start from the same zero; NaN for none.
    rmse_offset_free_deg, worst_offset_free_deg : float
        Mean and largest without the mean error of each recording.
    coverage : float
        The smallest.
    """

    exercise: str
    rear: bool
    recordings: int
    rmse_deg: float
    worst_rmse_deg: float
    rmse_offset_free_deg: float
    worst_offset_free_deg: float
    coverage: float


def angle_accuracy(
    errors: Sequence[tuple[AngleError, bool]], exercise: str, *, rear: bool = False
) -> AngleAccuracy:
    """Summarise the angles of some recordings.

    Parameters
    ----------
    errors : sequence of (AngleError, bool)
        With whether both angles start from the same zero; recordings without any measured angle are left
        out of the means.
    """
    whole = [one.rmse_deg for one, absolute in errors if absolute and math.isfinite(one.rmse_deg)]
    free = [one.rmse_offset_free_deg for one, _ in errors if math.isfinite(one.rmse_offset_free_deg)]
    return AngleAccuracy(
        exercise=exercise,
        rear=rear,
        recordings=len(errors),
        rmse_deg=float(np.mean(whole)) if whole else math.nan,
        worst_rmse_deg=max(whole, default=math.nan),
        rmse_offset_free_deg=float(np.mean(free)) if free else math.nan,
        worst_offset_free_deg=max(free, default=math.nan),
        coverage=min((one.coverage for one, _ in errors), default=math.nan),
    )
