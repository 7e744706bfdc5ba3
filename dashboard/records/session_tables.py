"""Tables: sessions, their recordings, and what was counted live. None of these rows is ever changed."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from dashboard.records.base import Base, Measure
from dashboard.records.diary_tables import (
    CheckRow,
    ConfirmationRow,
    CorrectionRow,
    ExertionRow,
    PainRow,
)
from dashboard.records.people_tables import ProgramRow


class SessionRow(Base):
    """A session: one go at the program of the day."""

    __tablename__ = "sessions"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, comment="random name of the session")
    patient_id: Mapped[str] = mapped_column(
        ForeignKey("patients.id", ondelete="CASCADE"), index=True, comment="the patient"
    )
    program_id: Mapped[int] = mapped_column(
        ForeignKey("programs.id"), comment="version of the program it was done under"
    )
    started_at: Mapped[datetime] = mapped_column(comment="UTC")
    ended_at: Mapped[datetime] = mapped_column(comment="UTC")
    day: Mapped[date] = mapped_column(comment="day of the session where the patient lives")
    ending: Mapped[str] = mapped_column(String(20), comment="completed, stopped, pain or not_started")
    notes: Mapped[str] = mapped_column(Text, comment="free words")
    saved_at: Mapped[datetime] = mapped_column(comment="UTC")
    saved_by: Mapped[str] = mapped_column(String(200), comment="account")

    program: Mapped[ProgramRow] = relationship()
    recordings: Mapped[list["RecordingRow"]] = relationship(
        order_by="RecordingRow.number", passive_deletes=True
    )
    sets: Mapped[list["SetRow"]] = relationship(order_by="SetRow.number", passive_deletes=True)
    corrections: Mapped[list[CorrectionRow]] = relationship(
        order_by=CorrectionRow.number, passive_deletes=True
    )
    pain: Mapped[list[PainRow]] = relationship(order_by=PainRow.id, passive_deletes=True)
    exertion: Mapped[list[ExertionRow]] = relationship(order_by=ExertionRow.id, passive_deletes=True)
    checks: Mapped[list[CheckRow]] = relationship(order_by=CheckRow.id, passive_deletes=True)
    confirmations: Mapped[list[ConfirmationRow]] = relationship(
        order_by=ConfirmationRow.id, passive_deletes=True
    )


class RecordingRow(Base):
    """The recording of one sensor; its samples are in the file named by the digest."""

    __tablename__ = "recordings"
    __table_args__ = (UniqueConstraint("session_id", "digest"),)

    id: Mapped[int] = mapped_column(primary_key=True, comment="number of the row")
    session_id: Mapped[str] = mapped_column(
        ForeignKey("sessions.id", ondelete="CASCADE"), comment="the session"
    )
    number: Mapped[int] = mapped_column(comment="position in the session, from 1")
    digest: Mapped[str] = mapped_column(
        String(64), index=True, comment="SHA-256 of samples and description; names the file"
    )
    side: Mapped[str | None] = mapped_column(String(5), comment="leg that wore the sensor: left or right")
    started_at: Mapped[datetime | None] = mapped_column(comment="UTC")
    duration_s: Mapped[float] = mapped_column(comment="length, seconds")
    countable: Mapped[bool] = mapped_column(comment="whether repetitions could be told apart")
    reasons: Mapped[list[str]] = mapped_column(comment="what is wrong with the recording, in words")
    looked_for: Mapped[list[str] | None] = mapped_column(comment="exercises looked for; empty: all")
    unnamed: Mapped[int] = mapped_column(comment="times something moved that could not be named")
    notes: Mapped[list[str]] = mapped_column(comment="what was assumed, in words")
    calibration: Mapped[dict[str, Any] | None] = mapped_column(
        comment="still pose, movement axis and verdict as used live, in sensor axes"
    )


class SetRow(Base):
    """A set as it was counted live."""

    __tablename__ = "sets"
    __table_args__ = (UniqueConstraint("session_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True, comment="number of the row")
    session_id: Mapped[str] = mapped_column(
        ForeignKey("sessions.id", ondelete="CASCADE"), comment="the session"
    )
    recording_id: Mapped[int] = mapped_column(
        ForeignKey("recordings.id", ondelete="CASCADE"), index=True, comment="the recording"
    )
    number: Mapped[int] = mapped_column(comment="position in the session, from 1")
    exercise: Mapped[str] = mapped_column(String(64), comment="name in the catalogue of exercises")
    side: Mapped[str | None] = mapped_column(String(5), comment="leg that wore the sensor: left or right")
    role: Mapped[str | None] = mapped_column(String(5), comment="of that leg in a lunge: front or rear")
    start_s: Mapped[float] = mapped_column(comment="seconds from the recording's start")
    end_s: Mapped[float] = mapped_column(comment="seconds from the recording's start")
    countable: Mapped[bool] = mapped_column(comment="whether repetitions could be told apart")
    reasons: Mapped[list[str]] = mapped_column(comment="what is doubtful about the set, in words")
    recognised_by: Mapped[str] = mapped_column(Text, comment="why it was taken for this exercise")

    repetitions: Mapped[list["RepetitionRow"]] = relationship(
        order_by="RepetitionRow.number", passive_deletes=True
    )


class RepetitionRow(Base):
    """A repetition as it was counted and measured live."""

    __tablename__ = "repetitions"
    __table_args__ = (
        UniqueConstraint("set_id", "number"),
        CheckConstraint("end_s >= start_s", name="times"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, comment="number of the row")
    set_id: Mapped[int] = mapped_column(ForeignKey("sets.id", ondelete="CASCADE"), comment="the set")
    number: Mapped[int] = mapped_column(comment="position in the set, from 1")
    start_s: Mapped[float] = mapped_column(comment="begin of the movement, seconds")
    peak_s: Mapped[float] = mapped_column(comment="turning point, seconds")
    end_s: Mapped[float] = mapped_column(comment="end of the return, seconds")
    peak_angle_deg: Mapped[float] = mapped_column(
        Measure, nullable=True, comment="thigh angle at the turning point, degrees, flexion positive"
    )
    range_deg: Mapped[float] = mapped_column(
        Measure, nullable=True, comment="way to the turning point, degrees, positive"
    )
    hold_s: Mapped[float] = mapped_column(Measure, nullable=True, comment="hold, seconds")
    up_s: Mapped[float] = mapped_column(Measure, nullable=True, comment="time before the hold, seconds")
    down_s: Mapped[float] = mapped_column(Measure, nullable=True, comment="time after the hold, seconds")
    smoothness: Mapped[float] = mapped_column(
        Measure, nullable=True, comment="spectral arc length; 0 is smoothest"
    )
    out_of_plane_deg: Mapped[float] = mapped_column(
        Measure, nullable=True, comment="largest excursion out of the movement plane, degrees"
    )
    flags: Mapped[list[str]] = mapped_column(comment="what is remarkable: shallow, fast, gap, ...")
    verdict: Mapped[str] = mapped_column(
        String(20), comment="how it stood to the program as told live: on_target, shallow, ..."
    )
