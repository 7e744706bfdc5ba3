"""WitMotion's byte stream cut into frames: 20 or 28 bytes each, several a notification, split anywhere.

A data frame is ``55 61`` and 18 bytes; the WT901SDCL-BT50 adds 8 bytes of date and time (vendor protocol).
A register reply is ``55 71``, the first register's number and eight registers: 20 bytes. There is no
checksum and no length, so the length is told by which stride finds the next header where it should be.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime

SHORT, STAMP = 20, 8
DATA, REPLY = b"\x55\x61", b"\x55\x71"


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame.

    Attributes
    ----------
    body : bytes
        The first 20 bytes, header included.
    time_s : float
        Seconds since 2000-01-01 by the sensor's calendar; NaN without one.
    """

    body: bytes
    time_s: float = float("nan")

    @property
    def is_data(self) -> bool:
        """Whether it holds a sample and not the values of registers."""
        return self.body.startswith(DATA)


@dataclass(slots=True)
class FrameCutter:
    """Cut a byte stream into frames; where the stream is split makes no difference to the samples.

    The first frame of a stream is trusted as it stands. After bytes that fit nowhere, the next one needs a
    second header 20 or 28 bytes on.
    """

    _buffer: bytearray = field(default_factory=bytearray)
    _stamped: bool = False  # frames are known to be of 28 bytes
    _open: bool = False  # 20 bytes are cut; whether a stamp follows is not known yet
    _lost: bool = False

    def push(self, data: bytes) -> tuple[list[Frame], int]:
        """Return the frames that are complete now, and how many bytes fitted nowhere."""
        self._buffer += data
        frames: list[Frame] = []
        skipped = 0
        while True:
            step = self._step(frames)
            if step is None:
                return frames, skipped
            skipped += step

    def _step(self, frames: list[Frame]) -> int | None:
        """Take what stands at the front; return the bytes skipped, or None when more are needed."""
        if len(self._buffer) < 2:
            return None
        if not self._header(0):
            return self._stamp_or_skip()
        self._open = False
        if self._lost:
            return self._confirm()
        length = SHORT + STAMP if self._stamped and self._buffer.startswith(DATA) else SHORT
        if len(self._buffer) < length:
            return None
        if length == SHORT and not self._header(SHORT) and self._stamp_at(SHORT) is not None:
            length, self._stamped = SHORT + STAMP, True
        stamp = self._stamp_at(SHORT) if length > SHORT else None
        frames.append(Frame(bytes(self._buffer[:SHORT]), float("nan") if stamp is None else stamp))
        del self._buffer[:length]
        self._open = length == SHORT
        return 0

    def _stamp_or_skip(self) -> int | None:
        """No header at the front: the stamp of the frame before, or bytes that fit nowhere."""
        if self._open:
            if len(self._buffer) < STAMP:
                return None
            self._open = False
            if self._stamp_at(0) is not None:
                self._stamped = True
                del self._buffer[:STAMP]
                return 0
        self._lost, self._stamped = True, False
        return self._skip()

    def _confirm(self) -> int | None:
        """After a loss of step, believe a header only if a second one follows where it should."""
        if len(self._buffer) < SHORT + 2:
            return None
        if not self._header(SHORT):
            if len(self._buffer) < SHORT + STAMP + 2:
                return None
            if not self._header(SHORT + STAMP) or self._stamp_at(SHORT) is None:
                return self._skip()
        self._lost = False
        return 0

    def _skip(self) -> int:
        """Drop the front up to what may be the next header."""
        at = 1
        while at < len(self._buffer) and not (self._header(at) or self._buffer[at:] == b"\x55"):
            at += 1
        del self._buffer[:at]
        return at

    def _header(self, at: int) -> bool:
        return self._buffer[at : at + 2] in (DATA, REPLY)

    def _stamp_at(self, at: int) -> float | None:
        """Return the date and time that stands there in seconds since 2000, or None when it is none."""
        raw = self._buffer[at : at + STAMP]
        if len(raw) < STAMP:
            return None
        year, month, day, hour, minute, second = raw[:6]
        millisecond = int.from_bytes(raw[6:], "little")
        try:
            moment = datetime(2000 + year, month, day, hour, minute, second, 1000 * millisecond, tzinfo=UTC)
        except ValueError:
            return None
        return (moment - datetime(2000, 1, 1, tzinfo=UTC)).total_seconds()
