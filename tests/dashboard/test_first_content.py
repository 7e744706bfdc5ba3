"""What a page shows before anything heavy is imported, and what the browser fetches meanwhile."""

import json
import subprocess
import sys

import pytest

from dashboard.components import code_ahead

RUN = """
import json, sys
from streamlit.testing.v1 import AppTest

before = set(sys.modules)
page = AppTest.from_file("dashboard/app.py", default_timeout=60).run()
page.switch_page("app_pages/review.py").run()
assert not page.exception, page.exception
shown = [one.value for one in page.title] + [one.proto.id != "" for one in page.file_uploader]
heavy = {"pandas", "altair", "scipy", "sqlalchemy", "analysis", "sensing"} & (set(sys.modules) - before)
print(json.dumps([shown, sorted(heavy)]))
"""


def test_review_asks_for_a_file_before_anything_heavy_is_imported(root):
    done = subprocess.run([sys.executable, "-c", RUN], capture_output=True, text=True, check=False, cwd=root)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == [["Review", True], []]


@pytest.mark.parametrize("piece", code_ahead.PIECES)
def test_streamlit_still_has_each_script_that_is_fetched_ahead(piece):
    assert len([name for name in code_ahead.scripts() if name.split(".")[0] == piece]) == 1
