"""How well it measures: counts and angles against truth, as pure functions.

Agreement of two ways of measuring is given as Bland and Altman do (Lancet 1986; 327: 307-310): bias and 95 %
limits of agreement. Repetitions of one person resemble each other, so limits from few persons are narrower
than those of a clinic would be; say from how many persons they come when you quote them.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray


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
    """

    file: str
    exercise: str
    truth: float
    lowest: float
    highest: float
    counted: int
    countable: bool = True

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
    recordings : int
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
    recordings: int
    repetitions: float
    exact: float
    within_one: float
    mean_abs_error: float
    refused: int


def count_accuracy(cases: Sequence[CountCase], exercise: str) -> CountAccuracy:
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
        recordings=len(cases),
        repetitions=sum(case.truth for case in cases),
        exact=sum(error == 0 for error in errors) / len(cases),
        within_one=sum(error <= 1 for error in errors) / len(cases),
        mean_abs_error=float(np.mean(errors)) if errors else math.nan,
        refused=sum(not case.countable for case in cases),
    )


def count_accuracies(cases: Iterable[CountCase]) -> tuple[CountAccuracy, ...]:
    """Summarise the counts of each exercise, in alphabetical order."""
    groups: dict[str, list[CountCase]] = {}
    for case in cases:
        groups.setdefault(case.exercise, []).append(case)
    return tuple(count_accuracy(groups[exercise], exercise) for exercise in sorted(groups))


@dataclass(frozen=True, slots=True)
class EverydayCase:
    """Everyday movement analysed as an exercise: every repetition counted is one too many."""

    file: str
    exercise: str
    duration_s: float
    counted: int


@dataclass(frozen=True, slots=True)
class FalseCounts:
    """Repetitions counted where there were none.

    Attributes
    ----------
    exercise : str
        What the movement was analysed as.
    recordings : int
    hours : float
    counted : int
    per_hour : float
        NaN for no time at all.
    """

    exercise: str
    recordings: int
    hours: float
    counted: int
    per_hour: float


def false_counts(cases: Iterable[EverydayCase]) -> tuple[FalseCounts, ...]:
    """Summarise everyday movement for each exercise it was analysed as, in alphabetical order."""
    groups: dict[str, list[EverydayCase]] = {}
    for case in cases:
        groups.setdefault(case.exercise, []).append(case)
    found = []
    for exercise in sorted(groups):
        group = groups[exercise]
        hours = sum(case.duration_s for case in group) / 3600.0
        counted = sum(case.counted for case in group)
        found.append(
            FalseCounts(exercise, len(group), hours, counted, counted / hours if hours else math.nan)
        )
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Agreement:
    """Agreement of measured and true values (Bland and Altman 1986).

    Attributes
    ----------
    n : int
        Pairs.
    bias : float
        Mean of measured minus true.
    sd : float
        Standard deviation of the differences (n - 1); NaN for one pair.
    lower, upper : float
        95 % limits of agreement, ``bias -+ 1.96 sd``.
    bias_margin, limit_margin : float
        Half widths of the 95 % confidence intervals of the bias and of each limit: Student's t times
        ``sd / sqrt(n)`` and times ``sd * sqrt(1 / n + 1.96**2 / (2 * (n - 1)))`` (Bland and Altman 1999, Stat
        Methods Med Res 8: 135-160).
    """

    n: int
    bias: float
    sd: float
    lower: float
    upper: float
    bias_margin: float
    limit_margin: float


def bland_altman(measured: ArrayLike, true: ArrayLike) -> Agreement:
    """Compare measured with true values, both of shape (n,); pairs with a NaN are left out.

    Raises
    ------
    ValueError
        When the shapes disagree or no pair is left.
    """
    one, other = np.asarray(measured, dtype=np.float64), np.asarray(true, dtype=np.float64)
    if one.shape != other.shape or one.ndim != 1:
        raise ValueError(f"shapes {one.shape} and {other.shape} are not pairs")
    difference = (one - other)[np.isfinite(one) & np.isfinite(other)]
    n = len(difference)
    if n == 0:
        raise ValueError("no pair of finite values")
    bias = float(difference.mean())
    if n == 1:
        return Agreement(1, bias, *(math.nan,) * 5)
    from scipy.special import stdtrit  # noqa: PLC0415 (only needed here)

    sd = float(difference.std(ddof=1))
    student = float(stdtrit(n - 1, 0.975))
    return Agreement(
        n=n,
        bias=bias,
        sd=sd,
        lower=bias - 1.96 * sd,
        upper=bias + 1.96 * sd,
        bias_margin=student * sd / math.sqrt(n),
        limit_margin=student * sd * math.sqrt(1 / n + 1.96**2 / (2 * (n - 1))),
    )


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
