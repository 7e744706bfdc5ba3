"""The live view's script has every text that it asks for."""

import re

from dashboard.today import scripts
from dashboard.words import LANGUAGES, dictionary

QUOTED = re.compile(r'"((?:[a-z_]+)\.(?:[a-z_]+))"')


def test_every_text_that_is_asked_for_is_there():
    asked = set(QUOTED.findall(scripts.javascript()))
    assert len(asked) > 30
    for language in LANGUAGES:
        assert asked - dictionary(language).keys() == set()


def test_every_button_has_a_name():
    script = scripts.javascript()
    lists = re.search(r"const AT_HAND.*?const LEADS", script, re.DOTALL)[0]
    commands = set(re.findall(r'"([a-z_]+)"', lists))
    named = set(re.findall(r"(\w+): \"", re.search(r"const NAMED = \{(.*?)\}", script)[1]))
    words = dictionary("en")
    assert {f"button.{one}" for one in commands - named} - words.keys() == set()
