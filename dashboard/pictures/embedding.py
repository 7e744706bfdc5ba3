"""A drawing as an image in HTML, for places that take no ``svg`` element."""

import base64
import re
from html import escape, unescape

from dashboard.pictures.shapes import standalone


def image(svg: str, style: str = "", decorative: bool = False) -> str:
    """Return a drawing as an ``img`` element, with its name and description as the alternative text.

    Its colours follow the theme: the colour scheme of the element is that of the image in it.

    Parameters
    ----------
    svg : str
        From `picture` or `strap_picture`.
    style : str
        CSS declarations for the element.
    decorative : bool
        Whether the text beside it says it all, so that nothing need be read out.
    """
    data = base64.b64encode(standalone(svg).encode()).decode()
    said = "" if decorative else alternative(svg)
    looks = f' style="{escape(style)}"' if style else ""
    return f'<img src="data:image/svg+xml;base64,{data}" alt="{escape(said)}"{looks}>'


def alternative(svg: str) -> str:
    """Return the name and the description of a drawing as text."""
    told = (re.search(rf"<{part}>(.*?)</{part}>", svg, re.DOTALL) for part in ("title", "desc"))
    return ". ".join(unescape(found[1]).rstrip(".") for found in told if found and found[1]) + "."
