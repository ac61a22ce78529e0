"""Recommend places, change the wish, and say what to relax where nothing fits."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from dure.assistants.meals.candidates import Candidate
from dure.assistants.meals.choose import (
    choose,
    count,
)
from dure.assistants.meals.for_whom import eater_of, known_of
from dure.assistants.meals.impressions import written
from dure.assistants.meals.kitchen import (
    Kitchen,
    Spot,
    item_of,
    line,
    rules_of,
    said_figure,
    said_near,
    spot_of,
)
from dure.assistants.meals.leaning import SWEET, SWEETS, leaning_of
from dure.assistants.meals.list_changed import asks_others
from dure.assistants.meals.lists_before import asks_back, list_before, lists_kept
from dure.assistants.meals.place_kinds import kinds_named
from dure.assistants.meals.place_wished import wants_rated
from dure.assistants.meals.relaxed import WIDEST_M, relaxations, relaxed
from dure.assistants.meals.shown import shops_shown
from dure.assistants.meals.skills.list_said import (
    Sought,
    figures_asked,
    figures_said,
    list_said,
    numbers_of_names,
)
from dure.assistants.meals.skills.means import fenced
from dure.assistants.meals.wish import Wish, changed, wish_of
from dure.assistants.meals.wish_goes_on import goes_on
from dure.assistants.meals.words import grammar
from dure.engine.assistant import Answer, Line, Scene
from dure.engine.person import Happening
from dure.kernel.turns import Figure

_ANY_SUM_WON: Final = 10**9
"""A budget that every known price fits, but no unknown one."""
_AS_LIKED: Final = grammar("appetite.as_liked")
_HOT_SOUP: Final = grammar("appetite.hot_soup")
_INSTEAD: Final = grammar("slots.instead")
_SPICE: Final = frozenset(("spicy", "not_spicy"))
_PAST: Final = ("day", "yesterday")
"""Nobody eats then; what was shown then is spoken of."""
_ANY_PRICE: Final[Mapping[str, Any]] = {"budget_max": None}
_REMEMBERED: Final = ("allergen", "diet")
_SNACK: Final = grammar("place_kinds.snack")
_ALCOHOLIC: Final = grammar("catalogue.alcoholic")


async def recommend(scene: Scene, kitchen: Kitchen) -> Answer:
    """Answer FOOD_REQUEST and BUDGET_INQUIRY: a new wish, unless it goes on with the one before."""
    foods = scene.slots.get("food", ())
    if foods and all(_ALCOHOLIC.fullmatch(food) for food in foods):
        return Answer(lines=(line("no_alcohol"),), outcome="refused", reason="no_alcohol")
    if "currency" in scene.slots:
        return _ask_won(scene)
    before = wish_of(scene.session.memory.get("wish")) if goes_on(scene) else Wish()
    return _answer(scene, kitchen, changed(before, _meant(scene)))


def _meant(scene: Scene) -> Mapping[str, Any]:
    """Return what was said, with the kinds of places and the order that its words mean."""
    text, more = scene.heard.text, dict[str, Any]()
    if kinds := kinds_named(text, scene.slots.get("food", ())):
        more["place_kind"] = list(kinds)
    if "sort" not in scene.slots and wants_rated(text):
        more["sort"] = "rating"
    leaning = leaning_of(text)
    if leaning:
        more["leaning"] = leaning
    more |= _tastes(scene)
    if leaning == SWEET and "food" not in scene.slots:
        more["food"] = list(SWEETS)
    if _SNACK.search(text):
        more["snack"] = True
    said = {slot: value for slot, value in scene.slots.items() if (slot, value) != _PAST}
    return {**said, **more}


def _tastes(scene: Scene) -> dict[str, Any]:
    """Return the tastes that are meant: what is liked, where that is wished for; a soup, where
    a word of spice means one; and beside a change what was wished for before.
    """
    text, said = scene.heard.text, list(scene.slots.get("taste", ()))
    if _AS_LIKED.search(text) and not scene.slots.keys() & {"taste", "food"}:
        liked, tastes = scene.notes.all_of("liked"), scene.notes.all_of("taste")
        return {"taste": list(tastes)} if tastes else {"food": list(liked)} if liked else {}
    if not said:
        return {}
    if _HOT_SOUP.search(text):
        said.append("soup")
    if scene.intent == "MODIFY_REQUEST" and not _INSTEAD.search(text):
        before = wish_of(scene.session.memory.get("wish")).slots.get("taste", ())
        said += [taste for taste in before if {taste, *said} & _SPICE != _SPICE]
    return {"taste": list(dict.fromkeys(said))}


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
    memory, said = scene.session.memory, _meant(scene)
    if memory.get("shown") and asks_back(scene.heard.text):
        return _again(scene, kitchen)
    wish = changed(wish_of(memory.get("wish")), said)
    shown = [entry["id"] for entry in memory.get("shown", ())]
    dropped = [shown[n - 1] for n in scene.slots.get("exclude_ordinal", ()) if _in(n, shown)]
    if said:
        return _answer(scene, kitchen, replace(wish, hidden=(*wish.hidden, *dropped)))
    if shown and not (_is_offered(scene) or asks_others(scene.heard.text)):
        return Answer(lines=(line("change_not_read"),), outcome="asked", question="change")
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


def _is_offered(scene: Scene) -> bool:
    """Whether it is answered that other places, which were offered, shall be shown."""
    return (scene.session.pending or {}).get("on_yes") == scene.intent


def _again(scene: Scene, kitchen: Kitchen) -> Answer:
    """Show a list that was shown before; what no longer fits is left out."""
    before = list_before(scene.heard.text, scene.session.memory)
    answer = _answer(scene, kitchen, before.wish, first=before.shops)
    return replace(answer, memory={**(answer.memory or {}), "lists": list(before.lists)})


def _in(number: Any, shown: Sequence[str]) -> bool:  # noqa: ANN401 - a slot's value
    return isinstance(number, int) and 1 <= number <= len(shown)


def _answer(scene: Scene, kitchen: Kitchen, wish: Wish, *, first: Sequence[str] = ()) -> Answer:
    """first: shops that come first where they fit."""
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
    search = _first(_search(scene, kitchen, wish, spot), first)
    return _found(scene, search) if search.shown else _nothing(scene, kitchen, search)


def _search(scene: Scene, kitchen: Kitchen, wish: Wish, spot: Spot) -> Sought:
    rules = fenced(rules_of(scene, wish, spot), scene, kitchen)
    eater = eater_of(scene, rules, kitchen)
    found = kitchen.search.gather(rules, scene.now, known_of(eater))
    return Sought(
        wish=wish,
        spot=spot,
        rules=rules,
        eater=eater,
        found=choose(found.candidates, rules, kitchen.order, eater),
    )


def _first(search: Sought, shops: Sequence[str]) -> Sought:
    """Return what was found with some shops first."""
    if not shops:
        return search
    order = {shop: number for number, shop in enumerate(shops)}

    def placed(found: Sequence[Candidate]) -> list[Candidate]:
        return sorted(found, key=lambda one: order.get(one.shop.id, len(order)))

    found = search.found
    ordered = replace(found, sure=placed(found.sure), unsure=placed(found.unsure))
    return replace(search, found=ordered)


def _count(scene: Scene, kitchen: Kitchen, wish: Wish, search: Sought) -> int:
    """Return how many places there would be for another wish at the same spot."""
    rules = fenced(rules_of(scene, wish, search.spot), scene, kitchen)
    found = kitchen.search.gather(rules, scene.now, known_of(search.eater))
    sure, unsure = count(found.candidates, rules)
    return sure + unsure + found.left_sure + (found.left_unsure if unsure else 0)


def _found(scene: Scene, search: Sought) -> Answer:
    return Answer(
        lines=tuple(list_said(scene, search)),
        items=tuple(item_of(candidate, search.rules) for candidate in search.shown),
        figures=tuple(figures_said(search)),
        sources=tuple(dict.fromkeys(candidate.shop.source for candidate in search.shown)),
        memory=_memory(scene, search),
        add=_declared(scene.slots),
        happened=(_told(scene, search),),
    )


def _told(scene: Scene, search: Sought) -> Happening:
    """Return that the list was shown: with what a ranker learns from, and everybody's list."""
    more = written(search.eater, search.shown, search.found)
    generic = list(search.found.everybody)
    return shops_shown(scene, search.rules, search.shown, **more, generic=generic)


