"""What can be done in a simulated session, step by step.

Every field has a default (but ``exercise`` of a set); `STEPS` holds the steps by their names in a script.
"""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from sensing.errors import ScriptError
from sensing.samples import SIDES
from sensing.simulation.rules import Checked, Number, OneOf, Triple, Vector, enforce

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

LYING = ("supine", "hook_lying", "side_lying", "prone")

Seconds = Annotated[float, Number(0, 3600)]
Maybe = Annotated[float | None, Number(0, 120, optional=True)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step(Checked):
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
