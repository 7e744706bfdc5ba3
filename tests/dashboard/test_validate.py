"""``rehab validate``: the accuracy table of a labelled folder."""

import json
import shutil

import pytest

from analysis.validation import CountCase
from dashboard import degraded_folder
from dashboard.accuracy_report import report
from dashboard.accuracy_tables import show
from dashboard.degraded_folder import Condition
from dashboard.labelled_folder import Scores
from dashboard.labels import read_labels
from dashboard.terminal import make_console
from sensing.simulation import load_script, simulate, write_session

LIFTS = """
[[steps]]
do = "stand"

[[steps]]
do = "set"
exercise = "leg_lift"
repetitions = 4
range_deg = 60
hold_s = 2
"""
TRUTH = '{{"sets": [{{"exercise": "{}", "start_s": {}, "end_s": {}, "repetitions": {}}}]}}'
MORE = "file,exercise,n_reps_truth,notes,role,dataset,subject,activity"
HEADER = "file,exercise,n_reps_truth,n_reps_min,n_reps_max,side,notes,scored,faulty"


@pytest.fixture
def folder(sessions, tmp_path):
    """Write a labelled folder; gives the function that writes its index."""
    for side in ("right", "left"):
        for path in sessions.glob(f"{side}.*"):
            shutil.copy(path, tmp_path)

    def write(*rows, header=HEADER):
        (tmp_path / "index.csv").write_text("\n".join([header, *rows]) + "\n", "utf-8")
        return tmp_path

    return write


@pytest.fixture
def lifts(tmp_path):
    """A recording of nothing but four leg lifts, with truth columns."""
    script = tmp_path / "lifts.toml"
    script.write_text(LIFTS, "utf-8")
    write_session(simulate(load_script(script)), tmp_path, "lifts")
    return tmp_path / "lifts.csv.gz"


def test_a_right_count(rehab, folder, lifts):
    document = json.loads(rehab("validate", folder("lifts.csv.gz,leg_lift,4,,,right,,,"), "--json").stdout)
    (row,) = document["counts"]
    assert (row["exercise"], row["recordings"], row["repetitions"]) == ("leg_lift", 1, 4)
    assert (row["exact"], row["within_one"], row["mean_abs_error"], row["refused"]) == (1, 1, 0, 0)
    assert document["counts_all"] == row | {"exercise": "all"}
    assert document["misses"] == []
    (angle,) = document["angles"]
    assert angle["absolute"]
    assert angle["coverage"] == 1
    assert angle["rmse_deg"] < 4
    assert document["agreement"]["peak_angle_deg"]["n"] == 4
    assert abs(document["agreement"]["hold_s"]["bias"]) < 0.3


def test_a_wrong_count_is_listed(rehab, folder, lifts):
    path = folder("lifts.csv.gz,leg_lift,7,,,right,,,")
    document = json.loads(rehab("validate", path, "--json").stdout)
    assert document["counts"][0]["exact"] == 0
    assert document["counts"][0]["mean_abs_error"] == 3
    assert document["misses"] == [{"file": "lifts.csv.gz", "exercise": "leg_lift", "truth": 7, "counted": 4}]
    table = rehab("validate", path, "--misses")
    assert ["lifts.csv.gz", "leg_lift", "7", "4"] in [line.split() for line in table.stdout.splitlines()]


def test_a_range_of_right_counts(rehab, folder, lifts):
    document = json.loads(rehab("validate", folder("lifts.csv.gz,leg_lift,5,4,6,right,,,"), "--json").stdout)
    assert document["counts"][0]["exact"] == 1


def test_everyday_movement_counts_against_it(rehab, folder, lifts):
    done = rehab("validate", folder("lifts.csv.gz,,0,,,right,,,"), "--json")
    document = json.loads(done.stdout)
    found = {row["exercise"]: row for row in document["everyday"]}
    assert set(found) == {"leg_lift", "lunge"}
    assert found["leg_lift"]["counted"] == 4
    assert found["leg_lift"]["per_hour"] == pytest.approx(4 / found["leg_lift"]["hours"])
    assert document["counts"] == []
    assert document["counts_all"] is None


def test_unscored_and_faulty_recordings(rehab, folder, lifts):
    rows = ("lifts.csv.gz,leg_lift,4,,,,,no,", "lifts.csv.gz,leg_lift,4,,,,,True,True")
    document = json.loads(rehab("validate", folder(*rows), "--json").stdout)
    assert document["counts"] == []
    assert document["faulty"] == {"recordings": 1, "flagged": 0}


