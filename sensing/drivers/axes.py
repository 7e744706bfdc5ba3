"""From the axes printed on a housing to a right-handed sensor frame."""

from dataclasses import dataclass

import numpy as np

from sensing.errors import DriverError
from sensing.samples import FloatArray


@dataclass(frozen=True, slots=True)
class SensorAxes:
    """Which channel of the sensor, with which sign, is x, y and z of a right-handed frame.

    Attributes
    ----------
    order : tuple of str
        For x, y and z the channel it is taken from, such as ``("x", "-y", "z")``.
    note : str
        What is known about how the axes lie in the housing, and how well.

    Raises
    ------
    DriverError
        When a channel is missing or named twice.

    Notes
    -----
    Acceleration is a vector, angular rate an axial one: under a mapping that mirrors (determinant -1, a
    housing with left-handed axes) the rotation about each axis changes its sense as well. Such a sensor is
    taken to say its rates by its own left-handed rule.
    """

    order: tuple[str, str, str] = ("x", "y", "z")
    note: str = ""

    def __post_init__(self) -> None:
        if sorted(name.removeprefix("-") for name in self.order) != ["x", "y", "z"]:
            raise DriverError(
                f"axes {self.order} do not name x, y and z once each",
                mend="Write for example ('x', '-y', 'z')",
            )

    @property
    def mirrors(self) -> bool:
        """Whether the sensor's own axes are left-handed."""
        return bool(np.linalg.det(self._matrix()) < 0)

    def turn_vectors(self, values: FloatArray) -> FloatArray:
        """Return vectors of shape (n, 3) in the right-handed frame."""
        columns, signs = self._columns()
        return values[:, columns] * signs

    def turn_rotations(self, values: FloatArray) -> FloatArray:
        """Return rotations (angular rates) of shape (n, 3) in the right-handed frame."""
        turned = self.turn_vectors(values)
        return -turned if self.mirrors else turned

    def _columns(self) -> tuple[list[int], FloatArray]:
        columns = ["xyz".index(name.removeprefix("-")) for name in self.order]
        return columns, np.array([-1.0 if name.startswith("-") else 1.0 for name in self.order])

    def _matrix(self) -> FloatArray:
        columns, signs = self._columns()
        return np.eye(3)[columns] * signs[:, np.newaxis]
