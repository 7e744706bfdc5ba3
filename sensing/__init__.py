"""Everything between a sensor (or a file) and clean samples."""

from sensing.samples import Activity, Gap, ImuBlock, Placement, Recording, RecordingInfo, SensorInfo

__all__ = ["Activity", "Gap", "ImuBlock", "Placement", "Recording", "RecordingInfo", "SensorInfo"]
