"""What no rule of a place tells of a card is said to be unknown, with who knows it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from tests.assistants.meals.paying import Paying, holding

CARDS = {"kim": {"card": "a", "place": "도봉구"}}


@pytest.fixture
async def paying(tmp_path: Path) -> AsyncIterator[Paying]:
    made = Paying(tmp_path, CARDS)
    made.issuer.put("a", holding(50_000))
    await made.wallet.round()
    yield made
    await made.close()


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("급식카드 어떻게 신청해?", "주민센터"),
        ("이사가면 급식카드 못 써?", "주민센터"),
        ("다른 지역에서도 급카 돼?", "카드 뒷면"),
        ("요기요에서 급식카드 돼?", "카드 뒷면"),
        ("형이 제 카드로 사도 되나요", "주민센터"),
        ("급카 원플러스원도 돼?", "물어봐"),
        ("급식카드 재발급 얼마나 걸려?", "주민센터"),
        ("급식카드가 뭐야", "시·군·구"),
        ("기프티콘 써도돼?", "가게에"),
        ("카드로 노래방에서 과자 사도돼?", "카드 뒷면"),
    ],
)
async def test_who_knows_is_named(paying: Paying, text: str, who: str) -> None:
    answer = await paying.says(text)

    assert answer.outcome == "answered"
    assert who in answer.text


async def test_without_a_card_one_is_helped_to_eat(paying: Paying) -> None:
    answer = await paying.says("카드 잃어버렸어", "그동안 밥은 어떻게 먹어")

    assert "129" in answer.text
    assert "주민센터" in answer.text


async def test_the_hour_of_a_refused_payment_is_looked_at(paying: Paying) -> None:
    answer = await paying.says("아까 카드 안됐어", "밤 11시였는데", "왜 안된거야?")

    assert answer.intent == "CARD_PROBLEM"
    assert "늦은 시간이라 안 됐을 수 있어요" in answer.text


async def test_nobody_is_told_to_try_again_where_not_all_is_known(paying: Paying) -> None:
    answer = await paying.says("왜 카드가 안 돼?")

    assert "한 번 더 해" not in answer.text
    assert "찾지 못했어요" in answer.text


async def test_of_several_items_each_is_judged(paying: Paying) -> None:
    answer = await paying.says("김밥이랑 젤리 급카로 살 수 있어?")

    assert answer.intent == "CARD_USE_INQUIRY"
    for told in ("식사류", "간식"):
        assert told in answer.text


async def test_an_item_is_judged_by_what_it_is_called_elsewhere(paying: Paying) -> None:
    answer = await paying.says("급식카드로 과자 돼?", "삼김은?")

    assert "식사류" in answer.text
    assert "담배" not in answer.text


async def test_an_item_that_nobody_tells_of_is_unknown(paying: Paying) -> None:
    answer = await paying.says("급식카드로 과자 돼?", "치킨은?")

    assert "치킨이 되는지는 확인된 정보가 없어요" in answer.text


async def test_whether_it_works_now_is_answered_by_its_hours(paying: Paying) -> None:
    answer = await paying.says("카드 지금 돼?")

    assert answer.intent == "CARD_USE_INQUIRY"
    assert "쓸 수 있는 시간" in answer.text


async def test_a_card_that_did_not_work_is_a_problem_in_english_too(paying: Paying) -> None:
    answer = await paying.says("my card wouldnt work at the store")

    assert answer.intent == "CARD_PROBLEM"


async def test_who_asks_how_much_may_be_paid_is_told_what_is_left(paying: Paying) -> None:
    answer = await paying.says("그럼 오늘 얼마까지 쓸수있는데")

    assert "50,000원" in answer.text
    assert "28,500원" in answer.text
