"""Files that are no table of samples: one line that says where, what is wrong and what to do."""

import gzip
import io
import os
import struct
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
import pytest

from sensing import read_recording
from sensing.errors import RecordingError

HEADER = "time_s,acc_x,acc_y,acc_z,gyr_x,gyr_y,gyr_z"
GOOD = [f"{i / 100:.2f},0.1,-0.2,9.8,0.01,0.02,{(i % 5) / 100}" for i in range(40)]


def table(rows=GOOD, header=HEADER):
    return "\n".join([header, *rows]) + "\n"


def with_row(line, row):
    """The good table with another row on that line of the file (the header is line 1)."""
    rows = list(GOOD)
    rows[line - 2] = row
    return table(rows)


def parquet_bytes(**changes):
    frame = pd.read_csv(io.StringIO(table()))
    for name, value in changes.items():
        frame[name] = value
    buffer = io.BytesIO()
    frame.to_parquet(buffer)
    return buffer.getvalue()


def bad_crc(data):
    return data[:-8] + struct.pack("<I", 1) + data[-4:]


class Case(NamedTuple):
    name: str
    content: str | bytes | Callable[[Path], None]
    says: tuple[str, ...]
    file: str = "session.csv"


GZIPPED = gzip.compress(table().encode(), mtime=0)

