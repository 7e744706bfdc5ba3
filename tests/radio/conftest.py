"""The virtual radio needs Bumble, which the extra ``dev`` brings."""

import functools

import pytest

pytest.importorskip("bumble", reason="needs Bumble: python -m pip install 'rehab-tracker[dev]'")

from virtual_radio.clinic import Clinic
from virtual_radio.rig import Rig
from virtual_radio.warp import jumping_clock, jumping_time

from dashboard.live import loop_thread
from sensing.bluetooth import radio


@pytest.fixture
def on_air():
    """Run a test on an air of its own: a function of the rig; kinds of sensors and their options."""

    def run(test, *kinds, **options):
        async def all_of_it():
            async with Rig(*kinds, **options) as rig:
                await test(rig)

        with jumping_time() as run_until_done:
            run_until_done(all_of_it())

    return run


@pytest.fixture
def clinic(tmp_path, monkeypatch):
    with jumping_clock() as new_loop:
        monkeypatch.setattr(loop_thread.asyncio, "new_event_loop", new_loop)
        made = Clinic(tmp_path / "data")
        monkeypatch.setattr(radio, "system_backend", functools.cache(made.backend))
        made.hub.start()
        yield made
        if made.host is not None:
            made.on_loop(made.power_off())
        made.hub.stop()
