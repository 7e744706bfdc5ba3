"""Scripts: what can be left out, and one clear line for every fault."""

from datetime import UTC, datetime

import pytest

from sensing.errors import InputError, ScriptError
from sensing.simulation import SensorErrors, SessionScript, load_script, simulate
from sensing.simulation.steps import Fiddle, LieDown, Set, Stand, Step

FULL = """
seed = 5
rate_hz = 50
side = "left"
started_at = 2025-03-01T09:00:00+01:00
notes = "after the holidays"

[mounting]
euler_deg = [90, 0, -12.5]
position_m = [0.05, 0.06, -0.2]

[person]
thigh_m = 0.40
wobble = 0.5

[sensor]
acc_range_g = 8
bits = 14
gyr_bias_deg_s = [1, -1, 0.5]
gaps = [{at_s = 3, duration_s = 0.5}, {at_s = 9, duration_s = 0.1}]

[[steps]]
do = "stand"
s = 2

[[steps]]
do = "set"
exercise = "lunge"
leg = "right"
repetitions = 2

[[steps]]
do = "lie_down"
posture = "prone"
"""


def load(tmp_path, text):
    path = tmp_path / "script.toml"
    path.write_text(text, encoding="utf-8")
    return load_script(path)


def fault(tmp_path, text):
    with pytest.raises(ScriptError) as caught:
        load(tmp_path, text)
    message = str(caught.value)
    assert len(message) < 600
    assert message.isprintable()
    assert message.startswith(f"{tmp_path / 'script.toml'}: ")
    assert "\n" not in message
    assert isinstance(caught.value, InputError)
    return message.removeprefix(f"{tmp_path / 'script.toml'}: ")


def test_every_kind_of_field_is_read(tmp_path):
    script = load(tmp_path, FULL)
    assert (script.seed, script.rate_hz, script.side) == (5, 50.0, "left")
    assert script.started_at == datetime(2025, 3, 1, 8, tzinfo=UTC)
    assert script.mounting.euler_deg == (90.0, 0.0, -12.5)
    assert script.person.thigh_m == 0.40
    assert script.sensor.bits == 14
    assert [gap.at_s for gap in script.sensor.gaps] == [3.0, 9.0]
    assert script.steps == (
        Stand(s=2.0),
        Set(exercise="lunge", leg="right", repetitions=2),
        LieDown(posture="prone"),
    )
    recording = simulate(script).recording
    assert recording.info.started_at == datetime(2025, 3, 1, 8, tzinfo=UTC)
    assert recording.info.notes == "after the holidays"


def test_a_short_script_is_short(tmp_path):
    script = load(tmp_path, '[[steps]]\ndo = "set"\nexercise = "squat"\n')
    assert script == SessionScript(steps=(Set(exercise="squat"),))
    assert len(simulate(script).truth.sets[0].repetitions) == 5


STEP = '[[steps]]\ndo = "stand"\n'


