"""Axes, inks and letters: what the charts of angles have in common."""

from typing import NamedTuple

import altair as alt

LABELS_PX = 38
"""Room left of the curve for the labels of the angle, at a desk."""

CLOCK = "floor(round(datum.value) / 60) + ':' + format(round(datum.value) % 60, '02')"
"""A time in seconds as minutes and seconds."""


class Ink(NamedTuple):
    """What differs between themes and screens.

    Attributes
    ----------
    text, faint, ground : str
        Colours of lines and words, of what is faint, and of the ground.
    size : float
        How much larger everything is drawn than at a desk.
    """

    text: str
    faint: str
    ground: str
    size: float = 1.0

    def px(self, at_a_desk: float) -> float:
        """Return a length in pixels."""
        return self.size * at_a_desk

    def area(self, at_a_desk: float) -> float:
        """Return the area of a mark in square pixels."""
        return self.size**2 * at_a_desk


LIGHT = Ink("#16242E", "#465863", "#FFFFFF")
DARK = Ink("#E9EFF3", "#B4C2CC", "#11181D")
"""As the tokens of `dashboard.components.style`, which canvases cannot read."""


def ink_of(*, dark: bool, size: float) -> Ink:
    """Return the ink of a theme on a screen."""
    return (DARK if dark else LIGHT)._replace(size=size)


class Frame(NamedTuple):
    """The axes that all layers of a view share; given to each of them, or their titles would be joined.

    Attributes
    ----------
    ink : Ink
    window : alt.Parameter or None
        What moves the stretch of time that is shown; None: all of it, without axes.
    """

    ink: Ink
    window: alt.Parameter | None = None

    @property
    def left_px(self) -> float:
        """Where the axis of time begins."""
        return self.ink.px(LABELS_PX)

    def x(self, field: str) -> alt.X:
        """Return the channel of a time."""
        if self.window is not None:
            axis = time_axis(self.ink)
            scale = alt.Scale(domain=self.window, rangeMin=self.left_px, nice=False)
            return alt.X(f"{field}:Q", title=None, axis=axis, scale=scale)
        ends = {"domainMin": alt.expr("first_s"), "domainMax": alt.expr("last_s")}
        return alt.X(f"{field}:Q", title=None, axis=None).scale(**ends, rangeMin=self.left_px, nice=False)

    def y(self, field: str) -> alt.Y:
        """Return the channel of an angle."""
        axis = None if self.window is None else angle_axis(self.ink)
        ends = {"domainMin": alt.expr("low_deg"), "domainMax": alt.expr("high_deg")}
        return alt.Y(f"{field}:Q", title=None, axis=axis).scale(**ends, nice=False, zero=False)


def time_axis(ink: Ink) -> alt.Axis:
    """Return an axis of minutes and seconds."""
    return alt.Axis(
        labelExpr=CLOCK, tickMinStep=1, grid=False, labelFlush=True, labelColor=ink.text,
        labelFontSize=ink.px(13), labelSeparation=ink.px(12), domainColor=ink.faint, tickColor=ink.faint,
    )  # fmt: skip


def angle_axis(ink: Ink) -> alt.Axis:
    """Return an axis with its labels inside: Streamlit gives each view the width of the whole frame."""
    return alt.Axis(
        labelExpr="datum.label + '°'", ticks=False, domain=False, labelAlign="left", labelBaseline="bottom",
        labelPadding=-3, labelOffset=-2, labelColor=ink.text, labelFontSize=ink.px(13),
        gridColor=ink.faint, gridOpacity=0.25, zindex=0, tickCount=5,
    )  # fmt: skip
