"""Write the tables of rules and thresholds into the guides, from the code and the catalogue.

Usage: python docs/guide_tables.py [--check]

A table stands between ``<!-- generated: NAME -->`` and ``<!-- end -->``; the text around it is handwritten.
NAME is ``rules EXERCISE``, ``rules everyday``, ``meaning``, ``meaning everyday``, ``thresholds`` or
``adherence``; tables of other names are made by guide_figures.py. ``--check`` writes nothing and exits with 1
when one is out of date.
"""

import ast
import importlib
import re
import sys
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
GUIDES = tuple(ROOT / "docs" / name for name in ("measuring.md", "exercises.md", "progress.md"))
CATALOGUE = ROOT / "analysis" / "exercises.toml"
ADHERENCE = ROOT / "analysis" / "adherence_rules.toml"
BLOCK = re.compile(r"(<!-- generated: (?P<name>[^>]+) -->\n)(.*?)(<!-- end -->)", re.DOTALL)

PIPELINE = (
    "sensing/time_steps.py",
    "sensing/samples.py",
    "analysis/stillness.py",
    "analysis/calibration.py",
    "analysis/movement_axis.py",
    "analysis/orientation.py",
    "analysis/live_vertical.py",
    "analysis/filters.py",
    "analysis/rests.py",
    "analysis/live_start.py",
    "analysis/thigh_angle.py",
    "analysis/turning_points.py",
    "analysis/pivot.py",
    "analysis/features.py",
    "analysis/judgement.py",
    "analysis/steps.py",
    "analysis/standing_zero.py",
    "analysis/swing_features.py",
    "analysis/stands.py",
    "analysis/humps.py",
    "analysis/openings.py",
    "analysis/repetitions.py",
    "analysis/phase.py",
    "analysis/live.py",
    "analysis/restarts.py",
    "analysis/metrics.py",
    "analysis/strokes.py",
    "analysis/sets.py",
    "analysis/gap_path.py",
    "analysis/review.py",
    "analysis/session.py",
    "analysis/quality.py",
)
"""In the order in which samples pass through them; modules that are not named here follow."""

ELSEWHERE = (
    "analysis/true_repetitions.py",
    "analysis/verdicts.py",
    "analysis/adherence.py",
    "analysis/symmetry.py",
    "analysis/toml_checks.py",
)
"""Comparison with a program, which docs/programs.md explains, and validation."""

UNITS = {
    "_DEG_S": "deg/s",
    "_RAD_S": "rad/s",
    "_MS2": "m/s²",
    "_DEG": "deg",
    "_HZ": "Hz",
    "_G": "g",
    "_M": "m",
    "_S": "s",
    "_SHARE": "share",
    "_GRAVITY": "m/s²",
}
"""Unit by the ending of a constant's name, longer endings first."""

