"""The cohort's tables: what they tell, and every fault in one line."""

import shutil
from datetime import date

import pytest

from analysis.progress_calendar import DayKind
from analysis.progress_review import Weight
from dashboard.cohort import FILES, read_cohort, read_uploads
from sensing.errors import InputError


@pytest.fixture(scope="module")
def cohort(root):
    return {one.patient_id: one.progress for one in read_cohort(root / "sample_data" / "cohort")}


@pytest.fixture
def tables(root, tmp_path):
    """A copy of the tables, with a function that replaces text in one of them."""
    folder = tmp_path / "tables"
    shutil.copytree(root / "sample_data" / "cohort", folder)

    def change(name, old, new):
        path = folder / f"{name}.csv"
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), "utf-8")
        return folder

    change.folder = folder
    return change


def flags(progress, *weights):
    return [one.flag for one in progress.findings if one.weight in weights]


def words(progress):
    return " ".join(one.words for one in progress.findings)


def test_p1_improves(cohort):
    p1 = cohort["P1"]
    assert flags(p1, Weight.ACT, Weight.CONCERN) == []
    assert flags(p1, Weight.GOOD) == ["on plan", "less pain", "lifts higher"]
    assert "16 of 18 planned sessions done; on plan in 5 of 6 weeks." in words(p1)
    assert "Range of the right leg 24° to 40° (+16.4°): likely real change." in words(p1)
    assert "Pain before sessions fell from 2 to 1" in words(p1)


def test_p2_is_irregular_and_never_accused_for_the_strap(cohort):
    p2 = cohort["P2"]
    assert flags(p2, Weight.ACT, Weight.CONCERN) == ["below plan"]
    assert (
        "7 of 18 planned sessions done; on plan in 2 of 6 weeks, none in the weeks of 8 and 22 September"
        in words(p2)
    )
    assert "Right leg not measured in 3 of 8 sessions: not measured is not missed." in words(p2)
    assert "The left leg lifts 12.9° less than the other (83 % of it, 9 October)." in words(p2)
    lifts = {one.side: one.weeks for one in p2.items if one.item.exercise == "leg_lift"}
    assert [(week.done, week.expected, week.not_measured) for week in lifts["right"]] == [
        (72, 72, 0),
        (0, 72, 0),  # a week's holiday: missed on both legs
        (48, 48, 24),  # once the strap was not moved
        (0, 72, 0),
        (0, 48, 24),
        (0, 48, 24),
    ]
    assert lifts["left"][2].expected == 72


def test_p3_overdoes_it_and_hurts(cohort):
    p3 = cohort["P3"]
    assert flags(p3, Weight.ACT) == ["call the therapist"]
    assert flags(p3, Weight.CONCERN) == [
        "stopped for pain",
        "pain above the limit",
        "no rest after a flare",
        "more than prescribed",
        "pain rising",
    ]
    assert "Two flares within 7 days (22 and 24 September)" in words(p3)
    assert "twice on one day (10 September)" in words(p3)
    assert flags(p3, Weight.GOOD) == []


def test_the_notes_of_the_tables_agree(cohort):
    """The model behind the tables wrote down stops and flares by itself."""
    for progress in cohort.values():
        for point, session in zip(progress.pain.points, progress.sessions, strict=True):
            assert point.stopped == ("stopped for pain" in session.diary.notes)
            assert point.flare == ("flare next morning" in session.diary.notes)
        said = [one.day for one in progress.sessions if "call your therapist" in one.diary.notes]
        assert [second for _, second in progress.pain.calls] == said


def test_the_last_day_is_the_sunday_after_the_last_entry_of_anybody(cohort, root):
    assert {one.through for one in cohort.values()} == {date(2025, 10, 12)}
    early = read_cohort(root / "sample_data" / "cohort", today=date(2025, 10, 11))
    assert {one.progress.through for one in early} == {date(2025, 10, 11)}


