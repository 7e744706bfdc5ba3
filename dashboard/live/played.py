"""A recorded or simulated person as a sensor: does what the session asks for, and otherwise waits."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from analysis.calibration import CALIBRATION_ACTIVITY
from analysis.exercises import load_catalogue
from sensing.replay import Delivery, ReplaySource, deliveries_of
from sensing.samples import Activity, ImuBlock, Recording, RecordingInfo
from sensing.source import SourceListener, SourceStatus

GAVE_UP_S = 6.0
"""So long after the end of a recorded set nothing more of it is seen: a repetition is told within 4 s."""

LEAD_S = 3.0
"""So long before its next set a recording goes on, where the rest was cut short."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What the session asks of the person now.

    Attributes
    ----------
    part : str
        Which recording, see `Guided.part`.
    side : str or None
        The leg with the sensor.
    exercise : str
        Name in the catalogue.
    role : {"front", "rear"} or None
        Of the leg with the sensor, in a lunge.
    task : int
        Which task of the session.
    moving : bool
        Whether the person is to do anything.
    calibrating : bool
        Whether that is standing still and lifting the knee.
    set : int
        Which set of the exercise, from 1.
    calibrations : int
        Rises when calibrating is asked for anew.
    """

    part: str
    side: str | None
    exercise: str
    moving: bool
    calibrating: bool = False
    set: int = 1
    calibrations: int = 0
    role: str | None = None
    task: int = 0


class WaitingClock:
    """A clock that stands still while the person waits, and otherwise goes at the host's pace."""

    def __init__(self) -> None:
        self._offset_s = 0.0
        self._held_s: float | None = None
        self._going = asyncio.Event()
        self._going.set()

    def now(self) -> float:
        """Return the time."""
        return (time.monotonic() if self._held_s is None else self._held_s) - self._offset_s

    def hold(self, held: bool) -> None:
        """Stand still, or go on."""
        if held and self._held_s is None:
            self._held_s = time.monotonic()
            self._going.clear()
        elif not held and self._held_s is not None:
            self._offset_s += time.monotonic() - self._held_s
            self._held_s = None
            self._going.set()

    async def sleep_until(self, time_s: float) -> None:
        """Wait, as long as the clock stands still and until it shows this time."""
        while True:
            await self._going.wait()
            left_s = time_s - self.now()
            if left_s <= 0.0:
                await asyncio.sleep(0)
                if self._held_s is None:
                    return
            else:
                await asyncio.sleep(left_s)


