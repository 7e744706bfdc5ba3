"""Oddities of files that change nothing: read as if they were not there."""

import gzip
import io

import numpy as np
import pandas as pd
import pytest

from sensing import read_recording

HEADER = "time_s,acc_x,acc_y,acc_z,gyr_x,gyr_y,gyr_z"
GOOD = [f"{i / 100:.2f},0.1,-0.2,9.8,0.01,0.02,{(i % 5) / 100}" for i in range(40)]


def table(rows=GOOD, header=HEADER):
    return "\n".join([header, *rows]) + "\n"


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbf" + table().encode(),
        table().replace("\n", "\r\n").encode(),
        table().replace("\n", "\r").encode(),
        table().rstrip("\n").encode(),
        (table() + "\n\n  \n").encode(),
        ("\n\n" + table()).encode(),
        table(header=",".join(f'"{name}"' for name in HEADER.split(","))).encode(),
        table([",".join(f'"{cell}"' for cell in row.split(",")) for row in GOOD]).encode(),
        table([row.replace(",", ", ") for row in GOOD], HEADER.replace(",", " , ")).encode(),
        table([row + "," for row in GOOD], HEADER + ",").encode(),
        table([row.replace(",0.1,", ",+1e-1,") for row in GOOD]).encode(),
        gzip.compress(table().encode()),
    ],
    ids=[
        "byte order mark",
        "windows lines",
        "old mac lines",
        "no newline at the end",
        "blank lines at the end",
        "blank lines before",
        "quoted header",
        "quoted cells",
        "spaces",
        "comma at every end",
        "exponents",
        "compressed without saying so",
    ],
)
def test_benign_oddities_read_as_the_plain_file(content, tmp_path):
    plain, odd = tmp_path / "plain.csv", tmp_path / "odd.csv"
    plain.write_text(table())
    odd.write_bytes(content)
    expected, got = read_recording(plain), read_recording(odd)
    assert len(expected) == len(GOOD)
    assert np.array_equal(got.time_s, expected.time_s)
    assert got.acc == pytest.approx(expected.acc, abs=0)
    assert np.array_equal(got.gyr, expected.gyr)
    assert not got.extra
    assert got.info.repairs == ()


def test_columns_may_stand_in_any_order_with_others_between(tmp_path):
    frame = pd.read_csv(io.StringIO(table()))
    frame["truth_activity"] = ["rest", 'a "quoted, word"'] * 20
    frame["count"] = range(40)
    frame["half"] = [None if i % 2 else i / 3 for i in range(40)]
    frame["flag"] = [True, False] * 20
    path = tmp_path / "shuffled.csv"
    frame[sorted(frame.columns, reverse=True)].to_csv(path, index=False)
    recording = read_recording(path)
    assert np.array_equal(recording.acc, frame[["acc_x", "acc_y", "acc_z"]])
    assert list(recording.extra) == ["truth_activity", "half", "flag", "count"]
    assert recording.extra["truth_activity"].tolist() == frame["truth_activity"].tolist()
    assert recording.extra["count"].dtype == np.int64
    assert recording.extra["flag"].dtype == bool
    assert np.array_equal(recording.extra["half"], frame["half"], equal_nan=True)


def test_text_named_gz_and_gzip_named_csv_are_told_by_content(tmp_path):
    (tmp_path / "a.csv.gz").write_text(table())
    (tmp_path / "b.csv").write_bytes(gzip.compress(table().encode()))
    pd.read_csv(io.StringIO(table())).to_parquet(tmp_path / "c.CSV")
    assert len(read_recording(tmp_path / "a.csv.gz")) == 40
    assert len(read_recording(tmp_path / "b.csv")) == 40
    assert len(read_recording(tmp_path / "c.CSV")) == 40


def test_accelerometer_only_is_read_as_such(tmp_path):
    path = tmp_path / "acc.csv"
    path.write_text(table([row.rsplit(",", 3)[0] for row in GOOD], "time_s,acc_x,acc_y,acc_z"))
    assert read_recording(path).gyr is None


def test_a_column_without_a_name_does_not_take_the_name_of_another(tmp_path):
    path = tmp_path / "a.csv"
    header = "time_s,acc_x,acc_y,acc_z,,column_5"
    path.write_text(table([f"{i / 100:.2f},0.1,-0.2,9.8,{i},7" for i in range(40)], header))
    extra = read_recording(path).extra
    assert {name: column[1] for name, column in extra.items()} == {"column_5_": 1, "column_5": 7}


def test_an_empty_column_with_a_name_stays(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(
        table([f"{i / 100:.2f},0.1,-0.2,9.8," for i in range(40)], "time_s,acc_x,acc_y,acc_z,column_5")
    )
    assert np.isnan(read_recording(path).extra["column_5"]).all()
