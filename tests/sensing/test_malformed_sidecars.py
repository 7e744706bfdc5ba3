"""Every way we know in which the JSON file beside a recording goes wrong, and what is taken as it is."""

import json
from datetime import UTC, datetime
from typing import Any, NamedTuple

import numpy as np
import pytest

from sensing import Activity, Placement, SensorInfo, read_recording, write_recording
from sensing.errors import RecordingError
from sensing.sidecar import parse_info

TABLE = "time_s,acc_x,acc_y,acc_z\n" + "".join(f"{i / 50:.2f},0.1,{i % 3 / 10},9.8\n" for i in range(501))


def activity(**changes):
    return {"activities": [{"start_s": 1, "end_s": 5, "exercise": "lunge"} | changes]}


class Case(NamedTuple):
    name: str
    content: Any
    says: tuple[str, ...]


CASES = [
    Case("empty", b"", ("line 1: no valid JSON", "it is optional")),
    Case("cut short", b'{"notes": "a', ("line 1: no valid JSON", "it is optional")),
    Case("comma too many", b'{\n"notes": "a",\n}', ("no valid JSON", "Correct it, or remove the file")),
    Case("binary", b"\x80\x81", ("the text is not UTF-8", "Save it as UTF-8")),
    Case("a list", [1], ("a JSON list instead of an object", "Write {...}")),
    Case("a number", 7, ("a JSON number instead of an object", "Write {...}")),
    Case("null", None, ("a JSON null instead of an object", "Write {...}")),
    Case("NaN", b'{"rate_hz": NaN}', ("no valid JSON (NaN is not a JSON number)", "remove the file")),
    Case("a name twice", b'{"notes": "a", "notes": "b"}', ("'notes' appears twice", "remove the file")),
    Case("too deep", b"[" * 100_000, ("no valid JSON", "remove the file")),
    Case(
        "newer", {"schema": "rehab-recording/2"}, ("schema: ", "is newer than this", "Update rehab-tracker")
    ),
    Case("newer minor", {"schema": "rehab-recording/12.1"}, ("is newer", "Update rehab-tracker")),
    Case("other schema", {"schema": "motion/1"}, ("schema: ", "not the description of a recording", "move")),
    Case("schema number", {"schema": 1}, ("schema: 1 is not text", "quotes")),
    Case(
        "bad date", {"started_at": "yesterday"}, ('started_at: "yesterday" is not a date and time', "T09:30")
    ),
    Case("impossible date", {"started_at": "2025-02-30T10:00:00Z"}, ("started_at: ", "is not a date")),
    Case(
        "date without zone", {"started_at": "2025-02-03T10:00:00"}, ("started_at: ", "has no time zone", "Z")
    ),
    Case("day only", {"started_at": "2025-02-03"}, ("started_at: ", "has no time zone", "Z")),
    Case("date as number", {"started_at": 1700000000}, ("started_at: 1700000000 is not a date", "Z")),
    Case("date before all", {"started_at": "0001-01-01T00:00:00+14:00"}, ("started_at: ", "is not a date")),
    Case("rate text", {"rate_hz": "50"}, ('rate_hz: "50" is not a number', "without quotes")),
    Case("rate true", {"rate_hz": True}, ("rate_hz: true is not a number", "plain number")),
    Case("rate beyond number", b'{"rate_hz": 1e999}', ("rate_hz: Infinity is not a number", "plain")),
    Case("rate of many digits", b'{"rate_hz": 1' + b"0" * 400 + b"}", ("rate_hz: 1000", "is not a number")),
    Case("rate zero", {"rate_hz": 0}, ("rate_hz: 0 is not above zero", "in Hz")),
    Case("rate negative", {"rate_hz": -50}, ("rate_hz: -50 is not above zero", "in Hz")),
    Case("other rate", {"rate_hz": 100}, ("rate_hz: 100 Hz, but the samples' times say 50 Hz", "Correct")),
    Case("sensor text", {"sensor": "WT901"}, ('sensor: "WT901" is not an object', "named fields")),
    Case("model number", {"sensor": {"model": 901}}, ("sensor.model: 901 is not text", "quotes")),
    Case("address list", {"sensor": {"address": []}}, ("sensor.address: [] is not text", "quotes")),
    Case("firmware number", {"sensor": {"firmware": 1.2}}, ("sensor.firmware: 1.2 is not text", "quotes")),
    Case(
        "battery text", {"sensor": {"battery": "full"}}, ('sensor.battery: "full" is not a number', "plain")
    ),
    Case(
        "placement list", {"placement": ["thigh"]}, ('placement: ["thigh"] is not an object', "named fields")
    ),
    Case("segment number", {"placement": {"segment": 3}}, ("placement.segment: 3 is not text", "quotes")),
    Case(
        "side up", {"placement": {"side": "up"}}, ('placement.side: "up" is not "left" or "right"', "leave")
    ),
    Case("side list", {"placement": {"side": ["left"]}}, ('placement.side: ["left"] is not', "leave it out")),
    Case("notes number", {"notes": 5}, ("notes: 5 is not text", "quotes")),
    Case("activities object", {"activities": {}}, ("activities: {} is not a list", "Write [{...}")),
    Case("activity text", {"activities": ["lunge"]}, ('activities[0]: "lunge" is not an object', "Write {")),
    Case("no start", activity(start_s=None), ("activities[0].start_s: is missing", "needs start_s, end_s")),
    Case("no exercise", activity(exercise=""), ("activities[0].exercise: is missing", "needs start_s")),
    Case("start text", activity(start_s="1"), ('activities[0].start_s: "1" is not a number', "quotes")),
    Case("exercise number", activity(exercise=1), ("activities[0].exercise: 1 is not text", "quotes")),
    Case("ends before it starts", activity(end_s=0.5), ("[0].end_s: 0.5 s is not after start_s 1 s", "two")),
    Case("ends when it starts", activity(end_s=1), ("[0].end_s: 1 s is not after start_s 1 s", "Correct")),
    Case("after the end", activity(end_s=70), ("[0].end_s: 1..70 s lies outside the recording, 0..10 s",)),
    Case("before the start", activity(start_s=-9), ("[0].start_s: -9..5 s lies outside the recording",)),
    Case("activity's side", activity(side="both"), ('activities[0].side: "both" is not "left" or', "leave")),
    Case(
        "role", activity(role="back"), ('activities[0].role: "back" is not "front" or "rear"', "leave it out")
    ),
    Case("long value", {"rate_hz": "x" * 500}, ('rate_hz: "' + "x" * 39 + "... is not a number", "plain")),
]


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_malformed_sidecar_is_refused_in_one_helpful_line(case, tmp_path):
    (tmp_path / "session.csv").write_text(TABLE)
    side = tmp_path / "session.json"
    side.write_bytes(case.content if isinstance(case.content, bytes) else json.dumps(case.content).encode())
    with pytest.raises(RecordingError) as caught:
        read_recording(tmp_path / "session.csv")
    message = str(caught.value)
    assert "\n" not in message
    assert message.startswith(f"{side}: ")
    for part in case.says:
        assert part in message


