"""SVG elements: parts of the body in their own axes, things to hold or lie on, arrows.

A segment is drawn hanging straight down from its joint at (0, 0), its front to the right, and then turned.
Colours are mixed from ``currentColor`` and the ground, so that a drawing fits a light and a dark page.
"""

import math
from html import escape

from dashboard.pictures.figure import FOREARM, SHANK, THIGH, UPPER_ARM, Point

GROUND = "var(--rt-picture-ground, Canvas)"
MOVING = "var(--rt-picture-moving, light-dark(#0072B2, #56B4E9))"
STRAP = "var(--rt-picture-strap, #E69F00)"


def tone(share: int, colour: str = "currentColor") -> str:
    """Return a colour that is this much colour (percent) and otherwise ground; opaque."""
    return f"color-mix(in srgb, {colour} {share}%, {GROUND})"


FAR, BODY, NEAR, HAIR = tone(30), tone(62), tone(76), tone(88)
MOVING_FAR = tone(40, MOVING)
THING, THING_FILL = tone(38), tone(14)

TRUNK_SHAPE = (
    "M-9 4C-12.5 -5 -9.5 -14 {lumbar} -22C{lumbar} -29 -11.5 -37 -9.5 -46C-8 -54 -3 -55.5 1 -54.5"
    "C8 -52.5 10.5 -45 10.5 -38C10.5 -30 8.5 -22 8.5 -14C8.5 -7 9.5 -1 7.5 4C4 10.5 -6 10.5 -9 4Z"
)
FOOT_SHAPE = (
    "M4 -3.4C3.6 1.5 2.4 5 .4 9C-1.2 12.4 -2.6 15 -3.2 18.6C-3.8 21.6 -8 21.4 -8 18.4L-8 -5.6"
    "C-8 -7.8 -5 -8 -3.4 -6.8C-1 -5.4 1 -4.8 4 -3.4Z"
)
HEAD_SHAPE = (
    "M2.4 -30.4C9 -30.4 12.4 -26 12.4 -21.4L14 -17.4C14.3 -16.6 13.8 -16.2 12.6 -16"
    "C12.6 -12.4 11.6 -9.6 8.6 -9L6 -8.6L6 0L-5 2L-4.4 -9"
    "C-7 -12 -8 -15.6 -8 -19.6C-8 -26 -3.6 -30.4 2.4 -30.4Z"
)
HAIR_SHAPE = (
    "M11.6 -24.4C10 -31 4 -32.6 0 -31.4C-6.4 -30 -9.6 -24.4 -9 -18C-8.7 -14 -7 -11 -4.6 -9.4"
    "C-2 -11 -1.6 -14.4 -1 -17C.4 -21.6 6 -23.8 11.6 -24.4Z"
)


def num(value: float) -> str:
    """Return a number for an attribute: one decimal, no needless zero."""
    return f"{round(value, 1) + 0.0:g}"


def path(shape: str, fill: str, where: str = "", edge: float = 1.3) -> str:
    """Return a filled path; the thin edge in the colour of the ground tells overlapping parts apart."""
    turned = f' transform="{where}"' if where else ""
    drawn = f';stroke:{GROUND}" stroke-width="{num(edge)}' if edge else ""
    return f'<path d="{shape}"{turned} style="fill:{fill}{drawn}"/>'


def placed(at: Point, direction_deg: float = 0.0) -> str:
    """Return the transform of a segment with its joint at a place; y points down in SVG."""
    turned = f" rotate({num(-direction_deg)})" if direction_deg else ""
    return f"translate({num(at.x)} {num(-at.y)}){turned}"


def tapered(length: float, top: float, bottom: float) -> str:
    """Return the outline of two circles, ``length`` apart, and the straight lines that touch both."""
    slope = math.asin((top - bottom) / length)
    x, y = math.cos(slope), math.sin(slope)
    return (
        f"M{num(-top * x)} {num(top * y)}A{num(top)} {num(top)} 0 1 1 {num(top * x)} {num(top * y)}"
        f"L{num(bottom * x)} {num(length + bottom * y)}"
        f"A{num(bottom)} {num(bottom)} 0 1 1 {num(-bottom * x)} {num(length + bottom * y)}Z"
    )


