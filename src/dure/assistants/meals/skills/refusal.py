"""Why a payment did not go through, and what to do about a card that is lost or broken."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

from dure.assistants.meals.card_words import SpokenAttempt, attempt_said
from dure.assistants.meals.catalogue import Shop
from dure.assistants.meals.convenience import STORE, store_rules, told_of
from dure.assistants.meals.kitchen import Kitchen, line, said_figure
from dure.assistants.meals.payment_told import told_of_payment
from dure.assistants.meals.phrases import part
from dure.assistants.meals.purse import Purse
from dure.assistants.meals.refused import Attempt, lines_of, why_refused
from dure.assistants.meals.skills.card import (
    answer_of_store,
    basis,
    numbers_in,
    place_of,
    remembered,
    rule_item,
)
from dure.assistants.meals.target import target_of
from dure.assistants.meals.visits import visits_of
from dure.engine.assistant import Answer, Line, Scene
from dure.kernel.turns import Figure

_PROBLEMS: Final = {
    "lost": "card_lost",
    "reissue": "card_reissue",
    "damaged": "card_damaged",
    "pin_locked": "card_pin",
    "refused": "card_refused",
}
_JUST_CHOSEN: Final = timedelta(hours=3)
"""So long after it was chosen a place is the one where a payment failed; our choice."""


async def card_problem(scene: Scene, kitchen: Kitchen) -> Answer:
    """Answer CARD_PROBLEM: what to do, or why a payment did not go through."""
    problem = scene.slots.get("problem", "declined")
    if problem in _PROBLEMS:
        return Answer(lines=(line(_PROBLEMS[problem]),))
    if items := scene.slots.get("items"):
        return _of_items(scene, kitchen, items)
    shown = [entry["name"] for entry in scene.session.memory.get("shown", ())]
    told = told_of_payment(scene.heard.text, scene.session.past)
    said = attempt_said(told, shown, scene.now)
    shop, purse = _shop(scene, kitchen, said), _purse_then(scene, kitchen, said.at)
    won = said.won if said.won is not None else _price_shown(scene, shop)
    is_known = purse.rule.place or purse.card or shop or said.kind or won
    if not is_known and purse.state == "no_issuer":
        return Answer(lines=(line("card_declined"),), reason="nothing_known")
    attempt = Attempt(
        at=said.at,
        is_exact=said.is_exact,
        price_won=won,
        shop_kind=shop.category if shop else said.kind,
        acceptance=shop.card if shop else "U",
        is_alcohol_led=shop.is_alcohol_led if shop else None,
    )
    found = why_refused(attempt, purse.rule, purse.card, kitchen.wallet.money)
    since, figures = basis(purse)
    lines = [*_about(said, shop, won, scene.now), *lines_of(found)]
    return Answer(
        lines=(*lines, *since),
        items=(_attempt_item(attempt, shop, said), rule_item(purse)),
        figures=(*figures, *numbers_in(lines), *_of_day(said.at)),
        sources=(purse.rule.source,) if purse.rule.source else (),
        memory=remembered(scene),
        pending=_asks_items(scene, attempt),
    )


def _asks_items(scene: Scene, attempt: Attempt) -> dict[str, Any] | None:
    """Return what waits for the items, where a store may have refused one of them."""
    if STORE not in (attempt.shop_kind or ""):
        return None
    return {"intent": scene.intent, "need": "items", "slots": {"problem": "declined"}}


def _of_items(scene: Scene, kitchen: Kitchen, items: Sequence[str]) -> Answer:
    """Tell which of the items that were to be paid the card buys."""
    purse = _purse_then(scene, kitchen, scene.now)
    rules = store_rules(purse.place, scene.now.date(), own=purse.own_items)
    lines = told_of(rules, items)
    if not purse.place:
        lines.append(line("rule_no_place"))
    return answer_of_store(purse, rules, lines)


def _purse_then(scene: Scene, kitchen: Kitchen, at: datetime) -> Purse:
    heard, place = scene.heard, place_of(scene)
    return kitchen.wallet.purse(heard.tenant, heard.user, at, said_place=place)


def _shop(scene: Scene, kitchen: Kitchen, said: SpokenAttempt) -> Shop | None:
    """Return the shop at which it failed: named, numbered, or chosen last not long ago."""
    slots = {k: v for k, v in (("shop", said.shop), ("ordinal", said.ordinal)) if v is not None}
    if slots:
        return target_of(replace(scene, slots=slots), kitchen).shop
    if said.kind or scene.now - said.at > _JUST_CHOSEN:
        return None
    chosen = scene.session.memory.get("chosen") or _chosen_lately(scene)
    return kitchen.catalogue.shops([chosen]).get(chosen) if chosen else None


def _chosen_lately(scene: Scene) -> str | None:
    visits = visits_of(scene.history)
    is_late = not visits or scene.now - visits[-1].at > _JUST_CHOSEN
    return None if is_late else visits[-1].shop


def _price_shown(scene: Scene, shop: Shop | None) -> int | None:
    """Return the price of the dish that was shown of a shop in this conversation."""
    if shop is None:
        return None
    entries = scene.session.memory.get("shown", ())
    return next((e["price_won"] for e in entries if e["id"] == shop.id), None)


def _about(
    said: SpokenAttempt, shop: Shop | None, won: int | None, now: datetime
) -> Iterator[Line]:
    """Yield what was looked at, so that a wrong guess can be put right."""
    name = shop.name if shop else said.shop or said.kind
    days = (now.date() - said.at.date()).days
    day = {0: "", 1: part("yesterday")}.get(
        days, part("date", month=said.at.month, day=said.at.day)
    )
    parts = [day, part("at_shop", name=name) if name else "", part("of_won", won=won or 0)]
    what = " ".join(word for word in parts[: 3 if won else 2] if word)
    if what:
        yield line("problem_about", what=what)


def _of_day(at: datetime) -> list[Figure]:
    return [said_figure(value, "", "day") for value in (at.month, at.day)]


def _attempt_item(attempt: Attempt, shop: Shop | None, said: SpokenAttempt) -> dict[str, Any]:
    return {
        "kind": "payment",
        "at": attempt.at.isoformat(),
        "is_exact": attempt.is_exact,
        "price_won": attempt.price_won,
        "shop": shop.id if shop else None,
        "name": shop.name if shop else said.shop,
        "shop_kind": attempt.shop_kind,
        "card": attempt.acceptance,
    }
