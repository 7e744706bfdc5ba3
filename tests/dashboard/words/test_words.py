"""The words of the page Today: complete in every language, plain, and no key used that is not there."""

import ast
import json
import re
import shutil
import subprocess

import pytest

from analysis.exercises import load_catalogue
from analysis.program import load_program
from dashboard.programs import template, template_names
from dashboard.sessions.examples import EXAMPLES
from dashboard.today.try_step import FOLLOWED
from dashboard.today.who import trial_program
from dashboard.words import LANGUAGES, dictionary, for_browser, language_of, text
from dashboard.words.phrases import PLACEHOLDER

ENGLISH = dictionary("en")
SECTIONS = {key.split(".")[0] for key in ENGLISH}
PLURALS = {"one", "other"}

JARGON = {
    "en": "sparc|smoothness|gyro|accelero|imu|inertial|kinemat|calibrat|flexion|extension|abduction|rom|"
    "range of motion|adherence|algorithm|sample|threshold|provisional|websocket|server|session_id|rpe|"
    "repetition rate|quaternion|asymmetr|fatigue index|bilateral|baseline",
    "de": "sparc|gyro|imu|inertial|kinemat|kalibr|flexion|extension|abduktion|rom|adhärenz|algorithm|"
    "schwellwert|websocket|server|rpe|quaternion|asymmetr|bilateral|sensorik",
}
"""Words of engineers and clinicians that a patient need not know."""


def forms(entry):
    """The texts of an entry."""
    return [entry] if isinstance(entry, str) else list(entry.values() if hasattr(entry, "values") else entry)


def names(entry):
    """The placeholders of each form: any form may leave out the number that chose it."""
    return [{found[1] for found in PLACEHOLDER.finditer(form)} - {"n"} for form in forms(entry)]


