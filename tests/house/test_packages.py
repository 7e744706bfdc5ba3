"""What the packages offer, and that their roots only re-export."""

import ast
import importlib
import subprocess
import sys

import pytest

PACKAGES = ("sensing", "analysis", "dashboard")

EXPORTED = {
    "sensing": [
        "Activity",
        "Gap",
        "ImuBlock",
        "Placement",
        "Recording",
        "RecordingInfo",
        "SensorInfo",
        "read_recording",
        "write_recording",
    ],
    "analysis": [
        "Calibration",
        "LiveAnalysis",
        "LiveState",
        "analyze",
        "calibrate",
        "compare",
        "load_program",
    ],
}
"""The public names. Scripts of others use them: one may be added, none renamed or taken away."""


def package_roots(root):
    return sorted(path for name in PACKAGES for path in (root / name).rglob("__init__.py"))


def is_export(node):
    """Whether a statement is a docstring, an absolute import of names, or ``__all__``."""
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
    if isinstance(node, ast.ImportFrom):
        return node.level == 0 and all(alias.name != "*" for alias in node.names)
    names = node.targets if isinstance(node, ast.Assign) else []
    return [getattr(name, "id", "") for name in names] == ["__all__"]


def test_roots_only_re_export(root):
    for path in package_roots(root):
        odd = [node.lineno for node in ast.parse(path.read_text("utf-8")).body if not is_export(node)]
        assert not odd, f"{path.relative_to(root)}: line {odd} does more than re-export"


@pytest.mark.parametrize(
    "line",
    ["import os", "from sensing.samples import *", "from . import samples", "x = 1", "def f(): ...", "f()"],
)
def test_a_root_that_does_more_is_seen(line):
    assert not all(is_export(node) for node in ast.parse(line).body)


def test_the_dashboard_root_is_empty(root):
    assert (root / "dashboard" / "__init__.py").read_text("utf-8") == ""


def test_every_package_is_typed(root):
    for name in PACKAGES:
        assert (root / name / "py.typed").is_file()


@pytest.mark.parametrize("name", EXPORTED)
def test_exports_what_was_promised(name):
    package = importlib.import_module(name)
    assert sorted(package.__all__) == sorted(EXPORTED[name])
    for exported in package.__all__:
        assert getattr(package, exported).__doc__


def test_importing_the_packages_brings_no_tables_and_no_application():
    code = (
        "import sys, sensing, analysis; print({'pandas', 'pyarrow', 'rich', 'streamlit'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
