import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dure.errors import EmptyUtterance, TooLong, Unreadable
from dure.korean.normal import UTTERANCE_LIMIT, normalise, squeeze, tidy, utterance

HANGUL = st.characters(min_codepoint=ord("가"), max_codepoint=ord("힣"))
FULL_WIDTH = st.characters(min_codepoint=0xFF01, max_codepoint=0xFF5E)
OTHERS = st.sampled_from("ㅋㅎㅠㅏ!?~. \t\n\u3000\u00a0éçÅñがパ漢😀₩★")
HIDDEN = st.sampled_from("\x00\x07\u200b\u200d\u200f\u202e\u2060\ufeff\u00ad\u3164\u115f")
LETTERS = st.one_of(HANGUL, st.characters(min_codepoint=32, max_codepoint=126), FULL_WIDTH, OTHERS)
TYPED = st.text(st.one_of(LETTERS, HIDDEN), max_size=60)
"""What people type: whole letters, among them some that cannot be seen."""


def nfd(text: str) -> str:
    return unicodedata.normalize("NFD", text)


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("치킨 먹자", "치킨 먹자"),
        ("  치킨 \t\n 먹자\u3000 ", "치킨 먹자"),
        ("치\u200b킨\u2060", "치킨"),
        ("\u200f치킨\u202e 먹\u200e자", "치킨 먹자"),
        ("치\x00킨 \x00 먹\x1b자", "치킨 먹자"),
        ("치\u3164킨\u115f\u1160\uffa0\u00ad\u180e\ufeff", "치킨"),
        ("５，０００원！　ＢＢＱ", "5,000원! BBQ"),
        ("ㅋㅋㅋㅋㅋㅋㅋ", "ㅋㅋㅋ"),
        ("ㅠㅠㅠㅠ 배고파!!!!!", "ㅠㅠㅠ 배고파!!!"),
        ("ㅋㅋㅋ", "ㅋㅋㅋ"),
        ("ㅋㅋㅋㅎㅋㅋㅋㅋ", "ㅋㅋㅋㅎㅋㅋㅋ"),
        ("100000원 zzzzz", "100000원 zzzzz"),
        ("\ue000치킨\ud7ff", "치킨"),
        ("", ""),
        (" \u200b\x00 ", ""),
    ],
)
def test_what_is_typed_comes_into_one_form(typed: str, text: str) -> None:
    assert normalise(typed).text == text


@pytest.mark.parametrize("text", ["치킨", "값비싼 떡볶이", "뷁", "café", "ガム", "\u09cb"])
def test_decomposed_letters_are_whole_again(text: str) -> None:
    assert normalise(nfd(text)).text == text


@settings(deadline=None, max_examples=200)
@given(TYPED)
def test_decomposed_text_gives_the_same_as_composed_text(text: str) -> None:
    composed = unicodedata.normalize("NFC", text)

    assert normalise(nfd(text)).text == normalise(composed).text


@settings(deadline=None, max_examples=200)
@given(TYPED)
def test_a_normal_text_stays_as_it_is(text: str) -> None:
    normal = normalise(text).text

    assert normalise(normal).text == normal


@settings(deadline=None, max_examples=200)
@given(TYPED, st.booleans())
def test_every_character_comes_from_where_its_origin_says(text: str, decomposed: bool) -> None:
    typed = nfd(text) if decomposed else text

    normal = normalise(typed)

    assert len(normal.origin) == len(normal.text)
    for at, letter in enumerate(normal.text):
        start, end = normal.span(at, at + 1)
        said = unicodedata.normalize("NFC", typed[start:end])
        narrow = unicodedata.normalize("NFKC", said)
        assert letter in said + narrow or (letter == " " and said.isspace())


@settings(deadline=None, max_examples=200)
@given(TYPED)
def test_the_characters_come_one_after_another(text: str) -> None:
    origin = normalise(text).origin

    assert all(0 <= start < end <= len(text) for start, end in origin)
    assert all(a[1] <= b[0] for a, b in pairwise(origin))


@settings(deadline=None)
@given(before=TYPED, word=st.text(HANGUL, min_size=1, max_size=3), after=TYPED)
def test_the_span_of_a_word_is_the_word_as_it_was_typed(before: str, word: str, after: str) -> None:
    typed = f"{nfd(before)} {nfd(word)} {nfd(after)}"
    normal = normalise(typed)
    at = f" {normal.text} ".index(f" {word} ")

    start, end = normal.span(at, at + len(word))

    assert unicodedata.normalize("NFC", typed[start:end]) == word


def test_a_span_covers_what_was_dropped_inside() -> None:
    typed = "아, 치\u200b킨  먹자"
    normal = normalise(typed)

    start, end = normal.span(3, 5)

    assert normal.text[3:5] == "치킨"
    assert typed[start:end] == "치\u200b킨"


