"""The simulated sensor of a demo is looked for, asked and opened like one of Bluetooth."""

import pytest

from dashboard.live import pretended
from dashboard.live.hub import Hub
from dashboard.live.plan import SensorChoice
from dashboard.live.played import PlayedSource
from dashboard.live.sources import open_sources


def no_radio():
    pytest.fail("a radio was asked for")


def test_in_reach_where_it_is_wanted(tmp_path, monkeypatch):
    monkeypatch.setenv(pretended.SWITCH, "1")
    hub = Hub(tmp_path)
    monkeypatch.setattr(hub.reach, "radio", no_radio)
    hub.start()
    try:
        (found,) = hub.reach.look(0.0)
        asked = hub.reach.ask(found)
    finally:
        hub.stop()
    assert (found.address, found.battery_percent) == (pretended.ADDRESS, None)
    assert asked.battery_percent == pretended.BATTERY_PERCENT
    (source,) = open_sources([SensorChoice(asked.address)], (), print, no_radio)
    assert isinstance(source, PlayedSource)


@pytest.mark.parametrize("value", ["", "0"])
def test_otherwise_it_is_not_there(monkeypatch, value):
    monkeypatch.setenv(pretended.SWITCH, value)
    assert not pretended.wanted()
