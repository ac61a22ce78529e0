import unicodedata
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dure.korean.jamo import compose, distance, is_hangul, letters_of

SYLLABLES = st.characters(min_codepoint=ord("가"), max_codepoint=ord("힣"))
FEW_LETTERS = st.text("ㄱㄴㅏㅗ", max_size=7)


@cache
def by_definition(a: str, b: str) -> int:
    """The optimal string alignment distance, as it is defined."""
    if not a or not b:
        return len(a) + len(b)
    ways = [
        by_definition(a[:-1], b) + 1,
        by_definition(a, b[:-1]) + 1,
        by_definition(a[:-1], b[:-1]) + (a[-1] != b[-1]),
    ]
    if len(a) > 1 and len(b) > 1 and a[-2:] == b[-1] + b[-2]:
        ways.append(by_definition(a[:-2], b[:-2]) + 1)
    return min(ways)


@pytest.mark.parametrize("letter", ["가", "힣", "뷁"])
def test_a_whole_syllable_is_hangul(letter: str) -> None:
    assert is_hangul(letter)


@pytest.mark.parametrize("letter", ["ㄱ", "ㅏ", "a", "1", " ", "漢", "\uabff", "\ud7a4"])
def test_anything_else_is_no_syllable(letter: str) -> None:
    assert not is_hangul(letter)


@pytest.mark.parametrize(
    ("text", "letters"),
    [("값", "ㄱㅏㅄ"), ("의사", "ㅇㅢㅅㅏ"), ("힣", "ㅎㅣㅎ"), ("bhc ㅋ1", "bhc ㅋ1"), ("", "")],
)
def test_a_text_is_taken_apart_into_letters(text: str, letters: str) -> None:
    assert letters_of(text) == letters


@settings(deadline=None, max_examples=200)
@given(SYLLABLES)
def test_the_letters_are_those_of_unicode(syllable: str) -> None:
    decomposed = unicodedata.normalize("NFD", syllable)

    # "HANGUL CHOSEONG KIYEOK" and "HANGUL LETTER KIYEOK" end in the same word.
    names = [unicodedata.name(letter).split()[-1] for letter in decomposed]
    assert [unicodedata.name(letter).split()[-1] for letter in letters_of(syllable)] == names


@settings(deadline=None)
@given(st.text(st.one_of(SYLLABLES, st.characters(max_codepoint=127))))
def test_a_text_is_taken_apart_syllable_by_syllable(text: str) -> None:
    assert letters_of(text) == "".join(letters_of(letter) for letter in text)


@settings(deadline=None, max_examples=200)
@given(st.integers(0, 18), st.integers(0, 20), st.integers(0, 27))
def test_letter_numbers_make_the_syllable_of_unicode(lead: int, vowel: int, tail: int) -> None:
    letters = chr(0x1100 + lead) + chr(0x1161 + vowel) + (chr(0x11A7 + tail) if tail else "")

    assert compose(lead, vowel, tail) == unicodedata.normalize("NFC", letters)


def test_a_syllable_without_tail_may_be_made_without_naming_one() -> None:
    assert compose(18, 0) == "하"


@settings(deadline=None, max_examples=200)
@given(FEW_LETTERS, FEW_LETTERS, st.integers(0, 8))
def test_the_distance_is_the_one_defined_or_one_above_the_limit(a: str, b: str, limit: int) -> None:
    assert distance(a, b, limit=limit) == min(by_definition(a, b), limit + 1)


@pytest.mark.parametrize(
    ("a", "b", "edits"),
    [
        ("ㄱㅏㄴ", "ㄱㅏㄴ", 0),
        ("ㄱㅏㄴ", "ㄱㅓㄴ", 1),
        ("ㄱㅏㄴ", "ㄱㅏ", 1),
        ("ㄱㅏㄴ", "ㄱㄴㅏ", 1),
        ("", "ㄱㅏ", 2),
        ("ㄱㅏㄴㅗ", "ㅏㄱㅗㄴ", 2),
    ],
)
def test_an_edit_is_a_letter_more_less_other_or_two_swapped(a: str, b: str, edits: int) -> None:
    assert distance(a, b, limit=3) == edits


@pytest.mark.parametrize(
    ("a", "b"), [("ㄱ", "ㄱㅏㄴㅗ"), ("ㄱㅏㄴㅗ", "ㅁㅣㅂㅜ"), ("ㄱㅏ", "ㄴㅏ")]
)
def test_what_is_further_than_the_limit_is_one_above_it(a: str, b: str) -> None:
    assert distance(a, b, limit=0) == 1
