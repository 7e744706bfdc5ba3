"""Bring a database to the version that this release knows, whole or not at all."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text

from dashboard.records.database import Database
from dashboard.records.errors import RecordsError

APPLICATION_ID = 0x52454841
"""Stands in the head of the file (``PRAGMA application_id``): "REHA". So another program's file is told."""

SCRIPTS = Path(__file__).with_name("migrations")


def newest() -> str:
    """Return the newest version of the database that this release knows."""
    return str(ScriptDirectory(str(SCRIPTS)).get_current_head())


def version(connection: Connection) -> str | None:
    """Return the version of a database, None for an empty one."""
    return MigrationContext.configure(connection).get_current_revision()


def migrate(database: Database) -> None:
    """Bring the database to the newest version.

    Raises
    ------
    RecordsError
        When it is newer than this release, belongs to another program, or cannot be written.

    Notes
    -----
    All steps are one transaction: killed at any point, the database is as it was.
    """
    with database.reading() as session:
        found = version(session.connection())
    if found == newest():
        return
    with database.changing() as connection:
        _check(connection, database.path)
        config = Config()
        config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        connection.execute(text(f"PRAGMA application_id = {APPLICATION_ID}"))


def _check(connection: Connection, path: Path) -> None:
    found = version(connection)
    if found is None:
        mark = connection.execute(text("PRAGMA application_id")).scalar_one()
        if mark or inspect(connection).get_table_names():
            raise RecordsError(
                "it belongs to another program",
                mend="Move it away, or choose another folder with REHAB_DATA",
                source=path,
            )
        return
    known = {script.revision for script in ScriptDirectory(str(SCRIPTS)).walk_revisions()}
    if found not in known:
        raise RecordsError(
            f"it is of a newer version ({found}; this release knows {newest()})",
            mend="Update rehab-tracker",
            source=path,
        )
