"""Live beside review: the same counts and peaks, how soon announced, how often taken back.

Live means: calibrated on two seconds of standing and one or two knee lifts, then packet by packet. Review
means `analyze` of the whole recording. Run ``make bench``, or this file with ``--json``, or
with ``--write`` to put the table into docs/benchmarks.md. With ``--data DIR`` the same is told of recordings
of people, a folder as for ``rehab validate``: see `support.recorded_live`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from support.options import options
from support.recorded_live import BothWays, both_ways
from support.report import report

from analysis import Calibration, LiveAnalysis, analyze, calibrate
from analysis.exercises import load_catalogue
from analysis.results import Repetition
from sensing import Recording
from sensing.simulation import Mounting, Person, SessionScript, SimulatedSession, simulate
from sensing.simulation.steps import Calibration as Lifts
from sensing.simulation.steps import Rest, Set, Stand
from sensing.simulation.truth import TruthRepetition, TruthSet

GUIDE = Path(__file__).resolve().parent.parent / "docs" / "benchmarks.md"
RATES_HZ = (25.0, 50.0, 100.0)
SEEDS = (1, 2, 3)
SMALL_AND_CROOKED = 3
"""With this seed the knee is lifted by 25 deg only, and movements leave their plane three times as far."""
PACKET_S = 0.1
NEAR_S = 3.0
"""An announcement belongs to a half return no further away than this."""


@dataclass(slots=True)
class Tally:
    """What was seen of one exercise, over all its sessions."""

    true: int = 0
    live: int = 0
    reviewed: int = 0
    same: int = 0
    sessions: int = 0
    announced: int = 0
    taken_back: int = 0
    peaks_deg: list[float] = field(default_factory=list)
    over_gaps_deg: list[float] = field(default_factory=list)
    delays_s: list[float] = field(default_factory=list)

    def row(self) -> dict[str, float]:
        """Return the figures."""
        return {
            "true": self.true,
            "live": self.live,
            "reviewed": self.reviewed,
            "sessions": self.sessions,
            "sessions_alike": self.same,
            "largest_peak_difference_deg": max(self.peaks_deg, default=float("nan")),
            "largest_peak_difference_over_gaps_deg": max(self.over_gaps_deg, default=float("nan")),
            "median_delay_s": float(np.median(self.delays_s)) if self.delays_s else float("nan"),
            "longest_delay_s": max(self.delays_s, default=float("nan")),
            "announced": self.announced,
            "taken_back": self.taken_back,
        }


def sessions(exercise: str, leg: str) -> Iterator[SimulatedSession]:
    """Yield sessions of one exercise, quick and held, at every rate; the sensor sits on the right leg."""
    for rate_hz in RATES_HZ:
        for seed in SEEDS:
            weak = seed == SMALL_AND_CROOKED
            lifts = Lifts(range_deg=25.0, lifts=1) if weak else Lifts(lifts=seed)
            held = Set(exercise=exercise, leg=leg, repetitions=5, hold_s=None if exercise == "march" else 2.0)
            yield simulate(
                SessionScript(
                    steps=(
                        lifts,
                        Stand(s=3.0),
                        Set(exercise=exercise, leg=leg, repetitions=5),
                        Rest(s=20.0),
                        held,
                        Rest(s=5.0),
                    ),
                    seed=seed,
                    rate_hz=rate_hz,
                    mounting=Mounting(euler_deg="random"),
                    person=Person(out_of_plane=3.0 if weak else 1.0),
                )
            )


def live_calibration(recording: Recording) -> Calibration:
    """Return the calibration from the samples of the knee lift alone."""
    lift = recording.info.activities[0]
    a, b = np.searchsorted(recording.time_s, [lift.start_s, lift.end_s])
    gyr = None if recording.gyr is None else recording.gyr[a:b]
    return calibrate(
        replace(recording, time_s=recording.time_s[a:b], acc=recording.acc[a:b], gyr=gyr, extra={})
    )


def compare(session: SimulatedSession, tally: Tally) -> None:
    """Count a session both ways."""
    recording, truth = session.recording, session.truth.sets
    live = LiveAnalysis(live_calibration(recording), truth[0].exercise, "right", truth[0].role)
    begin_s = recording.info.activities[0].end_s
    announced_s: list[float] = []
    count = 0
    for block in recording.blocks(max(1, round(PACKET_S * recording.rate_hz))):
        if block.time_s[0] < begin_s:
            continue
        now = len(live.push(block).repetitions)
        announced_s += [float(block.time_s[-1])] * (now - count)
        tally.taken_back += max(count - now, 0)
        count = now
    seen = live.finish().repetitions
    reviewed = [one for part in analyze(recording).sets for one in part.repetitions]
    tally.true += sum(len(part.repetitions) for part in truth)
    tally.live, tally.reviewed = tally.live + len(seen), tally.reviewed + len(reviewed)
    tally.sessions, tally.same = tally.sessions + 1, tally.same + (len(seen) == len(reviewed))
    tally.announced += len(announced_s)
    tally.peaks_deg += _peak_differences(seen, reviewed)
    tally.delays_s += [
        delay
        for part in truth
        for one in part.repetitions
        for delay in _delay(recording, part, one, announced_s)
    ]


def _peak_differences(seen: tuple[Repetition, ...], reviewed: list[Repetition]) -> list[float]:
    nearest = ((one, min(reviewed, key=lambda other: abs(other.peak_s - one.peak_s))) for one in seen)
    return [abs(one.peak_angle_deg - other.peak_angle_deg) for one, other in nearest] if reviewed else []


def _delay(
    recording: Recording, part: TruthSet, one: TruthRepetition, announced_s: list[float]
) -> Iterator[float]:
    """Yield how long after its last true half return a repetition was announced, if it was."""
    if part.role == "rear":
        return  # dips twice: it is announced at the first, and only then known to go on
    where = slice(*np.searchsorted(recording.time_s, [one.peak_s, one.end_s]))
    true = recording.extra["truth_thigh_deg"][where]
    half_s = float(recording.time_s[where][np.argmax(np.abs(true - true[0]) >= 0.5 * one.range_deg)])
    near = [at_s - half_s for at_s in announced_s if -0.3 < at_s - half_s < NEAR_S]
    yield from near[:1]


def measure() -> dict[str, dict[str, float]]:
    """Return rows by exercise, the rear leg of the lunge apart."""
    rows = {}
    for name, exercise in load_catalogue().items():
        for leg in ("right", "left") if exercise.rear is not None else ("right",):
            tally = Tally()
            for session in sessions(name, leg):
                compare(session, tally)
            rows[name if leg == "right" else f"{name}, rear leg"] = tally.row()
    return rows


def recorded(folder: Path) -> tuple[dict[str, dict[str, float]], list[BothWays]]:
    """Return rows by exercise over a folder of recordings, and the recordings that were counted otherwise."""
    tallies: dict[str, Tally] = {}
    differ = []
    for one in both_ways(folder):
        tally = tallies.setdefault(one.label.exercise, Tally())
        tally.true += round(one.label.truth)
        tally.live, tally.reviewed = tally.live + one.live, tally.reviewed + one.reviewed
        tally.sessions, tally.same = tally.sessions + 1, tally.same + (one.live == one.reviewed)
        tally.announced, tally.taken_back = tally.announced + one.announced, tally.taken_back + one.taken_back
        tally.peaks_deg += one.peaks_deg
        tally.over_gaps_deg += one.over_gaps_deg
        tally.delays_s += one.delays_s
        if one.live != one.reviewed:
            differ.append(one)
    return {name: tally.row() for name, tally in sorted(tallies.items())}, differ


COLUMNS = ("exercise", "true", "live", "reviewed", "alike", "peak, deg", "delay, s", "taken back")


def cells(name: str, row: Mapping[str, float]) -> tuple[str, ...]:
    """Return a row of the table as text."""
    told = np.isfinite(row["median_delay_s"])
    return (
        name,
        f"{row['true']:.0f}",
        f"{row['live']:.0f}",
        f"{row['reviewed']:.0f}",
        f"{row['sessions_alike']:.0f} of {row['sessions']:.0f}",
        f"{row['largest_peak_difference_deg']:.1f}",
        f"{row['median_delay_s']:.2f} ({row['longest_delay_s']:.2f})" if told else "-",
        f"{row['taken_back']:.0f} of {row['announced']:.0f}",
    )


def main() -> None:
    """Measure and report."""
    parser = options(__doc__, writes=GUIDE)
    parser.add_argument(
        "--data", type=Path, metavar="DIR", help="recordings of people instead of simulations"
    )
    chosen = parser.parse_args()
    if chosen.write and chosen.data is not None:
        parser.error("--write is for the simulations: what --data measures belongs to no guide")
    rows, differ = (measure(), []) if chosen.data is None else recorded(chosen.data)
    lines = [cells(name, row) for name, row in rows.items()]
    report(chosen, rows, COLUMNS, lines, guide=GUIDE, block="live")
    if chosen.json:
        return
    over_gaps_deg = [row["largest_peak_difference_over_gaps_deg"] for row in rows.values()]
    if np.isfinite(over_gaps_deg).any():
        print(f"over gaps peaks differ by {np.nanmax(over_gaps_deg):.1f} deg at most")
    for one in differ:
        print(f"{one.label.file}: live {one.live}, reviewed {one.reviewed}, true {one.label.truth:g}")


if __name__ == "__main__":
    main()
