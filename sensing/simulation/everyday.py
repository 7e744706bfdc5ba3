"""Movements that are no exercise and must not be counted: gait, stairs, bending, hands at the strap."""

import numpy as np

from sensing.samples import FloatArray
from sensing.simulation import rotations
from sensing.simulation.postures import Body
from sensing.simulation.steps import Bend, Fiddle, Stairs, Walk
from sensing.simulation.timeline import FINE_HZ, minimum_jerk

# Thigh angle over one stride, from heel strike: (percent, degrees). Walking follows the halves of a stride in
# CMU-MBL (27 deg at the end of swing, -12 deg at push-off); stairs follow hip angles of stair gait (Riener et
# al. 2002, Gait Posture 15:32) less 10 deg of pelvis.
WALK = (
    (0, 25),
    (4, 24.5),
    (12, 19),
    (25, 8),
    (40, -5),
    (51, -12),
    (58, -11),
    (68, 4),
    (80, 23),
    (87, 27),
    (94, 26),
)
STAIRS_UP = ((0, 52), (8, 47), (20, 33), (35, 14), (50, 2), (58, 1), (66, 10), (80, 46), (90, 58), (96, 56))
STAIRS_DOWN = ((0, 14), (10, 13), (25, 15), (40, 20), (52, 28), (62, 34), (72, 30), (84, 20), (93, 14))
HARMONICS = 6


def stride_angle(shape: tuple[tuple[int, float], ...], phase: FloatArray) -> FloatArray:
    """Return the smooth periodic angle through ``shape`` at ``phase`` (in strides), shape (n,)."""
    percent, degrees = zip(*shape, strict=True)
    samples = np.interp(np.arange(128) / 1.28, percent, degrees, period=100)
    coefficients = np.fft.rfft(samples)[: HARMONICS + 1] / 64.0
    result = np.full(len(phase), coefficients[0].real / 2.0)
    for order in range(1, HARMONICS + 1):
        turn = 2.0 * np.pi * order * phase
        result += coefficients[order].real * np.cos(turn) - coefficients[order].imag * np.sin(turn)
    return result


def walk(body: Body, step: Walk) -> None:
    """Walk to and fro."""
    speed = 1.25 * step.cadence / 110.0
    amplitude = step.amplitude_pct / 100.0
    start = body.timeline.now_s
    _gait(body, step.s, step.cadence, WALK, amplitude, bob_m=0.020 * amplitude, speed=speed, blow_g=1.7)
    for at_s in np.arange(start + 6.0, start + step.s - 3.0, 9.0):
        for quarter in range(2):
            _turn_left(body, float(at_s) + 0.8 * quarter)
    body.timeline.label(start, "walking")


def stairs(body: Body, step: Stairs) -> None:
    """Climb or descend."""
    start = body.timeline.now_s
    shape, blow = (STAIRS_UP, 0.7) if step.direction == "up" else (STAIRS_DOWN, 1.1)
    _gait(body, step.s, step.cadence, shape, 1.0, bob_m=0.035, speed=0.4, blow_g=blow)
    body.timeline.label(start, "stairs")


def _turn_left(body: Body, at_s: float) -> None:
    timeline = body.timeline
    timeline.stroke("yaw", at_s, 0.8, 90.0)
    timeline.turn(at_s, 0.8, rotations.about(2, timeline.reached["yaw"]))


