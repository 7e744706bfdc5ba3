"""Recordings on disk: what comes back, and what is mended and said so."""

import csv
import gzip
import tempfile
from datetime import timedelta, timezone
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from sensing import (
    Activity,
    Placement,
    Recording,
    RecordingInfo,
    SensorInfo,
    read_recording,
    write_recording,
)
from sensing.errors import RecordingError

AS_IT_IS = {"acc_unit": "m/s2", "gyr_unit": "rad/s"}
HEADER = "time_s,acc_x,acc_y,acc_z,count"
ROWS = [f"{i / 10:.1f},0.1,{i % 3}.5,9.8,{i}" for i in range(60)]

texts = st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=6)
WORDS = st.sampled_from(["", 'a "b", c', " ä", "nan", "007"]) | texts
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | texts,
    lambda items: st.lists(items, max_size=3),
    max_leaves=4,
)
NEW_NAMES = texts.filter(lambda name: name not in {*RecordingInfo.__dataclass_fields__, "schema"})


@st.composite
def recordings(draw):
    n = draw(st.integers(2, 12))
    steps = draw(st.lists(st.floats(1e-3, 0.5), min_size=n, max_size=n))

    def values(limit):
        return draw(hnp.arrays(np.float64, (n, 3), elements=st.floats(-limit, limit)))

    def column(elements, dtype):
        return np.array(draw(st.lists(elements, min_size=n, max_size=n)), dtype=dtype)

    makers = {
        "truth_deg": lambda: column(st.floats(), float),
        "count": lambda: column(st.integers(-(2**63), 2**63 - 1), np.int64),
        "flag": lambda: column(st.booleans(), bool),
        "truth_activity, was": lambda: np.array(["rest", *column(WORDS, object)[1:]], dtype=object),
    }
    names = draw(st.lists(st.sampled_from(sorted(makers)), unique=True))
    return Recording(
        np.cumsum(steps),
        values(3900.0),
        draw(st.none() | st.just(values(69.0))),
        extra={name: makers[name]() for name in names},
    )


def same(a, b):
    return a.tobytes() == b.tobytes() if a.dtype != object else a.tolist() == b.tolist()


@given(recordings())
def test_parquet_gives_back_every_bit(recording):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.parquet"
        write_recording(recording, path)
        got = read_recording(path, **AS_IT_IS)
        assert same(got.time_s, recording.time_s)
        assert same(got.acc, recording.acc)
        assert (got.gyr is None) == (recording.gyr is None)
        assert got.gyr is None or same(got.gyr, recording.gyr)
        assert list(got.extra) == list(recording.extra)
        for name, column in recording.extra.items():
            assert got.extra[name].dtype == column.dtype
            assert same(got.extra[name], column)
        first = path.read_bytes()
        write_recording(got, path)
        assert path.read_bytes() == first


@given(recordings(), st.sampled_from(["a.csv", "a.csv.gz"]))
def test_text_gives_back_what_it_shows_and_is_written_again_alike(recording, name):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        write_recording(recording, path)
        first = path.read_bytes()
        got = read_recording(path, **AS_IT_IS)
        assert np.array_equal(got.time_s, np.round(recording.time_s, 6))
        assert np.array_equal(got.acc, np.round(recording.acc, 6))
        assert got.gyr is None or np.array_equal(got.gyr, np.round(recording.gyr, 6))
        assert list(got.extra) == list(recording.extra)
        if "truth_deg" in recording.extra:
            assert np.array_equal(got.extra["truth_deg"], recording.extra["truth_deg"], equal_nan=True)
        write_recording(got, path)
        assert path.read_bytes() == first


@given(
    st.datetimes(timezones=st.just(timezone(timedelta(hours=-3)))),
    texts,
    st.dictionaries(NEW_NAMES, JSON, max_size=3),
    st.none() | st.sampled_from(["left", "right"]),
    st.floats(0, 1.0),
)
def test_what_is_known_comes_back_exactly(started_at, notes, extra, side, start_s):
    info = RecordingInfo(
        started_at=started_at,
        sensor=SensorInfo(model=notes, battery=start_s),
        placement=Placement("thigh", side),
        rate_hz=10.5,
        activities=(
            Activity(start_s, 2.0, "lunge", side, "front"),
            Activity(0.0, start_s + 0.1, "rest"),
        ),
        notes=notes,
        extra=extra,
    )
    recording = Recording(np.arange(40) / 10, np.ones((40, 3)), info=info)
    with tempfile.TemporaryDirectory() as folder:
        for name in ("a.csv", "b.parquet"):
            path = Path(folder) / name
            write_recording(recording, path)
            assert read_recording(path, **AS_IT_IS).info == info


