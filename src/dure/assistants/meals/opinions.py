"""What an opinion on an answer makes happen: a click on a place is a choice."""

from collections.abc import Mapping, Sequence
from typing import Any

from dure.assistants.meals.chosen import Pick, choose_now, listed_in
from dure.assistants.meals.kitchen import Kitchen
from dure.engine.person import Happening
from dure.engine.session import PastTurn
from dure.kernel.clock import Clock
from dure.kernel.events import Json


def by_opinion(
    kitchen: Kitchen, clock: Clock, opinion: Json, past: PastTurn, history: Json | None
) -> Sequence[Happening]:
    """Return what an opinion makes happen; nothing of one about something that is no list.

    opinion: as `FeedbackBook` keeps it.
    """
    if opinion["kind"] != "chosen":
        return ()
    shop = _shop_at(opinion["chosen"], past)
    found = kitchen.catalogue.shops([shop]).get(shop) if shop else None
    if found is None:
        return ()
    now = clock.now()
    shown = listed_in(history, found.id, now=now, list_id=past.turn)
    if shown is None:
        return ()
    pick = Pick(shop=found, turn=past.turn, now=now, shown=shown)
    return choose_now(pick, history, kitchen.offers).happened


def _shop_at(position: int, past: PastTurn) -> str | None:
    """Return the shop that stood at a place of an answer, None if none did."""
    items: Sequence[Mapping[str, Any]] = past.result["items"] if past.result else ()
    if not 1 <= position <= len(items) or items[position - 1].get("kind") != "shop":
        return None
    shop: str = items[position - 1]["id"]
    return shop
