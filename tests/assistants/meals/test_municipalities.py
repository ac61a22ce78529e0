from pathlib import Path

import pytest

from dure.assistants.meals.card_rules import shipped_rules
from dure.assistants.meals.municipalities import municipality_of, municipality_said

BLIND = [
    line.split("\t")[1:]
    for line in (Path(__file__).parent / "data" / "card_blind.tsv").read_text("utf-8").splitlines()
    if line.startswith("place\t")
]


@pytest.mark.parametrize(("text", "place"), BLIND)
def test_a_place_is_understood_as_people_say_it(text: str, place: str) -> None:
    assert (municipality_said(text) or "-") == place


@pytest.mark.parametrize(
    ("name", "whole"),
    [
        ("성남시", "경기도 성남시"),
        ("경기도 성남시", "경기도 성남시"),
        ("서울 도봉구", "서울특별시 도봉구"),
        ("서울특별시 도봉구", "서울특별시 도봉구"),
        ("경기도", "경기도"),
        ("중구", None),
        ("고성군", None),
        ("서울 성남시", None),
        ("어느 동네", None),
        ("서울 도봉구 창동", None),
        ("", None),
    ],
)
def test_a_name_that_several_places_have_is_none(name: str, whole: str | None) -> None:
    assert municipality_of(name) == whole


def test_every_rule_that_ships_is_of_a_known_municipality() -> None:
    assert [rule.place for rule in shipped_rules() if municipality_of(rule.place) is None] == []


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("마포구에서 떡볶이 먹고 싶어", None),
        ("도봉구 카드인데 마포구에서 먹을 데", "서울특별시 도봉구"),
        ("수원역 근처 국밥", None),
        ("강남구청 앞 밥집", None),
        ("안양시에서 받은 급식카드로 점심", "경기도 안양시"),
    ],
)
def test_where_somebody_wants_to_eat_is_not_where_the_card_is_from(
    text: str, place: str | None
) -> None:
    assert municipality_said(text, of_card=True) == place


def test_two_places_that_are_both_meant_are_none() -> None:
    assert municipality_said("성남시 카드랑 수원시 카드") is None
