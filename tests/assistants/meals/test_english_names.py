"""Foods and places by their English names, or as they sound."""

import pytest

from dure.assistants.meals.english_names import (
    called_in_english,
    english,
    find_foods,
    find_place,
    find_shops,
    place_in_english,
)
from dure.assistants.meals.words import brands, foods, points


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("bibimbap and kimbap", ["비빔밥", "김밥"]), ("ddukbokki!", ["떡볶이"]),
        ("black-bean noodles", ["짜장면"]), ("cold noodles", ["냉면"]), ("samgyupsal", ["삼겹살"]),
        ("soft tofu stew", ["순두부찌개"]), ("fried rice, fried chicken", ["볶음밥", "치킨"]),
        ("eggs, prawns & peanuts", ["달걀", "새우", "땅콩"]), ("hot dogs", ["핫도그"]),
        ("pork cutlet", ["돈가스"]), ("nothing to see", []), ("떡볶이 please", ["떡볶이"]),
    ],
)  # fmt: skip
def test_foods_are_found(text: str, found: list[str]) -> None:
    assert [mention.value for mention in find_foods(text)] == found


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("near hongdae", "홍대"), ("around gangnam station", "강남역"), ("in itaewon", "이태원"),
        ("near shinchon station", "신촌역"), ("at wangsimni", "왕십리"), ("in myungdong", "명동"),
        ("near hongik university station", "홍대입구역"), ("in mapo-gu", "마포구"),
        ("near nowhere station", "nowhere station"), ("near 홍대", "홍대"),
        ("near seoul national university of education station", "교대역"),
        ("near seoul national university station", "서울대입구역"),
        ("near dongdaemun history and culture park station", "동대문역사문화공원역"),
        ("around digital media city station", "디지털미디어시티역"),
        ("near children's grand park", "어린이대공원"),
        ("near gimpo international airport", "김포공항역"),
    ],
)  # fmt: skip
def test_places_are_found(text: str, place: str) -> None:
    found = find_place(text)

    assert found is not None
    assert found.value == place


@pytest.mark.parametrize(
    "text",
    ["i'm allergic to mango", "something to eat", "in a hurry", "at home", "near the station"],
)
def test_what_is_no_place_is_not_taken_for_one(text: str) -> None:
    assert find_place(text) is None


def test_every_place_of_the_table_is_on_the_map_and_written_as_a_name() -> None:
    assert {name for name in english()["places"] if name.lower() not in points()} == set()
    assert place_in_english("어린이대공원") == "Children's Grand Park"


def test_chains_are_found() -> None:
    assert [mention.value for mention in find_shops("mcdonald's or kfc")] == ["맥도날드", "KFC"]


def test_every_name_of_the_table_is_known_in_korean() -> None:
    assert set(english()["foods"]) - {"김치", "도넛"} <= set(foods())
    assert set(english()["shops"]) <= set(brands())
    assert {place.lower() for place in english()["places"]} <= set(points())


@pytest.mark.parametrize(
    ("korean", "said"), [("새우", "shrimp"), ("떡볶이", "tteokbokki"), ("durian", "durian")]
)
def test_a_food_is_called_by_its_english_name(korean: str, said: str) -> None:
    assert called_in_english(korean) == said


@pytest.mark.parametrize(
    ("korean", "said"),
    [("홍대", "Hongdae"), ("강남역", "Gangnam Station"), ("명동", "Myeongdong"),
     ("마포구", "Mapo-gu"), ("연남동", "Yeonnam-dong"), ("the park", "the park")],
)  # fmt: skip
def test_a_place_is_written_in_latin_letters(korean: str, said: str) -> None:
    assert place_in_english(korean) == said
