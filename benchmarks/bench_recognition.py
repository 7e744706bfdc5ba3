"""Which exercise was it? Simulated sessions of several exercises, analysed without being told.

Usage: python benchmarks/bench_recognition.py [--sessions N] [--json] [--write]

``--write`` puts the table into docs/accuracy.md. Real recordings: ``rehab validate DIR``.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from support.mixed_sessions import mixed_session
from support.options import options
from support.report import report

from analysis import analyze
from analysis.naming_accuracy import NamingCase, naming_accuracy
from analysis.results import ExerciseSet, SessionResult
from sensing.simulation.truth import TruthSet

GUIDE = Path(__file__).resolve().parent.parent / "docs" / "accuracy.md"
SESSIONS = 60


@dataclass(slots=True)
class Tally:
    """What was made of the sets of one exercise."""

    names: list[NamingCase] = field(default_factory=list)
    exact: int = 0
    split: int = 0

    def row(self, exercise: str) -> dict[str, float | str]:
        """Return the figures."""
        return {**asdict(naming_accuracy(self.names, exercise)), "exact": self.exact, "split": self.split}


def measure(sessions: int) -> tuple[list[dict[str, float | str]], int]:
    """Return rows by exercise, the last over all, and how many sets were found where there was none."""
    tallies: dict[str, Tally] = {}
    false = 0
    for seed in range(sessions):
        recording, truth = mixed_session(seed)
        result = analyze(recording)
        hit = {id(one) for part in truth for one in _overlapping(result, part)}
        false += sum(id(one) not in hit for one in result.sets)
        for part in truth:
            name = part.exercise + (", rear leg" if part.role == "rear" else "")
            for each in (name, "all"):
                _add(tallies.setdefault(each, Tally()), result, part)
    order = [*sorted(set(tallies) - {"all"}), "all"]
    return [tallies[name].row(name) for name in order], false


def _overlapping(result: SessionResult, part: TruthSet) -> list[ExerciseSet]:
    first, last = part.repetitions[0].start_s, part.repetitions[-1].end_s
    return [one for one in result.sets if one.start_s < last and one.end_s > first]


def _add(tally: Tally, result: SessionResult, part: TruthSet) -> None:
    """Hold the sets found during a true one against it; a front leg named rear is a wrong name."""
    found = _overlapping(result, part)
    legs = [f"{one.exercise}, rear leg" if _other_leg(one.role, part) else one.exercise for one in found]
    case = NamingCase("simulated", part.exercise, tuple(legs))
    tally.names.append(case)
    tally.split += len(found) > 1
    right = case.verdict in ("right", "alike")
    tally.exact += right and sum(len(one.repetitions) for one in found) == len(part.repetitions)


def _other_leg(role: str | None, part: TruthSet) -> bool:
    return part.exercise == "lunge" and (role or "front") != (part.role or "front")


COLUMNS = (
    "exercise",
    "sets",
    "right",
    "as its like",
    "wrong",
    "not named",
    "found in parts",
    "and counted exactly",
)


def cells(row: Mapping[str, float | str]) -> tuple[str, ...]:
    """Return a row of the table as text."""
    names = ("exercise", "sets", "right", "alike", "wrong", "unnamed", "split", "exact")
    return tuple(str(row[name]) for name in names)


def main() -> None:
    """Measure and report."""
    parser = options(__doc__, writes=GUIDE)
    parser.add_argument("--sessions", type=int, default=SESSIONS, metavar="N", help="how many to simulate")
    chosen = parser.parse_args()
    rows, false = measure(chosen.sessions)
    lines = [cells(row) for row in rows]
    lines.append(("no exercise", str(false), *["-"] * (len(COLUMNS) - 2)))
    document = {"sets": rows, "sets_where_none_was": false}
    report(chosen, document, COLUMNS, lines, guide=GUIDE, block="recognition")


if __name__ == "__main__":
    main()
