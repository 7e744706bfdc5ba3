"""Units: converted exactly when told, refused when the numbers contradict, believed where they are mute."""

import csv

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sensing import read_recording
from sensing.errors import RecordingError, UnitsError
from sensing.units import check_acc_units, check_gyr_units, rotation_slope, to_m_s2, to_rad_s

G = 9.80665


def swinging(rate_hz=50.0, duration_s=20.0, amplitude_rad=0.6, period_s=3.0, axis=(0.0, 0.0, 1.0)):
    """A leg that swings about ``axis``: times, specific force and angular rate that belong together."""
    time_s = np.arange(round(rate_hz * duration_s)) / rate_hz
    angle = amplitude_rad * np.sin(2 * np.pi * time_s / period_s)
    rate = amplitude_rad * 2 * np.pi / period_s * np.cos(2 * np.pi * time_s / period_s)
    axis = np.array(axis) / np.linalg.norm(axis)
    start = np.cross(axis, [0.3, 0.5, 0.81])
    start /= np.linalg.norm(start)
    # a fixed direction turns the other way round when seen from the sensor
    up = np.cos(angle)[:, None] * start - np.sin(angle)[:, None] * np.cross(axis, start)
    return time_s, G * up, rate[:, None] * axis


def message(check, *args):
    with pytest.raises(UnitsError) as caught:
        check(*args)
    return str(caught.value)


@given(st.floats(-1e6, 1e6))
def test_conversion_is_exact(value):
    values = np.array([[value, 0.0, 1.0]])
    assert to_m_s2(values, "g")[0, 0] == value * 9.80665
    assert to_m_s2(values, "mg")[0, 0] == value * (9.80665 / 1000)
    assert to_rad_s(values, "deg/s")[0, 0] == value * (np.pi / 180)
    assert to_m_s2(values, "m/s2") is values
    assert to_rad_s(values, "rad/s") is values


@pytest.mark.parametrize("axis", [(1, 0, 0), (0, 1, 0), (0, 0, 1), (1, -2, 0.5)])
@pytest.mark.parametrize("rate_hz", [12.5, 25, 104, 200])
def test_slope_is_one_in_rad_s_whatever_the_axis_and_rate(axis, rate_hz):
    time_s, acc, gyr = swinging(rate_hz, axis=axis)
    found = rotation_slope(time_s, acc, gyr)
    assert found.slope == pytest.approx(1.0, abs=0.06)
    assert found.correlation > 0.99
    check_gyr_units(time_s, acc, gyr)
    assert rotation_slope(time_s, acc, -gyr).slope == pytest.approx(-found.slope)


def test_slow_rotation_in_degrees_is_seen_although_no_value_is_impossible():
    time_s, acc, gyr = swinging(period_s=8)
    assert np.rad2deg(np.abs(gyr).max()) < 30
    text = message(check_gyr_units, time_s, acc, np.rad2deg(gyr))
    assert "gravity turns 58 times less than the gyroscope says" in text
    assert "--gyr-unit deg/s" in text


def test_fast_rotation_in_degrees_is_seen_by_its_values():
    time_s, acc, gyr = swinging(duration_s=1, period_s=1)
    text = message(check_gyr_units, time_s, acc, np.rad2deg(gyr))
    assert "the angular rate reaches 216" in text
    assert "deg/s" in text


def test_shaking_that_hides_gravity_is_seen_by_the_turning():
    time_s, acc, gyr = swinging(amplitude_rad=0.4, period_s=4)
    still = np.full_like(acc, G / np.sqrt(3))
    text = message(check_gyr_units, time_s, still, np.rad2deg(gyr))
    assert "the gyroscope would turn gravity by" in text
    assert "deg every half second" in text


def test_rates_converted_twice_are_seen():
    time_s, acc, gyr = swinging()
    text = message(check_gyr_units, time_s, acc, np.deg2rad(gyr))
    assert "gravity turns 56 times more than the gyroscope says" in text
    assert "once only" in text


