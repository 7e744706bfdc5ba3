"""The sample sessions that can be opened without a sensor and without a file of one's own."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Example:
    """A sample session.

    Attributes
    ----------
    title : str
        Name for people.
    words : str
        What there is to see, one sentence.
    files : tuple of str
        Recordings in ``sample_data/sessions``.
    program : str
        The template it is held against.
    """

    title: str
    words: str
    files: tuple[str, ...]
    program: str


EXAMPLES: Mapping[str, Example] = MappingProxyType(
    {
        "runner": Example(
            "Runner, both legs",
            "The strap was moved from the right leg to the left; the left leg fell short.",
            ("runner-right.csv.gz", "runner-left.csv.gz"),
            "runner",
        ),
        "hurried": Example(
            "Hurried and shallow",
            "The same program done in a hurry, on the left leg only.",
            ("hurried-left.csv.gz",),
            "runner",
        ),
        "hip-replacement": Example(
            "After hip replacement",
            "Small, supported movements, floor and chair.",
            ("hip-replacement-right.csv.gz",),
            "hip-replacement-cautious",
        ),
        "floor": Example(
            "On the floor",
            "More bridges than prescribed: more is not better.",
            ("floor-right.csv.gz",),
            "hip-replacement-cautious",
        ),
        "rear-leg": Example(
            "Lunges seen from the rear leg",
            "Each dip is seen from the leg behind and counts for the one in front.",
            ("psoas-rear-right.csv.gz",),
            "psoas-article",
        ),
        "poor-link": Example(
            "Sensor askew, poor radio",
            "Parts of it are missing; what they hit is marked.",
            ("crooked-dropouts-right.csv.gz",),
            "runner",
        ),
        "everyday": Example(
            "Everyday life in between",
            "Walking, stairs and sitting down are not exercise and are not counted.",
            ("everyday-left.csv.gz",),
            "runner",
        ),
        "unlabelled": Example(
            "Nobody said what was done",
            "The exercises are recognised from the movement, with the reason beside each.",
            ("unlabelled-left.csv.gz",),
            "runner",
        ),
    }
)
"""By the name that stands in the page's address."""

FIRST = "runner"
"""The example that is shown to a newcomer."""
