"""A table of samples as a file holds it: named columns, and where each row stands in the file."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sensing.errors import RecordingError
from sensing.samples import ACC_COLUMNS, GYR_COLUMNS, TIME_COLUMN, FloatArray, Recording
from sensing.units import AccUnit, GyrUnit, to_m_s2, to_rad_s
from sensing.wording import printable

NATIVE_COLUMNS = (TIME_COLUMN, *ACC_COLUMNS, *GYR_COLUMNS)
_SHOWN_NAMES, _SHOWN_LETTERS = 12, 40

_AXIS = r"(?P<axis>[xyz])(?:ms2|mps2|g|mg|rads|degs|dps)?"
_NEAR_TIME = re.compile(r"(?:sample|sensor|elapsed|unix)?(?:time|times|timestamps?|t|seconds|epoch?|elapsed)"
                        r"(?:elapsed)?(?P<unit>s|sec|ms|us|ns)?")  # fmt: skip
_NEAR_ACC = re.compile(rf"(?P<linear>lin|linear|user)?(?:acc|accel|accelerometer|acceleration|a){_AXIS}")
_NEAR_GYR = re.compile(rf"(?:gyr|gyro|gyroscope|angularvelocity|angvel|rotationrate|omega|w|g){_AXIS}")


@dataclass(frozen=True, slots=True, eq=False)
class SampleTable:
    """Rows of a file.

    Attributes
    ----------
    columns : mapping of str to ndarray, each shape (n,)
        Native columns as float64, further columns as they are.
    rows : ndarray of int, shape (n,)
        Position of each row in the file, from 0.
    label : callable
        Turns such a position into words, such as ``"line 7"``.
    """

    columns: Mapping[str, NDArray[Any]]
    rows: NDArray[np.intp]
    label: Callable[[int], str]

    @classmethod
    def of(cls, recording: Recording) -> "SampleTable":
        """Return a recording as a table, native columns first."""
        columns: dict[str, NDArray[Any]] = {TIME_COLUMN: recording.time_s}
        columns |= {name: recording.acc[:, i] for i, name in enumerate(ACC_COLUMNS)}
        if recording.gyr is not None:
            columns |= {name: recording.gyr[:, i] for i, name in enumerate(GYR_COLUMNS)}
        columns |= recording.extra
        return cls(columns, np.arange(len(recording)), lambda row: f"sample {row}")

    def __len__(self) -> int:
        return len(self.rows)

    def at(self, index: int) -> str:
        """Return where row ``index`` of this table stands in the file."""
        return self.label(int(self.rows[index]))

    def take(self, selection: NDArray[Any]) -> "SampleTable":
        """Return the selected rows (a mask or positions), in that order."""
        columns = {name: column[selection] for name, column in self.columns.items()}
        return replace(self, columns=columns, rows=self.rows[selection])

    def in_units(self, acc_unit: AccUnit, gyr_unit: GyrUnit) -> "SampleTable":
        """Return the table with its values, given in these units, in m/s² and rad/s."""
        columns = dict(self.columns)
        columns |= {name: to_m_s2(self.columns[name], acc_unit) for name in ACC_COLUMNS}
        columns |= {name: to_rad_s(columns[name], gyr_unit) for name in GYR_COLUMNS if name in columns}
        return replace(self, columns=columns)

    @property
    def time_s(self) -> FloatArray:
        """The times, shape (n,)."""
        return self.columns[TIME_COLUMN]

    @property
    def acc(self) -> FloatArray:
        """The accelerations, shape (n, 3)."""
        return np.column_stack([self.columns[name] for name in ACC_COLUMNS])

    @property
    def gyr(self) -> FloatArray | None:
        """The angular rates, shape (n, 3), or None."""
        if GYR_COLUMNS[0] not in self.columns:
            return None
        return np.column_stack([self.columns[name] for name in GYR_COLUMNS])

    @property
    def native(self) -> tuple[str, ...]:
        """The native columns that are present, in their usual order."""
        return tuple(name for name in NATIVE_COLUMNS if name in self.columns)

    @property
    def extra(self) -> dict[str, NDArray[Any]]:
        """The columns that are not native, in the file's order."""
        return {name: column for name, column in self.columns.items() if name not in NATIVE_COLUMNS}


def check_columns(names: Sequence[str], *, source: str | Path, at: str) -> None:
    """Raise `RecordingError` unless the names hold every native column once, ``gyr_*`` all or none.

    Parameters
    ----------
    names : sequence of str
        Column names as the file has them.
    source : str or Path
        The file.
    at : str
        Where the names stand, such as ``"line 1"``.
    """
    twice = next((name for i, name in enumerate(names) if name and name in names[:i]), None)
    if twice is not None:
        raise RecordingError(
            f"column '{_shown(twice)}' appears more than once",
            source=source,
            at=at,
            mend="Keep one of them, or give each its own name",
        )
    strange = next((name for name in names if not name.isprintable()), None)
    if strange is not None:
        raise RecordingError(
            f"the column name '{_shown(strange)}' holds control characters",
            source=source,
            at=at,
            mend="Give it another name",
        )
    missing = [name for name in (TIME_COLUMN, *ACC_COLUMNS) if name not in names]
    missing_gyr = [name for name in GYR_COLUMNS if name not in names]
    if missing_gyr and (len(missing_gyr) < len(GYR_COLUMNS) or _near(names, missing_gyr)):
        missing += missing_gyr
    if not missing:
        return
    shown = ", ".join(_shown(name) for name in names[:_SHOWN_NAMES])
    more = ", ..." if len(names) > _SHOWN_NAMES else ""
    plural = "columns" if len(missing) > 1 else "column"
    raise RecordingError(
        f"no {plural} {', '.join(missing)}; found {shown}{more}",
        source=source,
        at=at,
        mend=_mend(missing, _near(names, missing)),
    )


def _shown(name: str) -> str:
    return printable(name, _SHOWN_LETTERS) or "(no name)"


def _near(names: Sequence[str], missing: Sequence[str]) -> dict[str, str]:
    """Map each missing column to a present name that seems to mean it."""
    found: dict[str, str] = {}
    for name in names:
        if name in NATIVE_COLUMNS:
            continue
        plain = re.sub(r"[^a-z0-9]", "", name.lower().replace("²", "2"))
        if _NEAR_TIME.fullmatch(plain):
            meant = TIME_COLUMN
        elif match := _NEAR_ACC.fullmatch(plain):
            meant = f"acc_{match['axis']}"
        elif match := _NEAR_GYR.fullmatch(plain):
            meant = f"gyr_{match['axis']}"
        else:
            continue
        if meant in missing:
            found.setdefault(meant, name)
    return found


def _mend(missing: Sequence[str], near: Mapping[str, str]) -> str:
    if not near:
        if set(missing) <= set(GYR_COLUMNS):
            return "Give gyr_x, gyr_y and gyr_z, or none of them"
        return "Name the columns time_s, acc_x, acc_y, acc_z and, if there are any, gyr_x, gyr_y, gyr_z"
    words = "Rename " + ", ".join(f"'{_shown(old)}' to {new}" for new, old in near.items())
    time = re.sub(r"[^a-z]", "", near.get(TIME_COLUMN, "").lower())
    if time.endswith(("ms", "us", "ns")):
        thousands = {"ms": "1000", "us": "1 000 000", "ns": "1 000 000 000"}[time[-2:]]
        words += f" and divide it by {thousands} (seconds)"
    if any(old.lower().startswith(("lin", "user")) for old in near.values()):
        words += "; the acceleration must include gravity"
    return words
