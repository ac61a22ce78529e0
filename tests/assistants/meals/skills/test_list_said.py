"""What is said of a list: of the order that was asked for, above all where it is not known."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from tests.assistants.meals.paying import Paying, shop

from dure.assistants.meals.catalogue import Shop
from dure.kernel.turns import TurnResult

RATED = (
    shop("좋은집", 9_000, rating=4.8),
    shop("나쁜집", 5_000, rating=2.0),
    shop("모름집", 3_000),
)


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Callable[..., Paying]]:
    built: list[Paying] = []

    def build(*shops: Shop) -> Paying:
        built.append(Paying(tmp_path, {}, shops))
        return built[-1]

    yield build
    for paying in built:
        await paying.close()


def names(answer: TurnResult) -> list[str]:
    return [item["name"] for item in answer.items if item["kind"] == "shop"]


@pytest.mark.parametrize(
    "text",
    [
        "홍대입구역 별점 좋은 데",
        "홍대입구역에서 맛있다고 소문난 데 어디야",
        "홍대입구역 후기 좋은 곳",
        "홍대입구역 평점순으로 보여줘",
        "홍대입구역 평 좋은 식당",
    ],
)
async def test_what_others_think_well_of_comes_first_and_unknown_last(
    town: Callable[..., Paying], text: str
) -> None:
    answer = await town(*RATED).says(text)

    assert names(answer) == ["좋은집", "나쁜집", "모름집"]
    assert "4.8" in answer.text


@pytest.mark.parametrize(
    "text", ["평점 높은 순으로", "별점순", "맛있는 데로 보여줘", "후기 좋은 데만"]
)
async def test_the_list_shown_is_put_in_that_order(town: Callable[..., Paying], text: str) -> None:
    answer = await town(*RATED).says("홍대입구역 점심", text)

    assert answer.intent == "MODIFY_REQUEST"
    assert names(answer) == ["좋은집", "나쁜집", "모름집"]


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("1번 평점 몇 점이야", "REVIEW_INQUIRY"),
        ("어디가 평점이 제일 높나요", "COMPARISON"),
        ("별점 제일 높은 집으로 갈래", "SELECT_RECOMMENDATION"),
    ],
)
async def test_what_is_asked_of_those_shown_stays_a_question(
    town: Callable[..., Paying], text: str, intent: str
) -> None:
    answer = await town(*RATED).says("홍대입구역 점심", text)

    assert answer.intent == intent


@pytest.mark.parametrize(
    ("text", "what"),
    [("별점 좋은 데", "평점"), ("사람들 많이 가는 데", "인기"), ("리뷰 많은 데", "리뷰 수")],
)
async def test_where_nothing_of_it_is_known_that_is_said(
    town: Callable[..., Paying], text: str, what: str
) -> None:
    answer = await town(shop("모름집", 3_000)).says(f"홍대입구역 {text}")

    assert names(answer) == ["모름집"]
    assert what in answer.text
