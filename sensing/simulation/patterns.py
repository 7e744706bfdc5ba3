"""How the thigh with the sensor moves in one repetition of each exercise.

Every pattern lays strokes for one repetition that begins at ``rep.start_s`` and returns its end. Shapes and
times of lunge, squat and step-up follow the mocap angles of CMU-MBL (Phan 2024), one subject.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from sensing.simulation.postures import SEAT_DEG, Body
from sensing.simulation.timeline import minimum_jerk

BRIEF_S = 0.3
"""A hold shorter than this is a turn."""


@dataclass(frozen=True, slots=True)
class Rep:
    """One repetition to be laid out: the way of the thigh, its times, and couplings out of the plane."""

    start_s: float
    range_deg: float
    up_s: float
    hold_s: float
    down_s: float
    abd_ratio: float
    axial_ratio: float
    turning: bool

    @property
    def back_s(self) -> float:
        """When the return begins; without a hold before the way out ends, as no leg stops dead."""
        overlap = 0.45 * min(self.up_s, self.down_s) * max(0.0, 1.0 - self.hold_s / BRIEF_S)
        return self.start_s + self.up_s + self.hold_s - (overlap if self.turning else 0.0)

    @property
    def end_s(self) -> float:
        """When the thigh is back."""
        return self.back_s + self.down_s

    def both_ways(self) -> tuple[tuple[float, float, float], tuple[float, float, float]]:
        """Return two strokes (start, duration, way), scaled so that their sum just reaches the range."""
        times = np.linspace(self.start_s, self.end_s, 500)
        reached = minimum_jerk((times - self.start_s) / self.up_s) - minimum_jerk(
            (times - self.back_s) / self.down_s
        )
        way = self.range_deg / float(reached.max())
        return (self.start_s, self.up_s, way), (self.back_s, self.down_s, -way)


Lay = Callable[[Body, Rep], None]


@dataclass(frozen=True, slots=True)
class Pattern:
    """An exercise as the sensor's thigh does it, with the doses used where the script says nothing.

    Attributes
    ----------
    posture : str
        Start posture.
    sign : {1, -1}
        Out toward flexion (or abduction): 1; toward extension: -1.
    range_deg, up_s, hold_s, down_s, pause_s : float
        Defaults.
    lay : callable
        Lays one repetition.
    effort : float
        Scale of the irregularities, 1 for a free lunge.
    one_legged : bool
        Whether the other leg's repetitions are another matter.
    turning : bool
        Whether it is a way out and the same way back, so that without a hold the two run into each other.
    """

    posture: str
    sign: int
    range_deg: float
    up_s: float
    hold_s: float
    down_s: float
    pause_s: float
    lay: Lay
    effort: float
    one_legged: bool = True
    turning: bool = True


def swing(body: Body, rep: Rep, at_s: float, duration_s: float, flex: float) -> None:
    """Flex the hip by ``flex`` degrees, with the small motion out of the plane that comes along."""
    body.timeline.stroke("flex", at_s, duration_s, flex)
    body.timeline.stroke("abd", at_s, duration_s, flex * rep.abd_ratio)
    body.timeline.stroke("axial", at_s, duration_s, flex * rep.axial_ratio)


def there_and_back(body: Body, rep: Rep, sign: float = 1.0) -> None:
    """Swing out and back."""
    for at_s, duration_s, way in rep.both_ways():
        swing(body, rep, at_s, duration_s, sign * way)


def shift_weight(body: Body, start_s: float, end_s: float, way_m: float) -> None:
    """Bring the hips over the standing leg before the other lifts, and back after."""
    lead = 0.6
    body.timeline.stroke("hip_y", start_s - 0.7 * lead, lead, -body.outward * way_m)
    body.timeline.stroke("hip_y", end_s - 0.4 * lead, lead, body.outward * way_m)


def _lift(body: Body, rep: Rep) -> None:
    """Lift the knee while standing: the thigh swings about the hip."""
    shift_weight(body, rep.start_s, rep.end_s, 0.03)
    there_and_back(body, rep)
    body.timeline.pulse("hip_z", rep.start_s, rep.end_s, 0.006, 0.5)
    body.timeline.impact(rep.end_s - 0.05 * rep.down_s, body.rng.uniform(0.06, 0.2), 0.02)


def _march(body: Body, rep: Rep) -> None:
    """March on the spot: a lift, and the other leg's in the pause."""
    there_and_back(body, rep)
    body.timeline.impact(rep.end_s - 0.06 * rep.down_s, body.rng.uniform(0.5, 1.1))
    shift_weight(body, rep.start_s, rep.end_s, 0.035)
    other = rep.end_s + 0.1
    body.timeline.pulse("flex", other, other + rep.up_s + rep.down_s, -body.rng.uniform(2.0, 4.0), 0.3)
    body.timeline.impact(other + rep.up_s + rep.down_s, body.rng.uniform(0.15, 0.35))


