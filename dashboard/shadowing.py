"""Find foreign files that stand in the place of the project's packages: they bear common names."""

import importlib.util
import sys
from pathlib import Path

import click

OWN_PACKAGES = ("sensing", "analysis", "dashboard")
MEND = "Rename it, or run without its folder in PYTHONPATH and outside of it"


class ShadowedError(click.ClickException):
    """A foreign file stands in the place of one of the project's packages."""

    def __init__(self, name: str, place: str) -> None:
        super().__init__(f"{place}: stands in the place of the package '{name}' of rehab-tracker. {MEND}")


def home() -> Path:
    """Return the folder that holds the project's packages."""
    return Path(__file__).resolve().parent.parent


def foreign_place(name: str) -> str | None:
    """Return the file or folder that Python takes for a package, None when it is ours; imports nothing."""
    try:
        spec = importlib.util.find_spec(name)
    except ValueError:  # loaded without a spec
        spec = None
    places = [] if spec is None else [spec.origin, *(spec.submodule_search_locations or ())]
    place = next((one for one in places if one), None)
    if place is None:
        place = getattr(sys.modules.get(name), "__file__", None) or "unknown place"
    own = Path(place).resolve()
    return None if own in (home() / name, home() / name / "__init__.py") else place


def refuse_shadowed() -> None:
    """Raise when a package of the project would not be the one that is imported.

    Raises
    ------
    ShadowedError
        Naming the file.
    """
    for name in OWN_PACKAGES:
        place = foreign_place(name)
        if place is not None:
            raise ShadowedError(name, place)
