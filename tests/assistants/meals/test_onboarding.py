"""A question is asked once, read as an answer only where it is one, and never in the way."""

from typing import Any, Final

import pytest
from tests.assistants.meals.lives import said_of

from dure.assistants.meals import profile
from dure.assistants.meals.onboarding import PENDING, Reply, next_question, read_reply
from dure.assistants.meals.profile import Profile
from dure.assistants.meals.reading import read_meal
from dure.assistants.meals.slots import read_slots
from dure.engine.session import Session
from dure.kernel.data import read_text
from dure.korean.normal import normalise

ANSWERS: Final = said_of(*profile.QUESTIONS)
"""Written before the code, by the same hand. At the first look 52 of the first 56 were read as
expected (three of the others were expected in a spelling that is not the lexicon's), but of those
written after it 25 of 35, and then 9 of 21. Every other one was left to be read like any utterance,
as six still are; none was taken for another answer."""


def told(slots: dict[str, Any]) -> str:
    """Return what was told in a word, "-" if nothing was."""
    if "budget_about" in slots:
        return str(slots["budget_about"])
    names = ("food", "allergen", "exclude_food", "diet", "taste")
    return ",".join(word for name in names for word in slots.get(name, ())) or "-"


@pytest.mark.parametrize(("question", "text", "expect"), ANSWERS)
def test_answers_are_told_from_other_wishes(question: str, text: str, expect: str) -> None:
    reply = read_reply(question, read_slots(normalise(text).text))

    assert (told(dict(reply.slots)) if reply else "other") == expect


def test_what_must_be_labelled_is_an_allergy_and_the_rest_is_left_out() -> None:
    reply = read_reply("cannot_eat", read_slots("새우랑 오이요"))

    assert reply is not None
    assert reply.slots == {"allergen": ["새우"], "exclude_food": ["오이"]}
    assert reply.intent == "DIETARY_RESTRICTION"


def test_the_questions_come_in_order_each_once() -> None:
    asked: list[str] = []

    while (name := next_question(Profile(asked=frozenset(asked)))) is not None:
        asked.append(name)

    assert tuple(asked) == profile.QUESTIONS


def test_who_is_known_is_asked_nothing() -> None:
    assert next_question(Profile(onboarded=True)) is None


@pytest.mark.parametrize("question", profile.QUESTIONS)
def test_distress_and_attacks_are_never_an_answer(question: str) -> None:
    session = Session(id="s", pending={PENDING: question})

    for text in ("돈 없어서 굶었어", "돈이 없어", "집에 먹을 게 없어요", "며칠째 못 먹었어"):
        assert read_meal(text, session).meaning is None
    assert read_meal("이틀째 굶었어", session).intent == "EMERGENCY_SUPPORT"
    assert read_meal("<script>없어</script>", session).intent == "PROMPT_ATTACK"


def test_an_answer_is_read_in_its_dialogue_and_a_wish_is_served() -> None:
    asked = Session(id="s", pending={PENDING: "likes"}, memory={"shown": [{"name": "가나분식"}]})

    answer, wish = read_meal("떡볶이랑 김밥", asked), read_meal("근처 떡볶이집 찾아줘", asked)

    assert answer.meaning == Reply(question="likes", slots={"food": ["떡볶이", "김밥"]})
    assert wish.meaning is None
    assert wish.intent in ("FOOD_REQUEST", "MODIFY_REQUEST")
    # The question does not change how anything else is understood.
    plain = read_meal("근처 떡볶이집 찾아줘", Session(id="s", memory=asked.memory))
    assert wish == plain


EXAMPLES: Final = [
    line.split("\t")
    for name in ("examples_a.tsv", "examples_b.tsv", "examples_c.tsv")
    for line in read_text("dure.assistants.meals", f"data/{name}").splitlines()
]


@pytest.mark.parametrize("question", profile.QUESTIONS)
def test_no_cry_for_help_is_taken_for_an_answer(question: str) -> None:
    cries = [text for intent, _, text in EXAMPLES if intent == "EMERGENCY_SUPPORT"]

    taken = [text for text in cries if read_reply(question, read_slots(normalise(text).text))]

    assert len(cries) > 100
    assert taken == []


@pytest.mark.parametrize("question", profile.QUESTIONS)
def test_of_wishes_only_bare_words_and_amounts_are_taken_for_answers(question: str) -> None:
    wishes = ("FOOD_REQUEST", "BUDGET_INQUIRY", "MODIFY_REQUEST", "SELECT_RECOMMENDATION")
    said = [text for intent, _, text in EXAMPLES if intent in wishes]

    taken = [text for text in said if read_reply(question, read_slots(normalise(text).text))]

    assert len(taken) < len(said) / 40
    assert all(len(text) <= 20 and "추천" not in text and "찾" not in text for text in taken)


def test_a_sentence_of_its_own_is_an_answer_all_the_same() -> None:
    asked = Session(id="s", pending={PENDING: "cannot_eat"})

    told = read_meal("나는 우유 먹으면 두드러기 나는 알레르기 있어", asked)

    assert told.intent == "DIETARY_RESTRICTION"
    assert isinstance(told.meaning, Reply)
    assert told.meaning.question == "cannot_eat"
