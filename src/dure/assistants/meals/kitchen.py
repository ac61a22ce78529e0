"""What the skills of meals work with: the catalogue, the settings, and where the person is."""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, time
from typing import Any, Final

from dure.assistants.meals.candidates import Candidate, Rules, holidays
from dure.assistants.meals.catalogue import Catalogue, Dish, Shop
from dure.assistants.meals.choose import OrderSettings
from dure.assistants.meals.convenience import is_store, item_rule
from dure.assistants.meals.coupons import Use
from dure.assistants.meals.free_meals import FreeMeals
from dure.assistants.meals.hours import Openness, closes_at, hhmm
from dure.assistants.meals.offers import Offers
from dure.assistants.meals.own_places import OwnPlaces
from dure.assistants.meals.personal import PersonalSettings
from dure.assistants.meals.phrases import part, translated
from dure.assistants.meals.ranker import Ranker
from dure.assistants.meals.search import Search
from dure.assistants.meals.skies import Skies
from dure.assistants.meals.wallet import Wallet
from dure.assistants.meals.whose import of_others
from dure.assistants.meals.wish import Wish, moment_of
from dure.assistants.meals.words import points
from dure.engine.assistant import Answer, Line, Scene
from dure.errors import BadSetting
from dure.kernel.turns import Figure, Place
from dure.korean.dates import find_days, resolve_day

_POINT: Final = re.compile(r"(\d{2}(?:\.\d+)?)\s*,\s*(\d{3}(?:\.\d+)?)(?:\s+(\S.{0,39}))?")
_NONE: Final = OwnPlaces()


@dataclass(frozen=True, kw_only=True)
class MealsSettings:
    """Where an installation stands."""

    default_place: str = "홍대입구역"
    """Where to search while nobody has said where they are: a place that is known, or `lat,lon`
    with the name by which it is told (`37.3785,127.1160 우리 동네`)."""
    places: str = ""
    """A file of places that people may name beside those that ship (docs/assistants/meals.md)."""
    catalogue: str = ""
    """A file of shops (CSV, JSON, JSON lines); empty uses the demonstration catalogue."""
    columns: str = ""
    """A TOML file that says which column of the catalogue holds what; empty guesses."""
    coupons: str = ""
    """A file of coupons (JSON lines); `demo` takes the invented ones; empty: none."""
    issuer: str = ""
    """Who tells balances: `https://…` (docs/adapters/card_issuer.md), `made://…`; empty: nobody."""
    issuer_token: str = ""
    """The bearer token that the issuer wants to see; empty: none."""
    cards: str = ""
    """Whose card is whose: a file of JSON lines (docs/assistants/meals_card.md); empty: none."""
    weather: str = ""
    """Who tells the weather: `kma://` (docs/adapters/kma.md), `made://…`; empty: it is unknown."""
    weather_key: str = ""
    """The key that the weather service wants to see; empty: none."""
    ranker: str = ""
    """A file that `dure learn meals.ranker` wrote; empty: places are ordered without a model."""
    free: str = ""
    """Files of free meals, with commas between them; `demo`: invented ones; empty: none."""
    rules: str = ""
    """A file of card rules that go before those that ship (docs/assistants/meals_card.md)."""
    municipality: str = ""
    """Whose card rules hold where nothing else is known (`경기도 성남시`); empty: unknown."""


@dataclass(frozen=True, kw_only=True)
class Kitchen:
    """Handed to every skill. default: where to search while nobody has said where they are.

    ranker: None where none is shelved. skies: None where nobody tells the weather. weather: what
    falls where and when the meal of this turn is; None is unknown. popular: asked for shop → 0…1 of
    these minutes. own_places: those that the operator added.
    """

    catalogue: Catalogue
    search: Search
    settings: MealsSettings
    default: Place
    wallet: Wallet
    order: OrderSettings = field(default_factory=OrderSettings)
    personal: PersonalSettings = field(default_factory=PersonalSettings)
    ranker: Ranker | None = None
    popular: Callable[[], Mapping[str, float]] = dict
    offers: Offers = field(default_factory=Offers)
    free: FreeMeals = field(default_factory=FreeMeals)
    skies: Skies | None = None
    weather: str | None = None
    own_places: OwnPlaces = field(default_factory=OwnPlaces)

    def point_of(self, name: str) -> Place | None:
        """Return the place of a name: the operator's own, else that of the gazetteer."""
        return self.own_places.point_of(name) or find_point(name)