def _memory(scene: Scene, search: Sought) -> dict[str, Any]:
    before = scene.session.memory
    here = search.wish.slots.get("location") or before.get("here")
    wished = {**before, "wish": search.wish.to_json(), "here": here}
    if not search.shown:
        return wished  # The list before stays what "2번" means.
    return {
        **wished,
        "shown": [_entry(candidate) for candidate in search.shown],
        "list": scene.turn,
        "lists": lists_kept(before),
        "listed": search.wish.to_json(),
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


def _nothing(scene: Scene, kitchen: Kitchen, search: Sought) -> Answer:
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
        figures=tuple(numbers_of_names(search)),
        memory=_memory(scene, search),
        add=_declared(scene.slots),
    )


def _relaxing(scene: Scene, search: Sought, said: Line, slots: Mapping[str, Any]) -> Answer:
    """Ask whether to relax; what is said holds the count and the condition."""
    facts = {name: value for name, value in said.facts.items() if name != "count"}
    figures = [said_figure(said.facts["count"], "places", "found")]
    figures += [
        said_figure(value, "", "condition") for value in facts.values() if isinstance(value, int)
    ]
    figures += [*figures_asked(search), *_radius_figures(facts)]
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


def _count_unpriced(scene: Scene, kitchen: Kitchen, search: Sought) -> int:
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
