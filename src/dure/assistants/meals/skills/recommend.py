"""Recommend places, change the wish, and say what to relax where nothing fits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final

from dure.assistants.meals.candidates import Candidate, Rules
from dure.assistants.meals.choose import SHOWN, Eater, Ordered, choose, count, is_of_kind
from dure.assistants.meals.explained import explained
from dure.assistants.meals.for_whom import eater_of, known_of
from dure.assistants.meals.hours import Openness
from dure.assistants.meals.impressions import written
from dure.assistants.meals.kitchen import (
    Kitchen,
    Spot,
    figures_of,
    item_of,
    line,
    rules_of,
    said_figure,
    said_near,
    spot_of,
)
from dure.assistants.meals.phrases import part
from dure.assistants.meals.place_kinds import kinds_named
from dure.assistants.meals.reasons import said_reason
from dure.assistants.meals.relaxed import WIDEST_M, relaxations, relaxed
from dure.assistants.meals.shown import shops_shown
from dure.assistants.meals.skills.means import fenced
from dure.assistants.meals.wish import Wish, changed, wish_of
from dure.assistants.meals.wish_goes_on import goes_on
from dure.assistants.meals.words import grammar
from dure.engine.assistant import Answer, Line, Scene
from dure.engine.person import Happening
from dure.kernel.turns import Figure

_ANY_SUM_WON: Final = 10**9
"""A budget that every known price fits, but no unknown one."""
_ANY_PRICE: Final[Mapping[str, Any]] = {"budget_max": None}
_REMEMBERED: Final = ("allergen", "diet")
_BROKEN_BY: Final = {
    "vegan": "made_of_animals",
    "vegetarian": "meat_or_fish",
    "halal": "not_halal",
    "no_pork": "pork",
}
"""Diet → what a dish must not hold."""

_ALCOHOLIC: Final = grammar("catalogue.alcoholic")


@dataclass(frozen=True, kw_only=True)
class _Search:
    """A wish, where, for whom, and what was found for it."""

    wish: Wish
    spot: Spot
    rules: Rules
    eater: Eater
    found: Ordered

    @cached_property
    def shown(self) -> list[Candidate]:
        first = [*self.found.sure, *self.found.unsure][:SHOWN]
        return explained(first, self.eater.scorer, self.found.view)


async def recommend(scene: Scene, kitchen: Kitchen) -> Answer:
    """Answer FOOD_REQUEST and BUDGET_INQUIRY: a new wish, unless it goes on with the one before."""
    foods = scene.slots.get("food", ())
    if foods and all(_ALCOHOLIC.fullmatch(food) for food in foods):
        return Answer(lines=(line("no_alcohol"),), outcome="refused", reason="no_alcohol")
    if "currency" in scene.slots:
        return _ask_won(scene)
    before = wish_of(scene.session.memory.get("wish")) if goes_on(scene) else Wish()
    return _answer(scene, kitchen, changed(before, _with_kinds(scene)))


def _with_kinds(scene: Scene) -> Mapping[str, Any]:
    """Return what was said, with the foods by which a kind of place is meant."""
    kinds = kinds_named(scene.heard.text, scene.slots.get("food", ()))
    return {**scene.slots, "place_kind": list(kinds)} if kinds else scene.slots


def _ask_won(scene: Scene) -> Answer:
    """Ask how much it is in won; what else was wished for waits."""
    slots = {slot: value for slot, value in scene.slots.items() if slot != "currency"}
    return Answer(
        lines=(line("ask_won"),),
        outcome="asked",
        question="budget",
        pending={"intent": scene.intent, "need": "budget_max", "slots": slots},
        add=_declared(scene.slots),
    )


async def modify(scene: Scene, kitchen: Kitchen) -> Answer:
    """Answer MODIFY_REQUEST: change the wish under way; without a change, show others."""
    memory = scene.session.memory
    wish = changed(wish_of(memory.get("wish")), _with_kinds(scene))
    shown = [entry["id"] for entry in memory.get("shown", ())]
    dropped = [shown[n - 1] for n in scene.slots.get("exclude_ordinal", ()) if _in(n, shown)]
    if scene.slots:
        return _answer(scene, kitchen, replace(wish, hidden=(*wish.hidden, *dropped)))
    answer = _answer(scene, kitchen, replace(wish, hidden=(*wish.hidden, *shown)))
    if answer.items or not shown:
        return answer
    return replace(
        answer,
        lines=(line("nothing_more"),),
        outcome="answered",
        pending=None,
        question=None,
        memory=scene.session.memory,
    )


def _in(number: Any, shown: Sequence[str]) -> bool:  # noqa: ANN401 - a slot's value
    return isinstance(number, int) and 1 <= number <= len(shown)


def _answer(scene: Scene, kitchen: Kitchen, wish: Wish) -> Answer:
    spot = spot_of(scene, wish, kitchen)
    if not spot.known:
        return Answer(
            lines=(line("unknown_place", place=spot.place.name),),
            outcome="asked",
            question="location",
            pending={
                "intent": scene.intent,
                "need": "location",
                "slots": {k: v for k, v in scene.slots.items() if k != "location"},
            },
            memory={**scene.session.memory, "here": None},
        )
    search = _search(scene, kitchen, wish, spot)
    return _found(scene, search) if search.shown else _nothing(scene, kitchen, search)


def _search(scene: Scene, kitchen: Kitchen, wish: Wish, spot: Spot) -> _Search:
    rules = fenced(rules_of(scene, wish, spot), scene, kitchen)
    eater = eater_of(scene, rules, kitchen)
    found = kitchen.search.gather(rules, scene.now, known_of(eater))
    return _Search(
        wish=wish,
        spot=spot,
        rules=rules,
        eater=eater,
        found=choose(found.candidates, rules, kitchen.order, eater),
    )


def _count(scene: Scene, kitchen: Kitchen, wish: Wish, search: _Search) -> int:
    """Return how many places there would be for another wish at the same spot."""
    rules = fenced(rules_of(scene, wish, search.spot), scene, kitchen)
    found = kitchen.search.gather(rules, scene.now, known_of(search.eater))
    sure, unsure = count(found.candidates, rules)
    return sure + unsure + found.left_sure + (found.left_unsure if unsure else 0)


def _found(scene: Scene, search: _Search) -> Answer:
    shown = search.shown
    lines = [_headline(search)]
    for number, candidate in enumerate(shown, start=1):
        if candidate.shop.card == "U" and (number == 1 or shown[number - 2].shop.card != "U"):
            lines.append(line("ask_card"))
        lines.append(_shop_line(number, candidate, search, scene))
    lines += _remarks(scene, search)
    figures = [figure for candidate in shown for figure in figures_of(candidate)]
    return Answer(
        lines=tuple(lines),
        items=tuple(item_of(candidate, search.rules) for candidate in shown),
        figures=(*figures, *_said_figures(search)),
        sources=tuple(dict.fromkeys(candidate.shop.source for candidate in shown)),
        memory=_memory(scene, search),
        add=_declared(scene.slots),
        happened=(_told(scene, search),),
    )


def _told(scene: Scene, search: _Search) -> Happening:
    """Return that the list was shown: with what a ranker learns from, and everybody's list."""
    more = written(search.eater, search.shown, search.found)
    generic = list(search.found.everybody)
    return shops_shown(scene, search.rules, search.shown, **more, generic=generic)