def test_the_table(rehab, folder, lifts):
    text = rehab("validate", folder("lifts.csv.gz,leg_lift,4,,,right,,,")).stdout
    rows = [line.split() for line in text.splitlines()]
    assert ["leg_lift", "1", "-", "4", "100", "%", "100", "%", "0.00", "0"] in rows
    assert "Thigh angle against the true one, in degrees" in text


@pytest.mark.parametrize(
    ("rows", "header", "words"),
    [
        ([], HEADER, "no recording to score"),
        (["right.csv.gz"], "file", "index.csv: exercise: the column is missing"),
        (["nothing.csv,lunge,1,,,,,,"], HEADER, "index.csv: line 2: no such file: 'nothing.csv'"),
        ([",lunge,1,,,,,,"], HEADER, "line 2: no such file"),
        (["right.csv.gz,hop,1,,,,,,"], HEADER, "line 2: no such exercise: 'hop'"),
        (["right.csv.gz,lunge,,,,,,,"], HEADER, "line 2: n_reps_truth is empty"),
        (["right.csv.gz,lunge,many,,,,,,"], HEADER, "line 2: n_reps_truth is 'many'"),
        (["right.csv.gz,lunge,3,-1,,,,,"], HEADER, "line 2: n_reps_min is '-1'"),
        (["right.json,lunge,3,,,,,,"], HEADER, "right.json"),
        (["right.csv.gz"], HEADER, "line 2: n_reps_truth is empty"),
        (["right.csv.gz,,,,,,,,"], HEADER, "line 2: n_reps_truth is empty"),
        (["right.csv.gz,,5,,,,,,"], HEADER, "line 2: 5 repetitions of no exercise"),
        (
            ["right.csv.gz,lunge,5,9,1,,,,"],
            HEADER,
            "n_reps_truth is 5, not within n_reps_min 9 to n_reps_max 1",
        ),
        (["right.csv.gz,lunge,5,6,,,,,"], HEADER, "not within n_reps_min 6 to n_reps_max 5"),
        (["right.csv.gz,lunge,5,,4,,,,"], HEADER, "not within n_reps_min 5 to n_reps_max 4"),
        (["right.csv.gz,lunge,5,,,both,,,"], HEADER, "side is 'both'. Give left or right"),
        (["right.csv.gz,lunge,5,,,rihgt,,,"], HEADER, "side is 'rihgt'"),
        (["right.csv.gz,lunge,5,,,,,maybe,"], HEADER, "scored is 'maybe'. Give yes or no"),
        (["right.csv.gz,lunge,5,,,,,,ture"], HEADER, "faulty is 'ture'"),
        (["../right.csv.gz,lunge,5,,,,,,"], HEADER, "'../right.csv.gz' leads out of the folder"),
        (["/etc/hostname,lunge,5,,,,,,"], HEADER, "leads out of the folder"),
        (["x" * 999 + ",lunge,5,,,,,,"], HEADER, "no such file"),
        (["right.csv.gz,lunge,5,,,,a,b,c,d,e"], HEADER, "line 2: more values than columns"),
        (["right.csv.gz,lunge,5,,,,\x1b[31m,,", "\x1b,,,,,,,,"], HEADER, "line 3: no such file: '?'"),
    ],
)
def test_a_faulty_index_is_one_line(rehab, folder, rows, header, words):
    done = rehab("validate", folder(*rows, header=header))
    assert done.exit_code == 2
    (line,) = done.stderr.splitlines()
    assert words in line


@pytest.mark.parametrize(
    ("text", "side"),
    [
        ("right", "right"),
        ("Left", "left"),
        ("right (moving leg)", "right"),
        ("left, idle", "left"),
        ("", None),
        ("unknown", None),
        ("one thigh (side not stated; sensor x axis flips between subjects)", None),
        ("front trouser pocket (phone)", None),
        ("leftover word", None),
    ],
)
def test_the_side_may_be_described(folder, text, side):
    (label,) = read_labels(folder(f'right.csv.gz,lunge,3,,,"{text}",,,'))
    assert label.side == side


def test_short_rows_have_empty_cells(folder):
    (label,) = read_labels(folder("right.csv.gz,lunge,3"))
    assert (label.truth, label.lowest, label.highest, label.side, label.faulty) == (3, 3, 3, None, False)


def test_rows_that_are_not_scored_need_not_make_sense(folder):
    (label,) = read_labels(folder("nothing.csv,,30,,,,,False,", "right.csv.gz,lunge,3,,,,,1,0"))
    assert label.file == "right.csv.gz"


