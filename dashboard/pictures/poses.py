"""How each exercise starts and where it turns: poses of the side view, and what stands around them.

Angles of the thigh are those of people in open recordings, as the catalogue ``analysis/exercises.toml``
cites them (front thigh in a lunge 75-90, squats 50-90, a step-up 45-60, a bridge 6-30, prone extension 3-15
degrees; straight-leg raises 7-28, drawn a little higher to be seen); the rest is drawn after the descriptions
in ``docs/exercises.md``.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from dashboard.pictures import shapes
from dashboard.pictures.drawing import Scene, way
from dashboard.pictures.figure import (
    ANKLE,
    LYING_HIP,
    STANDING_HIP,
    Arm,
    Leg,
    Point,
    Pose,
    hip_over,
    planted,
    reaching,
)

Scenes = tuple[Scene, Scene]
"""The start posture and the turning point."""

SITTING_THIGH_DEG = 86.0
"""As in `sensing.simulation.postures`."""

UPRIGHT_TOP = 177.0
"""Just over the head of somebody who stands."""

_UPRIGHT = Pose()
_KNEE_UP = (Point(53, 60), Point(56, 73), Point(53, 87))
"""The arrow beside a lifted knee."""


def _pair(
    start: Pose,
    end: Pose,
    things: str,
    reach: tuple[float, float],
    arrow: tuple[Point, ...],
    both_move: bool = False,
    top: float = UPRIGHT_TOP,
) -> Scenes:
    left, right = reach
    return (
        Scene(start, things, left, right, top, both_move),
        Scene(end, things, left, right, top, both_move, arrow),
    )


def _leg_lift() -> Scenes:
    reach = -40.0, 64.0
    things = shapes.floor(*reach) + shapes.chair(27, 1, back=95, depth=32)
    hold = reaching(_UPRIGHT.shoulder, Point(25, 98))
    start = Pose(far_arm=hold)
    end = Pose(far_arm=hold, near=Leg(62, -22, 52))
    return _pair(start, end, things, reach, _KNEE_UP)


def _march() -> Scenes:
    reach = -48.0, 60.0
    start = Pose(far=Leg(56, -18, 62), near_arm=Arm(34, 96), far_arm=Arm(-32, 22))
    end = Pose(near=Leg(56, -18, 62), near_arm=Arm(-32, 22), far_arm=Arm(34, 96))
    return _pair(start, end, shapes.floor(*reach), reach, _KNEE_UP)


def _squat() -> Scenes:
    reach = -52.0, 68.0
    things = shapes.floor(*reach) + shapes.chair(33, 1, back=98, depth=30)
    hand = Point(30, 101)
    low_hip = hip_over(Point(0, ANKLE), 62, -20)
    low = Leg(62, -20)
    hold = reaching(_UPRIGHT.shoulder, hand)
    start = Pose(near_arm=hold, far_arm=hold)
    bent = Pose(hip=low_hip, trunk_deg=30, near=low, far=low, head_deg=14)
    hold = reaching(bent.shoulder, hand)
    end = Pose(low_hip, 30, low, low, hold, hold, head_deg=14)
    down = (Point(-36, 108), Point(-38, 96), Point(-40, 84))
    return _pair(start, end, things, reach, down, both_move=True)


def _lunge() -> Scenes:
    reach = -76.0, 68.0
    floor = shapes.floor(*reach)
    hip = hip_over(Point(44, ANKLE), 80, 0)
    end = Pose(
        hip,
        trunk_deg=3,
        near=Leg(80, 0),
        far=Leg(-16, -92, 52),
        near_arm=Arm(-14, 62),
        far_arm=Arm(-14, 62),
    )
    start = Pose(near_arm=Arm(-14, 62), far_arm=Arm(-14, 62))
    down = (Point(-26, 116), Point(-29, 104), Point(-30, 92))
    return _pair(start, end, floor, reach, down)


def _sit_to_stand() -> Scenes:
    reach = -70.0, 45.0
    sitting = Leg(SITTING_THIGH_DEG, 6)
    hip = hip_over(Point(-2, ANKLE), SITTING_THIGH_DEG, 6)
    things = shapes.floor(*reach) + shapes.chair(hip.x - 16, 1, seat=hip.y - 11.5, back=92, depth=38)
    start = Pose(hip, 4, sitting, sitting, Arm(16, 68), Arm(16, 68))
    end = Pose(Point(2, STANDING_HIP))
    up = (Point(27, 84), Point(30, 97), Point(30, 112))
    return _pair(start, end, things, reach, up, both_move=True)


def _step_up() -> Scenes:
    reach = -38.0, 64.0
    height = 18.0
    things = shapes.floor(*reach) + shapes.step(18, 60, height)
    hip = Point(3, STANDING_HIP - 1)
    near = planted(hip, Point(28, height + ANKLE))
    start = Pose()
    end = Pose(
        hip, 7, near, planted(hip, Point(-3, ANKLE)), near_arm=Arm(-22, 18), far_arm=Arm(24, 60), head_deg=3
    )
    up = (Point(33, 92), Point(35, 107), Point(35, 122))
    return _pair(start, end, things, reach, up)


def _on_the_back(arch_cm: float = 1.0) -> Pose:
    """Lie on the back with the knees bent: the thigh slopes by 58 degrees, the feet stand near."""
    foot = Point(42.0, ANKLE)
    hip = Point(0.0, LYING_HIP)
    bent = planted(hip, foot)
    return Pose(hip, -90, bent, bent, Arm(86, 88), Arm(86, 88), head_deg=-84, arch_cm=arch_cm)


def _bridge() -> Scenes:
    reach = -96.0, 66.0
    start = _on_the_back()
    lifted = 23.0
    shoulder = start.shoulder
    hip = shoulder.towards(90 + lifted, 50)
    bent = planted(hip, Point(42.0, ANKLE))
    palm = Arm(80, 84)
    end = Pose(hip, -(90 + lifted), bent, bent, palm, palm, head_deg=-84)
    up = (Point(-8, 44), Point(-8, 53), Point(-8, 63))
    return _pair(start, end, shapes.mat(*reach), reach, up, both_move=True, top=69.0)


def _pelvic_tilt() -> Scenes:
    reach = -96.0, 66.0
    start, end = _on_the_back(arch_cm=5.5), _on_the_back(arch_cm=-1.2)
    down = (Point(-22, 44), Point(-22, 36), Point(-22, 27))
    return _pair(start, end, shapes.mat(*reach), reach, down, top=54.0)


def _straight_leg_raise() -> Scenes:
    reach = -96.0, 108.0
    bent = _on_the_back()
    straight = Leg(89, 89, 170)
    start = Pose(bent.hip, -90, straight, bent.far, bent.near_arm, bent.far_arm, head_deg=-84)
    raised = Leg(127, 127, 208)
    end = Pose(bent.hip, -90, raised, bent.far, bent.near_arm, bent.far_arm, head_deg=-84)
    mat = shapes.mat(*reach)
    return _pair(start, end, mat, reach, way(start, end, beyond=60), top=84.0)


def _prone_hip_extension() -> Scenes:
    reach = -112.0, 92.0
    hip = Point(0.0, LYING_HIP)
    flat = Leg(-89, -88, -86)
    folded = Arm(68, -97)
    start = Pose(hip, 85, flat, flat, folded, folded, head_deg=86, arch_cm=2.0)
    raised = Leg(-104, -104, -102)
    end = Pose(hip, 85, raised, flat, folded, folded, head_deg=86, arch_cm=2.5)
    mat = shapes.mat(*reach)
    return _pair(start, end, mat, reach, way(start, end, beyond=56), top=46.0)


_SIDE_VIEWS: Mapping[str, Callable[[], Scenes]] = MappingProxyType(
    {
        "lunge": _lunge,
        "leg_lift": _leg_lift,
        "march": _march,
        "squat": _squat,
        "sit_to_stand": _sit_to_stand,
        "step_up": _step_up,
        "bridge": _bridge,
        "pelvic_tilt": _pelvic_tilt,
        "straight_leg_raise": _straight_leg_raise,
        "prone_hip_extension": _prone_hip_extension,
    }
)


def side_view(exercise: str) -> Scenes | None:
    """Return the start and the turning point of an exercise; None where only a front view shows it."""
    made = _SIDE_VIEWS.get(exercise)
    return None if made is None else made()