def _headline(search: _Search) -> Line:
    where, wish = said_near(search.spot), search.wish
    if wish.most_won is None:
        return line("found", where=where)
    if wish.slots.get("party_size", 1) > 1 and not wish.slots.get("per_person"):
        return line("found_each", where=where, budget=wish.most_won)
    if wish.least_won:
        return line("found_band", where=where, least=wish.least_won, budget=wish.most_won)
    return line("found_money", where=where, budget=wish.most_won)


def _shop_line(number: int, candidate: Candidate, search: _Search, scene: Scene) -> Line:
    shop = candidate.shop
    facts: dict[str, Any] = {"n": number, "name": shop.name, "walk": candidate.walk_min}
    facts["why"] = f" ({', '.join(_whys(candidate, search, scene))})"
    if not candidate.dishes:
        return line("shop_no_menu", facts, category=shop.category)
    dish = candidate.dishes[0]
    if dish.price is None:
        return line("shop_no_price", facts, dish=dish.name)
    if candidate.use:
        facts["pays"] = candidate.use.pays_won
        return line("shop_coupon", facts, dish=dish.name, price=dish.price)
    return line("shop", facts, dish=dish.name, price=dish.price)


def _whys(candidate: Candidate, search: _Search, scene: Scene) -> list[str]:
    """Return whether it is open and what speaks for it; of the card only if that was asked."""
    if candidate.open is Openness.UNKNOWN:
        is_open = part("open_unknown")
    else:
        is_open = part("open_now" if search.rules.at == scene.now else "open_then")
    card = [part(f"card_{candidate.shop.card.lower()}")] if _asks_for_card(search) else []
    return [is_open, *said_reason(candidate, search.shown), *card]


