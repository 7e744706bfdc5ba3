"""Arrow leaves no threads of its own behind: they can abort a program at its exit."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from sensing import Recording, write_recording

READ = """
import os, sys
import pandas, pyarrow.parquet
from sensing import read_recording
threads = lambda: len(os.listdir("/proc/self/task"))
before = threads()
read_recording(sys.argv[1])
print(threads() - before)
"""


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="the system does not list threads")
def test_reading_leaves_no_threads_behind(tmp_path):
    time_s = np.arange(3000) / 100
    acc = np.tile([0.0, 0.0, 9.81], (len(time_s), 1))
    write_recording(Recording(time_s, acc, 0 * acc), tmp_path / "a.parquet")
    done = subprocess.run(
        [sys.executable, "-c", READ, str(tmp_path / "a.parquet")], capture_output=True, text=True, check=True
    )
    assert done.stdout == "0\n"