Cooked = Callable[[Scene, Kitchen], Awaitable[Answer]]
"""A skill that is handed the kitchen."""


@dataclass(frozen=True, kw_only=True)
class Spot:
    """Where distances are measured from. said: the person named it; known: we know the place."""

    place: Place
    said: bool
    known: bool = True


def spot_of(scene: Scene, wish: Wish, kitchen: Kitchen) -> Spot:
    """Return where to search: a place named now or before, the device's, or the default."""
    named = wish.slots.get("location") or scene.session.memory.get("here")
    if named:
        point = kitchen.point_of(named)
        if point:
            return Spot(place=point, said=True)
        unknown = Place(lat=0.0, lon=0.0, name=named)
        return Spot(place=unknown, said=True, known=False)
    if scene.heard.here:
        return Spot(place=scene.heard.here, said=True)
    return Spot(place=kitchen.default, said=False)


def said_near(spot: Spot) -> str:
    """Return how to say where was searched; a default place may have no name."""
    if spot.place.name:
        return part("near_place", place=spot.place.name)
    return part("near_here" if spot.said else "near_default")


def default_place(settings: MealsSettings, own: OwnPlaces = _NONE) -> Place:
    """Return the place of the settings: a name, or `lat,lon` with or without one behind it.

    own: places that the operator added.
    Raises BadSetting if nobody knows it, or it does not lie in Korea.
    """
    said = settings.default_place
    found = _point_of_numbers(said) or own.point_of(said) or find_point(said)
    if found is None:
        why = (
            "어디인지 모르는 곳이에요. 37.42,127.13 우리 동네처럼 위도와 경도, 부를 이름을 적거나 "
            "meals.places 파일에 그 장소를 더해 주세요."
        )
        raise BadSetting(file="meals.default_place", why=why)
    return found


def _point_of_numbers(text: str) -> Place | None:
    """Return the place of `lat,lon` in Korea, None for anything else."""
    said = _POINT.fullmatch(text.strip())
    if said is None:
        return None
    lat, lon = float(said[1]), float(said[2])
    is_there = 33.0 <= lat <= 39.0 and 124.0 <= lon <= 132.0
    return Place(lat=lat, lon=lon, name=(said[3] or "").strip()) if is_there else None


def find_point(name: str) -> Place | None:
    """Return the place of a name in the gazetteer, with or without 역 or 동 at its end."""
    for spelling in (name, f"{name}역", f"{name}동", f"{name}구", name.removesuffix("역")):
        if spelling.lower() in points():
            _, lat, lon = points()[spelling.lower()]
            return Place(lat=lat, lon=lon, name=name)
    return None


def when_of(scene: Scene, wish: Wish) -> datetime:
    """Return when the person wants to eat; days without a slot of their own count too (모레)."""
    moment, today = moment_of(wish, scene.now), scene.now.date()
    if wish.slots.get("day") == "holiday":
        day = next((day for day in sorted(holidays()) if day >= today), None)
    elif "day" in wish.slots:
        day = None
    else:
        days = (resolve_day(said, today) for said in find_days(scene.heard.text))
        # Nobody eats on a day that is over.
        day = next((day for day in days if day is not None and day >= today), None)
    if day is None or day == today:
        return moment
    at_noon = moment == scene.now
    return datetime.combine(day, time(12, tzinfo=moment.tzinfo) if at_noon else moment.timetz())


def rules_of(scene: Scene, wish: Wish, spot: Spot) -> Rules:
    """Return what must hold: the wish, and what the person declared once for all.

    What those who eat along cannot eat holds as long as the conversation.
    """
    slots = scene.slots
    memory = scene.session.memory
    tastes = (*scene.notes.all_of("taste"), *of_others(memory, "taste"))
    if "not_spicy" in tastes and "taste" not in wish.slots:
        wish = replace(wish, slots={**wish.slots, "taste": ["not_spicy"]})
    return Rules(
        wish=wish,
        at=when_of(scene, wish),
        here=spot.place,
        allergens=_both(_not_for(scene, "allergen"), slots.get("allergen", ())),
        diets=_both(_not_for(scene, "diet"), slots.get("diet", ())),
        # What is asked for now outweighs what was disliked once.
        without=tuple(w for w in _not_for(scene, "exclude_food") if w not in wish.foods),
    )