EVERYDAY = {
    "longest_step": "a step is over within this time, start to end",
    "highest_step": "a movement that goes further is no step",
    "longest_stop": "a step stops near its top for less than this",
    "behind_body": "a thigh that first swings this far back, behind standing, is walking",
    "longest_stride": "tops that follow each other within this time are in a walk's rhythm (rear leg)",
    "slowest_stride": "the same for a front leg, a lift and a squat, which do not dip twice",
    "swing_share": "of that rhythm, a step takes at least this share from half way up to half way back",
    "shortest_march": "tops that follow each other sooner are running, when feet fall",
    "stays_flexed": "in that rhythm, a thigh that stays above this share of its peak goes down stairs",
    "hip_stays": "who turns about a hip that stays, so surely, does no lunge (rear; front without rest)",
    "foot_fall": "in a rhythm, the falls of the feet shake it at least this much (RMS above 8 Hz)",
    "turning_step": "a movement during which the thigh turns further about the vertical is a step of a turn",
    "careful_step": "nor does a walk on sticks go further; a lunge so low takes longer than a step",
    "careful_landing": "a lift lower than that on whose way up a foot lands, however softly, is a step",
    "landed_lift": "a lift on whose way up a foot lands this hard (above 8 Hz) is a step",
    "foot_strike": "shaking above 8 Hz (RMS) that only a foot strike makes, whatever the rhythm",
    "walk_window": "this far on either side other steps are looked for",
    "walk_steps": "so many of them make a walk, and everything low within it is dropped",
    "slow_without_gyro": "without a gyroscope, a standing movement quicker than this is not counted",
    "steady_without_gyro": "without a gyroscope, a standing movement shaken more than this is not counted",
    "pivot_evidence": "a set is named by its axis of rotation only when the movement tells this much",
    "pivot_sure": "and a repetition is refused for its axis only when the movement tells this much",
    "hip_below": "a lift: the axis lies this far above the sensor or further",
    "sitting_above": "sitting down: the axis lies no further above the sensor (with the next two rules)",
    "sitting_stop": "and the thigh stays out for longer than this",
    "sitting_landing": "and no foot landed on the way: less than this above 8 Hz",
    "lunge_landing": "in a lunge a foot lands on the way: at least this hard above 8 Hz",
    "lunge_lead": "or the leg swings forward first: to half height about an axis this far above the sensor",
    "lunge_never_leads": "but never about one this far below the sensor, whatever lands: that is bending",
    "lunge_above": "and its axis lies no further above the sensor than this: else it is a lift or a step",
    "closes_knee": "so much nearer the knee than its first hump a second one begins that ends a step-up",
    "closes_hip": "a second hump that ends a rear lunge begins about an axis this far above the sensor",
}
"""What the rules of ``[everyday]`` mean."""


class OutOfDateError(Exception):
    """A table cannot be made; the message says what to do."""


def main(arguments: list[str]) -> int:
    """Write the tables, or check them."""
    stale = []
    for guide in GUIDES:
        old = guide.read_text("utf-8")
        new = with_tables(old)
        if new != old:
            stale.append(guide.name)
            if "--check" not in arguments:
                guide.write_text(new, "utf-8")
    if stale:
        print(("out of date: " if "--check" in arguments else "wrote ") + ", ".join(stale))
    return 1 if stale and "--check" in arguments else 0


def with_tables(text: str) -> str:
    """Return a guide with its tables made again; blocks of other generators are left alone."""

    def made(found: re.Match[str]) -> str:
        kind, _, what = found["name"].partition(" ")
        if kind not in MAKERS:
            return found[0]
        return found[1] + "\n" + "\n".join(MAKERS[kind](what)).strip() + "\n\n" + found[4]

    return BLOCK.sub(made, text)


def rules(name: str) -> Iterator[str]:
    """Yield the table of one exercise (``lunge.rear``: what differs), or of ``everyday``."""
    table = tomllib.loads(CATALOGUE.read_text("utf-8"))
    for key in name.split("."):
        table = table[key]
    yield from ("| rule | value | unit | source |", "|---|---|---|---|")
    for rule, value in table.items():
        if isinstance(value, dict) and "value" in value:
            unit = {"rad2/s3": "rad²/s³"}.get(value["unit"], value["unit"])
            yield f"| `{rule}` | {value['value']:g} | {unit} | {cell(value['source'])} |"
        elif rule not in ("title", "note", "rear"):
            plain = {True: "yes", False: "no"}.get(value, value)
            yield f"| `{rule}` | {str(plain).replace('_', ' ')} | | |"


def meaning(name: str) -> Iterator[str]:
    """Yield what the rules of an exercise mean, as the head of the catalogue says, or those of everyday."""
    words = EVERYDAY if name == "everyday" else heading_words()
    known = tomllib.loads(CATALOGUE.read_text("utf-8"))["everyday" if name else "lunge"]
    missing = [rule for rule in known if rule not in words and rule not in ("title", "note", "rear")]
    if missing:
        raise OutOfDateError(f"say what {', '.join(missing)} means: head of exercises.toml, or EVERYDAY here")
    yield from ("| rule | meaning |", "|---|---|")
    yield from (f"| `{rule}` | {cell(text)} |" for rule, text in words.items())


