"""docs/sensors.md says what the drivers say, no more."""

import re

import numpy as np
import pytest

from sensing import clock, clock_fit, clock_tracks
from sensing.drivers import list_drivers, open_profile


@pytest.fixture(scope="module")
def guide(root):
    return (root / "docs" / "sensors.md").read_text("utf-8")


def rates(driver):
    can = driver.capabilities
    return ", ".join(f"**{each:g}**" if each == can.default_rate_hz else f"{each:g}" for each in can.rates_hz)


def time_and_losses(driver):
    can = driver.capabilities
    if can.clock_wraps_at_s is None:
        return "inferred from arrivals"
    clock_words = "own clock" if np.isfinite(can.clock_wraps_at_s) else "own calendar"
    return f"{clock_words}, counter" if can.counter_wraps_at else f"{clock_words}, no counter"


def rows(driver):
    can = driver.capabilities
    full_scale = f"{can.acc_range_g:g} g, {can.gyr_range_deg_s:g}°/s"
    table = (
        (driver.title, f"`{driver.name}`", rates(driver), full_scale, time_and_losses(driver), can.battery),
        (driver.title, driver.verification, driver.verified_by, driver.unverified),
        (driver.title, driver.axes.note),
    )
    return [f"| {' | '.join(cells)} |" for cells in table]


@pytest.mark.parametrize("driver", list_drivers(), ids=lambda driver: driver.name)
def test_every_driver_has_its_rows(guide, driver):
    for row in rows(driver):
        assert row in guide.splitlines(), f"docs/sensors.md lacks the row:\n{row}"


def test_no_row_is_left_over(guide):
    titles = re.findall(r"^\| ([^|]+) \| `\w+` \|", guide, re.MULTILINE)
    assert titles == [driver.title for driver in list_drivers()]


def test_the_gatt_table_is_that_of_the_driver(guide):
    names = ("SERVICE", "DATA", "INFO", "CONTROL")
    for name in names:
        assert re.search(
            rf"^\| {name.capitalize()} \| `{getattr(open_profile, name)}` \|", guide, re.MULTILINE
        )


@pytest.mark.parametrize(
    "sentence",
    [
        f"late for {clock_fit.PATIENCE_S:g} s",
        f"by at most {100 * clock.SLEW:g} %",
        f"later than {100 * clock_tracks.LOST_SHARE:g} % of a packet",
    ],
)
def test_numbers_in_the_text(guide, sentence):
    assert sentence in " ".join(guide.split())
