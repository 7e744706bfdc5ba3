"""What is measured of a swing when it is announced, to judge it by."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from analysis.calibration import Calibration
from analysis.exercises import Everyday
from analysis.features import SwingFeatures
from analysis.judgement import BRIEF_GAP_S
from analysis.metrics import hold_level_deg, hold_span_s
from analysis.track import OWN_ANGLE, Track
from analysis.turning_points import Swing, turning_positions

FloatArray = NDArray[np.float64]

FOOT_SHARE = 0.1
"""A landing is looked for after this share of the way up."""

PIVOT_LEAD_S = 0.6
"""The evidence for the axis of rotation is taken from this long before half way up."""

NEAREST_AXIS_M, USUAL_AXIS_M = 0.04, 0.17
TILTED_MS2 = 0.12
"""A thigh turns about a point further from the sensor than the first (simulated crouches, shins leaning:
0.06 and more; a rod that turns about the sensor itself seems up to 0.023 off, at 25 Hz): what is felt is the
second and more times the angular acceleration (CMU-MBL, UTD-MHAD, HuGaDB). A vertical off by 0.7 deg shows
as the third: sitting down slowly about a point near the sensor feels 0.18 to 0.43 (HuGaDB)."""

MOVING_SHARE = 0.1
"""Looked at is where the evidence is at least this share of its maximum: a hold adds nothing but tilt."""

SETTLING_S = 0.3
"""After a gap the live vertical is off by up to 12 deg, by less than 2 after this time (simulated lunges)."""

ARRIVED_SHARE, STROKE_ENDS_S = 0.7, 1.0
"""A second after the leg has come this share of its way, the stroke out is over, and the one back begins a
second before it leaves from there: what lies between is a hold, or somebody who moves on a chair [J]."""

SETTLED_S = 0.1
"""So long after that it must be seen to tell whether the leg moved at all (simulated quick marches are back
within 0.04, what only seemed to move took 0.3 and more)."""

DIP_SHARE = 0.25
"""Steps down a flight of stairs dip by a third of their height and more (HuGaDB), a lunge does not before it
is half way back (CMU-MBL)."""

LONGEST_DIP_S = 2.5
"""Over a longer gap a leg can be back and out again."""

NOTHING_UNSEEN = {"unseen_up_deg": 0.0, "unseen_down_deg": 0.0, "unseen_up_s": 0.0, "unseen_s": 0.0}


@dataclass(frozen=True, slots=True)
class Jump:
    """A gap: positions of the first sample after it and of the last before, jump of the angle, length.

    After a ``blind`` one the angle is not known at once; others are bridged, see `analysis.live_vertical`.
    """

    position: int
    before: int
    rise_deg: float
    length_s: float
    blind: bool


def half_way_up(smooth: FloatArray, swing: Swing, first: int) -> int:
    """Return the position at which a swing left half of its height for the last time.

    Parameters
    ----------
    smooth : ndarray, shape (n,)
        The angle from position ``first`` to the announcement.
    swing : Swing
    first : int
    """
    below = (smooth[: swing.peak - first + 1] < swing.peak_value - 0.5 * swing.size).nonzero()[0]
    return first + (int(below[-1]) + 1 if len(below) else 0)


def swing_features(
    track: Track,
    swing: Swing,
    span: tuple[int, int],
    jumps: Sequence[Jump],
    calibration: Calibration,
    everyday: Everyday,
    *,
    zero_deg: float,
    last_peak_s: float,
    dips: bool,
) -> SwingFeatures:
    """Return what a swing is judged by.

    Parameters
    ----------
    track : Track
        Time, smooth angle, shake, the sums of the pivot evidence and, if known, the turning in deg/s.
    swing : Swing
        Announced.
    span : tuple of int
        Positions of its first sample and of half way up.
    jumps : sequence of Jump
        The long gaps within it and shortly before.
    calibration : Calibration
    everyday : Everyday
        What foot falls feel like.
    zero_deg : float
        What peak and valley count from.
    last_peak_s : float
        When the swing before it turned.
    dips : bool
        Whether one movement of the exercise may dip twice.
    """
    first, rise = span
    inside, blind = [jump for jump in jumps if jump.position > first], [jump for jump in jumps if jump.blind]
    time_s, smooth, shake, across, evidence, felt, *turning = track.part(first, swing.announced + 1)
    peak, up, foot = swing.peak - first, rise - first, _foot(smooth[: swing.peak - first + 1], swing)
    begin = int(time_s.searchsorted(time_s[up] - PIVOT_LEAD_S))
    since = int(time_s.searchsorted(time_s[up] - everyday.walk_window))
    stroke = _strokes(time_s, smooth, swing)
    across, evidence, felt = across * stroke, evidence * stroke, felt * stroke
    shaken_g = math.sqrt(float((shake[up:] ** 2).sum()) / (len(shake) - up))
    shaken = shaken_g > everyday.foot_fall
    told = shaken or _feels(felt[begin:], evidence[begin:])
    return SwingFeatures(
        peak_deg=swing.peak_value - zero_deg,
        valley_deg=_lowest(track, swing, rise, blind, LONGEST_DIP_S if dips else BRIEF_GAP_S) - zero_deg,
        width_s=float(time_s[-1] - time_s[up]) + _hidden_rise_s(inside, time_s, rise, first),
        hold_s=hold_span_s(time_s, smooth, hold_level_deg(swing.peak_value, swing.size)),
        dips=rhythmic_dips(time_s[since:], smooth[since:], DIP_SHARE * swing.size, everyday.longest_stride)
        if shaken
        else 0,
        period_s=float(time_s[peak]) - last_peak_s,
        shaken_g=shaken_g,
        landing_g=float(np.abs(shake[foot : peak + 1]).max()),
        strike_g=float(np.abs(shake[up:]).max()),
        **_axis(across, evidence, felt, begin, up, calibration.rate_hz if told else math.inf),
        landing_hidden=any(not jump.blind and foot < jump.position - first <= peak for jump in inside),
        **_unseen(inside, swing.peak, rise),
        least_deg=swing.least,
        settled_rise_deg=_settled_rise(track, swing, blind),
        zero_known=calibration.zero_known,
        has_gyro=calibration.has_gyro,
        rate_hz=calibration.rate_hz,
        turned_deg=abs(float(turning[0][begin:].sum())) / calibration.rate_hz if turning else 0.0,
    )


def _axis(
    across: FloatArray, evidence: FloatArray, felt: FloatArray, begin: int, up: int, rate_hz: float
) -> dict[str, float]:
    """Return where the axis of a swing lies, from ``begin`` on and up to half way up, and how surely."""
    turned, total = float(across[begin:].sum()), float(evidence[begin:].sum())
    led, ahead = float(across[:up].sum()), float(evidence[:up].sum())
    product, led_product = total * float(felt[begin:].sum()), ahead * float(felt[:up].sum())
    return {
        "pivot_m": turned / total if total else 0.0,
        "pivot_evidence": total / rate_hz,
        "fixed_share": turned**2 / product if product > 0.0 else 0.0,
        "lead_m": led / ahead if ahead else 0.0,
        "lead_share": led**2 / led_product if led_product > 0.0 else 0.0,
    }


def from_behind(
    track: Track, features: SwingFeatures, last_peak_s: float, rise: int, turned: float
) -> SwingFeatures:
    """Return the features of a swing that may go either way, its valley as far behind as the leg came from.

    Parameters
    ----------
    track : Track
    features : SwingFeatures
        With the size of the angle as angle.
    last_peak_s : float
        When the swing before it turned.
    rise : int
        Position half way up.
    turned : float
        -1 where this one goes the other way than its exercise does, else 1.
    """
    first = max(track.position_at(last_peak_s), track.first)
    before_deg = turned * track.part(first, rise + 1)[OWN_ANGLE]
    return replace(features, valley_deg=min(features.valley_deg, float(before_deg.min(initial=0.0))))


def _strokes(time_s: FloatArray, smooth: FloatArray, swing: Swing) -> NDArray[np.bool_]:
    """Return which samples belong to the strokes out and back, not to what was done between them."""
    far = (smooth >= swing.valley_value + ARRIVED_SHARE * swing.size).nonzero()[0]
    strokes: NDArray[np.bool_] = time_s < time_s[far[0]] + STROKE_ENDS_S
    strokes |= time_s > time_s[far[-1]] - STROKE_ENDS_S
    return strokes


def _unseen(jumps: Sequence[Jump], peak: int, rise: int) -> dict[str, float]:
    """Return what of a swing's way and time lies in gaps."""
    if not jumps:
        return NOTHING_UNSEEN
    blind = [jump for jump in jumps if jump.blind]
    up = [jump for jump in blind if jump.position <= peak]
    down = [jump for jump in blind if jump.position > peak]
    return {
        "unseen_up_deg": sum(max(jump.rise_deg, 0.0) for jump in up),
        "unseen_down_deg": sum(max(-jump.rise_deg, 0.0) for jump in down),
        "unseen_up_s": sum(jump.length_s for jump in up),
        "unseen_s": sum(jump.length_s for jump in blind if jump.position > rise),
    }


