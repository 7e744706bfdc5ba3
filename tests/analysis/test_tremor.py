"""Tremor that is there at rest, too, is taken off what a swing is judged by; foot falls are not."""

from dataclasses import replace

import numpy as np
import pytest

from analysis.features import NOTHING
from analysis.track import Track
from analysis.tremor import REMEMBERED, TREMBLES_G, Tremor
from analysis.turning_points import Swing

RATE_HZ = 50.0
RISE = 260
SWING = replace(NOTHING, shaken_g=0.3, landing_g=0.5)


def standing(shake_g, *, tremor_hz=9.0, before_deg=0.0):
    """Samples of somebody who stands for four seconds, and lifts the leg then; and the swing."""
    time_s = np.arange(300) / RATE_HZ
    lift = np.interp(time_s, [4.8, 5.6], [0.0, 40.0])
    lift[time_s < 4.0] += before_deg
    track = Track(columns=3)
    track.append(time_s, lift, np.sqrt(2.0) * shake_g * np.sin(2.0 * np.pi * tremor_hz * time_s))
    return track, Swing(peak=290, peak_value=40.0, valley=100, valley_value=0.0, announced=299, least=0.0)


def after(tremor, *samples):
    return tremor.taken_off(SWING, *samples, RISE)


def test_what_trembles_at_rest_is_taken_off():
    seen = after(Tremor(), *standing(0.1))
    assert 0.1 < seen.shaken_g < 0.3
    assert 0.1 < seen.landing_g < 0.3
    assert after(Tremor(), *standing(0.25)).shaken_g == 0.0


@pytest.mark.parametrize("rate_share", [0.0, 0.5, 0.9])
def test_who_stands_quietly_is_judged_by_all_that_is_felt(rate_share):
    assert after(Tremor(), *standing(rate_share * TREMBLES_G)) == SWING


def test_a_leg_that_moved_a_second_before_did_not_rest():
    assert after(Tremor(), *standing(0.1, before_deg=8.0)) == SWING
    assert after(Tremor(), *standing(0.1, before_deg=3.0)) != SWING


def test_the_other_foot_that_falls_while_one_stands_is_no_tremor():
    track, swing = standing(0.0)
    shake = track.part(0, 300)[2]
    shake[225:232] = 0.3
    assert after(Tremor(), track, swing) == SWING


def test_one_rest_among_quiet_ones_is_no_tremor_and_a_strong_one_lasts_for_some():
    tremor = Tremor()
    for _ in range(REMEMBERED):
        after(tremor, *standing(0.0))
    assert after(tremor, *standing(0.1)) == SWING
    tremor = Tremor()
    once = after(tremor, *standing(0.15))
    assert after(tremor, *standing(0.05)) == once
    moved = standing(0.0, before_deg=8.0)
    assert after(tremor, *moved) == once, "no rest before it: the ones before tell"


def test_too_few_samples_of_a_rest_tell_nothing():
    time_s = np.concatenate([[0.0, 0.4, 2.0, 2.5, 3.0], 4.8 + np.arange(60) / RATE_HZ])
    lift = np.interp(time_s, [4.8, 5.6], [0.0, 40.0])
    track = Track(columns=3)
    track.append(time_s, lift, np.full(len(time_s), 0.2))
    swing = Swing(peak=60, peak_value=40.0, valley=2, valley_value=0.0, announced=64, least=0.0)
    assert Tremor().taken_off(SWING, track, swing, 25) == SWING
