"""A sensor without clock and counter over a simulated link: times, rate and losses from arrivals alone."""

import json
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sensing.clock import SampleClock
from sensing.clock_fit import least_late_slope
from sensing.clock_review import _undelayed, fitted_times
from sensing.drivers import RawBlock, get_driver
from sensing.samples import find_gaps

SEEDS = range(10)
AFTER_LOSS_S = 3.0


@dataclass(frozen=True)
class Link:
    """What a link delivered and what is true: times of packets' last samples; losses as (time, size)."""

    rate_hz: float
    per_packet: int
    true_s: np.ndarray
    arrival_s: np.ndarray
    losses: list


def simulate(
    seed, *, rate_hz=99.3, per_packet=4, interval_s=0.03, duration_s=400.0, losses_per_min=2.0, spikes=0.01
):
    """Packets wait for the next connection event; some are held up, and all behind them; some are lost."""
    rng = np.random.default_rng(seed)
    count = int(duration_s * rate_hz / per_packet)
    true_s = (np.arange(count) * per_packet + per_packet - 1) / rate_hz
    phase = rng.uniform(0, interval_s)
    event_s = np.ceil((true_s + 0.002 - phase) / interval_s) * interval_s + phase
    held_up = np.where(rng.random(count) < spikes, rng.exponential(0.08, count), 0.0)
    arrival_s = np.maximum.accumulate(event_s + np.abs(rng.normal(0, 0.0005, count)) + held_up)
    arrival_s += np.arange(count) * 1e-9
    kept, losses = np.ones(count, bool), []
    start_s = rng.exponential(60 / losses_per_min) if losses_per_min else np.inf
    while start_s < duration_s - 5:
        first, packets = int(start_s * rate_hz / per_packet), int(rng.choice([1, 1, 2, 3, 5, 8]))
        kept[first : first + packets] = False
        losses.append((true_s[first], packets * per_packet))
        start_s += packets * per_packet / rate_hz + max(6.0, rng.exponential(60 / losses_per_min))
    return Link(rate_hz, per_packet, true_s[kept], arrival_s[kept], losses)


@dataclass(frozen=True)
class Followed:
    """What the clock made of a link."""

    clock: SampleClock
    time_s: np.ndarray
    host_s: np.ndarray
    true_s: np.ndarray
    rates_hz: np.ndarray


def follow(link, nominal_hz=100.0):
    clock = SampleClock(nominal_hz)
    blocks, rates = [], []
    for arrival in link.arrival_s:
        blocks.append(clock.push(RawBlock(np.zeros((link.per_packet, 3)), None, float(arrival))))
        rates.append(clock.rate_hz)
    before = np.arange(1 - link.per_packet, 1) / link.rate_hz
    return Followed(
        clock,
        np.concatenate([block.time_s for block in blocks]),
        np.concatenate([block.host_time_s for block in blocks]),
        (link.true_s[:, None] + before).ravel(),
        np.array(rates),
    )


def errors(time_s, true_s):
    """Error of times, the constant delay of the link aside."""
    error = time_s - true_s
    return np.abs(error - np.median(error))


def away_from_losses(link, true_s):
    near = [(true_s >= at) & (true_s < at + lost / link.rate_hz + AFTER_LOSS_S) for at, lost in link.losses]
    return ~np.any([np.zeros(len(true_s), bool), *near], axis=0)


def found_right(link, time_s, true_s):
    """How many losses have a gap of just their size within three seconds."""
    gaps = [(true_s[np.searchsorted(time_s, gap.end_s)], gap.missing) for gap in find_gaps(time_s)]
    sums = [
        sum(size for at, size in gaps if lost_at < at < lost_at + lost / link.rate_hz + AFTER_LOSS_S)
        for lost_at, lost in link.losses
    ]
    return sum(found == lost for found, (_, lost) in zip(sums, link.losses, strict=True))


@pytest.fixture(scope="module")
def links():
    made = [simulate(seed) for seed in SEEDS]
    return [(link, follow(link)) for link in made]


