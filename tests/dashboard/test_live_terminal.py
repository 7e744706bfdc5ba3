"""What the terminal shows of a session under way."""

import io
from typing import get_args

import pytest
import rich.console

from analysis.live import LiveState
from analysis.live_calibration import CalibrationStep
from analysis.live_session import LiveSession, SessionState
from analysis.results import Quality
from dashboard import live_terminal
from dashboard.live_run import Watcher
from dashboard.live_terminal import PROMPTS, LiveTerminal, link
from sensing.replay import ReplaySource
from sensing.samples import Placement, RecordingInfo
from sensing.simulation import simulate
from sensing.simulation.stream import short_session
from sensing.source import SourceStatus

UP = SourceStatus(connected=True, expected_hz=100.0, received_hz=99.3)


def test_every_step_of_calibrating_has_its_words():
    assert set(PROMPTS) == set(get_args(CalibrationStep))


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (SourceStatus(connected=False), "no signal"),
        (SourceStatus(connected=True), "- samples a second"),
        (UP, "99 of 100 samples a second"),
        (
            SourceStatus(connected=True, received_hz=50.0, battery_percent=80.4, signal_dbm=-60.0),
            "50 samples a second, battery 80 %, signal -60 dBm",
        ),
        (
            SourceStatus(connected=True, received_hz=50.0, battery_v=3.941),
            "50 samples a second, battery 3.94 V",
        ),
    ],
)
def test_how_the_samples_come(status, words):
    assert link(status) == words


@pytest.fixture
def screen(monkeypatch):
    """A terminal whose text can be read."""
    text = io.StringIO()
    console = rich.console.Console(file=text, force_terminal=True, width=100, color_system=None)
    monkeypatch.setattr(live_terminal, "make_console", lambda: console)
    return text


def live(angle=41.6, hold_s=1.25):
    return LiveState(5.0, angle, (), "hold", hold_s, Quality())


def test_a_terminal_changes_in_place_and_sentences_stay(screen):
    with LiveTerminal("Recording") as terminal:
        terminal.show(SessionState(step="keep still"), UP)
        terminal.tell("The recording cannot be written.")
        terminal.show(
            SessionState(65.0, "done", "leg_lift", live(), (("lunge", 9),)),
            SourceStatus(connected=False),
        )
    shown = screen.getvalue()
    for words in (
        "Hold your chair. Stand tall. Keep still.",
        "The recording cannot be written.",
        "Recording  1:05",
        "standing leg lift: no repetitions, thigh angle 42 degrees, held 1.2 s",
        "done: lunge, 9 repetitions",
        "no signal",
        "Ctrl-C ends it.",
    ):
        assert words in shown


def test_plain_lines_come_when_something_changes_and_now_and_then(monkeypatch, capsys):
    with LiveTerminal("Recording") as terminal:
        for second in range(11):
            terminal.show(SessionState(float(second), "lift the knee"), UP)
        terminal.show(SessionState(10.5, "lift the knee"), SourceStatus(connected=False))
    lines = capsys.readouterr().out.splitlines()
    assert lines[:2] == ["Recording", PROMPTS["lift the knee"]]
    assert [line.split()[0] for line in lines[2:]] == ["0:00", "0:05", "0:10", "0:10"]
    assert "no signal" in lines[-1]


def test_what_fails_in_counting_ends_neither_the_recording_nor_the_display(capsys):
    made = simulate(short_session("leg_lift", "right")).recording
    source = ReplaySource([], RecordingInfo(rate_hz=100.0, placement=Placement("thigh", "left")))
    with LiveTerminal("Recording") as terminal:
        watcher = Watcher(source, terminal, "leg_lift", None)
        blocks = list(made.blocks(200))
        for block in (*blocks[:8], blocks[2], *blocks[8:]):  # samples that go back in time
            watcher.take(block)
    assert isinstance(watcher.session, LiveSession)
    assert capsys.readouterr().out.count("Counting has stopped; samples are still taken.") == 1
    assert watcher.finish().time_s == blocks[7].time_s[-1]
