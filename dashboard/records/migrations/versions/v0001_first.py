"""The first version: patients, programs, sessions, what was counted, what was said."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def _within(table: str, column: str, parent: str) -> sa.ForeignKeyConstraint:
    """Return a key to what the row belongs to and is deleted with."""
    return sa.ForeignKeyConstraint(
        [column], [f"{parent}.id"], name=f"fk_{table}_{column}", ondelete="CASCADE"
    )


def _create_people() -> None:
    """Create patients, and who has the care of them."""
    op.create_table(
        "patients",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("time_zone", sa.String(length=64), nullable=True),
        sa.Column("account", sa.String(length=200), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_patients"),
        sa.UniqueConstraint("account", name="uq_patients_account"),
    )
    op.create_table(
        "care",
        sa.Column("patient_id", sa.String(length=32), nullable=False),
        sa.Column("account", sa.String(length=200), nullable=False),
        sa.Column("since", sa.DateTime(), nullable=False),
        _within("care", "patient_id", "patients"),
        sa.PrimaryKeyConstraint("patient_id", "account", name="pk_care"),
    )


def _create_programs() -> None:
    """Create the versions of programs."""
    op.create_table(
        "programs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("patient_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        _within("programs", "patient_id", "patients"),
        sa.PrimaryKeyConstraint("id", name="pk_programs"),
        sa.UniqueConstraint("patient_id", "number", name="uq_programs_patient_id"),
    )
    op.create_table(
        "sign_offs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("program_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        _within("sign_offs", "program_id", "programs"),
        sa.PrimaryKeyConstraint("id", name="pk_sign_offs"),
    )
    op.create_index("ix_sign_offs_program_id", "sign_offs", ["program_id"], unique=False)


def _create_sessions() -> None:
    """Create sessions and their recordings."""
    op.create_table(
        "sessions",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("patient_id", sa.String(length=32), nullable=False),
        sa.Column("program_id", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("ending", sa.String(length=20), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("saved_at", sa.DateTime(), nullable=False),
        sa.Column("saved_by", sa.String(length=200), nullable=False),
        _within("sessions", "patient_id", "patients"),
        sa.ForeignKeyConstraint(["program_id"], ["programs.id"], name="fk_sessions_program_id"),
        sa.PrimaryKeyConstraint("id", name="pk_sessions"),
    )
    op.create_index("ix_sessions_patient_id", "sessions", ["patient_id"], unique=False)
    op.create_table(
        "recordings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("side", sa.String(length=5), nullable=True),
        sa.Column("started_at", sa.DateTime(), nullable=True),
        sa.Column("duration_s", sa.Double(), nullable=False),
        sa.Column("countable", sa.Boolean(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("looked_for", sa.JSON(), nullable=True),
        sa.Column("unnamed", sa.Integer(), nullable=False),
        sa.Column("notes", sa.JSON(), nullable=False),
        sa.Column("calibration", sa.JSON(), nullable=True),
        _within("recordings", "session_id", "sessions"),
        sa.PrimaryKeyConstraint("id", name="pk_recordings"),
        sa.UniqueConstraint("session_id", "digest", name="uq_recordings_session_id"),
    )
    op.create_index("ix_recordings_digest", "recordings", ["digest"], unique=False)


def _create_sets() -> None:
    """Create sets as counted live."""
    op.create_table(
        "sets",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.String(length=32), nullable=False),
        sa.Column("recording_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("exercise", sa.String(length=64), nullable=False),
        sa.Column("side", sa.String(length=5), nullable=True),
        sa.Column("role", sa.String(length=5), nullable=True),
        sa.Column("start_s", sa.Double(), nullable=False),
        sa.Column("end_s", sa.Double(), nullable=False),
        sa.Column("countable", sa.Boolean(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("recognised_by", sa.Text(), nullable=False),
        _within("sets", "recording_id", "recordings"),
        _within("sets", "session_id", "sessions"),
        sa.PrimaryKeyConstraint("id", name="pk_sets"),
        sa.UniqueConstraint("session_id", "number", name="uq_sets_session_id"),
    )
    op.create_index("ix_sets_recording_id", "sets", ["recording_id"], unique=False)


def _create_repetitions() -> None:
    """Create repetitions as counted live."""
    op.create_table(
        "repetitions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("set_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("start_s", sa.Double(), nullable=False),
        sa.Column("peak_s", sa.Double(), nullable=False),
        sa.Column("end_s", sa.Double(), nullable=False),
        sa.Column("peak_angle_deg", sa.Float(), nullable=True),
        sa.Column("range_deg", sa.Float(), nullable=True),
        sa.Column("hold_s", sa.Float(), nullable=True),
        sa.Column("up_s", sa.Float(), nullable=True),
        sa.Column("down_s", sa.Float(), nullable=True),
        sa.Column("smoothness", sa.Float(), nullable=True),
        sa.Column("out_of_plane_deg", sa.Float(), nullable=True),
        sa.Column("flags", sa.JSON(), nullable=False),
        sa.Column("verdict", sa.String(length=20), nullable=False),
        sa.CheckConstraint("end_s >= start_s", name="ck_repetitions_times"),
        _within("repetitions", "set_id", "sets"),
        sa.PrimaryKeyConstraint("id", name="pk_repetitions"),
        sa.UniqueConstraint("set_id", "number", name="uq_repetitions_set_id"),
    )


def _create_answers() -> None:
    """Create answers for pain and exertion."""
    op.create_table(
        "pain",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.String(length=32), nullable=False),
        sa.Column("moment", sa.String(length=20), nullable=False),
        sa.Column("exercise", sa.String(length=64), nullable=True),
        sa.Column("side", sa.String(length=5), nullable=True),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("sharp", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.CheckConstraint("score BETWEEN 0 AND 10", name="ck_pain_score"),
        _within("pain", "session_id", "sessions"),
        sa.PrimaryKeyConstraint("id", name="pk_pain"),
    )
    op.create_index("ix_pain_session_id", "pain", ["session_id"], unique=False)
    op.create_table(
        "exertion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.String(length=32), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.CheckConstraint("score BETWEEN 0 AND 10", name="ck_exertion_score"),
        _within("exertion", "session_id", "sessions"),
        sa.PrimaryKeyConstraint("id", name="pk_exertion"),
    )
    op.create_index("ix_exertion_session_id", "exertion", ["session_id"], unique=False)


def _create_confirmations() -> None:
    """Create safety checks, and what was done without sensor."""
    op.create_table(
        "checks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.String(length=32), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        _within("checks", "session_id", "sessions"),
        sa.PrimaryKeyConstraint("id", name="pk_checks"),
    )
    op.create_index("ix_checks_session_id", "checks", ["session_id"], unique=False)
    op.create_table(
        "confirmations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("side", sa.String(length=5), nullable=True),
        sa.Column("sets", sa.Integer(), nullable=False),
        sa.Column("repetitions", sa.Integer(), nullable=False),
        sa.Column("seconds", sa.Double(), nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        _within("confirmations", "session_id", "sessions"),
        sa.PrimaryKeyConstraint("id", name="pk_confirmations"),
    )
    op.create_index("ix_confirmations_session_id", "confirmations", ["session_id"], unique=False)


def _create_corrections() -> None:
    """Create corrections, and the list of files that have to go."""
    op.create_table(
        "corrections",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("set_number", sa.Integer(), nullable=False),
        sa.Column("repetition_number", sa.Integer(), nullable=True),
        sa.Column("old", sa.JSON(), nullable=False),
        sa.Column("new", sa.JSON(), nullable=False),
        sa.Column("undoes", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        _within("corrections", "session_id", "sessions"),
        sa.PrimaryKeyConstraint("id", name="pk_corrections"),
        sa.UniqueConstraint("session_id", "number", name="uq_corrections_session_id"),
    )
    op.create_table(
        "removals",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_removals"),
    )


APPEND_ONLY = (
    "programs", "sign_offs", "sessions", "recordings", "sets", "repetitions",
    "corrections", "pain", "exertion", "checks", "confirmations",
)  # fmt: skip
"""What was counted, prescribed or said is never changed; what holds now is worked out from all entries."""

PARENTS = {"repetitions": ("sets", "set_id"), "corrections": ("sessions", "session_id")}
"""These are not deleted one by one either, only together with what they belong to."""


def _guard() -> None:
    """Let the database itself refuse to overwrite."""
    for table in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER {table}_stay BEFORE UPDATE ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} are never changed'); END"
        )
    for table, (parent, key) in PARENTS.items():
        op.execute(
            f"CREATE TRIGGER {table}_are_kept BEFORE DELETE ON {table} "  # noqa: S608 (names from above)
            f"WHEN EXISTS (SELECT 1 FROM {parent} WHERE id = OLD.{key}) "
            f"BEGIN SELECT RAISE(ABORT, '{table} are never deleted alone'); END"
        )


def upgrade() -> None:
    """Create everything in an empty database."""
    _create_people()
    _create_programs()
    _create_sessions()
    _create_sets()
    _create_repetitions()
    _create_answers()
    _create_confirmations()
    _create_corrections()
    _guard()
