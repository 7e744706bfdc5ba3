"""What a decoder hands on: samples in SI units, not yet on a common time axis."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from sensing.drivers.axes import SensorAxes
from sensing.errors import PacketError
from sensing.samples import STANDARD_GRAVITY, FloatArray

ACC_MARGIN = 1.01
"""A sensor set to 16 g may say this much more (rounded scale factors)."""

GYR_MARGIN = 1.15
"""Parts set to "2000 deg/s" that count 70 mdps a step reach 2294 deg/s (ST LSM6DS3TR-C data sheet)."""


@dataclass(frozen=True, slots=True, eq=False)
class RawBlock:
    """Consecutive samples of one packet, as the sensor sent them.

    Attributes
    ----------
    acc : ndarray, shape (n, 3), or None
        Specific force in m/s²; None where the packet holds angular rates only.
    gyr : ndarray, shape (n, 3), or None
        Angular rate in rad/s; None where the packet holds accelerations only.
    host_time_s : float
        Arrival of the packet by the host's monotonic clock. It is no sample time: packets wait for the radio.
    sensor_time_s : float
        Time of the first sample by the sensor's own clock, which may wrap; NaN for a sensor without one.
    counter : int or None
        Number of the first sample by the sensor's own count, which may wrap; None for a sensor without one.
    """

    acc: FloatArray | None
    gyr: FloatArray | None
    host_time_s: float
    sensor_time_s: float = float("nan")
    counter: int | None = None

    def __len__(self) -> int:
        return len(self.acc) if self.acc is not None else len(self.gyr) if self.gyr is not None else 0


@dataclass(frozen=True, slots=True)
class SampleScale:
    """How the numbers of a sensor become samples.

    Attributes
    ----------
    acc_g, gyr_deg_s : float
        What one count of the sensor is worth, in g and deg/s.
    acc_range_g, gyr_range_deg_s : float
        Full scale; a value beyond it, with a small margin, cannot be a measurement.
    axes : SensorAxes
        From the axes of the housing to a right-handed frame.
    """

    acc_g: float
    gyr_deg_s: float
    acc_range_g: float
    gyr_range_deg_s: float
    axes: SensorAxes

    def acc(self, counts: ArrayLike) -> FloatArray:
        """Return counts of shape (n, 3) in m/s²; `PacketError` when one is beyond the sensor's range."""
        in_g = np.asarray(counts, dtype=np.float64) * self.acc_g
        _check(in_g, self.acc_range_g * ACC_MARGIN, "acceleration", "g")
        return self.axes.turn_vectors(in_g * STANDARD_GRAVITY)

    def gyr(self, counts: ArrayLike) -> FloatArray:
        """Return counts of shape (n, 3) in rad/s; `PacketError` when one is beyond the sensor's range."""
        in_deg_s = np.asarray(counts, dtype=np.float64) * self.gyr_deg_s
        _check(in_deg_s, self.gyr_range_deg_s * GYR_MARGIN, "angular rate", "deg/s")
        return self.axes.turn_rotations(np.deg2rad(in_deg_s))


def _check(values: FloatArray, limit: float, name: str, unit: str) -> None:
    # written so that NaN fails too
    if not bool((np.abs(values) <= limit).all()):
        worst = values[~(np.abs(values) <= limit)][0]
        raise PacketError(
            f"{name} of {worst:.4g} {unit}, and the sensor measures up to {limit:.4g}",
            mend="The packet is left out; if this goes on, switch the sensor off and on",
        )
