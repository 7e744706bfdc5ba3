"""Samples of one inertial sensor: blocks of them, whole recordings, and the gaps between them.

Units and frames: ``time_s`` seconds from the recording's start, strictly increasing; ``acc`` specific force
in m/s² (norm 9.81 pointing up at rest); ``gyr`` angular rate in rad/s; right-handed sensor axes. Missing
samples are missing rows: a gap is computed from the times, never filled in.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sensing.errors import RecordingError
from sensing.time_steps import StepCounter, sampling_rate_hz

if TYPE_CHECKING:
    import pandas as pd

FloatArray = NDArray[np.float64]

TIME_COLUMN = "time_s"
ACC_COLUMNS = ("acc_x", "acc_y", "acc_z")
GYR_COLUMNS = ("gyr_x", "gyr_y", "gyr_z")

SIDES = ("left", "right")
"""The legs; what is about both, or about one unknown, has no side (None)."""

STANDARD_GRAVITY = 9.80665
"""Standard acceleration of gravity, m/s² (ISO 80000-3)."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch without samples, ``[start_s, end_s)``.

    Attributes
    ----------
    start_s, end_s : float
        Times of the last sample before and the first sample after the gap.
    missing : int
        Number of samples that a steady clock would have delivered between the two.
    """

    start_s: float
    end_s: float
    missing: int

    @property
    def duration_s(self) -> float:
        """Length of the stretch in seconds."""
        return self.end_s - self.start_s


@dataclass(frozen=True, slots=True, eq=False)
class ImuBlock:
    """A run of consecutive samples, as a source delivers them.

    Attributes
    ----------
    time_s : ndarray, shape (n,)
        Sample times in seconds from the recording's start, strictly increasing.
    acc : ndarray, shape (n, 3)
        Specific force in m/s².
    gyr : ndarray, shape (n, 3), or None
        Angular rate in rad/s; None for an accelerometer-only sensor.
    host_time_s : ndarray, shape (n,), or None
        Arrival times by the host's monotonic clock, where the source knows them.
    epoch : int
        Rises by one at every reconnection of the sensor.

    Raises
    ------
    RecordingError
        When shapes disagree, a number is not finite or the times do not increase.
    """

    time_s: FloatArray
    acc: FloatArray
    gyr: FloatArray | None = None
    host_time_s: FloatArray | None = None
    epoch: int = 0

    def __post_init__(self) -> None:
        for name in ("time_s", "acc", "gyr", "host_time_s"):
            value = getattr(self, name)
            if value is not None:
                object.__setattr__(self, name, np.ascontiguousarray(value, dtype=np.float64))
        _check_arrays(self.time_s, self.acc, self.gyr)
        if self.host_time_s is not None and self.host_time_s.shape != self.time_s.shape:
            raise RecordingError(
                f"host_time_s has shape {self.host_time_s.shape}, time_s has {self.time_s.shape}",
                mend="Give one arrival time per sample",
            )

    def __len__(self) -> int:
        return len(self.time_s)


@dataclass(frozen=True, slots=True)
class SensorInfo:
    """What is known of the sensor; every field may be unknown (None)."""

    model: str | None = None
    address: str | None = None
    firmware: str | None = None
    battery: float | None = None


@dataclass(frozen=True, slots=True)
class Placement:
    """Where the sensor sat.

    Attributes
    ----------
    segment : str
        Body segment; this project measures the thigh.
    side : {"left", "right"} or None
        The leg that wore the sensor.
    """

    segment: str = "thigh"
    side: str | None = None


@dataclass(frozen=True, slots=True)
class Activity:
    """What was done in ``[start_s, end_s)``, as announced by whoever recorded it.

    Attributes
    ----------
    start_s, end_s : float
        Seconds from the recording's start.
    exercise : str
        Name of an exercise, or any other word for what went on.
    side : {"left", "right"} or None
        The leg that wore the sensor, where it differs from or adds to the placement.
    role : {"front", "rear"} or None
        In a lunge: whether the leg with the sensor was in front.
    """

    start_s: float
    end_s: float
    exercise: str
    side: str | None = None
    role: str | None = None


@dataclass(frozen=True, slots=True)
class RecordingInfo:
    """What stands in the JSON file beside the samples.

    Attributes
    ----------
    started_at : datetime or None
        Absolute start, UTC.
    rate_hz : float or None
        Nominal sampling rate.
    repairs : tuple of str
        What reading had to mend, in words; empty for a clean file. Not written to the file.
    extra : mapping
        Fields this version does not know; kept and written back.
    """

    started_at: datetime | None = None
    sensor: SensorInfo = field(default_factory=SensorInfo)
    placement: Placement = field(default_factory=Placement)
    rate_hz: float | None = None
    activities: tuple[Activity, ...] = ()
    notes: str = ""
    repairs: tuple[str, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True, eq=False)
class Recording:
    """A finished recording of one sensor.

    Attributes
    ----------
    time_s : ndarray, shape (n,)
        Sample times in seconds, strictly increasing, n >= 2.
    acc : ndarray, shape (n, 3)
        Specific force in m/s².
    gyr : ndarray, shape (n, 3), or None
        Angular rate in rad/s; None for an accelerometer-only recording.
    info : RecordingInfo
        What is known about the recording.
    extra : mapping of str to ndarray, each shape (n,)
        Further columns (ground truth, host times, ...), kept as they were.
    name : str
        Name for messages, usually the file's.
    rate_hz : float
        Measured sampling rate in Hz, see `sampling_rate_hz`; not to be given.

    Raises
    ------
    RecordingError
        When shapes disagree, a number is not finite, times do not increase or there are fewer than 2 samples.
    """

    time_s: FloatArray
    acc: FloatArray
    gyr: FloatArray | None = None
    info: RecordingInfo = field(default_factory=RecordingInfo)
    extra: Mapping[str, NDArray[Any]] = field(default_factory=lambda: MappingProxyType({}))
    name: str = ""
    rate_hz: float = field(init=False)

    def __post_init__(self) -> None:
        for name in ("time_s", "acc", "gyr"):
            value = getattr(self, name)
            if value is not None:
                array = np.array(value, dtype=np.float64, order="C")
                array.flags.writeable = False
                object.__setattr__(self, name, array)
        _check_arrays(self.time_s, self.acc, self.gyr)
        if len(self.time_s) < 2:
            raise RecordingError(
                f"{len(self.time_s)} sample(s); a recording needs at least 2",
                source=self.name or None,
                mend="Record for longer",
            )
        for name, column in self.extra.items():
            if len(column) != len(self.time_s):
                raise RecordingError(
                    f"column has {len(column)} values for {len(self.time_s)} samples",
                    source=self.name or None,
                    at=name,
                    mend="Give one value per sample",
                )
        object.__setattr__(self, "rate_hz", sampling_rate_hz(self.time_s))

    def __len__(self) -> int:
        return len(self.time_s)

    @property
    def duration_s(self) -> float:
        """Time between the first and the last sample in seconds."""
        return float(self.time_s[-1] - self.time_s[0])

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """Stretches in which at least one sample is missing, in time order."""
        return find_gaps(self.time_s, self.rate_hz)

    @property
    def samples(self) -> "pd.DataFrame":
        """The samples as a DataFrame with the native columns, extra columns last."""
        import pandas as pd  # noqa: PLC0415 (slow to import, only needed for this view)

        columns: dict[str, Any] = {TIME_COLUMN: self.time_s}
        columns |= {name: self.acc[:, i] for i, name in enumerate(ACC_COLUMNS)}
        if self.gyr is not None:
            columns |= {name: self.gyr[:, i] for i, name in enumerate(GYR_COLUMNS)}
        return pd.DataFrame(columns | dict(self.extra))

    def blocks(self, size: int) -> Iterator[ImuBlock]:
        """Yield the samples in blocks of ``size`` (the last may be shorter)."""
        for start in range(0, len(self), size):
            part = slice(start, start + size)
            yield ImuBlock(self.time_s[part], self.acc[part], None if self.gyr is None else self.gyr[part])


def find_gaps(time_s: FloatArray, rate_hz: float | None = None) -> tuple[Gap, ...]:
    """Return the stretches in which at least one sample is missing.

    Parameters
    ----------
    time_s : ndarray, shape (n,)
        Strictly increasing sample times in seconds.
    rate_hz : float, optional
        Nominal rate; by default taken from the times.
    """
    if len(time_s) < 2:
        return ()
    rate = sampling_rate_hz(time_s) if rate_hz is None else rate_hz
    counter, steps_s = StepCounter(rate), np.diff(time_s)
    if counter.even(steps_s):
        return ()
    steps = counter.push(steps_s)
    return tuple(
        Gap(float(time_s[i]), float(time_s[i + 1]), int(steps[i]) - 1) for i in np.flatnonzero(steps > 1)
    )


def _check_arrays(time_s: FloatArray, acc: FloatArray, gyr: FloatArray | None) -> None:
    if time_s.ndim != 1:
        raise RecordingError(f"time_s has shape {time_s.shape}", at="time_s", mend="Give a shape of (n,)")
    for name, value in (("acc", acc), ("gyr", gyr)):
        if value is not None and value.shape != (len(time_s), 3):
            raise RecordingError(
                f"{name} has shape {value.shape} for {len(time_s)} times",
                at=name,
                mend=f"Give a shape of ({len(time_s)}, 3)",
            )
    for name, value in (("time_s", time_s), ("acc", acc), ("gyr", gyr)):
        if value is not None and not np.isfinite(value).all():
            row = int(np.flatnonzero(~np.isfinite(value.reshape(len(time_s), -1)).all(axis=1))[0])
            raise RecordingError(
                f"{name} is not finite at sample {row}", at=name, mend="Leave missing samples out"
            )
    backward = np.flatnonzero(np.diff(time_s) <= 0)
    if len(backward):
        row = int(backward[0]) + 1
        raise RecordingError(
            f"time {time_s[row]} at sample {row} does not follow {time_s[row - 1]}",
            at="time_s",
            mend="Sort the samples by time and remove duplicates",
        )
