"""Raw messages on disk."""

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sensing.errors import RecordingError
from sensing.notifications import format_notifications, read_notifications
from sensing.source import Notification

FIRST = b'{"schema": "rehab-notifications/1", "driver": "witmotion"}\n'
messages = st.builds(
    Notification,
    st.floats(-1e11, 1e11),
    st.binary(max_size=100),
    st.text(max_size=40),
    st.integers(0, 2**31 - 1),
)


@given(st.lists(messages, max_size=5), st.none() | st.text(max_size=10))
def test_messages_come_back_as_they_were(tmp_path_factory, several, driver):
    path = tmp_path_factory.mktemp("raw") / "a.raw.jsonl.gz"
    path.write_bytes(format_notifications(several, driver=driver))
    assert read_notifications(path) == (several, driver)


def test_the_same_messages_give_the_same_bytes():
    several = [Notification(1.5, b"\x55\x61", "ffe4")]
    assert format_notifications(several, driver="a") == format_notifications(several, driver="a")


GOOD = b'{"host_time_s": 1, "epoch": 0, "characteristic": "", "payload": "55"}\n'


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (b"", "line 1: no JSON object"),
        (b"[]\n", "line 1: no JSON object"),
        (b'{"schema": "rehab-recording/1"}\n', "line 1: not the raw messages"),
        (b'{"schema": "rehab-notifications/2"}\n', "version 2 is newer"),
        (FIRST + b"x\n", "line 2: no JSON object"),
        (FIRST + GOOD + b"[" * 100_000 + b"\n", "line 3: no JSON object"),
        *(
            (FIRST + GOOD + GOOD.replace(good, bad), "line 3: host_time_s")
            for good, bad in (
                (b'"55"', b'"5"'),
                (b'"55"', b'"5 5"'),
                (b'"55"', b"55"),
                (b'"host_time_s": 1', b'"host_time_s": NaN'),
                (b'"host_time_s": 1', b'"host_time_s": true'),
                (b'"host_time_s": 1', b'"host_time_s": 1' + b"0" * 400),
                (b'"epoch": 0', b'"epoch": -1'),
                (b'"epoch": 0', b'"epoch": 0.5'),
                (b'""', b"null"),
            )
        ),
    ],
)
def test_a_faulty_line_is_named(tmp_path, text, words):
    path = tmp_path / "a.raw.jsonl.gz"
    path.write_bytes(gzip.compress(text))
    with pytest.raises(RecordingError, match=words):
        read_notifications(path)


@pytest.mark.parametrize(
    "data",
    [b"", b"not compressed", gzip.compress(FIRST * 50, mtime=0)[:-9]],
    ids=["empty", "plain", "cut short"],
)
def test_a_damaged_file_is_one_line(tmp_path, data):
    path = tmp_path / "a.raw.jsonl.gz"
    path.write_bytes(data)
    with pytest.raises(RecordingError) as error:
        read_notifications(path)
    assert "\n" not in str(error.value)


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(RecordingError, match="No such file"):
        read_notifications(tmp_path / "a.raw.jsonl.gz")
