"""The cohort's tables hold together, and its three characters show in figures."""

import csv
import statistics
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from analysis import load_program
from analysis.adherence_rules import load_rules

FOLDER = Path(__file__).resolve().parents[2] / "sample_data"
TABLES = ("patients", "sessions", "sets", "range_tests")
IMPROVING, IRREGULAR, OVERDOING = "P1", "P2", "P3"
WEEKS = 6


@cache
def table(name):
    with (FOLDER / "cohort" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def rows(name, patient):
    if name == "sets":
        return [row for row in table(name) if row["session_id"].startswith(f"{patient}-")]
    return [row for row in table(name) if row["patient_id"] == patient]


@cache
def program(patient):
    (row,) = rows("patients", patient)
    return load_program(FOLDER / "programs" / f"{row['program']}.toml")


def day(row, column="started_at"):
    return datetime.fromisoformat(row[column]).date()


def week(row, column="started_at"):
    return (day(row, column) - date(2025, 9, 1)).days // 7


def share_done(session):
    """Return the repetitions of a session over those prescribed for the legs that wore the sensor."""
    done, legs = {}, set()
    for row in table("sets"):
        if row["session_id"] == session["session_id"]:
            legs.add(row["side"])
            key = (row["exercise"], row["side"])
            done[key] = done.get(key, 0) + int(row["repetitions"])
    wanted = {
        (item.exercise, leg): item.total
        for item in program(session["patient_id"]).items
        if item.sensor
        for leg in (legs if item.side == "each" else {_affected(session["patient_id"])})
    }
    return sum(done.values()) / sum(wanted.values()), done, wanted


def _affected(patient):
    return rows("patients", patient)[0]["side"]


def adherence(patient):
    """Return the sessions done (80 % of the repetitions, one a day) over those prescribed, week by week."""
    days = {}
    for row in rows("sessions", patient):
        if share_done(row)[0] >= load_rules().done_share:
            days.setdefault(week(row), set()).add(day(row))
    wanted = program(patient).days_per_week
    return [min(len(days.get(number, ())), wanted) / wanted for number in range(WEEKS)]


def slope(patient, column):
    """Return points a week."""
    of = rows("sessions", patient)
    return np.polyfit(
        [(day(row) - date(2025, 9, 1)).days / 7 for row in of], [int(r[column]) for r in of], 1
    )[0]


@pytest.mark.parametrize("name", TABLES)
def test_columns_are_those_that_are_described(name):
    text = (FOLDER / "cohort" / "README.md").read_text("utf-8")
    part = text.split(f"## {name}.csv", 1)[1].split("\n## ", 1)[0]
    described = [line.split("`")[1] for line in part.splitlines() if line.startswith("| `")]
    assert list(table(name)[0]) == described
    assert len(table(name)) >= 3


def test_keys_lead_somewhere():
    patients = {row["patient_id"] for row in table("patients")}
    sessions = [row["session_id"] for row in table("sessions")]
    assert len(patients) == len(table("patients")) == 3
    assert len(set(sessions)) == len(sessions)
    assert {row["patient_id"] for row in table("sessions")} == patients
    assert {row["patient_id"] for row in table("range_tests")} == patients
    assert {row["session_id"] for row in table("sets")} == set(sessions)
    numbers = [(row["session_id"], int(row["set_number"])) for row in table("sets")]
    assert numbers == [(one, n) for one in sessions for n in range(1, sum(s == one for s, _ in numbers) + 1)]


def test_sessions_are_in_order_and_in_range():
    for patient in (IMPROVING, IRREGULAR, OVERDOING):
        times = [datetime.fromisoformat(row["started_at"]) for row in rows("sessions", patient)]
        assert times == sorted(set(times))
        assert all(time.utcoffset() == timedelta(0) for time in times)
    for row in table("sessions"):
        assert 0 <= week(row) < WEEKS
        for column in ("pain_before", "pain_after", "pain_next_morning", "exertion"):
            assert 0 <= int(row[column]) <= 10
        assert row["stopped_for_pain"] in ("true", "false")


def test_sets_are_of_the_program_and_in_range():
    for row in table("sets"):
        of = program(row["session_id"].split("-")[0])
        (item,) = (one for one in of.items if one.exercise == row["exercise"] and one.sensor)
        count = int(row["repetitions"])
        assert 1 <= count <= 25
        assert row["side"] in ("left", "right")
        assert row["role"] == ("front" if row["exercise"] == "lunge" else "")
        asked = item.target_deg or item.max_angle_deg or item.hold_s
        assert (row["on_target"] == "") == (not asked)
        assert 0 <= int(row["on_target"] or 0) <= count
        reach, peak = float(row["range_deg"]), float(row["peak_angle_deg"])
        assert 10 < reach < 100
        assert abs(abs(peak) - reach) < 2.5
        assert (peak < 0) == (row["exercise"] in ("bridge", "sit_to_stand"))
        for column, most in (("hold_s", 6), ("up_s", 5), ("down_s", 5)):
            assert 0.2 < float(row[column]) < most
    assert any(row["quality"] for row in table("sets"))


def test_range_tests_are_weekly_medians_of_three_lifts():
    for row in table("range_tests"):
        lifts = [float(row[f"lift_{n}_deg"]) for n in (1, 2, 3)]
        assert all(15 < lift < 110 for lift in lifts)
        assert float(row["median_deg"]) == statistics.median(lifts)
    for patient in (IMPROVING, IRREGULAR, OVERDOING):
        tested = [(week(row, "tested_at"), row["side"]) for row in rows("range_tests", patient)]
        trained = {week(row) for row in rows("sessions", patient)}
        assert sorted(tested) == [(number, side) for number in sorted(trained) for side in ("left", "right")]
        days = {day(row) for row in rows("sessions", patient)}
        assert {day(row, "tested_at") for row in rows("range_tests", patient)} <= days


def test_pain_limits_are_kept():
    for row in table("sessions"):
        of = program(row["patient_id"])
        before, after = int(row["pain_before"]), int(row["pain_after"])
        assert before <= of.pain_limit
        too_much = after > of.pain_limit or after - before >= of.pain_rise_limit
        assert (row["stopped_for_pain"] == "true") == too_much
        assert ("stopped for pain" in row["notes"]) == too_much
        if too_much:
            intended = 1.5 if row["patient_id"] == OVERDOING else 1.0
            assert share_done(row)[0] < intended


def test_a_bad_morning_is_a_rest_day():
    flares = 0
    for patient in (IMPROVING, IRREGULAR, OVERDOING):
        of = rows("sessions", patient)
        days = {day(row) for row in of}
        for row in of:
            flare = int(row["pain_next_morning"]) - int(row["pain_before"]) >= 2
            assert flare == ("flare next morning: rest day" in row["notes"])
            if flare or row["stopped_for_pain"] == "true":
                assert day(row) + timedelta(days=1) not in days
            flares += flare
    assert flares >= 2


def test_adherence_tells_them_apart():
    improving, irregular, overdoing = (adherence(one) for one in (IMPROVING, IRREGULAR, OVERDOING))
    assert sum(improving) / WEEKS >= 0.85
    assert 0.3 <= sum(irregular) / WEEKS <= 0.65
    assert sum(overdoing) / WEEKS >= 0.85
    assert 0.0 in irregular, "a week's holiday"
    assert 0.0 not in improving + overdoing


def test_only_one_overdoes_it():
    over, per_week, twice = {}, {}, {}
    for patient in (IMPROVING, IRREGULAR, OVERDOING):
        of = rows("sessions", patient)
        over[patient] = sum(
            any(done[key] > load_rules().over_share * wanted[key] for key in done)
            for _, done, wanted in map(share_done, of)
        )
        per_week[patient] = max(sum(week(row) == number for row in of) for number in range(WEEKS))
        twice[patient] = len(of) - len({day(row) for row in of})
    assert over[IMPROVING] == over[IRREGULAR] == 0
    assert over[OVERDOING] >= 8
    assert per_week[OVERDOING] > 1.2 * program(OVERDOING).days_per_week
    assert max(per_week[IMPROVING], per_week[IRREGULAR]) <= 3
    assert twice == {IMPROVING: 0, IRREGULAR: 0, OVERDOING: 1}


def test_pain_falls_stays_and_rises():
    assert slope(IMPROVING, "pain_before") < -0.2
    assert abs(slope(IRREGULAR, "pain_before")) < 0.2
    assert slope(OVERDOING, "pain_before") > 0.2
    assert slope(OVERDOING, "pain_next_morning") > 0.3
    stops = {
        one: sum(row["stopped_for_pain"] == "true" for row in rows("sessions", one))
        for one in (IMPROVING, IRREGULAR, OVERDOING)
    }
    assert stops[IMPROVING] == stops[IRREGULAR] == 0
    assert stops[OVERDOING] >= 3


def test_range_rises_only_where_it_should():
    def medians(patient, side):
        of = [row for row in rows("range_tests", patient) if row["side"] == side]
        return [float(row["median_deg"]) for row in of]

    improving = medians(IMPROVING, "right")
    assert min(improving[-2:]) - improving[0] >= 10, "likely real: 10 degrees on two tests in a row"
    assert abs(medians(OVERDOING, "right")[-1] - medians(OVERDOING, "right")[0]) < 7, "no clear change"
    weaker, stronger = medians(IRREGULAR, "left"), medians(IRREGULAR, "right")
    assert len(weaker) < WEEKS
    assert statistics.mean(stronger) - statistics.mean(weaker) > 6
