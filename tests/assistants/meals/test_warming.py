from pathlib import Path
from typing import Any

from tests.assistants.meals.paying import NOON, Paying

from dure.assistants.meals.kitchen import Kitchen
from dure.assistants.meals.warming import warm

FILE = (
    '{"id": "all", "kind": "amount", "value": 1000, "starts": "2026-11-01", "ends": "2026-11-30"}'
)


async def test_what_coupons_make_of_prices_is_worked_out_at_opening(tmp_path: Path) -> None:
    (tmp_path / "coupons.jsonl").write_text(FILE, encoding="utf-8")
    paying = Paying(tmp_path, {}, meals_coupons=str(tmp_path / "coupons.jsonl"))
    skill: Any = paying.meals.skills["THANKS"]
    kitchen = next(part for part in skill.args if isinstance(part, Kitchen))
    assert not kitchen.offers._days
    warm(kitchen, NOON)

    (day,) = kitchen.offers._days.values()
    assert {use.pays_won for use in day._uses.values() if use} == {2_000, 5_000, 11_000}
    await paying.close()
