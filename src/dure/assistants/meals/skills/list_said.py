"""What is said of the places that were found for a wish, and the figures it holds."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from dure.assistants.meals.candidates import Candidate, Rules
from dure.assistants.meals.choose import ORDERED_BY, SHOWN, Eater, Ordered, is_of_kind
from dure.assistants.meals.explained import explained
from dure.assistants.meals.hours import Openness
from dure.assistants.meals.kitchen import Spot, figures_of, line, said_figure, said_near
from dure.assistants.meals.leaning import FILLING, GUESSED, suits
from dure.assistants.meals.phrases import part
from dure.assistants.meals.reasons import said_reason
from dure.assistants.meals.skills.several import together_figures, together_said
from dure.assistants.meals.wish import Wish
from dure.engine.assistant import Line, Scene
from dure.kernel.turns import Figure

_BROKEN_BY: Final = {
    "vegan": "made_of_animals",
    "vegetarian": "meat_or_fish",
    "halal": "not_halal",
    "no_pork": "pork",
}
"""Diet → what a dish must not hold."""


@dataclass(frozen=True, kw_only=True)
class Sought:
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


def list_said(scene: Scene, search: Sought) -> list[Line]:
    """Return the lines of a reply that shows places."""
    shown = search.shown
    lines = [_headline(search)]
    for number, candidate in enumerate(shown, start=1):
        if candidate.shop.card == "U" and (number == 1 or shown[number - 2].shop.card != "U"):
            lines.append(line("ask_card"))
        lines.append(_shop_line(number, candidate, search, scene))
    return [*lines, *_remarks(scene, search)]


def figures_said(search: Sought) -> list[Figure]:
    """Return the figures of such a reply."""
    figures = [figure for candidate in search.shown for figure in figures_of(candidate)]
    together = together_figures(search.rules, search.shown)
    return [*figures, *together, *_ratings(search), *figures_asked(search)]


def _headline(search: Sought) -> Line:
    where, wish = said_near(search.spot), search.wish
    if wish.most_won is None:
        return line("found", where=where)
    if wish.slots.get("party_size", 1) > 1 and not wish.slots.get("per_person"):
        return line("found_each", where=where, budget=wish.most_won)
    if wish.least_won:
        return line("found_band", where=where, least=wish.least_won, budget=wish.most_won)
    return line("found_money", where=where, budget=wish.most_won)


def _shop_line(number: int, candidate: Candidate, search: Sought, scene: Scene) -> Line:
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
        phrase = "shop_coupon" if candidate.use.pays_won else "shop_coupon_all"
        return line(phrase, facts, dish=dish.name, price=dish.price)
    return line("shop", facts, dish=dish.name, price=dish.price)


def _whys(candidate: Candidate, search: Sought, scene: Scene) -> list[str]:
    """Return whether it is open and what speaks for it; of the card only if that was asked."""
    if candidate.open is Openness.UNKNOWN:
        is_open = part("open_unknown")
    else:
        is_open = part("open_now" if search.rules.at == scene.now else "open_then")
    card = [part(f"card_{candidate.shop.card.lower()}")] if _asks_for_card(search) else []
    rating = candidate.shop.rating
    if search.wish.slots.get("sort") == "rating" and rating is not None:
        return [is_open, part("rated_at", rating=f"{rating}"), *card]
    return [is_open, *said_reason(candidate, search.shown), *card]


def _asks_for_card(search: Sought) -> bool:
    return "card_ok" in search.wish.slots


def _remarks(scene: Scene, search: Sought) -> list[Line]:
    remarks = [
        *together_said(search.rules, search.shown),
        *_sold_elsewhere(search),
        *_order_unknown(search),
        *_portions(search),
    ]
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


def _sold_elsewhere(search: Sought) -> list[Line]:
    """Return that no place is of the kind that was asked for, where none is."""
    if any(is_of_kind(candidate, search.rules) for candidate in search.shown):
        return []
    return [line("no_such_place", food=", ".join(search.wish.kinds_of_place))]


def _portions(search: Sought) -> list[Line]:
    """Return what nobody knows of dishes that was asked for: how much there is, how soft it is."""
    leaning = search.wish.slots.get("leaning")
    if leaning in GUESSED:
        is_found = any(one.dishes and suits(one.dishes[0].name, leaning) for one in search.shown)
        phrase = "leaning_guessed" if is_found else "leaning_none"
        return [line(phrase, what=part(f"leaning_{leaning}"))]
    return [line("portions_unknown")] if leaning == FILLING else []


def _ratings(search: Sought) -> list[Figure]:
    shops = [candidate.shop for candidate in search.shown]
    return [
        Figure(value=shop.rating, unit="of 5", measure="rating", source=f"{shop.source}:{shop.id}")
        for shop in shops
        if shop.rating is not None
    ]


def _order_unknown(search: Sought) -> list[Line]:
    """Return that what was asked to be ordered by is known of no place that is shown."""
    fact = ORDERED_BY.get(search.wish.slots.get("sort", ""))
    if fact is None or any(getattr(one.shop, fact) is not None for one in search.shown):
        return []
    return [line("order_unknown", what=part(f"by_{fact}"))]


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


def figures_asked(search: Sought) -> list[Figure]:
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
    return [*figures, *numbers_of_names(search)]


def numbers_of_names(search: Sought) -> list[Figure]:
    """Numbers inside a place's name (5호선, 7가) are part of the name."""
    digits = "".join(c if c.isdigit() else " " for c in search.spot.place.name).split()
    return [said_figure(int(number), "", "name") for number in digits]
