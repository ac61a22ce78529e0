"""Bring together the places that may do, from several sources, and judge each of them.

Every source goes by the same columns (`sieve.py`) and every place through the same judge
(`candidates.judge`), so no source and no limit decides what may be offered: as long as fewer
places fit than are wanted, the next ones are judged, until the radius is exhausted.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import chain, islice, zip_longest
from typing import Final, TypeVar

import numpy as np

from dure.assistants.meals.candidates import Candidate, Rules, judge
from dure.assistants.meals.catalogue import Catalogue, Shop
from dure.assistants.meals.choose import CARD_WORTH, DEAR_WON, PRICE_LOST, OrderSettings
from dure.assistants.meals.contents_known import plain_name
from dure.assistants.meals.sheet import CARDS, Column, Sheet
from dure.assistants.meals.sieve import Sieve, Sifted
from dure.assistants.meals.sold_out import SoldOut
from dure.errors import DureError
from dure.kernel.earth import metres_between
from dure.ports.places import Nearby

SOURCES: Final = ("near", "liked", "text", "neighbours", "popular")
"""Where a candidate can come from."""
_FEWEST: Final = 20
"""Places that are read at once, though fewer are wanted."""
_CARD_WORTH: Final = np.array([CARD_WORTH.get(card, 0.0) for card in CARDS])
_TEXTS_KEPT: Final = 512
_NEUTRAL_RATING: Final = 3.0

Rows = list[int]
Told = Callable[[str, DureError], None]
Made = TypeVar("Made")


def untold(source: str, error: DureError) -> None:
    """Tell nobody that a source gave nothing."""


@dataclass(frozen=True, kw_only=True)
class SourceSettings:
    """How many places each source may bring at most; the last one fills up to the limit."""

    most: int = 24
    """Candidates that are judged and ordered. The design of meals allows 200; as columns bring them
    in order, the first three are almost always those of all (`dure bench shops`).
    """
    near: int = 12
    """Of the first in everybody's order, if more is known of the person; else they fill up."""
    text: int = 10
    """Of those that hold a word that was said."""
    neighbours: int = 12
    """Of those that the person chose, and of those that go with them."""
    popular: int = 6
    """Of the most popular."""


@dataclass(frozen=True, kw_only=True)
class Hints:
    """What was learned, for the sources that go by it; empty until somebody hands it in.

    chosen: shops the person chose, latest first. neighbours: shop → those that go with it, best
    first. popular: shop → 0…1; the others are as popular as the catalogue says; it is not looked
    at again once it was seen, so a change needs a new one. kinds: category → points that it is
    worth to the person beyond what it is to everybody.
    """

    chosen: tuple[str, ...] = ()
    neighbours: Mapping[str, Sequence[str]] = field(default_factory=dict)
    popular: Mapping[str, float] = field(default_factory=dict)
    kinds: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Gathered:
    """candidates: nearest first. left_sure, left_unsure: how many more may fit that were not
    judged, as so many were found already: whose card is known to work, and is not.
    """

    candidates: list[Candidate]
    left_sure: int = 0
    left_unsure: int = 0


