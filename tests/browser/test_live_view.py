"""The live view on its own: what the hub would say comes from the test, over a websocket that is none."""

import json

import pytest
from playwright.sync_api import expect

from dashboard.components.style import TOKENS
from dashboard.pictures import live_view, strap_picture
from dashboard.today import scripts
from dashboard.words import for_browser

ADDRESS = "http://live.test/"
SMALL = {"width": 360, "height": 740}
SNAPSHOT = {
    "v": 1,
    "n": 0,
    "sample_ms": 0,
    "sent_ms": 0,
    "state": "exercise",
    "task": 0,
    "tasks": 2,
    "exercise": "leg_lift",
    "side": "left",
    "role": None,
    "angle": 20.0,
    "phase": "up",
    "hold_s": 0.0,
    "hold_target_s": 2.0,
    "target_deg": 60.0,
    "ceiling_deg": 95.0,
    "count": 0,
    "provisional": False,
    "target_count": 8,
    "set": 1,
    "sets": 3,
    "rest_left_s": None,
    "countdown_s": None,
    "timer_left_s": None,
    "message": None,
    "say": None,
    "sensor": {"name": "Sensor", "battery": 82.0, "rate_hz": 100.0, "signal": -60.0},
    "curve": [],
}
FAKES = """
window.sent = []; window.triggers = []; window.sockets = []; window.spoken = [];
window.refused = false;
window.speechSynthesis.speak = (one) => window.spoken.push([one.lang, one.text]);
window.WebSocket = class {
  static OPEN = 1;
  constructor(url) {
    this.url = String(url); this.readyState = 0; window.sockets.push(this);
    setTimeout(() => {
      this.readyState = window.refused ? 3 : 1;
      window.refused ? this.onclose?.() : this.onopen?.();
    }, 0);
  }
  send(text) { window.sent.push(JSON.parse(text).do); }
  close() { this.readyState = 3; }
};
window.feed = (snapshot) => window.sockets.at(-1).onmessage({ data: JSON.stringify(snapshot) });
window.drop = () => { const last = window.sockets.at(-1); last.readyState = 3; last.onclose(); };
"""


def html_of(language):
    data = {
        "session": "s1",
        "address": "/api/live/s1?token=first",
        "language": language,
        "words": for_browser(language),
        "tasks": [
            {"name": "leg_lift", "title": "Standing leg lift", "timed": False},
            {"name": "warm_up", "title": "Warm-up", "timed": True},
        ],
        "straps": {"left": strap_picture("left"), "right": strap_picture("right")},
        "figures": {"0": live_view("left", "leg_lift"), "1": ""},
    }
    script = scripts.javascript().replace("export default function", "window.mount = function")
    return f"""<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>Live</title>
        <style>
        :root {{ color-scheme: light dark }}
        body {{ margin: 0; background: var(--rt-ground); font: 18px sans-serif }}
        {TOKENS}</style></head><body><main><div id="host"></div><input id="name" aria-label="Name"></main>
        <script>{FAKES}</script><script>{script}
        const shadow = document.getElementById("host").attachShadow({{ mode: "open" }});
        shadow.innerHTML = {json.dumps(f"<style>{scripts.css()}</style>{scripts.html()}")};
        window.data = {json.dumps(data)};
        window.again = () => window.mount({{
          parentElement: shadow, data: window.data,
          setTriggerValue: (name, value) => window.triggers.push([name, value]),
        }});
        window.leave = window.again();</script></body></html>"""


@pytest.fixture
def live(page):
    """Return a function that opens the view in a language; it gives a function that tells a snapshot."""

    def opened(language="en"):
        page.route(ADDRESS, lambda route: route.fulfill(body=html_of(language), content_type="text/html"))
        page.goto(ADDRESS)
        page.wait_for_function("sockets[0].readyState === 1")

        def tell(**changes):
            page.evaluate("feed", {**SNAPSHOT, **changes})

        return tell

    return opened