def test_live_times_are_within_two_milliseconds(links):
    for link, done in links:
        away = away_from_losses(link, done.true_s)
        assert away.mean() > 0.7
        assert np.percentile(errors(done.time_s, done.true_s)[away], 99) < 2e-3


def test_arrivals_themselves_would_be_far_worse(links):
    for _, done in links:
        assert np.percentile(errors(done.host_s, done.true_s), 99) > 30e-3


def test_the_rate_is_within_a_twentieth_of_a_hertz(links):
    for _, done in links:
        settled = done.rates_hz[len(done.rates_hz) // 20 :]  # after twenty seconds
        assert np.abs(settled - 99.3).max() < 0.05


def test_losses_are_found_with_their_size(links):
    there = sum(len(link.losses) for link, _ in links)
    right = sum(found_right(link, done.time_s, done.true_s) for link, done in links)
    assert there > 60
    assert right >= 0.9 * there
    for link, done in links:
        assert len(find_gaps(done.time_s)) <= 1.1 * len(link.losses) + 1


def test_hindsight_puts_losses_in_place_and_is_never_worse(links):
    for _, done in links:
        fitted = fitted_times(done.time_s, done.host_s, from_arrivals=True)
        assert (np.diff(fitted) > 0).all()
        assert np.percentile(errors(fitted, done.true_s), 99) < 1e-3


@pytest.mark.parametrize(
    ("rate_hz", "within_s"),
    # at 99.95 Hz packets and connection events beat slowly, and waiting for an event looks like drift
    [(98.4, 4e-3), (99.95, 20e-3), (101.6, 4e-3)],
)
def test_other_sample_clocks(rate_hz, within_s):
    link = simulate(3, rate_hz=rate_hz, duration_s=120)
    done = follow(link)
    away = away_from_losses(link, done.true_s) & (done.true_s > 10)
    assert np.percentile(errors(done.time_s, done.true_s)[away], 99) < within_s
    early = sum(at < 5 for at, _ in link.losses)
    assert found_right(link, done.time_s, done.true_s) >= len(link.losses) - early
    assert done.clock.rate_hz == pytest.approx(rate_hz, abs=0.05)


@pytest.mark.parametrize("interval_s", [0.0075, 0.015, 0.030, 0.045, 0.050])
@pytest.mark.parametrize("seed", [1, 2])
def test_nothing_lost_nothing_found(interval_s, seed):
    done = follow(simulate(seed, interval_s=interval_s, duration_s=120, losses_per_min=0))
    assert done.clock.lost == 0
    assert find_gaps(done.time_s) == ()


def test_where_radio_and_sensor_beat_the_error_stays_below_a_packet():
    # packets of 40.3 ms and events every 40: another rate or regular losses, arrivals cannot tell
    link = simulate(4, interval_s=0.04, duration_s=120, losses_per_min=0)
    done = follow(link)
    assert np.percentile(errors(done.time_s, done.true_s)[done.true_s > 20], 99) < 4 / 99.3 + 0.015


def test_a_busy_computer_is_no_loss():
    link = simulate(5, duration_s=60, losses_per_min=0)
    stalled = link.arrival_s.copy()
    for start in (20.0, 35.0):
        held = (stalled > start) & (stalled < start + 1.2)
        stalled[held] = start + 1.2 + np.arange(held.sum()) * 1e-4
    done = follow(Link(link.rate_hz, link.per_packet, link.true_s, np.maximum.accumulate(stalled), []))
    assert done.clock.lost == 0
    assert errors(done.time_s, done.true_s)[done.true_s > 5].max() < 3e-3


def test_steps_never_look_like_losses_that_were_not_found(links):
    for _, done in links:
        steps = np.diff(done.time_s) * 99.3
        assert (np.abs(steps - np.rint(steps)) < 0.1 * np.rint(steps).clip(1)).all()


def test_memory_stays_bounded():
    clock = SampleClock(100)
    rng = np.random.default_rng(0)
    block = np.zeros((4, 3))
    sizes = []
    for i in range(20000):
        clock.push(RawBlock(block, None, i * 0.0403 + rng.uniform(0, 0.03)))
        if i % 5000 == 4999:
            fit = clock._track._fit
            sizes.append(sum(len(stretch.blocks) for stretch in fit._stretches) + len(fit._late))
    assert max(sizes) < 200


def test_the_twelve_samples_missing_in_a_real_capture(root):
    path = root.parent / "shared" / "data" / "ble" / "witmotion-wt901ble67-100hz.jsonl"
    if not path.exists():
        pytest.skip("the capture is not part of the project")
    driver = get_driver("witmotion")
    decoder, clock = driver.decoder(), SampleClock.for_driver(driver, 100)
    blocks = []
    for line in path.read_text("utf-8").splitlines():
        note = json.loads(line)
        raw = decoder.feed(bytes.fromhex(note["payload"]), note["t_host_s"])
        blocks += [clock.push(block) for block in raw]
    time_s = np.concatenate([block.time_s for block in blocks])
    assert (clock.received, clock.lost) == (288, 12)
    assert [gap.missing for gap in find_gaps(time_s, 99.3)] == [12]
    assert clock.rate_hz == pytest.approx(99.3, abs=0.3)


def test_short_connections_keep_their_live_times():
    link = simulate(6, duration_s=6, losses_per_min=0)
    done = follow(link)
    assert np.array_equal(fitted_times(done.time_s, done.host_s, from_arrivals=True), done.time_s)


@settings(max_examples=60, deadline=None)
@given(
    steps_s=st.lists(st.floats(1e-4, 30.0) | st.just(0.01), min_size=1, max_size=40),
    repeated=st.integers(1, 60),
    late_s=st.lists(st.floats(-1.0, 5.0), min_size=1, max_size=7),
    per_packet=st.integers(1, 9),
    epochs=st.integers(1, 4),
    from_arrivals=st.booleans(),
)
def test_any_times_and_arrivals_give_times_that_increase(
    steps_s, repeated, late_s, per_packet, epochs, from_arrivals
):
    time_s = np.cumsum(np.tile(steps_s, repeated))
    number = np.arange(len(time_s))
    packet = number // per_packet
    last = np.minimum((packet + 1) * per_packet, len(time_s)) - 1
    host_s = 1e5 + time_s[last] + np.resize(late_s, packet[-1] + 1)[packet]
    epoch = number * epochs // len(time_s)
    fitted = fitted_times(time_s, host_s, epoch, from_arrivals=from_arrivals)
    assert fitted.shape == time_s.shape
    assert (np.diff(fitted) > 0).all()


def test_many_windows_at_once_give_what_one_by_one_gives(links):
    _, done = links[0]
    number = np.arange(0, len(done.host_s), 99).astype(float)
    points = np.stack([number, done.host_s[number.astype(int)]], axis=1)
    together = _undelayed(points, np.arange(len(points)), 0.01, 30)
    for at in (0, 3, 30, 31, len(points) // 2, len(points) - 2):
        near = points[max(0, at - 30) : at + 31]
        slope, _ = least_late_slope([near], 0.01)
        alone = (near[:, 1] - slope * near[:, 0]).min() + slope * points[at, 0]
        assert together[at] == pytest.approx(alone, abs=1e-9)


def test_the_fit_of_a_stamped_sensor_follows_the_hosts_clock():
    # its crystal is 100 ppm slow, live times keep to it, hindsight to the host
    clock = SampleClock(52, clock_wraps_at_s=1e6)
    rng = np.random.default_rng(1)
    true = np.arange(0, 52 * 300, 4) / 52
    blocks = [
        clock.push(RawBlock(np.zeros((4, 3)), None, t + 3 / 52 + rng.uniform(0.002, 0.03), t * (1 - 1e-4)))
        for t in true
    ]
    time_s = np.concatenate([block.time_s for block in blocks])
    host_s = np.concatenate([block.host_time_s for block in blocks])
    every = np.arange(len(time_s)) / 52
    assert errors(time_s, every).max() > 10e-3
    assert errors(fitted_times(time_s, host_s, from_arrivals=False), every).max() < 3e-3