def test_a_session_belongs_to_the_day_where_the_patient_lives(tables):
    tables("sessions", "P2-01,P2,2025-09-02T16:16", "P2-01,P2,2025-09-02T22:16")
    days = {one.patient_id: one.progress.sessions[0].day for one in read_cohort(tables.folder)}
    assert days["P2"] == date(2025, 9, 3)  # past midnight in Berlin
    tables("patients", "tue thu sat,Europe/Berlin", "tue thu sat,UTC")
    days = {one.patient_id: one.progress.sessions[0].day for one in read_cohort(tables.folder)}
    assert days["P2"] == date(2025, 9, 2)


def test_a_folder_of_ones_own_may_bring_its_programs(tables, root):
    (tables.folder / "programs").mkdir()
    text = (root / "sample_data" / "programs" / "runner.toml").read_text("utf-8")
    (tables.folder / "programs" / "mine.toml").write_text(text.replace("Runner, hip", "My hip"), "utf-8")
    tables("patients", "P2,runner", "P2,mine")
    assert read_cohort(tables.folder)[1].progress.program.title == "My hip flexor strengthening"


def test_columns_that_may_be_left_out(tmp_path):
    (tmp_path / "patients.csv").write_text("patient_id,program,start_date\nA,runner,2025-09-01\n")
    (tmp_path / "sessions.csv").write_text("session_id,patient_id,started_at\n1,A,2025-09-02T12:00:00Z\n")
    (tmp_path / "sets.csv").write_text("session_id,exercise,side,repetitions\n1,bridge,left,24\n")
    (tmp_path / "range_tests.csv").write_text("patient_id,tested_at,side,lift_1_deg\n")
    (one,) = read_cohort(tmp_path)
    assert one.progress.side is None
    assert [day.kind for day in one.progress.weeks[0].days].count(DayKind.PARTLY) == 1
    assert one.progress.pain.points[0].before is None


@pytest.mark.parametrize(
    ("table", "old", "new", "message"),
    [
        ("patients", "patient_id,", "patient,", r"patient_id: the column is missing\. Needed: "),
        ("patients", "P2,runner", "P1,runner", r"line 3, patient_id: 'P1' is there twice\."),
        ("patients", "P2,runner", ",runner", r"line 3, patient_id: a value is missing\. Fill it in"),
        ("patients", "P2,runner", "P2,walker", r"line 3, program: no such program: 'walker'\. Put"),
        ("patients", "P2,runner,left", "P2,runner,both", r"side: 'both' is not one of: left, right, empty"),
        ("patients", "2025-09-01", "1.9.2025", r"line 2, start_date: '1\.9\.2025' is not a day such"),
        ("patients", "mon wed", "mon wen", r"line 2, days: no such day: 'wen'\. Choose from mon tue"),
        ("patients", "Europe/Berlin", "Berlin", r"line 2, time_zone: no such time zone: 'Berlin'"),
        ("patients", "Europe/Berlin", "../../etc/x", r"line 2, time_zone: no such time zone"),
        ("sessions", "P1-01,P1", "P1-01,P9", r"line 2, patient_id: no such patient: 'P9'\."),
        ("sessions", "P1-02,", "P1-01,", r"line 3, session_id: 'P1-01' is there twice"),
        ("sessions", "07:24:00Z", "07:24:00", r"line 2, started_at: .* is not a time in UTC such"),
        ("sessions", "2025-09-01T07", "2025-08-01T07", r"line 2, started_at: before the program began"),
        ("sessions", "Z,2,3,2,5", "Z,11,3,2,5", r"line 2, pain_before: '11' is not a whole number"),
        ("sessions", "Z,2,3,2,5", "Z,2,3,2,hard", r"line 2, exertion: 'hard' is not a whole number"),
        ("sessions", ",5,false", ",5,maybe", r"line 2: stopped_for_pain is 'maybe'\. Give yes or no"),
        ("sets", "P1-01,1", "P7-01,1", r"line 2, session_id: no such session: 'P7-01'\. Add it"),
        ("sets", "bridge", "bridges", r"line 2, exercise: no such exercise: 'bridges'\. Choose from"),
        ("sets", "bridge,right,,8", "bridge,right,,", r"line 2, repetitions: a value is missing"),
        ("sets", "bridge,right,,8", "bridge,right,,-8", r"line 2, repetitions: '-8' is not a whole number"),
        ("sets", "right,,8,8", "right,,8,9", r"line 6, on_target: '9' is not a whole number from 0 to 8"),
        ("sets", "bridge,right", "bridge,both", r"line 2, side: 'both' is not one of: left, right\."),
        ("sets", "17.8,1.31", "wide,1.31", r"line 2, range_deg: 'wide' is not a number from 0 to 360"),
        ("sets", "3 % of", "3 %, of", r"line 2: more values than columns\. Put a text"),
        ("range_tests", "23.5,24.5,23.0", ",,", r"line 2, lift_1_deg: no lift\. Fill in at least one lift"),
        ("range_tests", "23.5,24.5", "235,24.5", r"line 2, lift_1_deg: '235' is not a number"),
        ("range_tests", "right,23.5", "r,23.5", r"line 2, side: 'r' is not one of: left, right"),
    ],
)  # fmt: skip
def test_faults(tables, table, old, new, message):
    with pytest.raises(InputError, match=message) as caught:
        read_cohort(tables(table, old, new))
    assert str(caught.value).startswith(str(tables.folder / f"{table}.csv"))
    assert "\n" not in str(caught.value)


