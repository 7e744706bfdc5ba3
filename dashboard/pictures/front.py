"""Side-lying seen from the front: abduction happens across the side view, which would not show it."""

from dataclasses import dataclass

from dashboard.pictures import shapes
from dashboard.pictures.figure import SHANK, THIGH, Point

UPPER_HIP, LOWER_HIP = Point(0.0, 25.0), Point(-2.0, 9.5)
"""Hip joints of a person who lies on the side: 16 cm apart, one above the other."""

TRUNK_SHAPE = (
    "M6 -34C-4 -36 -12 -29.5 -22 -29C-32 -29 -40 -36 -49 -37.5C-56 -38 -59 -33 -59 -27L-59 -12"
    "C-59 -5 -55 -1 -48 -1L-4 -1C6 -1 11 -6 12 -14L12 -26C12 -31 10 -33.4 6 -34Z"
)
FOOT_SHAPE = "M-4 -2C-5.5 4 -5.5 8 -4.6 10.4C-3.4 13 3.4 13 4.6 10.4C5.5 8 5.5 4 4 -2Z"


@dataclass(frozen=True, slots=True)
class FrontScene:
    """A person lying on one side, the upper leg raised.

    Attributes
    ----------
    raised_deg : float
        How far the upper leg is raised from lying level.
    moved : bool
        Whether the way there is drawn as an arrow.
    left, right, top : float
        From where to where the drawing reaches, and how high.
    lying : bool
    hip : Point
        The upper hip joint.
    """

    raised_deg: float
    moved: bool
    left: float = -114.0
    right: float = 108.0
    top: float = 84.0
    lying: bool = True
    hip: Point = UPPER_HIP

    @property
    def thigh_deg(self) -> float:
        """Direction of the upper thigh."""
        return 88.0 + self.raised_deg

    def drawn(self) -> str:
        """Return the elements."""
        raised = self.thigh_deg
        reach = THIGH + 62.0
        arrow = (
            UPPER_HIP.towards(92.0, reach),
            UPPER_HIP.towards(88.0 + self.raised_deg / 2.0, reach * 1.06),
            UPPER_HIP.towards(raised - 3.0, reach),
        )
        return "".join(
            (
                shapes.mat(self.left, self.right),
                _leg(LOWER_HIP, 90.0, shapes.FAR, shapes.FAR),
                _lower_arm(),
                shapes.path(TRUNK_SHAPE, shapes.BODY),
                _head(),
                _leg(UPPER_HIP, raised, shapes.MOVING, shapes.NEAR, strap=True),
                _upper_arm(),
                shapes.arrow(*arrow) if self.moved else "",
            )
        )


def front_view(exercise: str) -> tuple[FrontScene, FrontScene] | None:
    """Return the start and the turning point of an exercise that only a front view shows, else None."""
    if exercise != "side_lying_hip_abduction":
        return None
    return FrontScene(0.0, moved=False), FrontScene(28.0, moved=True)


def _leg(hip: Point, direction_deg: float, thigh: str, rest: str, *, strap: bool = False) -> str:
    classes = (' class="rt-thigh"', ' class="rt-shank"') if strap else ("", "")
    foot = shapes.path(FOOT_SHAPE, rest, shapes.placed(Point(0, -SHANK)))
    return (
        f'<g{classes[0]} transform="{shapes.placed(hip, direction_deg)}">'
        f'<g{classes[1]} transform="{shapes.placed(Point(0, -THIGH))}">'
        f"{foot}{shapes.path(shapes.SHANK_SHAPE, rest)}</g>"
        f"{shapes.path(shapes.THIGH_SHAPE, thigh)}{shapes.strap(sensor_x=7.0) if strap else ''}</g>"
    )


def _lower_arm() -> str:
    """Return the arm under the head."""
    return shapes.path(shapes.UPPER_ARM_SHAPE, shapes.FAR, shapes.placed(Point(-54, 6.5), -92)) + shapes.path(
        shapes.FOREARM_SHAPE, shapes.FAR, shapes.placed(Point(-82, 5), -96)
    )


def _head() -> str:
    """Return neck and head; the top of the head is to the left."""
    neck = f'<rect x="-68" y="-25" width="16" height="11" style="fill:{shapes.BODY}"/>'
    head = f'<ellipse cx="-75" cy="-19.5" rx="11.4" ry="9.2" style="fill:{shapes.BODY}"/>'
    hair = (
        "M-78 -28.6C-86 -27.6 -88.4 -23 -88.4 -19.5C-88.4 -16 -86 -11.4 -78 -10.4C-82 -14 -82 -25 -78 -28.6Z"
    )
    return neck + head + shapes.path(hair, shapes.HAIR, edge=0)


def _upper_arm() -> str:
    """Return the upper arm, its hand on the floor in front of the chest."""
    return shapes.path(
        shapes.tapered(17.0, 5.0, 4.2), shapes.NEAR, shapes.placed(Point(-48, 29), 14)
    ) + shapes.path(shapes.tapered(8.0, 4.2, 3.4), shapes.NEAR, shapes.placed(Point(-44, 13), -8))