class Search:
    """The sources over one catalogue. sold_out: what is out at the moment."""

    def __init__(
        self,
        catalogue: Catalogue,
        settings: SourceSettings | None = None,
        *,
        order: OrderSettings | None = None,
        missing: Told = untold,
    ) -> None:
        """order: by which places come first among those that may fit. missing: told which source
        gave nothing, and why; the others answer without it.
        """
        self._order = order or OrderSettings()
        self.sold_out = SoldOut()
        self._catalogue, self._settings = catalogue, settings or SourceSettings()
        self._missing = missing
        self._version: str | None = None
        self._sieve = Sieve(Sheet(b""), catalogue.rows_of)
        self._texts: dict[tuple[tuple[str, ...], float, float, float], dict[int, float]] = {}
        self._popular = _nobodys_favourites()

    def gather(self, rules: Rules, now: datetime, known: Hints | None = None) -> Gathered:
        """Return the places that break no rule: all of them, or as many as are wanted."""
        rules = replace(rules, sold_out=self.sold_out.at(rules.at, now))
        known = known or Hints()
        near = self._tried("near", lambda: self._near(rules))
        brought = self._brought(rules, near, known)
        rest = (
            iter(()) if near is None else (row for row in near.rows.tolist() if row not in brought)
        )
        rows = chain(list(brought), rest)
        fits, judged = list[Candidate](), list[int]()
        while page := list(islice(rows, self._wanted(len(fits)))):
            fits += self._judged(page, brought, rules)
            judged += page
        # The place that was brought first is the one to keep, whatever the order is then.
        kept, cut = fits[: self._settings.most], fits[self._settings.most :]
        sure = sum(candidate.shop.card in ("Y", "P") for candidate in cut)
        left = len(cut)
        if near is not None:  # All that were judged are among those near.
            sure += int(near.sure.sum()) - int(self._sieve.is_sure(np.array(judged, int)).sum())
            left += len(near.rows) - len(judged)
        return Gathered(
            candidates=sorted(kept, key=lambda c: (c.distance_m, c.shop.id)),
            left_sure=sure,
            left_unsure=left - sure,
        )

    def _wanted(self, found: int) -> int:
        missing = self._settings.most - found
        return max(missing, _FEWEST) if missing > 0 else 0

    def _brought(self, rules: Rules, near: Sifted | None, known: Hints) -> dict[int, list[str]]:
        """Return row → its sources, at most as many as are wanted."""
        settings = self._settings
        by_source: dict[str, tuple[Callable[[], Rows], int]] = {
            "text": (lambda: self._by_text(rules, near), settings.text),
            "neighbours": (lambda: self._by_neighbours(near, known), settings.neighbours),
            "popular": (lambda: self._by_popularity(near, known), settings.popular),
            "near": (
                lambda: [] if near is None else _first(near.rows, settings.most),
                settings.near if known.kinds else settings.most,
            ),
            "liked": (lambda: self._by_liking(rules, near, known), settings.most),
        }
        brought: dict[int, list[str]] = {}
        for source, (rows, most) in by_source.items():
            for row in (self._tried(source, rows) or [])[:most]:
                if row in brought or len(brought) < settings.most:
                    brought.setdefault(row, []).append(source)
        return brought

    def _tried(self, source: str, work: Callable[[], Made]) -> Made | None:
        try:
            return work()
        except DureError as error:
            self._missing(source, error)
            return None

    def _near(self, rules: Rules) -> Sifted:
        """Return what may fit within the radius, in everybody's order."""
        version = self._catalogue.version()
        if version != self._version:
            self._sieve = Sieve(Sheet(self._catalogue.sheet()), self._catalogue.rows_of)
            self._version, self._popular, self._texts = version, _nobodys_favourites(), {}
        here = rules.here
        around = self._catalogue.around(here.lat, here.lon, rules.wish.radius_m)
        sifted = self._sieve.sift(around, rules)
        return sifted.only(self._order_of(sifted, rules, {}))

    def _order_of(self, sifted: Sifted, rules: Rules, kinds: Mapping[str, float]) -> Column:
        """Return positions in order: a card known to work, the kind of place and the order that
        were asked for, doubts, worth.
        """
        other = 1 * ~self._sieve.of_kind(sifted.rows, rules.wish.kinds_of_place)
        if rules.wish.slots.get("all_foods"):
            for food in rules.wish.foods:
                other += 2 * ~self._sieve.has(sifted.rows, food)
        asked = self._asked_for(sifted, rules.wish.slots.get("sort"))
        worth = self._worth(sifted, rules) + self._sieve.by_category(kinds, sifted.rows)
        order: Column = np.lexsort(
            (sifted.metres, -worth, sifted.doubts, asked, other, ~sifted.sure)
        )
        return order

    def _by_liking(self, rules: Rules, near: Sifted | None, known: Hints) -> Rows:
        if near is None or not known.kinds:
            return []
        return _first(near.rows[self._order_of(near, rules, known.kinds)], self._settings.most)

    def _worth(self, sifted: Sifted, rules: Rules) -> Column:
        """Return the points of everybody's order, as far as columns tell (`choose.points_of`)."""
        order, rows = self._order, sifted.rows
        most = rules.budget_won[1] or DEAR_WON
        near = np.maximum(0.0, 1 - sifted.metres / rules.wish.radius_m)
        price = np.maximum(0.0, 1 - sifted.pays / most * PRICE_LOST)
        popular = self._sieve.filled("popular", rows)
        rated = self._sieve.filled("ratings", rows) / 5
        worth: Column = (
            order.near * near
            + order.price * price
            + order.card * _CARD_WORTH[self._sieve.column("cards", rows)]
            + order.popular * popular
            + order.rated * rated
        )
        return worth

    def _asked_for(self, sifted: Sifted, sort: str | None) -> Column:
        """Return a number that is small where a shop comes first in an order that was asked for."""
        if sort == "cheap":
            return sifted.meal_pays
        if sort == "near":
            return sifted.metres
        if sort in ("rating", "popular"):
            known = self._sieve.column("ratings" if sort == "rating" else sort, sifted.rows)
            return np.nan_to_num(-known, nan=1.0)
        if sort == "review_count":
            # Of an unknown number this is positive: such places come last.
            return -self._sieve.column("reviews", sifted.rows).astype(np.int64)
        if sort == "value":
            ratings = self._sieve.column("ratings", sifted.rows)
            return sifted.price * (1.5 - np.nan_to_num(ratings, nan=_NEUTRAL_RATING) / 5)
        return np.zeros(len(sifted.rows))

    def _by_text(self, rules: Rules, near: Sifted | None) -> Rows:
        words = [name for food in rules.wish.foods for name in (food, plain_name(food))]
        words += [rules.wish.slots["shop"]] if rules.wish.slots.get("shop") else []
        if not words:
            return []
        here = rules.here
        question = (tuple(dict.fromkeys(words)), here.lat, here.lon, rules.wish.radius_m)
        # The same is asked around the same stations all day.
        if question not in self._texts:
            if len(self._texts) >= _TEXTS_KEPT:
                self._texts.pop(next(iter(self._texts)))
            self._texts[question] = _by_distance(self._catalogue.search(*question))
        found = self._texts[question]
        if near is None:
            return list(found)
        return list(islice((r for r in near.rows.tolist() if r in found), self._settings.text))

    def _by_neighbours(self, near: Sifted | None, known: Hints) -> Rows:
        lists = [known.neighbours.get(shop, ()) for shop in known.chosen]
        go_along = (one for rank in zip_longest(*lists) for one in rank if one is not None)
        # Nothing goes better with what they like than that itself.
        ids = dict.fromkeys((*known.chosen[: self._settings.neighbours // 2], *go_along))
        rows = self._catalogue.rows_of(list(ids))
        return _within([rows[shop] for shop in ids if shop in rows], near)

    def _by_popularity(self, near: Sifted | None, known: Hints) -> Rows:
        rows, learned = self._popular_rows(known.popular)
        most = self._settings.popular
        if near is None:
            return _first(rows[np.argsort(-learned, kind="stable")], most)
        popular = self._sieve.filled("popular", near.rows)
        if len(rows):
            at = np.minimum(np.searchsorted(rows, near.rows), len(rows) - 1)
            is_known = rows[at] == near.rows
            popular[is_known] = learned[at[is_known]]
        return _first(near.rows[np.lexsort((-popular, near.doubts, ~near.sure))], most)

    def _popular_rows(self, popular: Mapping[str, float]) -> tuple[Column, Column]:
        """Return (rows in their order, how popular each is)."""
        if popular is not self._popular[0]:
            rows = self._catalogue.rows_of(list(popular))
            known = sorted((row, popular[shop]) for shop, row in rows.items())
            self._popular = (
                popular,
                np.array([row for row, _ in known], dtype=np.int64),
                np.array([value for _, value in known], dtype=np.float64),
            )
        return self._popular[1:]

    def _judged(
        self, rows: Rows, brought: Mapping[int, Sequence[str]], rules: Rules
    ) -> Iterator[Candidate]:
        shops = self._catalogue.at_rows(rows)
        for row in rows:
            shop = shops.get(row)
            metres = None if shop is None else _metres(shop, rules)
            if shop is None or metres is None or metres > rules.wish.radius_m:
                continue
            fits = judge(shop, metres, rules, tuple(brought.get(row, ("near",))))
            if fits is not None:
                yield fits


def _nobodys_favourites() -> tuple[Mapping[str, float], Column, Column]:
    return {}, np.empty(0, dtype=np.int64), np.empty(0)


def _first(rows: Column, most: int) -> Rows:
    found: Rows = rows[:most].tolist()
    return found


def _metres(shop: Shop, rules: Rules) -> float | None:
    if shop.lat is None or shop.lon is None:
        return None
    return metres_between(rules.here.lat, rules.here.lon, shop.lat, shop.lon)


def _by_distance(found: Nearby) -> dict[int, float]:
    """Return row → metres, nearest first."""
    order = np.argsort(found.metres, kind="stable")
    return dict(zip(found.rows[order].tolist(), found.metres[order].tolist(), strict=True))


def _within(rows: Rows, near: Sifted | None) -> Rows:
    """Return those that may fit; all of them where that is not known."""
    if near is None or not rows:
        return rows
    fitting = set(near.rows.tolist())
    return [row for row in rows if row in fitting]
