"""Answers as Kakao takes them, whatever is in them."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.gateway.skills import check_response

from dure.gateway.kakao_cards import cut, later, of_result, of_text
from dure.kernel.turns import TurnResult

names = st.text(st.characters(codec="utf-8"), max_size=600)
shops = st.fixed_dictionaries(
    {"kind": st.just("shop"), "name": names},
    optional={
        "price_won": st.none() | st.integers(0, 10**9),
        "pays_won": st.none() | st.integers(0, 10**9),
        "walk_min": st.none() | st.integers(0, 600),
        "lat": st.none() | st.floats(-90, 90),
        "lon": st.none() | st.floats(-180, 180),
        "dishes": st.none() | st.lists(st.fixed_dictionaries({"name": names}), max_size=3),
        "card": st.sampled_from("YPNU"),
    },
)
lines = st.fixed_dictionaries({"number": st.sampled_from(("112", "1388", "02-123-4567"))})
others = st.dictionaries(st.text(max_size=5), st.none() | st.integers() | names, max_size=3)


def answer(
    text: str,
    *items: dict[str, Any],
    outcome: Any = "answered",  # noqa: ANN401
    question: str | None = None,
) -> TurnResult:
    return TurnResult(
        turn="t",
        session="s",
        intent="I",
        text=text,
        outcome=outcome,
        question=question,
        items=tuple(items),
    )


@given(st.text(min_size=1, max_size=1500), st.lists(st.one_of(shops, lines, others), max_size=14))
def test_whatever_is_answered_kakao_takes_it(text: str, items: list[dict[str, Any]]) -> None:
    late = [answer("늦은 답이에요.")] * 4

    check_response(of_result(answer(text, *items)))
    check_response(of_result(answer(text, *items), late))
    check_response(of_text(text, ["네", "아니요"]))
    check_response(later(text))


SHOP = {
    "kind": "shop", "name": "행복 국밥&", "price_won": 8000, "pays_won": 7000, "walk_min": 4,
    "lat": 37.55, "lon": 126.92, "dishes": [{"name": "순대국", "price_won": 8000}], "card": "Y",
}  # fmt: skip


def test_a_place_is_a_card_with_the_way_and_the_choice() -> None:
    response = of_result(answer("찾았어요.", SHOP, {**SHOP, "name": "둘째집"}))

    one, other = response["template"]["outputs"][1]["carousel"]["items"]
    assert one["description"] == "순대국 · 8,000원 · 쿠폰 쓰면 7,000원 · 걸어서 약 4분"
    assert [button["label"] for button in one["buttons"]] == ["길찾기", "이걸로 할게요"]
    assert one["buttons"][0]["webLinkUrl"] == (
        "https://map.kakao.com/link/to/%ED%96%89%EB%B3%B5%20%EA%B5%AD%EB%B0%A5%26,37.55,126.92"
    )
    assert other["buttons"][1]["messageText"] == "두 번째로 할게요"


def test_nothing_is_said_of_the_card_that_the_answer_does_not_say() -> None:
    response = str(of_result(answer("찾았어요.", SHOP)))

    assert "카드" not in response
    assert "급식" not in response


def test_a_long_name_of_a_dish_is_cut_to_what_the_card_holds() -> None:
    long = {**SHOP, "dishes": [{"name": "가" * 600}]}
    alone = of_result(answer("찾았어요.", long))["template"]["outputs"][1]["textCard"]
    row = of_result(answer("찾았어요.", long, SHOP))["template"]["outputs"][1]["carousel"]

    assert len(alone["description"]) == 350
    assert (row["type"], len(row["items"][0]["description"])) == ("textCard", 128)


def test_what_is_unknown_is_left_out() -> None:
    shop = {"kind": "shop", "name": "모름", "price_won": None, "walk_min": None, "lat": None}
    [_, card] = of_result(answer("찾았어요.", shop))["template"]["outputs"]

    assert "description" not in card["textCard"]
    assert [button["label"] for button in card["textCard"]["buttons"]] == ["이걸로 할게요"]


def test_numbers_of_people_who_help_are_called_by_one_press() -> None:
    response = of_result(answer("도와줄 사람이 있어요.", *({"number": n} for n in ("109", "112"))))

    buttons = response["template"]["outputs"][1]["textCard"]["buttons"]
    assert [(b["action"], b["phoneNumber"]) for b in buttons] == [
        ("phone", "109"),
        ("phone", "112"),
    ]


@pytest.mark.parametrize(
    ("question", "text", "items"),
    [
        ("relax", "더 멀리 찾아볼까요?", []),
        ("delete", "정말 지울까요? 되돌릴 수 없어요.", []),
        ("consent", "다음에도 기억해 둘까요? 암호로 잠가 두어요.", []),
        ("other_words", "혹시 ‘국밥’이라고 하신 건가요?", [{"kind": "other_words"}]),
        ("intent", "메뉴를 말씀하시는 건가요?", [{"name": "메뉴"}]),
    ],
)
def test_a_question_of_yes_or_no_is_answered_by_one_press(
    question: str, text: str, items: list[dict[str, Any]]
) -> None:
    asked = of_result(answer(text, *items, outcome="asked", question=question))

    assert [r["label"] for r in asked["template"]["quickReplies"]] == ["네", "아니요"]


@pytest.mark.parametrize(
    ("question", "text", "items"),
    [
        ("location", "어디에서 찾아볼까요?", []),
        ("purposes", "어떤 동의를 거둘까요?", []),
        (
            "intent",
            "혹시 메뉴나 가격 중에 무엇을 도와드릴까요?",
            [{"name": "메뉴"}, {"name": "가격"}],
        ),
    ],
)
def test_no_yes_is_offered_for_any_other_question(
    question: str, text: str, items: list[dict[str, Any]]
) -> None:
    asked = of_result(answer(text, *items, outcome="asked", question=question))

    assert "quickReplies" not in asked["template"]


def test_a_long_text_is_cut_visibly() -> None:
    assert cut("가" * 20, 14) == "가" * 13 + "…"
    assert cut("가" * 14, 14) == "가" * 14
