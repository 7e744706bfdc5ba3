"""One sensor of a session: its source, the recording under way, and the counting on it."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from dashboard.live.counting import Counting
from dashboard.live.fitting import CALIBRATING
from dashboard.live.guided import Guided
from dashboard.live.messages import SensorView
from dashboard.live.played import PlayedSource, Wish
from dashboard.live.task_log import TaskLog
from sensing.journal import FLUSH_EVERY_S
from sensing.recorder import Recorder, Trouble
from sensing.samples import ImuBlock
from sensing.source import START_LIMIT_S, STOP_LIMIT_S, LinkEvent, Notification, SampleSource

USUAL_RATE_HZ = 100.0
"""Taken where the source does not say."""


class Channel:
    """Records one sensor and counts on it; lives on the hub's event loop.

    Parameters
    ----------
    source : SampleSource
    guide : Guided
    side : {"left", "right"} or None
        The leg that wears this sensor all the time; None: it moves with the tasks.
    folder : Path
        For the recordings.
    on_change : callable
        Called after every packet and every news of the link.
    on_trouble : callable
        Told what a person should know.
    """

    def __init__(
        self,
        source: SampleSource,
        guide: Guided,
        side: str | None,
        folder: Path,
        *,
        on_change: Callable[["Channel"], None],
        on_trouble: Callable[[str], None],
    ) -> None:
        self.source, self.side = source, side
        self.counting: Counting | None = None
        self.recorders: dict[str, Recorder] = {}
        """By the guide's name of the part."""
        self.last_block: ImuBlock | None = None
        self.lost = False
        """The link was lost, and nothing came since."""
        self.failure = ""
        """Why nothing will come any more."""
        self.unwritten = False
        """Samples cannot be written now, and wait in memory."""
        self._guide, self._folder = guide, folder
        self._on_change, self._on_trouble = on_change, on_trouble
        self._last_of: dict[str, Notification] = {}
        self._log: TaskLog | None = None
        self._part = ""
        self._from_s = 0.0
        self._calibrations = 0

    @property
    def active(self) -> bool:
        """Whether the session looks at this sensor now."""
        return self._guide.strap is not None and self.side in (None, self._guide.strap)

    @property
    def view(self) -> SensorView:
        """How the sensor is doing."""
        status, sensor = self.source.status, self.source.info.sensor
        name = sensor.model or sensor.address or ""
        battery = status.battery_percent if status.battery_percent is not None else sensor.battery
        return SensorView(name, battery, status.received_hz, status.signal_dbm)

    async def run(self) -> None:
        """Record until the source ends or the task is cancelled.

        Raises
        ------
        SourceError
            When the sensor cannot be reached or is gone for good.
        """
        flushing = asyncio.create_task(self._flush())
        try:
            self.follow()
            async with asyncio.timeout(START_LIMIT_S):
                await self.source.start(self)
            self.follow()
            async for block in self.source:
                self._take(block)
                self._on_change(self)
        finally:
            flushing.cancel()
            async with asyncio.timeout(STOP_LIMIT_S):
                await self.source.stop()

    def follow(self) -> None:
        """Do what the guide asks for now: calibrate, count, stop counting."""
        guide = self._guide
        if self.counting is not None:
            self._follow_counting(self.counting)
        if isinstance(self.source, PlayedSource) and self.active:
            self.source.follow(
                Wish(
                    part=guide.part,
                    side=guide.strap,
                    task=guide.index,
                    exercise=guide.task.name,
                    role=guide.task.role,
                    moving=guide.moving,
                    calibrating=guide.state in CALIBRATING,
                    set=len(guide.run.log.sets),
                    calibrations=guide.fitting.calibrations,
                )
            )

    def _follow_counting(self, counting: Counting) -> None:
        guide = self._guide
        wanted = guide.run.log if self.active and guide.counting else None
        if self._log is not None and self._log is not wanted:
            self._log.observe(counting.end(), counting.time_s)
            self._log.keep()
            self._log = None
        if self.active and guide.state in CALIBRATING and self._calibrations != guide.fitting.calibrations:
            self._calibrations = guide.fitting.calibrations
            counting.calibrate()
        if wanted is not None and self._log is None and counting.calibration is not None:
            self._log = wanted
            counting.begin(guide.task)
        recorder = self.recorders[self._part]
        if counting.activities != recorder.info.activities:
            recorder.announce(*counting.activities)

    def _take(self, block: ImuBlock) -> None:
        """Record a packet, then count on it."""
        part = f"0-{self.side}" if self.side else self._guide.part
        if part != self._part:
            self._open(part, block)
        assert self.counting is not None
        own = replace(block, time_s=block.time_s - self._from_s)
        self.recorders[part].append(own)
        self.last_block, self.lost = block, False
        self.counting.push(own)

    def _open(self, part: str, block: ImuBlock) -> None:
        """Begin a recording: at the first samples, or when the sensor has moved to the other leg."""
        if self.counting is not None and self._log is not None:
            self._log.observe(self.counting.end(), self.counting.time_s)
            self._log.keep()
            self._log = None
        side = self.side or self._guide.strap
        recorder = Recorder(self._folder, part, side=side, on_trouble=self._tell_trouble)
        info = replace(self.source.info, started_at=None, repairs=(), activities=())
        recorder.info = replace(info, placement=replace(info.placement, side=side))
        self._part, self._from_s = part, float(block.time_s[0])
        for notification in self._last_of.values():  # the scale of what follows may be among them
            recorder.notified(notification)
        self.recorders[part] = recorder
        self.counting = Counting(info.rate_hz or USUAL_RATE_HZ, side)
        self._calibrations = 0
        self.follow()

    def _tell_trouble(self, trouble: Trouble) -> None:
        self.unwritten = trouble.bad
        self._on_trouble(trouble.text)

    async def _flush(self) -> None:
        while True:
            await asyncio.sleep(FLUSH_EVERY_S)
            if self._part:
                await self.recorders[self._part].flush()

    # what the source tells

    def notified(self, notification: Notification) -> None:
        """Keep a raw message of the sensor."""
        self._last_of[notification.characteristic] = notification
        if self._part:
            self.recorders[self._part].notified(notification)

    def link_changed(self, event: LinkEvent) -> None:
        """Note that the link was lost, or is back."""
        if self._part:
            self.recorders[self._part].link_changed(event)
        if event.news == "lost":
            self.lost = True
        self._on_change(self)
