"""Scripted sessions of one thigh sensor, by rigid-body kinematics, with exact ground truth."""

from sensing.simulation.load import load_script
from sensing.simulation.script import (
    Mounting,
    Person,
    SampleGap,
    SensorErrors,
    SessionScript,
)
from sensing.simulation.session import SimulatedSession, simulate, write_session
from sensing.simulation.steps import EXERCISES, STEPS, Step
from sensing.simulation.truth import Truth, TruthRepetition, TruthSet

__all__ = [
    "EXERCISES",
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
