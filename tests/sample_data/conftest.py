"""The sample data and the modules that make it."""

import sys

import pytest


@pytest.fixture(scope="session")
def folder(root):
    return root / "sample_data"


@pytest.fixture(scope="session")
def generate(folder):
    """The generator as a module; it imports its neighbours as a script does."""
    sys.path.insert(0, str(folder))
    try:
        import generate
    finally:
        sys.path.remove(str(folder))
    return generate
