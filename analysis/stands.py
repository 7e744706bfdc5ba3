"""When did a person stand again as before? Seen by one thigh: it is quiet, upright and as high as it was.

A leg may be upright in the middle of a repetition, too: on top of a step, or behind in a lunge, with the knee
under the hip. What tells these from standing is how far the sensor went up or down since: between two moments
at which it stood still, its acceleration integrated twice gives that to a few centimetres.
"""

import math
from collections import deque
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from analysis.calibration import Calibration
from analysis.track import LIFT, OWN_ANGLE, Track

FloatArray = NDArray[np.float64]

QUIET_DEG_S = 10.0
QUIET_MS2 = 0.3
QUIET_S = 0.25
"""A thigh that turns more slowly than the first, and whose sensor is accelerated upwards by less than the
second, for so long, is quiet. (Who turns back at the bottom of a lunge feels 0.5 m/s² and more.)"""

SHAKEN_S = 0.06
"""The acceleration is averaged over so long to either side: a foot that lands shakes it for less."""

UPRIGHT_DEG = 6.0
"""So near to where angles count from, the leg may stand (standing again varies by 2.1 deg: SD, UTD-MHAD)."""

LEVEL_M = 0.08
"""Less is neither a step nor a lunge: steps are 0.1-0.2 m high, the rear leg of a lunge goes down by
0.12-0.31 (UTD-MHAD)."""

BACK_TO_SHARE = 0.65
"""Who is less high or deep than this share of the furthest came back, to other ground or with an error in it:
on top of a step and deep in a lunge one is at the furthest [J]."""

STOPPED_M_S = 0.05
STOPPED_MS2 = 0.04
"""The speed that is left over at a standstill: so much, and so much more for each second it was integrated
over (an accelerometer off by 4 mg). Half way down, a lunge goes at 0.2-0.5 m/s."""

SURE_REST_S = 0.6
"""From a rest of this length on, a person stands still: the error of the accelerometer is taken there."""

LONGEST_WAY_S = 9.0
"""A height is integrated over no longer than this: an error of 0.02 m/s² that comes and goes grows to
0.1 m."""

LONGEST_STEP_S = 0.3
"""Where samples are missing for longer, nothing is known of the height."""

BODY_GOES = {"knee": 1.0, "hip": -1.0}
"""Up where a repetition closes about the knee (step-up), down where about the hip (rear leg of a lunge)."""

UNKNOWN_MS2 = 1e3
"""Stands for what was not measured: nothing is quiet there."""

REMEMBERED_STANDS = 20


@dataclass(frozen=True, slots=True)
class _Anchor:
    """A position at which the sensor stood still, its height over the last stand, and the furthest since."""

    position: int
    height_m: float
    furthest_m: float = 0.0


