"""The stretches of a recording in which the thigh keeps coming back to one pose."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from analysis.hindsight import Hindsight
from analysis.start_pose import SAME_POSE_DEG, rest_poses, same_pose

FloatArray = NDArray[np.float64]

LONGEST_AWAY_S = 20.0
"""Away from a rest pose for longer is another posture: holds last up to 15 s."""

FEWEST_RETURNS = 2
"""Returned to so often from other rests, a pose is where movements with holds start: who gets up from a chair
to lie down passes sitting once."""


def stretches(whole: Hindsight) -> Iterator[tuple[Hindsight, bool]]:
    """Yield the stretches of the recording that keep coming back to one rest pose.

    One may begin within the one before: who sits, stands up and sits again may have stood still before. And
    one may hold another: who never rests between his movements rests at their top, and only passes the pose.
    With each comes whether its pose was only passed.
    """
    poses = [one.up for one in rest_poses(whole)]
    if not poses:
        yield whole, False
    i = before = 0
    while i < len(poses):
        j = i
        for k in range(i + 1, len(poses)):
            if _away_s(whole, j, k) > LONGEST_AWAY_S and k > j + 1:
                break
            if same_pose(poses[k], poses[i]) or same_pose(poses[k], poses[j]):
                j = k
        begin = i
        for k in range(i - 1, before, -1):
            if same_pose(poses[k], poses[i]) and _away_s(whole, k, begin) <= LONGEST_AWAY_S:
                begin = k
        first = 0 if begin == 0 else whole.still[begin].first
        last = len(whole.time_s) if j == len(poses) - 1 else _left_for_good(whole, poses[j], j)
        yield whole.at(first, last), False
        if (until := _passed_until(whole, poses, j, last)) > last:
            yield whole.at(first, until), True
        i, before = j + 1, i


def _passed_until(whole: Hindsight, poses: Sequence[FloatArray], rest: int, left: int) -> int:
    """Return until when the pose of a rest, last seen before the next at ``left``, is passed between others.

    0 where it is not returned to often enough.
    """
    time_s, still, near = whole.time_s, whole.still, np.cos(np.radians(SAME_POSE_DEG))
    seen = left - 1
    times = until = 0
    for k in range(rest + 1, len(still)):
        latest = int(np.searchsorted(time_s, time_s[seen] + LONGEST_AWAY_S))
        if same_pose(poses[k], poses[rest]):
            if still[k].first >= latest:
                break
            # Who came to rest in it was there before.
            times, until = times + (still[k].first > seen + 1), still[k].last
            if times < FEWEST_RETURNS:
                break
            seen = until - 1
            continue
        a, b = still[k].last, still[k + 1].first if k + 1 < len(still) else len(time_s)
        passed = np.flatnonzero(whole.up[a : min(b, latest)] @ poses[rest] > near)
        if len(passed):
            times, seen = times + 1 + int((np.diff(passed) > 1).sum()), a + int(passed[-1])
            until = seen + 1
        elif latest < b:
            break
    return until if times >= FEWEST_RETURNS else 0


def _away_s(whole: Hindsight, one: int, other: int) -> float:
    """Return the time from the end of one rest to the beginning of another."""
    return float(whole.time_s[whole.still[other].first] - whole.time_s[whole.still[one].last - 1])


def _left_for_good(whole: Hindsight, pose: FloatArray, rest: int) -> int:
    """Return where a pose is left for good after a rest in it, before the next rest."""
    a, b = whole.still[rest].last, whole.still[rest + 1].first
    near = np.flatnonzero(whole.up[a:b] @ pose > np.cos(np.radians(SAME_POSE_DEG)))
    return a + int(near[-1]) + 1 if len(near) else a