class PlayedSource:
    """Plays one recording for each leg that wears the sensor in turn; a `SampleSource`.

    Parameters
    ----------
    make : callable
        Returns the recordings, by leg; called once, in a thread.
    speed : float
        Times faster than it was.

    Raises
    ------
    InputError
        When the speed is not above zero.
    """

    def __init__(self, make: Callable[[], Mapping[str, Recording]], *, speed: float = 1.0) -> None:
        self.info = RecordingInfo()
        self.played_out = False
        """Whether the recording for the present leg has come to its end."""
        self._make, self._speed = make, speed
        self._recordings: Mapping[str, Recording] = {}
        self._clock = WaitingClock()
        self._replay = ReplaySource((), self.info, speed=speed, clock=self._clock)
        self._listener: SourceListener | None = None
        self._wish = Wish("", None, "", moving=False)
        self._changed, self._stopped = asyncio.Event(), False
        self._skip_to_s = 0.0
        self._again = False
        self._next_s = 0.0
        self._at_s = 0.0
        self._own_sets: list[Activity] = []

    @property
    def gave_up(self) -> bool:
        """Whether the recorded person has stopped short of what the session waits for: the set is over."""
        if not self._own_sets:
            return False
        return self._at_s > self._own_sets[: self._wish.set][-1].end_s + GAVE_UP_S

    @property
    def status(self) -> SourceStatus:
        """How it is doing now."""
        return self._replay.status

    async def start(self, listener: SourceListener | None = None) -> None:
        """Make the recordings ready."""
        self._listener = listener
        self._recordings = await asyncio.to_thread(self._make)
        first = next(iter(self._recordings.values()))
        self.info = replace(first.info, started_at=None, activities=())
        self._replay.info = self.info

    async def stop(self) -> None:
        """End the stream."""
        self._stopped = True
        self._clock.hold(held=False)
        self._changed.set()
        await self._replay.stop()

    def follow(self, wish: Wish) -> None:
        """Do what the session asks for."""
        before, self._wish = self._wish, wish
        if wish == before:
            return
        if (wish.part, wish.task) != (before.part, before.task):
            self._own_sets = self._sets_of(wish)
        if wish.part == before.part and not wish.calibrating and wish.exercise != before.exercise:
            self._skip_to()
        elif wish.part == before.part and wish.set > before.set:
            self._skip_rest()
        if before.calibrating and not wish.calibrating and self._own_sets:
            self._skip_to_s = max(self._skip_to_s, self._own_sets[0].start_s)  # one lift was enough
        if wish.part == before.part and wish.calibrations > before.calibrations and before.calibrations:
            self._again = True
        self._clock.hold(held=not wish.moving)
        if wish.part != before.part or (wish.moving and not before.moving):
            self._changed.set()

    async def __aiter__(self) -> AsyncIterator[ImuBlock]:
        """Return the samples as they come."""
        done: set[str] = set()
        while not self._stopped:
            part, recording = self._wish.part, self._recordings.get(self._wish.side or "")
            self._changed.clear()
            if recording is not None and self._wish.moving and part not in done:
                done.add(part)
                self.played_out, self._skip_to_s, self._at_s = False, 0.0, 0.0
                self._own_sets = self._sets_of(self._wish)
                self._replay = ReplaySource(
                    self._deliveries(recording), self.info, speed=self._speed, clock=self._clock
                )
                await self._replay.start(self._listener)
                async for block in self._replay:
                    if self._wish.part != part:
                        break
                    yield block
            self.played_out = part in done and self._wish.part == part
            if self._wish.part == part and not self._stopped:
                await self._changed.wait()

    def _deliveries(self, recording: Recording) -> Iterator[Delivery]:
        """Return what was recorded, in one time with what was played before; what is skipped takes none.

        Where calibrating is asked for once more, its part is played once more.
        """
        step_s = 1.0 / (recording.info.rate_hz or 100.0)
        shift_s = 0.0
        jumped = True
        for one, follows in self._in_order(recording):
            jumped = jumped or not follows
            if jumped and one.blocks:
                shift_s, jumped = self._next_s - float(one.blocks[0].time_s[0]), False
            blocks = tuple(replace(each, time_s=each.time_s + shift_s) for each in one.blocks)
            if blocks:
                self._next_s = float(blocks[-1].time_s[-1]) + step_s
            yield replace(one, at_s=one.at_s + shift_s, blocks=blocks)

    def _in_order(self, recording: Recording) -> Iterator[tuple[Delivery, bool]]:
        """Return what was recorded in the order asked for, and whether it follows what came before."""
        lift = next((one for one in recording.info.activities if one.exercise == CALIBRATION_ACTIVITY), None)
        follows = True
        for one in deliveries_of(recording):
            if self._again and lift is not None:
                self._again = follows = False
                for each in deliveries_of(recording):
                    if lift.start_s <= each.at_s <= lift.end_s + LEAD_S and each.event is None:
                        yield each, follows
                        follows = True
                follows = False
            if one.at_s < self._skip_to_s:
                follows = False
            else:
                self._at_s = one.at_s
                yield one, follows
                follows = True

    def _sets_of(self, wish: Wish) -> list[Activity]:
        """Return the recorded sets of the task, those to come if it is done more than once."""
        recording = self._recordings.get(wish.side or "")
        activities = () if recording is None else recording.info.activities
        own = [
            one
            for one in activities
            if one.exercise == wish.exercise
            and (one.role or wish.role) == wish.role
            and one.end_s > self._at_s
        ]
        return sorted(own, key=lambda one: one.start_s)

    def _skip_to(self) -> None:
        """Leave out exercises that stand before the one that the session asks for."""
        recording = self._recordings.get(self._wish.side or "")
        if recording is not None and self._own_sets:
            first_s = self._own_sets[0].start_s
            exercises = [one for one in recording.info.activities if one.exercise in load_catalogue()]
            self._skip_to_s = max((one.end_s for one in exercises if one.end_s <= first_s), default=0.0)

    def _skip_rest(self) -> None:
        """Leave out the rest, where the next set is to begin."""
        if len(self._own_sets) >= self._wish.set:
            self._skip_to_s = max(self._skip_to_s, self._own_sets[self._wish.set - 1].start_s - LEAD_S)
