"""Damage at random places is refused in one line or changes a number; it never escapes as anything else."""

import gzip
import io
import tempfile
from pathlib import Path

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from sensing import read_recording
from sensing.errors import RecordingError

HEADER = "time_s,acc_x,acc_y,acc_z,gyr_x,gyr_y,gyr_z,truth_activity"
ROWS = [f'{i / 100:.2f},0.1,-0.2,9.8,0.01,{i % 4 / 10},0,"a, {i % 3}"' for i in range(30)]
TEXT = "\n".join([HEADER, *ROWS]) + "\n"
SIDE = (
    '{"schema": "rehab-recording/1", "started_at": "2025-03-14T09:30:00Z", "sensor": {"battery": 5},'
    ' "rate_hz": 100, "placement": {"side": "left"}, "n": [1],'
    ' "activities": [{"start_s": 0, "end_s": 0.2, "exercise": "lunge"}]}'
)
DAMAGE = [b"", b",", b"\n", b'"', b"\0", b"\xff", b"1e999", b"\x1b", b"nan", b"-", b";", b"null"]


def parquet(text):
    buffer = io.BytesIO()
    pd.read_csv(io.StringIO(text)).to_parquet(buffer)
    return buffer.getvalue()


WHOLE = {
    "a.csv": TEXT.encode(),
    "a.csv.gz": gzip.compress(TEXT.encode(), mtime=0),
    "a.parquet": parquet(TEXT),
    "a.json": SIDE.encode(),
}


@given(st.sampled_from(sorted(WHOLE)), st.data())
def test_damage_is_refused_or_read_but_never_escapes(name, data):
    whole = WHOLE[name]
    start = data.draw(st.integers(0, len(whole)))
    length = data.draw(st.sampled_from([0, 1, 2, 8, 64]))
    damage = data.draw(st.sampled_from(DAMAGE) | st.binary(max_size=9))
    refusal, recording = None, None
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "a.csv").write_bytes(WHOLE["a.csv"])
        (Path(folder) / name).write_bytes(whole[:start] + damage + whole[start + length :])
        path = Path(folder) / name.replace("json", "csv")
        try:
            recording = read_recording(path, repair=data.draw(st.booleans()))
        except RecordingError as error:
            refusal = str(error)
    if recording is None:
        assert refusal.isprintable()
        assert refusal.startswith(folder)
    else:
        assert len(recording) >= 2
