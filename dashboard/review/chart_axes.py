"""Axes, inks and letters: what the charts of angles have in common."""

from typing import Any, NamedTuple

import altair as alt

WIDE = "width > 2000"
"""As wide a chart is on a screen to be read from across the room (`dashboard.components.style.PAGE`) only."""

LABELS_PX = 38
"""Room left of the curve for the labels of the angle."""

CLOCK = "floor(round(datum.value) / 60) + ':' + format(round(datum.value) % 60, '02')"
"""A time in seconds as minutes and seconds."""


def letters(pixels: float, wide: str = WIDE) -> Any:  # noqa: ANN401 (Altair's expressions)
    """Return the size of letters, larger where the page has larger ones."""
    return alt.expr(f"{wide} ? {1.6 * pixels:g} : {pixels:g}")


class Ink(NamedTuple):
    """Colours that differ between the themes: lines and words, what is faint, and the ground."""

    text: str
    faint: str
    ground: str


LIGHT = Ink("#16242E", "#465863", "#FFFFFF")
DARK = Ink("#E9EFF3", "#B4C2CC", "#11181D")
"""As the tokens of `dashboard.components.style`, which canvases cannot read."""


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

    def x(self, field: str) -> alt.X:
        """Return the channel of a time."""
        if self.window is not None:
            axis = time_axis(self.ink)
            scale = alt.Scale(domain=self.window, rangeMin=LABELS_PX, nice=False)
            return alt.X(f"{field}:Q", title=None, axis=axis, scale=scale)
        ends = {"domainMin": alt.expr("first_s"), "domainMax": alt.expr("last_s")}
        return alt.X(f"{field}:Q", title=None, axis=None).scale(**ends, rangeMin=LABELS_PX, nice=False)

    def y(self, field: str) -> alt.Y:
        """Return the channel of an angle."""
        axis = None if self.window is None else angle_axis(self.ink)
        ends = {"domainMin": alt.expr("low_deg"), "domainMax": alt.expr("high_deg")}
        return alt.Y(f"{field}:Q", title=None, axis=axis).scale(**ends, nice=False, zero=False)


def time_axis(ink: Ink) -> alt.Axis:
    """Return an axis of minutes and seconds."""
    return alt.Axis(
        labelExpr=CLOCK, tickMinStep=1, grid=False, labelFlush=True, labelColor=ink.text,
        labelFontSize=letters(13), labelSeparation=12, domainColor=ink.faint, tickColor=ink.faint,
    )  # fmt: skip


def angle_axis(ink: Ink, wide: str = WIDE) -> alt.Axis:
    """Return an axis with its labels inside: Streamlit gives each view the width of the whole frame."""
    return alt.Axis(
        labelExpr="datum.label + '°'", ticks=False, domain=False, labelAlign="left", labelBaseline="bottom",
        labelPadding=-3, labelOffset=-2, labelColor=ink.text, labelFontSize=letters(13, wide),
        gridColor=ink.faint, gridOpacity=0.25, zindex=0, tickCount=5,
    )  # fmt: skip
