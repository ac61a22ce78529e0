"""Three hundred thousand shops: loading them, finding those around, a whole turn among them.

Two towns of invented shops, written as a CSV with a column map and loaded as an operator's file
would be. `dense`: around the named places of the gazetteer, 320 m from them (one standard
deviation), as tight as the busiest quarters; `spread`: 3 km from them. `per_km2` tells the
density within a kilometre of the places that are asked about. Peers in the same run: an R*Tree
for the radius, a scan of all shops for the radius, and one shop after the other for the search.
"""

import csv
import hashlib
import json
import math
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

import apsw
from bench import turn

from dure.assistants.meals.candidates import Rules, judge
from dure.assistants.meals.catalogue import Catalogue, Shop
from dure.assistants.meals.choose import SHOWN, Eater, OrderSettings, choose
from dure.assistants.meals.demo import demo_shops
from dure.assistants.meals.demo_people import demo_people
from dure.assistants.meals.for_whom import known_of
from dure.assistants.meals.hours import hhmm
from dure.assistants.meals.profile import STRANGER, Profile
from dure.assistants.meals.search import Search, SourceSettings
from dure.assistants.meals.simulated import simulated
from dure.assistants.meals.situation import Moment
from dure.assistants.meals.stock import stock_file
from dure.assistants.meals.wish import Wish
from dure.assistants.meals.words import points
from dure.embedded.places import SqlitePlaces
from dure.kernel.clock import SEOUL
from dure.kernel.earth import DEGREE_M, metres_between
from dure.kernel.turns import Place

SHOPS: Final = 300_000
TOWNS: Final = {"dense": 320, "spread": 3000}
"""How far shops stand from the named places, in metres (one standard deviation)."""
RADIUS_M: Final = 500
SEARCHES: Final = 400
AGREED: Final = 60
"""Searches that are held against judging every place within the radius."""
PEOPLE: Final = 60
SEED: Final = 2
RATE: Final = 100
AT: Final = datetime(2026, 11, 18, 12, 30, tzinfo=SEOUL)
WISHES: Final[tuple[dict[str, Any], ...]] = (
    {"budget_max": 5000},
    {"food": ["떡볶이"]},
    {"food": ["국밥"], "budget_max": 10_000},
    {"budget_max": 8000, "sort": "cheap"},
    {},
)
COLUMNS: Final = {
    "id": "id", "name": "name", "category": "category", "address": "address", "lat": "lat",
    "lon": "lon", "open_time": "hours", "closing": "closed", "menus": "menus", "card_flag": "card",
}  # fmt: skip
_DAYS: Final = {
    "mon": "월",
    "tue": "화",
    "wed": "수",
    "thu": "목",
    "fri": "금",
    "sat": "토",
    "sun": "일",
}
_TREE: Final = """
SELECT id, lat, lon FROM spots WHERE north >= ? AND south <= ? AND east >= ? AND west <= ?
"""


@cache
def measure() -> dict[str, Any]:
    """Return the figures of both towns."""
    return {"shops": SHOPS, **{town: _town(town) for town in TOWNS}}