def _not_for(scene: Scene, note: str) -> tuple[str, ...]:
    return (*scene.notes.all_of(note), *of_others(scene.session.memory, note))


def _both(noted: tuple[str, ...], said: tuple[str, ...] | list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys([*noted, *said]))


def item_of(candidate: Candidate, rules: Rules) -> dict[str, Any]:
    """Return a place as a structured item."""
    shop = candidate.shop
    return {
        "kind": "shop",
        "id": shop.id,
        "name": shop.name,
        "category": shop.category,
        "card": shop.card,
        "bought_with_card": _item_rule(candidate, rules),
        "price_won": candidate.price_won,
        "pays_won": candidate.pays_won,
        "coupons": coupons_in(candidate.use),
        "dishes": [{"name": d.name, "price_won": d.price} for d in candidate.dishes[:3]],
        "distance_m": round(candidate.distance_m),
        "walk_min": candidate.walk_min,
        "open": candidate.open.value,
        "hours": hours_on(shop, rules),
        "closes": _closing_time(candidate, rules),
        "address": shop.address,
        "lat": shop.lat,
        "lon": shop.lon,
        "rating": shop.rating,
        "reviews": shop.reviews,
        "unsure_of": list(candidate.unsure),
        "why": [{"reason": name, "points": round(value, 3)} for name, value in candidate.reasons],
        "source": shop.source,
        "as_of": shop.as_of,
    }


def _item_rule(candidate: Candidate, rules: Rules) -> str | None:
    """Return what the rule of the place says of a store's item, "unknown" if nothing; else None."""
    items = rules.fence.items
    if items is None or not candidate.dishes or not is_store(candidate.shop):
        return None
    return item_rule(candidate.dishes[0], items)


def coupons_in(use: Use | None) -> list[dict[str, Any]]:
    """Return the coupons of a use, in the order to hand them in, and what each takes off."""
    cuts = use.cuts if use else ()
    return [{"id": cut.coupon, "off_won": cut.off_won} for cut in cuts]


def hours_on(shop: Shop, rules: Rules) -> list[str] | None:
    """Return the opening periods of the asked day, None if unknown."""
    periods = shop.hours.on(rules.at.date()) if shop.hours else None
    if periods is None:
        return None
    return [f"{hhmm(opens)}~{hhmm(ends) if ends is not None else ''}" for opens, ends in periods]


def _closing_time(candidate: Candidate, rules: Rules) -> str | None:
    closes = closes_at(candidate.shop.hours, rules.at)
    return hhmm(closes) if closes is not None and candidate.open is Openness.OPEN else None


def figures_of(candidate: Candidate) -> list[Figure]:
    """Return the figures of a place: the price that is named, and the way on foot."""
    shop = candidate.shop
    figures = [
        Figure(
            value=candidate.walk_min,
            unit="min",
            measure="walk",
            source=f"{shop.source}:{shop.id}",
            filter="직선거리×1.3÷80m/분",
        )
    ]
    if candidate.price_won is not None:
        figures.append(price_figure(shop, candidate.dishes[0]))
    if candidate.use:
        figures.append(pays_figure(shop, candidate.dishes[0].name, candidate.use))
    return figures


def price_figure(shop: Shop, dish: Dish) -> Figure:
    """Return the price of a dish, which must be known."""
    return Figure(
        value=dish.price or 0,
        unit="won",
        measure="price",
        source=f"{shop.source}:{shop.id}",
        filter=dish.name,
        as_of=shop.as_of,
    )


def pays_figure(shop: Shop, dish: str, use: Use) -> Figure:
    """Return what a dish costs with coupons; its source names them, or the shop without any."""
    return Figure(
        value=use.pays_won,
        unit="won",
        measure="price_with_coupons",
        source=", ".join(f"coupon:{cut.coupon}" for cut in use.cuts) or f"{shop.source}:{shop.id}",
        filter=f"{shop.id}: {dish}",
    )


def said_figure(value: int, unit: str, measure: str) -> Figure:
    """Return a number that the person said or a rule of ours, so that a reply may repeat it."""
    return Figure(value=value, unit=unit, measure=measure, source="turn")


def line(phrase: str, facts: Mapping[str, Any] | None = None, **more: str | int) -> Line:
    """Return a line to say."""
    return Line(phrase=phrase, facts=translated({**(facts or {}), **more}))
