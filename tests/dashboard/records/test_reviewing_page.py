"""A saved session on the page Review: what is corrected elsewhere is seen there."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import dashboard
from analysis import analyze
from dashboard.components import local_records
from dashboard.records import (
    LOCAL_USER,
    CorrectionKind,
    NewCorrection,
    NewRecording,
    NewSession,
    correct,
    save_session,
)
from sensing import read_recording


@pytest.fixture
def session(store, ann, sessions, monkeypatch):
    """A saved session of four leg lifts and three lunges."""
    monkeypatch.setattr(local_records, "store", lambda: store)
    recording = read_recording(sessions / "right.csv.gz")
    at = recording.info.started_at
    new = NewSession(1, at, at, recordings=(NewRecording(recording, analyze(recording)),))
    return save_session(store, LOCAL_USER, ann.id, new)


def counted(page):
    """The heading of the repetition that is looked at, and what the chart says to those who do not see it."""
    assert not page.exception, page.exception
    chart = page.get("vega_lite_chart")[0].proto
    return page.subheader[1].value, chart.alt.partition("; ")[2]


def test_a_correction_changes_what_is_shown(store, session, make):
    page = AppTest.from_file(Path(dashboard.__file__).with_name("app.py"), default_timeout=60).run()
    page.switch_page("app_pages/review.py")
    page.query_params["session"] = f"saved-{session}"
    heading, chart = counted(page.run())
    assert heading.startswith("Repetition 1 of 4, set 1")
    assert "4 repetitions" in chart
    words = " ".join(one.proto.body for one in page.get("html"))
    assert "Saved session · " in words
    assert "Session of" not in words  # its day is said once, in words
    no_repetition = NewCorrection(CorrectionKind.NOT_A_REPETITION, make.monday, 1, 2)
    number = correct(store, LOCAL_USER, session, no_repetition).number
    heading, chart = counted(page.run())
    assert heading.startswith("Repetition 1 of 3, set 1")
    assert "4 repetitions" not in chart
    correct(store, LOCAL_USER, session, NewCorrection(CorrectionKind.UNDO, make.monday, undoes=number))
    assert counted(page.run())[0].startswith("Repetition 1 of 4, set 1")