THIGH_SHAPE = tapered(THIGH, 8.8, 6.0)
SHANK_SHAPE = (
    f"M-5.8 0C-5.8 -8 5.8 -8 5.8 0C6 8 5 20 3.8 {num(SHANK)}C3.4 {num(SHANK + 4.5)} -3.4 {num(SHANK + 4.5)}"
    f" -3.8 {num(SHANK)}C-4.4 32 -8.8 18 -5.8 0Z"
)
UPPER_ARM_SHAPE = tapered(UPPER_ARM, 5.0, 3.7)
FOREARM_SHAPE = tapered(FOREARM, 3.7, 2.9)


def strap(sensor_x: float = 0.0) -> str:
    """Return the strap half way down a thigh, in its axes; the sensor on the outside, or at the edge."""
    middle = THIGH / 2.0
    return (
        f'<g class="rt-strap"><rect x="-8.4" y="{num(middle - 3.2)}" width="16.8" height="6.4" rx="1.6" '
        f'style="fill:{STRAP};stroke:{GROUND}" stroke-width="1"/>'
        f'<rect x="{num(sensor_x - 3.6)}" y="{num(middle - 5)}" width="7.2" height="10" rx="1.8" '
        f'style="fill:{HAIR};stroke:{GROUND}" stroke-width="1"/></g>'
    )


def line(points: tuple[Point, ...], width: float = 3.2, colour: str = THING) -> str:
    """Return a line through some places, such as the frame of a chair."""
    way = "L".join(f"{num(one.x)} {num(-one.y)}" for one in points)
    return (
        f'<path d="M{way}" fill="none" style="stroke:{colour}" stroke-width="{num(width)}" '
        'stroke-linecap="round" stroke-linejoin="round"/>'
    )


def floor(left: float, right: float) -> str:
    """Return the floor."""
    return line((Point(left, -1.2), Point(right, -1.2)), 2.0)


def mat(left: float, right: float) -> str:
    """Return a mat on the floor to lie on."""
    return (
        f'<rect x="{num(left)}" y="0" width="{num(right - left)}" height="4.5" rx="2.2" '
        f'style="fill:{THING_FILL};stroke:{THING}" stroke-width="1.2"/>'
    )


def chair(back_x: float, forward: float, seat: float = 44.0, back: float = 92.0, depth: float = 40.0) -> str:
    """Return a chair from the side.

    Parameters
    ----------
    back_x : float
        Where its back stands.
    forward : {1, -1}
        To which side of the back the seat lies.
    seat, back : float
        Heights of the seat and of the back's upper edge.
    depth : float
        Of the seat.
    """
    front = back_x + forward * depth
    return (
        line((Point(back_x - 2.5 * forward, 0), Point(back_x, seat), Point(back_x - 2.0 * forward, back)))
        + line((Point(front, 0), Point(front - forward, seat)))
        + line((Point(back_x, seat), Point(front, seat)), 5.0)
    )


def step(left: float, right: float, height: float) -> str:
    """Return a step."""
    return (
        f'<rect x="{num(left)}" y="{num(-height)}" width="{num(right - left)}" height="{num(height)}" '
        f'rx="1.5" style="fill:{THING_FILL};stroke:{THING}" stroke-width="2"/>'
    )


def arrow(start: Point, bend: Point, end: Point) -> str:
    """Return a curved arrow: the way of the movement."""
    angle = math.degrees(math.atan2(end.x - bend.x, bend.y - end.y))
    head = f'<path d="M-3.6 -5L0 1L3.6 -5" fill="none" transform="{placed(end, angle)}"/>'
    return (
        f'<g class="rt-arrow" style="stroke:{MOVING}" stroke-width="2.2" stroke-linecap="round" '
        f'stroke-linejoin="round"><path fill="none" d="M{num(start.x)} {num(-start.y)}'
        f'Q{num(bend.x)} {num(-bend.y)} {num(end.x)} {num(-end.y)}"/>{head}</g>'
    )


def document(inside: str, size: tuple[float, float], title: str, description: str, kind: str) -> str:
    """Return a whole drawing with its name and what it shows, for those who do not see it."""
    width, height = map(num, size)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="rt-picture {escape(kind)}" role="img" '
        f'viewBox="0 0 {width} {height}" fill="currentColor">'
        f"<title>{escape(title)}</title><desc>{escape(description)}</desc>{inside}</svg>"
    )


def standalone(svg: str) -> str:
    """Return a drawing as a file of its own: its colours for light and dark places."""
    style = (
        "<style>svg{color-scheme:light dark;color:light-dark(#16242E,#E9EFF3);"
        "--rt-picture-ground:light-dark(#FFF,#11181D)}</style>"
    )
    return svg.replace("<title>", f"{style}<title>", 1)