def test_the_index_of_the_real_recordings_is_valid(root):
    recordings = root.parent / "shared" / "data" / "recordings"
    if not (recordings / "index.csv").is_file():
        pytest.skip("the real recordings are not here")
    labels = read_labels(recordings)
    assert len(labels) > 300
    assert {label.side for label in labels} == {"left", "right", None}
    assert any(label.faulty for label in labels)


def test_simulations_without_a_set_are_refused(rehab, sessions, tmp_path):
    shutil.copy(sessions / "right.csv.gz", tmp_path)
    (tmp_path / "right.truth.json").write_text('{"sets": []}')
    done = rehab("validate", tmp_path)
    assert (done.exit_code, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert "no recording to score" in done.stderr


def test_the_truth_of_simulations_labels_them(rehab, sessions):
    document = json.loads(rehab("validate", sessions, "--json").stdout)
    counts = {row["exercise"]: row for row in document["counts"]}
    assert {name: (row["recordings"], row["repetitions"]) for name, row in counts.items()} == {
        "leg_lift": (2, 8),
        "lunge": (2, 6),
    }
    assert document["counts_all"]["exact"] == 1
    assert len(document["angles"]) == 4
    assert all(angle["rmse_deg"] < 4 for angle in document["angles"])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[]", "not the truth of a simulation"),
        ("{", "not the truth"),
        ('{"sets": [{"exercise": 1}]}', "not the truth"),
        ("[" * 100_000, "not the truth of a simulation (RecursionError"),
        (
            TRUTH.format("hop", 1, 2, "[]"),
            "not the truth of a simulation (ValueError: no such exercise: 'hop'",
        ),
        (
            TRUTH.format("lunge", 1, 1, "[]"),
            "not the truth of a simulation (ValueError: a set from 1 to 1 s)",
        ),
        (TRUTH.format("lunge", "NaN", 1, "[]"), "not the truth of a simulation (ValueError: a set from nan"),
        (TRUTH.format("lunge", 1, "9" * 400, "[]"), "not the truth of a simulation (OverflowError"),
        (TRUTH.format("lunge", 1, 2, '"abc"'), "not the truth of a simulation (TypeError"),
    ],
)
def test_a_faulty_truth_is_one_line(rehab, sessions, tmp_path, text, words):
    shutil.copy(sessions / "right.csv.gz", tmp_path)
    (tmp_path / "right.truth.json").write_text(text)
    done = rehab("validate", tmp_path)
    assert (done.exit_code, done.stderr.count("\n")) == (2, 1)
    assert f"right.truth.json: {words}" in done.stderr


def test_a_truth_without_its_recording(rehab, tmp_path):
    (tmp_path / "lost.truth.json").write_text('{"sets": []}')
    done = rehab("validate", tmp_path)
    assert done.exit_code == 2
    assert "lost.truth.json: there is no recording of that name" in done.stderr


@pytest.mark.parametrize(
    ("activity", "movement"),
    [
        ("", "everyday"),
        ("walk", "walking"),
        ("walk_10m", "walking"),
        ("walking+stairs_up+standing", "stairs"),
        ("stairs_down+walking", "stairs"),
        ("sitting+standing+sitting_down", "sitting, standing"),
        ("stand_to_sit", "sitting, standing"),
        ("jog_in_place", "jogging"),
        ("Cycling", "cycling"),
        ("seated_knee_extension", "other exercises"),
        ("standing_shoulder_abduction", "other exercises"),
        ("clam", "other exercises"),
    ],
)
def test_kinds_of_movement(folder, activity, movement):
    (label,) = read_labels(folder(f"right.csv.gz,,0,,,,,{activity}", header=MORE))
    assert label.movement == movement


@pytest.mark.parametrize(
    ("notes", "role", "rear"),
    [
        ("", "", False),
        ("rear / other leg", "", True),
        ("the sensor is on the TRAILING leg", "", True),
        ("the rear leg is the other one", "front", False),
        ("", "rear", True),
        ("rearranged", "", False),
    ],
)
def test_the_leg_behind_is_marked(folder, notes, role, rear):
    (label,) = read_labels(folder(f"right.csv.gz,lunge,3,{notes},{role},set,s1,", header=MORE))
    assert (label.rear, label.person) == (rear, "set s1")


def test_an_unknown_role_is_refused(rehab, folder):
    done = rehab("validate", folder("right.csv.gz,lunge,3,,middle,,,", header=MORE))
    assert (done.exit_code, done.stderr.count("\n")) == (2, 1)
    assert "line 2, role: 'middle' is not one of: empty, front, rear" in done.stderr


