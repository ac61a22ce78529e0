import json
from typing import Any

import pytest
from tests.assistants.perfume.test_compose import BENCH
from tests.assistants.perfume.test_skills import FAILS, spoken

from dure.assistants.perfume.check import answer_check

ANSWER_LIMIT = 300_000
"""Bytes of an answer's JSON."""


def test_a_pasted_formula_gets_its_verdict_and_the_smallest_change() -> None:
    answer = answer_check(FAILS, bench=BENCH)

    as_written, repaired = answer.items
    assert spoken(answer).startswith("부적합")
    assert "2.666%로 줄이고" in spoken(answer)
    assert (as_written["verdict"], repaired["verdict"]) == ("fail", "pass")
    assert repaired["parts"][0]["pct"] == 2.666


def test_after_a_repair_the_repaired_one_is_meant() -> None:
    memory: Any = answer_check(FAILS, bench=BENCH).memory

    assert memory["chosen"] == 2
    assert memory["formulas"][1]["recipe"][0]["pct_of_concentrate"] == 2.666


def test_a_dosage_that_was_not_said_is_told_as_assumed() -> None:
    assert "15%로 보았어요" in spoken(answer_check(FAILS, bench=BENCH))
    assert "보았어요" not in spoken(answer_check("부향률 20%\n" + FAILS, bench=BENCH))


def test_a_pasted_formula_without_a_product_is_asked_about() -> None:
    answer = answer_check("쿠마린 5%\n에탄올 95%", bench=BENCH)

    assert (answer.outcome, answer.question) == ("asked", "ask_product")
    assert answer.pending is not None


def test_lines_that_cannot_be_read_are_asked_about() -> None:
    assert "쿠마린 조금" in spoken(answer_check("쿠마린 조금\n에탄올 95%", bench=BENCH))


def test_a_text_without_lines_is_asked_about() -> None:
    assert answer_check("향수", bench=BENCH).question == "ask_recipe"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("향수\n쿠마린 5%\n에탄올 92%", "합이 97%"),
        ("향수\n123-45-6 5%\n에탄올 95%", "검사 숫자"),
        ("향수 부향률 0%\n쿠마린 5%\n에탄올 95%", "부향률"),
        ("향수\n" + "에탄올 1%\n" * 301, "302줄"),
    ],
)
def test_what_cannot_be_computed_is_refused_with_its_reason(text: str, said: str) -> None:
    answer = answer_check(text, bench=BENCH)

    assert (answer.outcome, answer.reason) == ("refused", "invalid_input")
    assert said in spoken(answer)


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("향수\n머스크 앰브레트 1%\n에탄올 99%", "cannot_certify"),
        ("향수\n머스크 암브레트 1%\n에탄올 99%", "fail"),
        ("향수\n9999-99-9 1%\n에탄올 99%", "cannot_certify"),
        ("향수\nAcetyl isovaleryl 1%\n에탄올 99%", "fail"),
        ("향수\n13706-86-0 1%\n에탄올 99%", "fail"),
        ("향수\n리날로올 10%\nDPG 90%", "pass"),
        ("향초\n리날로올 10%\nDPG 90%", "cannot_certify"),
    ],
)
def test_prohibited_limited_and_unknown_are_told_apart(text: str, verdict: str) -> None:
    answer = answer_check(text, bench=BENCH)

    assert answer.items[0]["verdict"] == verdict
    assert spoken(answer)


def test_what_breaks_many_limits_is_answered_within_500_letters() -> None:
    rows = [m for m in BENCH.shelf.materials if m.kind != "solvent"][:50]
    text = "향수 부향률 100%\n" + "\n".join(f"{m.name_ko} {m.cas} 2%" for m in rows)

    answer = answer_check(text, bench=BENCH)

    assert answer.items[0]["verdict"] == "fail"
    assert len(spoken(answer)) <= 500


def test_the_longest_formula_keeps_the_answer_small() -> None:
    known = BENCH.shelf.materials
    text = "향수 부향률 50%\n" + "\n".join(
        f"{known[n % 300].name_en} {known[n % 300].cas or ''} {'0.4' if n < 200 else '0.2'}%"
        for n in range(300)
    )

    answer = answer_check(text, bench=BENCH)

    assert len(json.dumps(list(answer.items), ensure_ascii=False).encode()) < ANSWER_LIMIT
    assert spoken(answer)