def heading_words() -> dict[str, str]:
    """Return what each rule means, from the comments at the head of the catalogue."""
    head = CATALOGUE.read_text("utf-8").partition("\nschema")[0]
    found = {line[1]: line[2] for line in re.finditer(r"^#   (\w+) {2,}(.+)$", head, re.MULTILINE)}
    start = {
        "posture": "the posture it starts from, and with it what the angle is measured from",
        "bilateral": "both legs work at once, so that one sensor sees every repetition",
    }
    return start | found


def thresholds(_: str) -> Iterator[str]:
    """Yield a heading and a table for every module that holds numbers."""
    others = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "analysis").glob("*.py"))
    for path in (*PIPELINE, *(one for one in others if one not in (*PIPELINE, *ELSEWHERE))):
        found = list(constants(path))
        if not found:
            continue
        yield from (f"### `{path}`", "", "| name | value | unit | what it is for, and where it comes from |")
        yield "|---|---|---|---|"
        yield from (
            f"| `{name}` | {value} | {unit(name)} | {cell(words or 'no source given')} |"
            for name, value, words in found
        )
        yield ""


def adherence(_: str) -> Iterator[str]:
    """Yield the table of the rules of comparison and progress."""
    yield from ("| rule | value | meaning | source |", "|---|---|---|---|")
    for rule, table in tomllib.loads(ADHERENCE.read_text("utf-8")).items():
        if isinstance(table, dict):
            words = f"{cell(table['meaning'])} | {cell(table['source'])}"
            yield f"| `{rule}` | {table['value']:g} | {words} |"


def constants(path: str) -> Iterator[tuple[str, str, str]]:
    """Yield name, value and words of each number at the head of a module.

    The words are the text that follows the constant; several in a row share the text after the last.
    """
    module = importlib.import_module(path.removesuffix(".py").replace("/", "."))
    waiting: list[tuple[str, str]] = []
    for node in ast.parse((ROOT / path).read_text("utf-8")).body:
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and waiting:
            words = " ".join(str(node.value.value).split())
            for place, (name, value) in enumerate(waiting):
                yield name, value, words if place == 0 else "(as above)"
            waiting = []
            continue
        yield from ((name, value, "") for name, value in waiting if not is_number(node, module))
        waiting = waiting if is_number(node, module) else []
        if is_number(node, module):
            assert isinstance(node, ast.Assign)
            assert isinstance(node.targets[0], ast.Name)
            name = node.targets[0].id
            waiting.append((name, written(getattr(module, name))))


def is_number(node: ast.stmt, module: object) -> bool:
    """Return whether a statement sets a constant that holds a number or a few."""
    if not (isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)):
        return False
    name = node.targets[0].id
    return name.isupper() and not name.startswith("_") and written(getattr(module, name)) != ""


def written(value: object) -> str:
    """Return a number, or several, as text; empty for anything else."""
    if isinstance(value, bool):
        return ""
    if isinstance(value, int | float):
        return f"{value:.6g}"
    if isinstance(value, tuple) and value and all(isinstance(one, int | float) for one in value):
        return " to ".join(f"{one:.6g}" for one in value)
    return ""


def unit(name: str) -> str:
    """Return the unit of a constant by its name; empty for a count or a plain ratio."""
    return next((text for ending, text in UNITS.items() if name.endswith(ending)), "")


def cell(text: str) -> str:
    """Return text as it may stand in a table."""
    return text.replace("|", "\\|").replace("``", "`")


MAKERS: dict[str, Callable[[str], Iterator[str]]] = {
    "rules": rules,
    "meaning": meaning,
    "thresholds": thresholds,
    "adherence": adherence,
}

if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except OutOfDateError as error:
        sys.exit(f"guide_tables.py: {error}")
