"""How a status looks: always a shape, a colour and a word.

Colours of Okabe and Ito (Color Universal Design, 2008): told apart with any kind of colour vision.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from analysis.repetition_status import RepetitionStatus


class Look(NamedTuple):
    """A mark: its word, colour, shape as Vega names or draws it, and the shape as a character."""

    word: str
    colour: str
    shape: str
    character: str

    @property
    def told(self) -> str:
        """Shape and word."""
        return f"{self.character} {self.word}"


GREEN = "#009E73"
ORANGE = "#E69F00"
SKY = "#56B4E9"
VERMILLION = "#D55E00"
PURPLE = "#CC79A7"
BLUE = "#0072B2"

RING = "M0,-1A1,1,0,1,0,0,1A1,1,0,1,0,0,-1ZM0,-0.38A0.38,0.38,0,1,1,0,0.38A0.38,0.38,0,1,1,0,-0.38Z"
"""A circle with a hole: where no angle is prescribed, none is met."""

STATUS_LOOKS: Mapping[RepetitionStatus, Look] = MappingProxyType(
    {
        RepetitionStatus.ON_TARGET: Look("on target", GREEN, "circle", "●"),
        RepetitionStatus.SHALLOW: Look("shallow", ORANGE, "triangle-down", "▼"),
        RepetitionStatus.HELD_TOO_SHORT: Look("held too short", SKY, "square", "■"),
        RepetitionStatus.TOO_FAR: Look("too far", VERMILLION, "triangle-up", "▲"),
        RepetitionStatus.DOUBTFUL: Look("doubtful", PURPLE, "diamond", "◆"),
        RepetitionStatus.COUNTED: Look("counted", BLUE, RING, "○"),
    }
)
"""The look of each status, in the order in which a legend names them."""
