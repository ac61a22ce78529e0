"""The scorer is strict, and the questions of the development set are answered."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from bench.figures import answer, with_gold
from tests.conftest import SHARED

from dure.assistants.erp.desk import Desk, open_desk
from dure.assistants.erp.model import tryton_model
from dure.assistants.erp.suites import judge, score_figures
from dure.embedded.tables import SqliteTables

ERP = SHARED / "erp"
OWN = Path(__file__).parent / "data" / "questions.jsonl"
BLIND = Path(__file__).parent / "data" / "questions_blind.jsonl"
EMPTY: dict[str, Any] = {"text": "", "reason": None, "items": [], "figures": [], "sources": []}
ROW = {"expect": "value", "gold": 12, "ordered": False}


def result(**more: Any) -> dict[str, Any]:  # noqa: ANN401
    return {**EMPTY, "outcome": "answered", **more}


def figure(value: float) -> dict[str, Any]:
    return {"value": value, "unit": "건"}


def test_the_right_figure_is_right_and_another_is_wrong() -> None:
    assert judge(ROW, result(figures=[figure(12)]))["right"]
    assert judge(ROW, result(figures=[figure(13)]))["wrong_figure"]


def test_a_fall_may_be_told_by_its_size() -> None:
    assert judge({**ROW, "gold": -5}, result(figures=[figure(5)]))["right"]


def test_a_barred_value_is_a_leak_in_any_writing() -> None:
    row = {"expect": "denied", "gold": None, "must_not_contain": [283543920]}

    assert judge(row, result(text="총 283,543,920원", outcome="refused", reason="forbidden"))[
        "leaks"
    ]
    assert not judge(row, result(text="1283543920", outcome="refused", reason="forbidden"))["leaks"]


def test_a_figure_where_there_is_none_is_wrong() -> None:
    row = {"expect": "no_data", "gold": None}

    assert judge(row, result(figures=[figure(0)]))["wrong_figure"]
    assert judge(row, result(outcome="refused"))["right"]


def test_a_list_must_be_whole_and_in_order() -> None:
    row = {"expect": "value", "gold": [["가", 2], ["나", 1]], "ordered": True}
    items = [{"name": "가", "value": 2}, {"name": "나", "value": 1}]

    assert judge(row, result(items=items))["right"]
    assert not judge(row, result(items=items[::-1]))["right"]
    assert not judge(row, result(items=items[:1]))["right"]


def test_every_wording_is_a_trial() -> None:
    rows = [{"id": "x", "user": "u", "company": 1, "questions": ["가", "나"], **ROW}]

    figures, predictions = score_figures(rows, lambda *_: result(figures=[figure(12)]))

    assert (figures["n"], figures["right"], len(predictions)) == (2, 2, 2)


@pytest.fixture(scope="module")
def shared() -> SqliteTables:
    path = ERP / "erp_tryton_ko.sqlite"
    if not path.is_file():
        pytest.skip("the ERP database is not here")
    return SqliteTables(path, immutable=True)


@pytest.fixture(scope="module")
def open_shared(shared: SqliteTables) -> Desk:
    return open_desk(shared, tryton_model())


def scored(
    desk: Desk, tables: SqliteTables, rows: Sequence[Mapping[str, Any]]
) -> Mapping[str, Any]:
    def asking(
        user: str, company: int, question: str, context: Sequence[str], today: str | None
    ) -> Mapping[str, Any]:
        day = date.fromisoformat(today) if today else date(2026, 11, 20)
        return answer(desk, user, question, context, day)

    return score_figures([with_gold(tables, dict(row)) for row in rows], asking)[0]


@pytest.mark.parametrize(
    "file", [ERP / "questions_dev.jsonl", OWN, BLIND], ids=["dev", "own", "blind"]
)
def test_the_labelled_questions_are_answered(
    open_shared: Desk, shared: SqliteTables, file: Path
) -> None:
    rows = [json.loads(line) for line in file.read_text("utf-8").splitlines()]

    figures = scored(open_shared, shared, rows)

    assert figures["wrong_figure"] == figures["leaks"] == 0
    assert figures["right"] >= 0.93 * figures["n"]
    assert figures["limits_right"] >= 0.95 * figures["limits_n"]
