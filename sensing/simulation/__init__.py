"""Scripted sessions of one thigh sensor, by rigid-body kinematics, with exact ground truth."""

from sensing.simulation.load import load_script
from sensing.simulation.script import (
    STEPS,
    Mounting,
    Person,
    SampleGap,
    SensorErrors,
    SessionScript,
    Step,
)
from sensing.simulation.session import SimulatedSession, simulate, write_session
from sensing.simulation.truth import Truth, TruthRepetition, TruthSet

__all__ = [
    "STEPS",
    "Mounting",
    "Person",
    "SampleGap",
    "SensorErrors",
    "SessionScript",
    "SimulatedSession",
    "Step",
    "Truth",
    "TruthRepetition",
    "TruthSet",
    "load_script",
    "simulate",
    "write_session",
]
