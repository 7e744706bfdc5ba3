"""The app around the pages: what a run imports, what stands on every page, what a fault looks like."""

import gc
import json
import subprocess
import sys

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.components import footer
from dashboard.memory import MODULES, ModuleFreezer

RUN = """
import json, sys
from pathlib import Path
from streamlit.testing.v1 import AppTest

app = Path(sys.argv[1])
before = list(sys.path)
test = AppTest.from_file(str(app), default_timeout=60).run()
for page in sys.argv[2:]:
    test.switch_page(page).run()
folder = app.parent
bare = [
    name for name, module in list(sys.modules.items())
    if getattr(module, "__file__", None) and folder in Path(module.__file__).parents
    and name.split(".")[0] not in ("dashboard", "__main__")  # the entry runs as __main__
]
heavy = sorted({"pandas", "altair", "pyarrow"} & set(sys.modules))
print(json.dumps([[one.value for one in test.exception], bare, heavy, sys.path == before]))
"""


@pytest.fixture
def app(root):
    return root / "dashboard" / "app.py"


@pytest.fixture(autouse=True)
def own_data(tmp_path, monkeypatch):
    """No test opens the records of whoever runs it."""
    monkeypatch.setenv("REHAB_DATA", str(tmp_path))


def run_apart(app, *pages):
    """Run pages in a fresh process; return exceptions, bare and heavy modules, whether the path stayed."""
    done = subprocess.run(
        [sys.executable, "-c", RUN, str(app), *pages],
        capture_output=True,
        text=True,
        check=False,
        cwd=app.parents[1],
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_home_needs_neither_tables_nor_charts(app):
    assert run_apart(app) == [[], [], [], True]


def test_who_exercises_needs_neither_tables_nor_charts(app):
    assert run_apart(app, "app_pages/today.py") == [[], [], [], True]


def test_pages_leave_no_bare_names(app):
    pages = sorted(f"app_pages/{path.name}" for path in (app.parent / "app_pages").glob("[a-z]*.py"))
    exceptions, bare, heavy, same_path = run_apart(app, *pages)
    assert exceptions == []
    assert bare == []
    assert "pandas" in heavy  # so the first test can fail
    assert same_path


def test_what_stands_on_every_page(app):
    shown = AppTest.from_file(str(app), default_timeout=60).run()
    assert not shown.exception
    assert footer.CAUTION == "Uncertified prototype; not the sole basis for treatment decisions."
    assert any(footer.CAUTION in one.proto.body for one in shown.get("html"))


def test_a_button_opens_the_example(app):
    shown = AppTest.from_file(str(app), default_timeout=60).run()
    shown.button(key="home_example").click().run()
    assert not shown.exception
    assert shown.session_state["open_session"] == "example-runner"
    assert shown.session_state["open_program"] == "runner"


def failing():
    from dashboard.components import page_error

    page_error.show(ValueError("secret"))


def test_a_fault_is_told_calmly_and_logged(caplog):
    shown = AppTest.from_function(failing).run()
    (told,) = shown.error
    assert told.value.startswith("**This page could not be shown.**")
    assert "secret" not in told.value
    assert "ValueError: secret" in caplog.text
    assert not shown.exception


class TestModuleFreezer:
    @pytest.fixture(autouse=True)
    def thaw(self):
        yield
        gc.unfreeze()

    def test_freezes_once_until_many_modules_came(self, monkeypatch):
        gc.unfreeze()
        freezer = ModuleFreezer()
        assert freezer.freeze()
        frozen = gc.get_freeze_count()
        assert frozen > 1000
        assert not freezer.freeze()
        more = {f"made_up_{number}": sys for number in range(MODULES)}
        for name, module in more.items():
            monkeypatch.setitem(sys.modules, name, module)
        assert freezer.freeze()
        assert gc.get_freeze_count() >= frozen