def said(number, key, **values):
    return {"id": number, "key": key, "with": values}


def spoken(page):
    return [text for _, text in page.evaluate("spoken")]


def test_shows_the_count_against_the_target(page, live):
    live()(count=4, phase="rest")
    expect(page.locator(".number")).to_have_text("4")
    expect(page.locator(".reading .below")).to_have_text("of 8")
    expect(page.locator(".reading .above")).to_have_text("Set 1 of 3")
    expect(page.get_by_role("heading")).to_have_text("Standing leg lift")
    expect(page.locator(".sensor")).to_have_text("Sensor · Battery 82 % · Signal good")
    expect(page.get_by_text("Nobody is watching live.")).to_be_visible()


def test_shows_what_comes_next_and_that_the_sensor_is_simulated(page, live):
    tell = live("de")
    tell(sensor={**SNAPSHOT["sensor"], "name": "simulated"})
    expect(page.locator(".sensor")).to_contain_text("Simulierter Sensor · Akku 82 %")
    expect(page.locator(".next")).to_have_text("Danach: Warm-up")
    tell(task=1, exercise="warm_up", side="both", timer_left_s=60.0)
    expect(page.locator(".next")).to_have_text("")


def test_a_caption_is_of_what_goes_on_now(page, live):
    tell, caption = live(), page.locator(".caption")
    tell(state="still", countdown_s=1.0, say=said(1, "say.hold_chair"))
    expect(caption).to_have_text("Hold your chair. Stand tall. Keep still.")
    tell(state="lift", say=said(1, "say.hold_chair"), message={"key": "say.lift_knee", "with": {}})
    expect(caption).to_have_text("Lift your knee, only as far as comfortable.")
    tell(phase="hold", say=said(2, "say.number", n=1))
    expect(caption).to_have_text("Hold · One.")
    assert spoken(page)[-1] == "One."


def test_a_browser_that_cannot_speak_says_so(page, live):
    note = page.locator(".mute")
    live()()
    expect(note).to_be_hidden()
    page.add_init_script("delete Window.prototype.speechSynthesis; delete window.speechSynthesis;")
    page.route(
        ADDRESS,
        lambda route: route.fulfill(
            body=html_of("en").replace(FAKES, FAKES.replace("window.speechSynthesis.speak", "window.mute")),
            content_type="text/html",
        ),
    )
    page.goto(ADDRESS)
    expect(note).to_have_text("This browser cannot speak. What would be said is shown here.")


def test_says_everything_once_and_shows_it(page, live):
    tell = live()
    for _ in range(3):
        tell(count=4, say=said(7, "say.count_to_go", n=4, left=4))
    expect(page.locator(".caption")).to_have_text("Four. Four to go.")
    assert spoken(page) == ["Four. Four to go."]
    page.reload()
    page.wait_for_function("sockets[0].readyState === 1")
    tell(count=4, say=said(7, "say.count_to_go", n=4, left=4))
    expect(page.locator(".number")).to_have_text("4")
    expect(page.locator(".caption")).to_have_text("Four. Four to go.")
    assert spoken(page) == []
    tell(count=5, say=said(8, "say.count_to_go", n=5, left=3))
    assert spoken(page) == ["Five. Three to go."]


def test_tells_a_screen_reader_of_repetitions_not_of_frames(page, live):
    tell = live()
    page.evaluate("""() => {
      window.told = 0;
      const node = document.getElementById("host").shadowRoot.querySelector("[aria-live]");
      const all = { childList: true, subtree: true, characterData: true };
      new MutationObserver(() => { window.told += 1; }).observe(node, all);
    }""")
    for frame in range(30):
        count = 1 + frame // 15
        tell(angle=float(frame), count=count, say=said(count, "say.count_to_go", n=count, left=8 - count))
    expect(page.locator("[aria-live]")).to_have_text("Two. Six to go.")
    assert page.evaluate("told") == 2


