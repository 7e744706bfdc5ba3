"""The rules behind progress, with their values and sources, as tables."""

from collections.abc import Mapping
from html import escape
from types import MappingProxyType

from analysis.adherence_rules import Rule, described_rules
from dashboard.progress_view.markup import cell, row, sheet, table

TOPICS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "Sessions and dose": ("done_share", "week_share", "excused_days", "silent_days", "over_share"),
        "Pain": (
            "flare_rise",
            "flare_dose_share",
            "flares_within_days",
            "pain_window_days",
            "pain_fewest",
            "pain_change",
        ),
        "Range": (
            "range_possible_deg",
            "range_likely_deg",
            "range_own_tests",
            "range_own_factor",
            "range_own_least_deg",
            "symmetry_share",
        ),
        "Next step": (
            "next_step_sessions",
            "next_step_pain",
            "next_step_exertion",
            "next_step_days",
            "next_step_repetitions",
            "next_step_hold_s",
            "next_step_target_deg",
            "bridge_most",
        ),
    }
)
"""The rules of progress by what they judge."""


def rules_table(topic: str) -> str:
    """Return the rules of a topic: what each means, its value, where it comes from."""
    rules = {one.name: one for one in described_rules()}
    rows = (_row(rules[name]) for name in TOPICS[topic])
    return sheet(table("rules", topic, ("Rule", "Value", "Source"), rows))


def value_words(rule: Rule) -> str:
    """Return a value with its unit, which the rule's name carries."""
    units = {"_share": " %", "_deg": "°", "_days": " days", "_s": " s"}
    unit = next((unit for ending, unit in units.items() if rule.name.endswith(ending)), "")
    return f"{rule.value * (100 if unit == ' %' else 1):g}{unit}"


def _row(rule: Rule) -> str:
    meaning = rule.meaning[0].upper() + rule.meaning[1:]
    return row(escape(meaning), (cell(value_words(rule)), cell(escape(rule.source))))
