"""Say where a meal costs nothing: after the people who help, never instead of them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from dure.assistants.meals.english_slots import read_english_slots
from dure.assistants.meals.free_asked import FreeAsked
from dure.assistants.meals.free_meals import NearbyMeal, asks_free_meal
from dure.assistants.meals.kitchen import Kitchen, Spot, line, said_figure, spot_of
from dure.assistants.meals.phrases import part
from dure.assistants.meals.slots import read_slots
from dure.assistants.meals.wish import Wish, changed
from dure.engine.assistant import Answer, Line, Scene
from dure.engine.phrasebook import ENGLISH, spoken_now
from dure.kernel.clock import SEOUL
from dure.kernel.turns import Figure

_OF_ALL: Final = ("cost", "needs")
"""What is asked of all such places, and is the same of each."""
_WRITTEN: Final = ("phone", "address")
"""What is told as it stands in an item."""
_SPAN: Final = re.compile(r"(\d{1,2}):(\d\d)\s*~\s*(\d{1,2}):(\d\d)")


@dataclass(frozen=True, kw_only=True)
class Free:
    """What there is to say of free meals near a person; nothing where nothing is known."""

    lines: tuple[Line, ...] = ()
    items: tuple[dict[str, Any], ...] = ()
    figures: tuple[Figure, ...] = ()
    sources: tuple[str, ...] = ()


def free_near(scene: Scene, kitchen: Kitchen) -> Free:
    """Return the nearest free meals; asks where the person is if nobody said.

    Places on a guess would send a hungry child the wrong way.
    """
    if not kitchen.free.is_known:
        return Free()
    spot = _spot(scene, kitchen)
    if not (spot.said and spot.known):
        return Free(lines=(line("free_where"),))
    found = kitchen.free.nearest(spot.place, scene.now)
    if not found:
        return Free(lines=(line("free_none"),))
    lines = [line("free_near")]
    lines += [_told(number, reached, scene) for number, reached in enumerate(found, start=1)]
    if any(reached.meal.for_children is None or not reached.meal.hours for reached in found):
        lines.append(line("free_ask"))
    return Free(
        lines=tuple(lines),
        items=tuple(_item(reached, scene) for reached in found),
        figures=tuple(said_figure(reached.walk_min, "min", "walk") for reached in found),
        sources=tuple(dict.fromkeys(_source(reached) for reached in found)),
    )


def with_free_meals(answer: Answer, scene: Scene, kitchen: Kitchen) -> Answer:
    """Return an answer with the nearest free meals after what it says."""
    free = free_near(scene, kitchen)
    return replace(
        answer,
        lines=(*answer.lines, *free.lines),
        items=(*answer.items, *free.items),
        figures=(*answer.figures, *free.figures),
        sources=(*answer.sources, *free.sources),
    )


def of_free_meals(asked: FreeAsked, scene: Scene, kitchen: Kitchen) -> Answer:
    """Answer what is asked of the free meals just told of; what the source lacks is not known."""
    if asked.kind == "place":
        return with_free_meals(Answer(lines=()), scene, kitchen)
    if asked.kind in _OF_ALL:
        return Answer(lines=(line(f"free_{asked.kind}"),), items=asked.meals)
    if not asked.meals:
        first = (line("free_needs"),) if asked.kind == "who" else ()
        return with_free_meals(Answer(lines=first), scene, kitchen)
    names: dict[tuple[str, str], list[str]] = {}
    for meal in asked.meals:  # What is the same of several is said once.
        names.setdefault(_fact(asked.kind, meal, scene), []).append(meal["name"])
    lines = [
        line(phrase, {"told": told} if told else {}, name=", ".join(those))
        for (phrase, told), those in names.items()
    ]
    if any(phrase.endswith("_unknown") for phrase, _ in names):
        lines.append(line("free_who_knows"))
    return Answer(lines=tuple(lines), items=asked.meals)


def _fact(kind: str, meal: Mapping[str, Any], scene: Scene) -> tuple[str, str]:
    """Return the phrase of what is known of a place in one respect, and what it tells ("": no)."""
    if kind == "hours" and meal["today"] is False:
        return "free_hours_not_today", ""
    if kind == "hours" and (hours := meal["hours"]):
        closed = "" if _may_be_open(hours, scene) else f" ({part('closed_now')})"
        return "free_hours", f"{hours}{closed}"
    if kind == "who" and meal["for_children"]:
        return "free_who", ""
    if kind in _WRITTEN and (told := meal[kind]):
        return f"free_{kind}", str(told)
    return f"free_{kind}_unknown", ""


def is_only_asked(scene: Scene, *, in_distress: bool) -> bool:
    """Whether free meals are asked about as one asks about anything, without distress."""
    return asks_free_meal(scene.heard.text) and not in_distress


def _spot(scene: Scene, kitchen: Kitchen) -> Spot:
    read = read_english_slots if spoken_now() == ENGLISH else read_slots
    said = {part.slot: part.value for part in read(scene.heard.text, ()).said}
    where = {"location": said["location"]} if "location" in said else {}
    return spot_of(scene, changed(Wish(), where), kitchen)


def _told(number: int, reached: NearbyMeal, scene: Scene) -> Line:
    facts = {"n": number, "name": reached.meal.name, "walk": reached.walk_min}
    if reached.meal.is_on(scene.now.astimezone(SEOUL).date()) is False:
        return line("free_not_today", facts)
    if hours := reached.meal.hours:
        closed = "" if _may_be_open(hours, scene) else f" ({part('closed_now')})"
        return line("free_at", facts, hours=f"{hours}{closed}")
    return line("free_one", facts)


def _may_be_open(hours: str, scene: Scene) -> bool:
    """Whether hours as they are told (12:00~19:00) hold now; True where they cannot be read."""
    now = scene.now.astimezone(SEOUL)
    minute = now.hour * 60 + now.minute
    spans = [tuple(map(int, found)) for found in _SPAN.findall(hours)]
    if not spans:
        return True
    return any(h * 60 + m <= at < to * 60 + past for h, m, to, past in spans for at in _at(minute))


def _at(minute: int) -> tuple[int, int]:
    """Return a minute of the day, and the same as one of the night before (26:00)."""
    return minute, minute + 24 * 60


def _item(reached: NearbyMeal, scene: Scene) -> dict[str, Any]:
    meal = reached.meal
    return {
        "kind": "free_meal",
        "id": meal.id,
        "name": meal.name,
        "address": meal.address,
        "phone": meal.phone,
        "lat": meal.lat,
        "lon": meal.lon,
        "distance_m": round(reached.metres),
        "walk_min": reached.walk_min,
        "hours": meal.hours or None,
        "days": None if meal.days is None else list(meal.days),
        "today": meal.is_on(scene.now.astimezone(SEOUL).date()),
        "for_children": meal.for_children,
        "as_of": meal.as_of,
    }


def _source(reached: NearbyMeal) -> str:
    day = f" ({reached.meal.as_of})" if reached.meal.as_of else ""
    return f"{reached.meal.source}{day}"
