"""The drawings: one of every exercise, sound SVG, and the thigh at the angle of the model."""

import base64
import json
import math
import re
import shutil
import subprocess
import xml.etree.ElementTree as ET

import pytest

from analysis.exercises import load_catalogue
from dashboard.components import picture as shown
from dashboard.pictures import drawn, image, live_view, picture, scenes_of, standalone, strap_picture
from dashboard.pictures.drawing import Scene
from dashboard.pictures.figure import ANKLE, SHANK, THIGH, Point, Pose, hip_over, planted, reaching
from dashboard.words import text

EXERCISES = sorted(load_catalogue())
SVG = "{http://www.w3.org/2000/svg}"
PEAKS_DEG = {
    "lunge": (75, 90),
    "leg_lift": (45, 90),
    "march": (20, 90),
    "squat": (50, 90),
    "sit_to_stand": (-90, -70),
    "step_up": (40, 60),
    "bridge": (-30, -6),
    "pelvic_tilt": (-25, 0),
    "straight_leg_raise": (7, 45),
    "side_lying_hip_abduction": (8, 40),
    "prone_hip_extension": (-15, -3),
}
"""Thigh angle at the turning point, as the sources of the catalogue have it; more where it is small."""


def parsed(svg):
    return ET.fromstring(svg)


def thighs(root):
    """Place and direction (from straight down) of the thigh with the strap in each frame."""
    found = []
    for node in root.iter(f"{SVG}g"):
        if node.get("class") == "rt-thigh":
            x, y, turn = re.fullmatch(
                r"translate\((\S+) (\S+)\)(?: rotate\((\S+)\))?", node.get("transform")
            ).groups()
            found.append((float(x), float(y), -float(turn or 0)))
    return found


def modelled(scene):
    return scene.pose.near.thigh_deg if isinstance(scene, Scene) else scene.thigh_deg


@pytest.mark.parametrize("exercise", EXERCISES)
@pytest.mark.parametrize("moment", ["start", "end", "both"])
@pytest.mark.parametrize("side", ["left", "right", "both"])
def test_every_exercise_is_drawn(exercise, moment, side):
    root = parsed(picture(exercise, side, moment))
    assert root.get("role") == "img"
    assert root.find(f"{SVG}title").text == text(f"title.{exercise}", "en")
    assert root.find(f"{SVG}desc").text
    width, height = map(float, root.get("viewBox").split()[2:])
    assert 100 < width < 420
    assert 50 < height < 200
    assert len(thighs(root)) == (2 if moment == "both" else 1)
    assert "scale(-1 1)" in ET.tostring(root, "unicode") or side != "left"


@pytest.mark.parametrize("exercise", EXERCISES)
def test_the_thigh_is_drawn_at_the_angle_of_the_model(exercise):
    start, end = scenes_of(exercise)
    angles = [direction for *_, direction in thighs(parsed(picture(exercise)))]
    assert angles == pytest.approx([modelled(start), modelled(end)], abs=0.05)
    least, most = PEAKS_DEG[exercise]
    assert least <= angles[1] - angles[0] <= most


@pytest.mark.parametrize("exercise", [one for one in EXERCISES if one != "side_lying_hip_abduction"])
def test_nobody_sinks_into_the_floor_or_leaves_the_frame(exercise):
    for scene in scenes_of(exercise):
        pose = scene.pose
        places = [pose.hip, pose.shoulder]
        for leg in (pose.near, pose.far):
            places += [pose.knee(leg), pose.ankle(leg)]
            places.append(pose.ankle(leg).towards(leg.foot_deg, 21.0))
        assert min(place.y for place in places) > -1.0
        assert max(place.y for place in places) < scene.top
        assert scene.left < min(place.x for place in places)
        assert max(place.x for place in places) < scene.right


@pytest.mark.parametrize("exercise", ["squat", "sit_to_stand", "bridge", "pelvic_tilt"])
def test_feet_stay_where_they_stand(exercise):
    start, end = scenes_of(exercise)
    assert math.dist(start.pose.ankle(start.pose.near), end.pose.ankle(end.pose.near)) < 4.5
    assert end.pose.ankle(end.pose.near).y == pytest.approx(ANKLE, abs=0.1)


def test_two_links_meet_their_end():
    hip, ankle = Point(3.0, 80.0), Point(30.0, 20.0)
    pose = Pose(hip, near=planted(hip, ankle))
    assert pose.ankle(pose.near) == pytest.approx(ankle)
    assert math.dist(pose.knee(pose.near), hip) == pytest.approx(THIGH)
    assert pose.knee(pose.near).x > 16.5  # in front of the straight line
    assert hip_over(ankle, pose.near.thigh_deg, pose.near.shank_deg) == pytest.approx(hip)
    arm = reaching(Point(0, 140), Point(20, 95))
    assert arm.upper_deg < math.degrees(math.atan2(20, 45)) < arm.fore_deg  # the elbow is behind


def test_out_of_reach_is_stretched():
    leg = planted(Point(0, 0), Point(0, -(THIGH + SHANK + 50)))
    assert (leg.thigh_deg, leg.shank_deg) == pytest.approx((0.0, 0.0))


@pytest.mark.parametrize("side", ["left", "right"])
def test_the_strap_is_half_way_down_that_thigh(side):
    root = parsed(strap_picture(side, "de"))
    (strap,) = [node for node in root.iter(f"{SVG}g") if node.get("class") == "rt-strap"]
    band = strap[0]
    assert float(band.get("y")) + float(band.get("height")) / 2.0 == pytest.approx(THIGH / 2.0)
    assert {"left": "linken", "right": "rechten"}[side] in root.find(f"{SVG}title").text
    assert ("scale(-1 1)" in strap_picture(side)) == (side == "left")


