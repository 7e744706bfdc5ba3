"""What is said aloud is true when it is said."""

from dashboard.live.voice import SPACING_S, STALE_S, Voice

STEP_S = 0.1


def spoken(asked, until_s=60.0):
    """Return when each thing was said, its key and its values; ``asked`` are (time, key, values)."""
    voice, heard, left = Voice(), [], sorted(asked, key=lambda one: one[0])
    for tick in range(round(until_s / STEP_S)):
        now_s = tick * STEP_S
        while left and left[0][0] <= now_s:
            _, key, values = left.pop(0)
            voice.say(now_s, key, **values)
        voice.tick(now_s)
        if voice.said is not None and voice.said.number > len(heard):
            heard.append((now_s, voice.said.words.key, dict(voice.said.words.values)))
    return heard


def test_in_a_hurry_no_count_is_said_that_was_passed():
    """A repetition takes less time than its count and its cue take to be spoken."""
    every_s, prescribed = 1.7, 20
    counts = [
        (every_s * n, "say.count_to_go", {"n": n, "left": prescribed - n}) for n in range(1, prescribed)
    ]
    heard = spoken([*counts, *((at_s + 0.01, "say.too_fast", {}) for at_s, _, _ in counts)])
    told = [(at_s, values["n"]) for at_s, key, values in heard if key == "say.count_to_go"]
    assert len(told) > prescribed / 2
    assert [n for at_s, n in told if n != sum(count_s <= at_s for count_s, _, _ in counts)] == []
    assert sum(key == "say.too_fast" for _, key, _ in heard) > 3


def test_one_thing_after_the_other_and_nothing_stale():
    asked = [(0.0, "say.count", {"n": 8}), (0.0, "say.set_done", {}), (0.0, "say.too_fast", {})]
    heard = spoken([*asked, (0.0, "say.slipped", {})], until_s=2 * STALE_S)
    assert [key for _, key, _ in heard] == ["say.count", "say.set_done", "say.too_fast"]
    assert [round(at_s - n * SPACING_S, 6) for n, (at_s, _, _) in enumerate(heard)] == [0.0, 0.0, 0.0]
