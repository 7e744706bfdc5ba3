"""The drawings: an exercise, and where the strap goes."""

from typing import Literal

from dashboard.pictures import shapes
from dashboard.pictures.drawing import Scene, leg, trunk
from dashboard.pictures.figure import Point, Pose
from dashboard.pictures.front import FrontScene, front_view
from dashboard.pictures.poses import side_view
from dashboard.words import text

Moment = Literal["start", "end", "both"]

BELOW_FLOOR = 7.0
"""Room below the floor, in centimetres."""

STRAP_AREA = (84.0, 96.0)
STRAP_CORNER = Point(-42.0, 120.0)
"""The part of a standing person that shows where the strap goes: from the waist to the shin."""


def drawn(exercise: str) -> bool:
    """Return whether there is a drawing of an exercise."""
    return (side_view(exercise) or front_view(exercise)) is not None


def scenes_of(exercise: str) -> tuple[Scene | FrontScene, Scene | FrontScene]:
    """Return start and turning point of an exercise; KeyError when there is no drawing of it."""
    found = side_view(exercise) or front_view(exercise)
    if found is None:
        raise KeyError(exercise)
    return found


def picture(exercise: str, side: str = "right", moment: Moment = "both", language: str = "en") -> str:
    """Return a drawing of an exercise.

    Parameters
    ----------
    exercise : str
        Name in the catalogue.
    side : {"left", "right", "both"}
        The leg that works and wears the strap. It is the one towards the viewer: whoever shows the left leg
        faces left.
    moment : {"start", "end", "both"}
        The start posture, the turning point, or both: beside each other standing, below each other lying.
    language : str
        Of the name and the description for those who do not see it.

    Returns
    -------
    str
        An ``svg`` element. Its colours follow ``currentColor`` and the custom properties
        ``--rt-picture-ground``, ``--rt-picture-moving`` and ``--rt-picture-strap``.

    Raises
    ------
    KeyError
        When there is no drawing of the exercise.
    """
    scenes = scenes_of(exercise)
    chosen = {"start": scenes[:1], "end": scenes[1:], "both": scenes}[moment]
    width, height = size_of(scenes[0])
    frames, lying = "", scenes[0].lying
    for place, scene in enumerate(chosen):
        at = f"0 {shapes.num(place * height)}" if lying else f"{shapes.num(place * width)} 0"
        frames += f'<g class="rt-frame" transform="translate({at})">{framed(scene, scene.drawn(), side)}</g>'
    count = len(chosen)
    size = (width, height * count) if lying else (width * count, height)
    told = f"{text(f'setup.{exercise}', language)} {text(f'movement.{exercise}', language)}"
    return shapes.document(frames, size, text(f"title.{exercise}", language), told, "rt-exercise")


def strap_picture(side: str, language: str = "en") -> str:
    """Return a drawing of where the strap goes: half way down the thigh that is towards the viewer."""
    pose = Pose()
    inside = trunk(pose) + leg(pose, pose.near, shapes.MOVING, shapes.NEAR, strap=True) + half_way(pose)
    width = STRAP_AREA[0]
    moved = (
        f'<g transform="translate({shapes.num(-STRAP_CORNER.x)} {shapes.num(STRAP_CORNER.y)})">{inside}</g>'
    )
    if side == "left":
        moved = mirrored(moved, width)
    title, told = text(f"strap.picture_{side}", language), text("strap.where", language, side=side)
    return shapes.document(moved, STRAP_AREA, title, told, "rt-strap-position")


def half_way(pose: Pose) -> str:
    """Return the measure beside a thigh: from hip to knee, with a mark half way."""
    right, up = Point(22.0, pose.hip.y), pose.knee(pose.near).y
    marks = [(height, 4.0) for height in (right.y, up)] + [((right.y + up) / 2.0, 7.0)]
    return shapes.line((right, Point(right.x, up)), 1.4, shapes.THING) + "".join(
        shapes.line((Point(right.x - length, height), Point(right.x + length, height)), 1.8, shapes.NEAR)
        for height, length in marks
    )


def size_of(scene: Scene | FrontScene) -> tuple[float, float]:
    """Return width and height of one frame."""
    return scene.right - scene.left + 8.0, scene.top + BELOW_FLOOR


def framed(scene: Scene | FrontScene, inside: str, side: str) -> str:
    """Return elements moved into the frame of a scene, and facing left for the left leg."""
    width, height = size_of(scene)
    moved = (
        f'<g transform="translate({shapes.num(4.0 - scene.left)} {shapes.num(height - BELOW_FLOOR)})">'
        f"{inside}</g>"
    )
    return mirrored(moved, width) if side == "left" else moved


def mirrored(inside: str, width: float) -> str:
    """Return elements as in a mirror."""
    return f'<g transform="translate({shapes.num(width)} 0) scale(-1 1)">{inside}</g>'
