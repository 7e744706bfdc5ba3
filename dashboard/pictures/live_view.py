"""The side view whose thigh turns as measured; ``live_view.js`` turns it."""

from dashboard.pictures import shapes
from dashboard.pictures.drawing import Scene, arm, head, leg, trunk
from dashboard.pictures.figure import THIGH, Point, Pose
from dashboard.pictures.front import FrontScene
from dashboard.pictures.pictures import framed, scenes_of, size_of
from dashboard.words import text

FEET_STAY = frozenset({"squat", "sit_to_stand", "bridge", "pelvic_tilt"})
"""Here the foot stays and the body moves over it: the thigh turns about the knee."""

SHOULDERS_STAY = frozenset({"bridge", "pelvic_tilt"})
"""And here the body turns about the shoulders, which lie on the floor."""

STRAIGHT = frozenset({"straight_leg_raise", "side_lying_hip_abduction", "prone_hip_extension"})
"""Here the shank goes along with the thigh; elsewhere it keeps its direction."""

UPRIGHT = frozenset({"march", "squat"})
"""Here the person stands on both feet, arms at the sides: not as the drawing of the start has it."""


TRAIL = 3.0
"""So many degrees the shank behind turns back for each one of its thigh [J]. In the drawing of a lunge it is
92 for 16, but then a person who sways while standing would seem to kick."""


def live_view(side: str, exercise: str, language: str = "en", role: str | None = None) -> str:
    """Return the start posture of an exercise, ready to be turned.

    The sensor knows the thigh and nothing else, so only the thigh follows it; the rest of the person goes
    where the thigh takes it. ``live_view.js`` sets the angle, measured from the start posture, flexion (in
    side-lying: abduction) positive, by the attributes of the ``svg``:

    ``data-start``
        Direction of the thigh at the angle 0, in degrees from straight down.
    ``data-knee``
        Direction of the shank against the thigh at the angle 0.
    ``data-thigh``
        Length of the thigh.
    ``data-hip``, ``data-shoulder``
        Where these joints are at the angle 0, x and y as drawn.
    ``data-pivot``
        ``hip``: the thigh turns about the hip. ``knee``: the knee stays, the body goes with the hip.
        ``shoulder``: the knee stays, the body turns about the shoulder.
    ``data-shank``
        ``along`` with the thigh, ``hang``: as it was, or ``trail``: the knee of a leg behind bends with it.
    ``data-trail``
        See `TRAIL`.

    Parameters
    ----------
    side : {"left", "right", "both"}
        The leg with the sensor; the left one faces left.
    exercise : str
        Name in the catalogue.
    language : str
        Of the name.
    role : {"front", "rear"}, optional
        In a lunge: where the leg with the sensor is.

    Raises
    ------
    KeyError
        When there is no drawing of the exercise.
    """
    scene = scenes_of(exercise)[0]
    if isinstance(scene, FrontScene):
        inside, hip, shoulder, start, knee = scene.drawn(), scene.hip, scene.hip, scene.thigh_deg, 0.0
    else:
        pose = Pose() if exercise in UPRIGHT else scene.pose
        inside = _turnable(scene, pose, exercise)
        hip, shoulder, start = pose.hip, pose.shoulder, pose.near.thigh_deg
        knee = pose.near.shank_deg - start
    pivot = "knee" if exercise in FEET_STAY else "hip"
    data = {
        "start": shapes.num(start),
        "knee": shapes.num(knee),
        "hip": _place(hip),
        "shoulder": _place(shoulder),
        "pivot": "shoulder" if exercise in SHOULDERS_STAY else pivot,
        "shank": "trail" if role == "rear" else "along" if exercise in STRAIGHT else "hang",
        "trail": shapes.num(TRAIL),
        "thigh": shapes.num(THIGH),
    }
    drawing = shapes.document(
        framed(scene, inside, side), size_of(scene), text("live.side_view", language), "", "rt-live-view"
    )
    attributes = "".join(f' data-{name}="{value}"' for name, value in data.items())
    return drawing.replace("<svg", f"<svg{attributes}", 1).replace("<desc></desc>", "")


def _turnable(scene: Scene, pose: Pose, exercise: str) -> str:
    """Return a person, what goes with the hip in groups of the class ``rt-body``."""
    feet_stay, shoulders_stay = exercise in FEET_STAY, exercise in SHOULDERS_STAY
    far_arm = arm(pose, pose.far_arm, shapes.FAR)
    above = far_arm + head(pose) + trunk(pose), arm(pose, pose.near_arm, shapes.NEAR)
    if shoulders_stay:
        behind, before = f'{far_arm}{head(pose)}<g class="rt-body">{trunk(pose)}</g>', above[1]
    else:
        behind, before = (f'<g class="rt-body">{one}</g>' for one in above)
    return "".join(
        (
            shapes.floor(scene.left, scene.right) if exercise == "squat" else scene.things,
            "" if feet_stay else leg(pose, pose.far, shapes.FAR, shapes.FAR),
            behind,
            leg(pose, pose.near, shapes.MOVING, shapes.NEAR, strap=True),
            before,
        )
    )


def _place(point: Point) -> str:
    return f"{shapes.num(point.x)} {shapes.num(-point.y)}"
