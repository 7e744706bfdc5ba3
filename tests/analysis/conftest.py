"""Simulated sessions, each made once, and small things that many tests of the analysis need."""

import json
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from analysis.calibration import Calibration, CalibrationVerdict
from analysis.prescription import Program, ProgramItem
from analysis.progress import review_progress
from analysis.progress_records import Diary, RangeTest, SetTally, from_sets
from analysis.results import Repetition
from sensing.samples import Recording
from sensing.simulation import simulate
from sensing.simulation.load import parse_script


@pytest.fixture(scope="session")
def session():
    """Return what simulates steps, given as the tables of a script; the same script is run once."""
    made = {}

    def make(*steps, **script):
        key = json.dumps([steps, script], sort_keys=True)
        if key not in made:
            made[key] = simulate(parse_script({"steps": list(steps), **script}))
        return made[key]

    return make


@pytest.fixture(scope="session")
def lifts(session):
    """Three standing leg lifts with holds after a knee lift, 50 samples a second."""
    return session(
        {"do": "calibration", "lifts": 1},
        {"do": "set", "exercise": "leg_lift", "repetitions": 3, "hold_s": 1.0},
        {"do": "stand", "s": 3.0},
        rate_hz=50.0,
    )


@pytest.fixture(scope="session")
def rotated():
    """Return what turns a recording's sensor by a rotation matrix, wherever it sits."""

    def turn(recording, matrix):
        gyr = None if recording.gyr is None else recording.gyr @ matrix.T
        return replace(recording, acc=recording.acc @ matrix.T, gyr=gyr)

    return turn


@pytest.fixture(scope="session")
def without():
    """Return what takes the samples of ``[start_s, end_s)`` out of a recording."""

    def take_out(recording, *spans):
        keep = np.ones(len(recording), dtype=bool)
        for start_s, end_s in spans:
            keep &= (recording.time_s < start_s) | (recording.time_s >= end_s)
        gyr = None if recording.gyr is None else recording.gyr[keep]
        extra = {name: column[keep] for name, column in recording.extra.items()}
        return Recording(recording.time_s[keep], recording.acc[keep], gyr, recording.info, extra)

    return take_out


@pytest.fixture(scope="session")
def upright():
    """Return what makes the calibration of a sensor with x forward, y left, z up while standing."""

    def make(rate_hz=100.0, **changes):
        plain = Calibration(
            still_pose=np.array([0.0, 0.0, 1.0]),
            axis=np.array([0.0, 1.0, 0.0]),
            sign_source="knee lift",
            rate_hz=rate_hz,
            gyro_bias=np.zeros(3),
            lift_deg=None,
            zero_known=True,
            has_gyro=True,
            verdict=CalibrationVerdict(ok=True),
        )
        return replace(plain, **changes)

    return make


@pytest.fixture(scope="session")
def planar():
    """Return what makes the samples of a sensor on the axis of a thigh that flexes as given.

    The thigh points down and x forward: flexion swings its lower end forward, so that the vertical, seen from
    the sensor, leans toward x.
    """

    def make(time_s, angle_deg):
        angle = np.radians(angle_deg)
        nothing = np.zeros(len(angle))
        acc = 9.80665 * np.stack([np.sin(angle), nothing, np.cos(angle)], axis=1)
        gyr = np.stack([nothing, -np.gradient(angle, time_s), nothing], axis=1)
        return Recording(time_s, acc, gyr)

    return make


@pytest.fixture(scope="session")
def pendulum():
    """Return what makes the samples of a rigid thigh that turns about an axis ``pivot_m`` from the sensor.

    Axes and angle as in `planar`. With the sensor at ``s`` along the thigh from its axis (below zero: under
    the hip), it feels ``-s * angle''`` across the thigh and ``-s * angle'**2`` along it, besides gravity.
    """

    def make(time_s, angle_deg, pivot_m):
        angle = np.radians(angle_deg)
        speed = np.gradient(angle, time_s)
        nothing = np.zeros(len(angle))
        across = 9.80665 * np.sin(angle) - pivot_m * np.gradient(speed, time_s)
        along = 9.80665 * np.cos(angle) - pivot_m * speed**2
        acc = np.stack([across, nothing, along], axis=1)
        return Recording(time_s, acc, np.stack([nothing, -speed, nothing], axis=1))

    return make


@pytest.fixture(scope="session")
def repetition():
    """Return what makes a repetition from its start, end and range."""

    def make(start_s, end_s, range_deg=60.0, **changes):
        plain = Repetition(1, start_s, 0.5 * (start_s + end_s), end_s, range_deg, range_deg, 1.0, 1.0, 1.0)
        return replace(plain, **changes)

    return make


@pytest.fixture
def history():
    """Return what makes sessions over weeks and reviews them.

    Days are counted from Monday 2025-09-01. The program: 10 lifts of the left leg, 10 bridges (lifts only on
    target when said), every Monday, Wednesday and Friday.
    """
    return Weeks()


@pytest.fixture(scope="session")
def history_class():
    """Return the class of `history`, for tests that make one for each example."""
    return Weeks


class Weeks:
    """Sessions and range tests by day, and their review."""

    MONDAY = date(2025, 9, 1)

    def __init__(self):
        self.items = (
            ProgramItem("leg_lift", "Leg lift", "left", 1, 10, hold_s=3.0, target_deg=50.0),
            ProgramItem("bridge", "Bridge", "both", 1, 10),
        )
        self.program = Program(
            "rehab-program/1", "test", "Test", self.items, 3, True, 3, 2, days=("mon", "wed", "fri")
        )
        self.sessions, self.tests = [], []

    def on(self, *days, share=1.0, on_target=1.0, side="left", **diary):
        """Add a session on each of the days, with this share of the dose."""
        told = {"pain_before": 1, "pain_after": 1, "pain_next_morning": 1, "exertion": 5} | diary
        count = round(10 * share)
        tallies = [
            SetTally("leg_lift", side, None, count, round(on_target * count)),
            SetTally("bridge", side, None, count),
        ]
        for day in days:
            self.sessions.append(from_sets(tallies, self.program, self.day(day), diary=Diary(**told)))
        return self

    def tested(self, *medians, side="left", every=7):
        """Add a range test of a leg each week."""
        self.tests += [RangeTest(self.day(every * n), side, (deg,)) for n, deg in enumerate(medians)]
        return self

    def day(self, number):
        return self.MONDAY + timedelta(days=number)

    def review(self, days=7, start=0, **changes):
        """Return the progress of so many days."""
        return review_progress(
            self.sessions,
            changes.pop("program", self.program),
            start=self.day(start),
            through=self.day(days - 1),
            range_tests=self.tests,
            **changes,
        )
