"""Korean in Latin letters, and the spellings that people really use."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dure.korean.romanise import loose_key, romanise


@pytest.mark.parametrize(
    ("korean", "latin"),
    [
        ("서울", "seoul"), ("강남", "gangnam"), ("신촌", "sinchon"), ("왕십리", "wangsimni"),
        ("종로", "jongno"), ("신라", "silla"), ("별내", "byeollae"), ("독립문", "dongnimmun"),
        ("이태원", "itaewon"), ("여의도", "yeouido"), ("혜화", "hyehwa"), ("합정", "hapjeong"),
        ("떡볶이", "tteokbokki"), ("비빔밥", "bibimbap"), ("짜장면", "jjajangmyeon"),
        ("좋고", "joko"), ("묵호", "mukho"), ("값이", "gapsi"),
        ("KFC 홍대", "KFC hongdae"), ("", ""),
    ],
)  # fmt: skip
def test_sounds_change_where_syllables_meet(korean: str, latin: str) -> None:
    assert romanise(korean) == latin


@pytest.mark.parametrize(
    ("korean", "spellings"),
    [
        ("강남", ["Gangnam", "Kangnam"]), ("신촌", ["Sinchon", "Shinchon", "Shin-chon"]),
        ("명동", ["Myeongdong", "Myungdong", "Myeong-dong"]), ("종로", ["Jongno", "Chongno"]),
        ("떡볶이", ["tteokbokki", "ddukbokki", "dukbokki", "tteok-bokki"]),
        ("김밥", ["gimbap", "kimbap", "kimbab"]), ("순두부", ["sundubu", "soondubu"]),
        ("삼겹살", ["samgyeopsal", "samgyupsal"]), ("냉면", ["naengmyeon", "nengmyun"]),
    ],
)  # fmt: skip
def test_usual_spellings_agree(korean: str, spellings: list[str]) -> None:
    assert {loose_key(said) for said in spellings} == {loose_key(romanise(korean))}


@given(st.text(st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3), max_size=12))
def test_every_hangul_text_has_its_letters(text: str) -> None:
    said = romanise(text)

    assert said.isascii()
    assert said.isalpha() == loose_key(said).isalpha() == (text != "")
