"""The JSON file beside the samples: what is known about a recording.

``{"schema": "rehab-recording/1", "started_at", "sensor": {model, address, firmware, battery}, "placement":
{segment, side}, "rate_hz", "activities": [{start_s, end_s, exercise, side, role}], "notes"}``, each optional.
Other fields are kept in ``RecordingInfo.extra`` and written back; those found within ``sensor``,
``placement`` or an activity stand there under the same names.
"""

import json
import math
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC
from pathlib import Path
from types import MappingProxyType
from typing import Any

from sensing.errors import RecordingError
from sensing.json_fields import Fields, load_object
from sensing.samples import SIDES, Activity, FloatArray, Placement, RecordingInfo, SensorInfo
from sensing.time_steps import sampling_rate_hz
from sensing.wording import printable

SCHEMA = "rehab-recording"
SCHEMA_VERSION = 1

RATE_TOLERANCE = 0.2
"""Sensor clocks are within 5 % of their nominal rate (one dataset has 102.9 Hz for 100)."""

_SLACK_S = 1.0  # an announced activity may end this much after the last sample
_ROLES = ("front", "rear")
_ACTIVITY_KEY = ("start_s", "end_s", "exercise")


def parse_info(text: bytes, time_s: FloatArray | None, *, source: str | Path) -> RecordingInfo:
    """Read the JSON text beside a recording.

    Parameters
    ----------
    text : bytes
        Content of the file.
    time_s : ndarray, shape (n,), or None
        The recording's sample times, which the text must not contradict; None while they are not known.
    source : str or Path
        The JSON file.

    Raises
    ------
    RecordingError
        When it is no JSON object, is of a newer version, a field is not what it should be, or the times
        contradict it; the message names the field.
    """
    outer = Fields(load_object(text, source=source), "", source)
    _check_schema(outer)
    sensor, placement = outer.fields("sensor"), outer.fields("placement")
    items = outer.list_of_fields("activities")
    info = RecordingInfo(
        started_at=outer.date("started_at"),
        sensor=SensorInfo(
            model=sensor.text("model"),
            address=sensor.text("address"),
            firmware=sensor.text("firmware"),
            battery=sensor.number("battery"),
        ),
        placement=Placement(
            segment=placement.text("segment") or Placement().segment,
            side=placement.choice("side", SIDES),
        ),
        rate_hz=_rate(outer, time_s),
        activities=tuple(_activity(item, time_s) for item in items),
        notes=outer.text("notes") or "",
    )
    return _with_extra(info, outer, {"sensor": sensor, "placement": placement}, items)


def format_info(info: RecordingInfo, time_s: FloatArray | None, *, source: str | Path) -> bytes | None:
    """Return the JSON text for a recording, or None when nothing is known about it.

    Parameters
    ----------
    info : RecordingInfo
        What is known; ``repairs`` are not written.
    time_s : ndarray, shape (n,), or None
        The recording's sample times; None while they are not known.
    source : str or Path
        The JSON file.

    Raises
    ------
    RecordingError
        When the text could not be read again as the same.
    """
    extra = dict(info.extra)
    inner = {name: extra.pop(name, {}) for name in ("sensor", "placement")}
    unknown = {tuple(item.get(key) for key in _ACTIVITY_KEY): item for item in extra.pop("activities", ())}
    started_at = info.started_at
    if started_at is not None and started_at.tzinfo is None:
        raise RecordingError(
            f"{started_at.isoformat()} has no time zone",
            source=source,
            at="started_at",
            mend="Give it in UTC",
        )
    sensor = {name: getattr(info.sensor, name) for name in SensorInfo.__dataclass_fields__}
    placement = {"segment": info.placement.segment, "side": info.placement.side}
    content = {
        "started_at": started_at and started_at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        "sensor": _known(sensor) | inner["sensor"],
        "placement": _known(placement) | inner["placement"]
        if info.placement != Placement()
        else inner["placement"],
        "rate_hz": info.rate_hz,
        "activities": [_activity_object(activity, unknown) for activity in info.activities],
        "notes": info.notes,
    }
    content = {name: value for name, value in content.items() if value not in (None, {}, [], "")} | extra
    if not content:
        return None
    try:
        text = json.dumps(
            {"schema": f"{SCHEMA}/{SCHEMA_VERSION}"} | content, indent=2, ensure_ascii=False, allow_nan=False
        )
        data = f"{text}\n".encode()
    except (TypeError, ValueError, RecursionError) as error:
        raise RecordingError(
            f"what is known about the recording cannot be written as JSON ({printable(error)})",
            source=source,
            mend="Give text, finite numbers, lists and objects only",
        ) from error
    parse_info(data, time_s, source=source)
    return data


