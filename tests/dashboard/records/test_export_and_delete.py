"""One patient's data leaves whole, and goes whole."""

import json
import zipfile
from pathlib import Path

import pytest
from sqlalchemy import text

from dashboard.records import (
    LOCAL_USER,
    CorrectionKind,
    ExertionEntry,
    Moment,
    NewCorrection,
    PainEntry,
    RecordsError,
    SafetyCheck,
    delete_patient,
    export_patient,
    give_care,
    open_store,
    patients,
    save_session,
    saved_session,
    sessions,
)
from dashboard.records.base import Base
from dashboard.records.export import SCHEMA, exported_tables
from dashboard.records.new_session import Confirmation, Confirmed
from sensing import read_recording

NOTE = "zwetschgendatschi"
"""A word that stands nowhere else."""


@pytest.fixture
def full(store, make, add):
    """A patient with something in every table, and another one beside."""
    ann, ben = add(store, name=f"Ann {NOTE}"), add(store, name="Ben")
    give_care(store, LOCAL_USER, ann.id, "doe")
    at = make.monday
    session = make.session(
        make.set(),
        corrections=(NewCorrection(CorrectionKind.NOT_A_REPETITION, at, 1, 1, reason=NOTE),),
        pain=(PainEntry(Moment.BEFORE, 1, at),),
        exertion=ExertionEntry(3, at),
        check=SafetyCheck({"fever": False}, at),
        confirmations=(Confirmation(Confirmed.TIMER, "warm_up", at),),
        notes=NOTE,
    )
    save_session(store, LOCAL_USER, ann.id, session)
    save_session(store, LOCAL_USER, ben.id, make.session(seed=1))
    return ann, ben


def exported(store, patient, folder):
    target = folder / "export.zip"
    export_patient(store, LOCAL_USER, patient.id, target)
    return zipfile.ZipFile(target)


def test_an_export_holds_every_table_and_only_ones_own(store, full, tmp_path):
    ann, ben = full
    with exported(store, ann, tmp_path) as archive:
        content = json.loads(archive.read("records.json"))
    assert content["schema"] == SCHEMA
    tables = content["tables"]
    assert tables.keys() == {table.name for table in Base.metadata.tables.values()} - {"removals"}
    assert all(tables.values()), [name for name, rows in tables.items() if not rows]
    assert [row["name"] for row in tables["patients"]] == [ann.name]
    assert len(tables["sessions"]) == 1
    assert len(tables["repetitions"]) == 5
    assert ben.id not in json.dumps(content)


def test_the_recordings_of_an_export_can_be_read(store, full, tmp_path):
    ann, _ = full
    with exported(store, ann, tmp_path) as archive:
        archive.extractall(tmp_path / "out")
        names = [name for name in archive.namelist() if name.endswith(".parquet")]
    assert len(names) == 1
    recording = read_recording(tmp_path / "out" / names[0], acc_unit="m/s2", gyr_unit="rad/s")
    assert recording.info.placement.side == "right"


def test_an_export_explains_every_field(store, full, tmp_path):
    with exported(store, full[0], tmp_path) as archive:
        words = archive.read("README.md").decode()
    for table in exported_tables():
        section = words.partition(f"## {table.name}\n")[2].partition("\n## ")[0]
        for column in table.columns:
            assert f"| `{column.name}` | {column.comment} |" in section


def test_an_export_that_fails_leaves_nothing(store, full, tmp_path):
    ann, _ = full
    (one,) = sessions(store, LOCAL_USER, ann.id)
    store.files.path(one.recordings[0].digest).unlink()
    (tmp_path / "out").mkdir()
    with pytest.raises(RecordsError, match="recording is missing"):
        export_patient(store, LOCAL_USER, ann.id, tmp_path / "out" / "export.zip")
    with pytest.raises(RecordsError, match="cannot be written"):
        export_patient(store, LOCAL_USER, ann.id, tmp_path / "nowhere" / "export.zip")
    assert list((tmp_path / "out").iterdir()) == []


def test_deleted_whole_every_table_and_file_and_trace_of_words(store, full):
    ann, ben = full
    delete_patient(store, LOCAL_USER, ann.id)
    assert patients(store, LOCAL_USER) == (ben,)
    with store.database.reading() as db:
        for table in exported_tables():
            count = db.execute(text(f"SELECT count(*) FROM {table.name}")).scalar_one()
            per_patient = {
                "care": 0,
                "corrections": 0,
                "pain": 0,
                "exertion": 0,
                "checks": 0,
                "confirmations": 0,
            }
            assert count == {"repetitions": 5, **per_patient}.get(table.name, 1), table.name
    assert len(store.files.digests()) == 1
    for path in store.folder.rglob("*"):
        assert not path.is_file() or NOTE.encode() not in path.read_bytes(), path.name


def test_a_recording_that_somebody_else_has_too_stays(store, make, full):
    ann, ben = full
    shared = save_session(store, LOCAL_USER, ben.id, make.session())
    delete_patient(store, LOCAL_USER, ann.id)
    (one,) = saved_session(store, LOCAL_USER, shared).recordings
    assert store.files.read(one.digest, "x")


def test_files_that_could_not_be_removed_go_at_the_next_start(store, full, monkeypatch):
    ann, _ = full

    def refuse(path, missing_ok=False):
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "unlink", refuse)
        with pytest.raises(RecordsError, match="cannot be written"):
            delete_patient(store, LOCAL_USER, ann.id)
    assert len(patients(store, LOCAL_USER)) == 1
    assert len(store.files.digests()) == 2
    again = open_store(store.folder)
    assert len(again.files.digests()) == 1
    again.close()
