"""Run a script: samples as a real sensor would deliver them, with exact ground truth."""

import json
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sensing.errors import RecordingError, ScriptError
from sensing.samples import Activity, FloatArray, Placement, Recording, RecordingInfo, SensorInfo
from sensing.simulation import imu, rotations
from sensing.simulation.choreography import lay_out
from sensing.simulation.dynamics import Motion, move
from sensing.simulation.script import SessionScript
from sensing.simulation.timeline import Timeline
from sensing.simulation.truth import Truth, measure_set

LONGEST_S = 2 * 3600.0
PURPOSES = ("mounting", "movement", "life", "noise", "times", "losses")


@dataclass(frozen=True, slots=True, eq=False)
class SimulatedSession:
    """What `simulate` returns.

    Attributes
    ----------
    recording : Recording
        The samples; ``extra`` holds ``truth_thigh_deg`` (true angle of the thigh in its movement plane
        against quiet standing) and ``truth_rep`` (number of the repetition within its set, 0 outside).
    truth : Truth
        Sets and repetitions.
    """

    recording: Recording
    truth: Truth


def simulate(script: SessionScript) -> SimulatedSession:
    """Return the samples and the truth of a script; the same script gives the same samples.

    Parameters
    ----------
    script : SessionScript
        From `load_script` or built in code.

    Raises
    ------
    ScriptError
        When the session is too short or too long, or its samples are all lost.

    Notes
    -----
    Each purpose draws from its own stream, so that, say, more noise does not change the movement. Times of
    recording and truth are by the sensor's clock, which may be wrong.
    """
    streams = {
        purpose: np.random.default_rng(np.random.SeedSequence(script.seed, spawn_key=(number,)))
        for number, purpose in enumerate(PURPOSES)
    }
    timeline = lay_out(script, streams["movement"])
    if not 1.0 <= timeline.now_s <= LONGEST_S:
        raise ScriptError(
            f"the session lasts {timeline.now_s:.1f} s", at="steps", mend="Script 1 s to 2 hours in all"
        )
    motion = move(script, timeline, _mounting(script, streams["mounting"]), streams["life"])
    recording = _sample(script, timeline, motion, streams)
    clock = imu.clock_rate(script.sensor)
    sets = tuple(measure_set(plan, motion.time_s, motion.thigh_deg, clock) for plan in timeline.sets)
    return SimulatedSession(recording, Truth(sets))


def write_session(session: SimulatedSession, folder: str | Path, name: str) -> Path:
    """Write NAME.csv.gz, NAME.json and NAME.truth.json to a folder; return the path of the first.

    Parameters
    ----------
    session : SimulatedSession
    folder : str or Path
        Made when it is not there.
    name : str
        A file name without folder and ending; files of that name are replaced, all three or none.

    Raises
    ------
    RecordingError
        When the files cannot be written; the old ones are then as they were.
    """
    from sensing.recording_files import write_recording  # noqa: PLC0415 (only for this)

    if not name or name != Path(name).name:
        raise RecordingError(f"{name!r} is not a file name", at="name", mend="Give a name without a folder")
    path = Path(folder) / f"{name}.csv.gz"
    truth = json.dumps(session.truth.to_dict(), indent=1) + "\n"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise RecordingError(
            f"cannot be written ({error.strerror or error})",
            source=path,
            mend="Choose a folder that you may write to and that has room",
        ) from error
    write_recording(session.recording, path, beside={f"{name}.truth.json": truth.encode()})
    return path


def _mounting(script: SessionScript, rng: np.random.Generator) -> FloatArray:
    angles = script.mounting.euler_deg
    return rotations.any_orientation(rng) if isinstance(angles, str) else rotations.from_euler(*angles)


def _sample(
    script: SessionScript, timeline: Timeline, motion: Motion, streams: dict[str, np.random.Generator]
) -> Recording:
    errors, rate = script.sensor, script.rate_hz
    true_s = imu.sample_times(timeline.now_s, rate, errors)
    acc, gyr = (
        imu.average_around(true_s, 1.0 / rate, motion.time_s, fine)
        for fine in (_means(motion.acc), motion.gyr)
    )
    acc, gyr = imu.spoil(acc, gyr, rate, errors, streams["noise"])
    time_s = imu.stamp(len(true_s), rate, errors, streams["times"])
    keep = imu.received(time_s, errors, streams["losses"])
    extra = {
        "truth_thigh_deg": np.round(np.interp(true_s, motion.time_s, motion.thigh_deg)[keep], 4),
        "truth_rep": _repetition_numbers(timeline, true_s)[keep],
    }
    clock = imu.clock_rate(errors)
    info = RecordingInfo(
        started_at=script.started_at,
        sensor=SensorInfo(model="simulated"),
        placement=Placement("thigh", script.side),
        rate_hz=rate,
        activities=tuple(_by_clock(activity, clock) for activity in timeline.activities),
        notes=script.notes,
    )
    return Recording(time_s[keep], acc[keep], gyr[keep], info, extra, name="simulated")


def _means(values: FloatArray) -> FloatArray:
    """Return means from each time to the next, for values at the times; the last repeats."""
    return np.concatenate([0.5 * (values[:-1] + values[1:]), values[-1:]])


def _by_clock(activity: Activity, clock: float) -> Activity:
    return replace(activity, start_s=clock * activity.start_s, end_s=clock * activity.end_s)


def _repetition_numbers(timeline: Timeline, true_s: FloatArray) -> NDArray[np.int64]:
    result = np.zeros(len(true_s), dtype=np.int64)
    for plan in timeline.sets:
        for number, repetition in enumerate(plan.repetitions, start=1):
            result[(true_s >= repetition.start_s) & (true_s < repetition.end_s)] = number
    return result
