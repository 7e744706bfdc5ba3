"""The records of a journal as bytes: samples, raw notifications, news of the link, what is known, the end.

All numbers are little-endian. A record is a head of 17 bytes and its body::

    mark      4 bytes   F5 52 4A 9A, to find the next record after damage
    kind      u8        one of `Kind`
    number    u32       counts the records of the journal from 0, to notice lost ones
    length    u32       of the body
    checksum  u32       CRC-32 of kind, number, length and body

Bodies: samples are ``u32 epoch, u32 n, u8 columns`` (1: angular rate, 2: host times) and then float64 arrays
``time_s (n,), acc (n, 3), gyr (n, 3), host_time_s (n,)``, to the bit; a notification is ``f64 host_time_s,
u32 epoch, u8 length``, the characteristic and the payload; the others are JSON. Every record can be read by
itself, so that one damaged place costs one record.
"""

import json
import struct
import zlib
from dataclasses import dataclass
from enum import IntEnum
from typing import get_args

import numpy as np

from sensing.errors import InputError
from sensing.samples import ImuBlock, RecordingInfo
from sensing.sidecar import format_info, parse_info
from sensing.source import LinkEvent, LinkNews, Notification

MARK = b"\xf5RJ\x9a"
HEAD = struct.Struct("<4sBIII")
_SUMMED = struct.Struct("<BII")
_SAMPLES = struct.Struct("<IIB")
_NOTIFICATION = struct.Struct("<dIB")
_WITH_GYR, _WITH_HOST_TIME = 1, 2
LONGEST_BODY = 2**26
"""No record is longer: a length beyond it is damage."""


class Kind(IntEnum):
    """What a record holds. Numbers are never used again for something else."""

    INFO = 1
    SAMPLES = 2
    NOTIFICATION = 3
    LINK = 4
    END = 5


@dataclass(frozen=True, slots=True)
class End:
    """The recording was ended by whoever made it: nothing is missing behind this."""


Entry = RecordingInfo | ImuBlock | Notification | LinkEvent | End


class DamagedRecordError(ValueError):
    """The bytes are no whole record."""


def encode(entry: Entry, number: int) -> bytes:
    """Return an entry as a record.

    Parameters
    ----------
    entry : RecordingInfo, ImuBlock, Notification, LinkEvent or End
    number : int
        Its position in the journal, from 0.

    Raises
    ------
    RecordingError
        When what is known about the recording could not be read again.
    """
    kind, body = _body(entry)
    number %= 2**32
    checksum = zlib.crc32(body, zlib.crc32(_SUMMED.pack(kind, number, len(body))))
    return HEAD.pack(MARK, kind, number, len(body), checksum) + body


def decode(data: bytes, at: int) -> tuple[Entry | None, int, int]:
    """Read the record that begins at a position.

    Returns
    -------
    entry : Entry or None
        None for a sound record of a kind that this version does not know.
    number : int
        Its number.
    end : int
        Position behind it.

    Raises
    ------
    DamagedRecordError
        When there is no whole, sound record there.
    """
    if len(data) < at + HEAD.size:
        raise DamagedRecordError("cut off")
    mark, kind, number, length, checksum = HEAD.unpack_from(data, at)
    body = data[at + HEAD.size : at + HEAD.size + length] if length <= LONGEST_BODY else b""
    if mark != MARK or len(body) != length:
        raise DamagedRecordError("cut off or overwritten")
    if zlib.crc32(body, zlib.crc32(_SUMMED.pack(kind, number, length))) != checksum:
        raise DamagedRecordError("checksum")
    try:
        return _entry(kind, body), number, at + HEAD.size + length
    except (struct.error, ValueError, KeyError, TypeError, InputError) as error:
        raise DamagedRecordError("not what its kind holds") from error


def _body(entry: Entry) -> tuple[Kind, bytes]:
    match entry:
        case RecordingInfo():
            return Kind.INFO, format_info(entry, None, source="journal") or b"{}"
        case ImuBlock():
            return Kind.SAMPLES, _samples(entry)
        case Notification():
            name = entry.characteristic.encode()[:255]
            head = _NOTIFICATION.pack(entry.host_time_s, entry.epoch, len(name))
            return Kind.NOTIFICATION, head + name + entry.payload
        case LinkEvent():
            fields = {"news": entry.news, "host_time_s": entry.host_time_s, "epoch": entry.epoch}
            return Kind.LINK, json.dumps(fields | {"reason": entry.reason}).encode()
        case End():
            return Kind.END, b""


def _samples(block: ImuBlock) -> bytes:
    columns = (_WITH_GYR if block.gyr is not None else 0) | (
        _WITH_HOST_TIME if block.host_time_s is not None else 0
    )
    arrays = (block.time_s, block.acc, block.gyr, block.host_time_s)
    return _SAMPLES.pack(block.epoch, len(block), columns) + b"".join(
        array.astype("<f8", copy=False).tobytes() for array in arrays if array is not None
    )


def _entry(kind: int, body: bytes) -> Entry | None:
    if kind == Kind.SAMPLES:
        return _block(body)
    if kind == Kind.NOTIFICATION:
        host_time_s, epoch, length = _NOTIFICATION.unpack_from(body)
        at = _NOTIFICATION.size
        return Notification(host_time_s, body[at + length :], body[at : at + length].decode(), epoch)
    if kind == Kind.LINK:
        fields = json.loads(body)
        if fields["news"] not in get_args(LinkNews):
            return None
        return LinkEvent(fields["news"], fields["host_time_s"], fields["epoch"], fields["reason"])
    if kind == Kind.INFO:
        return parse_info(body, None, source="journal")
    return End() if kind == Kind.END else None


def _block(body: bytes) -> ImuBlock:
    epoch, n, columns = _SAMPLES.unpack_from(body)
    values = np.frombuffer(body, dtype="<f8", offset=_SAMPLES.size).astype(np.float64, copy=False)
    gyr_width = 3 * n if columns & _WITH_GYR else 0
    host_width = n if columns & _WITH_HOST_TIME else 0
    if len(values) != 4 * n + gyr_width + host_width:
        raise DamagedRecordError("not as many values as it says")
    host_at = 4 * n + gyr_width
    return ImuBlock(
        values[:n],
        values[n : 4 * n].reshape(n, 3),
        values[4 * n : host_at].reshape(n, 3) if columns & _WITH_GYR else None,
        values[host_at:] if columns & _WITH_HOST_TIME else None,
        epoch,
    )