CASES = [
    # no table at all
    Case("empty", "", ("the file is empty", "Record or export it again")),
    Case("blank lines only", "\n \n\n", ("the file is empty", "again")),
    Case("header only", f"{HEADER}\n", ("no samples; a recording needs at least 2", "Record for longer")),
    Case("one sample", table(GOOD[:1]), ("1 sample; a recording needs at least 2", "Record for longer")),
    Case(
        "no header",
        "\n".join(GOOD),
        ("line 1: the first line holds numbers, not column names", "time_s,acc_x"),
    ),
    Case("binary junk", bytes(range(256)) * 20, ("line 1: binary data, not a table", "Export it as CSV")),
    Case("picture", b"\x89PNG\r\n\x1a\n" + b"\xff\xd8\x00" * 40, ("line 1: binary data", "Export it as CSV")),
    Case("zip archive", b"PK\x03\x04" + b"\0" * 60, ("a zip archive", "Unpack it")),
    Case(
        "json as csv",
        '{"time_s": [0, 1]}',
        ("line 1: this is JSON, not a table", "Give the .csv or .parquet"),
    ),
    Case(
        "web page",
        "<!doctype html>\n<p>Sign in</p>\n",
        ("line 1: no columns time_s", "found <!doctype html>"),
    ),
    Case("utf-16", table().encode("utf-16"), ("the text is UTF-16, not UTF-8", "Save it as 'CSV UTF-8'")),
    Case(
        "utf-16 without mark", table().encode("utf-16-le"), ("the text is UTF-16", "Save it as 'CSV UTF-8'")
    ),
    Case(
        "latin-1",
        with_row(5, "0.03,0.1,-0.2,9.8,0,0,0\xb2").encode("latin-1"),
        ("line 5: a character is not UTF-8",),
    ),
    Case(
        "zero bytes at the end",
        table().encode() + b"\0" * 512,
        ("line 42: zero bytes", "Cut the file before"),
    ),
    Case(
        "zero bytes within",
        with_row(7, "0.05,0.1\0,0,9.8,0,0,0"),
        ("line 7: zero bytes", "Cut the file before"),
    ),
    # separators
    Case(
        "semicolons",
        table().replace(",", ";"),
        ("line 1: columns are separated by semicolons", "commas between"),
    ),
    Case(
        "tabs",
        table().replace(",", "\t"),
        ("line 1: columns are separated by tabs", "commas between columns"),
    ),
    Case("spaces", table().replace(",", " "), ("line 1: columns are separated by spaces", "commas between")),
    Case(
        "bars",
        table().replace(",", "|"),
        ("line 1: columns are separated by vertical bars", "commas between"),
    ),
    Case(
        "semicolons and decimal commas",
        table().replace(",", ";").replace(".", ","),
        ("separated by semicolons, and numbers have decimal commas", "a point in numbers"),
    ),
    Case(
        "decimal commas unquoted",
        "time_s,acc_x,acc_y,acc_z\n" + "".join(f"0,{i},0,1,0,2,9,8\n" for i in range(10, 30)),
        ("line 2: 8 values for 4 columns: numbers seem to have decimal commas", "a point in numbers"),
    ),
    Case(
        "decimal commas quoted",
        with_row(6, '0.04,0.1,"-0,2",9.8,0,0,0'),
        ("line 6, acc_y: '-0,2' has a decimal comma",),
    ),
    # columns
    Case(
        "no time", table(header=HEADER.replace("time_s", "speed")), ("line 1: no column time_s; found speed",)
    ),
    Case("time in other words", table(header=HEADER.replace("time_s", "Time")), ("Rename 'Time' to time_s",)),
    Case(
        "time in milliseconds by name",
        table(header=HEADER.replace("time_s", "timestamp (ms)")),
        ("no column time_s", "Rename 'timestamp (ms)' to time_s and divide it by 1000 (seconds)"),
    ),
    Case(
        "short names",
        table(header="t,ax,ay,az,gx,gy,gz"),
        ("no columns time_s, acc_x, acc_y, acc_z, gyr_x, gyr_y, gyr_z; found t, ax", "'gz' to gyr_z"),
    ),
    Case(
        "camel case",
        table(header="time_s,accX,accY,accZ,gyrX,gyrY,gyrZ"),
        ("'accX' to acc_x", "'gyrZ' to gyr_z"),
    ),
    Case(
        "long names",
        table(header='"Time (s)",Acceleration x (m/s^2),Acceleration y (m/s^2),Acceleration z (m/s^2),a,b,c'),
        ("Rename 'Time (s)' to time_s, 'Acceleration x (m/s^2)' to acc_x",),
    ),
    Case(
        "linear acceleration",
        table(header="time_s,linear_acc_x,linear_acc_y,linear_acc_z,gyr_x,gyr_y,gyr_z"),
        ("'linear_acc_x' to acc_x", "the acceleration must include gravity"),
    ),
    Case(
        "one axis missing",
        table(header=HEADER.replace("acc_z", "other")),
        ("line 1: no column acc_z; found time_s",),
    ),
    Case(
        "part of the gyroscope",
        table(header=HEADER.replace("gyr_z", "other")),
        ("line 1: no column gyr_z", "Give gyr_x, gyr_y and gyr_z, or none of them"),
    ),
    Case(
        "column twice",
        table(header=HEADER.replace("acc_y", "acc_x")),
        ("'acc_x' appears more than once", "Keep one"),
    ),
    Case(
        "further column twice", "a,a," + table().replace("\n", "\n1,1,", 40), ("'a' appears more than once",)
    ),
    Case(
        "control character in a name",
        table([f"{row},1" for row in GOOD], f"{HEADER},a\x1b[31m"),
        ("line 1: the column name 'a?[31m' holds control characters", "another name"),
    ),
    Case(
        "endless name",
        "x" * 9999 + "\n1\n",
        ("no columns time_s", f"found {'x' * 40}...", "Name the columns"),
    ),
    # compressed
    Case(
        "truncated gzip",
        GZIPPED[:-20],
        ("the compressed file is cut short", "Copy or export it again"),
        file="session.csv.gz",
    ),
    Case(
        "gzip header only", GZIPPED[:10], ("the compressed file is cut short", "again"), file="session.csv.gz"
    ),
    Case(
        "gzip checksum",
        bad_crc(GZIPPED),
        ("the compressed file is damaged", "CRC", "again"),
        file="session.csv.gz",
    ),
    Case(
        "gzip of junk", GZIPPED[:12] + b"junk" * 9, ("the compressed file is", "again"), file="session.csv.gz"
    ),
    Case(
        "gzip and a tail",
        GZIPPED + b"tail",
        ("the compressed file is damaged", "again"),
        file="session.csv.gz",
    ),
    Case("empty gzip", gzip.compress(b""), ("the file is empty", "again"), file="session.csv.gz"),
    Case("empty .gz file", b"", ("the file is empty", "again"), file="session.csv.gz"),
    # Parquet
    Case("parquet junk", b"junk" * 20, ("no Parquet file", "export it again as Parquet"), file="s.parquet"),
    Case(
        "parquet truncated",
        parquet_bytes()[:-40],
        ("the Parquet file is cut short", "whole"),
        file="s.parquet",
    ),
    Case("parquet magic only", b"PAR1", ("the Parquet file is cut short", "whole"), file="s.parquet"),
    Case(
        "parquet damaged",
        b"PAR1" + b"\7" * 99 + b"PAR1",
        ("the Parquet file is damaged", "again"),
        file="s.parquet",
    ),
    Case(
        "parquet of text",
        parquet_bytes(acc_x="a"),
        ("acc_x holds", "string, not numbers", "float64"),
        file="s.parquet",
    ),
    Case(
        "parquet with a hole",
        parquet_bytes(acc_x=[None] + [0.1] * 39),
        ("row 1, acc_x: the value is missing",),
        file="s.parquet",
    ),
    Case(
        "parquet without time",
        parquet_bytes(time_s=0.0),
        ("row 2, time_s: the time stays at 0 s",),
        file="s.parquet",
    ),
    Case("parquet empty", b"", ("no Parquet file", "again"), file="s.parquet"),
    # names and places
    Case("no such file", lambda _: None, ("no such file", "Check the name and the folder")),
    Case("a folder", lambda path: path.mkdir(), ("this is a folder", "Give one file in it")),
    Case(
        "a folder without suffix",
        lambda path: path.mkdir(),
        ("this is a folder", "Give one file in it"),
        file="session",
    ),
    Case(
        "unknown suffix",
        table(),
        ("is not the name of a recording", "Use NAME.csv, NAME.csv.gz"),
        file="session.xyz",
    ),
    Case("suffix only", table(), ("'.csv' is not the name of a recording", "Use NAME.csv"), file=".csv"),
    Case(
        "the description",
        "{}",
        ("describes a recording but holds no samples", "beside it"),
        file="session.json",
    ),
]


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_malformed_file_is_refused_in_one_helpful_line(case, tmp_path):
    path = tmp_path / case.file
    if callable(case.content):
        case.content(path)
    else:
        path.write_bytes(case.content if isinstance(case.content, bytes) else case.content.encode())
    with pytest.raises(RecordingError) as caught:
        read_recording(path)
    message = str(caught.value)
    assert type(caught.value) is RecordingError
    assert "\n" not in message
    assert message.startswith(f"{path}: ")
    for part in case.says:
        assert part in message
    assert caught.value.mend