@pytest.mark.parametrize(
    ("text", "beginning"),
    [
        ("", "steps: there is no step. Add at least one [[steps]] table"),
        ("seed = \n", "line 1: not TOML (Invalid value)"),
        ("seed = 1\nseed = 2\n", "line 2: not TOML (Cannot overwrite a value)"),
        ("\nseed = " + "9" * 5000 + "\n" + STEP, "line 2: not TOML (a number of thousands of digits)"),
        ("seed = " + "[" * 5000 + "]" * 5000, "brackets are nested too deeply"),
        ("seed = " + "9" * 400 + "\n" + STEP, "seed: a number beyond 64 bits"),
        ("seed = 0x" + "f" * 5000 + "\n" + STEP, "seed: a number beyond 64 bits"),
        ("[[steps]]\ndo = 0x" + "f" * 5000, "steps[0].do: a number beyond 64 bits"),
        ("steps = 0x" + "f" * 5000, "steps: a number beyond 64 bits"),
        ("steps = [0x" + "f" * 5000 + "]", "steps[0]: a number beyond 64 bits"),
        (
            "[mounting]\neuler_deg = [0, -0x" + "f" * 5000 + ", 0]\n" + STEP,
            "line 2: not TOML",  # TOML knows no sign before 0x
        ),
        (
            "[mounting]\neuler_deg = [0, 0x" + "f" * 5000 + ", 0]\n" + STEP,
            "mounting.euler_deg[1]: a number beyond 64 bits",
        ),
        ("started_at = 0001-01-01T00:00:00+14:00\n" + STEP, "started_at: datetime.datetime("),
        ("seed = {" + ".".join("a" * 1500) + " = 1}\n" + STEP, "seed: {'a': {'a': {'a': "),
        ("notes = " + str(["x" * 999] * 99) + "\n" + STEP, "notes: ['xxx"),
        ('"\\u001b[31m" = 1\n' + STEP, "?[31m: is not a field"),
        ("seed = -1\n" + STEP, "seed: -1 is not a whole number from 0"),
        ("seed = 1.5\n" + STEP, "seed: 1.5 is not a whole number"),
        ("seed = true\n" + STEP, "seed: True is not a whole number"),
        ("rate_hz = 0\n" + STEP, "rate_hz: 0 is not a number from 5 to 250"),
        ("rate_hz = nan\n" + STEP, "rate_hz: nan is not a number"),
        ("rate_hz = '100'\n" + STEP, "rate_hz: '100' is not a number"),
        ("side = 'both'\n" + STEP, "side: 'both' is not one of left, right. Give one of left, right"),
        ("notes = 3\n" + STEP, "notes: 3 is not a text"),
        (
            "started_at = 2025-01-01\n" + STEP,
            "started_at: datetime.date(2025, 1, 1) is not a time with a zone",
        ),
        ("started_at = 2025-01-01T10:00:00\n" + STEP, "started_at: datetime.datetime("),
        ("colour = 'red'\n" + STEP, "colour: is not a field of this table. Use one of steps, seed"),
        ("mounting = 3\n" + STEP, "mounting: 3 is not a table. Write it as a table [mounting]"),
        ("[mounting]\neuler_deg = [1, 2]\n" + STEP, "mounting.euler_deg: [1, 2] is not a list of 3 numbers"),
        ("[mounting]\neuler_deg = 'any'\n" + STEP, "mounting.euler_deg: 'any' is not a list of 3 numbers"),
        ("[mounting]\nposition_m = [0, 0, 5]\n" + STEP, "mounting.position_m: [0, 0, 5] is not a list of 3"),
        ("[person]\nwobble = 2\n" + STEP, "person.wobble: 2 is not a number from 0 to 1"),
        ("[person]\nheight = 2\n" + STEP, "person.height: is not a field of this table"),
        ("[sensor]\nbits = 3.2\n" + STEP, "sensor.bits: 3.2 is not a whole number from 0 to 32"),
        ("[sensor]\nloss_pct = 100\n" + STEP, "sensor.loss_pct: 100 is not a number from 0 to 90"),
        (
            "[sensor]\ngaps = 3\n" + STEP,
            "sensor.gaps: 3 is not a list of tables. Write [[sensor.gaps]] tables",
        ),
        ("[sensor]\ngaps = [3]\n" + STEP, "sensor.gaps[0]: 3 is not a table"),
        ("[sensor]\ngaps = [{at_s = 1}]\n" + STEP, "sensor.gaps[0].duration_s: is missing. Add duration_s"),
        (
            "[sensor]\ngaps = [{at_s = -1, duration_s = 1}]\n" + STEP,
            "sensor.gaps[0].at_s: -1 is not a number",
        ),
        ("steps = 'stand'\n", "steps: 'stand' is not a list of tables"),
        ("[[steps]]\ns = 3\n", "steps[0].do: the step has no name. Give one of stand, rest, calibration"),
        (STEP + "[[steps]]\ndo = 'jump'\n", "steps[1].do: 'jump' is not a step. Give one of stand"),
        (STEP + "[[steps]]\ndo = ['set']\n", "steps[1].do: ['set'] is not a step"),
        (STEP + "[[steps]]\ndo = 'set'\n", "steps[1].exercise: is missing. Add exercise"),
        (
            "[[steps]]\ndo = 'set'\nexercise = 'lungs'\n",
            "steps[0].exercise: 'lungs' is not one of lunge, leg_lift",
        ),
        (
            "[[steps]]\ndo = 'set'\nexercise = 'lunge'\nleg = 'l'\n",
            "steps[0].leg: 'l' is not one of left, right",
        ),
        (
            "[[steps]]\ndo = 'set'\nexercise = 'lunge'\nup_s = 0.1\n",
            "steps[0].up_s: 0.1 s is quicker than a leg",
        ),
        (
            "[[steps]]\ndo = 'set'\nexercise = 'lunge'\nrepetitions = 1e9\n",
            "steps[0].repetitions: 1000000000.0",
        ),
        ("[[steps]]\ndo = 'stand'\ns = -1\n", "steps[0].s: -1 is not a number from 0 to 3600"),
        (
            "[[steps]]\ndo = 'stand'\nseconds = 1\n",
            "steps[0].seconds: is not a field of this table. Use one of s",
        ),
        ("[[steps]]\ndo = 'lie_down'\nposture = 'sofa'\n", "steps[0].posture: 'sofa' is not one of supine"),
        ("[[steps]]\ndo = 'fiddle'\nslip_deg = 20\n", "steps[0].slip_deg: 20 is not a list of 3 numbers"),
    ],
)
def test_one_line_for_every_fault(tmp_path, text, beginning):
    assert fault(tmp_path, text).startswith(beginning)


