"""Names become filters; what could be several is asked, what is none is said."""

from datetime import date

import pytest

from dure.assistants.erp.desk import Desk
from dure.assistants.erp.query import AskBack, Refuse
from dure.assistants.erp.resolve import Resolved, resolve
from dure.assistants.erp.said import listen, tidy


def of(desk: Desk, text: str) -> Resolved:
    said = listen(tidy(text), names=desk.names, today=date(2026, 3, 10))
    return resolve(said, desk.names, desk.model.absent)


def test_two_parties_are_either_of_the_two(desk: Desk) -> None:
    (chosen,) = of(desk, "남산목재와 북한강농원 수주액").filters

    assert set(chosen.ids) == {3, 4}


def test_the_beginning_of_names_is_a_region(desk: Desk) -> None:
    (chosen,) = of(desk, "북 거래처 수주액").filters or of(desk, "북한강 거래처 수주액").filters

    assert chosen.beginning == "북한강"


@pytest.mark.parametrize(
    ("text", "kind"), [("원목 재고", AskBack), ("부산가전 매출", Refuse), ("마진 알려줘", Refuse)]
)
def test_what_is_not_one_thing_is_trouble(desk: Desk, text: str, kind: type) -> None:
    assert isinstance(of(desk, text).trouble, kind)


def test_an_unknown_word_is_named_without_its_particle(desk: Desk) -> None:
    trouble = of(desk, "부산가전의 매출").trouble

    assert isinstance(trouble, Refuse)
    assert trouble.word == "부산가전"


def test_what_only_describes_a_thing_is_asked(desk: Desk) -> None:
    asked = of(desk, "참나무 재고").trouble

    assert isinstance(asked, AskBack)
    assert asked.choices == ("참나무 원목",)
    assert of(desk, "멀티탭 재고").filters[0].label == "12구 멀티탭"