class Stands:
    """The moments at which somebody stood as high as before.

    Parameters
    ----------
    track : Track
        That of a detector.
    delay_s : float
        By how much the smooth angle lags.
    calibration : Calibration
        Where no start pose is known, nor is when somebody stands.
    way : float
        Which way the body goes in a repetition: 1 up, -1 down.
    """

    def __init__(self, track: Track, delay_s: float, calibration: Calibration, way: float) -> None:
        self._track, self._zero_known, self._way_sign = track, calibration.zero_known, way
        rate_hz = calibration.rate_hz
        self._lag, self._half = round(delay_s * rate_hz), max(round(SHAKEN_S * rate_hz), 1)
        self._done = 0
        self._bias_ms2 = 0.0
        self._stands_s: deque[tuple[float, float]] = deque(maxlen=REMEMBERED_STANDS)
        self._lose()

    def _lose(self) -> None:
        """Forget where the sensor was."""
        self._quiet_from: int | None = None
        self._anchors: list[_Anchor] = []
        self._heights_m: list[float] = []
        self._known_from_s = math.inf

    def look(self, until: int, zero_deg: float) -> None:
        """Take the samples up to a position into account; angles count from ``zero_deg``."""
        half = self._half
        first = max(self._done, self._track.first + self._lag + half + 1)
        if not self._zero_known or until - first <= half + 1:
            return
        time_s, angle_deg = self._track.part(first - 1, until)[[0, OWN_ANGLE]]
        if (time_s[1:] - time_s[:-1]).max() > LONGEST_STEP_S:
            self._lose()
            self._done = until
            return
        # What the smooth angle shows now was felt earlier.
        felt = self._track.part(first - half - self._lag, until - self._lag)[LIFT] - self._bias_ms2
        summed = np.concatenate([[0.0], np.nan_to_num(felt, nan=UNKNOWN_MS2).cumsum()])
        mean = (summed[2 * half + 1 :] - summed[: -2 * half - 1]) / (2 * half + 1)
        turning = np.abs(angle_deg[2:] - angle_deg[:-2]) / (time_s[2:] - time_s[:-2])
        quiet = (turning[: len(mean)] < QUIET_DEG_S) & (np.abs(mean) < QUIET_MS2)
        edges = (quiet[1:] != quiet[:-1]).nonzero()[0] + 1
        for a, b in pairwise([0, *edges.tolist(), len(quiet)]):
            if not quiet[a]:
                self._quiet_from = None
                continue
            begin = first + a if self._quiet_from is None else self._quiet_from
            self._quiet_from = begin
            if b < len(quiet):
                self._rest(begin, first + b, zero_deg)
        self._done = first + len(quiet)

    def between(self, a_s: float, b_s: float) -> bool | None:
        """Return whether somebody stood between two times; None where that is not known."""
        if not self._known_from_s <= a_s:
            return None
        return any(a_s < end_s and begin_s < b_s for begin_s, end_s in self._stands_s)

    def _rest(self, begin: int, end: int, zero_deg: float) -> None:
        """Take into account that the thigh was quiet."""
        begin = max(begin, self._track.first + self._lag)
        part = self._track.part(begin, end)
        begin_s, end_s = float(part[0, 0]), float(part[0, -1])
        if end_s - begin_s < QUIET_S:
            return
        upright = abs(float(part[OWN_ANGLE].mean()) - zero_deg) < UPRIGHT_DEG
        sure = upright and end_s - begin_s >= SURE_REST_S
        self._anchors = [one for one in self._anchors if self._followed(one, begin - self._lag)]
        if not self._anchors:
            self._lose()
        here = self._moved(begin - self._lag)
        if here is None:
            if not sure:
                return
            self._lose()
            self._known_from_s, here = begin_s, _Anchor(0, 0.0)
        last = replace(here, position=end - 1 - self._lag)
        level = sure and not self._heights_m
        away_m = self._way_sign * here.height_m
        back = away_m < max(LEVEL_M, BACK_TO_SHARE * here.furthest_m)
        # An error that stays is found in every later stand, too.
        back |= any(abs(here.height_m - one) < LEVEL_M for one in self._heights_m)
        level |= upright and len(self._heights_m) > 0 and back
        if level:
            self._stands_s.append((begin_s, end_s))
            self._anchors, self._heights_m = [_Anchor(last.position, 0.0)], [0.0]
            if sure:
                felt = self._track.part(begin - self._lag, end - self._lag)[LIFT]
                self._bias_ms2 = float(felt.mean())
            return
        self._anchors = [*self._anchors[:1], last]
        if upright:
            self._heights_m.append(here.height_m)

    def _moved(self, until: int) -> _Anchor | None:
        """Return where the sensor stands still, by the rest or else the stand before; None if it moves."""
        return next((way for way in (self._way(one, until) for one in reversed(self._anchors)) if way), None)

    def _followed(self, since: _Anchor, until: int) -> bool:
        """Return whether all is known of the way since a rest, and it is not too long."""
        if since.position < self._track.first:
            return False
        part = self._track.part(since.position, until + 1)
        return bool(part[0, -1] - part[0, 0] <= LONGEST_WAY_S and np.isfinite(part[LIFT]).all())

    def _way(self, since: _Anchor, until: int) -> _Anchor | None:
        """Return where the sensor is by a rest before; None where it still moves."""
        part = self._track.part(since.position, until + 1)
        time_s, lift = part[0], part[LIFT] - self._bias_ms2
        took_s = float(time_s[-1] - time_s[0])
        steps = time_s[1:] - time_s[:-1]
        speed = np.concatenate([[0.0], (0.5 * (lift[1:] + lift[:-1]) * steps).cumsum()])
        if abs(float(speed[-1])) > STOPPED_M_S + STOPPED_MS2 * took_s:
            return None
        if took_s:
            speed -= speed[-1] * (time_s - time_s[0]) / took_s
        height = since.height_m + (0.5 * (speed[1:] + speed[:-1]) * steps).cumsum()
        if not len(height):
            return replace(since, position=until)
        return _Anchor(until, float(height[-1]), max(since.furthest_m, float(np.abs(height).max())))
