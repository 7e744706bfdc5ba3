"""Rigid-body kinematics: from channels to what an ideal sensor on the thigh feels, on the fine grid.

Frames: lab x forward (at the start), y left, z up; thigh x forward, y left, z up along the thigh while
standing. ``thigh = trunk · Rx(abduction) · Ry(-flexion) · Rz(axial)``, so that the angle of ``atan2`` in the
design's thigh angle is the flexion whatever the abduction.
"""

import math
from dataclasses import dataclass

import numpy as np

from sensing.samples import STANDARD_GRAVITY, FloatArray
from sensing.simulation import rotations
from sensing.simulation.script import Person, SessionScript
from sensing.simulation.timeline import FINE_HZ, Channel, Timeline

STEP_S = 1.0 / FINE_HZ

# Bands and sizes of what is never still, per unit of its channel: (low Hz, high Hz, RMS).
SWAY_BAND = (0.05, 0.35)
TREMOR_BAND = (6.0, 12.0, 0.001)  # deg, standing or lying
UNSTEADY_BAND = (1.0, 4.0, 0.25)  # deg, moving leg
JOLT_BAND = (4.0, 25.0, 0.35)  # m/s², hip of a moving leg
HANDLING_BAND = (0.4, 3.5, 9.0)  # deg, hands at the strap
HANDLING_SHOVE = (1.0, 8.0, 1.2)  # m/s²
SWAY_WAY = 0.9  # m of hip per radian of thigh: the body leans about the ankles
BREATH_HZ = 0.25
BREATH_DEG = 0.06  # lying
RINGING = round(3.0 * FINE_HZ)  # times after the end in which tissue settles, so that no ringing wraps round
TISSUE_TILT = 9.0  # rad of housing per metre of tissue: 2 mm tilt it by a degree


@dataclass(frozen=True, slots=True)
class Motion:
    """What happened, on the fine grid of n times.

    Attributes
    ----------
    time_s : ndarray, shape (n,)
    thigh_deg : ndarray, shape (n,)
        True angle of the thigh (the bone) in its movement plane against quiet standing.
    orientation : ndarray, shape (n, 4)
        Sensor frame to lab.
    acc : ndarray, shape (n, 3)
        Specific force in the sensor frame, m/s².
    gyr : ndarray, shape (n, 3)
        Mean angular rate from each time to the next, sensor frame, rad/s; the last repeats.
    """

    time_s: FloatArray
    thigh_deg: FloatArray
    orientation: FloatArray
    acc: FloatArray
    gyr: FloatArray


def move(script: SessionScript, timeline: Timeline, mounting: FloatArray, rng: np.random.Generator) -> Motion:
    """Compute what an ideal sensor feels.

    Parameters
    ----------
    script : SessionScript
        Whose person, side and sensor position are used.
    timeline : Timeline
        The movement.
    mounting : ndarray, shape (4,)
        Sensor frame to thigh frame.
    rng : numpy Generator
        Draws sway, tremor, irregularities and handling.
    """
    channels, times = timeline.channels(), timeline.times()
    person, outward = script.person, 1.0 if script.side == "left" else -1.0
    lean = _enliven(channels, person, rng)
    limb = rotations.multiply(
        rotations.about(0, outward * channels["abd"]),
        rotations.multiply(
            rotations.about(1, -channels["flex"]), rotations.about(2, outward * channels["axial"])
        ),
    )
    thigh = rotations.multiply(timeline.trunk(), limb)
    acc = _hip_acceleration(channels, person, lean)
    x, y, z = script.mounting.position_m
    acc += _second_derivative(rotations.rotate(thigh, np.array([x, outward * y, z])))
    acc += _irregular_force(channels, person, rng) + _blows(timeline, channels["yaw"])
    bone_acc = rotations.rotate(rotations.inverse(thigh), acc)
    tissue_acc, tilt = _tissue(bone_acc, person)
    held = rotations.multiply(_strap(channels, rng), mounting)
    orientation = rotations.multiply(thigh, rotations.multiply(rotations.from_vector(tilt), held))
    force = rotations.rotate(thigh, tissue_acc) + np.array([0.0, 0.0, STANDARD_GRAVITY])
    plane = channels["plane"]
    angle = channels["base"] + (1.0 - plane) * channels["flex"] + plane * channels["abd"]
    felt = rotations.rotate(rotations.inverse(orientation), force)
    return Motion(times, angle, orientation, felt, angular_rate(orientation))


