"""What goes over the websocket: frames that every browser can read, commands that cannot harm."""

import json
import math
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import dashboard.live
from dashboard.live.messages import Command, Said, SensorView, Snapshot, State, Words, frame, read_command
from dashboard.live.tokens import LIFETIME_S, Tokens
from dashboard.records.viewer import Role, Viewer
from dashboard.words import LANGUAGES, dictionary


def test_a_frame_is_strict_json_without_nan():
    said = Said(3, Words("say.number", {"n": 2}))
    snapshot = Snapshot(state=State.EXERCISE, say=said, sensor=SensorView("A", math.nan))
    read = json.loads(frame(snapshot, [(1.23456, 20.04), (1.3, math.nan)], 5.0), parse_constant=pytest.fail)
    assert read["curve"] == [[1.235, 20.0], [1.3, None]]
    assert read["say"] == {"id": 3, "key": "say.number", "with": {"n": 2}}
    assert (read["v"], read["state"], read["angle"], read["sample_ms"]) == (1, "exercise", None, None)
    assert read["sensor"] == {"name": "A", "battery": None, "rate_hz": None, "signal": None}


@pytest.mark.parametrize("command", list(Command))
def test_every_command_is_read(command):
    assert read_command(json.dumps({"do": command.value})) is command


@pytest.mark.parametrize(
    "text",
    [
        "",
        "stop",
        "[]",
        "{}",
        '{"do": "rm"}',
        '{"do": ["stop"]}',
        '{"do": {}}',
        "[" * 199,
        None,
        b'{"do":"stop"}',
        '{"do":"stop"' + " " * 300 + "}",
    ],
)
def test_anything_else_is_no_command(text):
    assert read_command(text) is None


@given(st.text())
def test_no_text_breaks_it(text):
    assert read_command(text) is None or json.loads(text)["do"] in list(Command)


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_are_words_for_every_key(language):
    folder = Path(dashboard.live.__file__).parent
    source = "".join(path.read_text("utf-8") for path in folder.glob("*.py"))
    words = dictionary(language)
    sections = {key.partition(".")[0] for key in words}
    found = {key for key in re.findall(r'"([a-z_]+\.[a-z_]+)"', source) if key.partition(".")[0] in sections}
    assert len(found) > 30
    cues = {
        f"{part}.{cue}"
        for part in ("say", "message")
        for cue in ("doubtful", "too_fast", "shallow", "held_too_short")
    }
    assert sorted((found | cues) - set(words)) == []


class TestTokens:
    """One session, one viewer, two minutes."""

    ann = Viewer("ann", Role.PATIENT)

    def test_a_good_one_names_the_viewer(self):
        tokens = Tokens()
        assert tokens.read(tokens.make(self.ann, "s1"), "s1") == self.ann

    def test_another_session_key_or_letter_is_refused(self):
        tokens = Tokens()
        token = tokens.make(self.ann, "s1")
        assert tokens.read(token, "s2") is None
        assert Tokens().read(token, "s1") is None
        changed = [
            token[:i] + ("A" if token[i] != "A" else "B") + token[i + 1 :] for i in range(len(token) - 1)
        ]
        assert [one for one in changed if tokens.read(one, "s1") is not None] == []
        assert [tokens.read(one, "s1") for one in ("", ".", "a.b.c", "é")] == [None] * 4

    def test_an_old_one_is_refused(self):
        now = [1_000_000.0]
        tokens = Tokens(now=lambda: now[0])
        token = tokens.make(self.ann, "s1")
        now[0] += LIFETIME_S
        assert tokens.read(token, "s1") == self.ann
        now[0] += 1.0
        assert tokens.read(token, "s1") is None
