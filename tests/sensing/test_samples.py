"""Sample types: what they accept, the gaps they compute, the blocks they give."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sensing import ImuBlock, Recording
from sensing.errors import RecordingError
from sensing.samples import find_gaps
from sensing.time_steps import sampling_rate_hz


def recording(time_s, **changes):
    n = len(time_s)
    values = {"acc": np.tile([0.0, 0.0, 9.8], (n, 1)), "gyr": np.zeros((n, 3))} | changes
    return Recording(np.array(time_s, dtype=float), **values)


@given(
    rate_hz=st.sampled_from([12.5, 25.0, 52.0, 100.0, 102.9, 208.0]),
    lost=st.lists(st.integers(2, 397), unique=True, max_size=60),
    decimals=st.sampled_from([3, 5, 9]),
)
def test_gaps_are_what_was_left_out_even_when_times_are_rounded(rate_hz, lost, decimals):
    kept = np.setdiff1d(np.arange(400), lost)
    time_s = np.round(kept / rate_hz, decimals)
    gaps = recording(time_s).gaps
    assert sum(gap.missing for gap in gaps) == len(lost)
    steps = np.diff(kept)
    assert [gap.missing for gap in gaps] == (steps[steps > 1] - 1).tolist()
    assert [gap.start_s for gap in gaps] == time_s[:-1][steps > 1].tolist()
    assert [gap.end_s for gap in gaps] == time_s[1:][steps > 1].tolist()
    for gap in gaps:
        assert gap.duration_s == pytest.approx((gap.missing + 1) / rate_hz, abs=2 * 10**-decimals)


def test_a_jittered_clock_has_no_gaps():
    rng = np.random.default_rng(3)
    time_s = np.arange(1000) / 100 + rng.uniform(-0.002, 0.002, 1000)
    assert recording(time_s).gaps == ()


def test_rate_comes_through_rounding_and_gaps():
    time_s = np.round(np.arange(5000) / 102.9, 2)
    assert sampling_rate_hz(time_s) == pytest.approx(102.9, rel=1e-3)
    with_gaps = np.concatenate([time_s[:100], time_s[2000:2100], time_s[4000:]])
    assert sampling_rate_hz(with_gaps) == pytest.approx(102.9, rel=1e-3)


def test_a_given_rate_decides_what_is_missing():
    time_s = np.array([0.0, 0.02, 0.04, 0.06])
    assert find_gaps(time_s) == ()
    assert [gap.missing for gap in find_gaps(time_s, rate_hz=100)] == [1, 1, 1]
    assert find_gaps(time_s[:1]) == ()


@given(st.integers(1, 40), st.integers(2, 100))
def test_blocks_are_the_recording_in_pieces(size, length):
    rng = np.random.default_rng(length)
    whole = recording(np.arange(length) / 50, acc=rng.normal(size=(length, 3)), gyr=None)
    blocks = list(whole.blocks(size))
    assert [len(block) for block in blocks[:-1]] == [size] * (len(blocks) - 1)
    assert 0 < len(blocks[-1]) <= size
    assert np.array_equal(np.concatenate([block.time_s for block in blocks]), whole.time_s)
    assert np.array_equal(np.concatenate([block.acc for block in blocks]), whole.acc)
    assert all(block.gyr is None for block in blocks)


def test_arrays_are_copied_and_locked():
    time_s = np.arange(3) / 10
    made = recording(time_s)
    time_s[0] = 99
    assert made.time_s[0] == 0
    with pytest.raises(ValueError, match="read-only"):
        made.acc[0, 0] = 1


def test_the_table_view_holds_every_column_in_order():
    made = recording([0, 0.1], extra={"truth_rep": np.array([0, 1])})
    names = ["time_s", "acc_x", "acc_y", "acc_z", "gyr_x", "gyr_y", "gyr_z", "truth_rep"]
    assert list(made.samples.columns) == names
    assert made.samples["acc_z"].tolist() == [9.8, 9.8]
    assert list(recording([0, 0.1], gyr=None).samples.columns) == names[:4]
    assert made.duration_s == 0.1
    assert made.rate_hz == pytest.approx(10)


FAULTY = {
    "time of another shape": ({"time_s": np.zeros((3, 1))}, "time_s has shape (3, 1)"),
    "acc of another length": ({"acc": np.ones((2, 3))}, "acc has shape (2, 3) for 3 times"),
    "gyr of another width": ({"gyr": np.ones((3, 2))}, "gyr has shape (3, 2) for 3 times"),
    "nan": ({"acc": np.array([[0, 0, 1], [0, np.nan, 1], [0, 0, 1]])}, "acc is not finite at sample 1"),
    "infinite time": ({"time_s": np.array([0, 0.1, np.inf])}, "time_s is not finite at sample 2"),
    "equal times": ({"time_s": np.array([0, 0.1, 0.1])}, "time 0.1 at sample 2 does not follow 0.1"),
    "backward": ({"time_s": np.array([0.2, 0.1, 0.3])}, "time 0.1 at sample 1 does not follow 0.2"),
}


@pytest.mark.parametrize(("changes", "says"), FAULTY.values(), ids=FAULTY.keys())
@pytest.mark.parametrize("kind", [Recording, ImuBlock])
def test_faulty_arrays_are_refused(kind, changes, says):
    values = {"time_s": np.arange(3) / 10, "acc": np.ones((3, 3)), "gyr": np.ones((3, 3))} | changes
    with pytest.raises(RecordingError) as caught:
        kind(**values)
    assert says in str(caught.value)


def test_further_columns_and_arrival_times_have_one_value_per_sample():
    with pytest.raises(RecordingError, match=r"two: column has 2 values for 3 samples"):
        recording([0, 0.1, 0.2], extra={"two": np.zeros(2)})
    with pytest.raises(RecordingError, match="one arrival time per sample"):
        ImuBlock(np.arange(3) / 10, np.ones((3, 3)), host_time_s=np.zeros(2))


def test_a_recording_needs_two_samples_but_a_block_none():
    with pytest.raises(RecordingError, match=r"walk: 1 sample\(s\); a recording needs at least 2"):
        recording([0.0], name="walk")
    assert len(ImuBlock(np.zeros(0), np.zeros((0, 3)))) == 0
