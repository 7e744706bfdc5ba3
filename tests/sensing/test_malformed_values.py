"""Tables with faulty rows, times or units: one line that says where, what is wrong and what to do."""

from typing import NamedTuple

import numpy as np
import pandas as pd
import pytest

from sensing import read_recording
from sensing.errors import RecordingError, UnitsError

HEADER = "time_s,acc_x,acc_y,acc_z,gyr_x,gyr_y,gyr_z"
GOOD = [f"{i / 100:.2f},0.1,-0.2,9.8,0.01,0.02,{(i % 5) / 100}" for i in range(40)]


def table(rows=GOOD, header=HEADER):
    return "\n".join([header, *rows]) + "\n"


def with_row(line, row):
    """The good table with another row on file line ``line`` (the header is line 1)."""
    rows = list(GOOD)
    rows[line - 2] = row
    return table(rows)


def with_cell(line, column, value):
    cells = GOOD[line - 2].split(",")
    cells[HEADER.split(",").index(column)] = value
    return with_row(line, ",".join(cells))


def at_times(times):
    return table([f"{time},0.1,-0.2,9.8,0.01,0.02,{i % 7}e-2" for i, time in enumerate(times)])


def columns(**changes):
    """A table in which named columns are replaced by a function of time."""
    values = dict(zip(HEADER.split(","), np.loadtxt(GOOD, delimiter=",").T, strict=True))
    values |= {name: make(values["time_s"]) for name, make in changes.items()}
    return pd.DataFrame(values).to_csv(index=False)


def scaled(factor, *names):
    return columns(**{name: lambda t, n=name: base(n, t) * factor for name in names})


def base(name, time_s):
    return {"acc_x": 0.1, "acc_y": -0.2, "acc_z": 9.8}[name] + 0 * time_s


class Case(NamedTuple):
    name: str
    content: str
    says: tuple[str, ...]
    error: type[RecordingError] = RecordingError


