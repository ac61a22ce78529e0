"""What prices come down to with coupons, worked out once for each case.

A case is a kind of shop, its card, and a price; a shop with coupons of its own is a case of its
own. What was worked out is kept for the people who asked lately.
"""

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from dure.assistants.meals.candidates import Rules
from dure.assistants.meals.catalogue import Shop
from dure.assistants.meals.offers import Offers
from dure.assistants.meals.sheet import CARDS, GOOD, Sheet

_PEOPLE_KEPT: Final = 16
"""Sets of coupons, by what people have used up of them, whose prices are remembered."""
_OWN_CASES: Final = 1 << 30

Column = NDArray[Any]


class CouponPrices:
    """The prices of the dishes of one catalogue, for whoever asks."""

    def __init__(self, sheet: Sheet, rows_of: Callable[[Sequence[str]], dict[str, int]]) -> None:
        self._sheet, self._rows_of = sheet, rows_of
        self._by_target: Mapping[Any, Any] = {}
        self._with_own: dict[int, str] = {}
        """Row → id of the shops that have a coupon of their own."""
        self._known: OrderedDict[Any, dict[int, int]] = OrderedDict()

    def pays(self, rows: Column, price: Column, rules: Rules) -> Column:
        """Return what dishes of these rows at these prices cost."""
        known, columns = self._known_of(rules.offers), self._sheet.columns
        good = columns["flags"][rows] & GOOD > 0
        of_shop = (
            columns["categories"][rows].astype(np.int64) * 4 + columns["cards"][rows]
        ) * 2 + good
        own = np.fromiter(self._with_own, dtype=np.int64, count=len(self._with_own))
        # Those with a coupon of their own are told apart by their rows, above all kinds.
        of_shop = np.where(
            np.isin(rows, own, kind="table"), _OWN_CASES + rows.astype(np.int64), of_shop
        )
        cases, first, each = np.unique(
            of_shop << 32 | price, return_index=True, return_inverse=True
        )
        for case, at in zip(cases.tolist(), first.tolist(), strict=True):
            if case not in known:
                known[case] = self._worked_out(int(rows[at]), int(price[at]), rules)
        out: Column = np.array([known[case] for case in cases.tolist()], dtype=np.int64)[each]
        return out

    def _known_of(self, offers: Offers) -> dict[int, int]:
        """Return what is known of the prices of somebody with these coupons."""
        if offers.by_target is not self._by_target:
            self._by_target, self._known = offers.by_target, OrderedDict()
            ids = [of for target, of in offers.by_target if target == "shop"]
            self._with_own = {row: shop for shop, row in self._rows_of(ids).items()}
        known = self._known.setdefault((offers.gone, offers.own), {})
        self._known.move_to_end((offers.gone, offers.own))
        if len(self._known) > _PEOPLE_KEPT:
            self._known.popitem(last=False)
        return known

    def _worked_out(self, row: int, price: int, rules: Rules) -> int:
        columns = self._sheet.columns
        shop = Shop(
            id=self._with_own.get(row, ""),
            name="",
            source="",
            category=self._sheet.category(int(columns["categories"][row])),
            card=CARDS[int(columns["cards"][row])],  # type: ignore[arg-type]  # one of the letters
            good_price=bool(columns["flags"][row] & GOOD),
        )
        use = rules.offers.use_for(shop, price, rules.at)
        return use.pays_won if use else price
