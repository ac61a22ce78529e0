"""One considerate voice with at least three ways to say a thing, each of them whole."""

import re
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dure.assistants.meals.phrases import asks, part, part_or, phrases, translated
from dure.engine import phrasebook
from dure.engine.assistant import Answer, Line
from dure.engine.phrasebook import speaking
from dure.engine.reply import REPLY_LIMIT, say
from dure.korean.particles import fill

SAID: Final = phrases()
# What has one form on purpose, and why.
ONE_WAY: Final = {
    "emergency_line": "a hotline's number and hours stand as they were published",
    "free_one": "a row of the list",
    "free_at": "a row of the list",
    "free_not_today": "a row of the list",
    "shop": "rows of a list are compared at a glance",
    "shop_coupon": "a row of the list",
    "shop_no_price": "a row of the list",
    "shop_no_menu": "a row of the list",
    "why_shown": "a row for each place",
    "compare_line": "rows that stand side by side",
    "compare_line_short": "rows that stand side by side",
}
ROWS: Final = frozenset(ONE_WAY) | {"menu"}
_SLOT: Final = re.compile(r"\{(\w+)(?:\|([가-힣]+))?\}")
PAIRS: Final = frozenset(
    ("을", "를", "이", "가", "은", "는", "과", "와", "으로", "로", "아", "야", "이나", "나", "이랑",
     "랑", "이에요", "예요", "이라", "라", "이라고", "라고", "이면", "면", "이고", "고")
)  # fmt: skip
WAYS: Final = [(key, way) for key, ways in SAID.items() for way in ways]
# Words that shame, blame or judge; and what would be said of people as of machines.
UNKIND: Final = (
    "가난", "불쌍", "공짜", "거지", "결식", "저소득", "취약", "못사는", "뚱뚱", "살쪄", "체중",
    "게으", "낭비", "또 쓰", "함부로", "사용자님", "고객님",
)  # fmt: skip
NAMES: Final = (
    "김밥천국", "두레분식", "KFC", "버거킹 2호점", "7번가피자", "GS25", "소나무(홍대점)", "CAFE M",
    "1997", "카페 봄", "이삭토스트 3", "맛집 10", "The 맛",
)  # fmt: skip


def _bare(way: str) -> str:
    """Return what is said beside facts and examples."""
    return re.sub(r"“[^”]*”", "", _SLOT.sub("", way))


def test_everything_can_be_said_in_three_ways() -> None:
    few = {key for key, ways in SAID.items() if len(set(ways)) < 3}

    assert few == set(ONE_WAY)


@pytest.mark.parametrize("key", sorted(SAID))
def test_the_ways_of_a_phrase_tell_the_same_facts(key: str) -> None:
    facts = [{name for name, _ in _SLOT.findall(way)} for way in SAID[key]]
    digits = [set(re.findall(r"\d+", _bare(way))) for way in SAID[key]]

    assert all(told == facts[0] for told in facts)
    assert all(told == digits[0] for told in digits)


@pytest.mark.parametrize("key", sorted(set(SAID) - set(ONE_WAY)))
def test_the_ways_of_a_phrase_are_built_differently(key: str) -> None:
    """Not the same sentence with a synonym in it: no two share most of their words."""
    words = [set(re.findall(r"[가-힣]+", way)) for way in SAID[key]]
    for number, one in enumerate(words):
        for other in words[number + 1 :]:
            assert len(one & other) < 0.8 * len(one | other), SAID[key]


@pytest.mark.parametrize(("key", "way"), WAYS)
def test_every_sentence_is_polite_and_kind(key: str, way: str) -> None:
    plain = re.sub(r"[“‘][^”’]*[”’](?:[,.] ?)?", "", way)
    plain = re.sub(r"\{\w+\|(?:이에요|예요)\}", "이에요", plain)
    sentences = [s.strip(" :") for s in re.split(r"[.!?:]+(?=[\s,]|$)", plain) if s.strip(" :,")]

    if key not in ROWS:
        ends = [s for s in sentences if not re.search(r"(?:요|죠|처럼요|음|네)$", s)]
        opening = {"음, 어떤 뜻인지 모르겠어요"}
        assert [s for s in ends if not s.startswith("{") and s not in opening] == []
    assert not [word for word in UNKIND if word in way]
    assert not re.search(r"(?:습니다|합니다|하십시오|거야|이야|해라)(?:[.!?]|$)", plain)


@pytest.mark.parametrize(("key", "way"), WAYS)
def test_no_way_has_a_leftover(key: str, way: str) -> None:
    bare = _SLOT.sub("", way)

    assert not re.search(r"[{}|]", bare)
    assert not set(re.findall(r"[A-Za-z]+", bare)) - {"AI"}
    assert not re.search(r"[\U0001F300-\U0001FAFF\u2600-\u27BF]", bare.replace("☎", ""))
    assert "  " not in way
    assert way == way.strip()
    assert {particle for _, particle in _SLOT.findall(way) if particle} <= PAIRS
    assert not re.search(r"\}(?:[을를은는과와]|이에요|예요|으로(?!\w))(?=[ .,!?]|$)", way), way


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("key", sorted(SAID))
def test_a_particle_fits_any_name(key: str, name: str) -> None:
    for way in SAID[key]:
        facts = {slot: name for slot, _ in _SLOT.findall(way)}
        said = fill(way, facts)

        assert "(" not in said.replace(name, "").replace("(행정복지센터)", "") or key in ROWS, said
        assert not re.search(r"(을를|은는|이가|과와|를을|예요요|이에요예요)", said)


