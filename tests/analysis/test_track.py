"""The recent samples of a stream keep their positions."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.track import Track


@settings(max_examples=60)
@given(st.lists(st.tuples(st.integers(1, 700), st.floats(0, 1)), min_size=1, max_size=12))
def test_positions_hold_whatever_is_forgotten(pushes):
    track, sent = Track(columns=2), 0
    for count, forget in pushes:
        times = np.arange(sent, sent + count) / 10
        track.append(times, 7 * times)
        sent += count
        before, cut_s = track.first, forget * track.last_time_s
        track.forget_before(cut_s)
        assert track.end == sent
        assert track.last_time_s == (sent - 1) / 10
        assert before <= track.first <= max(before, np.ceil(round(cut_s * 10, 6))), "none younger is lost"
        kept = track.part(track.first, track.end)
        np.testing.assert_array_equal(kept[0], np.arange(track.first, sent) / 10)
        np.testing.assert_array_equal(kept[1], 7 * kept[0])
        assert track.position_at(track.last_time_s) == sent - 1


def test_a_part_is_cut_to_what_is_kept():
    track = Track(columns=1)
    track.append(np.arange(10.0))
    assert track.part(8, 99).tolist() == [[8.0, 9.0]]
    with pytest.raises(IndexError, match="sample -5 was forgotten"):
        track.part(-5, 2)
    assert track.position_at(3.5) == 4