def test_names_without_being_told(rehab, folder, lifts):
    rows = ("lifts.csv.gz,leg_lift,4,,,,,", "right.csv.gz,,0,,,,,walk", "lifts.csv.gz,march,4,,,,,")
    document = json.loads(rehab("validate", folder(*rows, header=MORE), "--json").stdout)
    (row,) = document["names"]
    assert (row["exercise"], row["sets"], row["right"], row["right_share"]) == ("leg_lift", 1, 1, 1)
    (walk,) = document["false_sets"]
    assert (walk["movement"], walk["recordings"], walk["sets"]) == ("walking", 1, 2)
    assert document["misnamed"] == []


def test_other_exercises_are_not_in_the_sum(rehab, folder, lifts):
    rows = ("lifts.csv.gz,,0,,,,,clam", "lifts.csv.gz,,0,,,,,stairs_up")
    document = json.loads(rehab("validate", folder(*rows, header=MORE), "--json").stdout)
    lift = {row["movement"]: row for row in document["everyday"] if row["exercise"] == "leg_lift"}
    assert {name: row["counted"] for name, row in lift.items()} == {"other exercises": 4, "stairs": 4}
    assert [row["counted"] for row in document["everyday_all"] if row["exercise"] == "leg_lift"] == [4]


def test_the_report_is_written(rehab, folder, lifts, tmp_path):
    path = folder("lifts.csv.gz,leg_lift,7,,,right,,,")
    done = rehab("validate", path, "--misses", "-o", tmp_path / "new" / "accuracy.md", "--json")
    text = (tmp_path / "new" / "accuracy.md").read_text("utf-8")
    document = json.loads((tmp_path / "new" / "accuracy.json").read_text("utf-8"))
    assert document == json.loads(done.stdout)
    assert "| leg_lift | 1 | - | 7 | 0 % | 0 % | 3.00 | 0 |" in text
    assert "| lifts.csv.gz | leg_lift | 7 | 4 |" in text
    bias = document["agreement"]["peak_angle_deg"]["bias"]
    assert f"| Peak, deg | 4 | 1 | {bias:.2f} | - to - |" in text


@pytest.mark.parametrize("name", ["accuracy.txt", "accuracy"])
def test_a_report_is_markdown(rehab, folder, lifts, tmp_path, name):
    done = rehab("validate", folder("lifts.csv.gz,leg_lift,4,,,,,,"), "-o", tmp_path / name)
    assert (done.exit_code, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert "Give a name that ends in .md" in done.stderr


def test_worse_copies(rehab, folder, lifts, monkeypatch):
    conditions = (
        Condition("nothing"),
        Condition("clock", errors={"clock_error_pct": 5.0}),
        Condition("all gone", errors={"bursts_per_min": 200.0, "burst_s": 3.0}),
    )
    monkeypatch.setattr(degraded_folder, "CONDITIONS", conditions)
    rows = ("lifts.csv.gz,leg_lift,4,,,right,,,", "right.csv.gz,,0,,,,,,", "right.csv.gz,lunge,9,,,,,,yes")
    document = json.loads(rehab("validate", folder(*rows), "--degraded", "--json").stdout)
    nothing, clock, gone = document["degraded"]
    (all_of_it,) = document["angle_accuracy"]
    assert (nothing["condition"], nothing["recordings"], nothing["exact"]) == ("nothing", 1, 1)
    assert nothing["rmse_deg"] == pytest.approx(all_of_it["rmse_deg"])
    assert clock["exact"] == 1
    assert clock["rmse_deg"] > nothing["rmse_deg"] + 1  # all rates seem smaller by a twentieth
    assert gone["exact"] == 0


def test_worse_copies_of_labelled_sets(rehab, sessions, monkeypatch):
    fast = Condition("clock", errors={"clock_error_pct": 5.0})
    monkeypatch.setattr(degraded_folder, "CONDITIONS", (fast,))
    document = json.loads(rehab("validate", sessions, "--degraded", "--json").stdout)
    (row,) = document["degraded"]
    assert (row["recordings"], row["exact"]) == (4, 1)


def test_no_index(rehab, tmp_path):
    for place in (tmp_path, tmp_path / "nowhere"):
        done = rehab("validate", place)
        assert done.exit_code == 2
        assert "Name a folder with an index.csv, or with the NAME.truth.json" in done.stderr
        assert done.stderr.count("\n") == 1


def test_names_and_headings_are_whole_in_80_columns(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    case = CountCase("a.csv", "side_lying_hip_abduction", 9, 9, 9, 9, countable=True)
    show(make_console(), report(Scores((case,), (), (), ())), with_misses=False)
    text = capsys.readouterr().out
    for words in ("\nside_lying_hip_abduction ", "Repetitions", "Refused"):
        assert words in text
