"""A leg that trembles at rest, too, shakes no more by foot falls than beyond that."""

import math
from collections import deque
from dataclasses import replace

from analysis.features import SwingFeatures
from analysis.track import Track
from analysis.turning_points import Swing

AT_REST_S = 1.0
LEFT_S = 3.0
NEAR_SHARE = 0.1
"""Before a swing the leg rests when it stays for the first within the last, a share of the way, of the lowest
point. No stride leaves so much time; what took longer than the second to half height is not looked at."""

PARTS = 4
"""The calmest of so many parts of the rest counts: the other foot may fall in one of them."""

TREMBLES_G = 0.03
"""Above 8 Hz, more than this is no quiet standing (99 % of 460 rests before swings in CMU-MBL, UTD-MHAD,
HuGaDB, Marpino and GaitTKR: up to 0.016)."""

REMEMBERED = 5
"""Tremor waxes and wanes: the strongest of so many rests counts, where half of them trembled [J]."""

AROUND = 1.5
PEAK = 3.0
"""Within a swing it may shake by this many times as much as in the calmest part of a rest, its peaks by the
second (a sine's are 1.4 times its RMS; simulated tremor of 9 and 11 Hz whose strength varies by half)."""


class Tremor:
    """How much the leg trembled in its last rests."""

    def __init__(self) -> None:
        self._rests_g: deque[float] = deque(maxlen=REMEMBERED)

    def taken_off(self, swing: SwingFeatures, track: Track, turned: Swing, rise: int) -> SwingFeatures:
        """Return what a swing is judged by, without the tremor that was there before it.

        Parameters
        ----------
        swing : SwingFeatures
        track : Track
            Time, smooth angle and shake.
        turned : Swing
        rise : int
            Position of half way up.
        """
        rest_g = _at_rest_g(track, turned, rise)
        if rest_g is not None:
            self._rests_g.append(rest_g)
        trembled = [one for one in self._rests_g if one > TREMBLES_G]
        if not trembled or 2 * len(trembled) < len(self._rests_g):
            return swing
        most_g = max(trembled)
        shaken_g = math.sqrt(max(swing.shaken_g**2 - (AROUND * most_g) ** 2, 0.0))
        return replace(
            swing,
            shaken_g=shaken_g,
            landing_g=max(swing.landing_g - PEAK * most_g, 0.0),
            strike_g=max(swing.strike_g - PEAK * most_g, 0.0),
        )


def _at_rest_g(track: Track, turned: Swing, rise: int) -> float | None:
    """Return the shake of the calmest part of the rest before a swing; None where there was none."""
    rise_s = float(track.part(rise, rise + 1)[0, 0])
    time_s, smooth, shake = track.part(track.position_at(rise_s - LEFT_S), rise)[:3]
    near = smooth <= turned.valley_value + NEAR_SHARE * turned.size
    if not near.any():
        return None
    last = len(near) - 1 - int(near[::-1].argmax())
    first = int(time_s.searchsorted(time_s[last] - AT_REST_S))
    too_short = time_s[last] - time_s[0] < AT_REST_S or last - first < 2 * PARTS
    if too_short or not near[first:last].all():
        return None
    length = (last - first) // PARTS
    parts = shake[last - PARTS * length : last].reshape(PARTS, length)
    return math.sqrt(float((parts * parts).sum(axis=1).min()) / length)