def _asks_for_card(search: _Search) -> bool:
    return "card_ok" in search.wish.slots


def _remarks(scene: Scene, search: _Search) -> list[Line]:
    remarks = _sold_elsewhere(search)
    unsure = dict.fromkeys(word for c in search.shown for word in c.unsure)
    if unsure:
        remarks.append(line("unsure_contents", words=", ".join(map(_spoken, unsure))))
    partly = [candidate.shop.name for candidate in search.shown if candidate.shop.card == "P"]
    if partly:
        remarks.append(line("ask_before", names=", ".join(partly)))
    if any(candidate.use for candidate in search.shown):
        remarks.append(line("coupon_terms"))
    elif search.wish.slots.get("coupon"):
        remarks.append(line("coupon_not_known"))
    if search.rules.at != scene.now:
        remarks.append(line("at_other_time", when=_when(search.rules, scene)))
    if not search.spot.said and not scene.session.memory.get("told_place"):
        remarks.append(_from_default(search.spot.place.name))
    return remarks


def _sold_elsewhere(search: _Search) -> list[Line]:
    """Return that no place is of the kind that was asked for, where none is."""
    if any(is_of_kind(candidate, search.rules) for candidate in search.shown):
        return []
    return [line("no_such_place", food=", ".join(search.wish.kinds_of_place))]


def _from_default(place: str) -> Line:
    return line("from_default", place=place) if place else line("from_default_unnamed")


def _spoken(word: str) -> str:
    return part(_BROKEN_BY[word]) if word in _BROKEN_BY else word


def _when(rules: Rules, scene: Scene) -> str:
    """Return "오늘 낮 12시" or "11월 23일 오후 6시 30분"."""
    at = rules.at
    days = (at.date() - scene.now.date()).days
    day = {0: part("today"), 1: part("tomorrow")}.get(
        days, part("date", month=at.month, day=at.day)
    )
    half = "noon" if at.hour == 12 else "morning" if at.hour < 12 else "afternoon"
    clock = part(half, hour=at.hour - 12 if at.hour > 12 else at.hour)
    if at.minute:
        clock = part("minutes", time=clock, minute=at.minute)
    return part("day_at", day=day, time=clock)


def _said_figures(search: _Search) -> list[Figure]:
    wish, at = search.wish, search.rules.at
    figures = [said_figure(wish.least_won, "won", "budget")] if wish.least_won else []
    if wish.most_won is not None:
        figures.append(said_figure(wish.most_won, "won", "budget"))
    for value, unit in (
        (at.month, "month"),
        (at.day, "day"),
        (at.hour, "hour"),
        (at.hour - 12, "hour"),
        (at.minute, "minute"),
    ):
        figures.append(said_figure(value, unit, "asked_time"))
    return [*figures, *_numbers_of_names(search)]


