"""What all tests share: the project's root, and hypothesis without a clock or chance."""

from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("project", derandomize=True, deadline=None, database=None)
settings.load_profile("project")


@pytest.fixture(scope="session")
def root():
    """The folder that holds pyproject.toml."""
    return Path(__file__).resolve().parents[1]
