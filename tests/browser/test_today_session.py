"""Whole sessions on the page Today, of a simulated or recorded person ten times as fast as a real one."""

import os
import re
import signal
from dataclasses import replace
from itertools import groupby

import numpy as np
import pytest
from playwright.sync_api import expect
from today_steps import PHONE, Today, counted

from sensing import write_recording
from sensing.simulation import simulate
from sensing.simulation.script import SessionScript
from sensing.simulation.steps import Calibration, Set, Stand

LOOKS = {
    "en, light": {"locale": "en-GB", "viewport": {"width": 1280, "height": 900}, "color_scheme": "light"},
    "de, dark, phone": {"locale": "de-DE", "viewport": PHONE, "color_scheme": "dark"},
}
PROGRAM = """
schema = "rehab-program/1"
name = "trial"
title = "A trial"
days_per_week = 7
non_consecutive = false
pain_limit = 3

[[items]]
exercise = "leg_lift"
side = "{side}"
sets = {sets}
repetitions = {repetitions}
target_deg = 60
max_angle_deg = 95
hold_s = 2
rest_s = 300
"""
BEGIN = (Stand(s=2.0), Calibration(lifts=1, range_deg=50.0), Stand(s=3.0))


def lifts(repetitions, range_deg=62.0):
    return Set(
        exercise="leg_lift", repetitions=repetitions, range_deg=range_deg, hold_s=2.3, range_sd_deg=0.5
    )


@pytest.fixture
def prescribed(trials):
    """Return a function that sets what a trial prescribes and who moves in it; undone afterwards."""
    folder, _ = trials
    program, recording = folder / "trial.toml", folder / "trial.csv.gz"

    def change(*steps, lost=None, labelled=False, **how):
        program.write_text(PROGRAM.format(**{"side": "left", "sets": 1} | how), "utf-8")
        if not steps:
            return None
        session = simulate(SessionScript(steps=(*BEGIN, *steps), side="left", seed=5))
        # What is not labelled is neither skipped nor taken for given up: it is played as it is.
        info = session.recording.info
        played = replace(session.recording, info=info if labelled else replace(info, activities=()))
        write_recording(played if lost is None else without(played, *lost), recording)
        return session.truth

    yield change
    for one in folder.glob("trial.*"):
        one.unlink()


def without(recording, from_s, to_s):
    """A recording whose link was lost for some time."""
    kept = (recording.time_s < from_s) | (recording.time_s >= to_s)
    epoch = (recording.time_s >= to_s).astype(np.int64)[kept]
    return replace(
        recording,
        time_s=recording.time_s[kept],
        acc=recording.acc[kept],
        gyr=recording.gyr[kept],
        extra={"epoch": epoch},
    )


@pytest.fixture
def today(page, settled, trials):
    """The page as it is before a session."""
    return Today(page, settled, trials[1])


@pytest.mark.parametrize("look", LOOKS)
def test_the_whole_way_from_the_check_to_review(browser, trials, settled, axe, prescribed, look):
    context = browser.new_context(reduced_motion="reduce", **LOOKS[look])
    today = Today(context.new_page(), settled, trials[1], language=look[:2])
    page, faults = today.page, []

    def look_at_it(name, heading=None):
        if heading:
            today.heading(heading)
        today.rest()
        faults.extend(f"{name}: {one}" for one in axe(page))
        assert today.width <= LOOKS[look]["viewport"]["width"], name

    steps = (lifts(3), Stand(s=300), lifts(3), Stand(s=12))
    truth = prescribed(*steps, labelled=True, sets=2, repetitions=3)
    look_at_it("check", "safety.title")
    expect(page).to_have_title(f"{today.t('page.today')} · Rehab tracker")
    today.check()
    today.press("sensor.without")
    look_at_it("cards", "card.heading")
    today.press("today.begin")
    look_at_it("strap", "strap.title")
    today.press("strap.ready")
    expect(today.live).to_be_visible()
    today.watch()
    expect(page.get_by_text(today.t("today.nobody_watching"))).to_be_visible()
    expect(today.live).to_have_attribute("data-state", "rest", timeout=60_000)
    look_at_it("live")  # which holds up the page: nobody moves meanwhile
    today.do("next_set")
    today.heading("say.exercise_done")
    shown = {int(one["count"]) for one in today.seen if one["state"] == "exercise"}
    assert {1, 2} <= shown <= {0, 1, 2, 3}
    assert {language for language, _ in page.evaluate("spoken")} == {today.language}
    aloud = {
        today.t("say.count_to_go", n=1, left=2),
        today.t("say.count_one_to_go", n=2),
        today.t("say.count", n=3),
    }
    assert aloud <= set(today.spoken)
    assert today.t("say.lift_knee") in today.spoken
    look_at_it("pain")
    today.say_pain(1)
    look_at_it("exertion", "exertion.title")
    today.end()
    row = today.row(today.t("title.leg_lift"))
    expect(row.get_by_role("cell").nth(0)).to_have_text(str(sum(len(one.repetitions) for one in truth.sets)))
    expect(row.get_by_role("cell").nth(1)).to_have_text("6")
    look_at_it("summary", "summary.title")
    assert page.evaluate("document.documentElement.lang") == today.language
    today.press("summary.open_review")
    expect(page).to_have_url(re.compile(f"^{trials[1]}/review\\?session=saved-"))
    expect(page.get_by_test_id("stMain")).to_contain_text("6 of 6")
    assert page.evaluate("document.documentElement.lang") == "en"
    context.close()
    assert faults == []


