"""Answer what no rule of a place tells of a card: what is known, what is not, and who knows."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from dure.assistants.meals.card_asked import CardAsked
from dure.assistants.meals.convenience import (
    chain_of,
    kind_of_item,
    names_item,
    store_rules,
    told_items,
)
from dure.assistants.meals.hours import hhmm
from dure.assistants.meals.kitchen import Cooked, Kitchen, line
from dure.assistants.meals.purse import Purse
from dure.assistants.meals.skills.card import (
    answer_of_store,
    basis,
    card_use,
    purse_asked,
    remembered,
)
from dure.assistants.meals.skills.free import with_free_meals
from dure.engine.assistant import Answer, Line, Scene
from dure.kernel.clock import SEOUL

_HOURS: Final = "카드 몇 시까지 돼?"
"""The question for the hours of a card, in words that are read for certain."""


def answering_card(skill: Cooked) -> Cooked:
    """Return a skill that answers what is asked of the card itself, and the rest as before."""

    async def cooked(scene: Scene, kitchen: Kitchen) -> Answer:
        asked = scene.meaning
        if not isinstance(asked, CardAsked):
            return await skill(scene, kitchen)
        told = replace(scene, heard=replace(scene.heard, text=asked.text))
        if asked.of_items:
            return replace(_items(told, kitchen), memory=remembered(scene))
        if asked.kind is None:
            return await skill(told, kitchen)
        if asked.kind == "now":
            return await _now(told, kitchen)
        if asked.kind in _MORE:
            return replace(_MORE[asked.kind](told, kitchen), memory=remembered(scene))
        return Answer(lines=(line(f"card_{asked.kind}"),), memory=remembered(scene))

    return cooked


async def _now(scene: Scene, kitchen: Kitchen) -> Answer:
    """Say whether the card works at this hour, as far as its hours are known."""
    asked = replace(scene, heard=replace(scene.heard, text=_HOURS), slots={}, meaning=None)
    answer = await card_use(asked, kitchen)
    said = _at_this_hour(purse_asked(scene, kitchen), scene)
    return replace(answer, lines=(*said, *answer.lines))


def _at_this_hour(purse: Purse, scene: Scene) -> tuple[Line, ...]:
    if purse.rule.hours is None:
        return ()
    now, (opens, closes) = scene.now.astimezone(SEOUL), purse.rule.hours
    is_within = opens <= now.hour * 60 + now.minute < closes
    phrase = "card_now_within" if is_within else "card_now_outside"
    return (line(phrase, time=hhmm(now.hour * 60 + now.minute)),)


def _items(scene: Scene, kitchen: Kitchen) -> Answer:
    """Say of every item that is named whether the card buys it; of what nobody tells, just that."""
    purse, foods = purse_asked(scene, kitchen), scene.slots.get("food", ())
    said = " ".join([scene.heard.text, *foods])  # A food is called otherwise in a slot (삼김).
    chain = chain_of(said)
    rules = store_rules(purse.place, scene.now.date(), chain=chain, own=purse.own_items)
    strange = [food for food in foods if kind_of_item(food) is None]
    lines = [] if strange and not names_item(said) else told_items(rules, said)
    if strange:
        lines.append(line("items_unknown", items=", ".join(strange)))
    if not purse.place:
        lines.append(line("rule_no_place"))
    return answer_of_store(purse, rules, lines)


def _meanwhile(scene: Scene, kitchen: Kitchen) -> Answer:
    """Say who helps while there is no card, and where a meal costs nothing."""
    return with_free_meals(Answer(lines=(line("card_meanwhile"),)), scene, kitchen)


def _free_needs(scene: Scene, kitchen: Kitchen) -> Answer:
    """Say that nobody knows what one must bring to a free meal, and whom to ask."""
    return Answer(lines=(line("free_needs"),))


def _venue(scene: Scene, kitchen: Kitchen) -> Answer:
    """Say whether the card works at a place that is no place to eat at first, if a rule tells."""
    purse, what = purse_asked(scene, kitchen), scene.slots["shop_type"]
    if not any(what in kind or kind in what for kind in purse.rule.refused or ()):
        return Answer(lines=(line("card_venue", what=what),))
    told, figures = basis(purse)
    sources = (purse.rule.source,) if purse.rule.source else ()
    said = line("rule_refused", kinds=what)
    return Answer(lines=(said, *told), figures=tuple(figures), sources=sources)


_MORE: Final[dict[str, Callable[[Scene, Kitchen], Answer]]] = {
    "meanwhile": _meanwhile,
    "free_needs": _free_needs,
    "venue": _venue,
}
