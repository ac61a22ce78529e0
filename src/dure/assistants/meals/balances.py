"""What issuers said last of the cards, asked again every five minutes.

The book stands in memory: an issuer can be asked again, so nothing of a balance has to stay on
the disk in the clear. Whoever keeps it hands in `write`, which is given changed rows only. A
question that fails leaves the answer before with its time; it never becomes a zero.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field

from dure.errors import DureError, NotFound
from dure.kernel.clock import Clock
from dure.ports.balance import CardBalance, CardIssuer

Write = Callable[[Mapping[str, CardBalance]], Awaitable[None]]
"""Keeps changed rows (token → answer); given at most once with the same rows if it succeeds."""


@dataclass(frozen=True, kw_only=True)
class SyncSettings:
    """How cards are asked about (seed 002, section 4.1)."""

    every_s: float = 300.0
    """Seconds from the beginning of one round to the next; less than 10 are refused."""
    at_once: int = 8
    """Questions under way at a time; our choice, so as to be a bearable guest."""
    give_up_after: int = 24
    """Failures in a row after which a round ends: the issuer is down, not the card."""


@dataclass(kw_only=True)
class Round:
    """How a round went.

    failed: code of the error → how often. left: cards not asked about. silent: questions in a
    row, up to the last one, to which there was no answer.
    """

    asked: int = 0
    changed: int = 0
    left: int = 0
    silent: int = 0
    failed: Counter[str] = field(default_factory=Counter)


class BalanceBook:
    """Answers by token, of the cards of the last round."""

    def __init__(
        self,
        issuer: CardIssuer,
        clock: Clock,
        *,
        write: Write,
        settings: SyncSettings | None = None,
    ) -> None:
        self._issuer, self._clock, self._write = issuer, clock, write
        self._settings = settings or SyncSettings()
        self._kept: dict[str, CardBalance] = {}
        self._asked_at: dict[str, float] = {}
        self._unknown: set[str] = set()
        self._due_s = clock.elapsed_s()
        self._one_at_a_time = asyncio.Lock()

    def of(self, card: str) -> CardBalance | None:
        """Return what was said last, with its time; None if nothing is known."""
        return self._kept.get(card)

    @property
    def unknown(self) -> frozenset[str]:
        """Return the cards of which the issuer said that there is none."""
        return frozenset(self._unknown)

    async def do_due(self, cards: Callable[[], Collection[str]]) -> float:
        """Ask about the cards if it is time, and return the seconds until the next time."""
        now_s = self._clock.elapsed_s()
        if now_s >= self._due_s:
            self._due_s = now_s + self._settings.every_s
            await self.refresh(cards())
        return max(0.0, self._due_s - self._clock.elapsed_s())

    async def refresh(self, cards: Collection[str]) -> Round:
        """Ask about these cards, write what changed, and forget all others.

        Those asked longest ago come first, so that a round cut short leaves none out for ever.
        Raises what `write` raises; its rows then count as unchanged and come again.
        """
        async with self._one_at_a_time:
            self._forget_all_but(set(cards))
            order = sorted(set(cards), key=lambda card: (self._asked_at.get(card, -1.0), card))
            went, answers, waiting = Round(), dict[str, CardBalance | None](), iter(order)
            asking = range(self._settings.at_once)
            await asyncio.gather(*(self._ask(waiting, went, answers) for _ in asking))
            went.left = len(order) - went.asked
            await self._take(answers, went)
            return went

    async def _ask(
        self, waiting: Iterator[str], went: Round, answers: dict[str, CardBalance | None]
    ) -> None:
        for card in waiting:
            went.asked += 1
            self._asked_at[card] = self._clock.elapsed_s()
            try:
                answers[card] = await self._issuer.balance(card)
                went.silent = 0
            except NotFound as error:
                # Nobody knows such a card any more, so nobody knows what is on it.
                answers[card] = None
                went.failed[error.code] += 1
                went.silent = 0
            except DureError as error:
                went.failed[error.code] += 1
                went.silent += 1
            if went.silent >= self._settings.give_up_after:
                return

    async def _take(self, answers: Mapping[str, CardBalance | None], went: Round) -> None:
        heard = {card: said for card, said in answers.items() if said and self._is_news(card, said)}
        changed = {card: said for card, said in heard.items() if self._differs(card, said)}
        if changed:
            await self._write(changed)
        went.changed = len(changed)
        self._kept |= heard
        for card, said in answers.items():
            if said is None:
                self._kept.pop(card, None)
                self._unknown.add(card)
            else:
                self._unknown.discard(card)

    def _is_news(self, card: str, said: CardBalance) -> bool:
        """Whether an answer is not older than the one before: issuers answer from copies."""
        before = self._kept.get(card)
        return before is None or said.as_of >= before.as_of

    def _differs(self, card: str, said: CardBalance) -> bool:
        before = self._kept.get(card)
        return before is None or not said.says_the_same(before)

    def _forget_all_but(self, cards: set[str]) -> None:
        self._unknown &= cards
        for gone in self._kept.keys() - cards:
            del self._kept[gone]
        for gone in self._asked_at.keys() - cards:
            del self._asked_at[gone]