def _lunge_front(body: Body, rep: Rep) -> None:
    """Step forward and land at 0.44 of the way, sink, push back with a hump, step back."""
    timeline, up, down = body.timeline, rep.up_s, rep.down_s
    start, back, reach = rep.start_s, rep.back_s, rep.range_deg
    landing, lift_off = start + 0.36 * up, back + 0.52 * down
    swing(body, rep, start, 0.20 * up, 0.43 * reach)
    swing(body, rep, start + 0.16 * up, 0.12 * up, 0.05 * reach)
    swing(body, rep, start + 0.27 * up, 0.12 * up, -0.04 * reach)
    swing(body, rep, start + 0.38 * up, 0.62 * up, 0.56 * reach)
    swing(body, rep, back, 0.48 * down, -0.56 * reach)
    swing(body, rep, back + 0.42 * down, 0.18 * down, 0.20 * reach)
    swing(body, rep, back + 0.56 * down, 0.44 * down, -0.64 * reach)
    timeline.stroke("shank", start, 0.34 * up, -16.0)
    timeline.stroke("shank", start + 0.37 * up, 0.6 * up, 24.0)
    timeline.stroke("shank", back, 0.46 * down, -24.0)
    timeline.stroke("shank", back + 0.5 * down, 0.5 * down, 16.0)
    timeline.pulse("contact", landing - 0.04, lift_off, 1.0, 0.2)
    timeline.stroke("hip_x", start + 0.05 * up, 0.4 * up, 0.30)
    timeline.stroke("hip_z", start + 0.12 * up, 0.34 * up, -0.06)
    timeline.stroke("hip_x", back + 0.4 * down, 0.55 * down, -0.30)
    timeline.stroke("hip_z", back + 0.42 * down, 0.4 * down, 0.06)
    timeline.impact(landing, body.rng.uniform(1.5, 2.8), 0.011, -0.35)
    timeline.impact(landing + 0.05, body.rng.uniform(0.3, 0.8), 0.014, 0.2)
    timeline.impact(lift_off, body.rng.uniform(0.3, 0.7), 0.022, -0.2)
    timeline.impact(rep.end_s - 0.04 * down, body.rng.uniform(0.3, 0.8), 0.014)