def test_every_malformed_file_is_another_one():
    assert (
        len({case.name for case in CASES}) == len({(case.content, case.file) for case in CASES}) == len(CASES)
    )


def test_unreadable_file_is_refused(tmp_path):
    path = tmp_path / "session.csv"
    path.write_text(table())
    path.chmod(0)
    if os.access(path, os.R_OK):
        pytest.skip("this user may read every file, whatever its permissions")
    with pytest.raises(RecordingError, match=r"cannot be read .*Check that you may open it"):
        read_recording(path)


def test_too_large_when_unpacked_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("sensing.recording_files.LARGEST_BYTES", 2**20)
    path = tmp_path / "bomb.csv.gz"
    path.write_bytes(gzip.compress(b" " * 2**21))
    with pytest.raises(RecordingError, match=r"more than 1 MiB when unpacked\. Split it into sessions"):
        read_recording(path)


def test_too_large_a_file_is_refused_before_it_is_read(tmp_path, monkeypatch):
    path = tmp_path / "day.csv"
    with path.open("wb") as file:
        file.truncate(2**40)  # takes no room
    monkeypatch.setattr(Path, "read_bytes", lambda _: pytest.fail("was read"))
    with pytest.raises(RecordingError, match=r"more than 1024 MiB\. Split it into sessions"):
        read_recording(path)


def test_too_large_a_parquet_table_is_refused_before_it_is_unpacked(tmp_path, monkeypatch):
    parquet = pytest.importorskip("pyarrow.parquet")
    path = tmp_path / "bomb.parquet"
    names = ("time_s", "acc_x", "acc_y", "acc_z")
    pd.DataFrame(dict.fromkeys(names, np.zeros(2**16))).to_parquet(path)
    assert path.stat().st_size < 2**14
    monkeypatch.setattr("sensing.recording_files.LARGEST_BYTES", 2**20)
    monkeypatch.setattr(parquet.ParquetFile, "read", lambda _: pytest.fail("was unpacked"))
    with pytest.raises(RecordingError, match=r"more than 1 MiB when unpacked\. Split it into sessions"):
        read_recording(path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no named pipes")
def test_a_pipe_is_refused_instead_of_waited_for(tmp_path):
    os.mkfifo(tmp_path / "a.csv")
    with pytest.raises(RecordingError, match="this is no file with an end"):
        read_recording(tmp_path / "a.csv")
