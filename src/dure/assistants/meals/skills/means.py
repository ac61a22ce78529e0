"""Look for what can be paid: the money of the card is a hard rule that no list speaks of.

Where nothing can be paid, people and other ways come before any list.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from dure.assistants.meals.available import MEAL
from dure.assistants.meals.candidates import Candidate, Rules, holidays
from dure.assistants.meals.card_words import is_hungry, own_money, pays_otherwise
from dure.assistants.meals.fence import OTHERWISE, OWN_WON, Fence, fence_of, is_day_off
from dure.assistants.meals.hours import hhmm
from dure.assistants.meals.kitchen import (
    Cooked,
    Kitchen,
    figures_of,
    item_of,
    line,
    rules_of,
    said_figure,
    said_near,
    spot_of,
    when_of,
)
from dure.assistants.meals.municipalities import municipality_said
from dure.assistants.meals.offers import OWN, own_coupon
from dure.assistants.meals.purse import Purse
from dure.assistants.meals.skills.coupon import used_by
from dure.assistants.meals.skills.free import with_free_meals
from dure.assistants.meals.skills.money import AGE, age_figures, told_age
from dure.assistants.meals.skills.plain import emergency
from dure.assistants.meals.wish import Wish, changed, wish_of
from dure.assistants.meals.words import grammar
from dure.engine.assistant import Answer, Line, Scene
from dure.kernel.turns import Figure
from dure.korean.quantities import find_money

_CARD_PART: Final = grammar("card.card_part")
_PLACE: Final = "card_place"
_CHANGING: Final = "MODIFY_REQUEST"
_MONEY: Final = ("budget_max", "budget_min", "budget_about", "balance_stated")


@dataclass(frozen=True, kw_only=True)
class _Means:
    """What can be paid for a wish. notes: remarks that fit a list, with their numbers."""

    wish: Wish
    purse: Purse
    fence: Fence
    notes: tuple[Line, ...] = ()


def within_means(skill: Cooked) -> Cooked:
    """Return a skill that looks for places of what can be paid, where that is known."""

    async def cooked(scene: Scene, kitchen: Kitchen) -> Answer:
        scene, means = _equipped(scene, kitchen)
        stopped = await _stopped(scene, kitchen, means)
        if stopped is not None:
            return stopped
        answer = await skill(scene, kitchen)
        if answer.reason == "nothing_fits" and answer.outcome == "refused":
            return _nothing(scene, kitchen, means, answer)
        return _noted(answer, means)

    return cooked


def fenced(rules: Rules, scene: Scene, kitchen: Kitchen) -> Rules:
    """Return rules with what can be paid, and with the coupons that this person may use."""
    slots = rules.wish.slots
    fence = fence_of(_purse(scene, kitchen, rules.wish), slots, rules.at, holidays=holidays())
    if slots.get("party_size", 1) > 1:
        # A coupon is used once; what it leaves each of several to pay is not known.
        return replace(rules, fence=fence)
    if rules.wish.least_won and rules.wish.most_won is not None and not _wants_coupon(slots):
        # A band is of prices: what a coupon leaves to pay would lie outside it.
        return replace(rules, fence=fence)
    own = own_coupon(slots.get("coupon_amount", 0), rules.at)
    offers = kitchen.offers.at(rules.at).for_person(used_by(scene), own)
    return replace(rules, fence=fence, offers=offers)


def _wants_coupon(slots: Mapping[str, Any]) -> bool:
    return bool(slots.get("coupon") or slots.get("coupon_amount"))


def _purse(scene: Scene, kitchen: Kitchen, wish: Wish) -> Purse:
    heard, memory = scene.heard, scene.session.memory
    said = municipality_said(heard.text, of_card=True) or str(memory.get(_PLACE) or "")
    return kitchen.wallet.purse(heard.tenant, heard.user, when_of(scene, wish), said_place=said)


def _equipped(scene: Scene, kitchen: Kitchen) -> tuple[Scene, _Means]:
    """Return the scene with what was said of paying in its slots, and what that comes to."""
    text, slots = scene.heard.text, dict(scene.slots)
    own = own_money(text)
    if pays_otherwise(text):
        slots[OTHERWISE] = True
    if own is not None:
        slots[OWN_WON] = own.won
        if slots.get("budget_max") == own.won and not (own.is_budget or OTHERWISE in slots):
            # It is there beside the card, and is not all there is.
            del slots["budget_max"]
    is_put_on_top = own is not None and _is_of_card(text, slots.get("budget_max"))
    purse = _purse(scene, kitchen, _wish(scene, slots))
    if own is not None and is_put_on_top:
        slots["budget_max"] = _together(slots["budget_max"], own.won, purse)
    more, notes = _from_card(slots, purse, scene.now)
    slots |= more
    scene = replace(scene, slots=slots)
    wish = _wish(scene, slots)
    fence = fence_of(purse, wish.slots, when_of(scene, wish), holidays=holidays())
    is_beside = own is not None and not own.is_budget and not fence.is_shut
    unknown = purse.rule.split_payment is None
    if (is_beside and _may_not_split(purse)) or (is_put_on_top and unknown):
        notes = (*notes, line("means_split_unknown"))
    return scene, _Means(wish=wish, purse=purse, fence=fence, notes=notes)


def _is_of_card(text: str, won: int | None) -> bool:
    """Whether an amount is said to be on the card ("카드 8000에 현금 2000 보태서")."""
    found = (amount for amount in find_money(text) if amount.low == won)
    return any(_CARD_PART.search(text[: amount.start]) for amount in found)


def _together(card_won: int, own_won: int, purse: Purse) -> int:
    """Return what both pay for one meal; one of them where it is not known to be shared."""
    return card_won + own_won if purse.rule.split_payment else max(card_won, own_won)


def _wish(scene: Scene, slots: dict[str, Any]) -> Wish:
    before = scene.session.memory.get("wish") if scene.intent == _CHANGING else None
    return changed(wish_of(before), slots)


def _may_not_split(purse: Purse) -> bool:
    return purse.rule.split_payment is None and purse.fresh.won is not None


def _from_card(
    slots: dict[str, Any], purse: Purse, now: datetime
) -> tuple[dict[str, Any], tuple[Line, ...]]:
    """Return the budget that a card gives where that is asked for ("잔액으로"), and what to say."""
    asked = slots.get("budget_from")
    if asked is None or any(slot in slots for slot in _MONEY):
        return {}, ()
    money, rate = purse.fresh, purse.rule.rate_won
    most, by_limit = money.at_most_won, asked == "meal_limit"
    by_meal = money.bound_by == MEAL or (rate is None and MEAL not in money.unknown)
    if money.won is not None or (by_limit and most is not None and by_meal):
        most, is_rate = most or 0, False
    elif by_limit and rate is not None:
        is_rate = most is None or rate <= most
        most = rate if is_rate else most
    elif most is not None:
        told = (line("means_from_most", won=most), *told_age(money, now))
        return {"budget_max": most, "per_person": True}, told
    else:
        return {"sort": slots.get("sort", "cheap")}, (line("means_from_unknown"),)
    note = line("means_from_rate" if is_rate else "means_from_balance", won=most or 0)
    age = () if is_rate else told_age(money, now)
    return {"budget_max": most, "per_person": True}, (note, *age)


async def _stopped(scene: Scene, kitchen: Kitchen, means: _Means) -> Answer | None:
    """Return what is said where nothing can be paid; None where it is worth looking."""
    slots = means.wish.slots
    has_own = slots.get(OTHERWISE) or slots.get(OWN_WON)
    if means.fence.is_shut and not has_own:
        return _shut(means.purse, when_of(scene, means.wish))
    if means.fence.most_won != 0 or has_own or slots.get("coupon_amount"):
        return None
    if means.purse.is_empty and (slots.get("urgent") or is_hungry(scene.heard.text)):
        return replace(await emergency(scene, kitchen), reason="nothing_payable")
    first = "means_empty" if means.purse.is_empty else "means_none"
    money = means.purse.fresh
    answer = Answer(
        lines=(line(first), *told_age(money, scene.now), line("means_free"), line("means_hint")),
        outcome="refused",
        reason="nothing_payable",
        figures=tuple(age_figures(money)),
        memory=scene.session.memory,
    )
    return with_free_meals(answer, scene, kitchen)


def _shut(purse: Purse, at: datetime) -> Answer:
    opens, closes = map(hhmm, purse.rule.hours or (0, 0))
    if is_day_off(purse, at, holidays=holidays()):
        told, item = line("means_shut_day"), {"day": at.date().isoformat()}
    else:
        told, item = line("means_shut", opens=opens, closes=closes), {}
    hours = {"opens": opens, "closes": closes} if purse.rule.hours else {}
    return Answer(
        lines=(told,),
        outcome="refused",
        reason="card_hours",
        items=({"kind": "card_hours", **hours, **item},),
    )


def _nothing(scene: Scene, kitchen: Kitchen, means: _Means, answer: Answer) -> Answer:
    """Say what is cheapest where nothing that fits can be paid; else the answer as it is."""
    if means.fence.most_won is None:
        return answer
    spot = spot_of(scene, means.wish, kitchen)
    cheapest = _cheapest(scene, kitchen, means)
    if cheapest is None:
        return answer
    found, rules = cheapest
    where = said_near(spot)
    facts = {"name": found.shop.name, "dish": found.dishes[0].name, "price": found.price_won or 0}
    money = means.purse.fresh
    told = (line("means_cheapest", facts), line("means_free"))
    answer = replace(
        answer,
        lines=(line("means_nothing", where=where), *told_age(money, scene.now), *told),
        reason="nothing_payable",
        items=({**item_of(found, rules), "kind": "cheapest"},),
        figures=(*answer.figures, *figures_of(found), *age_figures(money)),
        sources=(found.shop.source,),
    )
    return with_free_meals(answer, scene, kitchen)


def _cheapest(scene: Scene, kitchen: Kitchen, means: _Means) -> tuple[Candidate, Rules] | None:
    """Return the cheapest meal nearby that breaks no rule but that of the money."""
    slots = {slot: value for slot, value in means.wish.slots.items() if slot not in _MONEY}
    wish = replace(means.wish, slots={**slots, "sort": "cheap"})
    spot = spot_of(scene, wish, kitchen)
    rules = fenced(rules_of(scene, wish, spot), scene, kitchen)
    rules = replace(rules, fence=replace(rules.fence, most_won=None))
    found = kitchen.search.gather(rules, scene.now).candidates
    priced = [one for one in found if one.price_won is not None and one.shop.card != "U"]
    best = min(priced, key=lambda one: (one.price_won or 0, one.shop.id), default=None)
    return None if best is None else (best, rules)


def _noted(answer: Answer, means: _Means) -> Answer:
    """Return an answer with remarks on money, where it is a list."""
    if not any(item.get("kind") == "shop" for item in answer.items):
        return answer
    notes = [*_of_coupon(answer, means), *means.notes]
    lines = [
        one for one in answer.lines if not (_only_own(answer) and one.phrase == "coupon_terms")
    ]
    return replace(
        answer,
        lines=(*lines, *notes),
        figures=(*answer.figures, *_figures(notes, means.purse)),
    )


def _of_coupon(answer: Answer, means: _Means) -> Iterator[Line]:
    if any(used["id"] == OWN for item in answer.items for used in item.get("coupons", ())):
        yield line("coupon_own", won=means.wish.slots["coupon_amount"])


def _only_own(answer: Answer) -> bool:
    used = {used["id"] for item in answer.items for used in item.get("coupons", ())}
    return used == {OWN}


def _figures(notes: list[Line], purse: Purse) -> Iterator[Figure]:
    for note in notes:
        if note.phrase == AGE:
            yield from age_figures(purse.fresh)
        for value in note.facts.values():
            if isinstance(value, int):
                yield said_figure(value, "won", note.phrase)
