"""The recent samples of a stream, addressed by their position since its start."""

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

OWN_ANGLE = 7
LIFT = 8
"""Rows of a detector's track: the smooth angle in the exercise's own direction (where it may go either way,
its size is tracked in its place), and the sensor's acceleration upwards in m/s², where somebody asks."""


class Track:
    """Columns of samples of which the oldest can be forgotten.

    Parameters
    ----------
    columns : int
        Number of values per sample; the first is the time in seconds.
    """

    def __init__(self, columns: int) -> None:
        self._data: FloatArray = np.empty((columns, 1024))
        self._first = 0
        self._length = 0

    @property
    def first(self) -> int:
        """Position of the oldest sample kept."""
        return self._first

    @property
    def end(self) -> int:
        """Position after the last sample."""
        return self._first + self._length

    @property
    def last_time_s(self) -> float:
        """Time of the last sample."""
        return float(self._data[0, self._length - 1])

    def append(self, *columns: FloatArray) -> None:
        """Append samples, one array of shape (n,) per column."""
        length = self._length + len(columns[0])
        if length > self._data.shape[1]:
            larger = np.empty((len(self._data), 2 * length))
            larger[:, : self._length] = self._data[:, : self._length]
            self._data = larger
        for row, column in zip(self._data, columns, strict=True):
            row[self._length : length] = column
        self._length = length

    def part(self, a: int, b: int) -> FloatArray:
        """Return the samples at positions ``[a, b)``, shape (columns, b - a); a view.

        Raises
        ------
        IndexError
            When the first of them has been forgotten.
        """
        if a < self._first:
            raise IndexError(f"sample {a} was forgotten, the oldest kept is {self._first}")
        return self._data[:, a - self._first : min(b - self._first, self._length)]

    def position_at(self, time_s: float) -> int:
        """Return the position of the first kept sample at or after a time."""
        return self._first + int(self._data[0, : self._length].searchsorted(time_s))

    def forget_before(self, time_s: float) -> None:
        """Drop samples older than ``time_s`` once they make up half of what is kept."""
        drop = self.position_at(time_s) - self._first
        if 2 * drop > self._length:
            self._data[:, : self._length - drop] = self._data[:, drop : self._length].copy()
            self._first += drop
            self._length -= drop
