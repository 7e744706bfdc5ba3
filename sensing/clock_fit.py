"""Sample times from arrival times, for sensors that send neither a clock nor a count.

A packet never arrives early: it is complete when its last sample is, then waits for the radio. So the least
late packets lie on a straight line, host time over sample number, whose slope is the sensor's true period
(Moon, Skelly & Towsley 1999, "Estimation and removal of clock skew from network delay measurements"). Lost
packets push all later ones up by a whole number of packets, for good; a busy radio or computer does so for
a moment only.

What cannot be told apart from arrivals alone: a rate that is off by as much as a loss at regular intervals.
The explanation without losses is preferred.
"""

from collections import deque
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from sensing.samples import FloatArray

BLOCK_S = 1.0
"""The least late packet of each such stretch of time is kept."""

WINDOW_BLOCKS = 60
"""Blocks that the line is fitted to: long enough for 1e-5 of the rate, short enough for a warming sensor."""

LATE_SHARE = 0.75
"""A packet later than this share of a packet's duration may follow a loss. Between the least late packets,
waiting for the next connection event costs up to half of that (packets of 40 ms, events every 60), so less
will not do."""

PATIENCE_S, LONGEST_PATIENCE_S = 1.5, 8.0
"""A loss is believed when every packet was late for so long. A loss of one packet that was taken back again
doubles the first, up to the second."""

JUDGED_S = 1.0
"""The size of a loss is judged by the least late packet of so long: the ones before may have been late
twice."""

RATE_BAND = 0.02
"""Sample clocks are off by less than this share (0.7 % was measured)."""

PRIOR_RATE, LINE_NOISE_S = 0.01, 0.004
"""Standard deviation of a rate before anything is known, and of a least late packet about the line: how far
the first seconds are believed."""

AGE_DOUBT = 1.0
"""Standard errors of the period by which a block counts as higher for each sample of its age: while the
slope is poorly known, the newest packets tell where the line is now. Chosen on simulated links (0, 0.25,
0.5, 1 tried)."""

REGULAR_LOSSES, REGULAR_BLOCKS, REGULAR_SHARE = 3, 6, 0.4
"""Losses are taken back when, without them, one line comes within this share of a packet of every so many
blocks."""

LEAST_BLOCKS = 2
"""Blocks on both sides of a loss before its size is looked at again."""

TURNS = 4
SMALLEST_SCALE_S = 0.001

Point = tuple[int, float]
"""Number of a packet's last sample as received, and host time of its arrival."""


@dataclass(slots=True)
class Stretch:
    """Packets between two losses.

    Attributes
    ----------
    lost : int
        Samples lost before it, all in all.
    blocks : deque of Point
        Least late packet of each second.
    """

    lost: int
    blocks: deque[Point] = field(default_factory=lambda: deque(maxlen=WINDOW_BLOCKS))