LOST_S = (116.0, 130.0)


def test_a_hold_corrections_a_lost_sensor_the_ceiling_and_a_leg_without_the_sensor(today, prescribed):
    page = today.page
    truth = prescribed(
        *(lifts(3), Stand(s=45), lifts(2), Stand(s=42), lifts(3, range_deg=104), Stand(s=12)),
        lost=LOST_S,
        side="each",
        sets=2,
        repetitions=4,
    )
    assert truth.sets[1].end_s < LOST_S[0] < LOST_S[1] < truth.sets[2].start_s
    today.begin_trial()
    today.watch()
    expect(today.number).to_have_text("3", timeout=30_000)
    today.do("one_missed")
    expect(today.live).to_have_attribute("data-state", "rest")
    today.do("next_set")
    expect(today.live).to_have_attribute("data-state", "exercise")
    expect(page.locator(".reading .above")).to_have_text("Set 2 of 2")
    expect(today.number).to_have_text("2")
    today.do("not_a_repetition")
    today.heading("say.exercise_done")
    check_holds(today.seen)
    captions = [(one["state"], one["warns"], one["caption"]) for one in today.seen]
    assert ("lost", True, today.t("message.lost")) in captions
    assert ("exercise", True, today.t("message.high_enough")) in captions
    assert {"↑ Target", "✓ Reached", "Not higher"} <= {one["place"] for one in today.seen}
    said = [
        key for key in SAID if today.t(key, n={"say.added": 4, "say.removed": 1}.get(key, 0)) in today.spoken
    ]
    assert said == SAID
    today.say_pain(0)
    expect(page.locator(".caption")).to_have_text("Move the strap to your right thigh.")
    today.do("without_sensor")
    today.heading("say.exercise_done")
    today.say_pain(0)
    today.end()
    left, right = today.row("Standing leg lift (left leg)"), today.row("Standing leg lift (right leg)")
    expect(left.get_by_role("cell").nth(0)).to_have_text("8")
    expect(left).to_contain_text("2 corrections by you")
    expect(right.get_by_role("cell").nth(0)).to_have_text("8")
    expect(right).to_contain_text("without the sensor")
    today.press("summary.open_review")
    expect(page.get_by_test_id("stMain")).to_contain_text("8 of 8")
    page.get_by_test_id("stExpander").filter(has_text="Remarks").locator("summary").click()
    for words in ("Set 1: 1 added by hand; the sensor counted 3.", "Set 2: 1 taken out by hand"):
        expect(page.get_by_test_id("stMain")).to_contain_text(words)


SAID = ["say.hold_on", "say.lower", "say.added", "say.removed", "say.lost", "say.back", "say.high_enough"]


def check_holds(seen):
    """The ring of each hold empties, and the seconds left go down with it."""
    holds = [list(each) for holding, each in groupby(seen, key=lambda one: one["holding"]) if holding]
    assert len(holds) >= 4  # one that lasts 0.2 s can fall between two frames of a busy machine
    for each in holds:
        left, words = [one["left"] for one in each], [one["above"] for one in each]
        assert left == sorted(left)
        assert words == sorted(words, reverse=True)
        assert set(words) <= {"Hold 2 s", "Hold 1 s", "Hold 0 s"}
    assert max(len({one["left"] for one in each}) for each in holds) >= 2
    assert {one["above"] for each in holds for one in each} >= {"Hold 2 s", "Hold 1 s"}


