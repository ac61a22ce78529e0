"""Nothing is booked here; the number to call is told where a place is spoken of."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from tests.assistants.meals.paying import Paying, shop

PHONE = "02-123-4567"
ASKED = "홍대입구역 점심"


@pytest.fixture
async def paying(tmp_path: Path) -> AsyncIterator[Paying]:
    made = Paying(tmp_path, {}, (shop("아는집", 5_000, phone=PHONE), shop("모르는집", 6_000)))
    yield made
    await made.close()


@pytest.mark.parametrize(
    "text", ["아는집 예약 전화번호 알려줘", "예약 전화번호 뭐야", "예약하려면 어디로 전화해?"]
)
async def test_the_number_to_book_at_is_told(paying: Paying, text: str) -> None:
    answer = await paying.says(ASKED, text)

    assert answer.intent in ("RESERVATION_REQUEST", "SHOP_INQUIRY")
    assert PHONE in answer.text
    assert answer.reason != "unfounded_figure"


async def test_a_number_that_nobody_knows_is_said_to_be_unknown(paying: Paying) -> None:
    answer = await paying.says(ASKED, "모르는집 예약 전화번호 뭐야")

    assert "모르는집" in answer.text
    assert PHONE not in answer.text


async def test_where_no_place_is_spoken_of_nothing_is_made_up(paying: Paying) -> None:
    answer = await paying.says("예약 전화번호 뭐야")

    assert answer.items == ()
