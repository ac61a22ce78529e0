"""An issuer of meal cards that runs in the process: for demonstrations and tests.

Its money is invented. It can be as slow, as late and as faulty as a real one, by a seed, so that
the same questions in the same order go wrong in the same way.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import Final
from urllib.parse import parse_qs, urlsplit

from dure.errors import BadSetting, LateAnswer, NotFound, Unavailable
from dure.kernel.clock import Clock
from dure.ports.balance import CardBalance, CardIssuer

_LONGEST_S: Final = 86_400.0
_MOST_CARDS: Final = 100_000
Wait = Callable[[float], Awaitable[object]]
"""Waits so many seconds."""


@dataclass(frozen=True, kw_only=True)
class Temper:
    """How the issuer behaves.

    latency_s: what an answer takes, on average; each takes between nothing and twice that.
    patience_s: an answer that would take longer is a LateAnswer after that long.
    stale_s: how old what it tells is. failing, late: shares (0…1) of questions that fail, or
    that are never answered.
    """

    latency_s: float = 0.0
    patience_s: float = 3.0
    stale_s: float = 0.0
    failing: float = 0.0
    late: float = 0.0


class MadeIssuer(CardIssuer):
    """cards: token → what is on it; `as_of` is replaced at each question."""

    def __init__(
        self,
        cards: Mapping[str, CardBalance],
        clock: Clock,
        wait: Wait,
        *,
        temper: Temper | None = None,
        seed: int = 0,
    ) -> None:
        self._cards, self._clock, self._wait = dict(cards), clock, wait
        self.temper = temper or Temper()
        self._random = Random(seed)  # noqa: S311 -- nothing secret depends on it

    def put(self, card: str, balance: CardBalance) -> None:
        """Say from now on that a card holds this: the issuer's side, not dure's."""
        self._cards[card] = balance

    def withdraw(self, card: str) -> None:
        """Know a card no more; no matter if it was not known."""
        self._cards.pop(card, None)

    async def balance(self, card: str) -> CardBalance:
        """See CardIssuer."""
        # All are drawn at every question, so that one more rule does not shift the others.
        fails, is_late, slowness = (self._random.random() for _ in range(3))
        takes_s = 2 * self.temper.latency_s * slowness
        if is_late < self.temper.late or takes_s > self.temper.patience_s:
            await self._wait(self.temper.patience_s)
            raise LateAnswer
        await self._wait(takes_s)
        if fails < self.temper.failing:
            raise Unavailable("the made issuer fails as it was told to", what="카드 잔액")
        known = self._cards.get(card)
        if known is None:
            raise NotFound(what="카드")
        as_of = self._clock.now() - timedelta(seconds=self.temper.stale_s)
        return CardBalance(**{**vars(known), "as_of": as_of})

    async def close(self) -> None:
        """See CardIssuer."""


def made_issuer(url: str, clock: Clock, wait: Wait = asyncio.sleep, *, key: str = "") -> MadeIssuer:
    """Return the issuer that `made://?cards=100&seed=1&latency_s=0.2&failing=0.1` describes.

    Cards are named card-0, card-1 and so on. key: whatever is shown is taken.
    Raises BadFile if a value of the address is no number, or outside its range.
    """
    asked = {name: values[-1] for name, values in parse_qs(urlsplit(url).query).items()}
    try:
        count, seed = int(asked.pop("cards", "100")), int(asked.pop("seed", "0"))
        temper = Temper(**{name: float(value) for name, value in asked.items()})
    except (ValueError, TypeError) as error:
        raise BadSetting(file="meals.issuer", why="주소에 쓴 값이 맞지 않아요.") from error
    shares = (temper.failing, temper.late)
    spans = (temper.latency_s, temper.patience_s, temper.stale_s)
    bounded = all(0 <= x <= 1 for x in shares) and all(0 <= x <= _LONGEST_S for x in spans)
    if not (bounded and 0 <= count <= _MOST_CARDS):
        raise BadSetting(file="meals.issuer", why="주소에 쓴 값이 맞지 않아요.")
    return MadeIssuer(_made_cards(count, seed, clock), clock, wait, temper=temper, seed=seed)


def _made_cards(count: int, seed: int, clock: Clock) -> dict[str, CardBalance]:
    random = Random(seed)  # noqa: S311 -- invented money
    made: dict[str, CardBalance] = {}
    for number in range(count):
        made[f"card-{number}"] = CardBalance(
            as_of=clock.now(),
            balance_won=random.randrange(0, 200_000, 100),
            spent_today_won=random.choice((0, 0, 4_500, 9_500)),
            spent_month_won=random.randrange(0, 150_000, 100),
            per_day_won=random.choice((None, "none", 28_500)),
            per_month_won=random.choice((None, "none", 300_000)),
            per_meal_won=random.choice((None, 9_500)),
        )
    return made