def write_town(town: str, path: Path, *, count: int = SHOPS) -> None:
    """Write the shops of a town as a CSV."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, sorted(COLUMNS.values()))
        writer.writeheader()
        writer.writerows(_row(shop) for shop in demo_shops(count, spread_m=TOWNS[town]))


def column_map() -> str:
    """Return the map of the columns, as an operator would write it."""
    columns = "".join(f'{name} = "{column}"\n' for name, column in COLUMNS.items())
    return f'source = "bench"\n[columns]\n{columns}'


def load_and_look(folder: Path) -> None:
    """Load the shops of a folder, look around and print the figures; a process of its own."""
    text, columns = (folder / "shops.csv").read_text("utf-8"), (folder / "map.toml").read_text()
    with tempfile.TemporaryDirectory() as kept:
        places = SqlitePlaces(Path(kept) / "places.db")
        began, cpu = time.perf_counter(), time.process_time()
        space, report = stock_file(places, text, "shops.csv", columns=columns)
        load_s, load_cpu_s = time.perf_counter() - began, time.process_time() - cpu
        peak = _peak_mb()
        del text
        print(json.dumps({
            "load_s": round(load_s, 1), "load_cpu_s": round(load_cpu_s, 1),
            "loaded": report.shops, "load_peak_mb": peak, **_looked(places, space),
        }))  # fmt: skip
        places.close()


def _town(town: str) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        write_town(town, folder / "shops.csv")
        (folder / "map.toml").write_text(column_map())
        first, second = (_in_a_process(folder) for _ in range(2))
        twice_same = first.pop("digest") == second.pop("digest")
        turns = turn.measure_server(
            RATE,
            DURE_MEALS_CATALOGUE=str(folder / "shops.csv"),
            DURE_MEALS_COLUMNS=str(folder / "map.toml"),
        )
    return {**first, "load_s_again": second["load_s"], "twice_same": twice_same, "turns": turns}


def _in_a_process(folder: Path) -> dict[str, Any]:
    command = [sys.executable, "-c", _CHILD, str(folder)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


_CHILD: Final = """
import sys
from pathlib import Path
from bench.shops import load_and_look
load_and_look(Path(sys.argv[1]))
"""


def _row(shop: Shop) -> dict[str, Any]:
    ((opens, closes), *_) = shop.hours.periods["default"] if shop.hours else ((None, None),)
    return {
        "id": shop.id,
        "name": shop.name,
        "category": shop.category,
        "address": shop.address,
        "lat": shop.lat,
        "lon": shop.lon,
        "hours": "" if opens is None else f"{hhmm(opens)}~{hhmm(closes or 0)}",
        "closed": _closed(shop),
        "menus": ";".join(f"{dish.name}:{dish.price}원" for dish in shop.dishes),
        "card": shop.card,
    }


def _closed(shop: Shop) -> str:
    closing = shop.hours.closing if shop.hours else None
    if closing is None:
        return ""
    if closing.weekly:
        return f"매주 {_DAYS[closing.weekly[0]]}요일"
    return "둘째,넷째 일요일" if closing.nth else "명절" if closing.festival else "연중무휴"


def _looked(places: SqlitePlaces, space: str) -> dict[str, Any]:
    rng = random.Random(7)
    spots = [(lat, lon) for _, lat, lon in points().values()]
    asked = [rng.choice(spots) for _ in range(SEARCHES)]
    found = [places.near(space, lat=lat, lon=lon, radius_m=1000) for lat, lon in asked[:100]]
    density = sorted(len(near) / math.pi for near in found)
    around = _timed(lambda at: places.around(space, lat=at[0], lon=at[1], radius_m=RADIUS_M), asked)
    located = list(_located(places, space))
    tree = _tree_of(located)
    by_tree = _timed(lambda at: _by_tree(tree, at), asked[:100])
    scan = _timed(lambda at: _scan(located, at), asked[:3])
    searched, digest = _searched(Catalogue(places, space), asked)
    digest.update(places.sheet(space))
    digest.update(repr(located).encode())
    return {
        "per_km2": {"p50": round(density[50]), "p95": round(density[95])},
        "radius_ms": around,
        "radius_rtree_ms": by_tree,
        "radius_scan_ms": scan,
        "search_ms": searched,
        "search_one_by_one_ms": _one_by_one(Catalogue(places, space), asked[:5]),
        "same_three_as_of_all": _same_as_of_all(Catalogue(places, space), asked[:AGREED], None),
        "same_three_as_of_all_for_a_person": _same_as_of_all(
            Catalogue(places, space), asked[:AGREED], _people()
        ),
        "peak_mb": _peak_mb(),
        "digest": digest.hexdigest(),
    }


def _searched(catalogue: Catalogue, asked: Sequence[tuple[float, float]]) -> tuple[Any, Any]:
    """Return (milliseconds of CPU of a search, a digest of what was found)."""
    search, digest = Search(catalogue), hashlib.sha256()

    def once(number: int) -> None:
        lat, lon = asked[number]
        wish = Wish(slots=WISHES[number % len(WISHES)])
        found = search.gather(Rules(wish=wish, at=AT, here=Place(lat=lat, lon=lon)), AT)
        digest.update(repr([(c.shop.id, c.sources) for c in found.candidates]).encode())

    return _timed(once, range(len(asked))), digest


def _people() -> list[Profile]:
    """Return the profiles of invented people after some months."""
    shops = list(demo_shops())
    lists = simulated(list(demo_people(shops, PEOPLE)), shops, seed=SEED, since=0.7)
    return list({one.shown.person: one.shown.profile for one in lists}.values())


def _same_as_of_all(
    catalogue: Catalogue, asked: Sequence[tuple[float, float]], people: Sequence[Profile] | None
) -> float:
    """Return the share of wishes to which the first three are those of judging every place.

    people: who ask, in turn; None: somebody of whom nothing is known.
    """
    some, every = Search(catalogue), Search(catalogue, SourceSettings(most=SHOPS))
    same = 0
    for number, (lat, lon) in enumerate(asked):
        wish = Wish(slots=WISHES[number % len(WISHES)])
        rules = Rules(wish=wish, at=AT, here=Place(lat=lat, lon=lon))
        profile = people[number % len(people)] if people else STRANGER
        moment = Moment(now=AT, at=AT, meal="lunch", most_won=wish.most_won)
        eater = Eater(profile=profile, moment=moment)
        firsts = []
        for search in (some, every):
            gathered = search.gather(rules, AT, known_of(eater))
            found = choose(gathered.candidates, rules, OrderSettings(), eater)
            firsts.append([one.shop.id for one in [*found.sure, *found.unsure][:SHOWN]])
        same += firsts[0] == firsts[1]
    return round(same / len(asked), 3)


def _one_by_one(catalogue: Catalogue, asked: Sequence[tuple[float, float]]) -> dict[str, float]:
    def once(at: tuple[float, float]) -> None:
        rules = Rules(wish=Wish(slots=WISHES[0]), at=AT, here=Place(lat=at[0], lon=at[1]))
        for shop, metres in catalogue.near(*at, 1000):
            judge(shop, metres, rules)

    return _timed(once, asked)


def _located(places: SqlitePlaces, space: str) -> Iterator[tuple[str, float, float]]:
    for first in range(0, SHOPS, 10_000):
        shops = Catalogue(places, space).at_rows(range(first, first + 10_000))
        for shop in shops.values():
            yield shop.id, shop.lat or 0.0, shop.lon or 0.0


def _tree_of(located: Sequence[tuple[str, float, float]]) -> apsw.Connection:
    tree = apsw.Connection(":memory:")
    tree.execute(
        "CREATE VIRTUAL TABLE spots USING rtree("
        "row, south, north, west, east, +id TEXT, +lat REAL, +lon REAL)"
    )
    tree.executemany(
        "INSERT INTO spots VALUES (?1, ?3, ?3, ?4, ?4, ?2, ?3, ?4)",
        ((row, *spot) for row, spot in enumerate(located)),
    )
    return tree


def _by_tree(tree: apsw.Connection, at: tuple[float, float]) -> list[tuple[str, float]]:
    high = RADIUS_M / DEGREE_M
    wide = high / math.cos(math.radians(at[0]))
    box = (at[0] - high, at[0] + high, at[1] - wide, at[1] + wide)
    found = [(i, metres_between(*at, lat, lon)) for i, lat, lon in tree.execute(_TREE, box)]
    return [(i, metres) for i, metres in found if metres <= RADIUS_M]


def _scan(located: Sequence[tuple[str, float, float]], at: tuple[float, float]) -> list[str]:
    return [i for i, lat, lon in located if metres_between(*at, lat, lon) <= RADIUS_M]


def _timed(work: Callable[[Any], object], over: Sequence[Any]) -> dict[str, float]:
    """Return milliseconds of CPU, so that a busy machine does not count."""
    taken = []
    for one in over:
        began = time.thread_time()
        work(one)
        taken.append((time.thread_time() - began) * 1000)
    taken.sort()
    return {
        "p50": round(statistics.median(taken), 3),
        "p95": round(taken[int(len(taken) * 0.95)], 3),
    }


def _peak_mb() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
