"""What is said after a session was saved: the next morning's pain, exertion, what was done without sensor."""

from collections.abc import Callable

from dashboard.records.access import session_row
from dashboard.records.conversion import (
    confirmation_row,
    correction_of,
    correction_row,
    exertion_row,
    pain_row,
    set_of,
)
from dashboard.records.corrected import Correction
from dashboard.records.correction_entry import enter
from dashboard.records.new_session import Confirmation, ExertionEntry, NewCorrection, PainEntry
from dashboard.records.session_tables import SessionRow
from dashboard.records.store import Store
from dashboard.records.viewer import Right, Viewer


def say_pain(store: Store, viewer: Viewer, session_id: str, entry: PainEntry) -> None:
    """Keep an answer for pain; of several for one moment the last one holds.

    Raises
    ------
    AccessError
        When the viewer may not answer for this session.
    """
    _append(store, viewer, session_id, lambda row: row.pain.append(pain_row(entry, viewer.account)))


def say_exertion(store: Store, viewer: Viewer, session_id: str, entry: ExertionEntry) -> None:
    """Keep an answer for exertion; of several the last one holds. See `say_pain`."""
    _append(store, viewer, session_id, lambda row: row.exertion.append(exertion_row(entry, viewer.account)))


def confirm(store: Store, viewer: Viewer, session_id: str, entry: Confirmation) -> None:
    """Keep what was done without the sensor. See `say_pain`."""
    _append(
        store,
        viewer,
        session_id,
        lambda row: row.confirmations.append(confirmation_row(entry, viewer.account)),
    )


def correct(store: Store, viewer: Viewer, session_id: str, entry: NewCorrection) -> Correction:
    """Keep a correction; the count that it corrects stays, and it can be taken back by another one.

    Raises
    ------
    AccessError
        When the viewer may not correct this session.
    EntryError
        When there is nothing like that to correct, or nothing would change.
    """
    made: list[Correction] = []

    def add(row: SessionRow) -> None:
        seen = {each.number: set_of(each) for each in row.sets}
        made.append(enter(seen, [correction_of(one) for one in row.corrections], entry, viewer))
        row.corrections.append(correction_row(made[0]))

    _append(store, viewer, session_id, add)
    return made[0]


def _append(store: Store, viewer: Viewer, session_id: str, add: Callable[[SessionRow], object]) -> None:
    with store.database.writing() as db:
        add(session_row(db, viewer, session_id, Right.TRAIN))
