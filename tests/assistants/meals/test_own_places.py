"""An operator adds places by a table; a line that is none is named, with what it should be."""

import pytest

from dure.assistants.meals.own_places import read_own_places, read_with_places
from dure.assistants.meals.reading import read_meal
from dure.engine.session import Session
from dure.errors import BadFile

TABLE = """\
name\tlat\tlon\taliases
# 학교와 역
수내역\t37.3785\t127.1142\t수내|수내 로데오
서현동\t37.3850\t127.1230

한솔초등학교\t37.3660\t127.1130\t
"""


def test_every_spelling_leads_to_its_place() -> None:
    found = read_own_places(TABLE, "places.tsv")

    assert sorted(found.by_name) == ["서현동", "수내", "수내 로데오", "수내역", "한솔초등학교"]
    place = found.point_of("수내 로데오")
    assert place is not None
    assert (place.name, place.lat, place.lon) == ("수내 로데오", 37.3785, 127.1142)
    assert found.point_of("정자역") is None


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("수내에서 김밥 먹을래", "수내"),
        ("수내 로데오 근처 점심", "수내 로데오"),
        ("한솔초등학교 앞에 분식집", "한솔초등학교"),
        ("서현동이야", None),
        ("우수내과 옆에서 밥", None),
        ("김밥 먹을래", None),
    ],
)
def test_the_longest_name_that_is_said_of_a_place_is_heard(text: str, named: str | None) -> None:
    found = read_own_places(TABLE.replace("서현동", "서현마을"), "places.tsv")

    assert found.named_in(text) == named


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("수내 로데오에서 김밥 먹을래", "수내 로데오"),
        ("수내에서 5천원으로 점심", "수내"),
        ("정자역 근처 김밥", "정자역"),
        ("성남시 서현동에서 점심", "서현동"),
        ("고마워", None),
    ],
)
def test_a_name_that_an_operator_added_is_heard_as_a_place(text: str, meant: str | None) -> None:
    own = read_own_places(TABLE, "places.tsv")

    told = read_with_places(text, own, read=lambda said: read_meal(said, Session(id="s")))

    assert told.slots.get("location") == meant


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("수내역", "탭으로"),
        ("수내역,37.37,127.11", "탭으로"),
        ("수내역\t37.37\t127.11\t수내\t더", "탭으로"),
        ("\t37.37\t127.11", "이름은"),
        ("가" * 41 + "\t37.37\t127.11", "40자"),
        ("수내역\t서쪽\t동쪽", "수로"),
        ("수내역\t127.11\t37.37", "뒤바뀌었어요"),
        ("수내역\t0\t0", "한국 밖"),
        ("수내역\tnan\t127.11", "한국 밖"),
        ("서현동\t37.1\t127.1", "다른 자리"),
    ],
)
def test_a_line_that_is_no_place_is_named(line: str, says: str) -> None:
    with pytest.raises(BadFile) as caught:
        read_own_places(f"서현동\t37.3850\t127.1230\n{line}\n", "/etc/dure/places.tsv")

    assert caught.value.facts["file"] == "places.tsv"
    assert "2번째 줄" in str(caught.value.facts["why"])
    assert says in str(caught.value.facts["why"])


def test_a_table_without_a_place_is_refused() -> None:
    with pytest.raises(BadFile):
        read_own_places("name\tlat\tlon\n", "places.tsv")
