"""The simulated physics against what can be worked out by hand or integrated back."""

import numpy as np
import pytest

from sensing.samples import STANDARD_GRAVITY
from sensing.simulation import EXERCISES, Mounting, Person, SensorErrors, SessionScript, rotations, simulate
from sensing.simulation.dynamics import band_noise, move
from sensing.simulation.steps import Calibration, Fiddle, LieDown, Set, Sit, Stairs, Stand, Walk
from sensing.simulation.timeline import FINE_HZ, Impact, Timeline, minimum_jerk

RATE_HZ = 100.0
STATUE = Person(wobble=0.0, sway_deg=0.0, unsteadiness=0.0, out_of_plane=0.0)
PLANAR = Person(wobble=0.0, unsteadiness=0.0, out_of_plane=0.0)
UPRIGHT = np.array([1.0, 0.0, 0.0, 0.0])


def run(*steps, person=PLANAR, seed=1, **fields):
    script = SessionScript(steps=steps, person=person, sensor=SensorErrors.none(), seed=seed, **fields)
    return simulate(script).recording


def integrated(recording, start=UPRIGHT):
    """Return the orientation at every sample by integrating the rates from ``start``."""
    # a sample is the mean rate around its time: from one to the next lies half of each
    steps = rotations.from_vector(0.5 * (recording.gyr[1:] + recording.gyr[:-1]) / RATE_HZ)
    turned = [start]
    for step in steps:
        turned.append(rotations.multiply(turned[-1], step))
    return np.array(turned)


def flexion(orientation):
    """Return the thigh angle of the design: ``atan2(up · forward, up · up0)``, in degrees."""
    up = rotations.rotate(rotations.inverse(orientation), np.array([0.0, 0.0, 1.0]))
    return np.degrees(np.unwrap(np.arctan2(up[:, 0], up[:, 2])))


def fine_motion(timeline, person=STATUE, **fields):
    script = SessionScript(steps=(Stand(),), person=person, side="left", **fields)
    return move(script, timeline, UPRIGHT, np.random.default_rng(0))


@pytest.mark.parametrize("exercise", ["lunge", "leg_lift", "squat", "march", "sit_to_stand", "step_up"])
def test_integrating_the_rates_gives_back_the_true_angle(exercise):
    recording = run(Stand(s=2), Set(exercise=exercise, repetitions=4))
    error = flexion(integrated(recording)) - recording.extra["truth_thigh_deg"]
    assert np.ptp(recording.extra["truth_thigh_deg"]) > 20
    assert np.abs(error - error[0]).max() < 0.05


def test_integrating_through_blows_walking_and_hands_keeps_gravity():
    """With tissue, tremor and all: the sensor's own orientation closes from stillness to stillness."""
    steps = (
        Stand(s=2),
        Walk(s=8),
        Set(exercise="lunge", repetitions=3),
        Fiddle(slip_deg=(25, -10, 15)),
        Stand(s=2),
    )
    recording = run(*steps, person=Person())
    up = rotations.rotate(rotations.inverse(integrated(recording)), np.array([0.0, 0.0, 1.0]))
    end = recording.acc[-100:].mean(axis=0)
    cosine = end @ up[-100:].mean(axis=0) / np.linalg.norm(end) / np.linalg.norm(up[-100:].mean(axis=0))
    assert np.degrees(np.arccos(min(1.0, cosine))) < 0.3
    assert up[-1] @ up[0] < np.cos(np.radians(20))  # the slip was felt


def test_a_statue_feels_gravity_only():
    recording = run(Stand(s=3), person=STATUE, mounting=Mounting(euler_deg="random"))
    np.testing.assert_allclose(np.linalg.norm(recording.acc, axis=1), STANDARD_GRAVITY, rtol=1e-9)
    np.testing.assert_allclose(recording.gyr, 0.0, atol=1e-12)


@pytest.mark.parametrize(
    ("posture", "up"),
    [
        ("supine", (1.0, 0.0, 0.0)),
        ("hook_lying", (np.sin(np.radians(135)), 0.0, np.cos(np.radians(135)))),
        ("side_lying", (0.0, 1.0, 0.0)),
        ("prone", (-1.0, 0.0, 0.0)),
    ],
)
def test_postures_lie_as_they_should(posture, up):
    """In supine the front of the thigh is up, on the side its outside, prone its back."""
    recording = run(LieDown(posture=posture, s=4), person=STATUE, side="left")
    np.testing.assert_allclose(recording.acc[-50] / STANDARD_GRAVITY, up, atol=0.12)


