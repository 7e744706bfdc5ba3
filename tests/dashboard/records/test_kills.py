"""Killed at any point, there are whole sessions or none; `kill_saves.py` does it at many more points."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).with_name("kill_saves.py")


@pytest.mark.skipif(sys.platform == "win32", reason="needs fork and SIGKILL")
def test_killed_at_any_point_there_are_whole_sessions_or_none():
    done = subprocess.run(
        [sys.executable, SCRIPT, "--points", "8"], capture_output=True, text=True, check=False, timeout=240
    )
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout)
    assert {name: one["faults"] for name, one in seen.items()} == {
        "first start": [],
        "save": [],
        "delete": [],
    }
    assert all(one["killed at"] == 8 and one["points"] > 100 for one in seen.values())
