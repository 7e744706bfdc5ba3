"""Numbers, progress and JSON as the commands show them."""

import io
import json
import math
import sys

import pytest

from dashboard import terminal, wording


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (61.6, 0, "62"),
        (1.25, 1, "1.2"),
        (-0.3, 0, "0"),
        (math.nan, 0, "-"),
        (math.inf, 1, "-"),
        (None, 0, "-"),
    ],
)
def test_number(value, digits, text):
    assert wording.number(value, digits) == text


@pytest.mark.parametrize(
    ("values", "text"),
    [([58, 63.4], "58 to 63"), ([58.1, 57.9], "58"), ([math.nan, 5], "5"), ([math.nan], "-"), ([], "-")],
)
def test_span(values, text):
    assert wording.span(values) == text


@pytest.mark.parametrize(("seconds", "text"), [(0, "0:00"), (59.6, "1:00"), (671.9, "11:12")])
def test_clock(seconds, text):
    assert wording.clock(seconds) == text


def test_json_refuses_what_is_no_json(capsys):
    terminal.print_json({"a": "°"})
    assert json.loads(capsys.readouterr().out) == {"a": "°"}
    with pytest.raises(ValueError, match="not JSON compliant"):
        terminal.print_json({"a": math.nan})


class Screen(io.StringIO):
    """A standard error that says it is a terminal."""

    def isatty(self):
        return True


def run_progress(total):
    with terminal.progress("Analysing", total) as advance:
        for _ in range(total):
            advance()


def test_progress_is_shown_on_a_terminal_only(monkeypatch):
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR")
    screen, pipe = Screen(), io.StringIO()
    monkeypatch.setattr(sys, "stderr", screen)
    run_progress(3)
    assert "Analysing" in screen.getvalue()
    monkeypatch.setattr(sys, "stderr", pipe)
    run_progress(3)
    assert pipe.getvalue() == ""


def test_no_progress_for_a_single_step(monkeypatch):
    screen = Screen()
    monkeypatch.setattr(sys, "stderr", screen)
    run_progress(1)
    assert screen.getvalue() == ""


def test_a_table_in_a_pipe_is_not_squeezed(monkeypatch):
    monkeypatch.delenv("COLUMNS")
    assert terminal.make_console().width == terminal.PLAIN_WIDTH
    monkeypatch.setenv("COLUMNS", "90")
    assert terminal.make_console().width == 90


def test_markup_in_names_is_shown_as_it_is(capsys):
    terminal.make_console().print("[red]x[/red] :smile:")
    assert capsys.readouterr().out == "[red]x[/red] :smile:\n"
