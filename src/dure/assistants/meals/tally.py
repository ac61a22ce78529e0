"""Count how a period went from what happened in it: lists, looks, choices, turns, notices.

A turn without a list counts like one with a list. How well a turn went is told by what the person
did then, never by how quick or how sure the answer was; where they did nothing it is unknown.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import log
from typing import Any, Final

from dure.assistants.meals.past import CHOICE_UNDONE, SHOP_CHOSEN, SHOP_VIEWED, SHOPS_SHOWN
from dure.kernel.clock import SEOUL
from dure.kernel.events import Event, Json

FEW: Final = 5
"""Fewer people than this are not counted exactly, so that nobody can be made out."""
FEW_SAID: Final = "<5"
OTHER: Final = "other"
NOTICES: Final = ("made", "delivered", "opened", "clicked")
OUTCOMES: Final = ("answered", "asked", "refused", "failed")
_DIGITS: Final = 4
_CHOSEN_IS: Final = 1.0
_LOOKED_IS: Final = 0.5
_FAILED_IS: Final = 0.0

Whose = tuple[str, str]
"""A person: tenant, user."""
Turn = tuple[str, str, str]
"""A turn, and the list that it showed: tenant, user, id."""


@dataclass(frozen=True, kw_only=True)
class _List:
    shops: tuple[str, ...]
    categories: tuple[str, ...]
    generic: tuple[str, ...]


@dataclass(kw_only=True)
class _Kind:
    """How often places of a kind were shown and chosen, and to how many people."""

    shown: int = 0
    chosen: int = 0
    people: set[Whose] = field(default_factory=set)


class Tally:
    """Counts; lists, choices, turns and opinions that are handed in twice count once.

    They may come in whatever order within a person.
    """

    def __init__(self) -> None:
        self._people: set[Whose] = set()
        self._lists: dict[Turn, _List] = {}
        self._looked: set[Turn] = set()
        self._chosen: dict[Turn, str] = {}
        self._decided: dict[Turn, float] = {}
        self._views = 0
        self._turns: dict[Turn, str] = {}
        self._ratings: dict[Turn, float] = {}
        self._kinds: defaultdict[str, _Kind] = defaultdict(_Kind)
        self._hours: Counter[int] = Counter()
        self._notices: Counter[str] = Counter()

    def turn(self, whose: Whose, turn: str, outcome: str) -> None:
        """Count a turn and how it came out."""
        self._people.add(whose)
        self._turns[(*whose, turn)] = outcome

    def rating(self, whose: Whose, turn: str, value: float) -> None:
        """Count what somebody thinks of an answer, 0 … 1; the last opinion wins."""
        self._ratings[(*whose, turn)] = value

    def happened(self, whose: Whose, event: Event, said: Json) -> None:
        """Count what happened to somebody at meals."""
        if event.kind == SHOPS_SHOWN:
            self._people.add(whose)
            self._show(whose, event, said)
        elif event.kind == SHOP_VIEWED:
            self._people.add(whose)
            self._views += 1
            if said.get("id"):
                self._looked.add((*whose, said["id"]))
        elif event.kind == SHOP_CHOSEN:
            self._people.add(whose)
            self._choose(whose, event, said)
        elif event.kind == CHOICE_UNDONE:
            self._undo((*whose, str(said.get("id"))))
        elif event.kind.startswith("meals.notice_"):
            self._notices[event.kind.removeprefix("meals.notice_")] += 1

    def numbers(self) -> Json:
        """Return the numbers of the period: nobody's name, and None for what is unknown."""
        lists, chosen = len(self._lists), len(self._lists.keys() & self._chosen.keys())
        looked = len(self._lists.keys() & (self._looked | self._chosen.keys()))
        told = {name: self._notices[name] for name in NOTICES}
        return {
            "people": count_of(len(self._people)),
            "turns": self._turn_counts(),
            "quality": self._quality(),
            "lists": lists,
            "shown": sum(len(one.shops) for one in self._lists.values()),
            "views": self._views,
            "choices": len(self._chosen),
            "ctr": share(looked, lists),
            "cvr": share(chosen, lists),
            "decided_s": mean(self._decided.values()),
            "categories": self._categories(),
            "hours": self._by_hour(),
            "diversity": self._diversity(),
            "personalisation": self._personalisation(),
            "notices": told if self._notices else None,
        }

    def _show(self, whose: Whose, event: Event, said: Json) -> None:
        key = (*whose, str(said.get("id")))
        items = [item for item in said.get("items", ()) if item.get("shop")]
        if key in self._lists or not items:
            return
        shops = tuple(item["shop"] for item in items)
        categories = tuple(item.get("category") or OTHER for item in items)
        # Where nothing says otherwise, it was the list that everybody would have got.
        generic = tuple(said.get("generic") or shops)
        self._lists[key] = _List(shops=shops, categories=categories, generic=generic)
        self._hours[event.at.astimezone(SEOUL).hour] += 1
        for category in categories:
            self._kinds[category].shown += 1
            self._kinds[category].people.add(whose)

    def _choose(self, whose: Whose, event: Event, said: Json) -> None:
        key = (*whose, str(said.get("id") or f"@{event.seq}"))
        category = said.get("category") or OTHER
        if key in self._chosen:  # A change of mind.
            self._kinds[self._chosen[key]].chosen -= 1
        self._chosen[key] = category
        self._kinds[category].chosen += 1
        self._kinds[category].people.add(whose)
        decided_s = said.get("decided_s")
        if isinstance(decided_s, int | float):
            self._decided[key] = float(decided_s)

    def _undo(self, key: Turn) -> None:
        if key in self._chosen:
            self._kinds[self._chosen.pop(key)].chosen -= 1
            self._decided.pop(key, None)

    def _turn_counts(self) -> Json:
        outcomes = Counter(self._turns.values())
        with_list = len(self._turns.keys() & self._lists.keys())
        return {
            "all": len(self._turns),
            **{name: outcomes[name] for name in OUTCOMES},
            "with_list": with_list,
            "without_list": len(self._turns) - with_list,
        }

    def _quality(self) -> Json:
        """Return how well turns went, as far as people told by a word or a deed."""
        known = {turn: self._quality_of(turn, out) for turn, out in self._turns.items()}
        told = {turn: value for turn, value in known.items() if value is not None}
        with_list = [value for turn, value in told.items() if turn in self._lists]
        without = [value for turn, value in told.items() if turn not in self._lists]
        return {
            "known": len(told),
            "mean": mean(told.values()),
            "with_list": mean(with_list),
            "without_list": mean(without),
        }

    def _quality_of(self, turn: Turn, outcome: str) -> float | None:
        if turn in self._ratings:
            return self._ratings[turn]
        if turn in self._chosen:
            return _CHOSEN_IS
        if turn in self._looked:
            return _LOOKED_IS
        return _FAILED_IS if outcome == "failed" else None

    def _categories(self) -> list[Json] | None:
        """Return kinds of places, most chosen first; those that few people saw are one."""
        if len(self._people) < FEW:
            return None
        told: dict[str, list[int]] = {}
        for name, kind in self._kinds.items():
            sums = told.setdefault(name if len(kind.people) >= FEW else OTHER, [0, 0])
            sums[0], sums[1] = sums[0] + kind.shown, sums[1] + kind.chosen
        rows = [{"name": n, "shown": s, "chosen": c} for n, (s, c) in told.items()]
        return sorted(rows, key=lambda row: (-row["chosen"], -row["shown"], str(row["name"])))

    def _by_hour(self) -> list[int] | None:
        """Return lists by hour of the day, 0 … 23."""
        if len(self._people) < FEW:
            return None
        return [self._hours[hour] for hour in range(24)]

    def _diversity(self) -> Json:
        shops = Counter(shop for one in self._lists.values() for shop in one.shops)
        kinds = Counter(kind for one in self._lists.values() for kind in one.categories)
        within = [len(set(one.categories)) / len(one.categories) for one in self._lists.values()]
        return {
            "shops": len(shops) if shops else None,
            "shops_evenness": evenness(shops),
            "shops_gini": gini(shops.values()),
            "categories_evenness": evenness(kinds),
            "within_list": mean(within),
        }

    def _personalisation(self) -> Json:
        lists = self._lists.values()
        differing = sum(one.shops != one.generic[: len(one.shops)] for one in lists)
        overlaps = [len(set(one.shops) & set(one.generic)) / len(one.shops) for one in lists]
        return {"differing": share(differing, len(lists)), "overlap": mean(overlaps)}


