"""The first step: does anything speak against exercising today."""

import time

import streamlit as st

from dashboard.records.new_session import (
    Ending,
    Moment,
    NewSession,
    PainEntry,
    SafetyCheck,
    now,
)
from dashboard.records.saved import SavedSession
from dashboard.records.saving import save_session
from dashboard.today import scale, who
from dashboard.today.language import t
from dashboard.today.morning import keep, unanswered
from dashboard.today.safety import HEADINGS, Urgency, answers, gravest, too_much_pain
from dashboard.today.visit import Step, go, start_over, visit

DEFAULT_PAIN_LIMIT = 3
"""Where no program says otherwise (Silbernagel 2007: up to 3 safe)."""


def show() -> None:
    """Ask, and go on with the answers."""
    st.title(t("safety.title"))
    st.write(f"**{t('safety.question')}**")
    flags = []
    with st.container(key="today_flags"):
        for column, (heading, questions) in zip(st.columns(len(HEADINGS)), HEADINGS.items(), strict=True):
            with column:
                st.caption(t(f"safety.{heading}"))
                flags += [one for one in questions if st.checkbox(t(f"flag.{one}"), key=f"today_flag_{one}")]
    if gravest(flags) is Urgency.EMERGENCY:
        st.error(f"**{t('advice.emergency')}**", icon=":material/emergency:")
    none = st.checkbox(f"**{t('safety.none')}**", key="today_flag_none")
    pain = scale.show(t("pain.before"), t("pain.scale"), "pain_before")
    session = _of_yesterday()
    morning = None
    if session is not None:
        morning = scale.show(t("pain.next_morning"), t("pain.scale"), "pain_morning")
    if st.button(t("today.next"), type="primary", key="today_checked"):
        problem = _problem(flags, none=none, pain=pain)
        if problem:
            st.warning(problem, icon=":material/help:")
        else:
            if session is not None and morning is not None:
                keep(session, morning)
            _decide(tuple(flags), pain)
    st.caption(t("safety.saved"))


def _of_yesterday() -> SavedSession | None:
    person = who.me()
    return None if person is None else unanswered(person)


def _problem(flags: list[str], *, none: bool, pain: int | None) -> str:
    """Return what is missing from the answers, empty when nothing is."""
    if flags and none:
        return t("safety.both_answers")
    if not flags and not none:
        return t("safety.answer_needed")
    return t("pain.answer_needed") if pain is None and not flags else ""


def _decide(flags: tuple[str, ...], pain: int | None) -> None:
    visit().flags, visit().pain, visit().answered_s = flags, pain, time.monotonic()
    refused = gravest(flags) is not None or (pain is not None and too_much_pain(pain, _limit()))
    if refused:
        _keep_refusal()
    go(Step.REFUSED if refused else Step.CARDS)


def _limit() -> int:
    person = who.me()
    program = None if person is None else who.program_of(person)
    return DEFAULT_PAIN_LIMIT if program is None else program.program.pain_limit


def _keep_refusal() -> None:
    """Save that it was not begun, and why."""
    person, here = who.me(), visit()
    program = None if person is None else who.program_of(person)
    if person is None or program is None:
        return
    at = now()
    pain = () if here.pain is None else (PainEntry(Moment.BEFORE, here.pain, at),)
    session = NewSession(
        program.number,
        at,
        at,
        Ending.NOT_STARTED,
        pain=pain,
        check=SafetyCheck(answers(here.flags), at),
    )
    save_session(who.store(), who.viewer(), person.id, session)


def show_refusal() -> None:
    """Say why not today, and what to do."""
    here = visit()
    urgency = gravest(here.flags)
    st.title(t("safety.title"))
    if urgency is None:
        st.error(t("advice.pain_too_high", limit=_limit()), icon=":material/do_not_disturb_on:")
        st.write(t("advice.pain_too_high_again"))
    else:
        st.error(f"**{t(f'advice.{urgency}')}**", icon=":material/emergency:")
    person = who.me()
    program = None if person is None else who.program_of(person)
    if program is not None and program.program.patient.therapist_phone:
        st.write(t("advice.phone", phone=program.program.patient.therapist_phone))
    if st.button(t("today.back"), key="today_back_to_check", on_click=start_over):
        st.rerun()
