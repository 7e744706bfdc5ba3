"""Who asks, and what each role may do; `dashboard.records.access` holds every query to it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Role(StrEnum):
    """In which capacity somebody looks at the records."""

    LOCAL = "local"
    """The one user of this computer, without login: sees and does everything."""
    PATIENT = "patient"
    """Sees and does what belongs to their own treatment."""
    THERAPIST = "therapist"
    """Sees and does everything for the patients in their care."""


class Right(StrEnum):
    """What can be done with the records of a patient who may be seen."""

    SEE = "see"
    TRAIN = "train"
    """Save sessions, answer for pain and exertion, correct counts."""
    PRESCRIBE = "prescribe"
    """Write and sign off programs."""
    MANAGE = "manage"
    """Change who the patient is and who has the care of them, delete."""


RIGHTS: Mapping[Role, frozenset[Right]] = MappingProxyType(
    {
        Role.LOCAL: frozenset(Right),
        Role.PATIENT: frozenset({Right.SEE, Right.TRAIN}),
        Role.THERAPIST: frozenset(Right),
    }
)
"""Of each role, for the patients whom it may see."""

REFUSALS: Mapping[Right, str] = MappingProxyType(
    {
        Right.SEE: "You may not see this. Ask the therapist.",
        Right.TRAIN: "Only the patient and the therapist may do this. Ask the therapist.",
        Right.PRESCRIBE: "Only a therapist may change the program. Ask the therapist.",
        Right.MANAGE: "Only a therapist may do this. Ask the therapist.",
    }
)


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who asks.

    Attributes
    ----------
    account : str
        Name of the account, written beside everything that is entered.
    role : Role
    """

    account: str
    role: Role

    def __post_init__(self) -> None:
        if not self.account.strip():
            raise ValueError("a viewer needs an account: what is entered carries its name")

    def may(self, right: Right) -> bool:
        """Return whether the role has a right, for patients whom it may see."""
        return right in RIGHTS[self.role]


LOCAL_USER = Viewer("local", Role.LOCAL)
"""Whoever uses this computer, where nobody has to log in."""