def rhythmic_dips(time_s: FloatArray, smooth: FloatArray, least_deg: float, within_s: float) -> int:
    """Return how often an angle falls by so much and rises again, each time within so long of the last.

    The knee that comes up for a lunge and again on the way back dips twice, too, but the lunge lies between.

    Parameters
    ----------
    time_s, smooth : ndarray, shape (n,)
        Times in seconds, and the angle in degrees.
    least_deg : float
        By so much it falls.
    within_s : float
        From lowest point to lowest point.
    """
    ends = [0, *turning_positions(smooth).tolist(), len(smooth) - 1]
    most, count, falling, high, low = 0, 0, False, -math.inf, math.inf
    low_s = last_s = -math.inf
    for at_s, value in zip(time_s[ends].tolist(), smooth[ends].tolist(), strict=True):
        if falling and value < low:
            low, low_s = value, at_s
        elif falling:
            count = count + 1 if low_s - last_s <= within_s else 1
            most, last_s = max(most, count), low_s
            falling, high = False, value
        elif value > high:
            high = value
        elif high - value >= least_deg:
            falling, low, low_s = True, value, at_s
    return most


def _feels(felt: FloatArray, evidence: FloatArray) -> bool:
    """Return whether the accelerations tell where the axis lies, or might, were the movement quicker.

    A sensor that feels none of its own would turn about itself: a strap in the hands, which shake it, or
    samples that hold nothing but gravity.
    """
    moving = evidence >= MOVING_SHARE * evidence.max(initial=0.0)
    turned, tilted = float(evidence[moving].sum()), TILTED_MS2**2 * int(moving.sum())
    too_slow = USUAL_AXIS_M**2 * turned <= tilted
    return too_slow or float(felt[moving].sum()) > NEAREST_AXIS_M**2 * turned + tilted