def write_rows(folder, rows, name="session.csv"):
    path = folder / name
    path.write_text("\n".join([HEADER, *rows]) + "\n")
    return path


def test_a_clean_file_needs_no_mending(tmp_path):
    recording = read_recording(write_rows(tmp_path, ROWS))
    assert recording.info.repairs == ()
    assert recording.name == "session.csv"
    assert recording.info == RecordingInfo()


@pytest.mark.parametrize(
    "rows",
    [
        [*ROWS[:20], ROWS[19], *ROWS[20:30], ROWS[29], *ROWS[30:]],
        [*ROWS[:40], *ROWS[38:40], *ROWS[40:]],  # the last packet sent again
    ],
)
def test_rows_told_twice_are_dropped_and_noted(tmp_path, rows):
    recording = read_recording(write_rows(tmp_path, rows))
    assert recording.info.repairs == ("dropped 2 rows identical to an earlier one",)
    assert recording.extra["count"].tolist() == list(range(60))


def test_identical_means_every_column(tmp_path):
    changed = ROWS[19].rsplit(",", 1)[0] + ",77"
    path = write_rows(tmp_path, [*ROWS[:20], changed, *ROWS[20:]])
    with pytest.raises(RecordingError, match=r"line 22, time_s: time 1\.9 s again, with other values"):
        read_recording(path)
    recording = read_recording(path, repair=True)
    assert recording.info.repairs == ("dropped 1 row with the time of an earlier one but other values",)
    assert recording.extra["count"].tolist() == list(range(60))


def test_repair_puts_rows_in_order_and_says_so(tmp_path):
    path = write_rows(tmp_path, [*ROWS[:10], *ROWS[20:30], *ROWS[10:20], *ROWS[30:]])
    with pytest.raises(RecordingError, match=r"line 22, time_s: time goes back from 2\.9 to 1 s"):
        read_recording(path)
    recording = read_recording(path, repair=True)
    assert recording.info.repairs == ("put 10 rows back in time order",)
    assert recording.extra["count"].tolist() == list(range(60))


def test_repair_drops_rows_that_say_nothing(tmp_path):
    rows = list(ROWS)
    rows[5], rows[6], rows[50] = "0.5,,0.5,9.8,5", "0.6,inf,0.5,9.8,6", "5.0,1e7,0,0,50"
    path = write_rows(tmp_path, rows)
    with pytest.raises(RecordingError, match="line 7, acc_x: the value is missing"):
        read_recording(path)
    recording = read_recording(path, repair=True)
    assert recording.info.repairs == (
        "dropped 2 rows with missing or infinite values",
        "dropped 1 row with values beyond any sensor",
    )
    assert [gap.missing for gap in recording.gaps] == [2, 1]


def test_line_numbers_count_blank_lines_and_dropped_rows(tmp_path):
    rows = [*ROWS[:10], "", ROWS[9], "", *ROWS[10:30], "2.95,1e7,0,0,9", *ROWS[30:]]
    with pytest.raises(RecordingError, match="line 35, acc_x"):
        read_recording(write_rows(tmp_path, rows))


def test_two_recordings_in_one_file_are_not_even_repaired(tmp_path):
    path = write_rows(tmp_path, [*ROWS, *(row + "1" for row in ROWS)])
    with pytest.raises(RecordingError, match=r"line 62, time_s: the clock starts again \(0 s after 5\.9 s\)"):
        read_recording(path, repair=True)


def test_a_jump_forward_is_a_gap(tmp_path):
    recording = read_recording(write_rows(tmp_path, [*ROWS[:20], *ROWS[40:]]), repair=True)
    assert [(gap.start_s, gap.end_s, gap.missing) for gap in recording.gaps] == [(1.9, 4.0, 20)]
    assert recording.info.repairs == ()


def test_real_recordings_are_read_whole(root):
    folder = root.parent / "shared" / "data" / "recordings"
    if not (folder / "index.csv").exists():
        pytest.skip("the real recordings are not here")
    with (folder / "index.csv").open() as file:
        rows = list(csv.DictReader(file))
    for name in sorted({row["file"] for row in rows}):
        recording = read_recording(folder / name)
        with gzip.open(folder / name, "rt") as file:
            first, *lines = file.read().splitlines()
        assert len(recording) == len(lines)
        assert recording.info.repairs == ()
        assert (recording.gyr is not None) == ("gyr_x" in first)
        last = dict(zip(first.split(","), lines[-1].split(","), strict=True))
        assert recording.time_s[-1] == float(last["time_s"])
        assert recording.acc[-1].tolist() == [float(last[f"acc_{axis}"]) for axis in "xyz"]
        assert {name for name in last if name.startswith("truth")} == set(recording.extra)
