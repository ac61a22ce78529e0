"""What is asked of all words at once is what would be asked of each."""

from functools import cache
from typing import Final

from hypothesis import given
from hypothesis import strategies as st

from dure.assistants.meals.contents_known import word_sells
from dure.assistants.meals.place_kinds import word_tells
from dure.assistants.meals.shop_words import ShopWords
from dure.assistants.meals.words import foods

ENDS: Final = ("", "엽기", "본점", "365", "마을", "Cafe", "국", "집")
UNHEARD: Final = ("초코퐁당", "떡뽀끼", "죽", "엽기떡", "마라탕후루")


@cache
def named() -> tuple[str, ...]:
    return (*sorted(foods()), *UNHEARD)


foods_said = st.sampled_from(named())
words = st.lists(
    st.builds("".join, st.tuples(st.sampled_from(ENDS), foods_said, st.sampled_from(ENDS))),
    max_size=12,
)


@given(words, foods_said)
def test_all_words_at_once_tell_what_each_tells(words: list[str], food: str) -> None:
    shop_words = ShopWords(words)

    assert shop_words.selling(food).tolist() == [word_sells(word, food) for word in words]
    assert shop_words.telling(food).tolist() == [word_tells(word, food) for word in words]


def test_the_end_of_one_word_and_the_beginning_of_the_next_are_no_word() -> None:
    shop_words = ShopWords(["초코", "퐁당", "초코퐁당마을"])

    assert shop_words.selling("초코퐁당").tolist() == [False, False, True]


def test_a_catalogue_without_shops_has_no_words() -> None:
    assert ShopWords([]).telling("떡볶이").tolist() == []