@pytest.mark.parametrize("make", [picture, lambda one: live_view("left", one)])
def test_drawings_are_the_same_every_time(make):
    assert [make(one) for one in EXERCISES] == [make(one) for one in EXERCISES]


def test_what_is_not_drawn_is_an_error():
    assert drawn("lunge")
    assert not drawn("own_exercise")
    for make in (picture, lambda one: live_view("left", one)):
        with pytest.raises(KeyError):
            make("own_exercise")


def test_as_an_image_it_has_a_text_and_colours_of_its_own():
    found = re.fullmatch(
        r'<img src="data:image/svg\+xml;base64,(\S+)" alt="([^"]+)">', image(picture("bridge", language="de"))
    )
    assert base64.b64decode(found[1]).decode() == standalone(picture("bridge", language="de"))
    assert found[2].startswith("Brücke. Legen Sie sich")
    assert 'alt=""' in image(picture("bridge"), decorative=True)
    parsed(standalone(picture("bridge")))


def test_show_puts_the_drawing_into_the_page(monkeypatch):
    put = []
    monkeypatch.setattr(shown.st, "html", put.append)
    shown.show(strap_picture("left"), height_rem=9)
    assert "max-height:9rem" in put[0]
    assert "left thigh" in put[0]


ANGLES = (-20.0, 0.0, 25.0, 60.0)


@pytest.fixture(scope="module")
def turned(root):
    """What live_view.js makes of each live view at each angle: transforms by class, without a browser."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("no node to run live_view.js with")
    script = (root / "dashboard" / "pictures" / "live_view.js").read_text("utf-8")
    views = {}
    for exercise in EXERCISES:
        attributes = parsed(live_view("right", exercise)).attrib
        views[exercise] = {key[5:]: value for key, value in attributes.items() if key.startswith("data-")}
    behind = parsed(live_view("right", "lunge", role="rear")).attrib
    views["rear leg"] = {key[5:]: value for key, value in behind.items() if key.startswith("data-")}
    call = f"""
    const out = {{}}, views = {json.dumps(views)};
    for (const [name, dataset] of Object.entries(views)) out[name] = {json.dumps(ANGLES)}.map((angle) => {{
      const set = {{}}, part = (kind) => ({{ setAttribute: (_, value) => {{ set[kind] = value; }} }});
      rehabTurnThigh({{ dataset, querySelector: part, querySelectorAll: (kind) => [part(kind)] }}, angle);
      return set;
    }});
    console.log(JSON.stringify(out));
    """
    done = subprocess.run([node, "-e", script + call], capture_output=True, text=True, check=True)
    return views, json.loads(done.stdout)


def numbers(transform):
    return [float(one) for one in re.findall(r"-?\d+(?:\.\d+)?(?:e-?\d+)?", transform)]


@pytest.mark.parametrize("exercise", EXERCISES)
def test_the_thigh_turns_as_measured(turned, exercise):
    views, states = turned
    data = views[exercise]
    shown_at_rest = thighs(parsed(live_view("right", exercise)))[0]
    knees = []
    for angle, state in zip(ANGLES, states[exercise], strict=True):
        x, y, turn = numbers(state[".rt-thigh"])
        assert -turn == pytest.approx(float(data["start"]) + angle)
        if angle == 0:
            assert (x, y, -turn) == pytest.approx(shown_at_rest, abs=0.1)
        direction = math.radians(-turn)
        knees.append((x + THIGH * math.sin(direction), y + THIGH * math.cos(direction)))
        if data["pivot"] == "hip":
            assert [x, y] == numbers(data["hip"])
            assert ".rt-body" not in state
        assert (".rt-shank" in state) == (data["shank"] == "hang")
    if data["pivot"] != "hip":  # the foot stays: the knee, and the shank's direction
        assert max(math.dist(knees[0], knee) for knee in knees) < 1e-6
        shanks = {
            round(numbers(one[".rt-thigh"])[2] + numbers(one[".rt-shank"])[2], 6) for one in states[exercise]
        }
        assert len(shanks) == 1


def test_the_body_goes_with_the_hip(turned):
    _, states = turned
    squat = states["squat"]
    assert numbers(squat[1][".rt-body"]) == pytest.approx([0.0, 0.0])
    right, down = numbers(squat[3][".rt-body"])
    assert right < -30  # back
    assert down == pytest.approx(THIGH * (1 - math.cos(math.radians(60))))
    raised = states["bridge"][0]
    turn, x, y = numbers(raised[".rt-body"])
    assert -30 < turn < -5  # the hip rises about the shoulder, which lies to its left
    assert [x, y] == numbers(turned[0]["bridge"]["shoulder"])


def test_the_knee_behind_bends_as_its_thigh_goes_back(turned):
    views, states = turned
    back, still, forward, _ = (numbers(one[".rt-shank"])[2] for one in states["rear leg"])
    direction = ANGLES[0] - back  # of the shank, forward positive
    assert direction == pytest.approx(3.0 * ANGLES[0])
    assert (still, forward) == pytest.approx((0.0, ANGLES[2]))  # in front it hangs
    assert views["rear leg"]["pivot"] == "hip"
    front = [numbers(one[".rt-shank"])[2] for one in states["lunge"]]
    assert front == pytest.approx(list(ANGLES))