def _check_schema(outer: Fields) -> None:
    schema = outer.text("schema")
    if schema is None:
        return  # written by hand
    match = re.fullmatch(rf"{SCHEMA}/(\d{{1,9}})(?:\.\d+)*", schema)
    if match is None:
        outer.refuse(
            "schema",
            f'"{printable(schema, 40)}" is not the description of a recording',
            mend=f'Write "{SCHEMA}/{SCHEMA_VERSION}", or move the file away if it belongs to something else',
        )
    elif int(match[1]) > SCHEMA_VERSION:
        outer.refuse(
            "schema",
            f'"{schema}" is newer than this version understands ({SCHEMA}/{SCHEMA_VERSION})',
            mend="Update rehab-tracker",
        )


def _rate(outer: Fields, time_s: FloatArray | None) -> float | None:
    rate = outer.number("rate_hz")
    if rate is None:
        return None
    if rate <= 0:
        outer.refuse("rate_hz", f"{rate:g} is not above zero", mend="Write the rate in Hz, or leave it out")
    measured = rate if time_s is None else sampling_rate_hz(time_s)
    if abs(measured - rate) > RATE_TOLERANCE * rate:
        outer.refuse(
            "rate_hz",
            f"{rate:g} Hz, but the samples' times say {measured:.4g} Hz",
            mend="Correct rate_hz or the times",
        )
    return rate


def _activity(item: Fields, time_s: FloatArray | None) -> Activity:
    times = {name: item.number(name) for name in ("start_s", "end_s")}
    exercise = item.text("exercise")
    for name, value in (times | {"exercise": exercise}).items():
        if value is None or value == "":
            item.refuse(name, "is missing", mend="An activity needs start_s, end_s and exercise")
    start_s, end_s = times["start_s"], times["end_s"]
    assert start_s is not None
    assert end_s is not None
    assert exercise is not None
    if end_s <= start_s:
        item.refuse("end_s", f"{end_s:g} s is not after start_s {start_s:g} s", mend="Correct the two times")
    first, last = (-math.inf, math.inf) if time_s is None else (float(time_s[0]), float(time_s[-1]))
    if start_s < first - _SLACK_S or end_s > last + _SLACK_S:
        item.refuse(
            "start_s" if start_s < first - _SLACK_S else "end_s",
            f"{start_s:g}..{end_s:g} s lies outside the recording, {first:g}..{last:g} s",
            mend="Give seconds from the recording's start",
        )
    return Activity(start_s, end_s, exercise, item.choice("side", SIDES), item.choice("role", _ROLES))


def _with_extra(
    info: RecordingInfo, outer: Fields, inner: Mapping[str, Fields], items: list[Fields]
) -> RecordingInfo:
    extra = dict(outer.rest) | {name: fields.rest for name, fields in inner.items() if fields.rest}
    activities = [
        {key: getattr(activity, key) for key in _ACTIVITY_KEY} | item.rest
        for activity, item in zip(info.activities, items, strict=True)
        if item.rest
    ]
    if activities:
        extra["activities"] = activities
    return replace(info, extra=MappingProxyType(extra))


def _activity_object(activity: Activity, unknown: Mapping[tuple[Any, ...], dict[str, Any]]) -> dict[str, Any]:
    known = _known({name: getattr(activity, name) for name in Activity.__dataclass_fields__})
    return known | unknown.get(tuple(known[key] for key in _ACTIVITY_KEY), {})


def _known(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}
