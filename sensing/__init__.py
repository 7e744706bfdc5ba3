"""Everything between a sensor (or a file) and clean samples."""

from sensing.recording_files import read_recording, write_recording
from sensing.samples import Activity, Gap, ImuBlock, Placement, Recording, RecordingInfo, SensorInfo

__all__ = [
    "Activity",
    "Gap",
    "ImuBlock",
    "Placement",
    "Recording",
    "RecordingInfo",
    "SensorInfo",
    "read_recording",
    "write_recording",
]
