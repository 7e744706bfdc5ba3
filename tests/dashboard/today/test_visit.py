"""What was answered before a session outlives a page that is loaded again, for a while."""

import time

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.components import local_records
from dashboard.today import visit as visit_module
from dashboard.today import who
from dashboard.today.visit import FRESH_S, MOST_VISITS, Step, Visit, Visits


@pytest.fixture
def opened(tmp_path, monkeypatch):
    """Open the page as it is when it is loaded, with what its address says."""
    monkeypatch.setenv("REHAB_DATA", str(tmp_path))
    local_records.store.clear()
    who.follow("runner", "agreed")

    def open_page(address=None):
        page = AppTest.from_string("from dashboard.today import page; page.show()", default_timeout=60)
        for name, values in (address or {}).items():
            page.query_params[name] = values
        page.run()
        assert not page.exception
        return page

    return open_page


def answered(page):
    page.checkbox(key="today_flag_none").check()
    page.button_group[0].set_value(2)
    return page.button(key="today_checked").click().run()


def step(page):
    return page.session_state["today_visit"].step


def test_a_page_loaded_again_goes_on_where_it_was(opened):
    first = answered(opened())
    assert step(first) is Step.CARDS
    address = dict(first.query_params)
    first.button(key="today_begin").click().run()
    again = opened(address)
    assert (step(again), again.session_state["today_visit"].pain) == (Step.SENSOR, 2)
    assert dict(again.query_params) == address
    assert step(opened({"visit": ["0123456789abcdef"]})) is Step.CHECK


def test_answers_of_long_ago_are_asked_for_again(opened, monkeypatch):
    address = dict(answered(opened()).query_params)
    then = time.monotonic()
    monkeypatch.setattr(visit_module.time, "monotonic", lambda: then + FRESH_S + 1.0)
    late = opened(address)
    assert step(late) is Step.CHECK
    assert "visit" not in late.query_params


def test_two_pages_of_one_address_do_not_move_each_other():
    known, first, name = Visits(), Visit(answered_s=time.monotonic()), "one"
    known.keep(name, first)
    second = known.again(name)
    second.step = Step.SENSOR
    assert first.step is Step.CHECK
    assert known.again(name).step is Step.SENSOR


def test_not_every_visit_is_kept_for_ever():
    known = Visits()
    for number in range(MOST_VISITS + 1):
        known.keep(str(number), Visit(answered_s=time.monotonic()))
    assert known.again("0") is None
    assert known.again("1") is not None
