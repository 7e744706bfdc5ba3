"""Checks of the installation, for ``rehab doctor``."""

import importlib
import importlib.metadata
import platform
import re
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from dashboard import samples
from dashboard._version import __version__
from dashboard.data_folder import DATA_VARIABLE, data_folder
from dashboard.shadowing import MEND, OWN_PACKAGES, foreign_place, home

OK, WARNING, PROBLEM = "ok", "warning", "problem"

DISTRIBUTION = "rehab-tracker"
PYTHON_FROM, PYTHON_BELOW = (3, 11), (3, 14)

EXTRAS = {
    "parquet": "reading and writing Parquet recordings",
    "ble": "recording from a Bluetooth sensor",
    "dashboard": "the graphical dashboard",
}
"""The optional extras and what each brings."""

IMPORTED_AS = {"vl-convert-python": "vl_convert"}
"""Packages whose module is not called as they are."""


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the report.

    Attributes
    ----------
    status : {"ok", "warning", "problem"}
    subject : str
        What was looked at.
    finding : str
        What was found.
    mend : str
        What to do about it; empty when nothing is to be done.
    """

    status: str
    subject: str
    finding: str
    mend: str = ""


def check_installation() -> Iterator[Check]:
    """Yield every check of the installation, cheapest first."""
    yield check_python(sys.version_info[:2])
    yield from check_packages()
    yield from check_shadowing(sys.path)
    yield check_bare_modules()
    yield check_filter()
    yield check_samples()
    yield check_data_folder(data_folder())


def check_python(version: tuple[int, int]) -> Check:
    """Check the version of Python."""
    finding = f"{platform.python_version()} on {platform.platform(terse=True)} ({platform.machine()})"
    if PYTHON_FROM <= version < PYTHON_BELOW:
        return Check(OK, "Python", finding)
    return Check(PROBLEM, "Python", finding, "Install Python 3.11, 3.12 or 3.13 and set up again")


def check_packages() -> Iterator[Check]:
    """Check that every package is there, new enough and can be imported; extras may be missing."""
    try:
        requirements = importlib.metadata.requires(DISTRIBUTION) or []
    except importlib.metadata.PackageNotFoundError:
        mend = "In the project's folder: python -m pip install -c constraints.txt -e ."
        yield Check(PROBLEM, DISTRIBUTION, "not installed in this Python", mend)
        return
    yield Check(OK, DISTRIBUTION, __version__)
    for requirement in requirements:
        name, minimum, extra = parse_requirement(requirement)
        if name != DISTRIBUTION and (extra is None or extra in EXTRAS):
            yield check_package(name, minimum, extra)


def parse_requirement(text: str) -> tuple[str, str | None, str | None]:
    """Return name, lowest version and extra of a requirement such as ``pyarrow>=17; extra == "parquet"``."""
    name = re.match(r"[\w.-]+", text)
    minimum = re.search(r">=\s*([\d.]+)", text)
    extra = re.search(r"extra\s*==\s*['\"]([\w-]+)['\"]", text)
    assert name is not None
    return name[0], minimum[1] if minimum else None, extra[1] if extra else None


def check_package(name: str, minimum: str | None, extra: str | None) -> Check:
    """Check one package; a missing optional one is a warning, a missing required one a problem."""
    target = f"'{DISTRIBUTION}[{extra}]'" if extra else DISTRIBUTION
    mend = f"python -m pip install --upgrade {target}"
    status = WARNING if extra else PROBLEM
    purpose = f", needed for {EXTRAS[extra]}" if extra else ""
    try:
        version = importlib.metadata.version(name)
        importlib.import_module(IMPORTED_AS.get(name, name.replace("-", "_")))
    except importlib.metadata.PackageNotFoundError:
        return Check(status, name, f"not installed{purpose}", mend)
    except Exception as error:  # noqa: BLE001 (a broken package raises anything; it is reported)
        finding = f"installed, but cannot be imported ({type(error).__name__}: {error})"
        return Check(
            status, name, " ".join(finding.split()), f"python -m pip install --force-reinstall {name}"
        )
    if minimum is not None and release(version) < release(minimum):
        return Check(status, name, f"{version} is older than {minimum}{purpose}", mend)
    return Check(OK, name, version)


def release(version: str) -> tuple[int, ...]:
    """Return the leading numbers of a version, for comparing."""
    return tuple(int(part) for part in re.findall(r"\d+", version)[:3])


def check_shadowing(path: list[str]) -> Iterator[Check]:
    """Check that nothing else is called like the project's packages."""
    for name in OWN_PACKAGES:
        places = {Path(entry or ".").resolve() for entry in path}
        foreign = sorted(
            str(found)
            for place in places - {home()}
            for found in (place / name / "__init__.py", place / f"{name}.py")
            if found.is_file()
        )
        taken = foreign_place(name)
        if taken is not None:
            yield Check(PROBLEM, f"package {name}", f"something foreign is in its place: {taken}", MEND)
        elif foreign:
            mend = "Rename it, or use an environment of its own"
            yield Check(WARNING, f"package {name}", f"another package has the same name: {foreign[0]}", mend)
        else:
            yield Check(OK, f"package {name}", str(home() / name))