def braces(entry):
    return [re.sub(PLACEHOLDER, "", form) for form in forms(entry)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_has_every_key_and_no_other(language):
    assert dictionary(language).keys() == ENGLISH.keys()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_has_the_same_placeholders(language):
    for key, entry in dictionary(language).items():
        assert type(entry) is type(ENGLISH[key]), key
        if not isinstance(entry, tuple):
            assert names(entry) == names(ENGLISH[key]), key
            assert not any("{" in rest or "}" in rest for rest in braces(entry)), key
        if hasattr(entry, "keys"):
            assert set(entry) == PLURALS, key


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_choice_names_a_section(language):
    for key, entry in dictionary(language).items():
        for form in forms(entry):
            kinds = {found[2] for found in PLACEHOLDER.finditer(form)} - {None, "word", "Word"}
            assert kinds <= SECTIONS, key


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_jargon_and_no_exclamation(language):
    words = re.compile(rf"\b(?:{JARGON[language]})", re.IGNORECASE)
    for key, entry in dictionary(language).items():
        for form in forms(entry):
            assert not words.search(form), f"{key}: {form}"
            assert form.strip() == form != "", key
            assert "!" not in form, key


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_spoken_is_short(language):
    long = {
        key: form for key, form in dictionary(language).items() if key.startswith("say.") and len(form) > 70
    }
    assert long == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_exercise_has_its_words(language):
    for exercise in load_catalogue():
        for section in ("title", "setup", "movement", "check_yourself"):
            assert dictionary(language)[f"{section}.{exercise}"], (section, exercise)


def test_what_templates_and_samples_say_of_themselves_is_known_word_for_word():
    programs = [*(template(name) for name in template_names()), load_program(trial_program())]
    said = {words for one in programs for words in (one.title, one.label)}
    said |= {item.note for one in programs for item in one.items}
    said |= {words for name in FOLLOWED for words in (EXAMPLES[name].title, EXAMPLES[name].words)}
    assert {str(words) for key, words in ENGLISH.items() if key.startswith("known.")} == said - {None, ""}


def test_german_is_german():
    same = {key for key, entry in dictionary("de").items() if entry == ENGLISH[key]}
    assert {
        key for key in same if re.search("[a-z]{3}", str(PLACEHOLDER.sub("", str(ENGLISH[key]))))
    } == set()
    assert not [
        key for key, entry in dictionary("de").items() if re.search(r"\b[Dd](?:u|ein|ir|ich)\b", str(entry))
    ]


@pytest.mark.parametrize(
    ("locale", "language"),
    [
        *[(said, "de") for said in ("de", "de-AT", "de_CH.UTF-8", "DE")],
        *[(said, "en") for said in ("en-GB", "fr-FR", "", None, "den", "../de")],
    ],
)
def test_language_of_a_browser(locale, language):
    assert language_of(locale) == language


SAID = [
    ("en", "say.count_to_go", {"n": 4, "left": 6}, "Four. Six to go."),
    ("de", "say.count_to_go", {"n": 4, "left": 6}, "Vier. Noch sechs."),
    ("de", "say.count_one_to_go", {"n": 9}, "Neun. Noch eine."),
    ("en", "say.count", {"n": 44}, "44."),
    ("en", "say.count", {"n": 0}, "Zero."),
    ("en", "say.first_exercise", {"exercise": "bridge", "side": "both"}, "Bridge, with both legs."),
    ("de", "strap.move", {"side": "left"}, "Legen Sie den Gurt an den linken Oberschenkel."),
    ("en", "say.first_exercise", {"exercise": "own_one", "side": "both"}, "own_one, with both legs."),
    ("en", "card.sets", {"n": 1}, "1 set"),
    ("de", "card.sets", {"n": 0}, "0 Sätze"),
    ("de", "card.hold", {"seconds": 2.5}, "2,5 s halten"),
    ("en", "card.hold", {"seconds": 2.0}, "hold 2 s"),
    ("en", "card.hold", {"seconds": 1.96}, "hold 2 s"),
    ("en", "live.angle", {"angle": -0.04}, "0°"),
    ("en", "live.angle", {"angle": -12.25}, "-12.3°"),
    ("en", "today.title", {}, "Today"),
    ("xx", "today.title", {}, "Today"),
    ("en", "advice.phone", {"phone": "{n} <b>"}, "Your therapist: {n} <b>"),
]


@pytest.mark.parametrize(("language", "key", "values", "said"), SAID)
def test_text(language, key, values, said):
    assert text(key, language, **values) == said


@pytest.mark.parametrize(("key", "values"), [("say.nothing", {}), ("say.count", {}), ("format.spoken", {})])
def test_a_missing_key_or_value_is_an_error(key, values):
    with pytest.raises(KeyError):
        text(key, "en", **values)


def test_the_browser_says_the_same(root):
    node = shutil.which("node")
    if node is None:
        pytest.skip("no node to run words.js with")
    script = (root / "dashboard" / "words" / "words.js").read_text("utf-8")
    cases = [[language_of(language), key, values] for language, key, values, _ in SAID]
    words = {language: for_browser(language) for language in LANGUAGES}
    call = (
        f"\nconst words = {json.dumps(words)};"
        f"console.log(JSON.stringify({json.dumps(cases)}.map(([l, k, v]) => rehabText(words[l], k, v))));"
        "try { rehabText(words.en, 'say.count'); } catch (error) { console.log(error.message); }"
    )
    done = subprocess.run([node, "-e", script + call], capture_output=True, text=True, check=True)
    said, refused = done.stdout.splitlines()
    assert json.loads(said) == [expected for *_, expected in SAID]
    assert refused == "say.count needs n"


FILE_ENDINGS = {"py", "js", "css", "html", "toml", "svg", "json"}


def keys_used(source):
    """Whatever looks like a key in a text of quotes, and how f-strings and templates begin: ``say.{...}``."""
    sections = "|".join(sorted(SECTIONS))
    whole = set(re.findall(rf"""["'`]((?:{sections})(?:\.[a-z_0-9]+)+)["'`]""", source))
    whole = {key for key in whole if key.split(".")[-1] not in FILE_ENDINGS}
    begun = set(re.findall(rf"""["'`]((?:{sections})\.(?:[a-z_0-9]+\.)*)\$?\{{""", source))
    return whole, begun


def unknown(source):
    whole, begun = keys_used(source)
    return {key for key in whole if key not in ENGLISH} | {
        part for part in begun if not any(key.startswith(part) for key in ENGLISH)
    }


def test_no_key_is_used_that_is_not_there(root):
    files = [
        path
        for path in (root / "dashboard").rglob("*")
        if path.suffix in (".py", ".js")
        and re.search(r"dashboard\.words|rehabText|[\"']say\.", path.read_text("utf-8"))
    ]
    found = {str(path.relative_to(root)): unknown(path.read_text("utf-8")) for path in files}
    assert {path: keys for path, keys in found.items() if keys} == {}


QUOTED = re.compile(r"""["']([a-z][a-z_0-9]*)["']|^\s*([a-z_]+):""", re.MULTILINE)
"""What may stand in for the part of a key that is filled in: a word in quotes, or a name in a script."""


def unused(source):
    """Keys that no source names: neither whole, nor by their beginning and end with a word in between."""
    whole, _ = keys_used(source)
    sections = "|".join(sorted(SECTIONS))
    begun = set(re.findall(rf"""["'`]((?:{sections})\.\w*)\$?\{{[^}}]*\}}(\w*)["'`]""", source))
    filled = {word for pair in QUOTED.findall(source) for word in pair} | set(load_catalogue())
    filled |= {str(number) for number in range(11)}
    chosen = {
        found[2] for entry in ENGLISH.values() for one in forms(entry) for found in PLACEHOLDER.finditer(one)
    }
    return {
        key
        for key in ENGLISH
        if key not in whole
        # of programs and samples; chosen by a text
        and key.split(".")[0] not in {"format", "timer_title", "known"} | chosen
        and not any(
            key.startswith(before)
            and key.endswith(after)
            and key[len(before) : len(key) - len(after)] in filled
            for before, after in begun
        )
    }


def test_every_key_is_used(root):
    folders = ("live", "today", "pictures", "components")
    files = [
        path
        for name in folders
        for path in (root / "dashboard" / name).rglob("*")
        if path.suffix in (".py", ".js")
    ]
    files.append(root / "dashboard" / "app.py")
    everything = "\n".join(path.read_text("utf-8") for path in files)
    assert unused(everything) == set()
    assert unused("") > {"say.stop", "flag.fever", "button.pause"}
    assert "button.pause" not in unused('t(f"button.{x}") + "pause"')
    assert "button.pause" in unused('t(f"button.{x}") + "pausing"')


@pytest.mark.parametrize(
    "source", ['text("say.nothing", x)', "say('flag.x')", 'f"flag.{x}.{y}" + f"card.none.{x}"']
)
def test_an_unknown_key_is_seen(source):
    assert unknown(source)


def test_a_known_key_is_let_pass():
    assert not unknown(
        'text("say.ready"), f"flag.{x}", `title.${x}`, "flagged.no", "live.html", "other.words"'
    )


def needed(key):
    """The values that a text is put together from."""
    entry = ENGLISH[key]
    found = {found[1] for form in forms(entry) for found in PLACEHOLDER.finditer(form)}
    return found | ({"n"} if hasattr(entry, "keys") else set())


def calls_without_values(source):
    """Calls that name a text and do not give all of its values, as far as these are written out."""
    wrong = []
    for node in ast.walk(ast.parse(source)):
        if not (isinstance(node, ast.Call) and node.args):
            continue
        keys = [one.value for one in node.args if isinstance(one, ast.Constant) and one.value in TEXTS]
        given = {keyword.arg for keyword in node.keywords}
        rest = [one for one in node.args if not isinstance(one, ast.Constant)]
        for mapping in [one for one in rest if isinstance(one, ast.Dict)]:
            given |= {getattr(key, "value", None) for key in mapping.keys}
            rest.remove(mapping)
        unknown_values = None in given or (rest and not node.keywords)
        wrong += [key for key in keys if not unknown_values and needed(key) - given]
    return wrong


TEXTS = {key for key, entry in ENGLISH.items() if not isinstance(entry, tuple)}


def test_every_call_gives_its_values(root):
    folders = [root / "dashboard" / name for name in ("live", "today", "app_pages", "pictures", "components")]
    found = {
        str(path.relative_to(root)): calls_without_values(path.read_text("utf-8"))
        for folder in folders
        for path in folder.rglob("*.py")
    }
    assert {path: keys for path, keys in found.items() if keys} == {}


@pytest.mark.parametrize(
    ("source", "wrong"),
    [
        ('t("say.count")', True),
        ('t("card.sets", m=1)', True),
        ('Words("stopped.wait", {"min": 1})', True),
        ('voice.say(now_s, "say.count", m=1)', True),
        ('voice.say(now_s, "say.count", n=1)', False),
        ('t("say.count", **values) + Words("say.count", values)', False),
        ('Words("stopped.wait", {"minutes": 1}) + t("say.ready")', False),
    ],
)
def test_a_call_without_its_values_is_seen(source, wrong):
    assert bool(calls_without_values(source)) == wrong
