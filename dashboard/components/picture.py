"""A drawing in a page.

``st.html`` takes no ``svg`` element, and ``st.image`` neither an alternative text nor the theme's colours; an
``img`` element has both.
"""

import streamlit as st

from dashboard.pictures import image


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
