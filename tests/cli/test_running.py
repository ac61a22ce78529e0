"""`dure report`, `dure order`: whoever runs the house asks how it went, tells what sold out."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.conftest import furnish
from typer.testing import CliRunner, Result

from dure.cli.main import app
from dure.errors import InvalidInput, Relayed

Run = Callable[..., Result]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, stocked: Path) -> Run:
    """Run a command on a data folder of its own."""
    monkeypatch.setenv("DURE_DATA_DIR", str(furnish(tmp_path / "data", stocked)))

    def ran(*words: str) -> Result:
        return CliRunner().invoke(app, list(words))

    return ran


def test_a_dish_is_told_to_be_sold_out(run: Run) -> None:
    shown = json.loads(run("ask", "meals", "5천원으로 점심", "--json").stdout)
    shop = shown["items"][0]["id"]

    told = run("order", "meals", "sold_out", json.dumps({"shop": shop}), "--json")
    said = run("order", "meals", "sold_out", json.dumps({"shop": shop}))

    assert json.loads(told.stdout)["shop"] == shop
    assert "적어 두었어요" in said.stdout


@pytest.mark.parametrize("period", ["2026-w47", "2026-11-31", "2026-W54", "지난주", "2026"])
def test_what_is_no_period_is_told_with_examples(run: Run, period: str) -> None:
    refused = run("report", "meals", period).exception

    assert isinstance(refused, Relayed)
    assert (refused.code, "2026-W47" in refused.detail) == ("bad_period", True)


def test_what_there_is_not_is_refused(run: Run) -> None:
    no_report = run("report", "meals", "2020-W01")
    no_shop = run("order", "meals", "sold_out", '{"shop": "nowhere"}')
    no_json = run("order", "meals", "sold_out", "soup")

    for refused in (no_report, no_shop):
        assert isinstance(refused.exception, Relayed)
        assert refused.exception.code == "not_found"
    assert isinstance(no_json.exception, InvalidInput)