def test_sitting_and_lying_angles():
    recording = run(
        Sit(s=2), LieDown(posture="prone"), LieDown(posture="hook_lying"), Stand(s=2), person=STATUE
    )
    truth, time_s = recording.extra["truth_thigh_deg"], recording.time_s
    ends = {a.exercise: a.end_s for a in recording.info.activities if a.exercise != "changing_posture"}
    assert truth[np.searchsorted(time_s, ends["sitting"] - 0.5)] == pytest.approx(86.0)
    assert truth.min() == pytest.approx(-91.0, abs=0.1)
    assert truth[np.searchsorted(time_s, ends["lying"] - 0.5)] == pytest.approx(135.0)
    assert truth[-1] == pytest.approx(0.0, abs=1e-3)


def test_centripetal_and_tangential_acceleration_of_a_swing_about_the_hip():
    timeline = Timeline(now_s=4.0)
    fine = np.arange(round(4.0 * FINE_HZ) + 1) / FINE_HZ
    timeline.wave("flex", 0.0, 15.0 * fine**2)  # 30 deg/s², still at the start
    motion = fine_motion(timeline, mounting=Mounting(position_m=(0.0, 0.0, -0.3)))
    angle, rate, turn = np.radians(15.0 * fine**2), np.radians(30.0 * fine), np.radians(30.0)
    inner = slice(5, -5)
    np.testing.assert_allclose(
        motion.gyr[inner, 1], -np.radians(30.0 * (fine + 0.5 / FINE_HZ))[inner], atol=1e-9
    )
    # toward the hip (thigh z) w² r; forward, the way it speeds up, alpha r; gravity as the angle shows it
    z = 0.3 * rate**2 + STANDARD_GRAVITY * np.cos(angle)
    x = 0.3 * turn + STANDARD_GRAVITY * np.sin(angle)
    np.testing.assert_allclose(motion.acc[inner, 2], z[inner], atol=1e-4)
    np.testing.assert_allclose(motion.acc[inner, 0], x[inner], atol=1e-4)
    np.testing.assert_allclose(motion.acc[inner, 1], 0.0, atol=1e-12)


def test_with_the_foot_fixed_the_hip_sinks():
    """Flexing on a vertical shank turns the thigh about its knee: the hip drops by ``L (1 - cos)``."""
    timeline = Timeline(now_s=3.0)
    timeline.stroke("contact", -0.5, 0.1, 1.0)
    timeline.stroke("flex", 0.5, 2.0, 60.0)
    at_hip = fine_motion(timeline, mounting=Mounting(position_m=(0.0, 0.0, 0.0)))
    lab = rotations.rotate(at_hip.orientation, at_hip.acc) - [0.0, 0.0, STANDARD_GRAVITY]
    way = np.cumsum(np.cumsum(lab, axis=0), axis=0)[-1] / FINE_HZ**2
    length = Person().thigh_m
    np.testing.assert_allclose(way, [-length * np.sin(np.pi / 3), 0.0, -length / 2], atol=2e-3)


def test_the_knee_stays_where_it_is_when_only_the_thigh_turns_about_it():
    timeline = Timeline(now_s=3.0)
    timeline.stroke("contact", -0.5, 0.1, 1.0)
    timeline.stroke("flex", 0.5, 2.0, 60.0)
    motion = fine_motion(timeline, mounting=Mounting(position_m=(0.0, 0.0, -Person().thigh_m)))
    np.testing.assert_allclose(np.linalg.norm(motion.acc, axis=1), STANDARD_GRAVITY, atol=1e-3)


def test_a_mounting_changes_nothing_but_the_frame():
    steps = (Stand(s=1), Set(exercise="lunge", repetitions=2))
    plain = run(*steps, person=Person())
    turned = run(*steps, person=Person(), mounting=Mounting(euler_deg=(70, -40, 110)))
    q = rotations.from_euler(70, -40, 110)
    np.testing.assert_allclose(rotations.rotate(q, turned.acc), plain.acc, atol=1e-9)
    np.testing.assert_allclose(rotations.rotate(q, turned.gyr), plain.gyr, atol=1e-9)
    np.testing.assert_array_equal(turned.extra["truth_thigh_deg"], plain.extra["truth_thigh_deg"])


@pytest.mark.parametrize("exercise", EXERCISES)
def test_left_and_right_are_mirror_images(exercise):
    person = Person(sway_deg=0.0, unsteadiness=0.0)
    left, right = (
        run(Set(exercise=exercise, repetitions=2), person=person, side=s) for s in ("left", "right")
    )
    np.testing.assert_allclose(left.acc, right.acc * [1, -1, 1], atol=1e-9)
    np.testing.assert_allclose(left.gyr, right.gyr * [-1, 1, -1], atol=1e-9)
    np.testing.assert_array_equal(left.extra["truth_thigh_deg"], right.extra["truth_thigh_deg"])