def test_speaks_the_language_of_the_page(page, live):
    live("de")(say=said(1, "say.ready"))
    expect(
        page.get_by_role("button", name="STOPP").or_(page.get_by_role("button", name="Stopp"))
    ).to_be_visible()
    ((language, text),) = page.evaluate("spoken")
    assert language == "de"
    assert text == for_browser("de")["say.ready"]


def test_the_voice_can_be_switched_off_and_stays_off(page, live):
    tell = live()
    switch = page.get_by_role("button", name="Voice and sound")
    expect(switch).to_have_attribute("aria-pressed", "true")
    switch.click()
    tell(say=said(1, "say.ready"))
    expect(page.locator(".caption")).to_have_text("Ready. Begin when you like.")
    page.reload()
    page.wait_for_function("sockets[0].readyState === 1")
    tell(say=said(2, "say.lower"))
    expect(page.locator(".caption")).to_have_text("Lower slowly.")
    assert spoken(page) == []
    expect(switch).to_have_attribute("aria-pressed", "false")
    switch.click()
    page.get_by_role("button", name="Test the sound").click()
    assert spoken(page) == ["This is how it sounds."]


@pytest.mark.parametrize("way", ["button", "s", "Escape"])
def test_stop(page, live, way):
    tell = live()
    tell()
    if way == "button":
        page.get_by_role("button", name="STOP, it hurts").click()
    else:
        page.keyboard.press(way)
    assert page.evaluate("sent") == ["stop"]
    tell(state="pain", say=said(1, "say.stop"))
    assert page.evaluate("triggers.map(([name, value]) => [name, value.state])") == [["form", "pain"]]
    page.wait_for_timeout(900)  # beyond the patience of the button
    assert page.evaluate("triggers.length") == 1


def test_stop_takes_the_other_way_when_the_first_one_does_not_help(page, live):
    tell = live()
    tell()
    page.evaluate("refused = true; drop()")
    page.keyboard.press("s")
    assert page.evaluate("triggers.map(([name, value]) => [name, value.do])")[0] == ["command", "stop"]
    page.evaluate("triggers.length = 0; refused = false")
    page.wait_for_function("sockets.at(-1).readyState === 1")
    page.keyboard.press("s")
    page.wait_for_function("triggers.some(([name, value]) => name === 'command' && value.do === 'stop')")


def test_a_stop_without_a_connection_is_answered_at_once_and_told_first(page, live):
    page.clock.install()
    tell = live()
    tell(count=3)
    page.evaluate("refused = true; drop()")
    expect(page.locator(".caption")).to_contain_text("It comes back by itself.")
    page.get_by_role("button", name="STOP, it hurts").click()
    expect(page.locator(".caption")).to_have_text("Stop. Sit down. How is the pain?")
    assert spoken(page) == ["Stop. Sit down. How is the pain?"]
    page.clock.fast_forward(4000)  # longer than other words are shown
    page.wait_for_timeout(100)
    expect(page.locator(".caption")).to_have_text("Stop. Sit down. How is the pain?")
    assert page.evaluate("sent") == []
    page.evaluate("refused = false")
    page.clock.fast_forward(4000)  # longer than it waits between attempts
    page.wait_for_function("sent.length > 0")
    assert page.evaluate("sent") == ["stop"]


def test_an_s_that_is_typed_stops_nothing(page, live):
    live()()
    page.get_by_label("Name").press_sequentially("Susan")
    page.keyboard.press("Control+s")
    assert page.evaluate("sent") == []


def test_connects_again_by_itself_and_asks_for_a_token(page, live):
    tell = live()
    tell(count=3)
    page.evaluate("refused = true; drop()")
    expect(page.locator(".caption")).to_contain_text("It comes back by itself. Your count is saved.")
    expect(page.locator(".number")).to_have_text("3")
    page.wait_for_function("triggers.some(([name]) => name === 'renew')")
    page.evaluate("refused = false; data = { ...data, address: '/api/live/s1?token=second' }; again()")
    page.wait_for_function("sockets.at(-1).readyState === 1 && sockets.at(-1).url.endsWith('second')")
    assert page.evaluate("sockets.at(-1).url").startswith("ws://live.test/api/live/s1")
    tell(count=4)
    expect(page.locator(".number")).to_have_text("4")


