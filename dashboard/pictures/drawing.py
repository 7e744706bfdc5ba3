"""A pose drawn as SVG: the far arm and leg pale and behind, the working thigh in colour with the strap."""

from dataclasses import dataclass

from dashboard.pictures import shapes
from dashboard.pictures.figure import SHANK, THIGH, UPPER_ARM, Arm, Leg, Point, Pose

LYING_FROM_DEG = 60.0
"""A trunk that leans further than this lies."""


@dataclass(frozen=True, slots=True)
class Scene:
    """A pose among the things that belong to it.

    Attributes
    ----------
    pose : Pose
    things : str
        SVG elements behind the person: floor, chair, step.
    left, right, top : float
        From where to where the drawing reaches, and how high.
    both_move : bool
        Whether the far leg works too.
    arrow : tuple of three Point, or ()
        Where the way of the movement begins, how it bends, where it ends.
    """

    pose: Pose
    things: str
    left: float
    right: float
    top: float
    both_move: bool = False
    arrow: tuple[Point, ...] = ()

    @property
    def lying(self) -> bool:
        """Whether the person lies."""
        return abs(self.pose.trunk_deg) > LYING_FROM_DEG

    def drawn(self) -> str:
        """Return the elements, the arrow among them."""
        pose = self.pose
        return "".join(
            (
                self.things,
                arm(pose, pose.far_arm, shapes.FAR),
                leg(pose, pose.far, shapes.MOVING_FAR if self.both_move else shapes.FAR, shapes.FAR),
                head(pose),
                trunk(pose),
                leg(pose, pose.near, shapes.MOVING, shapes.NEAR, strap=True),
                arm(pose, pose.near_arm, shapes.NEAR),
                shapes.arrow(*self.arrow) if self.arrow else "",
            )
        )


def head(pose: Pose) -> str:
    """Return head and neck."""
    drawn = shapes.path(shapes.HEAD_SHAPE, shapes.BODY) + shapes.path(shapes.HAIR_SHAPE, shapes.HAIR, edge=0)
    return f'<g transform="{shapes.placed(pose.shoulder, -pose.head_deg)}">{drawn}</g>'


def trunk(pose: Pose) -> str:
    """Return the trunk, from the shoulder to the hip."""
    shape = shapes.TRUNK_SHAPE.replace("{lumbar}", shapes.num(pose.arch_cm - 8.0))
    return shapes.path(shape, shapes.BODY, shapes.placed(pose.hip, -pose.trunk_deg))


def leg(pose: Pose, one: Leg, thigh: str, rest: str, *, strap: bool = False) -> str:
    """Return a leg: the thigh in a group that turns about the hip, in it the shank about the knee.

    The group of the leg with the strap has the class ``rt-thigh``, the one in it ``rt-shank``.
    """
    classes = (' class="rt-thigh"', ' class="rt-shank"') if strap else ("", "")
    foot = shapes.path(shapes.FOOT_SHAPE, rest, shapes.placed(Point(0, -SHANK), one.foot_deg - one.shank_deg))
    return (
        f'<g{classes[0]} transform="{shapes.placed(pose.hip, one.thigh_deg)}">'
        f'<g{classes[1]} transform="{shapes.placed(Point(0, -THIGH), one.shank_deg - one.thigh_deg)}">'
        f"{foot}{shapes.path(shapes.SHANK_SHAPE, rest)}</g>"
        f"{shapes.path(shapes.THIGH_SHAPE, thigh)}{shapes.strap() if strap else ''}</g>"
    )


def arm(pose: Pose, one: Arm, fill: str) -> str:
    """Return an arm."""
    elbow = pose.shoulder.towards(one.upper_deg, UPPER_ARM)
    return shapes.path(shapes.FOREARM_SHAPE, fill, shapes.placed(elbow, one.fore_deg)) + shapes.path(
        shapes.UPPER_ARM_SHAPE, fill, shapes.placed(pose.shoulder, one.upper_deg)
    )


def way(start: Pose, end: Pose, beyond: float = 13.0) -> tuple[Point, Point, Point]:
    """Return the arrow along which the near knee went, a little beyond it."""
    middle = (start.near.thigh_deg + end.near.thigh_deg) / 2.0
    reach = THIGH + beyond
    turned = abs(end.near.thigh_deg - start.near.thigh_deg)
    bulge = reach * (1.0 + 0.00006 * turned**2)
    shift = 0.12 * (end.near.thigh_deg - start.near.thigh_deg)
    return (
        end.hip.towards(start.near.thigh_deg + shift, reach),
        end.hip.towards(middle, bulge),
        end.hip.towards(end.near.thigh_deg - shift, reach),
    )
