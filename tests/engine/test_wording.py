"""Other words for a reply are taken only if they say exactly the same of the same things."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.adapters.scripted_model import rewritten, said_in
from tests.engine.advised import Saying, adviser_of

from dure.engine.advice import Payer
from dure.engine.assistant import Answer
from dure.engine.wording import Wording, says_the_same
from dure.kernel.clock import StillClock

PAYER = Payer(tenant="main", user="kim")
TEXT = "별빛분식에서 김밥 3,500원이에요. 거실 조명은 꺼져 있고 안방 조명은 켜져 있어요."
ANSWER = Answer(
    lines=(), items=({"name": "별빛분식", "menu": "김밥"}, {"name": "거실 조명"}), sources=()
)


@pytest.mark.parametrize(
    "words",
    [
        TEXT,
        "별빛분식에서 김밥 3,500원입니다. 거실 조명은 꺼져 있고 안방 조명은 켜져 있습니다.",
        "네, 별빛분식에서 김밥 3,500원이에요. 거실 조명은 꺼져 있고 안방 조명은 켜져 있어요.",
        "확인해 드릴게요. 별빛분식에서 김밥 3,500원이에요. 거실 조명은 꺼져 있고 안방 조명은 켜져 "
        "있어요.",
    ],
)
def test_endings_and_kindness_may_change(words: str) -> None:
    assert says_the_same(words, TEXT, ANSWER)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("3,500원", "3,600원"),
        ("3,500원", "350원"),
        ("3,500원", "35,000원"),
        ("3,500원", "삼천육백 원"),
        ("3,500원", "3,500달러"),
        ("3,500원", ""),
        ("김밥", "라면"),
        ("김밥", "김밥 2줄"),
        ("별빛분식", "달빛분식"),
        ("별빛분식", "별빛 분식"),
        ("거실 조명은 꺼져", "안방 조명은 꺼져"),
        ("거실 조명은 꺼져 있고 안방 조명은 켜져", "안방 조명은 꺼져 있고 거실 조명은 켜져"),
        ("꺼져 있고", "꺼져 있지 않고"),
        ("꺼져 있고", "켜져 있고"),
        ("켜져 있어요.", "켜져 없어요."),
        ("켜져 있어요.", "켜졌어요."),
        ("켜져 있어요.", "켜져 있겠어요."),
        ("켜져 있어요.", "켜져 있어요?"),
        ("켜져 있어요.", "켜져 있어요. 현관문도 열었어요."),
        ("켜져 있어요.", "켜져 있어요. 자세한 것은 www.나쁜.example"),
        ("켜져 있어요.", "켜져 있어요. Call me now."),
        ("켜져 있어요.", "켜져 있어요." + " 네" * 60),
        ("안방 조명은 켜져 있어요.", ""),
        ("김밥", "김밥 약"),
        ("원이에요", "원 이상이에요"),
    ],
)
def test_nothing_else_may_change(old: str, new: str) -> None:
    assert old in TEXT

    assert not says_the_same(TEXT.replace(old, new), TEXT, ANSWER)


@given(words=st.permutations(TEXT.split()))
def test_the_words_may_not_change_places(words: list[str]) -> None:
    is_moved = [w.strip(".") for w in words] != [w.strip(".") for w in TEXT.split()]

    assert not (is_moved and says_the_same(" ".join(words), TEXT, ANSWER)) or _same_but_twins(words)


def _same_but_twins(words: list[str]) -> bool:
    """Whether only words that mean the same stand in each other's place (있고, 있어요)."""
    pairs = zip(words, TEXT.split(), strict=True)
    return all(one[:1] == other[:1] for one, other in pairs)


def saying(said: str) -> Callable[[str], str]:
    return lambda prompt: said


@pytest.fixture
def model() -> Saying:
    return Saying(lambda prompt: rewritten(said_in(prompt).replace("이에요", "입니다")))


@pytest.fixture
async def wording(model: Saying, tmp_path: Path, clock: StillClock) -> Wording:
    adviser = adviser_of(model, folder=tmp_path, clock=clock)
    await adviser.look()
    return Wording(adviser)


async def test_a_reply_is_said_in_words_that_say_the_same(wording: Wording) -> None:
    assert await wording.reword("3시예요. 김밥이에요.", Answer(lines=()), payer=PAYER) == (
        "3시예요. 김밥입니다."
    )


async def test_in_doubt_the_first_words_stand(model: Saying, wording: Wording) -> None:
    for said in ("아무 말", rewritten("4시예요."), rewritten(""), "{", '{"rewrite": 3, "sure": 1}'):
        model.answer = saying(said)

        assert await wording.reword("3시예요.", Answer(lines=()), payer=PAYER) == "3시예요."


async def test_questions_and_refusals_are_said_as_they_are(model: Saying, wording: Wording) -> None:
    for outcome in ("asked", "refused"):
        answer = Answer(lines=(), outcome=outcome)
        await wording.reword("김밥이에요.", answer, payer=PAYER)

    assert model.prompts == []


async def test_a_reply_with_personal_data_is_shown_to_no_model(
    model: Saying, wording: Wording
) -> None:
    text = "번호는 010-2345-6789이에요."

    assert await wording.reword(text, Answer(lines=()), payer=PAYER) == text
    assert model.prompts == []


async def test_without_a_model_a_reply_stays_as_it_is() -> None:
    assert await Wording(None).reword("김밥이에요.", Answer(lines=()), payer=PAYER) == "김밥이에요."


async def test_a_reply_that_is_too_long_for_an_answer_is_not_sent(
    tmp_path: Path, clock: StillClock
) -> None:
    model = Saying(lambda prompt: "답")
    adviser = adviser_of(model, folder=tmp_path, clock=clock)
    await adviser.look()
    long = TEXT * 5

    assert await Wording(adviser).reword(long, ANSWER, payer=PAYER) == long
    assert model.prompts == []
