"""Answer RECOMMENDATION_HISTORY: where somebody went, what was shown, where they go most."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from dure.assistants.meals.catalogue import Shop
from dure.assistants.meals.contents_known import sells
from dure.assistants.meals.eaten_else import ElseThanEaten
from dure.assistants.meals.kitchen import Cooked, Kitchen, line, said_figure
from dure.assistants.meals.past_days import Days, past_days
from dure.assistants.meals.phrases import part
from dure.assistants.meals.shown import meal_at
from dure.assistants.meals.visits import Eaten, ShownList, lists_of, visits_of
from dure.assistants.meals.words import grammar
from dure.engine.assistant import Answer, Line, Scene
from dure.kernel.clock import SEOUL
from dure.kernel.turns import Figure
from dure.korean.normal import squeeze

_TOLD: Final = 3
_OFTEN: Final = grammar("history.often")
_SHOWN: Final = grammar("history.shown")
_CHOSEN: Final = grammar("history.chosen")
_SEVERAL: Final = grammar("history.several")


async def history(scene: Scene, kitchen: Kitchen) -> Answer:
    """Answer RECOMMENDATION_HISTORY from what happened; what is not known is said to be so."""
    text = scene.heard.text
    if _OFTEN.search(text):
        return _most_chosen(scene)
    visits = _meant(scene, kitchen, visits_of(scene.history))
    asks_shown = _SHOWN.search(text) and not _CHOSEN.search(text)
    if asks_shown:
        return _what_was_shown(scene, kitchen)
    if visits:
        return _where_they_went(scene, visits)
    if visits_of(scene.history):
        return Answer(lines=(line("history_none_then"),))
    return _what_was_shown(scene, kitchen)


def other_than_eaten(skill: Cooked) -> Cooked:
    """Return a skill that leaves out where somebody has eaten, where they want something else."""

    async def cooked(scene: Scene, kitchen: Kitchen) -> Answer:
        if not isinstance(scene.meaning, ElseThanEaten):
            return await skill(scene, kitchen)
        visits = _meant(scene, kitchen, visits_of(scene.history))
        wish = dict(scene.session.memory.get("wish") or {})
        hidden = dict.fromkeys((*wish.get("hidden", ()), *(one.shop for one in visits)))
        memory = {**scene.session.memory, "wish": {**wish, "hidden": list(hidden)}}
        # The days that were said are those of what was eaten, and not when one wants to eat.
        asked = replace(scene.heard, text=part("other_places"))
        session = replace(scene.session, memory=memory)
        answer = await skill(replace(scene, session=session, heard=asked), kitchen)
        if visits:
            return answer
        return replace(answer, lines=(line("eaten_unknown"), *answer.lines))

    return cooked


def _meant(scene: Scene, kitchen: Kitchen, visits: Sequence[Eaten]) -> list[Eaten]:
    """Return the choices that fit what was said: days, a meal, a food, a shop."""
    days = _days_said(scene)
    meal, foods = scene.slots.get("meal_time"), scene.slots.get("food", ())
    shops = kitchen.catalogue.shops([one.shop for one in visits])
    named = squeeze(scene.slots.get("shop", ""))
    return [
        one
        for one in visits
        if (days is None or one.at.astimezone(SEOUL).date() in days)
        and (meal is None or meal_at(one.at.astimezone(SEOUL)) == meal)
        and all(_was_of(one, food, shops.get(one.shop)) for food in foods)
        and (not named or named in squeeze(one.name))
    ]


def _days_said(scene: Scene) -> Days | None:
    today = scene.now.astimezone(SEOUL).date()
    return past_days(scene.heard.text, today, scene.slots.get("day"))


def _was_of(visit: Eaten, food: str, shop: Shop | None) -> bool:
    """Whether somebody may have eaten a food at a place."""
    told = (visit.category, visit.dish or "", visit.name)
    return any(food in word for word in told) or (shop is not None and sells(shop, food))


def _where_they_went(scene: Scene, visits: Sequence[Eaten]) -> Answer:
    wants_all = _SEVERAL.search(scene.heard.text) or _spans_days(scene)
    newest = list(dict.fromkeys(one.shop for one in reversed(visits)))[: _TOLD if wants_all else 1]
    told = [next(one for one in reversed(visits) if one.shop == shop) for shop in newest]
    if len(told) == 1:
        when = said_day(told[0].at, scene.now)
        lines = (line("history", name=told[0].name, when=when),)
    else:
        lines = (line("history_several", names=", ".join(one.name for one in told)),)
    return Answer(
        lines=lines, items=tuple(map(_item, told)), figures=_days_of(told), memory=_of(scene, told)
    )


def _spans_days(scene: Scene) -> bool:
    days = _days_said(scene)
    return days is not None and days.first != days.last


def _most_chosen(scene: Scene) -> Answer:
    visits = visits_of(scene.history)
    counts = Counter(one.shop for one in visits)
    often = [shop for shop, count in counts.most_common() if count > 1][:_TOLD]
    if not often:
        return Answer(lines=(line("history_no_favourite" if visits else "history_none"),))
    told = [next(one for one in reversed(visits) if one.shop == shop) for shop in often]
    lines = [line("history_often", name=told[0].name, count=counts[told[0].shop])]
    if len(told) > 1:
        lines.append(line("history_often_next", names=", ".join(one.name for one in told[1:])))
    return Answer(
        lines=tuple(lines),
        items=tuple({**_item(one), "chosen": counts[one.shop]} for one in told),
        figures=(said_figure(counts[told[0].shop], "times", "chosen"),),
        memory=_of(scene, told),
    )


def _what_was_shown(scene: Scene, kitchen: Kitchen) -> Answer:
    """Tell the newest list of the days that were said; that of this conversation comes first."""
    days = _days_said(scene)
    shown = scene.session.memory.get("shown", ()) if days is None else ()
    if shown:
        names = ", ".join(entry["name"] for entry in shown)
        return Answer(lines=(line("history_shown", names=names),), items=tuple(shown))
    lists = [
        one
        for one in lists_of(scene.history)
        if days is None or one.at.astimezone(SEOUL).date() in days
    ]
    named = _named(lists[-1], kitchen) if lists else []
    if not named:
        return Answer(lines=(line("history_none_then" if lists or days else "history_none"),))
    when = said_day(lists[-1].at, scene.now)
    names = ", ".join(shop["name"] for shop in named)
    lines: tuple[Line, ...] = (line("history_shown_then", names=names, when=when),)
    memory = {**scene.session.memory, "shown": named, "list": lists[-1].id, "chosen": None}
    return Answer(lines=lines, items=tuple(named), figures=_days_of(lists[-1:]), memory=memory)


def _named(shown: ShownList, kitchen: Kitchen) -> list[dict[str, Any]]:
    """Return the places of a list that there still are, as they stand in a conversation."""
    shops = kitchen.catalogue.shops([item.shop for item in shown.items])
    return [
        {
            "id": item.shop,
            "name": shops[item.shop].name,
            "dish": item.dish,
            "price_won": item.price_won,
        }
        for item in shown.items
        if item.shop in shops
    ]


def _item(visit: Eaten) -> dict[str, Any]:
    return {
        "kind": "shop",
        "id": visit.shop,
        "name": visit.name,
        "category": visit.category,
        "dish": visit.dish,
        "pays_won": visit.pays_won,
        "at": visit.at.isoformat(),
    }


def _of(scene: Scene, told: Sequence[Eaten]) -> dict[str, Any]:
    """Keep in mind what was told, so that "거기" and "2번" are these places."""
    shown = [
        {"id": one.shop, "name": one.name, "dish": one.dish, "price_won": None} for one in told
    ]
    chosen = told[0].shop if len(told) == 1 else None
    return {**scene.session.memory, "shown": shown, "list": None, "chosen": chosen}


def said_day(at: datetime, now: datetime) -> str:
    """Return a day of the past as people say it: 오늘, 어제, 그저께, 11월 3일."""
    day, today = at.astimezone(SEOUL).date(), now.astimezone(SEOUL).date()
    near = {0: "today", 1: "yesterday", 2: "two_days_ago"}.get((today - day).days)
    return part(near) if near else part("date", month=day.month, day=day.day)


def _days_of(told: Sequence[Eaten] | Sequence[ShownList]) -> tuple[Figure, ...]:
    days = [one.at.astimezone(SEOUL).date() for one in told]
    return tuple(
        said_figure(value, unit, "visited")
        for day in days
        for value, unit in ((day.month, "month"), (day.day, "day"))
    )