def test_the_original_is_kept() -> None:
    assert normalise(" 치킨\x00 ").original == " 치킨\x00 "


@pytest.mark.parametrize(("start", "end"), [(0, 0), (1, 1), (2, 1), (-1, 1), (0, 3), (2, 3)])
def test_an_empty_or_impossible_span_is_refused(start: int, end: int) -> None:
    normal = normalise("치킨")

    with pytest.raises(ValueError, match=f"no span {start}:{end} in 2 characters"):
        normal.span(start, end)


@pytest.mark.parametrize(("half_width", "text"), [("ﾡￂ", "가"), ("ｶﾞﾑ", "ガム"), ("ｶﾑ", "カム")])
def test_half_width_letters_become_whole_ones(half_width: str, text: str) -> None:
    assert normalise(half_width).text == text


def test_the_full_width_won_sign_becomes_the_plain_one() -> None:
    assert normalise("￦5,000").text == "₩5,000"


@pytest.mark.parametrize("text", ["e\x00\u0301", "\u1100\u200b\u1161", "\u1112\u1161\u200d\u11ab"])
def test_a_text_stays_also_when_something_invisible_parted_its_letters(text: str) -> None:
    normal = normalise(text).text

    assert normalise(normal).text == normal


def test_an_utterance_is_handed_on_in_normal_form() -> None:
    assert utterance("  ５천원으로 ㅋㅋㅋㅋㅋ\x00").text == "5천원으로 ㅋㅋㅋ"


def test_an_utterance_of_500_code_points_is_taken() -> None:
    assert utterance("가나" * (UTTERANCE_LIMIT // 2)).text == "가나" * 250


def test_an_utterance_of_501_code_points_is_too_long() -> None:
    with pytest.raises(TooLong) as caught:
        utterance("가나" * 250 + "다")

    assert caught.value.facts == {"length": 501, "limit": 500}


def test_what_cannot_be_seen_counts_before_it_is_dropped() -> None:
    with pytest.raises(TooLong):
        utterance("치킨" + "\u200b" * 499)


@pytest.mark.parametrize("text", ["치킨 \ud83d", "\udc00", "\ud800\udfff 먹자"])
def test_a_lone_surrogate_is_unreadable(text: str) -> None:
    with pytest.raises(Unreadable):
        utterance(text)


def test_a_text_that_lost_its_encoding_is_unreadable() -> None:
    with pytest.raises(Unreadable):
        utterance("\ufffd\ufffd 먹\ufffd")


def test_two_lost_letters_are_forgiven() -> None:
    assert utterance("치\ufffd 먹자\ufffd").text == "치\ufffd 먹자\ufffd"


@pytest.mark.parametrize(
    "text",
    ["", " ", "\n\t\u3000", "\x00", "\u200b\u200f\u202e", "\u3164\u115f\uffa0", "\ufeff \u00ad"],
)
def test_an_utterance_without_anything_visible_is_empty(text: str) -> None:
    with pytest.raises(EmptyUtterance):
        utterance(text)


@pytest.mark.parametrize("text", ["\u2800", "\u034f", "\ufe0f", "\U000e0100"])
def test_a_blank_sign_alone_is_no_utterance(text: str) -> None:
    with pytest.raises(EmptyUtterance):
        utterance(text)


@settings(deadline=None, max_examples=200)
@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\ufffd"), max_size=500))
def test_whatever_is_taken_shows_something_and_hides_nothing(text: str) -> None:
    try:
        taken = utterance(text).text
    except EmptyUtterance:
        taken = "a"

    assert taken
    assert taken == taken.strip()
    assert "  " not in taken
    assert not {unicodedata.category(letter) for letter in taken} & {"Cc", "Cf", "Co", "Cn"}


@pytest.mark.parametrize(
    ("text", "form"), [(" 김치\t찌개\n", "김치 찌개"), (nfd("김밥"), "김밥"), ("", ""), (" ", "")]
)
def test_a_text_from_a_file_is_tidied(text: str, form: str) -> None:
    assert tidy(text) == form


def test_tidying_keeps_what_repeats_and_what_is_wide() -> None:
    assert tidy("ㅋㅋㅋㅋㅋ ５천") == "ㅋㅋㅋㅋㅋ ５천"


@pytest.mark.parametrize(
    ("text", "form"),
    [(" 김치 찌개\t집 ", "김치찌개집"), ("BBQ Chicken", "bbqchicken"), ("", ""), ("\u3000", "")],
)
def test_a_squeezed_text_has_no_spaces_and_no_capitals(text: str, form: str) -> None:
    assert squeeze(text) == form
