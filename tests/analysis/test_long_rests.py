"""Long rests and long sessions: the same in blocks of any size, and nothing that grows with them."""

from collections import deque
from dataclasses import asdict, fields, is_dataclass

import numpy as np
import pytest

from analysis import LiveAnalysis, analyze, calibrate
from analysis.exercises import get_exercise
from sensing.samples import ImuBlock

RATE_HZ = 25.0


def exactly(repetitions):
    """Values to compare bit for bit; NaN equals NaN by its text."""
    return [repr(asdict(one)) for one in repetitions]


def in_blocks(recording, calibration, exercise, size):
    live = LiveAnalysis(calibration, exercise, "right")
    for block in recording.blocks(size):
        live.push(block)
    return live.finish().repetitions


def assert_blocks_do_not_matter(recording, calibration, exercise, expected):
    whole = in_blocks(recording, calibration, exercise, len(recording))
    assert len(whole) == expected
    for size in (1, 10, 50, 1000):
        assert exactly(in_blocks(recording, calibration, exercise, size)) == exactly(whole), size
    sets = analyze(recording, exercise=exercise, calibration=calibration).sets
    assert exactly(one.live for part in sets for one in part.repetitions) == exactly(whole)


def rest_beyond(exercise):
    """Well beyond the samples that a detector keeps."""
    return 2.5 * get_exercise(exercise).rules.longest + 10.0


@pytest.mark.parametrize("exercise", ["march", "leg_lift"])
@pytest.mark.parametrize("rest", ["sit", "lie_down", "stand"])
def test_a_long_rest_between_sets(session, exercise, rest):
    lift = {"do": "set", "exercise": exercise, "repetitions": 2}
    recording = session(
        {"do": "calibration", "lifts": 1},
        lift,
        {"do": rest, "s": rest_beyond(exercise)},
        {"do": "stand", "s": 3.0},
        lift,
        rate_hz=RATE_HZ,
    ).recording
    calibration = calibrate(recording, exercise=exercise)
    # Sitting down and up again is about the knee or too slow: no repetition of either.
    assert_blocks_do_not_matter(recording, calibration, exercise, 5)


@pytest.mark.parametrize("exercise", ["march", "leg_lift"])
@pytest.mark.parametrize("plateau_deg", [70.0, -40.0])
def test_a_plateau_longer_than_any_hold(pendulum, upright, exercise, plateau_deg):
    """The leg goes up or back, stays for longer than a repetition may last, and comes down again."""
    time_s = np.arange(0.0, rest_beyond(exercise) + 30.0, 1.0 / RATE_HZ)
    until_s = time_s[-1] - 18.0
    ramp = np.clip(np.minimum(time_s - 4.0, until_s - time_s) / 1.0, 0.0, 1.0)
    angle = plateau_deg * 0.5 * (1.0 - np.cos(np.pi * ramp))
    for begin_s in (until_s + 4.0, until_s + 9.0):
        angle += 60.0 * 0.5 * (1.0 - np.cos(2.0 * np.pi * np.clip((time_s - begin_s) / 2.0, 0.0, 1.0)))
    recording = pendulum(time_s, angle, -0.25)
    assert_blocks_do_not_matter(recording, upright(RATE_HZ), exercise, 2)


def test_a_gap_long_before_a_repetition_is_none_of_it(pendulum, upright, without):
    """The lowest point of a long rest may lie before the gap; the movement does not."""
    rules = get_exercise("march").rules
    time_s = np.arange(0.0, 8.0 * rules.longest, 1.0 / RATE_HZ)
    begin_s = time_s[-1] - 6.0
    angle = 0.01 * time_s + 30.0 * (1.0 - np.cos(2.0 * np.pi * np.clip((time_s - begin_s) / 1.5, 0.0, 1.0)))
    for before_s in (1.5 * rules.longest, 3.0 * rules.longest, 6.0 * rules.longest):
        gap = (begin_s - before_s, begin_s - before_s + 1.0)
        recording = without(pendulum(time_s, angle, -0.25), gap)
        assert_blocks_do_not_matter(recording, upright(RATE_HZ), "march", 1)
        (only,) = in_blocks(recording, upright(RATE_HZ), "march", 10)
        assert only.flags == ()


