"""Record any source: each sample goes into a journal as it comes, the journal into a recording at the end."""

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from sensing import journal
from sensing.errors import JournalError, RecordingError, RehabError
from sensing.finishing import Assembled, Finished, assemble, finish, free_name
from sensing.journal import FLUSH_EVERY_S, MEMORY_LIMIT_BYTES, Journal, read_journal, read_records
from sensing.journal_records import End
from sensing.samples import Activity, ImuBlock, RecordingInfo
from sensing.source import STOP_LIMIT_S, LinkEvent, Notification, SampleSource
from sensing.taking import each_block, started

UNTIL_TOLD_S = 31 * 86400.0
"""Stands in the journal for the end of an activity under way; the finished recording has its real end."""

RAW_SHARE = 0.5
"""While the journal cannot be written, raw notifications leave this share of the memory to samples."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """How writing goes; told when it changes.

    Attributes
    ----------
    text : str
        For the person, in plain words.
    bad : bool
        False when all is well again.
    """

    text: str
    bad: bool = True


class Recorder:
    """Record one session of one source.

    Parameters
    ----------
    folder : Path
        Where journal and recording go; made when it is not there.
    name : str
        Of the recording, without ending; a number is added when it is taken.
    side : {"left", "right"} or None
        The leg that wears the sensor, where the source does not know.
    spare_folders : sequence of Path
        Tried in turn when the finished recording cannot be written to ``folder``.
    keep_raw : bool, default True
        Keep raw notifications too.
    on_trouble : callable
        Told, on the event loop, the moment something cannot be written, and when it can again.
    memory_limit : int
        See `Journal`.
    opener : callable
        See `Journal`.
    now : callable
        The time of day, UTC.

    Notes
    -----
    Whatever happens to the folder, the session goes on: what cannot be written waits in memory (see
    `MEMORY_LIMIT_BYTES`), and what was written is not touched.
    """

    def __init__(
        self,
        folder: Path,
        name: str,
        *,
        side: str | None = None,
        spare_folders: Sequence[Path] = (),
        keep_raw: bool = True,
        on_trouble: Callable[[Trouble], None] = lambda _: None,
        memory_limit: int = MEMORY_LIMIT_BYTES,
        opener: Callable[[Path], BinaryIO] = journal.create,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.folder = folder
        self._wanted_name = name
        self.name = _unused(folder, name)
        """Final once something was written: another recorder may take the same name at the same moment."""
        self.info = RecordingInfo()
        self.samples = 0
        """Samples received so far."""
        self.dropped = 0
        """Samples that neither disk nor memory could take."""
        self._side, self._spare_folders, self._keep_raw = side, tuple(spare_folders), keep_raw
        self._on_trouble, self._limit, self._now = on_trouble, memory_limit, now
        self._journal = Journal(
            folder / f"{self.name}{journal.SUFFIX}", memory_limit=memory_limit, opener=opener
        )
        self._last_s: float | None = None
        self._failing = False

    @property
    def journal_path(self) -> Path:
        """The journal; there while recording, and afterwards if the recording could not be finished."""
        return self._journal.path

    async def run(
        self,
        source: SampleSource,
        on_block: Callable[[ImuBlock], None] = lambda _: None,
        *,
        stop: asyncio.Event | None = None,
    ) -> None:
        """Record a source until it ends or is stopped; call `finish` afterwards, whatever happened.

        Parameters
        ----------
        source : SampleSource
            Not started yet.
        on_block : callable
            Gets each block once it is in the journal.
        stop : asyncio.Event, optional
            Ends the recording when set, even while the source is still being started.

        Raises
        ------
        SourceError
            When the sensor cannot be reached or is gone for good.
        """
        flushing = asyncio.create_task(self._flush_regularly())
        try:
            stop = stop or asyncio.Event()
            if not await started(source, self, stop):
                return
            self.info = replace(source.info, started_at=None, repairs=())
            if self._side is not None:
                self.info = replace(self.info, placement=replace(self.info.placement, side=self._side))

            def take(block: ImuBlock) -> None:
                self.append(block)
                on_block(block)

            await each_block(source, stop, take)
        finally:
            flushing.cancel()
            await asyncio.gather(flushing, return_exceptions=True)
            await self.flush()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(STOP_LIMIT_S):
                    await source.stop()

    def append(self, block: ImuBlock) -> None:
        """Take samples."""
        if not len(block):
            return
        last_s = float(block.time_s[-1])
        if self._last_s is None:
            self.info = replace(self.info, started_at=self._now() - timedelta(seconds=last_s))
            self._journal.append(self.info)
        self._last_s = last_s
        self.samples += len(block)
        if not self._journal.append(block):
            if not self.dropped:
                self._on_trouble(
                    Trouble("There is no memory left for the recording: samples from now on are not kept.")
                )
            self.dropped += len(block)

    def notified(self, notification: Notification) -> None:
        """Take a raw notification."""
        if self._keep_raw and self._journal.waiting_bytes < RAW_SHARE * self._limit:
            self._journal.append(notification)

    def link_changed(self, event: LinkEvent) -> None:
        """Take news of the link."""
        self._journal.append(event)

    def announce(self, *activities: Activity) -> None:
        """Say what has been done so far, and is done now: until infinity, where its end is not known."""
        known = (replace(one, end_s=min(one.end_s, UNTIL_TOLD_S)) for one in activities)
        self.info = replace(self.info, activities=tuple(known))
        self._journal.append(self.info)

    async def flush(self) -> None:
        """Bring everything received to the disk; trouble with it is told, not raised."""
        try:
            await asyncio.to_thread(self._write_journal)
        except OSError as error:
            if not self._failing:
                self._on_trouble(Trouble(self._failing_text(error)))
            self._failing = True
        else:
            if self._failing:
                lost = f"{self.dropped} samples were lost" if self.dropped else "nothing was lost"
                self._on_trouble(Trouble(f"The recording can be written again; {lost}.", bad=False))
            self._failing = False

    def finish(self) -> Finished | None:
        """Write the finished recording, read it again, and remove the journal.

        Returns
        -------
        Finished or None
            None when fewer than two samples were received; nothing is left behind then.

        Raises
        ------
        RecordingError
            When no folder takes the recording; the journal is kept, and the message says what to do. It may
            be called again, once there is room, or `close`.
        """
        self._journal.append(End())
        with contextlib.suppress(OSError):  # what is not on disk is taken from memory
            self._write_journal()
        waiting = self._journal.waiting()
        contents, notes = read_records(waiting), []
        if self._journal.on_disk:
            try:
                contents = read_journal(self.journal_path, waiting)
            except JournalError as error:
                notes.append(f"only the last part: what came before is in the journal ({error})")
        assembled = assemble(contents)
        if assembled.recording is None:
            self._remove_journal(notes)
            return None
        finished = self._write(replace(assembled, notes=(*assembled.notes, *notes)), waiting)
        late: list[str] = []
        if not notes:
            self._remove_journal(late)
        if self.dropped:
            late.append(f"{self.dropped} samples at the end could be kept neither on disk nor in memory")
        return replace(finished, notes=(*finished.notes, *late))

    def close(self) -> None:
        """Let go of the journal; `sensing.recovery` can still finish what it holds."""
        self._journal.close()

    async def _flush_regularly(self) -> None:
        while True:
            await self.flush()
            await asyncio.sleep(FLUSH_EVERY_S)

    def _write_journal(self) -> None:
        """Write what waits; under another name, where somebody has just begun a journal of this one.

        Raises
        ------
        OSError
        """
        while True:
            try:
                return self._journal.flush()
            except FileExistsError:
                other = _unused(self.folder, self._wanted_name)
                if self._journal.on_disk or other == self.name:  # it is something else that is in the way
                    raise
                self.name = other
                self._journal.path = self.folder / f"{other}{journal.SUFFIX}"

    def _failing_text(self, error: OSError) -> str:
        taken, lasted_s = self._journal.written_bytes + self._journal.waiting_bytes, self._last_s or 0.0
        room = ""
        if lasted_s > 1.0:
            minutes = (self._limit - self._journal.waiting_bytes) / (taken / lasted_s) / 60.0
            room = f", with room for about {minutes:.0f} minutes"
        return (
            f"The recording cannot be written to {self.folder} ({error.strerror or error}). What was written "
            f"is safe, and what comes is kept in memory{room}. Make room, or make the folder writable."
        )

    def _write(self, assembled: Assembled, waiting: bytes) -> Finished:
        """Write the finished recording to the first folder that takes it."""
        first: RehabError | None = None
        for folder in (self.folder, *self._spare_folders):
            try:
                finished = finish(assembled, folder, self.name)
            except RehabError as error:
                first = first or error
                continue
            if first is None:
                return finished
            return replace(finished, notes=(*finished.notes, f"it is in another folder, for {first}"))
        assert first is not None
        if not self._journal.on_disk:
            mend = "Nothing of this session could be saved"
        elif waiting:
            mend = f"All but the last part is in {self.journal_path}: make room, then run 'rehab recover'"
        else:
            mend = f"It is safe in {self.journal_path}: make room, then run 'rehab recover'"
        raise RecordingError(
            getattr(first, "problem", str(first)), source=self.folder, mend=mend
        ) from first.__cause__

    def _remove_journal(self, notes: list[str]) -> None:
        self._journal.close()
        try:
            if self._journal.on_disk:
                self.journal_path.unlink(missing_ok=True)
        except OSError as error:
            notes.append(
                f"{self.journal_path} is no longer needed but could not be removed ({error.strerror})"
            )


def _unused(folder: Path, name: str) -> str:
    try:
        return free_name(folder, name, endings=(journal.SUFFIX,))
    except OSError:  # a folder that may not be read is told when it is written
        return name