def test_gaps_are_left_out_of_the_evidence():
    time_s, acc, gyr = swinging(duration_s=60)
    keep = (np.arange(len(time_s)) // 170) % 2 == 0
    found = rotation_slope(time_s[keep], acc[keep], gyr[keep])
    whole = rotation_slope(time_s, acc, gyr)
    assert found.slope == pytest.approx(whole.slope, abs=0.01)
    assert 0 < found.windows < keep.sum() - 8 * 60  # of every stretch at least the reach is lost


@pytest.mark.parametrize("scale", [1.0, 180 / np.pi])
def test_a_leg_at_rest_decides_nothing(scale):
    rng = np.random.default_rng(5)
    time_s = np.arange(1000) / 50
    acc = np.array([0, 0, G]) + rng.normal(0, 0.05, (1000, 3))
    check_gyr_units(time_s, acc, scale * rng.normal(0, 0.002, (1000, 3)))


def test_two_samples_decide_nothing():
    acc, gyr = np.array([[0, 0, G]] * 2), np.array([[20.0, 0, 0]] * 2)
    check_acc_units(np.array([0, 0.01]), acc)
    check_gyr_units(np.array([0, 0.01]), acc, gyr)


def test_a_few_stray_values_are_not_taken_for_another_unit():
    time_s, acc, gyr = swinging()
    acc, gyr = acc.copy(), gyr.copy()
    acc[100], gyr[300] = 1e300, -1e300
    check_acc_units(time_s, acc)
    check_gyr_units(time_s, acc, gyr)


@pytest.mark.parametrize(
    ("scale", "says"),
    [
        (1 / G, ("median acceleration is 1,", "the values are in g", "--acc-unit g")),
        (1000 / G, ("median acceleration is 1000,", "the values are in mg", "--acc-unit mg")),
        (2048 / G, ("median acceleration is 2048,", "raw counts")),
        (16384 / G, ("median acceleration is 1.638e+04,", "raw counts")),
        (0.001, ("averages 0.00955 m/s² over a second instead of about 9.81", "gravity seems removed")),
    ],
)
def test_other_accelerations_are_seen(scale, says):
    time_s, acc, _ = swinging()
    text = message(check_acc_units, time_s, acc * scale)
    for part in says:
        assert part in text


def test_strong_motion_without_gravity_is_not_taken_for_g():
    time_s, _, _ = swinging()
    shaking = np.column_stack([np.sin(40 * time_s), np.cos(40 * time_s), 0 * time_s])
    assert "gravity seems removed" in message(check_acc_units, time_s, shaking)


@pytest.mark.parametrize("scale", [0.9, 1.0, 1.1, 2.0])
def test_faulty_gains_and_strong_motion_pass(scale):
    time_s, acc, _ = swinging()
    check_acc_units(time_s, acc * scale)


def csv_file(folder, acc, gyr, time_s):
    path = folder / "other.csv"
    names = "time_s,acc_x,acc_y,acc_z,gyr_x,gyr_y,gyr_z"
    np.savetxt(path, np.column_stack([time_s, acc, gyr]), "%.17g", ",", header=names, comments="")
    return path


def test_reading_converts_when_told(tmp_path):
    time_s, acc, gyr = swinging()
    in_g, in_deg = acc / G, np.rad2deg(gyr)
    path = csv_file(tmp_path, in_g, in_deg, time_s)
    with pytest.raises(UnitsError, match="--acc-unit g"):
        read_recording(path)
    with pytest.raises(UnitsError, match="--gyr-unit deg/s"):
        read_recording(path, acc_unit="g")
    recording = read_recording(path, acc_unit="g", gyr_unit="deg/s")
    assert np.array_equal(recording.acc, in_g * 9.80665)
    assert np.array_equal(recording.gyr, in_deg * (np.pi / 180))


def test_a_wrong_unit_given_is_seen(tmp_path):
    time_s, acc, gyr = swinging()
    path = csv_file(tmp_path, acc, gyr, time_s)
    with pytest.raises(
        UnitsError, match=r"converted from g, the median .* Give another --acc-unit, or leave"
    ):
        read_recording(path, acc_unit="g")
    with pytest.raises(UnitsError, match=r"converted from deg/s, gravity turns .* Give another --gyr-unit"):
        read_recording(path, gyr_unit="deg/s")


def test_saying_the_native_units_takes_the_numbers_as_they_are(tmp_path):
    time_s, acc, gyr = swinging(period_s=8)
    path = csv_file(tmp_path, acc / 100, np.rad2deg(gyr), time_s)
    with pytest.raises(UnitsError, match="gravity seems removed"):
        read_recording(path)
    recording = read_recording(path, acc_unit="m/s2", gyr_unit="rad/s")
    assert np.array_equal(recording.acc, acc / 100)
    assert np.array_equal(recording.gyr, np.rad2deg(gyr))


@pytest.mark.parametrize("option", [{"acc_unit": "G"}, {"gyr_unit": "dps"}])
def test_an_unknown_unit_is_refused(tmp_path, option):
    with pytest.raises(RecordingError, match=r"is not known\. Use one of '"):
        read_recording(tmp_path / "x.csv", **option)


def test_real_recordings_are_never_mistaken_and_in_other_units_mostly_seen(root):
    folder = root.parent / "shared" / "data" / "recordings"
    if not (folder / "index.csv").exists():
        pytest.skip("the real recordings are not here")
    with (folder / "index.csv").open() as file:
        names = sorted({row["file"] for row in csv.DictReader(file)})
    seen = {"g": 0, "mg": 0, "deg/s": 0}
    recordings = [read_recording(folder / name) for name in names]  # none raises
    with_gyr = [recording for recording in recordings if recording.gyr is not None]
    for recording in recordings:
        for unit, scale in (("g", 1 / G), ("mg", 1000 / G)):
            text = message(check_acc_units, recording.time_s, recording.acc * scale)
            seen[unit] += f"the values are in {unit}." in text
    for recording in with_gyr:
        try:
            check_gyr_units(recording.time_s, recording.acc, np.rad2deg(recording.gyr))
        except UnitsError as error:
            seen["deg/s"] += "in deg/s" in str(error)
    assert (len(recordings), len(with_gyr)) == (335, 269)
    assert seen["g"] == seen["mg"] == 335
    assert seen["deg/s"] >= 250  # the rest hardly move
