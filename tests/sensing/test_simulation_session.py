"""Whole sessions: every step and every way between postures, and the files they become."""

import itertools
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from sensing import read_recording
from sensing.errors import RecordingError
from sensing.simulation import EXERCISES, STEPS, SensorErrors, SessionScript, simulate, write_session
from sensing.simulation.steps import GetUp, LieDown, Set, Sit, SitDown, Stand, StandUp

SMALL = SessionScript(steps=(Stand(s=1), Set(exercise="lunge", repetitions=2)), rate_hz=50, seed=3)


def assert_smooth(recording):
    """No jump: the angle moves no faster than a leg, the sensor feels no more than a foot's landing."""
    assert np.abs(np.diff(recording.extra["truth_thigh_deg"])).max() * recording.rate_hz < 600
    assert np.abs(recording.gyr).max() < np.radians(900)
    assert np.linalg.norm(recording.acc, axis=1).max() < 6 * 9.81


@pytest.mark.parametrize("name", sorted(STEPS))
def test_every_step(name):
    step = STEPS[name](exercise="step_up") if name == "set" else STEPS[name]()
    session = simulate(SessionScript(steps=(Stand(s=2), step, Stand(s=2)), rate_hz=50))
    assert_smooth(session.recording)
    assert session.recording.duration_s >= 4
    assert session.recording.extra["truth_thigh_deg"][-1] == pytest.approx(0.0, abs=2.0)


PLACES = (
    Stand(s=1),
    Sit(s=1),
    *(LieDown(posture=p, s=1) for p in ("supine", "hook_lying", "side_lying", "prone")),
)


@pytest.mark.parametrize(("one", "two"), list(itertools.permutations(PLACES, 2)))
def test_every_way_between_postures(one, two):
    recording = simulate(SessionScript(steps=(one, two, GetUp(), Stand(s=1)), rate_hz=50)).recording
    assert_smooth(recording)
    assert recording.acc[-10:, 2].mean() == pytest.approx(9.81, abs=0.3)


@pytest.mark.parametrize("exercise", EXERCISES)
def test_every_exercise_finds_its_posture(exercise):
    session = simulate(SessionScript(steps=(Set(exercise=exercise, repetitions=2),), rate_hz=50))
    assert_smooth(session.recording)
    assert len(session.truth.sets[0].repetitions) == 2


def test_sitting_down_and_standing_up_twice_is_done_once():
    steps = (SitDown(), SitDown(), StandUp(), StandUp())
    names = [a.exercise for a in simulate(SessionScript(steps=steps)).recording.info.activities]
    assert names == ["sitting_down", "changing_posture"]


def test_a_set_without_repetitions_is_a_rest():
    session = simulate(SessionScript(steps=(Set(exercise="squat", repetitions=0),)))
    assert session.truth.sets == ()
    assert session.recording.duration_s == pytest.approx(3.5, abs=0.02)


def test_written_sessions_read_back(tmp_path):
    session = simulate(replace(SMALL, sensor=SensorErrors(loss_pct=2)))
    path = write_session(session, tmp_path / "new", "one")
    assert path == tmp_path / "new" / "one.csv.gz"
    assert sorted(p.name for p in path.parent.iterdir()) == ["one.csv.gz", "one.json", "one.truth.json"]
    read = read_recording(path)
    np.testing.assert_allclose(read.acc, session.recording.acc, atol=1e-6)
    np.testing.assert_allclose(read.time_s, session.recording.time_s, atol=1e-6)
    np.testing.assert_array_equal(read.extra["truth_thigh_deg"], session.recording.extra["truth_thigh_deg"])
    np.testing.assert_array_equal(read.extra["truth_rep"], session.recording.extra["truth_rep"])
    assert [a.exercise for a in read.info.activities] == ["standing", "lunge"]
    truth = json.loads((path.parent / "one.truth.json").read_text("utf-8"))
    assert truth == json.loads(json.dumps(session.truth.to_dict()))


def test_written_again_gives_the_same_bytes(tmp_path):
    one, two = (write_session(simulate(SMALL), tmp_path / name, "x") for name in "ab")
    for end in ("x.csv.gz", "x.json", "x.truth.json"):
        assert (one.parent / end).read_bytes() == (two.parent / end).read_bytes()


@pytest.mark.parametrize("name", ["", "a/b", "."])
def test_names_are_names(tmp_path, name):
    with pytest.raises(RecordingError, match=r"^name: .* is not a file name"):
        write_session(simulate(SMALL), tmp_path / "x", name)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_a_file(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(RecordingError, match="cannot be written"):
        write_session(simulate(SMALL), tmp_path / "file", "x")


@pytest.mark.parametrize("failing", ["x.csv.gz", "x.json", "x.truth.json"])
def test_a_full_disk_loses_nothing(tmp_path, monkeypatch, failing):
    write_session(simulate(SMALL), tmp_path, "x")
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    real = Path.open

    def full(self, *arguments, **options):
        if self.name.startswith(f".{failing}."):
            raise OSError(28, "No space left on device")
        return real(self, *arguments, **options)

    monkeypatch.setattr(Path, "open", full)
    with pytest.raises(RecordingError, match=r"x\.csv\.gz: cannot be written \(No space left on device\)"):
        write_session(simulate(replace(SMALL, seed=9)), tmp_path, "x")
    monkeypatch.undo()
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


@pytest.mark.parametrize("steps", range(1, 6))
def test_killed_at_any_step_an_old_truth_never_stands_beside_new_samples(tmp_path, monkeypatch, steps):
    write_session(simulate(SMALL), tmp_path, "x")
    old = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    write_session(simulate(replace(SMALL, seed=9)), tmp_path / "new", "x")
    new = {path.name: path.read_bytes() for path in (tmp_path / "new").iterdir()}
    moves = []
    real = Path.replace

    class Killed(BaseException):
        pass

    def tidy_nothing(self, missing_ok=False):
        pass

    def replace_until(self, target):
        moves.append(target)
        if len(moves) >= steps:
            raise Killed
        return real(self, target)

    monkeypatch.setattr(Path, "replace", replace_until)
    monkeypatch.setattr(Path, "unlink", tidy_nothing)
    with pytest.raises(Killed):
        write_session(simulate(replace(SMALL, seed=9)), tmp_path, "x")
    monkeypatch.undo()
    found = {path.name: path.read_bytes() for path in tmp_path.glob("x.*")}
    assert "x.csv.gz" in found
    assert found.items() <= old.items() or found.items() <= new.items()
