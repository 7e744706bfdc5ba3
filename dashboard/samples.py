"""The sample data: beside the packages in a checkout, inside ``dashboard`` when installed from a wheel."""

import importlib.resources
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources.abc import Traversable
from pathlib import Path

FOLDER = "sample_data"


def sample_data() -> Traversable | None:
    """Return the folder of the sample data, None when it was not installed."""
    package = importlib.resources.files("dashboard")
    if isinstance(package, Path):
        checkout = package.parent / FOLDER
        if (package.parent / "pyproject.toml").is_file() and checkout.is_dir():
            return checkout
    installed = package / FOLDER
    return installed if installed.is_dir() else None


@contextmanager
def sample_folder() -> Iterator[Path]:
    """Give the sample data as a real folder for the length of a ``with`` block.

    Raises
    ------
    RehabError
        When it was not installed.
    """
    found = sample_data()
    if found is None:
        from sensing.errors import RehabError

        raise RehabError("The sample data is not installed. Install rehab-tracker again")
    with importlib.resources.as_file(found) as folder:
        yield folder
