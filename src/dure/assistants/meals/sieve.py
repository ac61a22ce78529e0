"""Put shops through the hard rules as columns, thousands at a time.

It says which shops may break no rule, so that only those need be read and judged one by one; it
lets through whatever the judge lets through (`tests/assistants/meals/test_sieve.py`), and the
judge has the last word. What is asked of a kind of dish, a word or opening hours is asked once.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from dure.assistants.meals.asked_once import Answers
from dure.assistants.meals.candidates import (
    NO_MEAL_WON,
    Rules,
    holidays,
    is_allowed,
    is_for_adults,
    is_unsure,
)
from dure.assistants.meals.contents_known import is_cuisine, is_food, is_kind_of_shop
from dure.assistants.meals.convenience import NOT_ALONE, STORE, StoreRules, item_rule
from dure.assistants.meals.coupon_prices import CouponPrices
from dure.assistants.meals.hours import Openness, openness
from dure.assistants.meals.place_kinds import MOST_OF_IT, may_tell_by_menu
from dure.assistants.meals.sheet import (
    ALCOHOL,
    CARDS,
    DESSERT,
    GOOD,
    IS_MEAL,
    UNKNOWN,
    Sheet,
)
from dure.assistants.meals.shop_words import ShopWords
from dure.ports.places import Nearby

_NO_PRICE: Final = 10**9
_OPEN: Final = {Openness.CLOSED: 0, Openness.UNKNOWN: 1, Openness.OPEN: 2}

Column = NDArray[Any]


@dataclass(frozen=True, kw_only=True)
class Sifted:
    """Shops that may break no rule, (n,) each, in no order.

    metres: from the person. sure: whether the card is known to work. doubts: 2 where what the
    dishes hold is in doubt, and 1 where the opening hours are. price: of the cheapest dish that
    fits, won; pays: the same with the best coupons. meal_pays: of what is a meal, where a cheap one
    is asked for; where there is none, NO_MEAL_WON more.
    """

    rows: Column
    metres: Column
    sure: Column
    doubts: Column
    price: Column
    pays: Column
    meal_pays: Column

    def only(self, held: Column) -> "Sifted":
        """Return those at which `held` (n,) is true, or at those positions, in that order."""
        return Sifted(**{name: column[held] for name, column in vars(self).items()})


class Sieve:
    """The columns of one catalogue, and what was asked of them lately."""

    def __init__(self, sheet: Sheet, rows_of: Callable[[Sequence[str]], dict[str, int]]) -> None:
        """rows_of: ids of shops → their rows."""
        self._sheet, self._rows_of = sheet, rows_of
        self._answers = Answers()
        self._prices = CouponPrices(sheet, rows_of)
        self._words = ShopWords(sheet.words)

    def column(self, name: str, rows: Column) -> Column:
        """Return a column of `Sheet` for some rows."""
        return self._sheet.columns[name][rows]

    def filled(self, name: str, rows: Column) -> Column:
        """Return a column for some rows, of which what nobody knows is 0."""
        return self._sheet.filled(name)[rows]

    def is_sure(self, rows: Column) -> Column:
        """Return where the card is known to work."""
        return self.column("cards", rows) < CARDS.index("U")

    def by_category(self, numbers: Mapping[str, float], rows: Column) -> Column | float:
        """Return a number for some rows by their kind, 0 where none is told."""
        return self._sheet.by_category(numbers)[self.column("categories", rows)] if numbers else 0.0

    def of_kind(self, rows: Column, foods: Sequence[str]) -> Column:
        """Return which shops are places for one of some foods; all are, where none is told."""
        held = np.full(len(rows), not foods)
        for food in foods:
            held |= self._is_place(rows, food)
        return held

    def sift(self, around: Nearby, rules: Rules) -> Sifted:
        """Return those of some shops that may break no rule."""
        kept = self._may_offer(around.rows, rules)
        rows, metres = around.rows[kept], around.metres[kept]
        is_open = self._openness(rows, rules)
        rows, metres, is_open = rows[is_open > 0], metres[is_open > 0], is_open[is_open > 0]
        dishes, owner = self._sheet.stretches("dish_ends", rows)
        fits = self._fitting(dishes, owner, rows, rules)
        dishes, owner = dishes[fits], owner[fits]
        price = np.full(len(rows), _NO_PRICE)
        found = self._sheet.columns["dish_prices"][dishes].astype(np.int64)
        found[found == UNKNOWN] = _NO_PRICE
        np.minimum.at(price, owner, found)
        pays = price
        if len(rules.offers):
            pays = np.full(len(rows), _NO_PRICE)
            np.minimum.at(pays, owner, self._pays(dishes, rows[owner], rules))
        meal_pays = pays
        if rules.wants_cheap_meal:
            meal_pays = pays + NO_MEAL_WON
            meals = ~self._are("is_light", dishes)
            won = self._pays(dishes[meals], rows[owner[meals]], rules)
            np.minimum.at(meal_pays, owner[meals], won)
        unsure = np.zeros(len(rows), dtype=np.int8)
        unsure[owner[self._unsure(dishes, rules)]] = 2
        sifted = Sifted(
            rows=rows,
            metres=metres,
            sure=self.is_sure(rows),
            doubts=unsure + (is_open == _OPEN[Openness.UNKNOWN]),
            price=price,
            pays=pays,
            meal_pays=meal_pays,
        )
        return sifted.only(self._has_what_it_takes(rows, owner, rules))

    def _may_offer(self, rows: Column, rules: Rules) -> Column:
        """Return the positions of the shops that may be offered, whatever their dishes are like."""
        left = np.arange(len(rows))
        for passes in self._tests(rules):
            left = left[passes(rows[left])]
        return left

    def _tests(self, rules: Rules) -> Iterator[Callable[[Column], Column]]:
        """Yield what tells which shops pass, first what turns most of them away: wide circles
        hold many shops, and what is turned away need not be looked into.
        """
        slots, (_, most) = rules.wish.slots, rules.budget_won
        if rules.wish.foods:
            yield lambda rows: self._may_have(rows, rules)
        if most is not None and not len(rules.offers):
            yield lambda rows: self._sheet.cheapest[rows] <= most
        barred = ALCOHOL if rules.wish.foods else ALCOHOL | DESSERT
        yield lambda rows: self.column("flags", rows) & barred == 0
        yield lambda rows: self.column("cards", rows) != CARDS.index("N")
        if slots.get("good_shop"):
            yield lambda rows: self.column("flags", rows) & GOOD > 0
        if "rating_min" in slots:
            # Nothing is as large as NaN: a rating nobody knows is not enough.
            yield lambda rows: self.column("ratings", rows) >= slots["rating_min"]
        refused = rules.fence.refused_kinds
        if refused and rules.fence.own_won is None:
            yield lambda rows: ~self._of_category(rows, refused)
        if rules.refused_kinds:
            yield lambda rows: ~self._sells_one_of(rows, rules.refused_kinds)

    def _sells_one_of(self, rows: Column, words: Sequence[str]) -> Column:
        held = np.zeros(len(rows), dtype=bool)
        for word in words:
            held |= self._sells(rows, word)
        return held

    def _may_have(self, rows: Column, rules: Rules) -> Column:
        """Return which shops have a dish that is named, or are of a kind that is."""
        held = self._named_place(rows, rules)
        for food in rules.wish.foods:
            held |= self.has(rows, food)
        return held

    def _are(self, told: str, dishes: Column) -> Column:
        """Return which dishes are what a name of `Dish` tells: "is_light" or "is_meal"."""
        kinds = self._sheet.columns["dish_kinds"][dishes]

        def ask(number: int) -> int:
            return bool(getattr(self._sheet.dish_kind(number), told))

        return self._asked("dish_kinds", (told,), kinds, ask) > 0

    def _named_place(self, rows: Column, rules: Rules) -> Column:
        """Return which shops tell by their name or kind that they are what was asked for."""
        held = self._sells_one_of(rows, rules.wish.foods)
        for food in rules.wish.kinds_of_place:
            held |= self._tells(rows, food)
        return held

    def has(self, rows: Column, food: str) -> Column:
        """Return which shops have a dish that is a food."""

        def ask(some: Column) -> Column:
            dishes, owner = self._sheet.stretches("dish_ends", some)
            kinds = self._sheet.columns["dish_kinds"][dishes]
            having = np.zeros(len(some), dtype=bool)
            having[owner[self._are_food(kinds, food)]] = True
            return having

        return self._answers.to(("has", food), rows, ask, self._sheet.rows) > 0

    def _are_food(self, kinds: Column, food: str) -> Column:
        """Return which kinds of dish are a food."""

        def ask(number: int) -> int:
            return is_food(self._sheet.dish_kind(number), food)

        return self._asked("dish_kinds", ("food", food), kinds, ask) > 0

    def _openness(self, rows: Column, rules: Rules) -> Column:
        at = rules.at

        def ask(number: int) -> int:
            return _OPEN[openness(self._sheet.hours(number), at, holidays())]

        question = ("open", at.date(), at.hour, at.minute)
        return self._asked("hours", question, self.column("hours", rows), ask)

    def _fitting(self, dishes: Column, owner: Column, rows: Column, rules: Rules) -> Column:
        """Return which dishes are asked for, allowed and payable."""
        fits = self._wanted(dishes, owner, rows, rules.wish.foods)
        kinds = self._sheet.columns["dish_kinds"][dishes]
        if rules.is_choosy:
            question = ("allowed", *rules.about_dishes)
            allowed = self._asked(
                "dish_kinds", question, kinds[fits], self._judging(is_allowed, rules)
            )
            fits[fits] = allowed > 0
        price = self._sheet.columns["dish_prices"][dishes]
        barred = fits & self._barred(dishes, owner, rows, rules)
        if rules.fence.own_won is not None:
            known = barred & (price != UNKNOWN) & ~self._for_adults(dishes, owner, rows)
            barred[known] = ~self._payable(
                dishes[known], rows[owner[known]], rules.fence.own_won, rules
            )
        fits &= ~barred
        least, most = rules.budget_won
        if rules.fence.most_won is not None:
            known = fits & (price != UNKNOWN)
            payable = self._payable(dishes[known], rows[owner[known]], rules.fence.most_won, rules)
            fits[known] = payable
        if most is None and not least:
            return fits
        fits &= (price != UNKNOWN) & (price >= least)
        if most is not None:
            fits[fits] = self._payable(dishes[fits], rows[owner[fits]], most, rules)
        return fits

    def _barred(self, dishes: Column, owner: Column, rows: Column, rules: Rules) -> Column:
        """Return which dishes the card does not buy where they are sold."""
        barred = np.zeros(len(dishes), dtype=bool)
        if rules.fence.refused_kinds:
            barred |= self._of_category(rows, rules.fence.refused_kinds)[owner]
        if rules.fence.items is not None:
            barred |= self._forbidden(dishes, owner, rows, rules.fence.items)
        return barred

    def _for_adults(self, dishes: Column, owner: Column, rows: Column) -> Column:
        """Return which dishes a convenience store sells to adults only."""

        def ask(number: int) -> int:
            return is_for_adults(self._sheet.dish_kind(number))

        in_store = self._of_category(rows, (STORE,))[owner]
        kinds = self._sheet.columns["dish_kinds"][dishes[in_store]]
        in_store[in_store] = self._asked("dish_kinds", ("for adults",), kinds, ask) > 0
        return in_store

    def _forbidden(self, dishes: Column, owner: Column, rows: Column, items: StoreRules) -> Column:
        """Return which dishes a convenience store does not sell for the card."""

        def ask(number: int) -> int:
            return item_rule(self._sheet.dish_kind(number), items) in NOT_ALONE

        in_store = self._of_category(rows, (STORE,))[owner]
        question = ("forbidden", *sorted(items.items.items()))
        kinds = self._sheet.columns["dish_kinds"][dishes[in_store]]
        in_store[in_store] = self._asked("dish_kinds", question, kinds, ask) > 0
        return in_store

    def _of_category(self, rows: Column, words: tuple[str, ...]) -> Column:
        """Return which shops have one of some words in their kind."""

        def ask(number: int) -> int:
            return any(word in self._sheet.category(number) for word in words)

        numbers = self.column("categories", rows)
        return self._asked("categories", ("of", words), numbers, ask) > 0

    def _payable(self, dishes: Column, rows: Column, most: int, rules: Rules) -> Column:
        """Return which dishes cost at most so much, some of them only with coupons."""
        payable: Column = self._sheet.columns["dish_prices"][dishes] <= most
        dear = ~payable
        payable[dear] = self._pays(dishes[dear], rows[dear], rules) <= most
        return payable

    def _wanted(self, dishes: Column, owner: Column, rows: Column, foods: Sequence[str]) -> Column:
        meals = self._sheet.columns["dish_flags"][dishes] & IS_MEAL > 0
        if not foods:
            return meals
        kinds = self._sheet.columns["dish_kinds"][dishes]
        named = np.zeros(len(dishes), dtype=bool)
        of_kind = np.zeros(len(rows), dtype=bool)
        for food in foods:
            named |= self._are_food(kinds, food)
            if is_kind_of_shop(food):
                of_kind |= self._sells(rows, food)
        if all(is_cuisine(food) for food in foods):
            named[named] = self._are("is_meal", dishes[named])
        whole_menu = meals | (self.column("flags", rows) & DESSERT > 0)[owner]
        return np.where(of_kind[owner], whole_menu, named)

    def _has_what_it_takes(self, rows: Column, owner: Column, rules: Rules) -> Column:
        """Return which shops have a dish that fits, or are not known to have none."""
        held = np.zeros(len(rows), dtype=bool)
        held[owner] = True
        wish, (least, most) = rules.wish, rules.budget_won
        if most is not None or least or rules.is_cautious:
            return held
        starts, ends = self._sheet.bounds("dish_ends")
        perhaps = ends[rows] == starts[rows]
        if wish.foods:
            perhaps &= self._named_place(rows, rules)
        if rules.fence.refused_kinds:
            perhaps &= ~self._of_category(rows, rules.fence.refused_kinds)
        kept: Column = held | perhaps
        return kept

    def _sells(self, rows: Column, food: str) -> Column:
        """Return which shops are of the kind that a word names."""
        return self._told("sold", self._words.selling, rows, food)

    def _tells(self, rows: Column, food: str) -> Column:
        """Return which shops have a word in their name or kind that tells of a food."""
        return self._told("told", self._words.telling, rows, food)

    def _told(self, what: str, telling: Callable[[str], Column], rows: Column, food: str) -> Column:
        def ask(some: Column) -> Column:
            words, owner = self._sheet.stretches("word_ends", some)
            told = np.zeros(len(some), dtype=bool)
            told[owner[telling(food)[self._sheet.columns["words"][words]]]] = True
            return told

        return self._answers.to((what, food), rows, ask, self._sheet.rows) > 0

    def _is_place(self, rows: Column, food: str) -> Column:
        """Return which shops are places for a food (`place_kinds.is_place_of`)."""

        def may_tell(number: int) -> int:
            return may_tell_by_menu(self._sheet.category(number))

        def ask(some: Column) -> Column:
            dishes, owner = self._sheet.stretches("dish_ends", some)
            having = self._are_food(self._sheet.columns["dish_kinds"][dishes], food)
            count = np.bincount(owner, minlength=len(some))
            mainly = np.bincount(owner, having, len(some)) >= MOST_OF_IT * count
            numbers = self.column("categories", some)
            is_open = self._asked("categories", ("may tell",), numbers, may_tell) > 0
            return self._tells(some, food) | (mainly & (count > 0) & is_open)

        return self._answers.to(("place", food), rows, ask, self._sheet.rows) > 0

    def _unsure(self, dishes: Column, rules: Rules) -> Column:
        if not (rules.allergens or rules.diets):
            return np.zeros(len(dishes), dtype=bool)
        question = ("unsure", rules.allergens, rules.diets)
        kinds = self._sheet.columns["dish_kinds"][dishes]
        return self._asked("dish_kinds", question, kinds, self._judging(is_unsure, rules)) > 0

    def _pays(self, dishes: Column, rows: Column, rules: Rules) -> Column:
        """Return what dishes cost with the best coupons."""
        price = self._sheet.columns["dish_prices"][dishes].astype(np.int64)
        price[price == UNKNOWN] = _NO_PRICE
        if not len(rules.offers):
            return price
        return self._prices.pays(rows, price, rules)

    def _judging(self, judged: Callable[..., bool], rules: Rules) -> Callable[[int], int]:
        return lambda number: judged(self._sheet.dish_kind(number), rules)

    def _asked(
        self, about: str, question: tuple[Any, ...], numbers: Column, ask: Callable[[int], int]
    ) -> Column:
        """Return the answers to a question that is asked of one number after the other."""

        def ask_all(some: Column) -> list[int]:
            return [int(ask(number)) for number in some.tolist()]

        return self._answers.to((about, *question), numbers, ask_all, self._sheet.size_of(about))
