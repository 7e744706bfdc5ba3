"""The virtual radio needs Bumble, which the extra ``dev`` brings."""

import pytest

pytest.importorskip("bumble", reason="needs Bumble: python -m pip install 'rehab-tracker[dev]'")

from virtual_radio.rig import Rig
from virtual_radio.warp import jumping_time


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
