"""After the exercises: how hard it was, what was done, and that it is kept."""

import html

import streamlit as st

from analysis.comparison import ItemComparison, Verdict
from dashboard.components import address, style
from dashboard.live.hub import Hub
from dashboard.live.messages import Snapshot, State
from dashboard.live.plan import SessionPlan
from dashboard.records.new_session import Ending
from dashboard.records.saved import SavedSession, saved_session
from dashboard.today import failed_step, scale, who
from dashboard.today.language import t
from dashboard.today.visit import saved_as, start_over, visit

REVIEW = "app_pages/review.py"
PROGRAM = "app_pages/program.py"

_STYLE = """
.td-summary { font-size: 1.15rem; }
.td-summary th .rt-quiet { font-size: 1rem; font-weight: 400; }
.td-summary td.td-count { font-size: 1.5rem; font-weight: 650; }
"""


def ask(hub: Hub, session: str, plan: SessionPlan, snapshot: Snapshot) -> None:
    """Ask how hard the session was, then save it."""
    if failed_step.show(hub, session, snapshot):
        return
    st.title(t("exertion.title"))
    if snapshot.state is State.FAILED and snapshot.message is not None:
        st.warning(t("sensor.failed"), icon=":material/sensors_off:")
        st.caption(str(snapshot.message.values.get("reason", "")))
    st.write(t("exertion.question"))
    effort = scale.show(t("exertion.title"), t("exertion.scale"), f"exertion_{session}")
    if effort is not None:
        st.write(f"**{effort}: {t(f'exertion.s{effort}')}**")
    if st.button(t("today.next"), type="primary", key="today_save"):
        with st.spinner(t("summary.saving")):
            saved_as(hub.save(who.viewer(), session, exertion=effort))
        visit().trial = plan.trial
        st.rerun()


def show() -> None:
    """Show what was done against what is prescribed, and the way to all of it."""
    style.add(_STYLE)
    saved = saved_session(who.store(), who.viewer(), visit().saved)
    whole = saved.ending is Ending.COMPLETED
    st.title(t("summary.title" if whole else "summary.stopped"))
    if visit().trial:
        st.info(t("summary.trial"), icon=":material/science:")
    else:
        st.success(t("summary.saved"), icon=":material/check_circle:")
    if saved.ending is Ending.PAIN:
        st.warning(t("stopped.session_over"), icon=":material/healing:")
    st.html(_table(saved))
    if any(one.verdict is Verdict.OVER for one in saved.asked.items):
        st.warning(t("summary.more_than_planned"), icon=":material/warning:")
    with st.container(horizontal=True):
        for page, key in ((REVIEW, "open_review"), (PROGRAM, "open_program")):
            if st.button(t(f"summary.{key}"), key=f"today_{key}"):
                address.open_saved(saved.id, page=page)
        if st.button(t("today.title"), icon=":material/today:", key="today_again"):
            start_over()
            st.rerun()
    if not visit().trial:
        st.caption(t("summary.tomorrow"))


def _table(saved: SavedSession) -> str:
    """Return the table of what was done; of a session that was stopped, what was begun."""
    items = [one for one in saved.asked.items if one.verdict is not Verdict.NOT_DONE or _whole(saved)]
    rows = "".join(_row(one, saved) for one in items)
    heads = "".join(
        f'<th scope="col">{html.escape(t(f"summary.{name}"))}</th>'
        for name in ("exercise", "done", "prescribed")
    )
    caption = html.escape(t("card.heading"))
    return (
        f'<div class="rt-scroll"><table class="rt-table td-summary"><caption>{caption}</caption>'
        f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _whole(saved: SavedSession) -> bool:
    return saved.ending is Ending.COMPLETED


def _row(one: ItemComparison, saved: SavedSession) -> str:
    name = t(f"title.{one.exercise}")
    leg = "" if one.side == "both" else f" ({t(f'leg.{one.side}')})"
    notes = list(_notes(one, saved))
    below = f'<br><span class="rt-quiet">{html.escape(" · ".join(notes))}</span>' if notes else ""
    done = one.done.repetitions + one.reported_repetitions
    return (
        f'<tr><th scope="row">{html.escape(name + leg)}{below}</th>'
        f'<td class="td-count">{done}</td><td>{one.prescribed.total}</td></tr>'
    )


def _corrections(one: ItemComparison, saved: SavedSession) -> int:
    """Return how often the person corrected the count of an exercise."""
    sets = (each for recording in saved.recordings for each in recording.sets)
    own = (each for each in sets if (each.set.exercise, each.set.side) == (one.exercise, one.side))
    if one.side == "both":
        own = (each for each in sets if each.set.exercise == one.exercise)
    return sum(len(each.corrections) for each in own)


def _notes(one: ItemComparison, saved: SavedSession) -> list[str]:
    notes = []
    if one.done.on_target is not None and one.done.repetitions:
        notes.append(t("summary.on_target", n=one.done.on_target))
    if corrected := _corrections(one, saved):
        notes.append(t("correct.by_you", n=corrected))
    if one.reported_repetitions:
        notes.append(t("summary.self_reported"))
    if saved.ending is Ending.PAIN and one.verdict in (Verdict.PARTLY, Verdict.NOT_DONE):
        notes.append(t("summary.excused"))
    return notes
