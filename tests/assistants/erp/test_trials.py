"""The `figures` suite asks whole turns, and counts what is right, wrong and leaked."""

from pathlib import Path
from typing import Any, Final

import pytest
from tests.assistants.erp.demo_questions import TODAY, with_gold

from dure.app.trial import measure
from dure.assistants.erp.demo import demo_statements
from dure.embedded.tables import make_database
from dure.settings import Settings

DAY: Final = {"today": TODAY.isoformat()}


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    path = tmp_path_factory.mktemp("gold") / "demo.db"
    make_database(path, demo_statements(TODAY))
    return with_gold(path)


def row_of(rows: list[dict[str, Any]], question: str, user: str) -> dict[str, Any]:
    return next(row for row in rows if (row["questions"], row["user"]) == ([question], user))


async def scored(*rows: dict[str, Any]) -> Any:  # noqa: ANN401 - counts
    return (await measure("figures", [list(rows)], DAY, Settings({}), assistant="erp"))[0]


async def test_every_question_is_right(rows: list[dict[str, Any]]) -> None:
    figures = await scored(*rows)

    assert figures["n"] == figures["right"] == len(rows)
    assert figures["wrong_figure"] == figures["leaks"] == 0
    assert figures["limits_right"] == figures["limits_n"] >= 20


async def test_a_wrong_figure_counts_as_wrong(rows: list[dict[str, Any]]) -> None:
    row = row_of(rows, "이번 달 수주 건수", "ceo")

    figures = await scored(row, {**row, "id": "off", "gold": row["gold"] + 1})

    assert (figures["n"], figures["right"], figures["wrong_figure"]) == (2, 1, 1)


async def test_a_list_with_a_wrong_name_is_not_right(rows: list[dict[str, Any]]) -> None:
    row = row_of(rows, "미수금 제일 많은 데 어디야", "ceo")
    ((_, amount),) = row["gold"]

    figures = await scored({**row, "gold": [["아무도 아닌 곳", amount]]})

    assert figures["right"] == 0


async def test_a_value_that_must_not_be_told_counts_as_a_leak(rows: list[dict[str, Any]]) -> None:
    row = row_of(rows, "올해 수주액", "sales_seoul")

    figures = await scored({**row, "must_not_contain": [row["gold"]]})

    assert (figures["leaks"], figures["right"]) == (1, 0)


async def test_a_figure_that_is_not_said_to_be_limited_is_not_right(
    rows: list[dict[str, Any]],
) -> None:
    row = row_of(rows, "이번 달 수주 건수", "ceo")

    assert (await scored({**row, "expect": "scoped"}))["right"] == 0


async def test_an_answer_where_permission_was_due_counts_as_wrong(
    rows: list[dict[str, Any]],
) -> None:
    row = row_of(rows, "지난달 매출", "ceo")

    figures = await scored({**row, "expect": "denied", "gold": None})

    assert (figures["right"], figures["limits_right"], figures["limits_n"]) == (0, 0, 1)


async def test_every_wording_is_asked_in_a_conversation_of_its_own(
    rows: list[dict[str, Any]],
) -> None:
    row = row_of(rows, "이번 달 수주 건수", "ceo")
    wordings = ["이번 달 수주 건수", "그중에 상위 3개만", "이달 주문 몇 건이야"]

    figures = await scored({**row, "questions": wordings})

    assert (figures["n"], figures["right"]) == (3, 2)


async def test_the_questions_before_are_asked_first(rows: list[dict[str, Any]]) -> None:
    row = row_of(rows, "지난달 매출", "ceo")

    figures = await scored({**row, "context": ["9월 매출"], "questions": ["그럼 10월은?"]})

    assert (figures["n"], figures["right"]) == (1, 1)


async def test_a_row_may_name_its_own_day(rows: list[dict[str, Any]]) -> None:
    row = row_of(rows, "지난달 매출", "ceo")

    earlier = await scored(row, {**row, "today": "2026-10-21", "questions": ["이번 달 매출"]})

    assert earlier["right"] == 2


async def test_a_refusal_is_no_figure(rows: list[dict[str, Any]]) -> None:
    figures = await scored(row_of(rows, "지난달 매출", "stock"))

    assert (figures["refused"], figures["wrong_figure"], figures["leaks"]) == (1, 0, 0)


def test_the_gold_is_made_of_the_same_company(rows: list[dict[str, Any]], tmp_path: Path) -> None:
    make_database(tmp_path / "again.db", demo_statements(TODAY))

    assert with_gold(tmp_path / "again.db") == rows
