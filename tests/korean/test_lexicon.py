from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dure.korean.lexicon import Found, Lexicon, spellings_of

NAMES = ("김치찌개", "떡볶이", "돈까스", "제육볶음", "치킨", "국수", "죽", "배", "bhc")
SPELLINGS = {name: name for name in NAMES} | {"돈가스": "돈까스", "BHC 치킨": "bhc", "닭": "치킨"}
LONG_NAMES = [name for name in NAMES if len(name) >= 3 and name != "bhc"]


def names_in(lexicon: Lexicon, text: str) -> list[tuple[str, str]]:
    """What stands in the text and the name it means."""
    return [(text[found.start : found.end], found.name) for found in lexicon.find(text)]


def with_slip(name: str, at: int, letter: int, by: int) -> str:
    """Type another letter in one syllable: the lead (0), the vowel (1) or the tail (2)."""
    code = ord(name[at]) - ord("가")
    numbers, sizes = [code // 588, code // 28 % 21, code % 28], (19, 21, 28)
    numbers[letter] = (numbers[letter] + by) % sizes[letter]
    lead, vowel, tail = numbers
    return name[:at] + chr(ord("가") + (lead * 21 + vowel) * 28 + tail) + name[at + 1 :]


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    """Names that are also found through a typo from three syllables on."""
    return Lexicon(SPELLINGS, fuzzy_from=lambda name: 3, ordinary=("케이크", "돈가방"))


@pytest.fixture(scope="module")
def strict() -> Lexicon:
    """The same names, found only as they are spelt."""
    return Lexicon(SPELLINGS)


@pytest.mark.parametrize(
    ("text", "name"),
    [("떡볶이 먹자", "떡볶이"), ("돈가스", "돈까스"), ("닭", "치킨"), ("bhc", "bhc")],
)
def test_a_spelling_means_its_name(lexicon: Lexicon, text: str, name: str) -> None:
    assert [found.name for found in lexicon.find(text)] == [name]


def test_a_name_is_found_where_it_stands(lexicon: Lexicon) -> None:
    assert lexicon.find("나는 떡볶이가 좋아") == [Found(start=3, end=6, name="떡볶이", exact=True)]


@pytest.mark.parametrize(
    ("text", "said", "name"),
    [
        ("김치 찌개 먹자", "김치 찌개", "김치찌개"),
        ("김 치 찌 개", "김 치 찌 개", "김치찌개"),
        ("bhc치킨 어때", "bhc치킨", "bhc"),
        ("Bhc 치킨은", "Bhc 치킨", "bhc"),
        ("얼큰김치찌개집", "김치찌개", "김치찌개"),
        ("국 수 먹자", "국 수", "국수"),
    ],
)
def test_spacing_and_case_do_not_matter(lexicon: Lexicon, text: str, said: str, name: str) -> None:
    assert names_in(lexicon, text) == [(said, name)]


@settings(deadline=None)
@given(name=st.sampled_from(LONG_NAMES), data=st.data())
def test_a_long_name_is_found_with_a_space_anywhere(
    lexicon: Lexicon, name: str, data: st.DataObject
) -> None:
    at = data.draw(st.integers(1, len(name) - 1))
    text = f"저녁에 {name[:at]} {name[at:]} 먹자"

    [found] = lexicon.find(text)

    assert (found.name, found.exact, found.start, found.end) == (name, True, 4, 5 + len(name))


def test_the_longest_name_is_found() -> None:
    lexicon = Lexicon({"김치": "김치", "김치찌개": "김치찌개", "찌개": "찌개"})

    assert names_in(lexicon, "김치찌개랑 김치") == [("김치찌개", "김치찌개"), ("김치", "김치")]


def test_a_name_whose_longer_one_may_not_stand_is_found() -> None:
    lexicon = Lexicon({"국": "국", "국 수": "국수"})

    assert names_in(lexicon, "국 수도") == [("국 수", "국수")]
    assert names_in(lexicon, "국 수박") == [("국", "국")]


def test_names_come_from_left_to_right(lexicon: Lexicon) -> None:
    text = "돈까스랑 떡볶이, 치킨 말고 죽"

    assert [name for _, name in names_in(lexicon, text)] == ["돈까스", "떡볶이", "치킨", "죽"]


@settings(deadline=None, max_examples=200)
@given(
    st.lists(
        st.sampled_from([*SPELLINGS, "먹자", "배고파", "떡복이", " ", "b", "말고"]), max_size=8
    )
)
def test_names_do_not_overlap_and_are_spelt_as_they_stand(parts: list[str]) -> None:
    lexicon = Lexicon(SPELLINGS, fuzzy_from=lambda name: 3)
    text = "".join(parts)

    found = lexicon.find(text)

    assert all(a.end <= b.start for a, b in pairwise(found))
    for hit in found:
        assert lexicon.name_of(text[hit.start : hit.end]) == (hit.name if hit.exact else None)


@pytest.mark.parametrize(
    "text", ["배고파", "죽겠다", "담배", "호박죽이", "국수집배", "3배", "배달"]
)
def test_a_name_of_one_syllable_is_not_found_inside_a_word(strict: Lexicon, text: str) -> None:
    assert not {"배", "죽"} & {name for _, name in names_in(strict, text)}


@pytest.mark.parametrize(
    "text", ["배", "배 먹자", "배는", "배랑", "배말고", "배알레르기", "(배)", "배!"]
)
def test_a_name_of_one_syllable_is_found_at_the_beginning_of_a_word(
    strict: Lexicon, text: str
) -> None:
    assert [name for _, name in names_in(strict, text)] == ["배"]


@pytest.mark.parametrize("text", ["미국 수도", "미국수", "한국 수박", "국 수박"])
def test_a_name_of_two_syllables_is_not_found_across_words(strict: Lexicon, text: str) -> None:
    assert strict.find(text) == []


@pytest.mark.parametrize("text", ["국수집", "국수 먹자", "‘국수’", "배고파서 국수나"])
def test_a_name_of_two_syllables_is_found_where_a_word_begins(strict: Lexicon, text: str) -> None:
    assert [name for _, name in names_in(strict, text)] == ["국수"]


@pytest.mark.parametrize(
    "text", ["오늘저녁은국수먹자", "오늘저녁은국수먹자 어때", "나는 오늘저녁은국수먹자"]
)
def test_in_a_text_without_spaces_a_name_may_begin_anywhere(strict: Lexicon, text: str) -> None:
    assert [name for _, name in names_in(strict, text)] == ["국수"]


@pytest.mark.parametrize("text", ["abhc", "bhcs", "1bhc", "bhc2"])
def test_a_latin_name_is_not_found_inside_a_latin_word(strict: Lexicon, text: str) -> None:
    assert strict.find(text) == []


@pytest.mark.parametrize("text", ["bhc", "BHC가", "오늘bhc", "bhc 말고", "(bhc)"])
def test_a_latin_name_is_found_beside_hangul(strict: Lexicon, text: str) -> None:
    assert [name for _, name in names_in(strict, text)] == ["bhc"]


@pytest.mark.parametrize(
    ("text", "said", "name"),
    [
        ("떡복이 먹자", "떡복이", "떡볶이"),
        ("김치찌게", "김치찌게", "김치찌개"),
        ("김치찌게가 좋아", "김치찌게", "김치찌개"),
        ("돈까쓰", "돈까쓰", "돈까스"),
        ("제육보끔", "제육보끔", "제육볶음"),
        ("돈까슬 먹자", "돈까슬", "돈까스"),
        ("떡뽁이", "떡뽁이", ""),
        ("떡볶", "떡볶", ""),
        ("지킨", "지킨", ""),
        ("얼큰김치찌게", "김치찌게", ""),
    ],
)
def test_one_wrong_letter_at_the_beginning_of_a_word_is_mended(
    lexicon: Lexicon, text: str, said: str, name: str
) -> None:
    assert names_in(lexicon, text) == ([(said, name)] if name else [])


@settings(deadline=None, max_examples=200)
@given(
    name=st.sampled_from(LONG_NAMES),
    at=st.integers(0, 3),
    letter=st.integers(0, 1),
    by=st.integers(1, 18),
)
def test_a_long_name_is_found_through_any_wrong_letter(
    lexicon: Lexicon, name: str, at: int, letter: int, by: int
) -> None:
    typed = with_slip(name, at % len(name), letter, by)

    [found] = lexicon.find(f"{typed} 먹자")

    assert (found.name, found.start, found.end) == (name, 0, len(name))
    assert found.exact == (typed in SPELLINGS)


def test_a_mended_name_is_told_from_an_exact_one(lexicon: Lexicon) -> None:
    assert [found.exact for found in lexicon.find("떡복이랑 떡볶이")] == [False, True]


@pytest.mark.parametrize("text", ["떡 복이", "김치 찌게", "떡복2", "떡ㅂ이", "bhd", "dhc 먹자"])
def test_no_slip_is_mended_across_a_space_or_outside_hangul(lexicon: Lexicon, text: str) -> None:
    assert lexicon.find(text) == []


@pytest.mark.parametrize("text", ["케이크 먹자", "케이크"])
def test_an_ordinary_word_is_never_mended(text: str) -> None:
    names = {"케이그": "케이그"}
    open_to_slips = Lexicon(names, fuzzy_from=lambda name: 3)
    knowing = Lexicon(names, fuzzy_from=lambda name: 3, ordinary=("케이크",))

    assert [found.name for found in open_to_slips.find(text)] == ["케이그"]
    assert knowing.find(text) == []


def test_an_ordinary_word_that_is_a_name_is_found() -> None:
    lexicon = Lexicon({"케이크": "케이크"}, fuzzy_from=lambda name: 3, ordinary=("케이크",))

    assert [found.name for found in lexicon.find("케이크")] == ["케이크"]


def test_without_a_length_for_slips_none_is_mended(strict: Lexicon) -> None:
    assert strict.find("떡복이") == []


def test_a_name_may_ask_for_more_syllables_before_it_is_mended() -> None:
    lexicon = Lexicon(
        {"떡볶이": "떡볶이", "돈까스": "돈까스"},
        fuzzy_from=lambda name: 3 if name == "돈까스" else 4,
    )

    assert [found.name for found in lexicon.find("떡복이 돈까쓰")] == ["돈까스"]


def test_a_slip_between_two_names_is_left_open() -> None:
    lexicon = Lexicon({"가나다": "first", "가나라": "second"}, fuzzy_from=lambda name: 3)

    assert lexicon.find("가나마") == []


def test_a_slip_between_two_spellings_of_one_name_is_mended() -> None:
    lexicon = Lexicon({"가나다": "name", "가나라": "name"}, fuzzy_from=lambda name: 3)

    assert [found.name for found in lexicon.find("가나마")] == ["name"]


def test_a_slip_in_a_name_of_ten_syllables_is_mended() -> None:
    lexicon = Lexicon({"엄마손정통충무김밥집": "김밥집"}, fuzzy_from=lambda name: 3)

    assert [found.name for found in lexicon.find("엄마손정통충무김밤집")] == ["김밥집"]


def test_a_name_whose_small_letters_are_more_is_found() -> None:
    # "İ".lower() is two code points.
    assert [found.name for found in Lexicon({"İ": "name"}).find("İ")] == ["name"]


@pytest.mark.parametrize("text", ["", " ", "떡볶이"])
def test_a_lexicon_without_names_finds_nothing(text: str) -> None:
    assert Lexicon({}, fuzzy_from=lambda name: 3).find(text) == []


def test_the_first_of_two_spellings_that_differ_in_spaces_counts() -> None:
    assert Lexicon({"김치 찌개": "first", "김치찌개": "second"}).name_of("김치찌개") == "first"


@pytest.mark.parametrize("spelling", ["돈까스", "돈가스", " 돈 가스 ", "BHC치킨"])
def test_a_lexicon_holds_its_spellings(lexicon: Lexicon, spelling: str) -> None:
    assert spelling in lexicon


@pytest.mark.parametrize("spelling", ["돈", "돈까쓰", ""])
def test_a_lexicon_does_not_hold_what_is_merely_near(lexicon: Lexicon, spelling: str) -> None:
    assert spelling not in lexicon


def test_the_name_of_a_spelling_is_told(lexicon: Lexicon) -> None:
    assert lexicon.name_of("Bhc 치킨") == "bhc"


def test_an_unknown_spelling_has_no_name(lexicon: Lexicon) -> None:
    assert lexicon.name_of("떡복이") is None


def test_rows_give_their_spellings_and_their_names() -> None:
    rows = [("치킨", ["닭", "통닭"]), ("떡볶이", [])]

    assert spellings_of(rows) == {
        "닭": "치킨",
        "통닭": "치킨",
        "치킨": "치킨",
        "떡볶이": "떡볶이",
    }


@pytest.mark.parametrize("order", [1, -1])
def test_a_name_beats_a_spelling_whatever_the_order(order: int) -> None:
    rows = [("닭", ["백숙"]), ("치킨", ["닭"])][::order]

    assert spellings_of(iter(rows))["닭"] == "닭"


def test_a_word_with_one_slip_is_known_alone() -> None:
    places = Lexicon({"홍대입구역": "A", "홍대": "B"}, fuzzy_from=lambda _: 4)

    assert places.nearly("홍대잎구역") == "A"
    assert places.nearly("신촌역") is None