def test_a_blow_is_felt_and_leaves_the_velocity_as_it_was():
    timeline = Timeline(now_s=2.0, impacts=[Impact(1.0, 1.5, 0.012, 0.0)])
    motion = fine_motion(timeline)
    up = motion.acc[:, 2] - STANDARD_GRAVITY
    assert up.max() == pytest.approx(1.5 * STANDARD_GRAVITY, rel=0.02)
    assert abs(up.sum() / FINE_HZ) < 1e-3 * up.max()


def test_soft_tissue_rings_at_its_frequency_and_passes_slow_motion():
    timeline = Timeline(now_s=4.0, impacts=[Impact(1.0, 2.0, 0.012, 0.0)])
    person = Person(wobble=1.0, wobble_hz=9.0, wobble_damping=0.05, sway_deg=0.0, unsteadiness=0.0)
    motion = fine_motion(timeline, person)
    after = motion.acc[round(1.2 * FINE_HZ) : round(2.2 * FINE_HZ), 2] - STANDARD_GRAVITY
    crossings = np.count_nonzero(np.diff(np.sign(after)))
    assert crossings == pytest.approx(18, abs=1)  # twice 9 Hz for a second
    tilt = np.degrees(2 * np.arccos(np.clip(np.abs(motion.orientation[:, 0]), 0, 1)))
    assert 0.3 < tilt.max() < 4.0
    assert tilt[-1] < 0.05


def test_standing_sways_a_little_and_walking_and_stairs_strike():
    standing = run(Stand(s=30), person=Person(sway_deg=0.4))
    assert standing.extra["truth_thigh_deg"].std() == pytest.approx(0.4, rel=0.35)
    assert np.linalg.norm(standing.acc, axis=1).std() < 0.1
    for step, low, high in (
        (Walk(s=12), 24, 34),
        (Stairs(s=12), 50, 66),
        (Stairs(s=12, direction="down"), 26, 40),
    ):
        moving = run(step, person=Person())
        assert low < moving.extra["truth_thigh_deg"].max() < high
        assert np.linalg.norm(moving.acc, axis=1).max() > 1.6 * STANDARD_GRAVITY


def test_walking_keeps_its_cadence():
    truth = run(Walk(s=20, cadence=100)).extra["truth_thigh_deg"][300:-300]
    rising = np.count_nonzero((truth[1:] > 10) & (truth[:-1] <= 10))
    assert rising == pytest.approx(14 * 100 / 120, abs=1.1)


def test_a_slip_toward_flexion_reads_as_flexion():
    recording = run(Stand(s=2), Fiddle(s=3, slip_deg=(20, 0, 0)), Stand(s=2), person=STATUE)
    x, _, z = recording.acc[-50]
    assert np.degrees(np.arctan2(x, z)) == pytest.approx(20.0, abs=1e-6)
    assert recording.extra["truth_thigh_deg"][-50] == pytest.approx(0.0)


def test_lift_couples_out_of_the_plane_only_when_asked():
    planar = run(Calibration(), person=STATUE)
    assert np.abs(planar.gyr[:, [0, 2]]).max() < 1e-9
    assert np.abs(run(Calibration(), person=Person(sway_deg=0, wobble=0)).gyr[:, [0, 2]]).max() > 0.02


def test_minimum_jerk():
    np.testing.assert_allclose(minimum_jerk(np.array([-1.0, 0.0, 0.5, 1.0, 2.0])), [0, 0, 0.5, 1, 1])
    s = np.linspace(0, 1, 2001)
    assert np.gradient(minimum_jerk(s), s).max() == pytest.approx(1.875, rel=1e-4)


def test_band_noise_has_unit_size_and_stays_in_its_band():
    noise = band_noise(100_000, 1.0, 4.0, np.random.default_rng(3))
    assert noise.std() == pytest.approx(1.0, rel=0.05)
    power, frequency = np.abs(np.fft.rfft(noise)) ** 2, np.fft.rfftfreq(100_000, 1 / FINE_HZ)
    assert power[(frequency > 0.6) & (frequency < 5.5)].sum() > 0.95 * power.sum()


def test_rotations():
    rng = np.random.default_rng(5)
    q, v = np.array([rotations.any_orientation(rng) for _ in range(20)]), rng.normal(size=(20, 3))
    np.testing.assert_allclose(rotations.rotate(rotations.inverse(q), rotations.rotate(q, v)), v, atol=1e-12)
    np.testing.assert_allclose(rotations.to_vector(rotations.from_vector(v)), v, atol=1e-9)
    np.testing.assert_allclose(rotations.to_vector(-rotations.from_vector(v)), v, atol=1e-9)
    np.testing.assert_allclose(rotations.from_vector(np.zeros(3)), UPRIGHT)
    np.testing.assert_allclose(
        rotations.rotate(rotations.about(2, 90.0), np.array([1.0, 0, 0])), [0, 1, 0], atol=1e-12
    )
