"""The live pipeline: blocks of samples in, an immutable state out."""

import math
from dataclasses import dataclass, replace

from analysis.angle_block import AngleBlock
from analysis.build_repetition import build_repetition
from analysis.calibration import SETTLING_S, Calibration
from analysis.candidates import Candidate
from analysis.exercises import get_exercise, load_everyday
from analysis.live_start import start_finder
from analysis.live_words import moved_rest, none_counts, not_begun
from analysis.metrics import Measures
from analysis.own_rules import floor_deg, lunge_role, rules_of
from analysis.phase import Phase
from analysis.quality import MISSING_SHARE
from analysis.repetitions import SETTLE_S, RepetitionDetector
from analysis.restarts import Restarts
from analysis.results import Quality, Repetition
from analysis.standing_zero import DRIFTED_REST_DEG, IN_A_ROW, Zero, stays_off
from analysis.stands import BODY_GOES
from analysis.thigh_angle import ThighAngle
from analysis.turning_points import HOME_SHARE
from sensing.errors import InputError
from sensing.samples import SIDES, ImuBlock

ROLES = ("front", "rear")


@dataclass(frozen=True, slots=True)
class LiveState:
    """What is known after the samples received so far.

    Attributes
    ----------
    time_s : float
        Time of the last sample; NaN before the first.
    thigh_angle_deg : float
        Thigh angle now, flexion positive.
    repetitions : tuple of Repetition
        In time order; the last ones are provisional until ``final``.
    phase : {"rest", "up", "hold", "down"}
        Where in a repetition the leg is.
    hold_s : float
        How long the peak of the movement under way has been held.
    quality : Quality
        What is known against the calibration, and losses so far.
    """

    time_s: float
    thigh_angle_deg: float
    repetitions: tuple[Repetition, ...]
    phase: Phase
    hold_s: float
    quality: Quality


