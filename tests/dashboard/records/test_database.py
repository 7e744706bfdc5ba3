"""The database file: its version, its rules, and what is said when it cannot be used."""

import sqlite3
import stat
import threading

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import event, text
from sqlalchemy.exc import IntegrityError

from dashboard.records import (
    LOCAL_USER,
    CorrectionKind,
    NewCorrection,
    RecordsError,
    add_patient,
    correct,
    open_store,
    patients,
    save_session,
    saved_session,
)
from dashboard.records.base import Base
from dashboard.records.faults import in_words
from dashboard.records.migration import APPLICATION_ID, newest


def pragma(store, name):
    with store.database.reading() as db:
        return db.execute(text(f"PRAGMA {name}")).scalar_one()


def test_the_migrations_make_what_the_tables_say(store):
    with store.database.reading() as db:
        context = MigrationContext.configure(db.connection(), opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
        assert context.get_current_revision() == newest()


def test_every_field_is_explained():
    bare = [
        str(column) for table in Base.metadata.tables.values() for column in table.c if not column.comment
    ]
    assert bare == []


def test_is_set_up_for_safety(store):
    assert pragma(store, "journal_mode") == "wal"
    assert pragma(store, "foreign_keys") == 1
    assert pragma(store, "secure_delete") == 1
    assert pragma(store, "synchronous") == 2
    assert pragma(store, "application_id") == APPLICATION_ID


def test_is_for_this_user_only(tmp_path, make, add):
    opened = open_store(tmp_path / "new")
    save_session(opened, LOCAL_USER, add(opened).id, make.session())
    for path in (opened.folder, *opened.folder.glob("records*"), opened.files.folder):
        assert not stat.S_IMODE(path.stat().st_mode) & 0o077, path
    opened.close()


def test_opening_again_changes_nothing(store, ann):
    again = open_store(store.folder)
    assert patients(again, LOCAL_USER) == (ann,)
    again.close()


def test_is_where_the_data_folder_says(tmp_path, monkeypatch):
    monkeypatch.setenv("REHAB_DATA", str(tmp_path / "my data %20"))
    opened = open_store()
    opened.close()
    assert (tmp_path / "my data %20" / "records.sqlite3").is_file()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE repetitions SET peak_angle_deg = 90",
        "UPDATE sets SET exercise = 'bridge'",
        "UPDATE programs SET text = ''",
        "UPDATE sessions SET program_id = program_id",
        "UPDATE corrections SET reason = 'other'",
        "DELETE FROM repetitions",
        "DELETE FROM corrections",
    ],
)
def test_what_was_counted_or_corrected_cannot_be_overwritten(store, make, ann, statement):
    wrong = NewCorrection(CorrectionKind.NOT_A_REPETITION, make.monday, 1, 2)
    save_session(store, LOCAL_USER, ann.id, make.session(corrections=(wrong,)))
    with pytest.raises(IntegrityError, match="never"), store.database.writing() as db:
        db.execute(text(statement))


def test_a_newer_database_is_left_alone(store):
    with store.database.writing() as db:
        db.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(RecordsError, match=r"newer version \(9999;.*Update rehab-tracker"):
        open_store(store.folder)


def test_a_database_of_another_program_is_left_alone(tmp_path):
    connection = sqlite3.connect(tmp_path / "records.sqlite3")
    connection.execute("CREATE TABLE theirs (x)")
    connection.close()
    with pytest.raises(RecordsError, match="belongs to another program"):
        open_store(tmp_path)
    connection = sqlite3.connect(tmp_path / "records.sqlite3")
    names = connection.execute("SELECT name FROM sqlite_master").fetchall()
    connection.close()
    assert names == [("theirs",)]


def test_a_damaged_database_is_told(tmp_path):
    (tmp_path / "records.sqlite3").write_bytes(b"not a database at all, " * 400)
    with pytest.raises(RecordsError, match=r"damaged.*Restore it from a backup"):
        open_store(tmp_path)


def test_a_folder_in_its_place_is_told(tmp_path):
    (tmp_path / "records.sqlite3").mkdir()
    with pytest.raises(RecordsError, match=r"cannot be opened .*REHAB_DATA"):
        open_store(tmp_path)


def test_a_file_instead_of_the_folder_is_told(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(RecordsError, match="folder cannot be made"):
        open_store(tmp_path / "file")


def test_another_program_that_writes_is_waited_for_and_told(store):
    other = sqlite3.connect(store.database.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(RecordsError, match=r"another program is using it.*try again"):
        add_patient(store, LOCAL_USER, "Ben")
    assert patients(store, LOCAL_USER) == ()  # reading goes on meanwhile
    other.execute("ROLLBACK")
    other.close()
    add_patient(store, LOCAL_USER, "Ben")


def test_a_database_that_may_not_be_written_is_told(store):
    event.listen(store.database.engine, "begin", lambda c: c.exec_driver_sql("PRAGMA query_only = ON"))
    with pytest.raises(RecordsError, match=r"may not be written.*REHAB_DATA"):
        add_patient(store, LOCAL_USER, "Ben")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("SQLITE_BUSY_SNAPSHOT", "another program is using it"),
        ("SQLITE_IOERR_WRITE", "the disk did not take it"),
        ("SQLITE_READONLY_DIRECTORY", "may not be written"),
        ("SQLITE_CANTOPEN_ISDIR", "may not be written"),
        ("SQLITE_CORRUPT_INDEX", "damaged"),
    ],
)
def test_further_codes_of_sqlite_are_told(tmp_path, name, words):
    error = sqlite3.OperationalError("as SQLite says it")
    error.sqlite_errorcode = getattr(sqlite3, name)
    assert words in str(in_words(error, tmp_path))


def test_a_fault_of_this_program_is_not_called_one_of_the_disk(tmp_path):
    error = sqlite3.OperationalError("no such table")
    error.sqlite_errorcode = sqlite3.SQLITE_ERROR
    assert in_words(error, tmp_path) is None


def test_who_reads_before_writing_does_not_lose_to_another(store, make, ann):
    saved = save_session(store, LOCAL_USER, ann.id, make.session(make.set(repetitions=12)))
    failed = []

    def work(numbers):
        try:
            for number in numbers:
                wrong = NewCorrection(CorrectionKind.NOT_A_REPETITION, make.monday, 1, number)
                correct(store, LOCAL_USER, saved, wrong)
        except RecordsError as error:
            failed.append(error)

    threads = [threading.Thread(target=work, args=(range(first, 13, 3),)) for first in (1, 2, 3)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert not failed
    made = saved_session(store, LOCAL_USER, saved).corrections
    assert [one.number for one in made] == list(range(1, 13))


def test_what_an_interrupted_save_left_is_tidied_up_and_whole_recordings_stay(store, make):
    with store.database.writing():
        digest, _ = store.files.put(make.recording())
    draft = store.files.folder / ".saving-0123456789abcdef"
    draft.mkdir()
    (draft / "recording.parquet").write_bytes(b"PAR1")
    (store.files.folder / f"{'ab' * 32}.json").write_text("{}")
    open_store(store.folder).close()
    kept = {path.name for path in store.files.folder.iterdir()}
    assert kept == {f"{digest}.parquet", f"{digest}.json"}


def test_threads_share_it(tmp_path):
    store = open_store(tmp_path / "records", patience_s=60)
    failed = []

    def work(number):
        try:
            for i in range(5):
                add_patient(store, LOCAL_USER, f"{number}-{i}")
        except RecordsError as error:
            failed.append(error)

    threads = [threading.Thread(target=work, args=(n,)) for n in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert not failed
    assert len(patients(store, LOCAL_USER)) == 20
    store.close()
