"""Everything that is kept of a patient in one zip archive, for the patient or for another program."""

import json
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from secrets import token_hex
from typing import Any

from sqlalchemy import ColumnElement, Table, select
from sqlalchemy.orm import Session

from analysis.results import to_plain
from dashboard.records.access import patient_row
from dashboard.records.base import Base
from dashboard.records.diary_tables import RemovalRow
from dashboard.records.errors import RecordsError
from dashboard.records.migration import newest
from dashboard.records.new_session import now
from dashboard.records.people_tables import PatientRow
from dashboard.records.recording_files import DESCRIPTION, SAMPLES
from dashboard.records.session_tables import RecordingRow
from dashboard.records.store import Store
from dashboard.records.viewer import Right, Viewer

SCHEMA = "rehab-export/1"

_INTRODUCTION = """\
# What is kept of one patient

`records.json` holds every row under `tables`; its format is `{schema}`, made by database version {version}.
Times are UTC (ISO 8601), angles degrees, lengths of time seconds. Nothing known is `null`.

`recordings/DIGEST.parquet` holds the samples of a recording as they were received: `time_s` (seconds from its
start), `acc_x/y/z` (m/s²), `gyr_x/y/z` (rad/s), perhaps further columns; `DIGEST.json` describes it.

Sets and repetitions are as they were counted live. Corrections stand beside them: take those that no `undo`
names, in their order. Of several answers for pain at one moment, or for exertion, the last one holds.
"""


def export_patient(store: Store, viewer: Viewer, patient_id: str, target: Path) -> None:
    """Write everything that is kept of a patient to a zip archive, whole or not at all.

    Parameters
    ----------
    store : Store
    viewer : Viewer
    patient_id : str
    target : Path
        The archive; one of that name is replaced.

    Raises
    ------
    AccessError
        When the viewer may not see the patient.
    RecordsError
        When a recording is missing, or the archive cannot be written.
    """
    draft = target.with_name(f".{target.name}.{token_hex(4)}.tmp")
    try:
        with store.database.reading() as db:
            patient = patient_row(db, viewer, patient_id, Right.SEE)
            with zipfile.ZipFile(draft, "x", compression=zipfile.ZIP_DEFLATED) as archive:
                _write(archive, db, store, patient)
        draft.replace(target)
    except OSError as error:
        raise RecordsError(
            f"cannot be written ({error.strerror or error})",
            mend="Choose a folder that you may write to and that has room",
            source=target,
        ) from error
    finally:
        draft.unlink(missing_ok=True)


def _write(archive: zipfile.ZipFile, db: Session, store: Store, patient: PatientRow) -> None:
    tables = {table.name: list(_rows(db, table, patient.id)) for table in exported_tables()}
    content = {
        "schema": SCHEMA,
        "database": newest(),
        "exported_at": now().isoformat(),
        "tables": tables,
    }
    archive.writestr("README.md", readme())
    archive.writestr("records.json", json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False))
    recordings = RecordingRow.__table__
    for digest in {row["digest"] for row in tables[recordings.name]}:  # type: ignore[attr-defined]
        path = store.files.path(digest)
        if not path.exists():
            raise RecordsError(
                "the recording is missing", mend="Restore the folder from a backup", source=path
            )
        for file in _files(path):
            archive.write(file, f"recordings/{file.name}", compress_type=zipfile.ZIP_STORED)


def _files(samples: Path) -> Iterator[Path]:
    yield samples.with_suffix(SAMPLES)
    description = samples.with_suffix(DESCRIPTION)
    if description.exists():
        yield description


def exported_tables() -> tuple[Table, ...]:
    """Return the tables that say something of a patient, parents first."""
    return tuple(table for table in Base.metadata.sorted_tables if table.name != RemovalRow.__tablename__)


def _rows(db: Session, table: Table, patient_id: str) -> Iterator[dict[str, Any]]:
    found = db.execute(select(table).where(_belongs(table, patient_id)).order_by(*table.primary_key))
    for row in found.mappings():
        yield to_plain(row)


def _belongs(table: Table, patient_id: str) -> ColumnElement[bool]:
    """Return the condition that leaves the rows of a patient, up the keys to the table of patients."""
    if table.name == PatientRow.__tablename__:
        return table.c.id == patient_id
    key = min(table.foreign_keys, key=lambda one: str(one.column))
    parent = key.column.table
    return key.parent.in_(select(key.column).where(_belongs(parent, patient_id)))


def readme() -> str:
    """Return the text that explains every field of the export, made from the tables themselves."""
    parts = [_INTRODUCTION.format(schema=SCHEMA, version=newest())]
    for table in exported_tables():
        parts.append(f"## {table.name}\n\n| field | holds |\n|---|---|\n" + "".join(_fields(table.columns)))
    return "\n".join(parts)


def _fields(columns: Iterable[Any]) -> Iterator[str]:
    for column in columns:
        yield f"| `{column.name}` | {column.comment} |\n"
