"""Which recording of a session is shown first."""

import pytest

from analysis import analyze, compare, load_program
from dashboard.review.first_look import first_look
from dashboard.sessions.opened import OpenRecording, OpenSession
from sensing import read_recording

HEAD = 'schema = "rehab-program/1"\nname = "own"\ntitle = "Own"\n'


@pytest.fixture(scope="module")
def session(sessions):
    recordings = [read_recording(sessions / f"{side}.csv.gz") for side in ("right", "left")]
    opened = [OpenRecording(str(n), str(n), one, analyze(one)) for n, one in enumerate(recordings)]
    assert [one.result.side for one in opened] == ["right", "left"]
    return OpenSession("Two legs", tuple(opened))


@pytest.mark.parametrize(
    ("missing", "place"),
    [
        ({}, 0),
        ({"left": 2}, 1),
        ({"right": 2}, 0),
        ({"right": 2, "left": 5}, 1),
        ({"right": 5, "left": 2}, 0),
    ],
)
def test_the_most_is_missing_there(session, missing, place):
    items = []
    for one in session.results:
        lifts = next(each for each in one.sets if each.exercise == "leg_lift")
        wanted = len(lifts.repetitions) * missing.get(one.side, 1)
        item = f'exercise = "leg_lift"\nside = "{one.side}"\nsets = 1\nrepetitions = {wanted}'
        items.append(f"[[items]]\n{item}\n")
    comparison = compare(session.results, load_program(HEAD + "".join(items)))
    assert first_look(session, comparison) is session.recordings[place]


def test_without_a_comparison_it_is_the_first(session):
    assert first_look(session, None) is session.recordings[0]