def test_a_table_that_is_not_there(tables):
    (tables.folder / "sets.csv").unlink()
    with pytest.raises(InputError, match=r"sets\.csv: cannot be read \(No such file or directory\)\. Check"):
        read_cohort(tables.folder)


def test_a_table_that_is_none(tables):
    (tables.folder / "sets.csv").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match=r"sets\.csv: cannot be read \("):
        read_cohort(tables.folder)


def test_nobody_to_show(tables):
    (tables.folder / "patients.csv").write_text("patient_id,program,start_date\n")
    with pytest.raises(InputError, match=r"patients\.csv: no patients\. Add a row for each patient"):
        read_cohort(tables.folder)


def test_a_program_may_not_lead_out_of_the_folder(tables):
    (tables.folder / "programs").mkdir()
    tables("patients", "P2,runner", "P2,../../x")
    with pytest.raises(InputError, match=r"no such program: '\.\./\.\./x'"):
        read_cohort(tables.folder)


def uploads(root, more):
    folder = root / "sample_data" / "cohort"
    found = {name: (folder / name).read_bytes() for name in FILES} | more
    return [(name, content) for name, content in found.items() if content is not None]


def test_uploads_tell_the_same_as_the_folder(root):
    told = read_uploads(uploads(root, {}))
    assert told == read_cohort(root / "sample_data" / "cohort")


def test_uploads_of_a_folder_and_a_program(root):
    text = (root / "sample_data" / "programs" / "runner.toml").read_bytes().replace(b"Runner, hip", b"My hip")
    patients = (
        (root / "sample_data" / "cohort" / "patients.csv").read_bytes().replace(b"P2,runner", b"P2,mine")
    )
    files = uploads(root, {"patients.csv": patients, "mine.toml": text})
    told = read_uploads([(f"clinic/programs/{name}", content) for name, content in files])
    assert told[1].progress.program.title == "My hip flexor strengthening"


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"sets.csv": None}, r"sets\.csv: the table is missing\. Give all four: patients\.csv, "),
        ({"notes.csv": b""}, r"notes\.csv: not one of the tables\. Give patients\.csv, "),
        ({"x/sets.csv": b""}, r"sets\.csv: there twice\. Give each table once"),
        ({"patients": b""}, r"patients: not one of the tables"),
        ({"sets.csv": b"a,b\n"}, r"sets\.csv: session_id: the column is missing"),
        ({"sets.csv": b"\xff"}, r"sets\.csv: cannot be read \(.*\)\. Save it as CSV in UTF-8"),
        ({"mine.toml": b"x ="}, r"mine\.toml: line 1"),
        ({"a\nb.csv": b""}, r"a\?b\.csv: not one of the tables"),
    ],
)
def test_faulty_uploads(root, more, message):
    with pytest.raises(InputError, match=message):
        read_uploads(uploads(root, more))
