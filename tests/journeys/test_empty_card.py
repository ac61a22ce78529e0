"""A hungry child with nothing on the card: people and numbers first, a list never.

The issuer is asked, the notice goes out before, and when money comes the meals are back.
"""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from tests.assistants.meals.paying import EMPTY, Paying, holding

from dure.assistants.meals.alarm import KIND
from dure.assistants.meals.phrases import phrases
from dure.engine.notice_desk import DeskParts, NoticeDesk, page_of
from dure.engine.notices import NoticeSettings
from dure.watch.projections import Projector

WHO = page_of("main", "kim")
SHAMING = ("가난", "불쌍", "공짜", "거지", "결식", "낭비", "아껴", "많이 쓰")


@pytest.fixture
async def paying(tmp_path: Path) -> AsyncIterator[Paying]:
    made = Paying(tmp_path, {"kim": {"card": "a"}})
    made.issuer.put("a", holding(30_000))
    await made.wallet.round()
    yield made
    await made.close()


def desk(paying: Paying) -> NoticeDesk:
    house = paying.house
    parts = DeskParts(
        log=house.log,
        sealer=house.sealer,
        clock=paying.clock,
        projector=Projector(log=house.log, store=house.store, sealer=house.sealer),
        telemetry=house.telemetry,
        consents=paying.consents,
    )
    return NoticeDesk(parts, {"meals": paying.meals}, settings=NoticeSettings(), notifiers={})


async def later(paying: Paying) -> None:
    paying.clock.move(300)
    await paying.wallet.round()


async def test_an_empty_card_of_a_hungry_child(paying: Paying) -> None:
    # On a good day there are meals, and not a word of the card.
    good = await paying.says("배고파 뭐 먹지")
    assert [item["kind"] for item in good.items] == ["shop"] * 3
    assert "카드" not in good.text

    # It runs out: the child is told once, in their own words of the amount.
    await paying.wants_notices()
    paying.issuer.put("a", EMPTY)
    await later(paying)
    await desk(paying).attend("meals", WHO)
    (notice,) = await desk(paying).unread(WHO)
    assert (notice["kind"], "0원" in notice["text"]) == (KIND, True)
    # No place is within nothing: it names words to say, and they lead to people who help.
    assert "그 안에서" not in notice["text"]
    words = re.findall("‘(.+?)’", notice["text"])
    helped = await paying.says(*words, session="n")
    assert "129" in helped.text
    assert "지역아동센터" in helped.text
    (in_english,) = phrases("en")["notice_balance_empty"]
    helped = await paying.says(*re.findall("“(.+?)”", in_english), session="o")
    assert "129" in helped.text
    assert "children's center" in helped.text
    await later(paying)
    await desk(paying).attend("meals", WHO)
    assert len(await desk(paying).unread(WHO)) == 1

    # Hungry, with nothing on the card: people and numbers first, and no list of shops.
    answer = await paying.says("배고파 뭐 먹지", session="t")
    lines = answer.text.splitlines()
    assert [item.get("kind") for item in answer.items if item.get("kind") == "shop"] == []
    assert any("129" in line for line in lines[:3])
    assert any("1388" in line for line in lines)
    assert "지역아동센터" in answer.text
    assert "싼밥" not in answer.text
    assert not [word for word in SHAMING if word in answer.text]
    assert all("확인" in source or "(" in source for source in answer.sources)

    # Without a word of hunger it is considerate all the same.
    calm = await paying.says("점심 추천해줘", session="u")
    assert calm.reason == "nothing_payable"
    assert "129" in calm.text
    assert not [word for word in SHAMING if word in calm.text]

    # With cash there is a meal; when money comes, all of them are back.
    cash = await paying.says("현금 5천원으로 점심", session="v")
    assert [item["name"] for item in cash.items] == ["싼밥"]
    paying.issuer.put("a", holding(30_000))
    await later(paying)
    again = await paying.says("배고파 뭐 먹지", session="w")
    assert len([item for item in again.items if item["kind"] == "shop"]) == 3


async def test_somebody_whose_card_nobody_can_see_is_not_taken_for_poor(paying: Paying) -> None:
    answer = await paying.says("배고파 뭐 먹지", user="lee")

    assert [item["kind"] for item in answer.items] == ["shop"] * 3