def test_a_rerun_of_the_page_keeps_the_connection(page, live):
    tell = live()
    tell(count=2)
    page.evaluate("again(); again()")
    assert page.evaluate("sockets.length") == 1
    page.evaluate("leave()")
    assert page.evaluate("sockets[0].readyState") == 3


def test_a_window_that_only_watches_shows_and_stops_and_says_nothing(page, live):
    tell = live()
    tell(steers=True)
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    tell(steers=False, count=1)
    page.wait_for_function(
        "triggers.some(([name, value]) => name === 'form' && value.state === 'steers false')"
    )
    page.evaluate("triggers.length = 0; data = { ...data, watching: true }; again(); null")
    expect(page.get_by_role("button", name="Pause")).to_be_hidden()
    expect(page.get_by_text("More", exact=True)).to_be_hidden()
    tell(steers=False, count=2, say=said(3, "say.count_to_go", n=2, left=6))
    expect(page.locator(".number")).to_have_text("2")
    expect(page.locator(".caption")).to_have_text("Two. Six to go.")
    assert (spoken(page), page.evaluate("triggers")) == ([], [])
    page.get_by_role("button", name="STOP, it hurts").click()
    assert page.evaluate("sent") == ["stop"]
    tell(steers=True, count=2)
    page.wait_for_function(
        "triggers.some(([name, value]) => name === 'form' && value.state === 'steers true')"
    )


def test_a_hold_is_counted_down_in_the_ring(page, live):
    tell = live()
    left = []
    for held in (0.0, 0.5, 1.5, 2.0):
        tell(phase="hold", hold_s=held, angle=62.0)
        page.wait_for_timeout(60)
        left.append(
            float(page.locator(".ring").evaluate("(ring) => parseFloat(ring.style.strokeDashoffset)"))
        )
        above = page.locator(".reading .above").inner_text()
        assert above == f"Hold {2 - int(held)} s"
    assert left == sorted(left)
    assert left[0] == 0.0
    assert left[-1] == pytest.approx(2 * 3.14159 * 54, abs=0.1)


@pytest.mark.parametrize(
    ("angle", "words"), [(20.0, "↑ Target"), (56.0, "✓ Reached"), (94.0, "✓ Reached"), (97.0, "Not higher")]
)
def test_the_band_says_where_the_knee_is(page, live, angle, words):
    live()(angle=angle)
    expect(page.locator(".place")).to_have_text(words)
    turned = page.locator(".figure .rt-thigh").get_attribute("transform")
    assert f"rotate({-angle:g})" in turned
    page.get_by_role("button", name="Show degrees").click()
    expect(page.locator(".place")).to_have_text(f"{words} {angle:.0f}°")


def test_rest_calibration_and_timer_count_down(page, live):
    tell = live()
    number = page.locator(".number")
    tell(state="still", countdown_s=1.4, phase="rest")
    expect(number).to_have_text("2")
    tell(state="lift", phase="rest")
    expect(page.locator(".reading .above")).to_have_text("Lift your knee")
    tell(state="rest", rest_left_s=38.2, phase="rest")
    expect(number).to_have_text("39")
    expect(page.get_by_role("button", name="Begin now")).to_be_visible()
    tell(state="exercise", task=1, timer_left_s=245.0, exercise="warm_up", side="both", target_deg=None)
    expect(number).to_have_text("4:05")
    expect(page.locator(".curve")).to_be_hidden()
    page.get_by_role("button", name="I have done it").click()
    assert page.evaluate("sent") == ["confirm"]


