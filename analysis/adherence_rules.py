"""The thresholds of the comparison and of progress, read from ``adherence_rules.toml`` beside this module."""

from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path

from analysis.toml_checks import FieldSpec, TomlDocument, read_packaged, read_toml
from sensing.errors import ProgramError

_TINY = 1e-9
"""Keeps a share of a whole number, such as 0.8 of 10, from missing it by rounding."""

_SCHEMA = FieldSpec(
    "text",
    "version of the rules",
    required=True,
    pattern="rehab-adherence/1",
    expected='schema = "rehab-adherence/1"',
)
_RULE = {
    "value": FieldSpec("number", "threshold", required=True, low=0.0, high=90.0),
    "meaning": FieldSpec("text", "rule in words", required=True),
    "source": FieldSpec("text", "where the value comes from", required=True),
}


@dataclass(frozen=True, slots=True)
class AdherenceRules:
    """Thresholds; their meaning, source and default stand in ``adherence_rules.toml``.

    Attributes
    ----------
    target_tolerance_deg : float
        On target from this far below the target.
    hold_share : float
        On target from this share of the prescribed hold.
    done_share : float
        Done from this share of the prescribed repetitions.
    over_share : float
        Overuse above this share of the prescribed repetitions, unless the program sets a limit.
    tempo_share : float
        Too quick below this share of the prescribed time.
    exercises_advised : float
        More active exercises than this are warned about.
    week_share, excused_days, silent_days : float
        Weeks on plan, days excused after pain, days without a session.
    flare_rise, flare_dose_share, flares_within_days : float
        Pain next morning.
    pain_window_days, pain_fewest, pain_change : float
        Pain of the first days against that of the last.
    range_possible_deg, range_likely_deg, range_own_tests, range_own_factor, range_own_least_deg : float
        Changes of the range test.
    symmetry_share : float
        The affected leg against the other.
    next_step_sessions, next_step_pain, next_step_exertion, next_step_days : float
        When a next step is proposed.
    next_step_repetitions, next_step_hold_s, next_step_target_deg, bridge_most : float
        What it may be.
    """

    target_tolerance_deg: float
    hold_share: float
    done_share: float
    over_share: float
    tempo_share: float
    exercises_advised: float
    week_share: float
    excused_days: float
    silent_days: float
    flare_rise: float
    flare_dose_share: float
    flares_within_days: float
    pain_window_days: float
    pain_fewest: float
    pain_change: float
    range_possible_deg: float
    range_likely_deg: float
    range_own_tests: float
    range_own_factor: float
    range_own_least_deg: float
    symmetry_share: float
    next_step_sessions: float
    next_step_pain: float
    next_step_exertion: float
    next_step_days: float
    next_step_repetitions: float
    next_step_hold_s: float
    next_step_target_deg: float
    bridge_most: float

    def enough(self, done: int, prescribed: int) -> bool:
        """Return whether so many repetitions count as done."""
        return not below(done, self.done_share * prescribed)


def below(value: float, limit: float) -> bool:
    """Return whether a value misses a limit by more than rounding; NaN misses nothing."""
    return value < limit - _TINY


def load_rules(path: Path | None = None) -> AdherenceRules:
    """Read the thresholds.

    Parameters
    ----------
    path : Path, optional
        A file of the same form; by default the one that belongs to the package.

    Raises
    ------
    ProgramError
        When a rule is missing, unknown or not a number.
    """
    return _packaged_rules() if path is None else _parse(read_toml(path))


@cache
def _packaged_rules() -> AdherenceRules:
    return _parse(read_packaged("adherence_rules.toml", ProgramError))


def _parse(document: TomlDocument) -> AdherenceRules:
    names = [rule.name for rule in fields(AdherenceRules)]
    specs = {"schema": _SCHEMA} | {name: FieldSpec("table", "rule", required=True) for name in names}
    tables = document.check_table((), document.data, specs)
    return AdherenceRules(
        **{name: document.check_table((name,), tables[name], _RULE)["value"] for name in names}
    )


@dataclass(frozen=True, slots=True)
class Rule:
    """A threshold with its words.

    Attributes
    ----------
    name : str
        As in `AdherenceRules`.
    value : float
    meaning, source : str
    """

    name: str
    value: float
    meaning: str
    source: str


@cache
def described_rules() -> tuple[Rule, ...]:
    """Return the packaged thresholds with their words, in the order of the file."""
    document = read_packaged("adherence_rules.toml", ProgramError)
    tables = ((name, table) for name, table in document.data.items() if name != "schema")
    return tuple(Rule(name, table["value"], table["meaning"], table["source"]) for name, table in tables)