def check_bare_modules() -> Check:
    """Check that no module of the dashboard was imported a second time under a bare name."""
    bare = [name for name in ("records", "live") if name in sys.modules]
    if not bare:
        return Check(OK, "module names", "no second copy of a module")
    place = getattr(sys.modules[bare[0]], "__file__", None) or "unknown place"
    finding = f"a module named '{bare[0]}' is loaded ({place})"
    return Check(PROBLEM, "module names", finding, f"Uninstall or rename the package '{bare[0]}'")


def check_filter() -> Check:
    """Check the compiled orientation filter: a resting sensor tilted by 30 degrees must read 30."""
    subject, mend = "orientation filter", "python -m pip install --force-reinstall vqf"
    try:
        import numpy as np
        from vqf import VQF

        tilt = np.deg2rad(30.0)
        acc = np.tile(9.81 * np.array([np.sin(tilt), 0.0, np.cos(tilt)]), (200, 1))
        quaternion = VQF(0.01).updateBatch(np.zeros((200, 3)), acc)["quat6D"][-1]
        found = float(np.rad2deg(2 * np.arccos(min(1.0, abs(quaternion[0])))))
    except Exception as error:  # noqa: BLE001 (compiled code fails in its own ways; it is reported)
        return Check(PROBLEM, subject, " ".join(f"{type(error).__name__}: {error}".split()), mend)
    if abs(found - 30.0) > 0.1:
        return Check(PROBLEM, subject, f"a tilt of 30 degrees was measured as {found:.1f}", mend)
    return Check(OK, subject, f"a tilt of 30 degrees was measured as {found:.1f}")


def check_samples() -> Check:
    """Check that the sample data can be reached."""
    folder = samples.sample_data()
    if folder is None:
        return Check(PROBLEM, "sample data", "not found", f"Reinstall {DISTRIBUTION}")
    if not (folder / "sessions").is_dir():
        return Check(WARNING, "sample data", f"{folder} holds no sessions", "In a checkout: make samples")
    return Check(OK, "sample data", str(folder))


def check_data_folder(folder: Path) -> Check:
    """Check that the user's data folder can be written, without leaving anything behind."""
    mend = f"Allow writing there, or set {DATA_VARIABLE} to another folder"
    nearest = folder
    while not nearest.exists() and nearest != nearest.parent:
        nearest = nearest.parent
    if not nearest.is_dir():
        return Check(PROBLEM, "data folder", f"{nearest} is not a folder", mend)
    try:
        with tempfile.TemporaryFile(dir=nearest):
            pass
    except OSError as error:
        return Check(PROBLEM, "data folder", f"{nearest}: {error.strerror or error}", mend)
    state = "can be written" if nearest == folder else "will be created when it is needed"
    return Check(OK, "data folder", f"{folder} {state}")
