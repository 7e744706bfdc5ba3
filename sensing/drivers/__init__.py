"""Sensors, one module each: a pure parser (bytes to samples) and a table of what the sensor can; no radio."""

from sensing.drivers.blocks import RawBlock
from sensing.drivers.driver import Capabilities, Decoder, Driver, Match, Verification
from sensing.drivers.registry import get_driver, list_drivers
from sensing.drivers.steps import Check, Read, Reply, Step, Subscribe, Upkeep, Write

__all__ = [
    "Capabilities",
    "Check",
    "Decoder",
    "Driver",
    "Match",
    "RawBlock",
    "Read",
    "Reply",
    "Step",
    "Subscribe",
    "Upkeep",
    "Verification",
    "Write",
    "get_driver",
    "list_drivers",
]
