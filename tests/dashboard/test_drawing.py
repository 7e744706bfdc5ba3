"""Charts are built one at a time."""

import threading

from dashboard import drawing
from dashboard.cohort import read_cohort
from dashboard.progress_view.charts import pain_spec, range_spec
from dashboard.review.chart_spec import angle_template
from dashboard.review.repetition_curves import curves_spec


class Watched:
    """A lock that counts how often it was taken."""

    def __init__(self):
        self.lock = threading.RLock()
        self.taken = 0

    def __enter__(self):
        self.taken += 1
        return self.lock.__enter__()

    def __exit__(self, *error):
        return self.lock.__exit__(*error)


def test_two_never_build_at_once():
    both = threading.Barrier(2)
    met = []

    @drawing.one_at_a_time
    def build():
        try:
            both.wait(0.2)
            met.append(True)
        except threading.BrokenBarrierError:
            met.append(False)

    threads = [threading.Thread(target=build) for _ in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert met == [False, False]


def test_everything_that_altair_builds_waits_for_its_turn(root, monkeypatch):
    progress = read_cohort(root / "sample_data" / "cohort")[0].progress
    watched = Watched()
    monkeypatch.setattr(drawing, "_LOCK", watched)
    builders = (
        lambda: angle_template.__wrapped__(dark=False, size=1.0),  # not what is kept from before
        lambda: curves_spec.__wrapped__(dark=False, size=1.0),
        lambda: pain_spec(progress, dark=False, size=1.0),
        lambda: range_spec(progress, dark=False, size=1.0),
    )
    for times, build in enumerate(builders, start=1):
        assert build()
        assert watched.taken == times
