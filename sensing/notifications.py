"""Raw messages of a sensor on disk, ``NAME.raw.jsonl.gz`` beside ``NAME.parquet``: kept to decode them again.

One JSON object a line; the first says what the file is, each other is a message::

    {"schema": "rehab-notifications/1", "driver": "witmotion"}
    {"host_time_s": 12.345678, "epoch": 0, "characteristic": "0000ffe4-...", "payload": "5561ae05..."}
"""

import gzip
import io
import json
import re
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sensing.errors import RecordingError
from sensing.source import Notification

SUFFIX = ".raw.jsonl.gz"
SCHEMA = "rehab-notifications"
SCHEMA_VERSION = 1
LARGEST_BYTES = 2**30
"""More than this, unpacked, is refused."""

_GZIP_LEVEL = 6
_LARGEST_TIME_S = 1e12
_HEX = re.compile(r"(?:[0-9a-fA-F]{2})*")


def format_notifications(notifications: Iterable[Notification], *, driver: str | None) -> bytes:
    """Return the content of the file.

    Parameters
    ----------
    notifications : iterable of Notification
    driver : str or None
        Name of the driver that decodes them.
    """
    buffer = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", compresslevel=_GZIP_LEVEL, fileobj=buffer, mtime=0) as file:
        file.write(_line({"schema": f"{SCHEMA}/{SCHEMA_VERSION}", "driver": driver}))
        for one in notifications:
            file.write(
                _line(
                    {
                        "host_time_s": one.host_time_s,
                        "epoch": one.epoch,
                        "characteristic": one.characteristic,
                        "payload": one.payload.hex(),
                    }
                )
            )
    return buffer.getvalue()


def read_notifications(path: Path) -> tuple[list[Notification], str | None]:
    """Read the file; return the messages in the order of arrival, and the driver's name if it is known.

    Raises
    ------
    RecordingError
        When it cannot be read or a line is not what it should be; the message names the line.
    """
    lines = _load(path).splitlines()
    driver = _check_first(lines[0] if lines else b"", path)
    return [_parse(line, path, number) for number, line in enumerate(lines[1:], start=2)], driver


def _line(content: dict[str, object]) -> bytes:
    return f"{json.dumps(content, separators=(',', ':'))}\n".encode()


def _load(path: Path) -> bytes:
    try:
        with gzip.open(path) as file:
            data = file.read(LARGEST_BYTES + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise RecordingError(
            f"cannot be read ({getattr(error, 'strerror', None) or 'damaged or cut short'})",
            source=path,
            mend="Check the name, and copy it again, whole",
        ) from error
    if len(data) > LARGEST_BYTES:
        raise RecordingError("more than 1 GiB when unpacked", source=path, mend="Give a shorter recording")
    return data


def _check_first(line: bytes, path: Path) -> str | None:
    first = _object(line, path, 1)
    match = re.fullmatch(rf"{SCHEMA}/(\d{{1,9}})", str(first.get("schema")))
    if match is None:
        raise RecordingError(
            "not the raw messages of a sensor", source=path, at="line 1", mend="Give another file"
        )
    if int(match[1]) > SCHEMA_VERSION:
        raise RecordingError(
            f"version {match[1]} is newer than this version understands ({SCHEMA_VERSION})",
            source=path,
            at="line 1",
            mend="Update rehab-tracker",
        )
    driver = first.get("driver")
    return driver if isinstance(driver, str) else None


def _parse(line: bytes, path: Path, number: int) -> Notification:
    fields = _object(line, path, number)
    host_time_s: Any = fields.get("host_time_s")
    epoch: Any = fields.get("epoch", 0)
    characteristic, payload = fields.get("characteristic", ""), fields.get("payload")
    if (
        not _is_number(host_time_s, int | float)
        or not abs(host_time_s) < _LARGEST_TIME_S
        or not _is_number(epoch, int)
        or not 0 <= epoch < 2**31
        or not isinstance(characteristic, str)
        or not isinstance(payload, str)
        or _HEX.fullmatch(payload) is None
    ):
        raise RecordingError(
            "host_time_s, epoch, characteristic and payload (hexadecimal) belong here",
            source=path,
            at=f"line {number}",
            mend="Copy it again, whole",
        )
    return Notification(float(host_time_s), bytes.fromhex(payload), characteristic, epoch)


def _is_number(value: object, kind: Any) -> bool:  # noqa: ANN401 (a type or a union of types)
    return isinstance(value, kind) and not isinstance(value, bool)


def _object(line: bytes, path: Path, number: int) -> dict[str, Any]:
    try:
        content = json.loads(line)
    except (ValueError, RecursionError):
        content = None
    if not isinstance(content, dict):
        raise RecordingError("no JSON object", source=path, at=f"line {number}", mend="Copy it again, whole")
    return content
