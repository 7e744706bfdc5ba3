"""What a simulated session consists of: the person, the sensor and what is done, in order.

Every field has a default (but ``s`` of no step and ``exercise`` of a set), every number its unit in its name
or docstring and its limits in its type. `load_script` reads the same fields from TOML.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, ClassVar

from sensing.errors import ScriptError
from sensing.simulation.rules import Moment, Number, OneOf, Text, Vector, enforce

EXERCISES = (
    "lunge",
    "leg_lift",
    "pelvic_tilt",
    "bridge",
    "march",
    "squat",
    "sit_to_stand",
    "step_up",
    "straight_leg_raise",
    "side_lying_hip_abduction",
    "prone_hip_extension",
)
"""The movement patterns that can be simulated."""

SIDES = ("left", "right")
LYING = ("supine", "hook_lying", "side_lying", "prone")

Triple = tuple[float, float, float]
Seconds = Annotated[float, Number(0, 3600)]
Maybe = Annotated[float | None, Number(0, 120, optional=True)]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Checked:
    """A part of a script; its fields are checked when it is made (ScriptError)."""

    def __post_init__(self) -> None:
        enforce(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mounting(_Checked):
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
class Person(_Checked):
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
class SampleGap(_Checked):
    """Samples of ``[at_s, at_s + duration_s)`` are missing."""

    at_s: Annotated[float, Number(0, 86400)]
    duration_s: Annotated[float, Number(0.001, 3600)]


@dataclass(frozen=True, slots=True, kw_only=True)
class SensorErrors(_Checked):
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
class Step(_Checked):
    """One thing that is done; ``do`` is its name in a script."""

    do: ClassVar[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand(Step):
    """Stand quietly for ``s`` seconds (gets up first where needed)."""

    do: ClassVar[str] = "stand"
    s: Seconds = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Rest(Step):
    """Stay as one is for ``s`` seconds."""

    do: ClassVar[str] = "rest"
    s: Seconds = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration(Step):
    """Stand still, then lift the knee of the leg with the sensor comfortably, labelled ``calibration``."""

    do: ClassVar[str] = "calibration"
    still_s: Seconds = 2.0
    lifts: Annotated[int, Number(0, 10, whole=True)] = 2
    range_deg: Annotated[float, Number(1, 120)] = 45.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Set(Step):
    """Repetitions of one exercise; what is left out takes the exercise's own defaults.

    Attributes
    ----------
    exercise : str
        One of `EXERCISES`.
    leg : {"left", "right"} or None
        The working leg (in a lunge the front leg); None is the leg with the sensor. A lunge led by the other
        leg moves the sensor as the rear leg; in other one-legged exercises the sensor's leg just stands.
    range_deg : float or None
        Way of the thigh from the start to the turning point, positive.
    up_s, hold_s, down_s, pause_s : float or None
        Time out, kept (between the two strokes), back, and until the next.
    range_sd_deg, tempo_sd_pct : float
        Spread between repetitions.
    fatigue_deg, fatigue_tempo_pct : float
        Change of the range, and slowing, per repetition.
    lead_s, tail_s : float
        Rest before the first and after the last repetition.
    """

    do: ClassVar[str] = "set"
    exercise: Annotated[str, OneOf(EXERCISES)]
    leg: Annotated[str | None, OneOf(SIDES, optional=True)] = None
    repetitions: Annotated[int, Number(0, 500, whole=True)] = 5
    range_deg: Annotated[float | None, Number(0.5, 150, optional=True)] = None
    up_s: Maybe = None
    hold_s: Maybe = None
    down_s: Maybe = None
    pause_s: Maybe = None
    range_sd_deg: Annotated[float, Number(0, 40)] = 2.0
    tempo_sd_pct: Annotated[float, Number(0, 50)] = 6.0
    fatigue_deg: Annotated[float, Number(-20, 20)] = 0.0
    fatigue_tempo_pct: Annotated[float, Number(-20, 20)] = 0.0
    lead_s: Seconds = 2.0
    tail_s: Seconds = 1.5

    def __post_init__(self) -> None:
        enforce(self)
        for name in ("up_s", "down_s"):
            value = getattr(self, name)
            if value is not None and value < 0.15:
                raise ScriptError(f"{value:g} s is quicker than a leg", at=name, mend="Give at least 0.15")


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk(Step):
    """Walk for ``s`` seconds, turning round now and then."""

    do: ClassVar[str] = "walk"
    s: Seconds = 15.0
    cadence: Annotated[float, Number(30, 200)] = 108.0
    amplitude_pct: Annotated[float, Number(10, 200)] = 100.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Stairs(Step):
    """Climb or descend stairs for ``s`` seconds."""

    do: ClassVar[str] = "stairs"
    s: Seconds = 10.0
    direction: Annotated[str, OneOf(("up", "down"))] = "up"
    cadence: Annotated[float, Number(30, 160)] = 84.0


@dataclass(frozen=True, slots=True, kw_only=True)
class SitDown(Step):
    """Sit down on a chair."""

    do: ClassVar[str] = "sit_down"
    down_s: Annotated[float, Number(0.5, 20)] = 1.8


@dataclass(frozen=True, slots=True, kw_only=True)
class Sit(Step):
    """Sit for ``s`` seconds (sits down first where needed)."""

    do: ClassVar[str] = "sit"
    s: Seconds = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class StandUp(Step):
    """Stand up."""

    do: ClassVar[str] = "stand_up"


@dataclass(frozen=True, slots=True, kw_only=True)
class LieDown(Step):
    """Lie down and stay for ``s`` seconds."""

    do: ClassVar[str] = "lie_down"
    posture: Annotated[str, OneOf(LYING)] = "supine"
    s: Seconds = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class GetUp(Step):
    """Get up from lying or sitting to standing."""

    do: ClassVar[str] = "get_up"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fiddle(Step):
    """Handle the strap for ``s`` seconds.

    Attributes
    ----------
    slip_deg : tuple of 3 floats
        How the sensor is left turned on the thigh: in the sagittal plane, the frontal plane and about the
        thigh's length.
    """

    do: ClassVar[str] = "fiddle"
    s: Annotated[float, Number(0.5, 600)] = 4.0
    slip_deg: Annotated[Triple, Vector(-180, 180)] = (0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bend(Step):
    """Bend down, pick something up, rise again."""

    do: ClassVar[str] = "bend"
    s: Annotated[float, Number(1, 20)] = 3.0
    range_deg: Annotated[float, Number(5, 110)] = 40.0


STEPS: dict[str, type[Step]] = {
    step.do: step
    for step in (
        Stand,
        Rest,
        Calibration,
        Set,
        Walk,
        Stairs,
        SitDown,
        Sit,
        StandUp,
        LieDown,
        GetUp,
        Fiddle,
        Bend,
    )
}
"""Every step by its name in a script."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionScript(_Checked):
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
