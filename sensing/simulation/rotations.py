"""Rotations as unit quaternions, scalar first, arrays of shape (..., 4).

A rotation ``q`` takes coordinates in its moving frame to its parent frame.
"""

import numpy as np

from sensing.samples import FloatArray


def multiply(a: FloatArray, b: FloatArray) -> FloatArray:
    """Return ``a`` after ``b`` (first ``b``, then ``a``); shapes broadcast."""
    aw, ax, ay, az = np.moveaxis(a, -1, 0)
    bw, bx, by, bz = np.moveaxis(b, -1, 0)
    product: FloatArray = np.stack(
        [
            aw * bw - ax * bx - ay * by - az * bz,
            aw * bx + ax * bw + ay * bz - az * by,
            aw * by - ax * bz + ay * bw + az * bx,
            aw * bz + ax * by - ay * bx + az * bw,
        ],
        axis=-1,
    )
    return product


def inverse(q: FloatArray) -> FloatArray:
    """Return the opposite rotation."""
    return np.asarray(q * np.array([1.0, -1.0, -1.0, -1.0]))


def rotate(q: FloatArray, v: FloatArray) -> FloatArray:
    """Return vectors ``v`` (..., 3) turned by ``q`` (..., 4); shapes broadcast."""
    w, xyz = q[..., :1], q[..., 1:]
    twice = 2.0 * np.cross(xyz, v)
    return np.asarray(v + w * twice + np.cross(xyz, twice))


def from_vector(v: FloatArray) -> FloatArray:
    """Return the rotation by ``|v|`` radians about ``v`` (..., 3)."""
    half = 0.5 * np.linalg.norm(v, axis=-1, keepdims=True)
    return np.concatenate([np.cos(half), 0.5 * v * np.sinc(half / np.pi)], axis=-1)


def to_vector(q: FloatArray) -> FloatArray:
    """Return the rotation vector (..., 3) in radians, of at most pi."""
    q = np.where(q[..., :1] < 0, -q, q)
    sine = np.linalg.norm(q[..., 1:], axis=-1, keepdims=True)
    angle = 2.0 * np.arctan2(sine, q[..., :1])
    # sin(x)/x near 0 without dividing by zero: the vector part is half the rotation vector there
    scale = np.divide(angle, sine, out=np.full_like(sine, 2.0), where=sine > 1e-12)
    return np.asarray(q[..., 1:] * scale)


def about(axis: int, angle_deg: FloatArray | float) -> FloatArray:
    """Return rotations about coordinate axis 0, 1 or 2 by ``angle_deg`` (...)."""
    half = 0.5 * np.radians(np.asarray(angle_deg, dtype=np.float64))
    q = np.zeros((*half.shape, 4))
    q[..., 0] = np.cos(half)
    q[..., 1 + axis] = np.sin(half)
    return q


def from_euler(x_deg: float, y_deg: float, z_deg: float) -> FloatArray:
    """Return the rotation made of intrinsic turns about x, then y, then z; shape (4,)."""
    return multiply(about(0, x_deg), multiply(about(1, y_deg), about(2, z_deg)))


def any_orientation(rng: np.random.Generator) -> FloatArray:
    """Draw an orientation uniformly (a normalised Gaussian 4-vector; Muller 1959)."""
    q = rng.normal(size=4)
    return np.asarray(q / np.linalg.norm(q))
