"""``rehab doctor`` and its checks: each can say yes and no."""

import json
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest

from dashboard import checks, samples
from dashboard.data_folder import data_folder


def test_this_installation_has_no_problem():
    done = subprocess.run(
        [sys.executable, "-m", "dashboard.cli", "doctor", "--json"],
        capture_output=True,
        text=True,
        check=False,
    )
    document = json.loads(done.stdout)
    assert document["healthy"], document
    assert done.returncode == 0
    subjects = {check["subject"] for check in document["checks"]}
    assert not [check for check in document["checks"] if "cannot be imported" in check["finding"]]
    assert {"Python", "numpy", "vqf", "orientation filter", "sample data", "data folder"} <= subjects


def test_a_problem_is_told_with_its_mend_and_exit_code_1(rehab, monkeypatch):
    monkeypatch.setattr(
        checks, "check_installation", lambda: [checks.Check("problem", "x", "broken", "mend it")]
    )
    done = rehab("doctor")
    assert done.exit_code == 1
    text = " ".join(done.stdout.split())
    assert text == "problem x broken -> mend it 1 problem, no warnings"
    assert json.loads(rehab("doctor", "--json").stdout)["healthy"] is False


@pytest.mark.parametrize(("version", "status"), [((3, 10), "problem"), ((3, 11), "ok"), ((3, 14), "problem")])
def test_python(version, status):
    assert checks.check_python(version).status == status


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("numpy>=2.0", ("numpy", "2.0", None)),
        ('pyarrow>=17; extra == "parquet"', ("pyarrow", "17", "parquet")),
        ("streamlit<1.68,>=1.67; extra == 'dashboard'", ("streamlit", "1.67", "dashboard")),
        ("click", ("click", None, None)),
    ],
)
def test_requirements_are_understood(text, wanted):
    assert checks.parse_requirement(text) == wanted


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (("click", "8.1", None), "ok", "8."),
        (("click", "999", None), "problem", "older than 999"),
        (("no-such-package", "1", None), "problem", "not installed"),
        (("no-such-package", "1", "ble"), "warning", "not installed, needed for recording from a Bluetooth"),
    ],
)
def test_package(arguments, status, words):
    check = checks.check_package(*arguments)
    assert check.status == status
    assert words in check.finding


def test_a_package_that_cannot_be_imported(monkeypatch, tmp_path):
    (tmp_path / "broken_one.py").write_text("raise RuntimeError('bad\\nbuild')")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(metadata, "version", lambda _name: "1.0")
    check = checks.check_package("broken-one", None, None)
    assert (check.status, check.finding) == (
        "problem",
        "installed, but cannot be imported (RuntimeError: bad build)",
    )


def test_not_installed_at_all(monkeypatch):
    def missing(name):
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "requires", missing)
    (check,) = checks.check_packages()
    assert check.status == "problem"
    assert "pip install" in check.mend


def test_a_foreign_package_of_the_same_name(tmp_path):
    (tmp_path / "sensing").mkdir()
    (tmp_path / "sensing" / "__init__.py").touch()
    found = {check.subject: check for check in checks.check_shadowing([str(tmp_path)])}
    assert found["package sensing"].status == "warning"
    assert str(tmp_path) in found["package sensing"].finding
    assert found["package analysis"].status == "ok"


def test_a_foreign_package_in_the_place_of_ours(tmp_path):
    (tmp_path / "analysis").mkdir()
    (tmp_path / "analysis" / "__init__.py").touch()
    code = (
        f"import sys; sys.path.insert(0, {str(tmp_path)!r}); import analysis; sys.path.pop(0)\n"
        "from dashboard.checks import check_shadowing\n"
        "print([c.status for c in check_shadowing(sys.path) if c.subject == 'package analysis'])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "['problem']"


def test_a_second_copy_of_a_module(monkeypatch):
    assert checks.check_bare_modules().status == "ok"
    monkeypatch.setitem(sys.modules, "records", sys)
    assert checks.check_bare_modules().status == "problem"


def test_the_filter(monkeypatch):
    assert checks.check_filter().status == "ok"
    monkeypatch.setitem(sys.modules, "vqf", None)
    assert checks.check_filter().status == "problem"


def test_sample_data(monkeypatch, tmp_path):
    monkeypatch.setattr(samples, "sample_data", lambda: None)
    assert checks.check_samples().status == "problem"
    monkeypatch.setattr(samples, "sample_data", lambda: tmp_path)
    assert checks.check_samples().status == "warning"


def test_data_folder(tmp_path):
    new = tmp_path / "a" / "b"
    assert checks.check_data_folder(new).status == "ok"
    assert not (tmp_path / "a").exists()
    assert checks.check_data_folder(tmp_path).finding.endswith("can be written")
    (tmp_path / "file").touch()
    assert checks.check_data_folder(tmp_path / "file" / "x").status == "problem"


def test_where_the_data_folder_is(monkeypatch, tmp_path):
    assert data_folder() == tmp_path / "data"
    monkeypatch.delenv("REHAB_DATA")
    for platform, variable, ending in [
        ("linux", "XDG_DATA_HOME", "rehab-tracker"),
        ("win32", "LOCALAPPDATA", "rehab-tracker"),
    ]:
        monkeypatch.setattr(sys, "platform", platform)
        monkeypatch.setenv(variable, str(tmp_path))
        assert data_folder() == tmp_path / ending
    monkeypatch.setattr(sys, "platform", "darwin")
    assert data_folder() == Path.home() / "Library" / "Application Support" / "rehab-tracker"
