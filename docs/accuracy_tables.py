"""Write what ``rehab validate`` finds into docs/accuracy.md.

Usage: python docs/accuracy_tables.py [DIR]

Always on the sample sessions; with DIR, a folder of labelled recordings of people, on those as well, with
worse copies of them (``--degraded``), which takes minutes. ``make accuracy DATA=DIR`` writes every table of
the page. The sentences under "In short" are made from the tables that stand in the page.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from guide_figures import with_block
from guide_tables import BLOCK, ROOT

from dashboard.accuracy_report import report
from dashboard.accuracy_tables import markdown
from dashboard.degraded_folder import score_degraded
from dashboard.labelled_folder import score
from dashboard.labels import read_labels
from sensing.errors import RehabError

SESSIONS = ROOT / "sample_data" / "sessions"
WEAK_PER_CENT = 85
"""Exercises that are counted exactly in fewer of their recordings are named."""

GUIDE = ROOT / "docs" / "accuracy.md"


def main(arguments: list[str]) -> None:
    """Write the tables into the page."""
    write("samples", measured(SESSIONS))
    if arguments:
        write("people", measured(Path(arguments[0]), degraded=True))
    write("in short", "\n".join(in_short(GUIDE.read_text("utf-8"))))


def measured(folder: Path, *, degraded: bool = False) -> str:
    """Return the tables of a folder as Markdown, as ``rehab validate --report`` writes them."""
    labels = read_labels(folder)
    document = report(score(folder, labels, lambda: None))
    if degraded:
        document["degraded"] = score_degraded(folder, labels, lambda: None)
    return markdown(document, with_misses=degraded)


def write(name: str, text: str) -> None:
    """Replace a block of the page."""
    GUIDE.write_text(with_block(GUIDE.read_text("utf-8"), name, [text.strip()]), "utf-8")


def rows(page: str, block: str, title: str = "") -> list[dict[str, str]]:
    """Return the rows of a table of the page: the first of a block below a title, cells by their column."""
    (body,) = (found[3] for found in BLOCK.finditer(page) if found["name"] == block)
    lines = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in body[body.index(title) :].partition("\n|")[2].partition("\n\n")[0].splitlines()
    ]
    return [dict(zip(lines[0], cells, strict=True)) for cells in lines[2:]]


def in_short(page: str) -> Iterator[str]:
    """Yield what the tables say on people, a line for each point."""
    counts = rows(page, "people", "**Repetition counts")
    whole = counts[-1]
    weak = [row["Exercise"] for row in counts[:-1] if int(row["Exact"].split()[0]) < WEAK_PER_CENT]
    yield (
        f"- **Counts**: exact in {whole['Exact']} and within one in {whole['Within one']} of "
        f"{whole['Recordings']} recordings of {whole['Persons']} persons. "
        f"Below {WEAK_PER_CENT} % exact: {', '.join(weak) or 'no exercise'}."
    )
    everyday = rows(page, "people", "**False counts")
    lift, lunge = (row for row in everyday if row["Movement"] == "all")
    lifts, lunges = (row for row in everyday if row["Movement"] == "stairs")
    yield (
        f"- **Nothing from nothing**: counted falsely in {lift['Hours']} hours of everyday movement: "
        f"{lift['Counted']} as leg lift, {lunge['Counted']} as lunge; on stairs ({lifts['Hours']} of these "
        f"hours) {lifts['Counted']} and {lunges['Counted']}."
    )
    angle = rows(page, "people", "**Thigh angle")[-1]
    peak = rows(page, "people", "**Measured minus true")[0]
    yield (
        f"- **Angle** against motion capture: mean RMSE {angle['RMSE']}°, {angle['Offset removed']}° without "
        f"the constant offset. Peaks: mean error {peak['Mean error']}° without sign, bias {peak['Bias']}°, "
        f"95 % limits of agreement {peak['95 % limits of agreement']}°."
    )
    names = rows(page, "people", "**Recognised")[-1]
    yield (
        f"- **Recognition** without labels: {names['Right or like']} of {names['Sets']} sets named right, "
        f"{names['Wrong']} wrong, {names['Not named']} not named."
    )
    simple, *_, ours = rows(page, "people side by side")
    yield (
        f"- **Beside the usual do-it-yourself** ({simple['method']}): {ours['exact']} of the counts exact "
        f"instead of {simple['exact']}, {ours['false lifts per hour']} false lifts an hour instead of "
        f"{simple['false lifts per hour']}, {ours['RMSE, deg']}° RMSE instead of {simple['RMSE, deg']}°."
    )


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except RehabError as error:
        sys.exit(f"accuracy_tables.py: {error}")