@given(st.sampled_from(sorted(SAID)), st.integers(0, 10**7))
def test_numbers_are_said_with_their_thousands(key: str, number: int) -> None:
    for way in SAID[key]:
        said = fill(way, {slot: number for slot, _ in _SLOT.findall(way)})

        assert all(f"{number:,}" in said for _ in _SLOT.findall(way)[:1])


# English


PACKAGE: Final = "dure.assistants.meals"
ENGLISH: Final = phrases("en")


def test_everything_can_be_said_in_english() -> None:
    assert set(ENGLISH) == set(SAID)
    assert set(phrasebook.section(PACKAGE, "part")) <= set(
        phrasebook.section(PACKAGE, "part", "en")
    )
    assert set(asks("en")) == set(asks())


@pytest.mark.parametrize("key", sorted(SAID))
def test_a_phrase_tells_the_same_facts_in_english(key: str) -> None:
    facts = {name for name, _ in _SLOT.findall(SAID[key][0])}

    for way in ENGLISH.get(key, []):
        assert {name for name, _ in _SLOT.findall(way)} == facts
        assert not [particle for _, particle in _SLOT.findall(way) if particle]


@pytest.mark.parametrize("key", sorted(ENGLISH))
def test_english_has_no_korean_left_but_what_is_to_be_read_or_typed(key: str) -> None:
    for way in ENGLISH[key]:
        bare = re.sub(r"‘알림 받기’|‘성남시’|\(착한가격업소\)", "", _SLOT.sub("", way))
        assert not re.search("[가-힣]", bare)


@pytest.mark.parametrize("name", sorted(phrasebook.section(PACKAGE, "part", "en")))
def test_a_piece_has_the_facts_of_the_korean_one(name: str) -> None:
    english = phrasebook.section(PACKAGE, "part", "en")[name]
    korean = phrasebook.section(PACKAGE, "part").get(name, english)

    assert set(_SLOT.findall(english)) == set(_SLOT.findall(korean))


def test_pieces_and_names_are_said_in_the_language_spoken() -> None:
    with speaking("en"):
        english = (part("near_place", place="강남역"), part_or("hotline_112", "경찰"))
        facts = translated({"words": "새우, 달걀", "place": "명동", "name": "새우깡집", "n": 1})

    assert english == ("around Gangnam Station", "Police")
    assert facts == {"words": "shrimp, egg", "place": "Myeongdong", "name": "새우깡집", "n": 1}
    assert part("near_place", place="강남역") == "강남역 근처"
    assert (part_or("hotline_112", "경찰"), translated({"words": "새우"})) == (
        "경찰",
        {"words": "새우"},
    )


# The longest replies

LONGEST: Final = (
    "found_band", "shop_coupon", "shop_coupon", "ask_card", "shop_coupon", "unsure_contents",
    "ask_before", "coupon_terms", "at_other_time", "from_default",
)  # fmt: skip
_COUNTED: Final = {"n": 3, "walk": 23, "price": 12_000, "pays": 11_500, "budget": 15_000,
                   "least": 5000}  # fmt: skip
_WHY: Final = {
    "ko": " (그때 열려 있어요, 제일 가까워요, 카드 일부만 돼요)",
    "en": " (open then, the closest, the card works partly)",
}


@given(
    st.integers(1, 400),
    st.text("abcdef0123456789", min_size=26, max_size=26),
    st.sampled_from(["ko", "en"]),
)
def test_the_longest_list_keeps_every_line(length: int, session: str, language: str) -> None:
    """Names are cut before a caution at the end is lost."""
    spoken = phrases(language)
    slots = {slot for key in LONGEST for slot, _ in _SLOT.findall(spoken[key][0])}
    facts: dict[str, Any] = dict.fromkeys(slots, "가" * length)
    facts |= {
        **_COUNTED,
        "why": _WHY[language],
        "where": "홍대입구역 근처",
        "when": "11월 23일 오후 6시",
    }
    answer = Answer(
        lines=tuple(Line(phrase=key, facts=facts) for key in LONGEST),
        items=({**_COUNTED, "other": [11, 23, 6]},),
    )

    lines = say(answer, spoken, turn=session).split("\n")

    assert len("\n".join(lines)) <= REPLY_LIMIT
    kept = len(LONGEST) if language == "ko" else LONGEST.index("coupon_terms")
    ends = (".", "?", ")", "분", "walk", ":")
    assert [line for line in lines[:kept] if not line.endswith(ends)] == []
    assert len(lines) >= kept


def test_in_english_names_of_everyday_length_are_whole() -> None:
    names = ("길모퉁이 수제버거", "색연필 분식 연트럴파크점", "밀알마을 베이커리 동교동점")
    numbers = {"price": 3900, "pays": 1900, "walk": 4}
    rows = [
        Line(
            phrase="shop_coupon",
            facts={"n": n, "name": name, "dish": "소떡소떡", "why": " (open now)", **numbers},
        )
        for n, name in enumerate(names, start=1)
    ]
    place = "around Hongik University Station"
    said = [
        Line(phrase="found", facts={"where": place}),
        *rows,
        Line(phrase="unsure_contents", facts={"words": "pork"}),
        Line(phrase="coupon_terms", facts={}),
        Line(phrase="from_default", facts={"place": "Hongik University Station"}),
    ]

    text = say(Answer(lines=tuple(said), items=(numbers,) * 3), ENGLISH, turn="s")

    assert "…" not in text
    assert all(name in text for name in (*names, place))