class ArrivalFit:
    """Follow the line of the least late packets, packet by packet, in bounded memory.

    Parameters
    ----------
    rate_hz : float
        Nominal sampling rate.

    Attributes
    ----------
    period_s : float
        Sampling period by the host's clock, as fitted so far.
    """

    def __init__(self, rate_hz: float) -> None:
        self._nominal_s = self.period_s = 1.0 / rate_hz
        self._offset_s: float | None = None
        self._received = -1
        self._samples = 1
        self._stretches = [Stretch(0)]
        self._late: deque[Point] = deque()
        self._least_late: Point | None = None
        self._block_start = 0
        self._doubt_s = 0.0
        self._patience_s = PATIENCE_S

    @property
    def lost(self) -> int:
        """Samples lost so far; can fall again when a loss is taken back."""
        return self._stretches[-1].lost

    def push(self, samples: int, host_time_s: float) -> float:
        """Take in a packet; return when its last sample would have arrived without delay, by the host."""
        self._received += samples
        self._samples = samples
        point = (self._received, host_time_s)
        if self._offset_s is None:
            self._offset_s = host_time_s - self.period_s * self._received
        lateness = self._lateness(point)
        if lateness > LATE_SHARE * samples * self.period_s:
            self._late.append(point)
            self._look_for_loss()
        else:
            self._on_time(point, lateness)
        return self._offset_s + self.period_s * (self._received + self.lost)

    def _lateness(self, point: Point) -> float:
        assert self._offset_s is not None
        return point[1] - self._offset_s - self.period_s * (point[0] + self.lost)

    def _on_time(self, point: Point, lateness: float) -> None:
        assert self._offset_s is not None
        self._late.clear()
        self._offset_s += min(0.0, lateness)
        if self._least_late is not None and (point[0] - self._block_start) * self._nominal_s >= BLOCK_S:
            self._close_block(point[0])
            self._fit()
        if self._least_late is None or self._height(point) < self._height(self._least_late):
            self._least_late = point

    def _height(self, point: Point) -> float:
        return point[1] - self.period_s * point[0]

    def _close_block(self, next_start: int) -> None:
        if self._least_late is not None:
            self._stretches[-1].blocks.append(self._least_late)
        self._least_late = None
        self._block_start = next_start

    def _look_for_loss(self) -> None:
        """Believe in a loss once all packets have been late for long enough."""
        now = self._late[-1][1]
        packet_s = self._samples * self.period_s
        waited = now - self._late[0][1]
        if waited < PATIENCE_S:
            return
        least = min(self._lateness(point) for point in self._late if point[1] >= now - JUDGED_S)
        packets = max(1, round(least / packet_s))
        if packets == 1 and waited < self._patience_s:
            return
        late = list(self._late)
        self._late.clear()
        self._close_block(late[0][0])
        self._stretches.append(Stretch(self.lost + packets * self._samples))
        floor = min(0.0, least - packets * packet_s)
        for point in late:
            lateness = self._lateness(point)
            if lateness > LATE_SHARE * packet_s:
                self._late.append(point)
            elif lateness >= floor:  # earlier ones came before the loss, late for another reason
                self._on_time(point, lateness)

    def _fit(self) -> None:
        """Fit the line to the blocks of the window; look at the losses again."""
        oldest = self._received - WINDOW_BLOCKS * BLOCK_S / self._nominal_s
        for stretch in self._stretches:
            while stretch.blocks and stretch.blocks[0][0] < oldest:
                stretch.blocks.popleft()
        while len(self._stretches) > 1 and not self._stretches[0].blocks:
            self._stretches.pop(0)
        if sum(len(stretch.blocks) for stretch in self._stretches) < LEAST_BLOCKS:
            return
        self._take_back_regular_losses()
        self.period_s = self._slope([stretch.blocks for stretch in self._stretches if stretch.blocks])
        self._judge_losses_again()
        self._offset_s = min(
            self._height(point) - self.period_s * stretch.lost + self._doubt_s * (self._received - point[0])
            for stretch in self._stretches
            for point in stretch.blocks
        )

    def _slope(self, groups: "list[deque[Point]]") -> float:
        slope, spread = least_late_slope([np.array(group) for group in groups], self._nominal_s)
        doubt = LINE_NOISE_S / spread if spread > 0 else np.inf
        self._doubt_s = min(AGE_DOUBT * doubt, RATE_BAND) * self._nominal_s
        trust = PRIOR_RATE**2 / (PRIOR_RATE**2 + (doubt * self._nominal_s) ** 2)
        slope = self._nominal_s + (slope - self._nominal_s) * trust
        return float(np.clip(slope, self._nominal_s * (1 - RATE_BAND), self._nominal_s * (1 + RATE_BAND)))

    def _take_back_regular_losses(self) -> None:
        """Join stretches that one line without losses explains: the rate was wrong, not the count."""
        last_is_long = len(self._stretches[-1].blocks) >= REGULAR_BLOCKS
        joined = self._stretches if last_is_long else self._stretches[:-1]
        if len(joined) <= REGULAR_LOSSES or len(joined[-1].blocks) < LEAST_BLOCKS:
            return
        points = deque((point for stretch in joined for point in stretch.blocks), maxlen=WINDOW_BLOCKS)
        if len(points) < 3 * REGULAR_BLOCKS:
            return
        slope = self._slope([points])
        height = np.array([host - slope * number for number, host in points])
        height -= height.min()
        runs = [height[at : at + REGULAR_BLOCKS].min() for at in range(len(height) - REGULAR_BLOCKS + 1)]
        if max(*runs, height[-LEAST_BLOCKS:].min()) >= REGULAR_SHARE * self._samples * self._nominal_s:
            return
        taken_back = joined[-1].lost - joined[0].lost
        rest = self._stretches[len(joined) :]
        for stretch in rest:
            stretch.lost -= taken_back
        self._stretches = [Stretch(joined[0].lost, points), *rest]
        self._patience_s = min(2 * self._patience_s, LONGEST_PATIENCE_S)

    def _judge_losses_again(self) -> None:
        """Now that the rate is better known, size the losses between long enough stretches again."""
        packet_s = self._samples * self.period_s
        known = [stretch for stretch in self._stretches if stretch.blocks]
        for before, after in pairwise(known):
            if min(len(before.blocks), len(after.blocks)) < LEAST_BLOCKS:
                continue
            rise = min(map(self._height, after.blocks)) - min(map(self._height, before.blocks))
            change = max(0, round(rise / packet_s)) * self._samples - (after.lost - before.lost)
            if change:
                for stretch in self._stretches[self._stretches.index(after) :]:
                    stretch.lost += change


def least_late_slope(groups: list[FloatArray], nominal_s: float) -> tuple[float, float]:
    """Return the common slope of several groups of points, each with an offset of its own.

    Parameters
    ----------
    groups : list of ndarray, shape (n, 2)
        Sample numbers and host times of least late packets.
    nominal_s : float
        Nominal period.

    Returns
    -------
    slope : float
        Seconds per sample.
    spread : float
        Square root of the summed squares of the numbers about their group's mean, in seconds: the slope's
        standard error is that of a point divided by it.

    Notes
    -----
    Least squares, weighted anew in a few turns; points above the line count less and less (a second in
    which no packet was on time), points below it hardly less.
    """
    number = [group[:, 0] * nominal_s for group in groups]
    height = [group[:, 1] - across for group, across in zip(groups, number, strict=True)]
    weights = [np.ones(len(group)) for group in groups]
    slope = spread_squared = 0.0
    for _ in range(TURNS):
        x = np.concatenate([a - (w * a).sum() / w.sum() for a, w in zip(number, weights, strict=True)])
        y = np.concatenate([h - (w * h).sum() / w.sum() for h, w in zip(height, weights, strict=True)])
        weight = np.concatenate(weights)
        spread_squared = float((weight * x * x).sum())
        if spread_squared <= 0.0:
            return nominal_s, 0.0
        slope = float((weight * x * y).sum()) / spread_squared
        rest = y - slope * x
        scale = max(SMALLEST_SCALE_S, 1.5 * float(np.median(np.abs(rest))))
        weight = 1 / (1 + (np.maximum(rest, 0.0) / scale) ** 2 + (np.minimum(rest, 0.0) / (4 * scale)) ** 2)
        weights = np.split(weight, np.cumsum([len(group) for group in groups])[:-1])
    return nominal_s * (1 + slope), float(np.sqrt(spread_squared))
