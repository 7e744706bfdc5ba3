"""The movement as it is scripted: smooth strokes on named channels, laid out on a fine grid of time.

A channel is a quantity of the moving body. It is a sum of minimum-jerk strokes, which may overlap (Flash &
Hogan 1985, J Neurosci 5:1688; overlapping strokes: Henis & Flash 1995, Biol Cybern 72:407), and of waves
given sample by sample.
"""

from dataclasses import dataclass, field
from typing import Literal, get_args

import numpy as np

from sensing.samples import Activity, FloatArray
from sensing.simulation import rotations

FINE_HZ = 500.0
"""Rate of the grid on which movement is computed, Hz."""

Channel = Literal[
    "flex",  # thigh against the trunk's frame, sagittal plane, deg, flexion positive
    "abd",  # thigh against the trunk's frame, frontal plane, deg, away positive
    "axial",  # thigh about its length, deg, toes outward positive
    "shank",  # shank's lean forward over the foot, deg
    "base",  # how far the trunk's frame has turned in the movement plane, deg (truth only)
    "plane",  # 0: the movement plane is sagittal, 1: frontal (truth only)
    "yaw",  # heading, deg
    "hip_x",  # the hip's own way forward, m
    "hip_y",  # the hip's own way to the left, m
    "hip_z",  # the hip's own way up, m
    "contact",  # 1: the foot is fixed and the leg's chain moves the hip
    "effort",  # scale of the irregularities of a moving leg
    "handling",  # scale of hands at the strap
    "slip_x",  # sensor turned on the thigh, rotation vector, deg
    "slip_y",
    "slip_z",
]
CHANNELS: tuple[Channel, ...] = get_args(Channel)


def minimum_jerk(s: FloatArray) -> FloatArray:
    """Return the way done at relative time ``s``: ``10 s³ - 15 s⁴ + 6 s⁵``, 0 before 0 and 1 after 1."""
    s = np.clip(s, 0.0, 1.0)
    return s**3 * (10.0 - 15.0 * s + 6.0 * s * s)


@dataclass(frozen=True, slots=True)
class Impact:
    """A short blow: a foot landing.

    Attributes
    ----------
    at_s : float
        Its middle.
    peak_g : float
        Height of the blow.
    width_s : float
        Half width of its Gaussian (to 1/e).
    forward : float
        Its direction: forward per upward.
    """

    at_s: float
    peak_g: float
    width_s: float
    forward: float


@dataclass(frozen=True, slots=True)
class Turn:
    """The trunk's frame turns to an orientation (quaternion) during ``[at_s, at_s + duration_s)``."""

    at_s: float
    duration_s: float
    target: FloatArray


@dataclass(slots=True)
class RepetitionPlan:
    """A scripted repetition; ``sign`` is +1 when it goes out toward flexion or abduction."""

    start_s: float
    end_s: float
    sign: int


@dataclass(slots=True)
class SetPlan:
    """A scripted set as the thigh with the sensor does it."""

    exercise: str
    side: str
    role: str | None
    leg: str
    start_angle_deg: float
    repetitions: list[RepetitionPlan] = field(default_factory=list)


@dataclass(slots=True)
class Timeline:
    """What has been scripted so far; ``now_s`` is where the next step begins."""

    now_s: float = 0.0
    strokes: list[tuple[Channel, float, float, float]] = field(default_factory=list)
    waves: list[tuple[Channel, float, FloatArray]] = field(default_factory=list)
    turns: list[Turn] = field(default_factory=list)
    impacts: list[Impact] = field(default_factory=list)
    sets: list[SetPlan] = field(default_factory=list)
    activities: list[Activity] = field(default_factory=list)
    reached: dict[Channel, float] = field(default_factory=lambda: dict.fromkeys(CHANNELS, 0.0))

    def stroke(self, channel: Channel, at_s: float, duration_s: float, amount: float) -> None:
        """Move ``channel`` by ``amount`` with one minimum-jerk stroke."""
        if amount != 0.0:
            self.strokes.append((channel, at_s, duration_s, amount))
            self.reached[channel] += amount

    def move_to(self, channel: Channel, at_s: float, duration_s: float, value: float) -> None:
        """Move ``channel`` to ``value`` from where all strokes so far leave it."""
        self.stroke(channel, at_s, duration_s, value - self.reached[channel])

    def pulse(self, channel: Channel, start_s: float, end_s: float, amount: float, edge_s: float) -> None:
        """Raise ``channel`` by ``amount`` during ``[start_s, end_s)``, with edges of ``edge_s``."""
        edge_s = min(edge_s, 0.5 * (end_s - start_s))
        self.stroke(channel, start_s, edge_s, amount)
        self.stroke(channel, end_s - edge_s, edge_s, -amount)

    def wave(self, channel: Channel, at_s: float, values: FloatArray) -> None:
        """Add ``values`` (n,) at the fine rate from ``at_s``; they begin near 0, the last one stays."""
        self.waves.append((channel, at_s, values))

    def turn(self, at_s: float, duration_s: float, target: FloatArray) -> None:
        """Turn the trunk's frame to ``target``; turns follow each other."""
        self.turns.append(Turn(at_s, duration_s, target))

    def impact(self, at_s: float, peak_g: float, width_s: float = 0.012, forward: float = -0.3) -> None:
        """Add a blow."""
        if peak_g > 0.0:
            self.impacts.append(Impact(at_s, peak_g, width_s, forward))

    def label(self, start_s: float, name: str, side: str | None = None, role: str | None = None) -> None:
        """Announce what was done from ``start_s`` until now."""
        if self.now_s > start_s:
            self.activities.append(Activity(start_s, self.now_s, name, side, role))

    def times(self) -> FloatArray:
        """Return the fine grid from 0 to now, shape (n,)."""
        return np.arange(round(self.now_s * FINE_HZ) + 1) / FINE_HZ

    def channels(self) -> dict[Channel, FloatArray]:
        """Return every channel on the fine grid, shape (n,) each."""
        times = self.times()
        steps = {channel: np.zeros(len(times)) for channel in CHANNELS}
        for channel, at_s, duration_s, amount in self.strokes:
            first = max(0, int(at_s * FINE_HZ) - 1)
            last = min(len(times), int((at_s + duration_s) * FINE_HZ) + 3)
            profile = amount * minimum_jerk((times[first:last] - at_s) / duration_s)
            steps[channel][first:last] += np.diff(profile, prepend=0.0 if first == 0 else profile[0])
        for channel, at_s, values in self.waves:
            first = round(at_s * FINE_HZ)
            part = np.diff(values, prepend=0.0)[: len(times) - first]
            steps[channel][first : first + len(part)] += part
        return {channel: np.cumsum(step) for channel, step in steps.items()}

    def trunk(self) -> FloatArray:
        """Return the orientation of the trunk's frame on the fine grid, shape (n, 4)."""
        times = self.times()
        result = np.zeros((len(times), 4))
        current = np.array([1.0, 0.0, 0.0, 0.0])
        done = 0
        for turn in self.turns:
            first = min(len(times), int(turn.at_s * FINE_HZ))
            last = min(len(times), int((turn.at_s + turn.duration_s) * FINE_HZ) + 2)
            result[done:first] = current
            way = rotations.to_vector(rotations.multiply(rotations.inverse(current), turn.target))
            progress = minimum_jerk((times[first:last] - turn.at_s) / turn.duration_s)
            result[first:last] = rotations.multiply(
                current, rotations.from_vector(progress[:, None] * way[None, :])
            )
            current, done = turn.target, last
        result[done:] = current
        return result