def _numbers_of_names(search: _Search) -> list[Figure]:
    """Numbers inside a place's name (5호선, 7가) are part of the name."""
    digits = "".join(c if c.isdigit() else " " for c in search.spot.place.name).split()
    return [said_figure(int(number), "", "name") for number in digits]


def _memory(scene: Scene, search: _Search) -> dict[str, Any]:
    before = scene.session.memory
    here = search.wish.slots.get("location") or before.get("here")
    wished = {**before, "wish": search.wish.to_json(), "here": here}
    if not search.shown:
        return wished  # The list before stays what "2번" means.
    return {
        **wished,
        "shown": [_entry(candidate) for candidate in search.shown],
        "list": scene.turn,
        "chosen": None,
        "told_place": True,
    }


def _entry(candidate: Candidate) -> dict[str, Any]:
    """Return what is remembered of a place that was shown: the dish that was named, too."""
    dish = candidate.dishes[0] if candidate.dishes else None
    return {
        "id": candidate.shop.id,
        "name": candidate.shop.name,
        "dish": dish.name if dish else None,
        "price_won": dish.price if dish else None,
    }


def _declared(slots: Mapping[str, Any]) -> dict[str, Sequence[str]]:
    """An allergy or diet said inside a request is remembered like one that is declared."""
    return {slot: tuple(slots[slot]) for slot in _REMEMBERED if slots.get(slot)}


def _nothing(scene: Scene, kitchen: Kitchen, search: _Search) -> Answer:
    """Say which one condition to relax and what that would give; ask whether to do so."""
    widest = relaxed(search.wish, {"distance_max_m": WIDEST_M})
    may_widen = search.wish.radius_m < WIDEST_M
    is_far = may_widen and not _count(scene, kitchen, widest, search)
    for phrase, slots, facts in relaxations(search.wish, is_far=is_far):
        places = _count(scene, kitchen, relaxed(search.wish, slots), search)
        if places:
            said = line(phrase, facts, where=said_near(search.spot), count=places)
            return _relaxing(scene, search, said, slots)
    unpriced = _count_unpriced(scene, kitchen, search)
    if unpriced:
        facts = {"budget": search.wish.most_won}
        said = line("relax_unpriced", facts, where=said_near(search.spot), count=unpriced)
        return _relaxing(scene, search, said, dict(_ANY_PRICE))
    return Answer(
        lines=(line("nothing", where=said_near(search.spot)),),
        outcome="refused",
        reason="nothing_fits",
        figures=tuple(_numbers_of_names(search)),
        memory=_memory(scene, search),
        add=_declared(scene.slots),
    )


def _relaxing(scene: Scene, search: _Search, said: Line, slots: Mapping[str, Any]) -> Answer:
    """Ask whether to relax; what is said holds the count and the condition."""
    facts = {name: value for name, value in said.facts.items() if name != "count"}
    figures = [said_figure(said.facts["count"], "places", "found")]
    figures += [
        said_figure(value, "", "condition") for value in facts.values() if isinstance(value, int)
    ]
    figures += [*_said_figures(search), *_radius_figures(facts)]
    return Answer(
        lines=(said,),
        outcome="asked",
        reason="nothing_fits",
        question="relax",
        figures=tuple(figures),
        memory=_memory(scene, search),
        add=_declared(scene.slots),
        pending={"on_yes": "MODIFY_REQUEST", "slots": slots},
    )


def _count_unpriced(scene: Scene, kitchen: Kitchen, search: _Search) -> int:
    """Return how many places there are where nothing but their unknown price is in the way."""
    if search.wish.most_won is None:
        return 0
    priced = relaxed(search.wish, {"budget_max": _ANY_SUM_WON, "per_person": True})
    if _count(scene, kitchen, priced, search):
        return 0
    return _count(scene, kitchen, relaxed(search.wish, _ANY_PRICE), search)


def _radius_figures(facts: Mapping[str, Any]) -> list[Figure]:
    said = "".join(str(facts.get(name, "")) + " " for name in ("radius", "wider"))
    digits = "".join(c if c.isdigit() else " " for c in said).split()
    return [said_figure(int(number), "", "distance") for number in digits]