CASES = [
    # rows and cells
    Case(
        "short row",
        with_row(9, "0.07,0.1,-0.2"),
        ("line 9: 3 values for 7 columns", "Remove the incomplete line"),
    ),
    Case(
        "short last row",
        table() + "0.40,0.1",
        ("line 42: 2 values for 7 columns", "Remove the incomplete line"),
    ),
    Case("long row", with_row(9, GOOD[7] + ",1"), ("line 9: 8 values for 7 columns", "one value per column")),
    Case("every row too long", table([row + ",1.5" for row in GOOD]), ("line 2: 8 values for 7 columns",)),
    Case(
        "text",
        with_cell(12, "acc_z", "high"),
        ("line 12, acc_z: 'high' is not a number", "Correct the value"),
    ),
    Case(
        "text after a blank line",
        "\n" + with_cell(12, "acc_z", "x"),
        ("line 13, acc_z: 'x' is not a number",),
    ),
    Case(
        "units in the cell", with_cell(3, "time_s", "0.01 s"), ("line 3, time_s: '0.01 s' is not a number",)
    ),
    Case(
        "second header", table([*GOOD[:9], HEADER, *GOOD[9:]]), ("line 11, time_s: 'time_s' is not a number",)
    ),
    Case("units row", table(["s,g,g,g,deg/s,deg/s,deg/s", *GOOD]), ("line 2, time_s: 's' is not a number",)),
    Case("underscored number", with_cell(4, "acc_x", "1_0"), ("line 4, acc_x: '1_0' is not a number",)),
    Case(
        "unclosed quote",
        with_cell(4, "acc_x", '"0.1'),
        ("a quotation mark is not closed", "Export it as CSV"),
    ),
    Case(
        "nan",
        with_cell(8, "gyr_y", "nan"),
        ("line 8, gyr_y: the value is missing", "a missing sample is a missing row"),
    ),
    Case("empty cell", with_cell(8, "gyr_y", ""), ("line 8, gyr_y: the value is missing", "--repair")),
    Case("row of commas", table() + ",,,,,,\n", ("line 42, time_s: the value is missing", "--repair")),
    Case("missing time", with_cell(20, "time_s", ""), ("line 20, time_s: the value is missing", "--repair")),
    Case("infinite", with_cell(8, "acc_x", "-inf"), ("line 8, acc_x: the value is infinite", "--repair")),
    Case(
        "overflow", with_cell(8, "acc_x", "1e999"), ("line 8, acc_x: the value is infinite", "finite number")
    ),
    Case(
        "huge acceleration",
        with_cell(8, "acc_x", "1e6"),
        ("line 8, acc_x: 1e+06 m/s² is beyond any sensor", "--repair"),
    ),
    Case(
        "absurd acceleration",
        with_cell(8, "acc_x", "1e300"),
        ("line 8, acc_x: 1e+300 m/s² is beyond", "--repair"),
    ),
    Case(
        "huge rate",
        with_cell(8, "gyr_x", "-500"),
        ("line 8, gyr_x: -500 rad/s is beyond any sensor", "--repair"),
    ),
    # times
    Case(
        "milliseconds",
        at_times(range(0, 400, 10)),
        ("time_s: samples are 10 s apart; in milliseconds it would be 100 Hz", "Divide the times by 1000"),
    ),
    Case(
        "microseconds",
        at_times(range(0, 400_000, 10_000)),
        ("in microseconds it would be 100 Hz", "by 1000000"),
    ),
    Case(
        "unix seconds",
        at_times(1.7e9 + i / 64 for i in range(40)),
        ("clock times", "Subtract the first time from all"),
    ),
    Case(
        "unix milliseconds",
        at_times(1_700_000_000_000 + 10 * i for i in range(40)),
        ("in milliseconds", "Subtract the first time and divide by 1000"),
    ),
    Case(
        "unix nanoseconds",
        at_times(1_700_000_000 * 10**9 + 10**7 * i for i in range(40)),
        ("in nanoseconds", "Subtract the first time"),
    ),
    Case(
        "hours",
        at_times(i / 360000 for i in range(40)),
        ("samples are 2.78e-06 s apart", "not minutes, hours"),
    ),
    Case("one sample a minute", at_times(range(0, 2400, 60)), ("in milliseconds it would be 16.67 Hz",)),
    Case(
        "too slow in any unit",
        at_times(1e15 * i for i in range(40)),
        ("too far to see a movement", "Give seconds"),
    ),
    Case(
        "time beyond sense",
        with_cell(41, "time_s", "1e9"),
        ("a time of 1000000000 s is beyond a month", "Give seconds"),
    ),
    Case(
        "time beyond number",
        with_cell(41, "time_s", "1e308"),
        ("a time of 1e+308 s is beyond a month", "Give"),
    ),
    Case("constant time", at_times([0.5] * 40), ("line 3, time_s: the time stays at 0.5 s", "its own time")),
    Case(
        "backward throughout",
        at_times(i / 100 for i in range(40, 0, -1)),
        ("run backward throughout", "--repair"),
    ),
    Case(
        "rows in the order of another column",
        at_times(i * 37 % 101 / 2 for i in range(101)),  # steps of 18.5 s, half a second between neighbours
        ("line 5, time_s: time goes back from 37 to 5 s", "Put the rows in time order"),
    ),
    Case(
        "backward once",
        with_cell(30, "time_s", "0.105"),
        ("line 30, time_s: time goes back from 0.27 to 0.105 s", "--repair"),
    ),
    Case(
        "same time, other values",
        with_cell(30, "time_s", "0.27"),
        ("line 30, time_s: time 0.27 s again, with other values", "keeps the first"),
    ),
    Case(
        "clock starts again",
        at_times([*(i / 10 for i in range(100)), *(i / 10 for i in range(50))]),
        (
            "line 102, time_s: the clock starts again (0 s after 9.9 s): the file holds two recordings",
            "Split the file",
        ),
    ),
    # units
    Case(
        "in g",
        scaled(1 / 9.80665, "acc_x", "acc_y", "acc_z"),
        ("median acceleration is 0.9996", "the values are in g", "--acc-unit g"),
        UnitsError,
    ),
    Case(
        "in mg",
        scaled(1000 / 9.80665, "acc_x", "acc_y", "acc_z"),
        ("999.6", "the values are in mg", "--acc-unit mg"),
        UnitsError,
    ),
    Case(
        "raw counts",
        scaled(1671, "acc_x", "acc_y", "acc_z"),
        ("1.638e+04", "raw counts", "in m/s², g or mg"),
        UnitsError,
    ),
    Case(
        "without gravity",
        scaled(0.0, "acc_x", "acc_y", "acc_z"),
        ("gravity seems removed", "with gravity"),
        UnitsError,
    ),
    Case(
        "in deg/s",
        columns(gyr_y=lambda t: 150 * np.sin(9 * t)),
        ("reaches 149", "in deg/s", "--gyr-unit deg/s"),
        UnitsError,
    ),
    Case(
        "rate in raw counts",
        columns(gyr_y=lambda t: 20000 * np.sin(9 * t)),
        ("angular rate reaches 19", "raw counts", "in rad/s or deg/s"),
        UnitsError,
    ),
]


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_malformed_values_are_refused_in_one_helpful_line(case, tmp_path):
    path = tmp_path / "session.csv"
    path.write_text(case.content, newline="")
    with pytest.raises(RecordingError) as caught:
        read_recording(path)
    message = str(caught.value)
    assert type(caught.value) is case.error
    assert "\n" not in message
    assert message.startswith(f"{path}: ")
    for part in case.says:
        assert part in message
    assert caught.value.mend


def test_every_malformed_table_is_another_one():
    assert len({case.name for case in CASES}) == len({case.content for case in CASES}) == len(CASES)
