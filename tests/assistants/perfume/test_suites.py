from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import orjson
import pytest
from tests.assistants.perfume.test_sheet import ANNEX, OFFICIAL, needs_sheet
from tests.conftest import SHARED

from dure.assistants.perfume.materials import shipped_materials
from dure.assistants.perfume.rules import shipped_rules
from dure.assistants.perfume.sheet import read_annex, read_sheet
from dure.assistants.perfume.suites import ifra_suite, score_ifra, scoring
from dure.engine.assistant import Facts, Trial
from dure.kernel.clock import StillClock
from dure.kernel.turns import TurnRequest, TurnResult

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
DEV = SHARED / "ifra_dev.jsonl"
OWN = Path(__file__).parent / "data" / "ifra_own.jsonl"


RECIPE = {
    "recipe": [{"name": "Ethanol", "cas": "64-17-5", "pct_of_concentrate": 100}],
    "dosage_pct": 10,
}


def rows(path: Path) -> list[Facts]:
    return [orjson.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.mark.skipif(not DEV.is_file(), reason="needs the development rows")
def test_every_development_row_is_right() -> None:
    figures, predictions = score_ifra([rows(DEV)], StillClock(NOON))

    assert (figures["agree"], figures["wrong_pass"], figures["wrong_fail"]) == (figures["n"], 0, 0)
    for row, prediction in zip(rows(DEV), predictions, strict=True):
        result = prediction["result"]
        assert result["max_dosage_pct"] == pytest.approx(
            row["expected"]["max_dosage_pct"], rel=1e-4
        )
        assert [v["rule"] for v in result["violations"]] == [
            v["rule"] for v in row["expected"]["violations"]
        ]


@needs_sheet
def test_every_own_case_is_right_by_the_official_sheet() -> None:
    rules = read_sheet(OFFICIAL.read_bytes(), amendment="51")
    shelf = shipped_materials().with_qualities(read_annex(ANNEX.read_text(encoding="utf-8")))

    figures, _ = scoring(shelf, rules)([rows(OWN), rows(DEV)], StillClock(NOON))

    assert (figures["agree"], figures["wrong_pass"]) == (figures["n"], 0)


def test_figures_tell_a_false_pass_from_a_false_fail() -> None:
    recipe = [{"name": "Ethanol", "cas": "64-17-5", "pct_of_concentrate": 100}]
    row = {"recipe": recipe, "category": "4", "dosage_pct": 10, "expected": {"verdict": "fail"}}
    over = [{"name": "Coumarin", "cas": "91-64-5", "pct_of_concentrate": 100}]
    other = {**row, "recipe": over, "expected": {"verdict": "pass", "accept": ["pass"]}}

    figures, _ = scoring(shipped_materials(), shipped_rules())([[row, other]], StillClock(NOON))

    assert figures == {"n": 2, "agree": 0, "wrong_pass": 1, "wrong_fail": 1, "ms_per_row": 0.0}


async def test_an_operators_rules_make_a_suite_of_their_own() -> None:
    async def take(request: TurnRequest, at: datetime | None) -> TurnResult:
        raise AssertionError("judging a formula takes no turn")

    known = {**RECIPE, "category": "4", "expected": {"verdict": "pass"}}
    unknown = {**known, "category": "12", "expected": {"verdict": "cannot_certify"}}
    rules = replace(shipped_rules(), categories=frozenset({"4"}))
    suite = ifra_suite(shipped_materials(), rules)

    trial = Trial(clock=StillClock(NOON), options={}, take=take)
    figures, predictions = await suite.score([[known, unknown]], trial)

    assert (suite.name, figures["agree"]) == ("ifra", 2)
    assert [p["result"]["reasons"] for p in predictions] == [[], ["category_unknown"]]
