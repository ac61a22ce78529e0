"""How long it takes to read a person's profile, and how large their state gets."""

import random
import time
from datetime import datetime, timedelta
from statistics import median
from typing import Any

import orjson
from bench.machine import measure as machine

from dure.assistants.meals.profile import profile_of
from dure.assistants.meals.simulated import told
from dure.kernel.clock import SEOUL
from dure.kernel.events import Json

SIZES = (10, 100, 1_000, 10_000, 100_000)
ROUNDS = 500
NOW = datetime(2026, 11, 21, 12, tzinfo=SEOUL)
CATEGORIES = ("한식", "분식", "중식", "일식", "치킨", "국밥", "면", "편의점")


def measure() -> dict[str, Any]:
    """Return microseconds of processor time for a read and a fold, and bytes, by events."""
    out: dict[str, Any] = {**machine(), "rounds": ROUNDS}
    for size in SIZES:
        rng, state = random.Random(20261121), dict[str, Any]()
        life = [_happened(rng, NOW - timedelta(minutes=20 * (size - n)), n) for n in range(size)]
        began = time.thread_time()
        for kind, said in life:
            state = told(state, kind, said)
        out[f"fold_us_{size}_events"] = round((time.thread_time() - began) / size * 1e6, 1)
        times = sorted(_read_us(state) for _ in range(ROUNDS))
        out[f"read_us_{size}_events"] = round(median(times), 1)
        out[f"read_us_p95_{size}_events"] = round(times[int(ROUNDS * 0.95)], 1)
        out[f"bytes_{size}_events"] = len(orjson.dumps(state))
    return out


def _read_us(state: Json) -> float:
    began = time.thread_time()
    profile_of(state, NOW)
    return (time.thread_time() - began) * 1e6


def _happened(rng: random.Random, at: datetime, number: int) -> tuple[str, Json]:
    """Return one of: a list, a choice, a rating, a look; the choice and rating of a list before."""
    shop, moment = f"shop-{rng.randrange(400)}", at.isoformat()
    said: Json = {"at": moment, "shop": shop, "category": CATEGORIES[rng.randrange(8)]}
    kind = ("shops_shown", "shop_chosen", "meal_rated", "shop_viewed")[number % 4]
    if kind == "shops_shown":
        items = [{"shop": f"shop-{rng.randrange(400)}"} for _ in range(3)]
        said = {"id": f"list-{number}", "at": moment, "items": items}
    elif kind == "shop_chosen":
        said |= {"id": f"list-{number - 1}", "pays_won": rng.randrange(3_000, 9_000, 100)}
        said |= {
            "meal": rng.choice(("lunch", "dinner")),
            "company": [rng.choice(("friend", "alone"))],
        }
        said |= {"weather": rng.choice((None, "rain", "dry")), "coupons": [], "decided_s": 8.0}
    elif kind == "meal_rated":
        said |= {"id": f"list-{number - 2}", "value": rng.choice((-0.8, -0.5, 0.4, 0.9))}
    return f"meals.{kind}", said