def _lunge_rear(body: Body, rep: Rep) -> None:
    """Stay behind: the thigh goes back, forward while the front knee bends, back again at the push-off."""
    timeline, up, down = body.timeline, rep.up_s, rep.down_s
    start, back, reach = rep.start_s, rep.back_s, rep.range_deg
    swing(body, rep, start + 0.02 * up, 0.50 * up, -0.85 * reach)
    swing(body, rep, start + 0.50 * up, 0.42 * up, 0.47 * reach)
    swing(body, rep, back - 0.06 * up, 0.06 * up + 0.38 * down, -0.62 * reach)
    swing(body, rep, back + 0.37 * down, 0.35 * down, 0.74 * reach)
    swing(body, rep, back + 0.66 * down, 0.34 * down, 0.26 * reach)
    # the heel leaves the floor and the hip opens: the thigh turns about its length
    turn = body.rng.uniform(6.0, 14.0) * body.out_of_plane
    timeline.stroke("axial", start + 0.30 * up, 0.25 * up, -turn)
    timeline.stroke("axial", back + 0.40 * down, 0.25 * down, turn)
    timeline.stroke("hip_x", start, 0.42 * up, 0.30)
    timeline.stroke("hip_x", back + 0.40 * down, 0.45 * down, -0.30)
    timeline.stroke("hip_z", start + 0.08 * up, 0.30 * up, -0.06)
    timeline.stroke("hip_z", start + 0.42 * up, 0.50 * up, -0.36)
    timeline.stroke("hip_z", back - 0.05 * up, 0.05 * up + 0.48 * down, 0.38)
    timeline.stroke("hip_z", back + 0.55 * down, 0.30 * down, 0.04)
    timeline.impact(start + 0.36 * up, body.rng.uniform(0.4, 0.8), 0.055, 0.3)
    timeline.impact(back + 0.52 * down, body.rng.uniform(0.8, 1.3), 0.060, 0.3)
    timeline.impact(rep.end_s - 0.1 * down, body.rng.uniform(0.1, 0.25), 0.02)


def _squat(body: Body, rep: Rep) -> None:
    """Bend both knees and rise: the feet stay, the thigh turns about a knee that leans forward."""
    body.timeline.pulse("contact", rep.start_s - 0.15, rep.end_s + 0.15, 1.0, 0.12)
    for at_s, duration_s, way in rep.both_ways():
        swing(body, rep, at_s, duration_s, way)
        body.timeline.stroke("shank", at_s, duration_s, 0.33 * way)


def _sit_to_stand(body: Body, rep: Rep) -> None:
    """Lean forward, rise from the chair, sit down again."""
    timeline = body.timeline
    timeline.pulse("contact", rep.start_s - 0.15, rep.end_s + 0.15, 1.0, 0.12)
    timeline.stroke("shank", rep.start_s - 0.2, 0.45 * rep.up_s + 0.2, 16.0)
    timeline.stroke("shank", rep.start_s + 0.4 * rep.up_s, 0.6 * rep.up_s, -16.0)
    there_and_back(body, rep, -1.0)
    timeline.stroke("shank", rep.back_s, 0.5 * rep.down_s, 16.0)
    timeline.stroke("shank", rep.back_s + 0.5 * rep.down_s, 0.5 * rep.down_s, -16.0)
    timeline.impact(rep.end_s - 0.06 * rep.down_s, body.rng.uniform(0.15, 0.45), 0.030, 0.0)


def _step_up(body: Body, rep: Rep) -> None:
    """Lead up onto a step, stand on it, lead back down with the same leg."""
    timeline, up, down = body.timeline, rep.up_s, rep.down_s
    start, back, reach = rep.start_s, rep.back_s, rep.range_deg
    rise = rep.hold_s + 0.55 * down
    shift_weight(body, start, start + up, 0.025)
    swing(body, rep, start, up, reach)
    landing = start + 0.97 * up
    timeline.impact(landing, body.rng.uniform(0.5, 1.1), 0.012, -0.2)
    timeline.stroke("shank", start + up, 0.3 * rise, 14.0)
    timeline.pulse("contact", landing, back + 0.62 * down, 1.0, 0.12)
    swing(body, rep, back, 0.55 * down, -reach)
    timeline.stroke("shank", start + up + 0.4 * rise, 0.6 * rise, -14.0)
    timeline.impact(back + 0.56 * down, body.rng.uniform(0.15, 0.35))  # the other foot arrives
    step_back = back + 0.68 * down
    swing(body, rep, step_back, 0.16 * down, 0.10 * reach)
    swing(body, rep, step_back + 0.16 * down, 0.16 * down, -0.10 * reach)
    timeline.stroke("hip_z", step_back, 0.3 * down, -0.18)
    timeline.stroke("hip_x", step_back, 0.3 * down, -0.25)
    timeline.impact(rep.end_s - 0.02 * down, body.rng.uniform(0.4, 0.9))


