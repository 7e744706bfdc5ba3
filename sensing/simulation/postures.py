"""Postures and the ways between them: standing, sitting and four ways of lying."""

from dataclasses import dataclass

import numpy as np

from sensing.samples import FloatArray
from sensing.simulation import rotations
from sensing.simulation.timeline import Timeline

SEAT_DEG = 86.0
"""Thigh angle on a chair of knee height."""

HOOK_DEG = 45.0
"""Hip flexion in hook-lying: the thigh's slope against the floor."""


@dataclass(frozen=True, slots=True)
class Posture:
    """Where a posture leaves the channels; angles in degrees.

    Attributes
    ----------
    flex : float
        Thigh against the trunk's frame.
    base : float
        Trunk's frame against standing, in the movement plane.
    plane : float
        1 where the movement plane is frontal.
    shank : float
        Lean of the shank.
    """

    flex: float = 0.0
    base: float = 0.0
    plane: float = 0.0
    shank: float = 0.0


POSTURES = {
    "standing": Posture(),
    "sitting": Posture(flex=SEAT_DEG),
    "supine": Posture(flex=1.0, base=90.0, shank=-90.0),
    "hook_lying": Posture(flex=HOOK_DEG, base=90.0, shank=-45.0),
    "side_lying": Posture(flex=6.0, base=90.0, plane=1.0, shank=-90.0),
    "prone": Posture(flex=-1.0, base=-90.0, shank=90.0),
}


class Body:
    """Who is where: keeps posture and heading while a timeline is laid out.

    Parameters
    ----------
    timeline : Timeline
        Where movements go.
    side : {"left", "right"}
        The leg that wears the sensor.
    rng : numpy Generator
        Draws the spread of movements.
    out_of_plane : float
        Scale of what comes along out of the movement plane.
    """

    def __init__(
        self, timeline: Timeline, side: str, rng: np.random.Generator, out_of_plane: float = 1.0
    ) -> None:
        self.out_of_plane = out_of_plane
        self.timeline = timeline
        self.side = side
        self.rng = rng
        self.posture = "standing"

    @property
    def outward(self) -> int:
        """+1 where outward is to the left (the sensor's leg is the left one), else -1."""
        return 1 if self.side == "left" else -1

    @property
    def lying(self) -> bool:
        """Whether the person lies."""
        return self.posture not in ("standing", "sitting")

    @property
    def angle_deg(self) -> float:
        """The movement-plane angle of the present posture against standing."""
        posture = POSTURES[self.posture]
        return posture.base + (0.0 if posture.plane else posture.flex)

    def stay(self, seconds: float) -> None:
        """Let time pass."""
        self.timeline.now_s += seconds

    def assume(self, posture: str) -> None:
        """Change to ``posture`` by way of those between, with a label."""
        start = self.timeline.now_s
        while self.posture != posture:
            self._change(self._next(posture))
        self.timeline.label(start, "changing_posture")

    def sit_down(self, seconds: float) -> None:
        """Sit down from standing in ``seconds``, with a label."""
        self.assume("standing")
        start = self.timeline.now_s
        self._between_chair_and_standing(SEAT_DEG, seconds)
        self.timeline.label(start, "sitting_down")

    def _next(self, wanted: str) -> str:
        if self.posture == "standing":
            return "sitting"
        if self.posture == "sitting":
            return "standing" if wanted == "standing" else "supine"
        if self.posture == "supine":
            if wanted in ("standing", "sitting"):
                return "sitting"
            return "side_lying" if wanted == "prone" else wanted
        if self.posture == "side_lying":
            return "prone" if wanted == "prone" else "supine"
        return "side_lying" if self.posture == "prone" else "supine"

    def _change(self, posture: str) -> None:
        if {self.posture, posture} == {"standing", "sitting"}:
            down = posture == "sitting"
            self._between_chair_and_standing(SEAT_DEG if down else 0.0, self.rng.uniform(1.6, 2.1))
            return
        timeline, target = self.timeline, POSTURES[posture]
        start, seconds = timeline.now_s, float(self.rng.uniform(2.0, 3.0))
        if {self.posture, posture} != {"supine", "hook_lying"}:
            heading = timeline.reached["yaw"] + self._heading_change(self.posture, posture)
            timeline.stroke("yaw", start, seconds, heading - timeline.reached["yaw"])
            timeline.turn(start, seconds, self._frame(posture, heading))
            # the leg helps: it draws up a little and goes back
            timeline.stroke("flex", start, 0.5 * seconds, 22.0)
            timeline.stroke("flex", start + 0.45 * seconds, 0.55 * seconds, -22.0)
        timeline.move_to("flex", start, seconds, target.flex)
        timeline.move_to("base", start, seconds, target.base)
        timeline.move_to("plane", start, seconds, target.plane)
        timeline.move_to("shank", start, seconds, target.shank)
        timeline.pulse("effort", start, start + seconds, 1.0, 0.3)
        timeline.now_s = start + seconds + 0.6
        self.posture = posture

    def _between_chair_and_standing(self, flex: float, seconds: float) -> None:
        timeline, start = self.timeline, self.timeline.now_s
        timeline.pulse("contact", start - 0.1, start + seconds + 0.1, 1.0, 0.1)
        timeline.pulse("effort", start, start + seconds, 1.0, 0.3)
        middle = 0.45 * seconds
        timeline.stroke("shank", start, middle, 18.0)
        timeline.stroke("shank", start + middle, seconds - middle, -18.0)
        timeline.move_to("flex", start, seconds, flex)
        if flex > 0:
            timeline.impact(start + 0.96 * seconds, 0.35, 0.03, 0.0)  # the seat
        timeline.now_s = start + seconds
        self.posture = "sitting" if flex > 0 else "standing"

    def _heading_change(self, before: str, after: str) -> float:
        """Turn of the heading: one sits down across the bed, and rolls about one's length."""
        ways = {
            ("sitting", "supine"): 90.0 * self.outward,
            ("supine", "sitting"): -90.0 * self.outward,
            ("supine", "side_lying"): -90.0 * self.outward,
            ("side_lying", "supine"): 90.0 * self.outward,
            ("side_lying", "prone"): -90.0 * self.outward,
            ("prone", "side_lying"): 90.0 * self.outward,
        }
        return ways[before, after]

    def _frame(self, posture: str, heading_deg: float) -> FloatArray:
        tilts = {
            "sitting": rotations.about(1, 0.0),
            "supine": rotations.about(1, -90.0),
            "side_lying": rotations.about(0, 90.0 * self.outward),
            "prone": rotations.about(1, 90.0),
        }
        return rotations.multiply(rotations.about(2, heading_deg), tilts[posture])
