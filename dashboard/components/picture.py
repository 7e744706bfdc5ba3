"""A drawing in a page.

``st.html`` takes no ``svg`` element, and ``st.image`` no alternative text; an image made of the drawing has
both, and its colours follow the theme: the scheme of the page is that of an image in it.
"""

import base64
import re
from html import escape, unescape

import streamlit as st

from dashboard.pictures import standalone


def show(svg: str, height_rem: float = 14.0, decorative: bool = False) -> None:
    """Show a drawing, no higher than that and no wider than there is room for.

    Parameters
    ----------
    svg : str
        From `dashboard.pictures`.
    height_rem : float
        Greatest height, in the size of the page's text.
    decorative : bool
        Whether the text beside it says it all, so that nothing need be read out.
    """
    size = f"max-height:{height_rem:g}rem;max-width:100%"
    st.html(f'<div style="text-align:center">{image(svg, size, decorative)}</div>')


def image(svg: str, style: str = "", decorative: bool = False) -> str:
    """Return a drawing as an ``img`` element, with its name and description as the alternative text."""
    data = base64.b64encode(standalone(svg).encode()).decode()
    said = "" if decorative else alternative(svg)
    return f'<img src="data:image/svg+xml;base64,{data}" alt="{escape(said)}" style="{escape(style)}">'


def alternative(svg: str) -> str:
    """Return the name and the description of a drawing as text."""
    told = (re.search(rf"<{part}>(.*?)</{part}>", svg, re.DOTALL) for part in ("title", "desc"))
    return ". ".join(unescape(found[1]).rstrip(".") for found in told if found and found[1]) + "."
