"""What a person wishes for, gathered over the turns of a conversation."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any, Final

from dure.assistants.meals.catalogue import metres_in
from dure.korean.dates import DAY_NAMES

FARTHEST_M: Final = 20_000
"""Nobody walks farther for a meal; the whole country would be looked through for one sentence."""
RADIUS_M: Final = 1000
"""How far is near, where nothing was said (seed 002, section 4.1)."""
# When a meal is eaten: (from, to) hours of the day; the middle is asked about outside them.
_MEALS: Final = {
    "breakfast": (6, 10),
    "lunch": (11, 15),
    "dinner": (17, 21),
    "late_night": (21, 26),
}
_NIGHT_ENDS: Final = 6
_SATURDAY: Final = 5
_MIDDLE: Final = {"breakfast": 8, "lunch": 12, "dinner": 18, "late_night": 22}
_REPLACED: Final = [
    "budget_max",
    "budget_min",
    "budget_about",
    "balance_stated",
    "per_person",
    "party_size",
    "eaters",
    "all_foods",
    "time",
    "day",
    "meal_time",
    "open_now",
    "location",
    "near",
    "distance_max_m",
    "walk_min",
    "sort",
    "rating_min",
    "card_ok",
    "good_shop",
    "coupon",
    "coupon_amount",
    "own_won",
    "pays_otherwise",
    "shop",
    "place_kind",
    "snack",
    "leaning",
]
_MONEY: Final = ("budget_max", "budget_min", "budget_about", "balance_stated")
_PLACES: Final = ("distance_max_m", "walk_min", "near")
_TIMES: Final = ("time", "day", "meal_time", "open_now")


@dataclass(frozen=True, kw_only=True)
class Wish:
    """slots: what was said, merged. hidden: ids of shops the person has turned down."""

    slots: Mapping[str, Any] = field(default_factory=dict)
    hidden: tuple[str, ...] = ()

    # Asked of every shop, so these are worked out once.
    @cached_property
    def foods(self) -> tuple[str, ...]:
        """Return the foods asked for."""
        return tuple(self.slots.get("food", ()))

    @cached_property
    def without(self) -> tuple[str, ...]:
        """Return the foods turned down in this conversation."""
        return tuple(self.slots.get("exclude_food", ()))

    @cached_property
    def kinds_of_place(self) -> tuple[str, ...]:
        """Return the foods asked for by which a kind of place is meant, not only a dish."""
        return tuple(food for food in self.slots.get("place_kind", ()) if food in self.foods)

    @property
    def most_won(self) -> int | None:
        """Return what one person can pay at most, None if nothing was said."""
        stated = (self.slots.get(slot) for slot in ("budget_max", "budget_about", "balance_stated"))
        limits = [limit for limit in stated if limit is not None]
        if not limits:
            return None
        most = min(limits)
        eaters = self.slots.get("party_size", 1)
        return int(most) if self.slots.get("per_person") or eaters < 2 else int(most) // eaters

    @property
    def least_won(self) -> int:
        """Return the least a dish should cost."""
        eaters = 1 if self.slots.get("per_person") else max(1, self.slots.get("party_size", 1))
        return int(self.slots.get("budget_min", 0)) // eaters

    @cached_property
    def radius_m(self) -> int:
        """Return how far away a shop may be."""
        if "distance_max_m" in self.slots:
            return min(FARTHEST_M, int(self.slots["distance_max_m"]))
        if "walk_min" in self.slots:
            return min(FARTHEST_M, metres_in(int(self.slots["walk_min"])))
        return RADIUS_M

    def to_json(self) -> dict[str, Any]:
        """Return plain values for the session's memory."""
        return {"slots": dict(self.slots), "hidden": list(self.hidden)}


def wish_of(plain: Mapping[str, Any] | None) -> Wish:
    """Return the wish in a session's memory; an empty one where there is none."""
    plain = plain or {}
    return Wish(slots=plain.get("slots", {}), hidden=tuple(plain.get("hidden", ())))


def changed(wish: Wish, said: Mapping[str, Any]) -> Wish:
    """Return the wish after a change: what is said anew takes the place of what was said.

    Excluded foods add up; a food asked for replaces the one before and is no longer excluded.
    None takes back what was said.
    """
    slots = dict(wish.slots)
    for group in (_MONEY, _PLACES, _TIMES):
        if any(slot in said for slot in group):
            slots = {slot: value for slot, value in slots.items() if slot not in group}
    for slot in _REPLACED:
        if slot in said:
            slots[slot] = said[slot]
    refused = [*slots.get("exclude_food", ()), *said.get("exclude_food", ())]
    wanted = list(said.get("food", slots.get("food", ())))
    slots["food"] = [food for food in wanted if food not in said.get("exclude_food", ())]
    slots["exclude_food"] = [
        food for food in dict.fromkeys(refused) if food not in said.get("food", ())
    ]
    if "taste" in said:
        slots["taste"] = said["taste"]
    kept = {slot: value for slot, value in slots.items() if value not in ([], None)}
    return replace(wish, slots=kept)


def moment_of(wish: Wish, now: datetime) -> datetime:
    """Return when the person wants to eat: now, unless a day, a time or a meal was said."""
    slots = wish.slots
    day = _day_of(slots.get("day"), now.date())
    if slots.get("open_now"):
        return now
    if "time" in slots:
        hour, minute = map(int, slots["time"].split(":"))
        at = datetime.combine(day, time(hour, minute, tzinfo=now.tzinfo))
        # "오늘 밤 12시 반" is said of the night that follows the day.
        is_night = slots.get("day") == "today" and hour < _NIGHT_ENDS
        return at + timedelta(days=1) if at < now and ("day" not in slots or is_night) else at
    if "meal_time" in slots:
        return _at_meal(slots["meal_time"], day, now, fixed="day" in slots)
    return now if day == now.date() else datetime.combine(day, time(12, tzinfo=now.tzinfo))


def _at_meal(meal: str, day: date, now: datetime, *, fixed: bool) -> datetime:
    midnight = datetime.combine(day, time(tzinfo=now.tzinfo))
    if now - midnight < timedelta(hours=_MEALS[meal][1] - 24) and not fixed:
        return now  # A meal of last night goes on past midnight.
    begins, ends = (midnight + timedelta(hours=hour) for hour in _MEALS[meal])
    if begins <= now < ends:
        return now
    middle = midnight + timedelta(hours=_MIDDLE[meal])
    return middle + timedelta(days=1) if now >= ends and not fixed else middle


def _day_of(said: str | None, today: date) -> date:
    if said == "tomorrow":
        return today + timedelta(days=1)
    if said in DAY_NAMES:
        return today + timedelta(days=(DAY_NAMES.index(said) - today.weekday()) % 7)
    if said == "weekday" and today.weekday() >= _SATURDAY:
        return today + timedelta(days=7 - today.weekday())
    if said == "weekend" and today.weekday() < 5:
        return today + timedelta(days=5 - today.weekday())
    return today
