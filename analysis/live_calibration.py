"""Calibrating while the person stands there: keep still, lift the knee once, keep still."""

from typing import Literal

import numpy as np

from analysis.calibration import (
    LEAST_LIFT_DEG,
    SMALLEST_LIFT_DEG,
    Calibration,
    calibrate_part,
)
from analysis.hindsight import Hindsight
from analysis.movement_axis import between_deg
from analysis.start_pose import rest_poses
from analysis.stillness import SHORTEST_STILL_S, find_still
from analysis.thigh_angle import thigh_angle_deg
from sensing.samples import FloatArray, ImuBlock, Recording

CalibrationStep = Literal["keep still", "lift the knee", "lift higher", "done"]
"""What the person is to do now; "lift higher" when a lift was too small to rely on."""

LOOK_EVERY_S = 0.25
"""So often the samples so far are looked at; at fixed samples, so that chunks make no difference."""

REMEMBERED_S = 40.0
"""Stillness, a comfortable lift and stillness again fit into this."""

LONGEST_LIFT_S = 12.0
"""What lies between two rests and takes longer than this is no knee lift ([J])."""

RETURNED_DEG = 7.0
"""The leg is back when it rests this near the pose before the lift: standing again varies by 2.1 deg (SD,
UTD-MHAD), and even a small lift goes further."""

MOST_LIFTS = 3
"""One or two lifts are asked for; a thigh that rises more often between two rests walks ([J])."""

SMALL_LIFTS_ACCEPTED = 2
"""After so many lifts below `SMALLEST_LIFT_DEG` the person can do no more: the last one is taken."""


class LiveCalibration:
    """Find the still pose and the knee lift as they happen.

    Parameters
    ----------
    rate_hz : float
        Nominal sampling rate.

    Notes
    -----
    The same samples give the same calibration, bit for bit, however they are cut into blocks.
    """

    def __init__(self, rate_hz: float) -> None:
        self.step: CalibrationStep = "keep still"
        self.calibration: Calibration | None = None
        self.start_s = self.end_s = float("nan")
        """The part that the calibration was taken from: from the rest before the lift to that after it."""
        self._rate_hz = rate_hz
        self._every = max(1, round(LOOK_EVERY_S * rate_hz))
        self._kept = round(REMEMBERED_S * rate_hz)
        self._until_look = self._every
        self._blocks: list[ImuBlock] = []
        self._small_lifts: list[float] = []
        self._axis: FloatArray | None = None

    def push(self, block: ImuBlock) -> ImuBlock | None:
        """Take further samples into account.

        Returns
        -------
        ImuBlock or None
            Those that came after the calibration was done.
        """
        at = 0
        while self.calibration is None and len(block) - at >= self._until_look:
            self._blocks.append(part_of(block, slice(at, at + self._until_look)))
            at += self._until_look
            self._until_look = self._every
            self._look()
        rest = part_of(block, slice(at, len(block)))
        if self.calibration is not None:
            return rest if len(rest) else None
        if len(rest):
            self._blocks.append(rest)
            self._until_look -= len(rest)
        return None

    def _look(self) -> None:
        self._blocks = [joined_samples(self._blocks, self._kept)]
        samples = self._blocks[0]
        still = find_still(samples.time_s, samples.acc, samples.gyr, self._rate_hz)
        if not still or still[-1].last < len(samples):
            return
        if self.step == "keep still":
            self.step = "lift the knee"
        returned_s = samples.time_s[still[-1].first]
        for before in reversed(still[:-1]):
            left_s = float(samples.time_s[before.last - 1])
            if returned_s - left_s > LONGEST_LIFT_S or self.calibration is not None:
                return
            self._take(part_of(samples, slice(before.first, len(samples))), left_s)

    def _take(self, samples: ImuBlock, left_s: float) -> None:
        """Take samples from a rest to a rest for the knee lift, if that is what they are."""
        part = Hindsight.of(Recording(samples.time_s, samples.acc, samples.gyr))
        poses = rest_poses(part)
        if len(poses) < 2 or between_deg(poses[0].up, poses[-1].up) > RETURNED_DEG:
            return
        found = calibrate_part(part, knee_lift=True)
        lift_deg = found.lift_deg or 0.0
        if lift_deg < LEAST_LIFT_DEG or _lifts(thigh_angle_deg(part.up, found), lift_deg) > MOST_LIFTS:
            return
        if self._axis is not None and found.axis @ self._axis < 0.0:
            return  # from one small lift held up to the next: standing, in between, looks like a lift
        if lift_deg < SMALLEST_LIFT_DEG:
            self.step, self._axis = "lift higher", found.axis
            if not self._small_lifts or left_s > self._small_lifts[-1] + SHORTEST_STILL_S:
                self._small_lifts.append(left_s)
            if len(self._small_lifts) < SMALL_LIFTS_ACCEPTED:
                return
        self.calibration, self.step = found, "done"
        self.start_s, self.end_s = float(samples.time_s[0]), float(samples.time_s[-1])

    def recent(self, at_most: int) -> ImuBlock:
        """Return the last samples up to where the calibration was done."""
        return joined_samples(self._blocks, at_most)


def calibrate_labelled(samples: ImuBlock) -> Calibration | None:
    """Return the calibration from samples known to hold stillness and knee lifts; None without any."""
    if len(samples) < 2:
        return None
    part = Hindsight.of(Recording(samples.time_s, samples.acc, samples.gyr))
    return calibrate_part(part, knee_lift=True)


def _lifts(angle_deg: FloatArray, lift_deg: float) -> int:
    """Return how many times the thigh rose past half of the lift."""
    above = angle_deg > 0.5 * lift_deg
    return int(np.count_nonzero(above[1:] & ~above[:-1]))


def part_of(block: ImuBlock, where: slice) -> ImuBlock:
    """Return some of the samples of a block."""
    gyr = None if block.gyr is None else block.gyr[where]
    return ImuBlock(block.time_s[where], block.acc[where], gyr, epoch=block.epoch)


def joined_samples(blocks: list[ImuBlock], at_most: int | None = None) -> ImuBlock:
    """Return the last samples of some blocks as one; those without an angular rate only if none has one."""
    gyr = [block.gyr for block in blocks if block.gyr is not None]
    chosen = [block for block in blocks if block.gyr is not None] if gyr else blocks
    return part_of(
        ImuBlock(
            np.concatenate([block.time_s for block in chosen]),
            np.concatenate([block.acc for block in chosen]),
            np.concatenate(gyr) if gyr else None,
            epoch=blocks[-1].epoch,
        ),
        slice(None if at_most is None else -at_most, None),
    )
