"""Every lock: who sees whom, and who may do what. Each public function is tried by everybody."""

import inspect
import shutil
from dataclasses import dataclass
from datetime import date

import pytest

import dashboard.records as records
from dashboard.records import (
    LOCAL_USER,
    AccessError,
    Confirmation,
    Confirmed,
    CorrectionKind,
    ExertionEntry,
    Moment,
    NewCorrection,
    PainEntry,
    Right,
    Role,
    Viewer,
)

ANN, BEN = Viewer("ann", Role.PATIENT), Viewer("ben", Role.PATIENT)
DOE, ROE = Viewer("doe", Role.THERAPIST), Viewer("roe", Role.THERAPIST)


@dataclass
class Place:
    store: object
    patient: str
    session: str
    digest: str
    make: object
    target: object


@pytest.fixture(scope="session")
def furnished(empty, make, add, tmp_path_factory):
    """Ann, in the care of Doe, with a session; Ben, in the care of Roe, is somebody else."""
    folder = tmp_path_factory.mktemp("furnished") / "records"
    shutil.copytree(empty, folder)
    store = records.open_store(folder)
    ann = add(store, DOE, "Ann", account="ann")
    add(store, ROE, "Ben", account="ben")
    session = records.save_session(store, ANN, ann.id, make.session())
    store.close()
    return folder, ann.id, session


@pytest.fixture
def place(furnished, make, tmp_path):
    """Such a place of one's own."""
    folder, ann, session = furnished
    shutil.copytree(folder, tmp_path / "records")
    store = records.open_store(tmp_path / "records")
    (digest,) = store.files.digests()
    yield Place(store, ann, session, digest, make, tmp_path / "export.zip")
    store.close()


def wrong_repetition(place):
    return NewCorrection(CorrectionKind.NOT_A_REPETITION, place.make.monday, 1, 1)


def pain(place):
    return PainEntry(Moment.NEXT_MORNING, 1, place.make.monday)


CALLS = {
    "patient": (Right.SEE, lambda p, v: records.patient(p.store, v, p.patient)),
    "program_versions": (Right.SEE, lambda p, v: records.program_versions(p.store, v, p.patient)),
    "current_program": (
        Right.SEE,
        lambda p, v: records.current_program(p.store, v, p.patient, date(2026, 3, 9)),
    ),
    "sessions": (Right.SEE, lambda p, v: records.sessions(p.store, v, p.patient)),
    "saved_session": (Right.SEE, lambda p, v: records.saved_session(p.store, v, p.session)),
    "session_records": (Right.SEE, lambda p, v: records.session_records(p.store, v, p.patient)),
    "progress": (
        Right.SEE,
        lambda p, v: records.progress(p.store, v, p.patient, today=date(2026, 3, 9)),
    ),
    "open_session": (Right.SEE, lambda p, v: records.open_session(p.store, v, p.session)),
    "open_recording": (Right.SEE, lambda p, v: records.open_recording(p.store, v, p.session, p.digest)),
    "export_patient": (Right.SEE, lambda p, v: records.export_patient(p.store, v, p.patient, p.target)),
    "save_session": (
        Right.TRAIN,
        lambda p, v: records.save_session(p.store, v, p.patient, p.make.session(seed=9)),
    ),
    "say_pain": (Right.TRAIN, lambda p, v: records.say_pain(p.store, v, p.session, pain(p))),
    "say_exertion": (
        Right.TRAIN,
        lambda p, v: records.say_exertion(p.store, v, p.session, ExertionEntry(3, p.make.monday)),
    ),
    "confirm": (
        Right.TRAIN,
        lambda p, v: records.confirm(
            p.store, v, p.session, Confirmation(Confirmed.TIMER, "warm_up", p.make.monday)
        ),
    ),
    "correct": (Right.TRAIN, lambda p, v: records.correct(p.store, v, p.session, wrong_repetition(p))),
    "prescribe": (
        Right.PRESCRIBE,
        lambda p, v: records.prescribe(p.store, v, p.patient, p.make.program, starts_on=date(2026, 3, 9)),
    ),
    "sign_off": (Right.PRESCRIBE, lambda p, v: records.sign_off(p.store, v, p.patient, 1, "agreed")),
    "give_care": (Right.MANAGE, lambda p, v: records.give_care(p.store, v, p.patient, "roe")),
    "end_care": (Right.MANAGE, lambda p, v: records.end_care(p.store, v, p.patient, "doe")),
    "delete_patient": (Right.MANAGE, lambda p, v: records.delete_patient(p.store, v, p.patient)),
}
"""What is done to Ann, and the right that it takes."""

ELSEWHERE = {
    "open_store", "add_patient", "patients", "leftovers", "read_leftover", "discard_leftover",
}  # fmt: skip
"""Public functions about no one patient, tried below."""


def functions():
    named = {name: getattr(records, name) for name in records.__all__}
    return {name: one for name, one in named.items() if inspect.isfunction(one)}


def test_every_function_is_tried():
    assert functions().keys() == CALLS.keys() | ELSEWHERE


