"""No number leaves that no record holds."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dure.engine.assistant import Answer, Line
from dure.engine.reply import REPLY_LIMIT, check_figures, say
from dure.errors import UnfoundedFigure
from dure.kernel.turns import Figure

PHRASES = {"said": ["{what}"], "two_ways": ["하나 {what}", "둘 {what}"]}


def figure(value: float) -> Figure:
    return Figure(value=value, unit="won", measure="price", source="row")


def saying(*what: str, phrase: str = "said") -> Answer:
    return Answer(lines=tuple(Line(phrase=phrase, facts={"what": w}) for w in what))


def said(answer: Answer, turn: str = "t") -> str:
    return say(answer, PHRASES, turn=turn)


def test_a_line_is_a_paragraph() -> None:
    assert said(saying("가", "나")) == "가\n나"


def test_the_same_turn_says_it_the_same_way() -> None:
    answer = saying("가", phrase="two_ways")

    assert said(answer, turn="t") == said(answer, turn="t")


def test_different_turns_may_say_it_in_different_ways() -> None:
    answer = saying("가", phrase="two_ways")

    assert {said(answer, turn=f"t{n}") for n in range(20)} == {"하나 가", "둘 가"}


def test_a_particle_fits_the_fact() -> None:
    answer = Answer(lines=(Line(phrase="said", facts={"what": "치킨"}),))

    assert say(answer, {"said": ["{what|을}"]}, turn="t") == "치킨을"


@pytest.mark.parametrize(
    "text",
    ["5000원", "5,000원", "약 5,000.0원", "메뉴 5000", "5,000, 그리고", "5000.", "2번"],
)
def test_a_number_of_a_figure_or_a_place_in_the_list_passes(text: str) -> None:
    check_figures(text, Answer(lines=(), figures=(figure(5000),), items=({}, {})))


@pytest.mark.parametrize(
    "items",
    [
        ({"price_won": 4900},),
        ({"dishes": [{"price_won": 4900}]},),
        ({"address": "양화로 4900"},),
        ({"price_won": 4900.0},),
        ({"hours": ["4,900"]},),
    ],
)
def test_a_number_of_an_item_passes(items: tuple[Mapping[str, Any], ...]) -> None:
    check_figures("4,900원", Answer(lines=(), items=items))


@pytest.mark.parametrize(
    "answer",
    [
        Answer(lines=()),
        Answer(lines=(), figures=(figure(5001),)),
        Answer(lines=(), figures=(figure(50),), items=({"n": 100},)),
        Answer(lines=(), figures=(figure(5000.5),)),
        Answer(lines=(), items=({"open": True, "none": None},)),
        Answer(lines=(), sources=("5000",)),
    ],
)
def test_a_number_that_stands_in_no_record_is_refused(answer: Answer) -> None:
    with pytest.raises(UnfoundedFigure) as caught:
        check_figures("5000원", answer)

    assert caught.value.facts == {"number": "5000"}


def test_a_truth_is_no_number() -> None:
    with pytest.raises(UnfoundedFigure):
        check_figures("1개", Answer(lines=(), figures=(figure(0),), items=()))


@pytest.mark.parametrize("digits", ["５０００", "٥٠٠٠"])
def test_digits_of_other_scripts_do_not_slip_through(digits: str) -> None:
    with pytest.raises(UnfoundedFigure):
        check_figures(f"{digits}원", Answer(lines=()))


def test_the_filter_and_the_period_of_a_figure_may_be_said() -> None:
    held = replace(figure(7), filter="80m/분", period="2026-11", row_count=12, as_of="2026-11-20")

    check_figures("80m/분, 2026년 11월, 12건, 20일 기준 7", Answer(lines=(), figures=(held,)))


def test_a_number_that_is_not_held_withholds_the_whole_reply() -> None:
    with pytest.raises(UnfoundedFigure):
        said(replace(saying("맛있어요", "3원"), items=({"n": 4},)))


numbers = st.integers(0, 10**15) | st.decimals(0, 10**9, places=2).map(float)


@given(numbers)
def test_every_figure_may_be_said(value: float) -> None:
    check_figures(f"{value:,}원", Answer(lines=(), figures=(figure(value),)))


@given(st.lists(numbers, min_size=1, max_size=5))
def test_every_number_of_an_item_may_be_said(values: list[float]) -> None:
    text = " ".join(f"{value}원" for value in values)

    check_figures(text, Answer(lines=(), items=({"of": values},)))


@pytest.mark.parametrize("value", [-3, -5000, -0.5])
def test_a_negative_figure_may_be_said(value: float) -> None:
    check_figures(f"{value:,}원", Answer(lines=(), figures=(figure(value),)))


@pytest.mark.parametrize("value", [0.00005, 1e-7, 1e16, 123456789012345680.0])
def test_a_very_small_or_large_figure_may_be_said(value: float) -> None:
    text = format(Decimal(repr(value)), "f")

    check_figures(text, Answer(lines=(), figures=(figure(value),)))


def test_a_loss_is_not_said_of_a_gain() -> None:
    with pytest.raises(UnfoundedFigure):
        check_figures("올해 이익은 -5000원", Answer(lines=(), figures=(figure(5000),)))


@given(st.integers(0, 10**9), st.lists(st.integers(0, 10**9), max_size=5))
def test_a_number_passes_only_if_it_is_held(number: int, held: list[int]) -> None:
    answer = Answer(lines=(), figures=tuple(map(figure, held)))

    try:
        check_figures(f"모두 {number:,}원", answer)
        passed = True
    except UnfoundedFigure:
        passed = False

    assert passed == (number in held)


@given(st.integers(0, REPLY_LIMIT * 2))
def test_a_reply_is_five_hundred_code_points_at_most(length: int) -> None:
    text = said(saying("가" * length))

    assert len(text) == min(length, REPLY_LIMIT)
    assert text.endswith("…") == (length > REPLY_LIMIT)


@given(
    st.lists(st.sampled_from(["two_ways", "said", "three_ways"]), max_size=12),
    st.text("abcdef0123456789", min_size=1, max_size=26),
)
def test_what_is_said_again_in_a_session_is_said_otherwise(keys: list[str], session: str) -> None:
    phrases = {**PHRASES, "three_ways": ["셋 {what}", "넷 {what}", "다섯 {what}"]}
    before: Counter[str] = Counter()
    last: dict[str, str] = {}

    for key in keys:
        text = say(saying("가", phrase=key), phrases, turn=session, said=before)
        assert text != last.get(key) or len(phrases[key]) == 1
        last[key], before = text, before + Counter([key])


@given(st.text("abcdef0123456789", min_size=1, max_size=26))
def test_every_way_gets_its_turn(session: str) -> None:
    answer = saying("가", phrase="two_ways")
    texts = {say(answer, PHRASES, turn=session, said={"two_ways": n}) for n in range(2)}

    assert texts == {"하나 가", "둘 가"}


@given(st.lists(st.integers(0, 400), min_size=1, max_size=9))
def test_names_are_cut_before_a_line_at_the_end_is_lost(lengths: list[int]) -> None:
    names = ["가" * length for length in lengths]
    lines = (*(Line(phrase="said", facts={"what": name}) for name in names), Line(phrase="end"))
    text = say(Answer(lines=lines), {**PHRASES, "end": ["꼭 물어봐 주세요."]}, turn="t")

    assert len(text) <= REPLY_LIMIT
    assert text.endswith("\n꼭 물어봐 주세요.")
    whole = sum(lengths) + len(lengths) + len("꼭 물어봐 주세요.") <= REPLY_LIMIT
    assert ("…" in text) == (not whole)


def numbers_in(text: str) -> Sequence[str]:
    return re.findall(r"[\d,]+", text)


@given(st.integers(REPLY_LIMIT - 12, REPLY_LIMIT))
def test_a_reply_that_is_cut_holds_no_part_of_a_number(before: int) -> None:
    answer = saying("가" * before + "12,345원이에요." + "나" * 20)
    text = said(replace(answer, figures=(figure(12345),)))

    assert [number for number in numbers_in(text) if number != "12,345"] == []