def count_of(people: int) -> int | str:
    """Return a number of people; few are only said to be few."""
    return FEW_SAID if 0 < people < FEW else people


def share(part: int, whole: int) -> float | None:
    """Return a share 0 … 1; None of nothing."""
    return round(part / whole, _DIGITS) if whole else None


def mean(values: Iterable[float]) -> float | None:
    """Return the mean; None of nothing. The order of the values does not matter."""
    listed = sorted(values)
    return round(sum(listed) / len(listed), _DIGITS) if listed else None


def evenness(counts: Mapping[Any, int]) -> float | None:
    """Return how evenly things came up, 0 (always one) … 1: entropy by its maximum.

    None where there are fewer than two things.
    """
    total = sum(counts.values())
    if len(counts) < 2 or not total:
        return None
    shares = sorted(count / total for count in counts.values() if count)
    return round(abs(sum(p * log(p) for p in shares)) / log(len(counts)), _DIGITS)


def gini(values: Iterable[int]) -> float | None:
    """Return how unequally things came up, 0 (all alike) … 1; None of nothing."""
    ordered: Sequence[int] = sorted(values)
    total, count = sum(ordered), len(ordered)
    if not total:
        return None
    ranked = sum(rank * value for rank, value in enumerate(ordered, start=1))
    return round(max(0.0, 2 * ranked / (count * total) - (count + 1) / count), _DIGITS)
