"""Settle on one place, or put two side by side."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from dure.assistants.meals.barred import Barred, barred
from dure.assistants.meals.candidates import ALL_OF_IT, Rules, holidays
from dure.assistants.meals.catalogue import Shop
from dure.assistants.meals.chosen import Pick, Picked, choose_now, listed_in
from dure.assistants.meals.hours import Openness, openness
from dure.assistants.meals.kitchen import Kitchen, line, rules_of, said_figure, spot_of
from dure.assistants.meals.phrases import part
from dure.assistants.meals.pick_words import takes_back
from dure.assistants.meals.skills.about import (
    answer_about,
    figures_of_shop,
    introduced,
    item_of_shop,
    walk_to,
)
from dure.assistants.meals.skills.compare_kinds import compare_kinds, kinds_named
from dure.assistants.meals.skills.take_back import take_back
from dure.assistants.meals.target import reading_of, target_of, targets_of
from dure.assistants.meals.wish import wish_of
from dure.assistants.meals.words import cues
from dure.engine.assistant import Answer, Line, Scene

_UNKNOWN_ASPECTS: Final = ("portion", "taste")
"""What nobody tells of any place."""


async def select(scene: Scene, kitchen: Kitchen) -> Answer:
    """Answer SELECT_RECOMMENDATION: settle on one place and say how to get there.

    What has changed since the list was shown is said; a place that cannot be gone to is not chosen.
    """
    if takes_back(reading_of(scene)):
        return await take_back(scene, kitchen)
    target = target_of(scene, kitchen)
    if target.shop is None:
        return target.answer or Answer(lines=(line("no_list"),))
    pick = _pick(scene, target.shop)
    shown = _shown_before(scene, pick)
    held = barred(pick.shop, shown.get("dish"), _rules(scene, kitchen))
    out = kitchen.search.sold_out.at(_meant_for(pick), pick.now).get(pick.shop.id, frozenset())
    stopped = _stopped(scene, kitchen, pick, held, shown) or _shut(pick, out)
    if stopped is not None:
        return stopped
    choice = choose_now(pick, scene.history, kitchen.offers)
    lines: tuple[Line, ...] = (
        _chosen_line(pick.shop, walk_to(scene, kitchen, pick.shop), shown, choice),
    )
    if shown.get("dish") in out:
        lines = (*lines, line("chosen_dish_out", dish=shown["dish"]))
    lines = (*lines, *_changes(pick, choice), *_to_ask(pick.shop, held, shown))
    answer = answer_about(scene, kitchen, pick.shop, lines)
    paid = (shown.get("price_won"), choice.price_won, choice.pays_won)
    numbers = [said_figure(won, "won", "price") for won in paid if won is not None]
    return replace(answer, figures=(*answer.figures, *numbers), happened=choice.happened)


def _pick(scene: Scene, shop: Shop) -> Pick:
    list_id = scene.session.memory.get("list")
    return Pick(
        shop=shop,
        turn=scene.turn,
        now=scene.now,
        shown=listed_in(scene.history, shop.id, now=scene.now, list_id=list_id),
    )


def _rules(scene: Scene, kitchen: Kitchen) -> Rules:
    """Return what the person cannot eat, as it is known now; the list may be older."""
    wish = wish_of(scene.session.memory.get("wish"))
    return rules_of(scene, wish, spot_of(scene, wish, kitchen))


def _stopped(
    scene: Scene, kitchen: Kitchen, pick: Pick, held: Barred, shown: Mapping[str, Any]
) -> Answer | None:
    """Return why this place is never offered to this person; None where it is."""
    if held.by:
        facts = {"what": _meal(pick.shop, shown), "words": _named(held.by)}
        refused = _refused(pick.shop, line("chosen_not_for_you", facts), "not_for_you")
        return _with_another(scene, kitchen, pick, refused)
    if pick.shop.is_alcohol_led:
        return _refused(pick.shop, line("no_alcohol"), "no_alcohol")
    if pick.shop.card == "N":
        return _refused(pick.shop, line("chosen_no_payment", name=pick.shop.name), "card")
    return None


def _meal(shop: Shop, shown: Mapping[str, Any]) -> str:
    return shown.get("dish") or part("food_of", name=shop.name)


def _named(limits: Sequence[str]) -> str:
    return ", ".join(part(word) if word in cues()["diet"] else word for word in limits)


def _with_another(scene: Scene, kitchen: Kitchen, pick: Pick, refused: Answer) -> Answer:
    """Return a refusal that offers the first place of the list that may be eaten at."""
    entries = scene.session.memory.get("shown", ())
    shops = kitchen.catalogue.shops([entry["id"] for entry in entries])
    rules = _rules(scene, kitchen)
    for number, entry in enumerate(entries, start=1):
        shop = shops.get(entry["id"])
        if shop is None or shop.id == pick.shop.id or barred(shop, entry["dish"], rules).by:
            continue
        return replace(
            refused,
            lines=(*refused.lines, line("chosen_rather", n=number, name=shop.name)),
            figures=(said_figure(number, "place", "list"),),
            pending={"on_yes": scene.intent, "slots": {"ordinal": number}},
        )
    pending = {"on_yes": "MODIFY_REQUEST", "slots": {}}
    return replace(refused, lines=(*refused.lines, line("chosen_elsewhere")), pending=pending)


def _to_ask(shop: Shop, held: Barred, shown: Mapping[str, Any]) -> list[Line]:
    """Return what is to be asked at the place before an order."""
    lines = []
    if held.unsure_of:
        facts = {"what": _meal(shop, shown), "words": _named(held.unsure_of)}
        lines.append(line("chosen_unsure", facts))
    if shop.card == "P":
        lines.append(line("ask_before", names=shop.name))
    elif shop.card == "U":
        lines.append(line("chosen_ask_payment", name=shop.name))
    return lines


def _shut(pick: Pick, out: frozenset[str]) -> Answer | None:
    """Return why nothing is to be had there then; None where something is."""
    if openness(pick.shop.hours, _meant_for(pick), holidays()) is Openness.CLOSED:
        return _refused(pick.shop, line("chosen_closed", name=pick.shop.name), "closed")
    if ALL_OF_IT in out:
        return _refused(pick.shop, line("chosen_sold_out", name=pick.shop.name), "sold_out")
    return None


def _meant_for(pick: Pick) -> datetime:
    """Return when they want to eat there: as the list was meant, or now if that is over."""
    return max(pick.now, pick.shown[0].meant_for) if pick.shown else pick.now


def _refused(shop: Shop, why: Line, reason: str) -> Answer:
    return Answer(
        lines=(why,),
        outcome="refused",
        reason=reason,
        items=({"kind": "shop", "id": shop.id, "name": shop.name},),
    )


def _shown_before(scene: Scene, pick: Pick) -> Mapping[str, Any]:
    """Return what was said of the place when it was shown; nothing where it was not."""
    entries = scene.session.memory.get("shown", ())
    in_session: Mapping[str, Any] = next((e for e in entries if e["id"] == pick.shop.id), {})
    if in_session or pick.shown is None:
        return in_session
    item = pick.shown[1]
    return {"dish": item.dish, "price_won": item.price_won}


def _chosen_line(shop: Shop, walk: int | None, shown: Mapping[str, Any], choice: Picked) -> Line:
    if walk is None:
        return introduced(shop)
    facts: Mapping[str, Any] = {"name": shop.name, "walk": walk}
    price = choice.price_won if choice.price_won is not None else shown.get("price_won")
    if shop.address is None or price is None or not shown.get("dish"):
        return line("chosen_short", facts)
    dish = part("chosen_dish", dish=shown["dish"], price=price)
    return line("chosen", facts, dish=dish, address=shop.address)


def _changes(pick: Pick, choice: Picked) -> list[Line]:
    """Return what is different from the list, or from what was chosen before."""
    lines = []
    if choice.before is not None and choice.happened:
        lines.append(line("chosen_instead", name=choice.before.name))
    item = pick.shown[1] if pick.shown else None
    if item and choice.happened and None not in (item.price_won, choice.price_won):
        facts = {"dish": item.dish, "old": item.price_won, "new": choice.price_won}
        if item.price_won != choice.price_won:
            lines.append(line("chosen_price_changed", facts))
    if choice.pays_won is not None and choice.pays_won != choice.price_won:
        paid = line("chosen_coupon", pays=choice.pays_won)
        lines.append(paid if choice.pays_won else line("chosen_coupon_all"))
    elif item and choice.happened and item.pays_won not in (None, item.price_won):
        lines.append(line("chosen_coupon_gone"))
    return lines


async def compare(scene: Scene, kitchen: Kitchen) -> Answer:
    """Answer COMPARISON: two places side by side, and which is ahead in what was asked."""
    shops = targets_of(scene, kitchen)[:2]
    if len(shops) < 2:
        return _without_list(scene, kitchen)
    walks = [walk_to(scene, kitchen, shop) for shop in shops]
    shown = scene.session.memory.get("shown", ())
    places = {entry["id"]: place for place, entry in enumerate(shown, start=1)}
    lines = [
        _compare_line(places.get(shop.id, 0), shop, walk)
        for shop, walk in zip(shops, walks, strict=True)
    ]
    lines.append(_ahead(scene.slots.get("aspect"), shops, walks))
    return Answer(
        lines=tuple(lines),
        items=tuple(item_of_shop(scene, kitchen, shop) for shop in shops),
        figures=(
            *(figure for shop in shops for figure in figures_of_shop(shop)),
            *(said_figure(place, "place", "list") for place in places.values()),
        ),
        sources=tuple(dict.fromkeys(shop.source for shop in shops)),
    )


def _without_list(scene: Scene, kitchen: Kitchen) -> Answer:
    """Compare two kinds of food that are named; else say what is missing."""
    if len(kinds_named(scene)) > 1 and (compared := compare_kinds(scene, kitchen)):
        return compared
    if "ordinal" in scene.slots and not scene.session.memory.get("shown"):
        return Answer(lines=(line("no_list"),), outcome="refused", reason="no_list")
    if scene.slots.get("aspect") in _UNKNOWN_ASPECTS:
        return Answer(lines=(line("compare_unknown"),))
    return Answer(lines=(line("compare_which"),), outcome="asked", question="shops")


def _compare_line(number: int, shop: Shop, walk: int | None) -> Line:
    priced = [dish for dish in shop.meals if dish.price is not None]
    far = part("far_unknown") if walk is None else part("far", walk=walk)
    facts: dict[str, Any] = {"n": number, "name": shop.name, "far": far}
    if priced and shop.rating is not None:
        cheapest = min(priced, key=lambda dish: dish.price or 0)
        return line(
            "compare_line",
            facts,
            dish=cheapest.name,
            price=cheapest.price or 0,
            rating=f"{shop.rating}",
        )
    return line("compare_line_short", facts)


def _ahead(aspect: str | None, shops: Sequence[Shop], walks: Sequence[int | None]) -> Line:
    values: dict[str, list[float | None]] = {
        "price": [_cheapest(shop) for shop in shops],
        "distance": [None if walk is None else float(walk) for walk in walks],
        "rating": [None if shop.rating is None else -shop.rating for shop in shops],
    }
    first, second = values.get(aspect or "distance", [None, None])
    if first is None or second is None or first == second:
        return line("compare_unknown")
    return line(f"compare_{aspect or 'distance'}", name=shops[0 if first < second else 1].name)


def _cheapest(shop: Shop) -> float | None:
    return min((float(d.price) for d in shop.meals if d.price is not None), default=None)
