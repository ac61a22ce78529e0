"""The figures that meals has to reach (design of meals, "Figures to reach"), each beside its peer.

Every row is measured by a bench of its own, which prints more of it; here they stand together.
`reached` is None where nothing could be measured here.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from bench import hard_rules, intents, ranker, ranking, shops, turn
from bench.machine import measure as machine

NOT_HERE = "not measured here"
SEED_ENGINE_STRICT = 0.281
"""The brief's own keyword engine on everyday Korean (design of meals); it is not run here."""


def measure() -> dict[str, Any]:
    """Return the table."""
    return {**machine(), "table": list(_rows())}


def _rows() -> Iterator[dict[str, Any]]:
    yield from _understanding()
    rules = hard_rules.measure()
    yield _row(f"hard rules broken in {rules['cases']} cases", 0, rules["broken"], is_most=True)
    yield from _ranking()
    speed = ranker.measure()[f"{ranker.CANDIDATES}_candidates_cpu_ms"]["and_ranker"]
    yield _row("72 features and scores of 200 candidates, CPU ms", 3.0, speed, is_most=True)
    yield from _turns("3,000 shops", turn.measure_server(100))
    for town, found in shops.measure().items():
        if isinstance(found, Mapping):
            yield from _turns(f"300,000 shops, {town}", found["turns"])


def _understanding() -> Iterator[dict[str, Any]]:
    """Yield the rows of the sets that nobody looked at while the reader was written."""
    for name, found in intents.measure().items():
        if "tuning" in name:
            continue
        peer = {"letters_alone_strict": found["letters_alone_strict"]}
        yield _row(f"intents lenient, {name}", 0.90, found["lenient"])
        brief = {**peer, "brief_keywords_strict_not_run_here": SEED_ENGINE_STRICT}
        yield _row(f"intents strict, {name}", 0.85, found["strict"], peer=brief)
        yield _row(f"slot F1, {name}", 0.85, found["slot_f1"])
        money = found["money_right"] / found["money_said"]
        of_brief = {"brief_pattern_right": found["brief_money_right"] / found["money_said"]}
        yield _row(f"money right, {name}", 0.95, round(money, 4), peer=of_brief)
        yield _row(f"money wrong, {name}", 0, found["money_wrong"], is_most=True)
        yield _row(
            f"allergens, diets and refused food heard, {name}", 1.0, found["allergen_recall"]
        )


def _ranking() -> Iterator[dict[str, Any]]:
    for name in ("MovieLens-100k by time HR@10", "Gowalla recall@20"):
        yield {"what": name, "at_least": None, "measured": NOT_HERE, "reached": None}
    found = ranking.uci()
    if isinstance(found, str):
        yield {"what": "UCI HR@10", "at_least": 0.66, "measured": NOT_HERE, "reached": None}
        return
    peers = {name: part["hr@10"] for name, part in found.items() if isinstance(part, Mapping)}
    yield _row("UCI restaurants HR@10", 0.66, peers.pop("dure"), peer=peers)


def _turns(where: str, found: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    yield _row(f"CPU ms of a turn, {where}", 5.0, found["cpu_ms_per_turn"], is_most=True)
    peer = {"brief_p95_ms": found["brief_p95_ms"]}
    yield _row(f"p95 ms at 100/s, {where}", 150.0, found["p95_ms"], is_most=True, peer=peer)


def _row(
    what: str,
    bar: float,
    measured: float,
    *,
    is_most: bool = False,
    peer: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Return a row; is_most: the bar is the most that may be measured, else the least."""
    reached = measured <= bar if is_most else measured >= bar
    key = "at_most" if is_most else "at_least"
    return {"what": what, key: bar, "measured": measured, "reached": reached, "peer": peer or {}}
