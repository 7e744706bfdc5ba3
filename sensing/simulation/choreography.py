"""From a script to a timeline: every step laid out in order."""

from functools import singledispatch

import numpy as np

from sensing.simulation import everyday
from sensing.simulation.patterns import PATTERNS, Pattern, Rep, shift_weight
from sensing.simulation.postures import Body
from sensing.simulation.script import SessionScript
from sensing.simulation.steps import (
    Bend,
    Calibration,
    Fiddle,
    GetUp,
    LieDown,
    Rest,
    Set,
    Sit,
    SitDown,
    Stairs,
    Stand,
    StandUp,
    Step,
    Walk,
)
from sensing.simulation.timeline import RepetitionPlan, SetPlan, Timeline


def lay_out(script: SessionScript, rng: np.random.Generator) -> Timeline:
    """Return the timeline of a script; ``rng`` draws the spread of the movements."""
    timeline = Timeline()
    body = Body(timeline, script.side, rng, script.person.out_of_plane)
    for step in script.steps:
        perform(step, body)
    return timeline


@singledispatch
def perform(step: Step, body: Body) -> None:
    """Lay one step onto the body's timeline; every kind in `STEPS` has its own way."""
    raise NotImplementedError(f"{type(step).__name__} on {body.posture}")


@perform.register
def _(step: Stand, body: Body) -> None:
    body.assume("standing")
    start = body.timeline.now_s
    body.stay(step.s)
    body.timeline.label(start, "standing")


@perform.register
def _(step: Rest, body: Body) -> None:
    start = body.timeline.now_s
    body.stay(step.s)
    body.timeline.label(start, "rest")


@perform.register
def _(step: Sit, body: Body) -> None:
    body.assume("sitting")
    start = body.timeline.now_s
    body.stay(step.s)
    body.timeline.label(start, "sitting")


@perform.register
def _(step: SitDown, body: Body) -> None:
    if body.posture != "sitting":
        body.sit_down(step.down_s)


@perform.register(StandUp)
@perform.register(GetUp)
def _(_: StandUp | GetUp, body: Body) -> None:
    body.assume("standing")


@perform.register
def _(step: LieDown, body: Body) -> None:
    body.assume(step.posture)
    start = body.timeline.now_s
    body.stay(step.s)
    body.timeline.label(start, "lying")


@perform.register
def _(step: Walk, body: Body) -> None:
    body.assume("standing")
    everyday.walk(body, step)


@perform.register
def _(step: Stairs, body: Body) -> None:
    body.assume("standing")
    everyday.stairs(body, step)


@perform.register
def _(step: Bend, body: Body) -> None:
    body.assume("standing")
    everyday.bend(body, step)


@perform.register
def _(step: Fiddle, body: Body) -> None:
    everyday.fiddle(body, step)


@perform.register
def _(step: Calibration, body: Body) -> None:
    body.assume("standing")
    start = body.timeline.now_s
    body.stay(step.still_s)
    lift = Set(exercise="leg_lift", repetitions=step.lifts, range_deg=step.range_deg, hold_s=0.4, pause_s=1.0)
    _repeat(body, lift, PATTERNS["leg_lift"])
    body.stay(0.5)
    body.timeline.label(start, "calibration", body.side)


@perform.register
def _(step: Set, body: Body) -> None:
    leg = step.leg or body.side
    rear = step.exercise == "lunge" and leg != body.side
    pattern = PATTERNS["lunge_rear" if rear else step.exercise]
    role = ("rear" if rear else "front") if step.exercise == "lunge" else None
    body.assume(pattern.posture)
    timeline, start = body.timeline, body.timeline.now_s
    body.stay(step.lead_s)
    if leg != body.side and pattern.one_legged and not rear:
        _watch(body, step, pattern)
        body.stay(step.tail_s)
        timeline.label(start, f"{step.exercise}_other_leg", body.side)
        return
    plan = SetPlan(step.exercise, body.side, role, leg, body.angle_deg)
    plan.repetitions = _repeat(body, step, pattern)
    if plan.repetitions:
        timeline.sets.append(plan)
    body.stay(step.tail_s)
    timeline.label(start, step.exercise, body.side, role)


def _repeat(body: Body, step: Set, pattern: Pattern) -> list[RepetitionPlan]:
    """Lay the repetitions of a set and leave the time at the end of the last."""
    rng, timeline = body.rng, body.timeline
    ratios = body.out_of_plane * rng.normal(0.06, 0.03), body.out_of_plane * rng.normal(0.08, 0.05)
    plans = []
    for number in range(step.repetitions):
        rep = _vary(body, step, pattern, number, ratios)
        pattern.lay(body, rep)
        timeline.pulse("effort", rep.start_s, rep.end_s, _effort(pattern, rep), 0.25)
        plans.append(RepetitionPlan(rep.start_s, rep.end_s, pattern.sign))
        timeline.now_s = rep.end_s
        if number + 1 < step.repetitions:
            pause = pattern.pause_s if step.pause_s is None else step.pause_s
            body.stay(pause * rng.lognormal(0.0, 1.5 * step.tempo_sd_pct / 100.0))
    return plans


def _effort(pattern: Pattern, rep: Rep) -> float:
    """Return the scale of irregularities: a smaller way than usual is steadier."""
    return pattern.effort * min(1.2, rep.range_deg / pattern.range_deg)


def _vary(body: Body, step: Set, pattern: Pattern, number: int, ratios: tuple[float, float]) -> Rep:
    """Draw one repetition of a set, the same draws for every dose."""
    reach = pattern.range_deg if step.range_deg is None else step.range_deg
    spread, tempo = body.rng.normal(size=2)
    reach = max(
        0.3 * reach, reach + step.range_sd_deg * spread * min(1.0, reach / 30.0) + step.fatigue_deg * number
    )
    slowing = (1.0 + step.fatigue_tempo_pct / 100.0) ** number
    pace = float(np.exp(step.tempo_sd_pct / 100.0 * tempo)) * slowing
    up, hold, down = (
        default if chosen is None else chosen
        for chosen, default in (
            (step.up_s, pattern.up_s),
            (step.hold_s, pattern.hold_s),
            (step.down_s, pattern.down_s),
        )
    )
    return Rep(body.timeline.now_s, reach, up * pace, hold * pace, down * pace, *ratios, pattern.turning)


def _watch(body: Body, step: Set, pattern: Pattern) -> None:
    """Lay a set of the other leg: the sensor's leg carries, or lies still."""
    for number in range(step.repetitions):
        rep = _vary(body, step, pattern, number, (0.0, 0.0))
        if pattern.posture == "standing":
            shift_weight(body, rep.start_s, rep.end_s, -0.03)
            body.timeline.pulse("flex", rep.start_s, rep.end_s, -float(body.rng.uniform(1.0, 3.0)), 0.5)
            body.timeline.impact(rep.end_s, float(body.rng.uniform(0.03, 0.1)), 0.02)
        pause = pattern.pause_s if step.pause_s is None else step.pause_s
        body.timeline.now_s = rep.end_s + pause
