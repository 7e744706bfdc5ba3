"""What an analysis returns can be written as JSON, with nothing invented in place of what is not known."""

import dataclasses
import json
import math
from datetime import UTC, date, datetime

import numpy as np
import pytest

from analysis import analyze
from analysis.results import FLAGS, Quality, to_plain


@pytest.fixture(scope="module")
def result(session):
    made = session(
        {"do": "calibration", "lifts": 1},
        {"do": "set", "exercise": "leg_lift", "repetitions": 3},
        {"do": "set", "exercise": "lunge", "repetitions": 2},
        rate_hz=50.0,
    ).recording
    started = dataclasses.replace(made.info, started_at=datetime(2025, 3, 1, 9, 30, tzinfo=UTC))
    return analyze(dataclasses.replace(made, info=started))


def test_the_result_is_json_ready(result):
    plain = json.loads(json.dumps(result.to_dict(), allow_nan=False))
    assert list(plain) == [f.name for f in dataclasses.fields(result) if f.name != "thigh_angle"]
    assert plain["started_at"] == "2025-03-01T09:30:00+00:00"
    assert [one["exercise"] for one in plain["sets"]] == ["leg_lift", "lunge"]


def test_keys_are_the_attributes(result):
    plain = result.to_dict()
    for there, here in zip(plain["sets"], result.sets, strict=True):
        assert list(there) == [field.name for field in dataclasses.fields(here)]
        for one, repetition in zip(there["repetitions"], here.repetitions, strict=True):
            assert one["peak_angle_deg"] == repetition.peak_angle_deg
            assert one["live"]["peak_s"] == repetition.live.peak_s
            assert one["live"]["live"] is None


def test_what_is_not_known_is_null_not_a_number(result):
    for one in result.to_dict()["sets"]:
        if one["metrics"]["repetitions"] < 3:
            assert one["metrics"]["consistency_deg"] is None


def test_a_recording_without_rest_is_json_ready_too(planar):
    time_s = np.arange(0, 12, 0.01)
    found = analyze(planar(time_s, 40.0 * np.sin(np.pi * time_s)), exercise="leg_lift")
    json.dumps(found.to_dict(), allow_nan=False)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (math.nan, None),
        (math.inf, None),
        (np.float64(1.5), 1.5),
        (np.int64(7), 7),
        (np.array([[1.0, np.nan]]), [[1.0, None]]),
        ((1, "a", None, True), [1, "a", None, True]),
        ({"x": np.float32(0.5)}, {"x": 0.5}),
        (Quality(False, ("so",)), {"countable": False, "reasons": ["so"]}),
        (datetime(2025, 1, 2, tzinfo=UTC), "2025-01-02T00:00:00+00:00"),
        (date(2025, 1, 2), "2025-01-02"),
    ],
)
def test_plain_values(value, expected):
    assert to_plain(value) == expected
    assert type(to_plain(value)) is type(expected)


def test_every_flag_is_explained():
    assert all(text and text[0].islower() and not text.endswith(".") for text in FLAGS.values())
