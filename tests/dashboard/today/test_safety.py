"""What speaks against exercising today, and how grave it is."""

from dashboard.today.safety import HEADINGS, RED_FLAGS, Urgency, answers, gravest, too_much_pain
from dashboard.words import LANGUAGES, text


def test_the_gravest_answer_decides():
    assert gravest([]) is None
    assert gravest(["night_pain"]) is Urgency.BEFORE_NEXT
    assert gravest(["back_pain_over_a_week"]) is Urgency.DOCTOR
    assert gravest(["night_pain", "fever"]) is Urgency.SAME_DAY
    assert gravest(["fever", "chest_pain_or_breathlessness", "night_pain"]) is Urgency.EMERGENCY


def test_every_flag_is_asked_for_once_in_every_language():
    asked = [flag for questions in HEADINGS.values() for flag in questions]
    assert sorted(asked) == sorted(RED_FLAGS)
    for language in LANGUAGES:
        words = [text(f"flag.{flag}", language) for flag in asked]
        assert len(set(words)) == len(words)
        assert all(text(f"advice.{urgency}", language) for urgency in Urgency)


def test_every_question_has_an_answer_in_the_record():
    said = answers(["fever"])
    assert [flag for flag, yes in said.items() if yes] == ["fever"]
    assert said.keys() == RED_FLAGS.keys()


def test_pain_at_the_limit_may_begin_and_above_it_not():
    assert not too_much_pain(3, 3)
    assert too_much_pain(4, 3)
    assert not too_much_pain(5, 5)
