"""Tables of what people say and correct. Rows are only ever added; of several answers the last one holds."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from dashboard.records.base import Base


class CorrectionRow(Base):
    """A correction of what was counted; it stands beside the count and never over it."""

    __tablename__ = "corrections"
    __table_args__ = (UniqueConstraint("session_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True, comment="number of the row")
    session_id: Mapped[str] = mapped_column(
        ForeignKey("sessions.id", ondelete="CASCADE"), comment="the session"
    )
    number: Mapped[int] = mapped_column(comment="position in the session, from 1")
    at: Mapped[datetime] = mapped_column(comment="when, UTC")
    by: Mapped[str] = mapped_column(String(200), comment="account")
    role: Mapped[str] = mapped_column(String(20), comment="as what: local, patient or therapist")
    kind: Mapped[str] = mapped_column(
        String(20), comment="not_a_repetition, missed_repetition, exercise, leg or undo"
    )
    set_number: Mapped[int] = mapped_column(comment="the set, by its number in the session")
    repetition_number: Mapped[int | None] = mapped_column(comment="the repetition, by its number in the set")
    old: Mapped[Any] = mapped_column(JSON, comment="what held before")
    new: Mapped[Any] = mapped_column(JSON, comment="what holds from then on")
    undoes: Mapped[int | None] = mapped_column(comment="number of the correction that this takes back")
    reason: Mapped[str] = mapped_column(Text, comment="why, in words")


class PainRow(Base):
    """An answer to: how is the pain, 0 to 10."""

    __tablename__ = "pain"
    __table_args__ = (CheckConstraint("score BETWEEN 0 AND 10", name="score"),)

    id: Mapped[int] = mapped_column(primary_key=True, comment="number of the row")
    session_id: Mapped[str] = mapped_column(
        ForeignKey("sessions.id", ondelete="CASCADE"), index=True, comment="the session"
    )
    moment: Mapped[str] = mapped_column(String(20), comment="before, after_exercise, after or next_morning")
    exercise: Mapped[str | None] = mapped_column(String(64), comment="after which exercise")
    side: Mapped[str | None] = mapped_column(String(5), comment="on which leg")
    score: Mapped[int] = mapped_column(comment="0 (none) to 10 (worst)")
    sharp: Mapped[bool] = mapped_column(comment="whether it was sharp or catching")
    at: Mapped[datetime] = mapped_column(comment="when, UTC")
    by: Mapped[str] = mapped_column(String(200), comment="account")


class ExertionRow(Base):
    """An answer to: how hard was the session, 0 to 10 (session RPE)."""

    __tablename__ = "exertion"
    __table_args__ = (CheckConstraint("score BETWEEN 0 AND 10", name="score"),)

    id: Mapped[int] = mapped_column(primary_key=True, comment="number of the row")
    session_id: Mapped[str] = mapped_column(
        ForeignKey("sessions.id", ondelete="CASCADE"), index=True, comment="the session"
    )
    score: Mapped[int] = mapped_column(comment="0 (rest) to 10 (as hard as can be)")
    at: Mapped[datetime] = mapped_column(comment="when, UTC")
    by: Mapped[str] = mapped_column(String(200), comment="account")


class CheckRow(Base):
    """The safety check before a session."""

    __tablename__ = "checks"

    id: Mapped[int] = mapped_column(primary_key=True, comment="number of the row")
    session_id: Mapped[str] = mapped_column(
        ForeignKey("sessions.id", ondelete="CASCADE"), index=True, comment="the session"
    )
    answers: Mapped[dict[str, Any]] = mapped_column(comment="name of each question: true for yes")
    at: Mapped[datetime] = mapped_column(comment="when, UTC")
    by: Mapped[str] = mapped_column(String(200), comment="account")


class ConfirmationRow(Base):
    """What the patient says was done and no sensor saw: a timer, or an exercise without sensor."""

    __tablename__ = "confirmations"

    id: Mapped[int] = mapped_column(primary_key=True, comment="number of the row")
    session_id: Mapped[str] = mapped_column(
        ForeignKey("sessions.id", ondelete="CASCADE"), index=True, comment="the session"
    )
    kind: Mapped[str] = mapped_column(String(20), comment="timer or without_sensor")
    name: Mapped[str] = mapped_column(String(64), comment="name of the timer or of the exercise")
    side: Mapped[str | None] = mapped_column(String(5), comment="the leg; in a lunge the front leg")
    sets: Mapped[int] = mapped_column(comment="sets done; 0 for a timer")
    repetitions: Mapped[int] = mapped_column(comment="repetitions of all sets together; 0 for a timer")
    seconds: Mapped[float | None] = mapped_column(comment="how long, where it was timed")
    at: Mapped[datetime] = mapped_column(comment="when, UTC")
    by: Mapped[str] = mapped_column(String(200), comment="account")


class RemovalRow(Base):
    """A recording file that has to go; it stands here from the deletion until the file is gone."""

    __tablename__ = "removals"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True, comment="names the file")
