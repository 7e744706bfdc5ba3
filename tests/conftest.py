"""What all tests share: the project's root, a quick clock, and hypothesis without a clock or chance."""

import asyncio
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("project", derandomize=True, deadline=None, database=None)
settings.load_profile("project")


@pytest.fixture(scope="session")
def root():
    """The folder that holds pyproject.toml."""
    return Path(__file__).resolve().parents[1]


class QuickClock:
    """Time goes on only while someone waits."""

    def __init__(self):
        self.time_s = 1000.0

    def now(self):
        return self.time_s

    async def sleep_until(self, time_s):
        await asyncio.sleep(0)
        self.time_s = max(self.time_s, time_s)


@pytest.fixture(scope="session")
def quick_clock():
    """The class of a clock with which a replayed or simulated session passes in a moment."""
    return QuickClock
