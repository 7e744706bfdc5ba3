"""What the server imports before it is needed, and that the first page does not wait for it."""

import json
import subprocess
import sys

RUN = """
import asyncio, json, sys, threading
from dashboard import asgi, warm_up

def heavy():
    return sorted({"pandas", "altair", "analysis"} & set(sys.modules))

async def lifespan():
    async with asgi._lifespan(asgi.app):
        (thread,) = [one for one in threading.enumerate() if one.name == "warm-up"]
        thread.join(2 * warm_up.PAUSE_S)
        before = heavy()
        warm_up.let_go(dark=False)
        thread.join(60)
        print(json.dumps([before, heavy()]))

asyncio.run(lifespan())
"""


def test_libraries_come_once_the_first_page_was_run(root):
    done = subprocess.run([sys.executable, "-c", RUN], capture_output=True, text=True, check=False, cwd=root)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == [[], ["altair", "analysis", "pandas"]]


def test_a_run_of_a_page_lets_them_come(root):
    code = (
        "from streamlit.testing.v1 import AppTest; from dashboard import warm_up; "
        "assert not warm_up._first_page.done(); "
        "AppTest.from_file('dashboard/app.py', default_timeout=60).run(); "
        "assert warm_up._first_page.done()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=root)
    assert done.returncode == 0, done.stderr
