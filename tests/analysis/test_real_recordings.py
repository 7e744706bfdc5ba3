"""Recordings that others made, where they are at hand: counts, angles, and that nothing breaks."""

import json

import numpy as np
import pytest

from analysis import analyze
from sensing import read_recording

SPREAD = 32
"""So many recordings, evenly over the index, are enough to see that nothing breaks."""


@pytest.fixture(scope="module")
def recordings(root):
    folder = root.parent / "shared" / "data" / "recordings"
    if not folder.is_dir():
        pytest.skip("the real recordings are not at hand (shared/data/recordings beside the project)")
    return folder


def done(result):
    return [one for part in result.sets for one in part.repetitions]


@pytest.mark.parametrize(
    ("name", "exercise", "side"),
    [
        ("SUB22_lunge_right", "lunge", "right"),
        ("SUB22_squat_right", "squat", "right"),
        ("SUB22_squat_left", "squat", "left"),
    ],
)
def test_five_of_five_with_motion_capture(recordings, name, exercise, side):
    found = analyze(read_recording(recordings / "cmu_mbl" / f"{name}.csv.gz"), exercise=exercise, side=side)
    assert len(done(found)) == 5
    assert found.quality.countable


@pytest.mark.parametrize("exercise", ["bridge", "lunge", "sit_to_stand", "squat"])
def test_every_count_is_exact(recordings, exercise):
    """Within the range that the index states where a file starts or ends mid-repetition."""
    import pandas as pd

    index = pd.read_csv(recordings / "index.csv")
    wanted = index[(index.exercise == exercise) & index.scored & ~index.faulty]
    wrong = {}
    for row in wanted.itertuples():
        side = next((one for one in ("left", "right") if str(row.side).lower().startswith(one)), None)
        count = len(done(analyze(read_recording(recordings / row.file), exercise=exercise, side=side)))
        least, most = (
            row.n_reps_truth if pd.isna(stated) else stated for stated in (row.n_reps_min, row.n_reps_max)
        )
        if not least <= count <= most:
            wrong[row.file] = count
    assert len(wanted) >= 1
    assert wrong == {}


def test_the_front_leg_of_a_lunge_agrees_with_motion_capture(recordings):
    recording = read_recording(recordings / "cmu_mbl" / "SUB22_lunge_right.csv.gz")
    result = analyze(recording, exercise="lunge", side="right")
    series = result.thigh_angle.dropna()
    truth = recording.extra["truth_thigh_deg"].astype(float)
    error = np.interp(recording.time_s, series.time_s, series.thigh_angle_deg) - truth
    assert float(np.sqrt(np.nanmean(error**2))) < 5.0
    numbers = recording.extra["truth_rep"]
    true_peaks = [np.nanmax(truth[numbers == number]) for number in range(1, 6)]
    np.testing.assert_allclose([one.peak_angle_deg for one in done(result)], true_peaks, atol=5.0)
    assert 80.0 < np.median([one.peak_angle_deg for one in done(result)]) < 90.0


@pytest.mark.parametrize("place", range(SPREAD))
def test_nothing_breaks(recordings, place):
    import pandas as pd

    index = pd.read_csv(recordings / "index.csv")
    row = index.iloc[round(place * (len(index) - 1) / (SPREAD - 1))]
    exercise = row.exercise if isinstance(row.exercise, str) else "leg_lift"
    result = analyze(read_recording(recordings / row.file), exercise=exercise)
    json.dumps(result.to_dict(), allow_nan=False)
    assert all(one.range_deg > 0 and one.start_s < one.peak_s < one.end_s for one in done(result))


def test_walks_count_nothing(recordings):
    import pandas as pd

    index = pd.read_csv(recordings / "index.csv")
    walks = index[(index.dataset == "GaitTKR-healthy") & index.scored & ~index.faulty].iloc[::6]
    assert len(walks) >= 3
    counted = {
        row.file: len(done(analyze(read_recording(recordings / row.file), exercise="leg_lift")))
        for row in walks.itertuples()
    }
    assert set(counted.values()) == {0}, counted