def test_every_call_carries_a_viewer():
    for name, one in functions().items():
        if name != "open_store":
            first, second = list(inspect.signature(one).parameters.values())[:2]
            assert (first.name, first.annotation.__name__) == ("store", "Store"), name
            assert (second.name, second.annotation) == ("viewer", Viewer), name


def everything(place):
    """What is kept, to see that nothing changed."""
    with place.store.database.reading() as db:
        return "\n".join(db.connection().connection.driver_connection.iterdump())


@pytest.mark.parametrize("name", CALLS)
@pytest.mark.parametrize("stranger", [BEN, ROE, Viewer("local", Role.PATIENT), Viewer("ann", Role.THERAPIST)])
def test_strangers_are_refused_in_the_words_of_what_is_not_there(place, name, stranger):
    before = everything(place)
    with pytest.raises(AccessError) as refused:
        CALLS[name][1](place, stranger)
    assert everything(place) == before
    assert not place.target.exists()
    nobody = Place(place.store, "0" * 32, "0" * 32, place.digest, place.make, place.target)
    with pytest.raises(AccessError) as unknown:
        CALLS[name][1](nobody, LOCAL_USER)
    assert str(refused.value) == str(unknown.value)


@pytest.mark.parametrize("name", CALLS)
@pytest.mark.parametrize("viewer", [ANN, DOE, LOCAL_USER])
def test_those_who_belong_there_may_do_what_their_role_allows(place, name, viewer):
    right, call = CALLS[name]
    allowed = viewer is not ANN or right in {Right.SEE, Right.TRAIN}
    assert viewer.may(right) is allowed
    if allowed:
        call(place, viewer)
        return
    before = everything(place)
    with pytest.raises(AccessError, match="Only a therapist"):
        call(place, viewer)
    assert everything(place) == before


@pytest.mark.parametrize(
    ("viewer", "names"),
    [(LOCAL_USER, ["Ann", "Ben"]), (ANN, ["Ann"]), (BEN, ["Ben"]), (DOE, ["Ann"]), (ROE, ["Ben"])],
)
def test_the_list_holds_only_ones_own(place, viewer, names):
    assert [one.name for one in records.patients(place.store, viewer)] == names


def test_care_can_be_given_and_ended(place):
    records.give_care(place.store, DOE, place.patient, "roe")
    assert len(records.patients(place.store, ROE)) == 2
    records.end_care(place.store, DOE, place.patient, "roe")
    with pytest.raises(AccessError):
        records.sessions(place.store, ROE, place.patient)


def test_a_patient_enters_nobody(store):
    with pytest.raises(AccessError, match="Only a therapist"):
        records.add_patient(store, ANN, "Cat")
    assert records.patients(store, LOCAL_USER) == ()


@pytest.mark.parametrize("viewer", [ANN, DOE])
def test_what_belongs_to_nobody_is_for_the_local_user(place, viewer):
    with place.store.database.writing():
        digest, _ = place.store.files.put(place.make.recording(7))
    for call in (
        lambda: records.leftovers(place.store, viewer),
        lambda: records.read_leftover(place.store, viewer, digest),
        lambda: records.discard_leftover(place.store, viewer, digest),
    ):
        with pytest.raises(AccessError, match="Nobody knows whose"):
            call()
    assert records.read_leftover(place.store, LOCAL_USER, digest).duration_s == pytest.approx(1.99)
    records.discard_leftover(place.store, LOCAL_USER, digest)
    assert place.store.files.digests() == (place.digest,)


@pytest.mark.parametrize("digest", ["../records.sqlite3", "0" * 64, ""])
def test_a_recording_of_a_session_is_never_discarded_nor_another_file(place, digest):
    for name in (digest, place.digest):
        with pytest.raises(records.EntryError):
            records.discard_leftover(place.store, LOCAL_USER, name)
        with pytest.raises(records.EntryError):
            records.read_leftover(place.store, LOCAL_USER, name)
    assert place.store.files.digests() == (place.digest,)


def test_a_viewer_has_a_name():
    with pytest.raises(ValueError, match="account"):
        Viewer(" ", Role.PATIENT)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": "  "}, "empty or too long"),
        ({"name": "x" * 201}, "empty or too long"),
        ({"name": "Ann", "time_zone": "Mars/Base"}, "no such time zone: 'Mars/Base'"),
        ({"name": "Ann", "time_zone": "../../etc/passwd"}, "no such time zone"),
    ],
)
def test_a_patient_that_cannot_be_is_refused(store, changes, words):
    with pytest.raises(records.EntryError, match=words):
        records.add_patient(store, LOCAL_USER, **changes)


def test_an_account_belongs_to_one_patient(store):
    records.add_patient(store, LOCAL_USER, "Ann", account="ann")
    with pytest.raises(records.EntryError, match="another patient has this account"):
        records.add_patient(store, LOCAL_USER, "Other", account="ann")
    assert len(records.patients(store, LOCAL_USER)) == 1