def choose(keys, number):
    """Choose on a scale from 0 on, which is one stop of Tab: arrows move within."""
    for _ in range(number):
        keys.press("ArrowRight")
    keys.press("Enter")


def test_by_keyboard_alone_while_the_wrong_leg_moves(today, prescribed, axe):
    """Every step by the keyboard; what the sensor does not see is asked for; a stop goes through the pain."""
    page, keys = today.page, today.page.keyboard
    prescribed(Stand(s=50), lifts(9), Stand(s=20), repetitions=9)
    today.reach("safety.none")
    keys.press("Space")
    today.settle()
    today.reach("0")
    keys.press("Enter")
    today.settle()
    for key in ("today.next", "sensor.without", "today.begin", "strap.ready"):
        today.reach(key)
        keys.press("Enter")
        today.settle()
    expect(page.locator(".caption")).to_have_text(today.t("message.not_seen", side="left"), timeout=30_000)
    expect(page.locator(".caption")).to_have_attribute("data-kind", "warning")
    expect(today.number).to_have_text(re.compile("[3-9]"), timeout=30_000)
    today.reach("button.pause")
    keys.press("Enter")
    expect(today.live).to_have_attribute("data-state", "paused")
    count = int(page.locator(".number").inner_text())
    today.reach("button.resume")
    keys.press("Space")
    expect(today.live).to_have_attribute("data-state", "exercise")
    today.reach("button.one_missed")
    keys.press("Enter")
    page.wait_for_function("spoken.some(([, text]) => text.startsWith('Added.'))")
    keys.press("Escape")
    today.heading("stopped.title")
    today.settle()
    today.reach("0")
    choose(keys, 6)
    today.settle()
    today.reach("today.next")
    keys.press("Enter")
    expect(page.get_by_text(today.t("stopped.wait", minutes=5))).to_be_visible()
    today.rest()
    assert axe(page) == []
    today.settle()
    today.reach("stopped.end_today")
    keys.press("Enter")
    today.heading("exertion.title")
    today.settle()
    today.reach("0")
    choose(keys, 3)
    today.settle()
    today.reach("today.next")
    keys.press("Enter")
    expect(page.get_by_role("alert").filter(has_text=today.t("stopped.session_over"))).to_be_visible()
    today.heading("summary.stopped")
    row = today.row("Standing leg lift")
    assert int(row.get_by_role("cell").nth(0).inner_text()) > count
    expect(row).to_contain_text("excused, because of pain")
    expect(row).to_contain_text("1 correction by you")


def test_a_reload_a_second_window_and_a_crash_lose_nothing(page, settled, running, root, tmp_path):
    start = (str(root / "tests" / "browser" / "trial_server.py"),)
    (tmp_path / "trial.toml").write_text(PROGRAM.format(side="left", sets=1, repetitions=30), "utf-8")
    (tmp_path / "sensor").touch()
    with running(tmp_path, start=start) as url:
        today = Today(page, settled, url)
        today.begin_with_sensor()
        before = counted(page, 1)
        page.reload()
        settled(page)
        expect(today.number).to_have_text(re.compile("[1-9]"))
        before = counted(page, before)
        second = page.context.new_page()
        second.goto(f"{url}/today")
        seen = counted(page, counted(second, before + 1))
        expect(second.get_by_text(today.t("watch.elsewhere"))).to_be_visible()
        expect(second.locator('.live button[data-do="pause"]')).to_be_hidden()
        expect(second.locator(".live .stop")).to_be_visible()
        second.close()
        os.kill(int((tmp_path / "pid").read_text()), signal.SIGKILL)
        expect(page.locator(".caption")).to_have_text(today.t("message.server_gone"))
        page.goto("about:blank")
    with running(tmp_path, start=start) as url:
        again = Today(page, settled, url)
        left = page.locator('[class*="st-key-today_left_"]')
        expect(left).to_contain_text(today.t("today.unfinished"))
        again.press("today.unfinished_continue")
        again.heading("summary.stopped")
        assert int(again.row("Standing leg lift").get_by_role("cell").nth(0).inner_text()) >= seen
        expect(page.get_by_text(today.t("summary.saved"))).to_be_visible()
        again.press("today.title")
        expect(left).to_have_count(0)
