"""What is known of one person's card: its rule, its balance, and what can be paid with it."""

from dataclasses import dataclass, field
from typing import Literal

from dure.assistants.meals.available import BALANCE, Available
from dure.assistants.meals.card_rules import CardRule
from dure.assistants.meals.convenience import StoreRow
from dure.ports.balance import CardBalance

State = Literal["no_issuer", "no_card", "not_seen", "unknown_card", "seen"]
"""No issuer is connected; the operator's table does not know the person; the issuer has not told
anything of the card yet, or says that there is no such card; it has told what is on it."""


@dataclass(frozen=True, kw_only=True)
class Purse:
    """What is known of a person's card as of a moment.

    place: whose rules count, "" if unknown. card: what the issuer said last, None if nothing.
    money: what can be paid, however old. fresh: the same without what is too old to hide a meal.
    own_items: what the operator says of the items of convenience stores.
    """

    state: State = "no_issuer"
    place: str = ""
    rule: CardRule = field(default_factory=CardRule)
    card: CardBalance | None = None
    money: Available = field(default_factory=lambda: Available(won=None, at_most_won=None))
    fresh: Available = field(default_factory=lambda: Available(won=None, at_most_won=None))
    own_items: tuple[StoreRow, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether it is known that nothing at all is left on the card."""
        is_known = self.fresh.as_of is not None and BALANCE not in self.fresh.unknown
        return is_known and self.card is not None and self.card.balance_won == 0
