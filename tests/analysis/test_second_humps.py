"""Repetitions whose thigh goes out twice, with a stop between: a lunge of the leg behind, a step-up."""

from dataclasses import replace

import numpy as np
import pytest

from analysis import LiveAnalysis
from analysis.candidates import Candidate
from analysis.exercises import get_exercise, load_everyday
from analysis.features import NOTHING
from analysis.humps import ANOTHER_DIP, Humps
from analysis.judgement import TOO_QUICK
from analysis.repetitions import SETTLE_S
from analysis.swing_features import rhythmic_dips
from sensing.samples import Recording

THIGH_M, SENSOR_M = 0.42, 0.2
STILL_S, PAUSE_S = 4.0, 1.5
DEEP_M, STEP_M = 0.25, 0.15


class Thigh:
    """A rigid thigh that moves by raised cosines, and the hip that carries it."""

    def __init__(self, rate_hz, seed=1):
        self.rate_hz, self.rng = rate_hz, np.random.default_rng(seed)
        self.angle, self.forward, self.height = ([np.zeros(round(STILL_S * rate_hz))] for _ in range(3))

    def stop(self, length_s):
        return self.move(length_s, 0.0)

    def move(self, length_s, way_deg, *, forward_m=0.0, up_m=0.0, on_knee=False):
        """Turn by so much, about the hip (which moves forward and up by so much) or about the knee."""
        count = max(round(length_s * self.rate_hz), 1)
        share = 0.5 * (1.0 - np.cos(np.pi * np.arange(1, count + 1) / count))
        begin = self.angle[-1][-1]
        angle = begin + np.radians(way_deg) * share
        ahead, up = forward_m * share, up_m * share
        if on_knee:
            ahead = THIGH_M * (np.sin(begin) - np.sin(angle))
            up = up + THIGH_M * (np.cos(angle) - np.cos(begin))
        self.angle.append(angle)
        self.forward.append(self.forward[-1][-1] + ahead)
        self.height.append(self.height[-1][-1] + up)
        return self

    def recording(self):
        """Return what a sensor on it feels, axes as in the fixture `pendulum`."""
        self.stop(STILL_S)
        angle, ahead, up = (np.concatenate(one) for one in (self.angle, self.forward, self.height))
        time_s = np.arange(len(angle)) / self.rate_hz
        speed = np.gradient(angle, time_s)
        ahead, up = (np.gradient(np.gradient(one, time_s), time_s) for one in (ahead, up))
        turning, nothing = SENSOR_M * np.gradient(speed, time_s), np.zeros(len(angle))
        across = (up + 9.80665) * np.sin(angle) + ahead * np.cos(angle) + turning
        along = (up + 9.80665) * np.cos(angle) - ahead * np.sin(angle) + SENSOR_M * speed**2
        acc = np.stack([across, nothing, along], axis=1) + self.rng.normal(0.0, 0.03, (len(angle), 3))
        return Recording(time_s, acc, np.stack([nothing, -speed, nothing], axis=1))


def rear_lunges(count, rate_hz, out_deg, between_deg, stroke_s, hold_s):
    """The body goes forward over the leg and down, stays, comes up and is pushed back."""
    thigh = Thigh(rate_hz)
    for _ in range(count):
        thigh.move(stroke_s, -out_deg, forward_m=0.25).move(stroke_s, out_deg - between_deg, up_m=-DEEP_M)
        thigh.stop(hold_s).move(stroke_s, between_deg - out_deg, up_m=DEEP_M)
        thigh.move(stroke_s, out_deg, forward_m=-0.25).stop(PAUSE_S)
    return thigh.recording()


def step_ups(count, rate_hz, hold_s, *, other_foot_first):
    """The foot goes onto the step, the body follows; down again by bending that knee, or by that foot."""
    thigh = Thigh(rate_hz)
    for _ in range(count):
        thigh.move(0.7, 50.0).move(0.9, -50.0, on_knee=True).stop(hold_s)
        if other_foot_first:
            thigh.move(1.0, 42.0, on_knee=True).move(0.8, -42.0)
        else:
            thigh.move(1.0, 0.0, up_m=-STEP_M)
        thigh.stop(PAUSE_S)
    return thigh.recording()


@pytest.fixture
def counted(upright):
    def count(recording, exercise, role=None):
        live = LiveAnalysis(upright(recording.rate_hz), exercise, "left", role)
        (block,) = recording.blocks(len(recording))
        live.push(block)
        return len(live.finish().repetitions)

    return count


@pytest.mark.parametrize("rate_hz", [25.0, 100.0])
@pytest.mark.parametrize("stroke_s", [0.7, 1.0])
@pytest.mark.parametrize("hold_s", [0.0, 1.5, 3.0, 6.0])
@pytest.mark.parametrize("between_deg", [1.0, 4.0])
def test_a_rear_leg_held_near_upright_is_in_one_lunge(counted, rate_hz, stroke_s, hold_s, between_deg):
    made = rear_lunges(5, rate_hz, 17.0, between_deg, stroke_s, hold_s)
    assert counted(made, "lunge", "rear") == 5


@pytest.mark.parametrize("rate_hz", [25.0, 50.0, 100.0])
def test_a_small_quick_rear_lunge_counts_though_its_second_dip_is_no_swing(counted, rate_hz):
    """Half way back after 10 deg, then out again by 5: below the smallest range."""
    made = rear_lunges(6, rate_hz, 10.5, 4.9, 0.55, 0.0)
    assert counted(made, "lunge", "rear") == 6


