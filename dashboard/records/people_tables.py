"""Tables: patients, who has the care of them, and what is prescribed."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from dashboard.records.base import Base


class PatientRow(Base):
    """A patient."""

    __tablename__ = "patients"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, comment="random name of the patient")
    name: Mapped[str] = mapped_column(String(200), comment="what the patient is called here")
    time_zone: Mapped[str | None] = mapped_column(
        String(64), comment="where the patient lives, such as Europe/Berlin; empty: as this computer"
    )
    account: Mapped[str | None] = mapped_column(
        String(200), unique=True, comment="account with which the patient logs in"
    )
    created_at: Mapped[datetime] = mapped_column(comment="when the patient was entered, UTC")

    programs: Mapped[list["ProgramRow"]] = relationship(
        order_by="ProgramRow.number", back_populates="patient", passive_deletes=True
    )


class CareRow(Base):
    """Who has the care of a patient."""

    __tablename__ = "care"

    patient_id: Mapped[str] = mapped_column(
        ForeignKey("patients.id", ondelete="CASCADE"), primary_key=True, comment="the patient"
    )
    account: Mapped[str] = mapped_column(String(200), primary_key=True, comment="account of the therapist")
    since: Mapped[datetime] = mapped_column(comment="when it began, UTC")


class ProgramRow(Base):
    """One version of what is prescribed; never changed, a change is the next version."""

    __tablename__ = "programs"
    __table_args__ = (UniqueConstraint("patient_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True, comment="number of the row")
    patient_id: Mapped[str] = mapped_column(
        ForeignKey("patients.id", ondelete="CASCADE"), comment="the patient"
    )
    number: Mapped[int] = mapped_column(comment="version, from 1 for each patient")
    text: Mapped[str] = mapped_column(Text, comment="the program, as its TOML file says it")
    starts_on: Mapped[date] = mapped_column(comment="first day of this version, where the patient lives")
    created_at: Mapped[datetime] = mapped_column(comment="when it was entered, UTC")
    created_by: Mapped[str] = mapped_column(String(200), comment="account that entered it")

    patient: Mapped[PatientRow] = relationship(back_populates="programs")
    sign_offs: Mapped[list["SignOffRow"]] = relationship(order_by="SignOffRow.id", passive_deletes=True)


class SignOffRow(Base):
    """Somebody took the responsibility for a version: only then is it in force."""

    __tablename__ = "sign_offs"

    id: Mapped[int] = mapped_column(primary_key=True, comment="number of the row")
    program_id: Mapped[int] = mapped_column(
        ForeignKey("programs.id", ondelete="CASCADE"), index=True, comment="the version"
    )
    at: Mapped[datetime] = mapped_column(comment="when, UTC")
    by: Mapped[str] = mapped_column(String(200), comment="account")
    words: Mapped[str] = mapped_column(Text, comment="what was confirmed")
