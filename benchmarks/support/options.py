"""The options and the report that benchmarks share."""

import argparse
import json
import sys
from pathlib import Path


def options(doc: str | None, *, writes: Path | None = None) -> argparse.ArgumentParser:
    """Return a parser of what every benchmark takes; its own options are added by the benchmark.

    Parameters
    ----------
    doc : str or None
        The benchmark's docstring; its first line says what it measures.
    writes : Path, optional
        The guide into which ``--write`` puts the table; without one there is no such option.
    """
    parser = argparse.ArgumentParser(description=(doc or "").splitlines()[0])
    parser.add_argument("--json", action="store_true", help="print one JSON document instead of a table")
    if writes is not None:
        where = "/".join(writes.parts[-2:])
        parser.add_argument("--write", action="store_true", help=f"write the table into {where}")
    return parser


def print_json(document: object) -> None:
    """Print one JSON document."""
    sys.stdout.write(json.dumps(document, indent=1) + "\n")
