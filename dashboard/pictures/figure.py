"""A person seen from the side as a chain of straight segments, and where its joints lie.

Lengths are in centimetres for somebody 172 cm tall: thigh 0.245, shank 0.246, ankle 0.039 of the
height, rounded (Winter, Biomechanics and Motor Control of Human Movement, 2009, fig. 4.1). The person faces
right; x points forward, y up, the floor is y = 0. A direction is an angle in degrees from straight down,
forward positive: a thigh that hangs has 0, one that points forward 90.
"""

import math
from dataclasses import dataclass
from typing import NamedTuple

THIGH, SHANK, ANKLE = 42.0, 42.0, 8.0
TRUNK, UPPER_ARM, FOREARM = 50.0, 29.0, 26.0
"""From joint to joint; the ankle's height over the sole; the trunk from the hip to the shoulder."""

STANDING_HIP = ANKLE + SHANK + THIGH
LYING_HIP = 9.0
"""Height of the hip joint standing upright, and lying on the floor."""


class Point(NamedTuple):
    """A place, in centimetres."""

    x: float
    y: float

    def towards(self, direction_deg: float, length: float) -> "Point":
        """Return the place at the other end of a segment."""
        angle = math.radians(direction_deg)
        return Point(self.x + length * math.sin(angle), self.y - length * math.cos(angle))


UPRIGHT_HIP = Point(0.0, STANDING_HIP)


@dataclass(frozen=True, slots=True)
class Leg:
    """Directions of a leg's segments; the foot's is that of its toes (90: flat on the floor)."""

    thigh_deg: float = 0.0
    shank_deg: float = 0.0
    foot_deg: float = 90.0


@dataclass(frozen=True, slots=True)
class Arm:
    """Directions of an arm's segments."""

    upper_deg: float = -4.0
    fore_deg: float = 8.0


@dataclass(frozen=True, slots=True)
class Pose:
    """A person in one posture.

    Attributes
    ----------
    hip : Point
    trunk_deg : float
        Lean of the trunk, forward positive: 0 upright, -90 on the back, 90 on the belly.
    near, far : Leg
        The leg towards the viewer, which is the one that works and wears the sensor, and the other one.
    near_arm, far_arm : Arm
    head_deg : float
        Lean of the head, as that of the trunk.
    arch_cm : float
        How far the lower back is hollowed.
    """

    hip: Point = UPRIGHT_HIP
    trunk_deg: float = 0.0
    near: Leg = Leg()
    far: Leg = Leg()
    near_arm: Arm = Arm()
    far_arm: Arm = Arm()
    head_deg: float = 0.0
    arch_cm: float = 0.0

    @property
    def shoulder(self) -> Point:
        """Where the arms and the neck begin."""
        return self.hip.towards(180.0 - self.trunk_deg, TRUNK)

    def knee(self, leg: Leg) -> Point:
        """Return where the knee of a leg lies."""
        return self.hip.towards(leg.thigh_deg, THIGH)

    def ankle(self, leg: Leg) -> Point:
        """Return where the ankle of a leg lies."""
        return self.knee(leg).towards(leg.shank_deg, SHANK)


def hip_over(ankle: Point, thigh_deg: float, shank_deg: float) -> Point:
    """Return where the hip lies over a foot that stands there."""
    return ankle.towards(180.0 + shank_deg, SHANK).towards(180.0 + thigh_deg, THIGH)


def planted(hip: Point, ankle: Point, foot_deg: float = 90.0) -> Leg:
    """Return the leg between a hip and an ankle, its knee in front of (or above) the line between them."""
    thigh_deg, shank_deg = _two_links(hip, ankle, THIGH, SHANK, bend=1.0)
    return Leg(thigh_deg, shank_deg, foot_deg)


def reaching(shoulder: Point, hand: Point) -> Arm:
    """Return the arm between a shoulder and a hand, its elbow behind (or below) the line between them."""
    return Arm(*_two_links(shoulder, hand, UPPER_ARM, FOREARM, bend=-1.0))


def _two_links(start: Point, end: Point, first: float, second: float, bend: float) -> tuple[float, float]:
    """Return the directions of two segments from start to end, by the law of cosines; stretched if far."""
    across, down = end.x - start.x, start.y - end.y
    distance = min(math.hypot(across, down), first + second)
    straight = math.atan2(across, down)
    cosine = (first**2 + distance**2 - second**2) / (2.0 * first * distance)
    opening = math.acos(max(-1.0, min(1.0, cosine)))
    middle = start.towards(math.degrees(straight + bend * opening), first)
    return math.degrees(straight + bend * opening), math.degrees(
        math.atan2(end.x - middle.x, middle.y - end.y)
    )