def angular_rate(orientation: FloatArray) -> FloatArray:
    """Return the mean rate in the moving frame from each orientation to the next, rad/s, shape (n, 3)."""
    steps = rotations.multiply(rotations.inverse(orientation[:-1]), orientation[1:])
    rate = rotations.to_vector(steps) * FINE_HZ
    return np.concatenate([rate, rate[-1:]])


def band_noise(n: int, low_hz: float, high_hz: float, rng: np.random.Generator) -> FloatArray:
    """Return noise of unit expected RMS in a band with soft edges, shape (n,).

    Shaped in the frequency domain: second-order high-pass and fourth-order low-pass gains without phase.
    """
    length = _fast_length(n)
    spectrum = np.fft.rfft(rng.normal(size=length))
    frequency = np.fft.rfftfreq(length, STEP_S)
    gain = 1.0 / np.sqrt(1.0 + (frequency / high_hz) ** 8)
    gain *= frequency**2 / np.sqrt(low_hz**4 + frequency**4)
    # expected power: white noise of unit variance spreads evenly over the frequencies to FINE_HZ / 2
    band = np.linspace(0.0, FINE_HZ / 2.0, 20001)
    reference = 1.0 / (1.0 + (band / high_hz) ** 8) * band**4 / (low_hz**4 + band**4)
    return np.asarray(np.fft.irfft(spectrum * gain, length)[:n] / np.sqrt(reference.mean()))


def _fast_length(n: int) -> int:
    """Return a length of at least ``n`` that transforms fast: a small odd number times a power of 2."""
    return min(odd << max(0, math.ceil(math.log2(n / odd))) for odd in (1, 3, 5, 9, 15, 25, 27))


def _enliven(channels: dict[Channel, FloatArray], person: Person, rng: np.random.Generator) -> FloatArray:
    """Add sway, tremor, breath and irregularity to the angles; return the sway (deg)."""
    n = len(channels["flex"])
    alive = 1.0 if person.sway_deg > 0 else 0.0
    upright = np.clip(1.0 - np.abs(channels["base"]) / 90.0, 0.0, 1.0)
    sway = person.sway_deg * upright * band_noise(n, *SWAY_BAND, rng)
    breath = np.sin(2.0 * np.pi * BREATH_HZ * STEP_S * np.arange(n) + rng.uniform(0, 6.28))
    channels["flex"] += sway + alive * BREATH_DEG * (1.0 - upright) * breath
    unsteady = person.unsteadiness * channels["effort"]
    shares: dict[Channel, float] = {"flex": 1.0, "abd": 0.8, "axial": 1.0}
    for channel, share in shares.items():
        low, high, size = UNSTEADY_BAND
        channels[channel] += share * size * unsteady * band_noise(n, low, high, rng)
        low, high, size = TREMOR_BAND
        channels[channel] += alive * size * band_noise(n, low, high, rng)
    return sway


def _hip_acceleration(
    channels: dict[Channel, FloatArray], person: Person, sway_deg: FloatArray
) -> FloatArray:
    """Return the hip's acceleration in the lab, m/s², shape (n, 3)."""
    thigh = np.radians(channels["base"] + channels["flex"] - sway_deg)
    shank = np.radians(channels["shank"])
    contact = channels["contact"]
    # With the foot fixed: ankle -> knee -> hip. Weighted by velocity, so that contact may come and go.
    chain_x = person.shank_m * np.sin(shank) - person.thigh_m * np.sin(thigh)
    chain_z = person.shank_m * np.cos(shank) + person.thigh_m * np.cos(thigh)
    lean = -SWAY_WAY * np.radians(sway_deg)
    velocity = np.stack(
        [
            _derivative(channels["hip_x"] + lean) + contact * _derivative(chain_x),
            _derivative(channels["hip_y"]),
            _derivative(channels["hip_z"]) + contact * _derivative(chain_z),
        ],
        axis=-1,
    )
    velocity = rotations.rotate(rotations.about(2, channels["yaw"]), velocity)
    return np.stack([_derivative(velocity[:, axis]) for axis in range(3)], axis=-1)


