"""Questions are cut into known words, whatever their spacing."""

from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dure.assistants.erp.desk import Desk
from dure.assistants.erp.names import Names
from dure.assistants.erp.segment import Piece, segment
from dure.assistants.erp.words import words

NONE = Names(spellings={}, longest=0)


def cut(text: str, names: Names = NONE) -> list[Piece]:
    return segment(text, taken=(), words=words(), names=names)


@pytest.mark.parametrize(
    "text", ["수주 금액 합계 알려줘", "수주금액합계알려줘", "수 주 금 액 합계 알려 줘"]
)
def test_spacing_does_not_matter(text: str) -> None:
    assert all(piece.known for piece in cut(text))


@pytest.mark.parametrize(
    ("text", "unknown"), [("부산가전의 수주액", "부산가전"), ("태블릿재고", "태블릿")]
)
def test_an_unknown_word_stays_whole(text: str, unknown: str) -> None:
    assert [piece.text for piece in cut(text) if not piece.known] == [unknown]


@pytest.mark.parametrize("word", ["의자", "과자", "가위", "종이", "이란", "인가", "주요", "어음"])
def test_particles_do_not_make_up_a_word(word: str) -> None:
    assert not all(piece.known for piece in cut(f"{word} 재고"))


def test_a_name_wins_over_words(desk: Desk) -> None:
    pieces = cut("참나무 원목 재고", desk.names)

    assert [named.name for named in pieces[0].named] == ["참나무 원목"]


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=60)
@given(st.text(max_size=60))
def test_no_letter_is_lost(text: str) -> None:
    pieces = cut(text)

    assert all(text[piece.start : piece.end] == piece.text for piece in pieces)
    assert all(a.end <= b.start for a, b in pairwise(pieces))
