"""What the issuer of a meal card says about a card: read, never written.

dure asks and takes down the answer; there is nothing here with which money could be moved. What
an issuer does not say is None and stays unknown: no plug makes a zero of it.
"""

import re
from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

UNLIMITED: Final = "none"
"""Somebody says that there is no such limit; None means that nobody says whether there is."""
LimitWon = int | Literal["none"] | None
"""A limit in won (0 or more), UNLIMITED, or None while it is unknown."""
LIMIT_FIELDS: Final = ("per_day_won", "per_month_won", "per_meal_won")
AMOUNT_FIELDS: Final = ("balance_won", "spent_today_won", "spent_month_won")
_CARD_NUMBER: Final = re.compile(r"[0-9-]{12,}")
"""Sixteen digits in an address would stand in the logs of every machine on the way."""


def is_card_number(token: str) -> bool:
    """Whether what should be an issuer's token looks like the number on a card."""
    return _CARD_NUMBER.fullmatch(token) is not None


@dataclass(frozen=True, kw_only=True)
class CardBalance:
    """A card as its issuer saw it at `as_of`.

    balance_won: what is left on it. spent_today_won, spent_month_won: of the day and the month
    of `as_of` in Seoul. per_…_won: limits of this card. Won are whole and not negative.
    Raises ValueError for a negative amount or a time without a zone.
    """

    as_of: datetime
    balance_won: int | None = None
    spent_today_won: int | None = None
    spent_month_won: int | None = None
    per_day_won: LimitWon = None
    per_month_won: LimitWon = None
    per_meal_won: LimitWon = None

    def __post_init__(self) -> None:
        """See the class."""
        if self.as_of.tzinfo is None:
            raise ValueError(f"the time must know its zone: {self.as_of}")
        for name in (*AMOUNT_FIELDS, *LIMIT_FIELDS):
            value = getattr(self, name)
            if isinstance(value, int) and value < 0:
                raise ValueError(f"{name} must not be negative")

    def says_the_same(self, other: "CardBalance") -> bool:
        """Whether two answers differ in nothing but their time."""
        return all(
            getattr(self, name) == getattr(other, name) for name in (*AMOUNT_FIELDS, *LIMIT_FIELDS)
        )


class CardIssuer(ABC):
    """Tells the balance of cards. card: the issuer's own token for a card, never its number."""

    @abstractmethod
    async def balance(self, card: str) -> CardBalance:
        """Return what the issuer knows now, with the time of its knowing.

        Raises NotFound if it does not know the card, LateAnswer if it takes too long,
        Unavailable if it fails or says something that cannot be an answer. It never makes up
        a balance instead.
        """

    @abstractmethod
    async def close(self) -> None:
        """Let go of connections."""