def test_every_malformed_sidecar_is_another_one():
    assert len({case.name for case in CASES}) == len({str(case.content) for case in CASES}) == len(CASES)


def read_with(tmp_path, content):
    (tmp_path / "session.csv").write_text(TABLE)
    (tmp_path / "session.json").write_text(json.dumps(content), encoding="utf-8-sig")
    return read_recording(tmp_path / "session.csv")


def test_a_full_sidecar_is_read(tmp_path):
    content = {
        "schema": "rehab-recording/1",
        "started_at": "2025-03-14T10:30:00.25+01:00",
        "sensor": {"model": "M", "address": "AA:BB", "firmware": "1.2", "battery": 88},
        "placement": {"segment": "shank", "side": "left"},
        "rate_hz": 52,
        "activities": activity(side="right", role="rear", end_s=10.9)["activities"],
        "notes": "Knie müde",
    }
    info = read_with(tmp_path, content).info
    assert info.started_at == datetime(2025, 3, 14, 9, 30, 0, 250_000, tzinfo=UTC)
    assert info.started_at.tzinfo is UTC
    assert info.sensor == SensorInfo("M", "AA:BB", "1.2", 88.0)
    assert info.placement == Placement("shank", "left")  # an unknown segment is kept
    assert info.rate_hz == 52.0
    assert info.activities == (Activity(1.0, 10.9, "lunge", "right", "rear"),)
    assert info.notes == "Knie müde"
    assert not info.extra


@pytest.mark.parametrize("content", [{}, {"schema": "rehab-recording/1.4"}, {"notes": None, "sensor": None}])
def test_what_is_absent_is_unknown(tmp_path, content):
    info = read_with(tmp_path, content).info
    assert (info.started_at, info.rate_hz, info.activities, info.notes) == (None, None, (), "")
    assert (info.sensor, info.placement) == (SensorInfo(), Placement())


def test_unknown_fields_are_written_back_where_they_stood(tmp_path):
    content = activity(effort=7, side="left") | {
        "schema": "rehab-recording/1",
        "study": {"arm": ["a", None, 1.5]},
        "sensor": {"model": "M", "serial": "0042"},
        "placement": {"segment": "thigh", "side": "right", "strap": "elastic"},
    }
    recording = read_with(tmp_path, content)
    write_recording(recording, tmp_path / "copy.csv")
    assert json.loads((tmp_path / "copy.json").read_text(encoding="utf-8")) == content


def test_the_documented_sidecar_is_read_and_written_alike(tmp_path, root):
    guide = (root / "docs" / "recordings.md").read_text("utf-8")
    content = json.loads(guide.partition("```json\n")[2].partition("```")[0])
    rows = "".join(f"{i / 100:.2f},0.1,{i % 3 / 10},9.8\n" for i in range(4200))
    (tmp_path / "session.csv").write_text("time_s,acc_x,acc_y,acc_z\n" + rows)
    (tmp_path / "session.json").write_text(json.dumps(content))
    write_recording(read_recording(tmp_path / "session.csv"), tmp_path / "copy.csv")
    written = json.loads((tmp_path / "copy.json").read_text("utf-8"))
    assert written == {name: value for name, value in content.items() if value != ""}


def test_no_depth_of_nesting_is_more_than_one_line():
    for depth in range(1, 1100):
        text = '{"rate_hz": ' + "[" * depth + "]" * depth + "}"
        with pytest.raises(RecordingError, match=r"^a\.json: "):
            parse_info(text.encode(), np.arange(50) / 50, source="a.json")
