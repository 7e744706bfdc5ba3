"""What the wheel holds: three packages, the sample data, nothing else; and that it works from there."""

import configparser
import os
import subprocess
import sys
import zipfile

import pytest

PACKAGES = ("sensing", "analysis", "dashboard")
BUILD = "import hatchling.build, sys; print(hatchling.build.build_wheel(sys.argv[1]))"


@pytest.fixture(scope="module")
def wheel(root, tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    done = subprocess.run(
        [sys.executable, "-c", BUILD, str(folder)], cwd=root, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    (path,) = folder.glob("*.whl")
    with zipfile.ZipFile(path) as archive:
        yield archive


def test_holds_the_packages_and_nothing_else(root, wheel):
    names = wheel.namelist()
    tops = {name.split("/")[0] for name in names}
    (info,) = {top for top in tops if top.endswith(".dist-info")}
    assert tops == {*PACKAGES, info}
    wanted = {
        path.relative_to(root).as_posix()
        for package in PACKAGES
        for path in (root / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    own = {name for name in names if not name.startswith((f"{info}/", "dashboard/sample_data/"))}
    assert own == wanted


def test_holds_the_sample_data_without_its_generator(root, wheel):
    packed = {name.removeprefix("dashboard/") for name in wheel.namelist() if "/sample_data/" in name}
    wanted = {
        path.relative_to(root).as_posix()
        for path in (root / "sample_data").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and path.suffix != ".py"
    }
    assert packed == wanted
    assert packed


def test_names_its_command_its_licence_and_its_python(wheel):
    (info,) = {name.split("/")[0] for name in wheel.namelist() if ".dist-info/" in name}
    entries = configparser.ConfigParser()
    entries.read_string(wheel.read(f"{info}/entry_points.txt").decode())
    assert dict(entries["console_scripts"]) == {"rehab": "dashboard.cli:main"}
    metadata = wheel.read(f"{info}/METADATA").decode()
    assert "License-Expression: MIT" in metadata
    assert "Requires-Python: <3.14,>=3.11" in metadata
    assert f"{info}/licenses/LICENSE" in wheel.namelist()


def test_finds_its_sample_data_when_installed(wheel, tmp_path):
    wheel.extractall(tmp_path / "site")
    code = (
        "import dashboard.samples as s\n"
        "with s.sample_folder() as folder: print(folder)\n"
        "print(sorted(path.name for path in folder.iterdir()))"
    )
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "site")}
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    folder, names = done.stdout.splitlines()
    assert folder == str(tmp_path / "site" / "dashboard" / "sample_data")
    assert "programs" in names