def test_a_strap_that_moves_is_shown_and_waited_for(page, live):
    live()(state="ready", angle=None, phase="rest", message={"key": "strap.move", "with": {"side": "left"}})
    expect(page.locator(".caption")).to_have_text("Move the strap to your left thigh.")
    expect(page.get_by_role("img", name="Strap halfway up the left thigh")).to_be_visible()
    page.get_by_role("button", name="The strap is on").click()
    assert page.evaluate("sent") == ["begin"]


def test_corrections_are_sent_and_the_end_is_asked_for_twice(page, live):
    live()(count=3)
    page.get_by_role("button", name="That was not one").click()
    page.get_by_role("button", name="One was missed").click()
    page.get_by_text("More", exact=True).click()
    page.get_by_role("button", name="Finish for today").click()
    expect(page.get_by_text("Finish now? What you did is saved.")).to_be_visible()
    page.get_by_role("button", name="No", exact=True).click()
    assert page.evaluate("sent") == ["not_a_repetition", "one_missed"]
    page.get_by_role("button", name="Finish for today").click()
    page.get_by_role("button", name="Yes", exact=True).click()
    assert page.evaluate("sent")[2:] == ["finish"]


def test_a_hand_that_shakes_presses_once(page, live):
    tell = live()
    tell(count=3)
    page.get_by_role("button", name="One was missed").dblclick()
    assert page.evaluate("sent") == ["one_missed"]
    page.wait_for_timeout(700)
    page.get_by_role("button", name="One was missed").click()
    assert page.evaluate("sent") == ["one_missed", "one_missed"]
    page.get_by_role("button", name="Pause").click()
    tell(count=3, state="paused")
    go_on = page.get_by_role("button", name="Go on")
    expect(go_on).to_be_visible()
    place = go_on.bounding_box()
    page.mouse.click(place["x"] + 5, place["y"] + 5)
    assert page.evaluate("sent")[2:] == ["pause"]
    go_on.click()
    assert page.evaluate("sent")[2:] == ["pause", "resume"]


def test_the_curve_keeps_ten_seconds_and_leaves_gaps(page, live):
    tell = live()
    tell(
        target_deg=None,
        ceiling_deg=None,
        curve=[[n * 0.05, None if 300 < n < 340 else 3 * (n % 20)] for n in range(400)],
    )
    page.wait_for_timeout(60)
    heights = page.locator(".curve").evaluate(
        """(canvas) => [0.1, 0.6, 0.9].map((from) => {
          const [x, width] = [Math.floor(canvas.width * from), Math.ceil(canvas.width * 0.05)];
          const data = canvas.getContext("2d").getImageData(x, 0, width, canvas.height).data;
          const rows = new Set();
          for (let i = 3; i < data.length; i += 4) if (data[i] > 0) rows.add(Math.floor(i / 4 / width));
          return rows.size / canvas.height;
        })"""
    )
    assert heights[1] < 0.05  # the line at zero degrees alone
    assert min(heights[0], heights[2]) > 0.4


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everybody_can_use_it_on_a_small_phone(page, live, axe, scheme):
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size(SMALL)
    live()(
        count=4,
        say=said(1, "say.count_to_go", n=4, left=4),
        message={"key": "message.battery_low", "with": {}},
    )
    expect(page.locator(".number")).to_have_text("4")
    assert axe(page) == []
    sizes = page.get_by_role("button").evaluate_all(
        "(all) => all.map((one) => one.getBoundingClientRect()).map((box) => Math.min(box.width, box.height))"
    )
    assert len(sizes) >= 6
    assert min(sizes) >= 44
    assert page.evaluate("document.documentElement.scrollWidth") <= SMALL["width"]
    reached = set()
    for _ in range(20):
        page.keyboard.press("Tab")
        reached.add(
            page.evaluate(
                "document.getElementById('host').shadowRoot.activeElement?.textContent.trim() ?? ''"
            )
        )
    names = [one.split("\n")[0].removeprefix("✓ ") for one in page.get_by_role("button").all_inner_texts()]
    assert [name for name in names if not any(text.startswith(name) for text in reached)] == []


