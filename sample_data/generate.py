"""Make the sample data again: sessions from their scripts, the cohort from its model.

``python sample_data/generate.py`` writes what differs; ``--check`` only says what would differ (exit code 1).
Names, such as ``runner-left`` or ``cohort``, limit it to these. The same scripts and seeds give the same
bytes; a compressed file counts as the same when its content is, as zlib's bytes depend on its version.
"""

import argparse
import gzip
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import cohort_model
import numpy as np

from sensing.atomic_files import replace_all
from sensing.errors import InputError
from sensing.samples import Activity, Recording
from sensing.simulation import SimulatedSession, Truth, TruthRepetition, load_script, simulate, write_session

HERE = Path(__file__).resolve().parent
SCRIPTS, SESSIONS, COHORT, PROGRAMS = "scripts", "sessions", "cohort", "programs"

TRUTH_ANGLE_DECIMALS = 3
TIME_DECIMALS = 4
"""Truth is rounded to 0.001 deg and 0.1 ms: far under what a sensor resolves, and the same on every machine
although the last binary digits of a sine may differ."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A session of the sample data.

    Attributes
    ----------
    name : str
        Of its script and of its files.
    program : str or None
        The program it follows, in ``programs``.
    labelled : bool
        Whether the recording says what was done when.
    """

    name: str
    program: str | None = None
    labelled: bool = True


SAMPLES = (
    Sample("hip-replacement-right", "hip-replacement-cautious"),
    Sample("runner-right", "runner"),
    Sample("runner-left", "runner"),
    Sample("hurried-left", "psoas-article"),
    Sample("crooked-dropouts-right", "psoas-article"),
    Sample("everyday-left"),
    Sample("floor-right"),
    Sample("psoas-rear-right", "psoas-article"),
    Sample("unlabelled-left", labelled=False),
)


def make_session(sample: Sample, folder: Path) -> None:
    """Simulate a session and write it into ``folder``.

    Raises
    ------
    InputError
        When its script is faulty.
    """
    script_path = f"{SCRIPTS}/{sample.name}.toml"
    script = load_script(HERE / script_path)
    session = simulate(script)
    recording = session.recording
    extra: dict[str, object] = {"simulated": True, "script": script_path, "seed": script.seed}
    if sample.program is not None:
        extra["program"] = sample.program
    activities = tuple(_rounded_activity(one) for one in recording.info.activities)
    info = replace(recording.info, activities=activities if sample.labelled else (), extra=extra)
    truth_columns = {
        "truth_thigh_deg": np.round(recording.extra["truth_thigh_deg"], TRUTH_ANGLE_DECIMALS) + 0.0,
        "truth_rep": recording.extra["truth_rep"].astype(np.int64),
    }
    tidy = Recording(recording.time_s, recording.acc, recording.gyr, info, truth_columns, sample.name)
    write_session(SimulatedSession(tidy, _rounded_truth(session.truth)), folder, sample.name)


def make_cohort(folder: Path) -> None:
    """Write the tables of the cohort into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in cohort_model.tables(HERE / PROGRAMS).items():
        (folder / f"{name}.csv").write_bytes(text.encode())


def _rounded_activity(one: Activity) -> Activity:
    return replace(one, start_s=round(one.start_s, TIME_DECIMALS), end_s=round(one.end_s, TIME_DECIMALS))


def _rounded_truth(truth: Truth) -> Truth:
    return Truth(
        tuple(
            replace(
                one,
                start_s=round(one.start_s, TIME_DECIMALS),
                end_s=round(one.end_s, TIME_DECIMALS),
                repetitions=tuple(_rounded_repetition(each) for each in one.repetitions),
            )
            for one in truth.sets
        )
    )


def _rounded_repetition(one: TruthRepetition) -> TruthRepetition:
    names = TruthRepetition.__dataclass_fields__
    return replace(one, **{name: round(float(getattr(one, name)), TIME_DECIMALS) for name in names})


def same_content(one: Path, other: Path) -> bool:
    """Return whether two files hold the same, compressed ones when unpacked; False when one is missing."""
    if not one.is_file() or not other.is_file():
        return False
    first, second = one.read_bytes(), other.read_bytes()
    if first == second or not one.name.endswith(".gz"):
        return first == second
    try:
        return gzip.decompress(first) == gzip.decompress(second)
    except (OSError, EOFError):
        return False


def generate(names: Sequence[str], root: Path, *, write: bool) -> Iterator[tuple[str, list[str]]]:
    """Make each named part anew and yield its name and which of its files differ from those in ``root``.

    Parameters
    ----------
    names : sequence of str
        Names of samples, or "cohort".
    root : Path
        Folder with ``sessions`` and ``cohort``.
    write : bool
        Whether to put what differs in place.
    """
    samples = {one.name: one for one in SAMPLES}
    for name in names:
        with tempfile.TemporaryDirectory() as folder:
            fresh = Path(folder)
            if name == COHORT:
                make_cohort(fresh / COHORT)
            else:
                make_session(samples[name], fresh / SESSIONS)
            paths = sorted(path.relative_to(fresh) for path in fresh.rglob("*") if path.is_file())
            differing = [path for path in paths if not same_content(fresh / path, root / path)]
            if differing and write:
                for path in differing:
                    (root / path).parent.mkdir(parents=True, exist_ok=True)
                replace_all({root / path: (fresh / path).read_bytes() for path in differing})
        yield name, [path.as_posix() for path in differing]


def strays(root: Path) -> list[str]:
    """Return the files in ``sessions`` that no sample makes."""
    made = {f"{one.name}{suffix}" for one in SAMPLES for suffix in (".csv.gz", ".json", ".truth.json")}
    present = (path.name for path in (root / SESSIONS).glob("*") if path.is_file())
    return sorted(f"{SESSIONS}/{name}" for name in present if name not in made)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit code."""
    known = [*(one.name for one in SAMPLES), COHORT]
    parser = argparse.ArgumentParser(description="Make the sample data again.")
    parser.add_argument("--check", action="store_true", help="compare without writing")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of: {', '.join(known)} (default: all)")
    options = parser.parse_args(arguments)
    if unknown := [name for name in options.names if name not in known]:
        parser.error(f"no such sample: {unknown[0]}; choose from {', '.join(known)}")
    names = options.names or known
    changed = 0
    try:
        for number, (name, differing) in enumerate(generate(names, HERE, write=not options.check), 1):
            word = "differs" if options.check else "written"
            print(f"[{number}/{len(names)}] {name}: {f'{word}: ' if differing else 'as it was'}"
                  f"{', '.join(differing)}", flush=True)  # fmt: skip
            changed += len(differing)
    except InputError as error:
        print(error, file=sys.stderr)
        return 2
    for path in strays(HERE):
        print(f"{path}: no script makes it; remove it or list its sample")
    return 1 if options.check and changed else 0


if __name__ == "__main__":
    sys.exit(main())