def test_files_that_cannot_be_read(tmp_path):
    with pytest.raises(ScriptError, match=r"none\.toml: no such file"):
        load_script(tmp_path / "none.toml")
    with pytest.raises(ScriptError, match="cannot be read"):
        load_script(tmp_path)
    (tmp_path / "latin.toml").write_bytes(b'notes = "\xe9t\xe9"')
    with pytest.raises(ScriptError, match=r"latin\.toml: line 1: not a text in UTF-8"):
        load_script(tmp_path / "latin.toml")


def test_a_byte_order_mark_is_no_fault(tmp_path):
    (tmp_path / "bom.toml").write_bytes(b"\xef\xbb\xbf" + STEP.encode())
    assert load_script(tmp_path / "bom.toml").steps == (Stand(),)


def test_faults_in_code_are_found_as_well():
    with pytest.raises(ScriptError, match=r"^exercise: 'lungs' is not one of"):
        Set(exercise="lungs")
    with pytest.raises(ScriptError, match=r"^slip_deg: "):
        Fiddle(slip_deg=(1.0, float("inf"), 0.0))
    for huge in (10**400, 10**5000):
        with pytest.raises(ScriptError, match=r"^seed: .* is not a whole number"):
            SessionScript(steps=(Stand(),), seed=huge)
    with pytest.raises(ScriptError, match=r"^acc_range_g: 0 is not"):
        SensorErrors(acc_range_g=0)


@pytest.mark.parametrize(
    ("steps", "lasts"), [((Stand(s=0.5),), "0.5 s"), ((Stand(s=3600),) * 5, "18000.0 s")]
)
def test_too_short_or_too_long(steps, lasts):
    with pytest.raises(ScriptError, match=f"^steps: the session lasts {lasts}. Script 1 s to 2 hours"):
        simulate(SessionScript(steps=steps))


def test_an_unknown_kind_of_step_is_refused():
    class Jump(Step):
        do = "jump"

    with pytest.raises(ScriptError, match=r"^steps\[1\]: Jump is not a step"):
        SessionScript(steps=(Stand(), Jump()))
