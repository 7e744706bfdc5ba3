"""Agreement of measured with true values, as Bland and Altman give it."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True, slots=True)
class Agreement:
    """Agreement of measured and true values (Bland and Altman, Lancet 1986; 327: 307-310).

    Attributes
    ----------
    n : int
        Pairs.
    groups : int
        Recordings they come from; as many as pairs when each stands for itself.
    bias : float
        Mean of measured minus true.
    mean_abs, rmse : float
        Mean of the differences without their sign, and root of the mean of their squares.
    sd : float
        Standard deviation of the differences; NaN for one group.
    lower, upper : float
        95 % limits of agreement, ``bias -+ 1.96 sd``.
    bias_margin, limit_margin : float
        Half widths of the 95 % confidence intervals of the bias and of each limit: Student's t times
        ``sd / sqrt(k)`` and times ``sd * sqrt(1 / k + 1.96**2 / (2 * (k - 1)))`` (Bland and Altman 1999, Stat
        Methods Med Res 8: 135-160) with ``k`` groups. Where a group has several pairs that is cautious: each
        group counts as one pair only.
    """

    n: int
    groups: int
    bias: float
    mean_abs: float
    rmse: float
    sd: float
    lower: float
    upper: float
    bias_margin: float
    limit_margin: float


def bland_altman(measured: ArrayLike, true: ArrayLike, groups: ArrayLike | None = None) -> Agreement:
    """Compare measured with true values; pairs with a NaN are left out.

    Parameters
    ----------
    measured, true : array_like, shape (n,)
    groups : array_like, shape (n,), optional
        Which recording each pair comes from. The standard deviation is then the root of the variance within
        recordings plus that between them, by one-way analysis of variance (Bland and Altman 2007, J Biopharm
        Stat 17: 571-582, section 3). Without it every pair stands for itself.

    Raises
    ------
    ValueError
        When the shapes disagree or no pair is left.
    """
    one, other = np.asarray(measured, dtype=np.float64), np.asarray(true, dtype=np.float64)
    whose = np.arange(len(one)) if groups is None and one.ndim == 1 else np.asarray(groups)
    if not one.shape == other.shape == whose.shape or one.ndim != 1:
        raise ValueError(f"shapes {one.shape} and {other.shape} are not pairs")
    known = np.isfinite(one) & np.isfinite(other)
    difference, number = (one - other)[known], np.unique(whose[known], return_inverse=True)[1]
    if not len(difference):
        raise ValueError("no pair of finite values")
    k = int(number.max()) + 1
    bias, sd = float(difference.mean()), _deviation(difference, number)
    from scipy.special import stdtrit  # noqa: PLC0415 (only needed here)

    student = float(stdtrit(k - 1, 0.975)) if k > 1 else math.nan
    return Agreement(
        n=len(difference),
        groups=k,
        bias=bias,
        mean_abs=float(np.abs(difference).mean()),
        rmse=float(np.sqrt((difference**2).mean())),
        sd=sd,
        lower=bias - 1.96 * sd,
        upper=bias + 1.96 * sd,
        bias_margin=student * sd / math.sqrt(k),
        limit_margin=student * sd * math.sqrt(1 / k + 1.96**2 / (2 * (k - 1))) if k > 1 else math.nan,
    )


def _deviation(difference: NDArray[np.float64], number: NDArray[np.intp]) -> float:
    """Return the standard deviation over groups numbered from 0; NaN for one group."""
    size = np.bincount(number)
    n, k = len(difference), len(size)
    if k == 1:
        return math.nan
    mean = np.bincount(number, difference) / size
    between = float((size * (mean - difference.mean()) ** 2).sum()) / (k - 1)
    if k == n:
        return math.sqrt(between)
    within = float(((difference - mean[number]) ** 2).sum()) / (n - k)
    usual_size = (n - float((size**2).sum()) / n) / (k - 1)
    return math.sqrt(within + max(between - within, 0.0) / usual_size)