def _irregular_force(
    channels: dict[Channel, FloatArray], person: Person, rng: np.random.Generator
) -> FloatArray:
    """Return accelerations of muscles that are not smooth and of hands at the strap, lab, shape (n, 3)."""
    n = len(channels["effort"])
    result = np.zeros((n, 3))
    for axis in range(3):
        low, high, size = JOLT_BAND
        result[:, axis] += person.unsteadiness * size * channels["effort"] * band_noise(n, low, high, rng)
        low, high, size = HANDLING_SHOVE
        result[:, axis] += size * channels["handling"] * band_noise(n, low, high, rng)
    return result


def _blows(timeline: Timeline, yaw_deg: FloatArray) -> FloatArray:
    """Return the accelerations of impacts, lab, shape (n, 3): each leaves the velocity as it was."""
    n = len(yaw_deg)
    result = np.zeros((n, 3))
    for blow in timeline.impacts:
        reach = 14.0 * blow.width_s
        first, last = (
            max(0, int((blow.at_s - reach) * FINE_HZ)),
            min(n, int((blow.at_s + reach) * FINE_HZ) + 1),
        )
        if first >= last:
            continue
        u = (np.arange(first, last) * STEP_S - blow.at_s) / blow.width_s
        pulse = np.exp(-(u**2)) - 0.25 * np.exp(-((u / 4.0) ** 2))
        heading = np.radians(yaw_deg[min(n - 1, max(0, round(blow.at_s * FINE_HZ)))])
        way = np.array([blow.forward * np.cos(heading), blow.forward * np.sin(heading), 1.0])
        result[first:last] += (
            blow.peak_g * STANDARD_GRAVITY / 0.75 * pulse[:, None] * way / np.linalg.norm(way)
        )
    return result


def _tissue(bone_acc: FloatArray, person: Person) -> tuple[FloatArray, FloatArray]:
    """Pass acceleration through soft tissue: a damped spring between bone and housing.

    Returns the housing's acceleration and its tilt (rotation vector, rad), both in the thigh frame, (n, 3).
    """
    if person.wobble == 0.0:
        return bone_acc, np.zeros_like(bone_acc)
    n = len(bone_acc)
    length = _fast_length(n + RINGING)
    s = 2j * np.pi * np.fft.rfftfreq(length, STEP_S)
    omega = 2.0 * np.pi * person.wobble_hz
    damping = 2.0 * person.wobble_damping * omega * s
    denominator = s**2 + damping + omega**2
    passed = 1.0 - person.wobble + person.wobble * (damping + omega**2) / denominator
    spectrum = np.fft.rfft(bone_acc, length, axis=0)
    felt = np.fft.irfft(spectrum * passed[:, None], length, axis=0)[:n]
    way = np.fft.irfft(spectrum * (-person.wobble / denominator)[:, None], length, axis=0)[:n]
    # Lag forward tilts the housing about y, lag sideways about x; the length of the thigh couples into both.
    tilt = TISSUE_TILT * np.stack([-way[:, 1], way[:, 0] + 0.6 * way[:, 2], 0.4 * way[:, 1]], axis=-1)
    return felt, tilt


def _strap(channels: dict[Channel, FloatArray], rng: np.random.Generator) -> FloatArray:
    """Return how the sensor is turned on the thigh by slip and by hands, (n, 4)."""
    n = len(channels["handling"])
    low, high, size = HANDLING_BAND
    slip = np.stack(
        [
            channels[channel] + size * channels["handling"] * band_noise(n, low, high, rng)
            for channel in ("slip_x", "slip_y", "slip_z")
        ],
        axis=-1,
    )
    return rotations.from_vector(np.radians(slip))


def _derivative(values: FloatArray) -> FloatArray:
    return np.asarray(np.gradient(values, STEP_S))


def _second_derivative(values: FloatArray) -> FloatArray:
    """Return the central second difference of (n, 3); the ends repeat their neighbours."""
    inner = (values[2:] - 2.0 * values[1:-1] + values[:-2]) * FINE_HZ**2
    return np.concatenate([inner[:1], inner, inner[-1:]])
