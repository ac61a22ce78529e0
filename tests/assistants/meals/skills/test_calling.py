"""What is asked of the numbers that help is answered from what was read of them, and no more."""

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest
from tests.assistants.meals.paying import Paying, serving

from dure.assistants.meals.catalogue import Dish
from dure.kernel.data import read_table

BEATEN = "형이 자꾸 나를 때려"
HOPELESS = "다 끝내고 죽고 싶어요"
UNDATED = "날짜 없음"


@pytest.fixture
async def paying(tmp_path: Path) -> AsyncIterator[Paying]:
    made = Paying(tmp_path, {}, [serving("밥집", Dish(name="비빔밥", price=6000))])
    yield made
    await made.close()


async def test_two_sentences_can_be_read_out(paying: Paying) -> None:
    told = await paying.says(BEATEN, "전화하면 뭐라고 말해?")

    assert "“누가 저를 아프게 해서 무서워요. 저는 지금 ○○동에 있어요.”" in told.text
    assert "혼내지" in told.text
    assert [item["number"] for item in told.items] == ["112", "1388"]


async def test_what_is_not_known_of_a_number_is_said_to_be_so(paying: Paying) -> None:
    told = await paying.says(HOPELESS, "전화비 들어?")

    free, unknown = told.text.splitlines()[1:3]
    assert free.startswith("1388")
    assert unknown.startswith("109")
    assert "여성가족부" in " ".join(told.sources)


async def test_who_fears_to_speak_may_write(paying: Paying) -> None:
    told = await paying.says(HOPELESS, "전화하기 무서워")

    assert "문자 109" in told.text
    assert "문자 1388" in told.text


async def test_the_number_that_is_named_comes_first(paying: Paying) -> None:
    told = await paying.says(HOPELESS, "1388은 뭐 하는 데야?")

    assert [item["number"] for item in told.items] == ["1388", "109"]
    assert "청소년" in told.text


async def test_nobody_is_promised_what_the_line_decides(paying: Paying) -> None:
    told = await paying.says(BEATEN, "상담하면 엄마한테 말해?")

    assert "물어" in told.text
    assert "알리지 않아요" not in told.text


def test_every_fact_is_of_a_number_that_is_named_and_has_a_source() -> None:
    numbers = {row["number"] for row in read_table("dure.assistants.meals", "data/hotlines.tsv")}
    for row in read_table("dure.assistants.meals", "data/hotline_facts.tsv"):
        assert row["number"] in numbers
        assert row["source"]
        assert row["as_of"]
        assert row["page"].startswith("http")


def test_a_fact_has_the_day_on_its_page_or_is_marked_as_undated() -> None:
    for row in read_table("dure.assistants.meals", "data/hotline_facts.tsv"):
        assert row["as_of"] == UNDATED or date.fromisoformat(row["as_of"])
        assert row["source"] not in ("여성가족부", "보건복지부", "경기도"), (
            "told by a paper, not them"
        )
