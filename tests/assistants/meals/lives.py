"""Lives of invented people, event by event."""

import csv
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from dure.assistants.meals import profile
from dure.engine.person import NOTED
from dure.kernel.clock import SEOUL
from dure.kernel.events import FIRST_LINK, Event, Json

_SAID: Final = ("people_blind.tsv", "people_fresh.tsv")

NOON: Final = datetime(2026, 11, 20, 12, 0, tzinfo=SEOUL)

Happened = tuple[str, Json]


def event(
    kind: str, at: datetime = NOON, *, user: str = "mina", number: int = 0, open: Json | None = None
) -> Event:
    """Return an event of a person; what it says is handed to a fold beside it.

    number: its position in the stream, and in the log.
    """
    return Event(
        seq=number + 1,
        tenant="main",
        stream=f"person:meals:{user}",
        position=number,
        kind=kind,
        at=at,
        open=open or {},
        sealed=None,
        sealed_hash=None,
        link=FIRST_LINK,
    )


def folded(life: Iterable[Happened], state: Json | None = None) -> Json:
    """Return the state after a life."""
    state = profile.EMPTY() if state is None else state
    for kind, said in life:
        state = profile.step(state, event(kind), said)
    return state


def chosen(
    shop: str = "shop-1",
    category: str | None = "분식",
    *,
    id: str | None = None,
    at: datetime = NOON,
    **more: Any,  # noqa: ANN401 - fields of the event
) -> Happened:
    """Return a choice."""
    plain = {"id": id, "turn": "t", "at": at.isoformat(), "shop": shop, "category": category}
    usual = {"pays_won": 5000, "coupons": [], "meal": "lunch", "company": [], "weather": None}
    return "meals.shop_chosen", {**plain, "price_won": 5000, "decided_s": 8.0, **usual, **more}


def rated(
    value: float | None,
    shop: str = "shop-1",
    category: str | None = "분식",
    *,
    id: str | None = None,
    at: datetime = NOON,
) -> Happened:
    """Return a rating."""
    said = {"id": id, "at": at.isoformat(), "shop": shop, "category": category, "value": value}
    return "meals.meal_rated", said


def viewed(shop: str = "shop-1", category: str = "분식", at: datetime = NOON) -> Happened:
    """Return a look at a shop."""
    return "meals.shop_viewed", {"at": at.isoformat(), "shop": shop, "category": category}


def shown(*shops: str, id: str | None = None, at: datetime = NOON) -> Happened:
    """Return a list that was seen."""
    items = [{"shop": shop, "position": place} for place, shop in enumerate(shops, 1)]
    return "meals.shops_shown", {"id": id, "at": at.isoformat(), "items": items}


def spent(won: int, source: str = "said", at: datetime = NOON) -> Happened:
    """Return money that was spent."""
    return "meals.money_spent", {"at": at.isoformat(), "won": won, "from": source}


def question(name: str, what: str = "asked") -> Happened:
    """Return a question that was asked, or answered."""
    return f"meals.question_{what}", {"at": NOON.isoformat(), "question": name}


def liking(*foods: str, way: str = "add") -> Happened:
    """Return a liking that was said, or taken back."""
    return NOTED, {"add": {}, "remove": {}, "put": {}, way: {"liked": list(foods)}}


def said_of(*what: str) -> list[tuple[str, str, str]]:
    """Return what people say, (of what, text, expected), written down before the code read it."""
    rows = []
    for name in _SAID:
        text = (Path(__file__).parent / "data" / name).read_text(encoding="utf-8")
        for row in csv.DictReader(text.splitlines(), delimiter="\t"):
            rows.append((row["what"], row["text"], row["expect"]))
    return [row for row in rows if row[0] in what]


def days(count: float) -> timedelta:
    """Return so many days."""
    return timedelta(days=count)
