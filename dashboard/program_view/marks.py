"""The small drawings of the program's page: a mark for each verdict and a bar of done against prescribed.

They are drawn by ``program.css``, since Streamlit takes SVG out of the HTML it is given.
"""

from collections.abc import Mapping
from html import escape
from types import MappingProxyType

from analysis.comparison import ItemComparison, Verdict

LABELS: Mapping[Verdict, str] = MappingProxyType(
    {
        Verdict.DONE: "Done",
        Verdict.PARTLY: "Partly done",
        Verdict.NOT_DONE: "Not done",
        Verdict.OVER: "Over the dose",
        Verdict.SELF_REPORTED: "Self-reported",
        Verdict.NOT_MEASURED: "Not measured",
        Verdict.CANNOT_COUNT: "Cannot be counted",
    }
)
"""The word beside each mark: a verdict is never told by colour alone."""


def mark(verdict: Verdict, *, but: bool = False) -> str:
    """Return the mark of a verdict, in the colour of a warning where there is a "but"."""
    return f'<span class="rp-mark rp-{verdict}{" rp-but" if but else ""}" aria-hidden="true"></span>'


def badge(verdict: Verdict, text: str | None = None) -> str:
    """Return mark and word; ``text`` is a word other than the usual one."""
    return f'<span class="rp-badge">{mark(verdict)}<span>{escape(text or LABELS[verdict])}</span></span>'


def bar(item: ItemComparison) -> str:
    """Return a bar of the repetitions done, of those prescribed; the figures stand beside it.

    The part on target is full, the rest of what was done is paler, what the patient reports is hatched; where
    there is more than prescribed, a line marks the end of the dose.
    """
    total, done, reported = item.prescribed.total, item.done.repetitions, item.reported_repetitions
    longest = max(total, done + reported)
    on_target = done if item.done.on_target is None else min(item.done.on_target, done)
    parts = {"said": done + reported if reported else 0, "off": done, "on": on_target}
    widths = "".join(
        f'<span class="rp-{part}" style="width:{100 * count / longest:.1f}%"></span>'
        for part, count in parts.items()
        if count
    )
    end = f'<span class="rp-end" style="left:{100 * total / longest:.1f}%"></span>' if longest > total else ""
    return f'<span class="rp-bar rp-{item.verdict}" aria-hidden="true">{widths}{end}</span>'
