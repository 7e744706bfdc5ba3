"""The recordings of a session: which one is looked at, and which leg wore the sensor where nobody said so."""

from collections import Counter
from datetime import datetime

import streamlit as st

from dashboard.components import address
from dashboard.components.open_session import store
from dashboard.components.uploader import escaped
from dashboard.sessions.opened import OpenRecording, OpenSession
from dashboard.wording import clock
from sensing.samples import SIDES


def show(session: OpenSession, first: OpenRecording) -> OpenRecording:
    """Return the recording looked at; several are offered side by side, ``first`` is shown to begin with."""
    names = labels(session)
    if len(names) == 1:
        return session.recordings[0]
    chosen = st.segmented_control(
        "Recording",
        list(names),
        format_func=names.__getitem__,
        default=first.key,
        required=True,
        key="-".join(("recording", *names)),
        persist_state="session",
    )
    return next(one for one in session.recordings if one.key == chosen)


def labels(session: OpenSession) -> dict[str, str]:
    """Return what each recording is called, by key.

    When it was recorded tells apart those of one leg, its name those that were recorded at once.
    """
    legs = Counter(one.result.side for one in session.recordings)
    days = {when.date() for one in session.recordings if (when := started(one)) is not None}
    said = {
        one.key: label(one, when="" if legs[one.result.side] == 1 else _when(one, day=len(days) > 1))
        for one in session.recordings
    }
    often = Counter(said.values())
    twice = {one.key: one for one in session.recordings if one.result.side and often[said[one.key]] > 1}
    return said | {key: f"{escaped(one.name)}, {said[key]}" for key, one in twice.items()}


def label(one: OpenRecording, when: str = "") -> str:
    """Return leg and length of a recording, its name where the leg is not known."""
    side = one.result.side
    name = f"{side.capitalize()} leg{when}" if side else escaped(one.name)
    return f"{name}, {clock(one.result.duration_s)} min"


def started(one: OpenRecording) -> datetime | None:
    """Return the local time at which a recording started, None when it does not say."""
    at = one.result.started_at
    return None if at is None else at.astimezone()


def _when(one: OpenRecording, *, day: bool) -> str:
    at = started(one)
    if at is None:
        return ""
    return f" {at.day} {at:%b} at {at:%H:%M}" if day else f" at {at:%H:%M}"


def about(one: OpenRecording) -> None:
    """Say what was mended in the recording, and ask for the leg where it is not known."""
    if one.recording.info.repairs:
        mended = "; ".join(escaped(repair) for repair in one.recording.info.repairs)
        st.info(f"Mended while reading {escaped(one.name)}: {mended}.", icon=":material/healing:")
    if leg_unknown(one):
        _ask_for_leg(one)


def leg_unknown(one: OpenRecording) -> bool:
    """Return whether neither the recording nor its labels say which leg wore the sensor."""
    return one.result.side is None and not any(found.side for found in one.result.sets)


def _ask_for_leg(one: OpenRecording) -> None:
    key = f"leg_{one.key}"

    def named() -> None:
        side = st.session_state[key]
        said = store().worn_on(one.key, side) if side else None
        if said is not None:
            keys = address.recording_keys()
            address.open_recordings(said.key if each == one.key else each for each in keys)

    st.warning(
        f"{escaped(one.name)} does not say which leg wore the sensor, so nothing can be held against a leg.",
        icon=":material/help:",
    )
    st.segmented_control(
        "Which leg wore the sensor?",
        SIDES,
        format_func=lambda side: f"{side.capitalize()} leg",
        key=key,
        on_change=named,
    )