def test_a_slow_drift_is_no_repetition_and_breaks_nothing(pendulum, upright):
    time_s = np.arange(0.0, 240.0, 1.0 / RATE_HZ)
    angle = 0.4 * time_s * (time_s < 200.0)
    recording = pendulum(time_s, angle, 0.0)
    whole = in_blocks(recording, upright(RATE_HZ), "leg_lift", len(recording))
    assert exactly(in_blocks(recording, upright(RATE_HZ), "leg_lift", 7)) == exactly(whole)
    assert whole == ()


ANSWER = ("settled", "_settled")
"""Final repetitions are what a session is for: they stay."""


def lengths(thing, path="live", found=None):
    """How long each list, mapping and array on an object is, by its path; the answer is left out."""
    found = {} if found is None else found
    if isinstance(thing, np.ndarray):
        found[path] = thing.size
    elif isinstance(thing, list | tuple | set | deque | dict):
        found[path] = len(thing)
    elif hasattr(thing, "__dict__") or is_dataclass(thing):
        names = [one.name for one in fields(thing)] if is_dataclass(thing) else vars(thing)
        for name in set(names) - set(ANSWER):
            lengths(getattr(thing, name), f"{path}.{name}", found)
    return found


def assert_bounded(sizes, settled):
    """Assert that nothing is longer later on than it was in the first rounds, up to ``settled``."""
    paths = set().union(*sizes)
    assert {"live._detector._track._data", "live._detector._gait._steps", "live._detector._jumps"} <= paths
    for path in paths:
        early, late = ([one.get(path, 0) for one in part] for part in (sizes[:settled], sizes[settled:]))
        assert max(late) <= 1.3 * max(early) + 5, path


@pytest.fixture(scope="module")
def minutes(session):
    """A minute of each: lifts with lost samples, walking, and sitting still."""
    lift = {"do": "set", "exercise": "leg_lift", "repetitions": 8, "hold_s": 1.0}
    steps = {
        "lifts": [lift],
        "walking": [{"do": "walk", "s": 55.0}],
        "sitting": [{"do": "sit", "s": 55.0}],
    }
    sensor = {"bursts_per_min": 10.0, "burst_s": 0.3}
    start = [{"do": "calibration", "lifts": 1}]
    return {
        name: session(*start, *one, rate_hz=RATE_HZ, sensor=sensor).recording for name, one in steps.items()
    }


def kept_over_an_hour(recording, calibration, exercise):
    """What a live analysis holds on to after each round of a recording."""
    live = LiveAnalysis(calibration, exercise, "right")
    sizes = []
    period_s = recording.duration_s + 1.0 / RATE_HZ
    for number in range(round(3600.0 / period_s)):
        for block in recording.blocks(250):
            live.push(ImuBlock(block.time_s + number * period_s, block.acc, block.gyr))
        sizes.append(lengths(live))
    return sizes, live


@pytest.mark.parametrize("exercise", ["leg_lift", "march"])
@pytest.mark.parametrize("doing", ["lifts", "walking", "sitting"])
def test_an_hour_takes_no_more_memory_than_minutes(minutes, doing, exercise):
    """Lengths of attributes are compared, not bytes: of the process' memory other things take their share."""
    recording = minutes[doing]
    sizes, live = kept_over_an_hour(recording, calibrate(recording, exercise="leg_lift"), exercise)
    rules = get_exercise(exercise).rules
    assert len(sizes) > 40
    assert_bounded(sizes, settled=3 + round(5.0 * rules.longest / recording.duration_s))
    if doing == "lifts":
        assert len(live.state.repetitions) > 8 * 40, "and all of them are still known"


def test_an_hour_on_a_plateau_takes_no_more_memory_than_minutes(pendulum, upright):
    """One movement out that never comes back: nothing of it may be kept for ever."""
    time_s = np.arange(0.0, 60.0, 1.0 / RATE_HZ)
    rise = pendulum(time_s, 60.0 * np.clip(time_s - 5.0, 0.0, 1.0), -0.25)
    live = LiveAnalysis(upright(RATE_HZ), "leg_lift")
    live.push(next(rise.blocks(len(rise))))
    sizes = []
    for minute in range(1, 60):
        still = np.full(len(rise), len(rise) - 1)
        live.push(ImuBlock(time_s + 60.0 * minute, rise.acc[still], 0.0 * rise.gyr))
        sizes.append(lengths(live))
    assert_bounded(sizes, settled=8)
    assert live.state.repetitions == ()
