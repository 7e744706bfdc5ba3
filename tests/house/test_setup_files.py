"""pyproject.toml, constraints.txt and the Makefile agree with each other and with what is installed."""

import importlib.metadata
import os
import re
import shutil
import subprocess
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name


@pytest.fixture(scope="module")
def project(root):
    return tomllib.loads((root / "pyproject.toml").read_text("utf-8"))


@pytest.fixture(scope="module")
def pins(root):
    lines = (root / "constraints.txt").read_text("utf-8").split()
    return {canonicalize_name(name): version for name, version in (line.split("==") for line in lines)}


def requirements(project):
    extras = project["project"]["optional-dependencies"].values()
    lines = [*project["build-system"]["requires"], *project["project"]["dependencies"]]
    return [Requirement(line) for line in [*lines, *(one for extra in extras for one in extra)]]


def test_every_requirement_is_pinned_within_its_range(project, pins):
    for requirement in requirements(project):
        name = canonicalize_name(requirement.name)
        if name == "rehab-tracker":
            continue
        assert name in pins, f"{name} is not pinned"
        assert requirement.specifier.contains(pins[name], prereleases=True), f"{requirement}: {pins[name]}"


def test_what_is_installed_is_what_is_pinned(project, pins):
    for requirement in requirements(project):
        name = canonicalize_name(requirement.name)
        if name in pins:
            assert importlib.metadata.version(name) == pins[name]


def make(folder, *arguments, path):
    environment = {"PATH": path, "HOME": str(folder)}
    return subprocess.run(
        [shutil.which("make"), *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def bare(root, tmp_path):
    """A copy of the set-up files, and a PATH that holds a shell's tools but no Python."""
    if shutil.which("make") is None or os.name == "nt":
        pytest.skip("needs make")
    for name in ("Makefile", "pyproject.toml", "constraints.txt"):
        shutil.copy(root / name, tmp_path)
    tools = tmp_path / "tools"
    tools.mkdir()
    for tool in ("sh", "rm", "touch", "sed"):
        (tools / tool).symlink_to(shutil.which(tool))
    return tmp_path


def fake_python(folder, version, *, venv):
    """Write a stand-in for an interpreter: it knows its version and whether it has venv."""
    answer = f'case "$2" in *version_info*) echo {version} ;; *venv*) exit {0 if venv else 1} ;; esac\n'
    path = folder / "tools" / "python3"
    path.write_text("#!/bin/sh\n" + answer)
    path.chmod(0o755)


@pytest.mark.parametrize(
    ("version", "venv", "words"),
    [
        (None, False, ["python3 was not found", "Install Python 3.11, 3.12 or 3.13"]),
        ("3.9", True, ["python3 is Python 3.9", "not supported", "PYTHON=python3.12"]),
        ("3.14", True, ["python3 is Python 3.14", "not supported"]),
        ("3.12", False, ["python3 cannot create environments", "apt install python3-venv"]),
    ],
)
def test_setup_says_in_one_line_what_is_missing(bare, version, venv, words):
    if version is not None:
        fake_python(bare, version, venv=venv)
    done = make(bare, "setup", path=str(bare / "tools"))
    assert done.returncode != 0
    lines = [line for line in done.stderr.splitlines() if not line.startswith("make: ***")]
    assert len(lines) == 1, done.stderr
    for word in words:
        assert word in lines[0]
    assert not (bare / ".venv").exists()


def test_setup_says_that_the_chosen_python_does_not_run(bare):
    done = make(bare, "setup", "PYTHON=no-such-python", path=str(bare / "tools"))
    assert "no-such-python was not found or does not run" in done.stderr


def test_setup_has_nothing_to_do_the_second_time(bare):
    python = bare / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.touch()
    (bare / ".venv" / ".installed").touch()
    done = make(bare, "setup", path=str(bare / "tools"))
    assert done.returncode == 0
    assert "Nothing to be done" in done.stdout


def test_help_lists_every_target(root, bare):
    targets = re.search(r"^\.PHONY: (.*)$", (root / "Makefile").read_text(), re.MULTILINE)[1].split()
    listed = re.findall(r"^make ([a-z-]+) - ", make(bare, path=str(bare / "tools")).stdout, re.MULTILINE)
    assert sorted(listed) == sorted(targets)