class LiveAnalysis:
    """Count and measure one exercise while it is done.

    Parameters
    ----------
    calibration : Calibration
        Of this sensor on this leg.
    exercise : str
        Name in the catalogue.
    side : {"left", "right"} or None
        The leg that wears the sensor.
    role : {"front", "rear"} or None
        In a lunge: whether that leg is in front; by default what the calibration saw, else in front.

    Raises
    ------
    CatalogueError
        When the exercise is unknown.
    InputError
        When side or role is none of these.

    Notes
    -----
    The same samples give the same repetitions, bit for bit, however they are cut into blocks.
    """

    def __init__(
        self, calibration: Calibration, exercise: str, side: str | None = None, role: str | None = None
    ) -> None:
        self.exercise = get_exercise(exercise)
        self.side = check_choice("side", side, SIDES)
        self.role = lunge_role(self.exercise, check_choice("role", role, ROLES), calibration)
        self.rules = rules_of(self.exercise, self.role, role)
        self._start_in = start_finder(calibration, self.exercise)
        lifts = self.rules.closes_about in BODY_GOES
        self._angle = ThighAngle(calibration, self._start_in, with_lift=lifts)
        self._detector = self._make_detector()
        self._seeking = self._start_in is not None
        self._restarts = Restarts(calibration)
        # Not known before the first sample; where no start pose is known, one begins at once.
        self._begins_by_s = math.inf if calibration.zero_known else -math.inf
        self._settled: list[Repetition] = []
        self._off_at, self._told_off, self._warm_until_s = 0, "", -math.inf
        self._last: AngleBlock | None = None

    def push(self, block: ImuBlock) -> LiveState:
        """Take further samples into account and return what is known now."""
        self.feed(block)
        return self.state

    def feed(self, block: ImuBlock, *, counted: bool = True) -> None:
        """Take further samples into account; ``counted=False`` only warms the filters up."""
        angles = self._angle.push(block)
        if len(block):
            self._restarts.push(block, angles)
        if len(angles.time_s):
            self._take(angles, counted=counted)
        self._restarts.forget()
        if not counted:
            self._angle.look_for_rest_anew()
            self._warm_until_s = self._angle.now_s

    def _take(self, angles: AngleBlock, *, counted: bool) -> None:
        """Take angles into account that are settled."""
        self._last = angles
        if self._seeking and angles.start is not None:
            self._detector, self._seeking = self._make_detector(), False
        if counted and angles.start is not None:
            begun = self._begun(angles.counted_in(self._warm_until_s))
            if begun is not None:
                self._detector.push(begun)
                self._settle()

    def _make_detector(self) -> RepetitionDetector:
        """Return a detector that counts from the calibration as it is now."""
        calibration, start_in = self.calibration, self._start_in
        standing = self.exercise.posture == "standing" and calibration.zero_known
        return RepetitionDetector(
            self.rules,
            load_everyday(),
            calibration,
            floor_deg=floor_deg(self.rules, calibration),
            delay_s=self._angle.delay_s,
            follow_rests=standing or start_in is not None,
            in_posture=None if start_in is None else lambda pose: start_in(pose) is not None,
        )

    def _begun(self, angles: AngleBlock) -> AngleBlock | None:
        """Return the samples that are counted in: at first, not those beyond the start pose."""
        if self._begins_by_s == -math.inf or not len(angles.time_s):
            return angles
        if self._begins_by_s == math.inf:
            self._begins_by_s = float(angles.time_s[0]) + SETTLING_S
        beyond = self.rules.sign * angles.smooth_deg < -HOME_SHARE * self.rules.smallest_range
        # Who rests there is not on the way: the strap slipped since the calibration.
        beyond[[rest.position for rest in angles.rests]] = False
        here = (~(beyond & (angles.time_s < self._begins_by_s))).nonzero()[0]
        if not len(here):
            return None
        self._begins_by_s, first = -math.inf, int(here[0])
        rests = [replace(one, position=one.position - first) for one in angles.rests if one.position >= first]
        return replace(angles.after(first), rests=tuple(rests)) if first else angles

    @property
    def calibration(self) -> Calibration:
        """What the angles are relative to: as given, until the exercise's own start pose was seen."""
        return self._angle.calibration

    def finish(self) -> LiveState:
        """Settle what is open, for the stream has ended, and return the last state."""
        for angles in self._angle.finish():
            self._take(angles, counted=True)
        self._detector.finish()
        self._settle()
        return self.state

    @property
    def candidates(self) -> list[tuple[Candidate, Measures]]:
        """Final repetitions as the detector saw them, with their live measures."""
        return self._detector.settled

    @property
    def uncounted(self) -> str:
        """Movements that were seen and not counted, and why, in words; empty when there were none."""
        reasons = self._detector.uncounted
        if not reasons:
            return ""
        told = ", ".join(f"{count} {why}" for why, count in reasons.most_common())
        movements = "1 movement" if reasons.total() == 1 else f"{reasons.total()} movements"
        return f"{movements} seen and not counted ({told})"

    @property
    def state(self) -> LiveState:
        """What is known now."""
        done = self._detector.settled
        later = [
            self._repetition(candidate, measures, len(done) + i, final=False)
            for i, (candidate, measures) in enumerate(self._detector.provisional(), start=1)
        ]
        phase, hold_s = self._detector.phase
        return LiveState(
            time_s=self._angle.now_s,
            thigh_angle_deg=self._angle.now_deg - self._zero_deg,
            repetitions=(*self._settled, *later),
            phase=phase,
            hold_s=hold_s,
            quality=Quality(reasons=(*self.calibration.verdict.reasons, *self._doubts(), *self._losses())),
        )

    def _settle(self) -> None:
        """Take over what is final, measured again where it began blind."""
        for one, seen in self._detector.settled[len(self._settled) :]:
            if one.gap:
                span_s, until_s = (one.rise_s, one.peak_s, one.announced_s), one.announced_s + SETTLE_S
                peak_deg = self._restarts.peak_deg(
                    self.calibration, self.rules.sign * one.turned, span_s, until_s
                )
                if peak_deg is not None:
                    range_deg = seen.range_deg + peak_deg - seen.peak_deg
                    seen = replace(seen, peak_deg=peak_deg, range_deg=range_deg)  # noqa: PLW2901
            self._settled.append(self._repetition(one, seen, len(self._settled) + 1, final=True))

    @property
    def zeros(self) -> list[Zero]:
        """What angles counted from, in time order: the calibration's pose, then rests that moved."""
        return self._detector.zeros

    @property
    def _zero_deg(self) -> float:
        return self.rules.sign * self._detector.zero_now.angle_deg

    @property
    def waiting(self) -> str:
        """That the start pose of the exercise was not seen yet, in words; empty once it was."""
        if self._last is None or self._last.start is not None:
            return ""
        return not_begun(self.exercise.posture)

    def _doubts(self) -> tuple[str, ...]:
        if self.waiting:
            return (self.waiting,)
        moved = self._detector.zero_now.moved_deg
        told = (moved_rest(moved) if moved else "", self._off, self.none_counts)
        return tuple(one for one in told if one)

    @property
    def none_counts(self) -> str:
        """That movements are seen, time and again, and none counts, in words; empty when that is not so."""
        told = none_counts(self._detector.missed, self.exercise.posture)
        return told if told and self.calibration.zero_known and not self._detector.provisional() else ""

    @property
    def _off(self) -> str:
        """That the leg comes back to elsewhere than angles count from, in words; empty when it does not."""
        if len(self._detector.settled) == self._off_at:
            return self._told_off
        self._off_at, self._told_off = len(self._detector.settled), self._where_off()
        return self._told_off

    def _where_off(self) -> str:
        last = self._detector.settled[-IN_A_ROW:]
        if len(last) < IN_A_ROW or not self.calibration.zero_known:
            return ""
        rests_deg = [one.features.valley_deg for one, _ in last]
        if self.exercise.posture == "standing":
            return stays_off(rests_deg)
        return stays_off(rests_deg, "start pose", DRIFTED_REST_DEG) if self._start_in else ""

    def _losses(self) -> tuple[str, ...]:
        share = self._angle.missing / max(self._angle.missing + self._angle.received, 1)
        return (f"{share:.0%} of the samples were lost on the way",) if share > MISSING_SHARE else ()

    def _repetition(self, one: Candidate, seen: Measures, number: int, *, final: bool) -> Repetition:
        return build_repetition(
            self.exercise,
            self.rules,
            self.calibration,
            one,
            seen,
            number,
            zero_deg=one.zero.angle_deg,
            final=final,
        )


def check_choice(what: str, given: str | None, choices: tuple[str, ...]) -> str | None:
    """Return ``given`` when it is None or one of the choices.

    Raises
    ------
    InputError
        When it is neither.
    """
    if given is not None and given not in choices:
        raise InputError(f"'{given}' is no {what}", at=what, mend=f"Use one of: {', '.join(choices)}")
    return given