def _hidden_rise_s(jumps: Sequence[Jump], time_s: FloatArray, rise: int, first: int) -> float:
    """Return how much earlier than seen a movement may have been half way up: in a brief gap, or just after.

    There the filter has yet to settle: a lift of 48 deg looked like 15, and so half way up too late.
    """
    brief = (jump for jump in jumps if jump.blind and jump.length_s <= BRIEF_GAP_S)
    since_s = [(float(time_s[rise - first] - time_s[jump.position - first]), jump) for jump in brief]
    return max((s + jump.length_s for s, jump in since_s if 0.0 <= s <= SETTLING_S), default=0.0)


def _lowest(track: Track, swing: Swing, rise: int, jumps: Sequence[Jump], longest_s: float) -> float:
    """Return the lowest angle before half way up, without what the filter shows just after a gap.

    Gaps longer than ``longest_s`` are not looked at. The angle before a gap tells, too: better one movement
    taken for two dips than one counted twice.
    """
    before = [jump for jump in jumps if track.first < jump.position <= swing.valley]
    if not before or before[-1].length_s > longest_s:
        return swing.valley_value
    settled = _settled(track, before[-1])
    if swing.valley >= settled:
        return swing.valley_value
    until = min([rise, *(jump.position for jump in jumps if jump.position > swing.valley)])
    later = track.part(settled, until)[1] if settled < until else np.empty(0)
    return min(_before(track, before[-1]), float(later.min(initial=np.inf)))


def _settled_rise(track: Track, swing: Swing, jumps: Sequence[Jump]) -> float:
    """Return how far the angle rose over a gap, without what the filter shows just after one.

    Infinite where there is no gap in the rise, NaN where the leg was back before the filter had settled.
    """
    inside = [jump for jump in jumps if swing.valley < jump.position <= swing.peak]
    if not inside:
        return np.inf
    settled = _settled(track, inside[-1])
    later = track.part(min(settled, swing.announced), swing.announced + 1)[:2]
    if later[0, -1] - later[0, 0] < SETTLED_S:
        return np.nan
    top = float(later[1].max())
    return top - _lowest(track, swing, inside[0].position, jumps, LONGEST_DIP_S)


def _settled(track: Track, jump: Jump) -> int:
    """Return from which position on the angle is right again after a gap."""
    begin_s = float(track.part(jump.position, jump.position + 1)[0, 0])
    return track.position_at(begin_s + SETTLING_S)


def _before(track: Track, jump: Jump) -> float:
    """Return the last angle before a gap."""
    return float(track.part(jump.before, jump.before + 1)[1, 0])


def _foot(smooth: FloatArray, swing: Swing) -> int:
    """Return where a rise leaves the first tenth of its way for the last time."""
    below = (smooth <= swing.valley_value + FOOT_SHARE * swing.size).nonzero()[0]
    return int(below[-1]) if len(below) else 0
