"""Imports run one way; the contracts stand in pyproject.toml and are proven able to fail."""

import shutil
import subprocess
import sys

import pytest

LINT = "import sys; from importlinter.cli import lint_imports_command as c; sys.exit(c(['--no-cache']))"


def lint(folder):
    done = subprocess.run(
        [sys.executable, "-c", LINT], cwd=folder, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout + done.stderr


def test_the_project_keeps_its_contracts(root):
    code, text = lint(root)
    assert code == 0, text
    assert "Contracts: 3 kept, 0 broken" in text


@pytest.mark.parametrize(
    ("module", "line", "contract"),
    [
        ("sensing/bad.py", "import analysis", "dashboard -> analysis -> sensing, never back"),
        (
            "sensing/bad.py",
            "def f():\n    from dashboard import cli",
            "dashboard -> analysis -> sensing, never back",
        ),
        ("analysis/bad.py", "import dashboard.cli", "dashboard -> analysis -> sensing, never back"),
        ("analysis/bad.py", "import rich", "only dashboard knows the application's libraries"),
        ("sensing/bad.py", "import click", "only dashboard knows the application's libraries"),
        ("analysis/bad.py", "import sqlite3", "analysis opens no socket and no database"),
    ],
)
def test_a_violation_is_caught(root, tmp_path, module, line, contract):
    shutil.copy(root / "pyproject.toml", tmp_path)
    for package in ("sensing", "analysis", "dashboard"):
        (tmp_path / package).mkdir()
        (tmp_path / package / "__init__.py").touch()
    (tmp_path / "dashboard" / "cli.py").touch()
    assert lint(tmp_path)[0] == 0
    (tmp_path / module).write_text(line + "\n")
    code, text = lint(tmp_path)
    assert code == 1, text
    assert f"{contract} BROKEN" in text