def _bridge(body: Body, rep: Rep) -> None:
    """Lift the hips from hook-lying: feet and shoulders stay, the thigh turns about the knee."""
    body.timeline.pulse("contact", rep.start_s - 0.15, rep.end_s + 0.15, 1.0, 0.12)
    for at_s, duration_s, way in rep.both_ways():
        swing(body, rep, at_s, duration_s, -way)
        body.timeline.stroke("shank", at_s, duration_s, 0.4 * way)
    body.timeline.impact(rep.end_s - 0.03 * rep.down_s, body.rng.uniform(0.0, 0.12), 0.03, 0.0)


def _raise(body: Body, rep: Rep) -> None:
    """Swing the straight leg up about the hip, lying on the back."""
    there_and_back(body, rep)
    body.timeline.impact(rep.end_s - 0.04 * rep.down_s, body.rng.uniform(0.05, 0.3), 0.02, 0.0)


def _extend(body: Body, rep: Rep) -> None:
    """Swing the straight leg up about the hip, lying prone."""
    there_and_back(body, rep, -1.0)
    body.timeline.impact(rep.end_s - 0.04 * rep.down_s, body.rng.uniform(0.05, 0.25), 0.02, 0.0)


def _abduct(body: Body, rep: Rep) -> None:
    """Swing the upper leg away from the lower, lying on the side."""
    for at_s, duration_s, way in rep.both_ways():
        body.timeline.stroke("abd", at_s, duration_s, way)
        body.timeline.stroke("flex", at_s, duration_s, way * rep.abd_ratio)
        body.timeline.stroke("axial", at_s, duration_s, way * rep.axial_ratio)
    body.timeline.impact(rep.end_s - 0.04 * rep.down_s, body.rng.uniform(0.03, 0.15), 0.02, 0.0)


PATTERNS: dict[str, Pattern] = {
    "lunge": Pattern("standing", 1, 83.0, 2.1, 0.05, 1.75, 1.2, _lunge_front, 1.0, turning=False),
    "lunge_rear": Pattern("standing", -1, 25.0, 2.1, 0.05, 1.75, 1.2, _lunge_rear, 1.3, turning=False),
    "leg_lift": Pattern("standing", 1, 65.0, 1.2, 3.0, 1.4, 1.5, _lift, 0.6),
    "pelvic_tilt": Pattern("hook_lying", -1, 4.0, 1.2, 10.0, 1.4, 4.0, _bridge, 0.1, one_legged=False),
    "bridge": Pattern("hook_lying", -1, 38.0, 1.5, 2.0, 1.7, 1.2, _bridge, 0.35, one_legged=False),
    "march": Pattern("standing", 1, 50.0, 0.6, 0.05, 0.6, 1.3, _march, 0.9, one_legged=False),
    "squat": Pattern("standing", 1, 84.0, 1.4, 0.0, 1.45, 0.6, _squat, 1.1, one_legged=False),
    "sit_to_stand": Pattern(
        "sitting", -1, SEAT_DEG - 2.0, 1.6, 1.0, 1.8, 1.2, _sit_to_stand, 0.7, one_legged=False
    ),
    "step_up": Pattern("standing", 1, 60.0, 0.85, 0.15, 2.6, 1.2, _step_up, 1.0, turning=False),
    "straight_leg_raise": Pattern("supine", 1, 45.0, 1.3, 2.0, 1.5, 1.2, _raise, 0.4),
    "side_lying_hip_abduction": Pattern("side_lying", 1, 30.0, 1.2, 1.5, 1.4, 1.2, _abduct, 0.4),
    "prone_hip_extension": Pattern("prone", -1, 15.0, 1.1, 1.5, 1.3, 1.2, _extend, 0.3),
}
"""Every pattern by exercise; ``lunge_rear`` is the lunge as seen by the other leg."""