SCREENS = [(1280, 900), (1280, 720), (1024, 768), (390, 844), (360, 640), (320, 568), (844, 390)]
ABOVE = 96
"""Pixels that Streamlit's bar and the page's edge take above the live view, at most."""
EDGES = """(where) => {
  const root = document.getElementById("host").shadowRoot;
  const one = root.querySelector(where);
  const box = one.getBoundingClientRect();
  return [box.top, box.bottom, box.left, box.right, one.scrollWidth - one.clientWidth];
}"""


@pytest.mark.parametrize("language", ["en", "de"])
def test_pause_and_stop_are_on_the_first_screen_whatever_its_size(page, live, language):
    words = for_browser(language)
    names = [key for key in words if key.startswith(("title.", "timer_title."))]
    longest = {
        timed: max((words[key] for key in names if key.startswith("timer") is timed), key=len)
        for timed in (False, True)
    }
    tell = live(language)
    page.add_style_tag(content=f"body {{ padding: {ABOVE}px 18px 0 }}")
    page.evaluate(
        "named => { data.tasks[0].title = named[0]; data.tasks[1].title = named[1]; }",
        [longest[False], longest[True]],
    )
    faults = []
    for width, height in SCREENS:
        page.set_viewport_size({"width": width, "height": height})
        for task in (0, 1):
            timer = {
                "exercise": "warm_up",
                "side": "both",
                "timer_left_s": 595.0,
                "target_deg": None,
                "target_count": 0,
            }
            tell(
                task=task,
                count=12,
                **({"phase": "rest", **timer} if task else {"role": "front", "exercise": "lunge"}),
            )
            expect(page.locator(".exercise")).to_have_text(longest[bool(task)])
            bar = page.evaluate(EDGES, ".bar")[0]
            for where, below in (
                (".stop", height),
                ('[data-do="pause"]', height),
                (".alone", height),
                (".number", bar),
                (".caption", bar),
            ):
                top, bottom, left, right, wider = page.evaluate(EDGES, where)
                if top < 0 or bottom > below + 0.5 or left < 0 or right > width or wider > 0.5:
                    faults.append(
                        f"{where}, task {task}, {width}x{height}: {top:.0f} to {bottom:.0f}, {wider:.0f} over"
                    )
            page.evaluate("window.scrollTo(0, document.documentElement.scrollHeight)")
            if page.evaluate(EDGES, ".stop")[1] > height or page.evaluate(EDGES, ".stop")[0] < 0:
                faults.append(f"STOP is scrolled away at {width}x{height}")
            page.evaluate("window.scrollTo(0, 0)")
    assert faults == []


STATES = {
    "keep still": {"state": "still", "countdown_s": 1.4, "say": said(1, "say.hold_chair")},
    "too high": {"angle": 99.0, "message": {"key": "message.high_enough", "with": {}}},
    "rest": {"state": "rest", "rest_left_s": 61.0, "message": {"key": "say.set_done", "with": {}}},
    "paused": {"state": "paused", "message": {"key": "message.paused", "with": {}}},
    "lost": {"state": "lost", "angle": None, "message": {"key": "message.lost", "with": {}}},
    "strap": {"state": "ready", "message": {"key": "strap.move", "with": {"side": "left"}}},
    "timer": {"task": 1, "timer_left_s": 245.0, "target_deg": None},
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_state_fits_a_small_phone(page, live, axe, scheme):
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size(SMALL)
    tell, faults = live("de"), []
    for name, changes in STATES.items():
        tell(**changes)
        expect(page.locator(".live")).to_have_attribute("data-state", changes.get("state", "exercise"))
        faults += [f"{name}: {one}" for one in axe(page)]
        if page.evaluate("document.documentElement.scrollWidth") > SMALL["width"]:
            faults.append(f"{name}: too wide")
    assert faults == []
