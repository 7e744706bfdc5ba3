"""A simulated session: the person, the sensor and its errors, and what is done.

Every field but ``steps`` has a default, every number its unit in its name or docstring and its limits in its
type. `load_script` reads the same fields from TOML.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated

from sensing.errors import ScriptError
from sensing.samples import SIDES
from sensing.simulation.rules import Checked, Moment, Number, OneOf, Text, Triple, Vector, enforce
from sensing.simulation.steps import STEPS, Step


@dataclass(frozen=True, slots=True, kw_only=True)
class Mounting(Checked):
    """How the housing sits on the thigh.

    Attributes
    ----------
    euler_deg : tuple of 3 floats, or "random"
        Intrinsic x, y, z rotations from the thigh frame (x forward, y left, z up while standing) to the
        sensor's; "random" draws any orientation from the seed.
    position_m : tuple of 3 floats
        Sensor position from the hip joint in the thigh frame while standing; y counts outward.
    """

    euler_deg: Annotated[Triple | str, Vector(-360, 360, word="random")] = (0.0, 0.0, 0.0)
    position_m: Annotated[Triple, Vector(-1, 1)] = (0.06, 0.05, -0.22)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person(Checked):
    """Who wears the sensor.

    Attributes
    ----------
    thigh_m, shank_m : float
        Segment lengths (defaults: 0.245 and 0.246 of a height of 1.70 m; Winter, Biomechanics and Motor
        Control of Human Movement, 4th ed., fig. 4.1).
    wobble : float
        Share of the acceleration that passes through soft tissue, 0 (on the bone) to 1.
    wobble_hz, wobble_damping : float
        Natural frequency and damping ratio of that tissue.
    sway_deg : float
        RMS of the thigh's sway in quiet standing; 0 is a statue, which does not tremble or breathe either.
    unsteadiness : float
        Scale of the small irregularities of a moving leg (1: as fitted to real squats and lunges, 0: ideal).
    out_of_plane : float
        Scale of the abduction and rotation that come along with an exercise (0: in the plane only).
    """

    thigh_m: Annotated[float, Number(0.2, 0.7)] = 0.417
    shank_m: Annotated[float, Number(0.2, 0.7)] = 0.418
    wobble: Annotated[float, Number(0, 1)] = 0.6
    wobble_hz: Annotated[float, Number(3, 40)] = 11.0
    wobble_damping: Annotated[float, Number(0.02, 1)] = 0.2
    sway_deg: Annotated[float, Number(0, 5)] = 0.15
    unsteadiness: Annotated[float, Number(0, 5)] = 1.0
    out_of_plane: Annotated[float, Number(0, 5)] = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleGap(Checked):
    """Samples of ``[at_s, at_s + duration_s)`` are missing."""

    at_s: Annotated[float, Number(0, 86400)]
    duration_s: Annotated[float, Number(0.001, 3600)]


@dataclass(frozen=True, slots=True, kw_only=True)
class SensorErrors(Checked):
    """What the sensor and its link do to the truth; the defaults are a good wearable IMU.

    Attributes
    ----------
    acc_noise_ug : float
        Noise density in micro-g per root Hz.
    gyr_noise_mdps : float
        Noise density in thousandths of a degree per second per root Hz.
    acc_bias_mg, gyr_bias_deg_s : tuple of 3 floats
        Constant offsets per axis.
    acc_scale_pct, gyr_scale_pct : tuple of 3 floats
        Scale errors per axis in percent.
    acc_range_g, gyr_range_deg_s : float
        Largest magnitude per axis; more is clipped.
    bits : int
        Resolution: one step is the range over 2 to the power of ``bits - 1``; 0 for no quantisation.
    clock_error_pct : float
        How much too fast the sensor's clock runs; all times of the recording are by this clock.
    jitter_ms : float
        Standard deviation of errors in the stamped times, at most 0.4 of a sampling step.
    loss_pct : float
        Single samples lost at random.
    bursts_per_min, burst_s : float
        Rate and mean length (exponential) of losses in a row.
    gaps : tuple of SampleGap
        Explicit losses, by the sensor's clock.
    """

    acc_noise_ug: Annotated[float, Number(0, 1e5)] = 120.0
    gyr_noise_mdps: Annotated[float, Number(0, 1e4)] = 7.0
    acc_bias_mg: Annotated[Triple, Vector(-2000, 2000)] = (8.0, -6.0, 10.0)
    gyr_bias_deg_s: Annotated[Triple, Vector(-100, 100)] = (0.3, -0.2, 0.25)
    acc_scale_pct: Annotated[Triple, Vector(-50, 50)] = (0.3, -0.2, 0.4)
    gyr_scale_pct: Annotated[Triple, Vector(-50, 50)] = (0.4, -0.3, 0.2)
    acc_range_g: Annotated[float, Number(0.5, 400)] = 16.0
    gyr_range_deg_s: Annotated[float, Number(10, 10000)] = 2000.0
    bits: Annotated[int, Number(0, 32, whole=True)] = 16
    clock_error_pct: Annotated[float, Number(-10, 10)] = 0.0
    jitter_ms: Annotated[float, Number(0, 100)] = 0.0
    loss_pct: Annotated[float, Number(0, 90)] = 0.0
    bursts_per_min: Annotated[float, Number(0, 600)] = 0.0
    burst_s: Annotated[float, Number(0.001, 60)] = 0.2
    gaps: tuple[SampleGap, ...] = ()

    @classmethod
    def none(cls) -> "SensorErrors":
        """Return a perfect sensor: no noise, no bias, no quantisation."""
        zero = (0.0, 0.0, 0.0)
        return cls(
            acc_noise_ug=0.0,
            gyr_noise_mdps=0.0,
            acc_bias_mg=zero,
            gyr_bias_deg_s=zero,
            acc_scale_pct=zero,
            gyr_scale_pct=zero,
            acc_range_g=400.0,
            gyr_range_deg_s=10000.0,
            bits=0,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionScript(Checked):
    """A whole session.

    Attributes
    ----------
    steps : tuple of Step
        What is done, in order; begins standing. At least one.
    seed : int
        Same script and seed, same samples.
    rate_hz : float
        Nominal sampling rate.
    side : {"left", "right"}
        The leg that wears the sensor.
    started_at : datetime or None
        Absolute start, with a zone.
    notes : str
        Copied to the recording.
    """

    steps: tuple[Step, ...]
    seed: Annotated[int, Number(0, 2**53, whole=True)] = 1
    rate_hz: Annotated[float, Number(5, 250)] = 100.0
    side: Annotated[str, OneOf(SIDES)] = "right"
    mounting: Mounting = field(default_factory=Mounting)
    person: Person = field(default_factory=Person)
    sensor: SensorErrors = field(default_factory=SensorErrors)
    started_at: Annotated[datetime | None, Moment()] = None
    notes: Annotated[str, Text()] = ""

    def __post_init__(self) -> None:
        enforce(self)
        if not self.steps:
            raise ScriptError("there is no step", at="steps", mend="Add at least one [[steps]] table")
        for index, step in enumerate(self.steps):
            if type(step) not in STEPS.values():
                raise ScriptError(
                    f"{type(step).__name__} is not a step",
                    at=f"steps[{index}]",
                    mend="Give one of " + ", ".join(kind.__name__ for kind in STEPS.values()),
                )