@pytest.mark.parametrize("rate_hz", [25.0, 50.0, 100.0])
@pytest.mark.parametrize("hold_s", [0.3, 1.5, 5.0])
@pytest.mark.parametrize("other_foot_first", [False, True])
def test_a_step_up_counts_once_whichever_foot_goes_down_first(counted, rate_hz, hold_s, other_foot_first):
    made = step_ups(6, rate_hz, hold_s, other_foot_first=other_foot_first)
    assert counted(made, "step_up") == 6


def hump(rise_s, lead_m, **changes):
    """A hump of a second."""
    features = replace(NOTHING, peak_deg=50.0, width_s=1.0, pivot_evidence=10.0, lead_m=lead_m, has_gyro=True)
    unfit, gap = changes.pop("unfit", ""), changes.pop("gap", False)
    times = {"from_s": rise_s, "rise_s": rise_s, "peak_s": rise_s + 0.5, "announced_s": rise_s + 1.0}
    return Candidate(**times, features=replace(features, **changes), step_like=False, unfit=unfit, gap=gap)


def beside(first, second, exercise="step_up", role=None):
    rules = get_exercise(exercise).rules_for(role)
    return Humps(rules, load_everyday(), None, zero_known=True).joined(first, second, SETTLE_S)


def test_a_hump_about_the_knee_ends_what_one_about_the_hip_began():
    whole, merged = beside(hump(5.0, -0.25), hump(7.5, 0.0))
    assert (merged, whole.rise_s, whole.announced_s, whole.humps, whole.unfit) == (True, 5.0, 8.5, 2, "")


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (hump(5.0, -0.25), hump(7.5, -0.2)),
        (hump(5.0, 0.1), hump(7.5, 0.3)),
        (hump(5.0, -0.25), hump(7.5, 0.0, pivot_evidence=1.0)),
        (hump(5.0, -0.25), hump(7.5, 0.0, gap=True)),
        (hump(5.0, -0.25, unfit="too slow"), hump(7.5, 0.0)),
        (hump(5.0, -0.25), hump(30.0, 0.0)),
    ],
    ids=["about the hip again", "about the knee twice", "slow", "not seen", "nothing began", "long after"],
)
def test_any_other_hump_stands_for_itself(first, second):
    assert beside(first, second) == (second, False)


def test_what_was_announced_long_before_is_final_and_the_second_hump_counts_no_more():
    later, merged = beside(hump(5.0, -0.25), hump(5.0 + SETTLE_S + 1.0, 0.0))
    assert (merged, later.unfit) == (False, ANOTHER_DIP)


def test_a_first_dip_too_quick_alone_counts_with_the_second_after_a_long_hold():
    first = hump(5.0, 0.4, unfit=TOO_QUICK, peak_deg=20.0)
    later, merged = beside(first, hump(12.0, -0.5, unfit=TOO_QUICK, peak_deg=20.0), "lunge", "rear")
    assert (merged, later.unfit) == (False, "")


def test_a_joined_movement_is_not_ended_twice():
    whole, _ = beside(hump(5.0, 0.4), hump(7.5, -0.4), "lunge", "rear")
    assert beside(whole, hump(11.0, -0.4), "lunge", "rear")[1] is False


@pytest.mark.parametrize(("apart_s", "dips"), [(1.0, 3), (1.5, 3), (2.0, 1)])
def test_what_dips_slower_than_anyone_walks_dips_once(apart_s, dips):
    """The knee comes up on the way into a lunge and out of it: so far apart are no steps."""
    time_s = np.arange(0.0, 4.0 * apart_s, 0.02)
    angle = 50.0 + 10.0 * np.cos(2.0 * np.pi * time_s / apart_s)
    within_s = load_everyday().longest_stride
    assert rhythmic_dips(time_s, angle[: round(3.5 * apart_s / 0.02)], 15.0, within_s) == dips


def leg_behind(*ways_deg, count=6, rate_hz=50.0, stroke_s=0.8, down_at=1):
    """Lunges in which the leg behind goes from one of these angles to the next, and is deep in the middle."""
    thigh = Thigh(rate_hz)
    for _ in range(count):
        last = 0.0
        for place, way_deg in enumerate(ways_deg):
            up_m = -DEEP_M if place == down_at else DEEP_M if place == len(ways_deg) - 1 - down_at else 0.0
            forward_m = 0.25 if not place else -0.25 if place == len(ways_deg) - 1 else 0.0
            thigh.move(stroke_s, way_deg - last, forward_m=forward_m, up_m=up_m)
            last = way_deg
        thigh.stop(PAUSE_S)
    return thigh.recording()


@pytest.mark.parametrize(
    "ways_deg",
    [(-14.0, 12.0, -14.0, 0.0), (-3.0, 22.0, -3.0, 0.0), (-15.0, 3.0, -12.0, 3.0, -15.0, 0.0)],
    ids=["back, forward, back", "after a short step only forward", "back three times"],
)
@pytest.mark.parametrize("stroke_s", [0.9, 1.1, 1.3])
def test_a_leg_behind_makes_one_lunge_whichever_way_it_goes(counted, ways_deg, stroke_s):
    assert counted(leg_behind(*ways_deg, stroke_s=stroke_s), "lunge", "rear") == 6


@pytest.mark.parametrize("stroke_s", [0.4, 0.5, 0.7])
def test_a_leg_that_goes_to_and_fro_without_standing_walks(counted, stroke_s):
    thigh = Thigh(50.0)
    for _ in range(12):
        thigh.move(stroke_s, 22.0).move(2.0 * stroke_s, -34.0).move(stroke_s, 12.0)
    assert counted(thigh.recording(), "lunge", "rear") == 0