def _gait(
    body: Body,
    seconds: float,
    cadence: float,
    shape: tuple[tuple[int, float], ...],
    amplitude: float,
    *,
    bob_m: float,
    speed: float,
    blow_g: float,
) -> None:
    """Lay a bout of steps with irregular timing; begins and ends standing."""
    timeline, start = body.timeline, body.timeline.now_s
    clock = np.arange(round(seconds * FINE_HZ) + 1) / FINE_HZ
    knots = np.arange(0.0, seconds + 2.0)
    pace = np.interp(clock, knots, body.rng.normal(1.0, 0.02, len(knots)))
    phase = np.cumsum(pace) / FINE_HZ * cadence / 120.0 + body.rng.uniform(0.3, 0.5)
    ramp = min(0.9, 0.45 * seconds)
    envelope = minimum_jerk(clock / ramp) * minimum_jerk((seconds - clock) / ramp)
    reach = amplitude * np.interp(clock, knots, body.rng.normal(1.0, 0.03, len(knots)))
    stride = 2.0 * np.pi * phase
    timeline.wave("flex", start, envelope * reach * stride_angle(shape, phase))
    timeline.wave("abd", start, envelope * -3.0 * np.cos(stride - 0.6))
    timeline.wave("axial", start, envelope * 5.0 * np.sin(stride))
    bob = np.cos(2.0 * stride - 0.5) + 0.12 * np.cos(4.0 * stride)
    timeline.wave("hip_z", start, envelope * -bob_m * bob)
    timeline.wave("hip_y", start, envelope * body.outward * -0.018 * np.sin(stride))
    timeline.wave(
        "hip_x", start, speed * np.cumsum(envelope) / FINE_HZ + envelope * 0.018 * np.sin(2.0 * stride)
    )
    timeline.pulse("effort", start, start + seconds, 2.4, ramp)
    _footfalls(body, clock, phase, envelope, blow_g)
    timeline.now_s = start + seconds


def _footfalls(body: Body, clock: FloatArray, phase: FloatArray, envelope: FloatArray, blow_g: float) -> None:
    """Let both feet strike: the own one shakes the thigh as well."""
    timeline, start = body.timeline, body.timeline.now_s
    for half in np.arange(np.ceil(2.0 * phase[0]), np.floor(2.0 * phase[-1]) + 1.0):
        index = int(np.searchsorted(phase, half / 2.0))
        if index >= len(clock) or envelope[index] < 0.2:
            continue
        own, at_s = half % 2 == 0, start + float(clock[index])
        size = float(envelope[index] * body.rng.uniform(0.7, 1.4))
        timeline.impact(at_s, blow_g * size * (1.0 if own else 0.35), 0.012 if own else 0.020, -0.6)
        knock = size * (2.6 if own else 1.6)
        timeline.stroke("flex", at_s - 0.02, 0.10, -knock)
        timeline.stroke("flex", at_s + 0.06, 0.13, knock)


def bend(body: Body, step: Bend) -> None:
    """Bend knees and trunk to the floor and rise."""
    timeline, start = body.timeline, body.timeline.now_s
    down = 0.45 * step.s
    timeline.pulse("contact", start, start + step.s, 1.0, 0.1)
    timeline.pulse("effort", start, start + step.s, 1.0, 0.3)
    for at_s, seconds, way in (
        (start, down, step.range_deg),
        (start + 0.52 * step.s, 0.48 * step.s, -step.range_deg),
    ):
        timeline.stroke("flex", at_s, seconds, way)
        timeline.stroke("shank", at_s, seconds, 0.4 * way)
        timeline.stroke("abd", at_s, seconds, 0.12 * way)
    timeline.now_s = start + step.s
    timeline.label(start, "bending")


def fiddle(body: Body, step: Fiddle) -> None:
    """Handle the strap and leave the sensor turned."""
    timeline, start = body.timeline, body.timeline.now_s
    timeline.pulse("handling", start, start + step.s, 1.0, min(0.5, 0.3 * step.s))
    sagittal, frontal, axial = step.slip_deg
    middle, seconds = start + 0.25 * step.s, 0.5 * step.s
    # turned toward flexion: the sensor reads more, as the thigh does when it flexes (about -y)
    timeline.stroke("slip_y", middle, seconds, -sagittal)
    timeline.stroke("slip_x", middle, seconds, body.outward * frontal)
    timeline.stroke("slip_z", middle, seconds, axial)
    timeline.now_s = start + step.s
    timeline.label(start, "handling_strap")
