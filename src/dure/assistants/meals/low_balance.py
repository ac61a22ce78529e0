"""When a person is told that little is left on the card (design of meals, form 3).

The threshold is the person's own. Nothing is said again within 24 hours, nor before the balance
has been above the threshold in between. A balance that nobody knows says nothing, and a stale
one neither: nobody is frightened by an old figure.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from dure.assistants.meals.available import MoneySettings
from dure.ports.balance import CardBalance

_QUIET: Final = timedelta(hours=24)


@dataclass(frozen=True, kw_only=True)
class AlertSettings:
    """Where nobody has said otherwise."""

    threshold_won: int = 5_000
    """Below this a person is told (seed 002, section 2.2.1); each may set another."""


@dataclass(frozen=True, kw_only=True)
class AlertState:
    """What is to be remembered for a card.

    is_armed: the balance was above the threshold since the last notice, or there was none yet.
    told_at: when the last notice went out, None if never.
    """

    is_armed: bool = True
    told_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Alert:
    """state: to be remembered now. left_won: to be told, None if nothing is to be said."""

    state: AlertState
    left_won: int | None = None


def low_balance(
    state: AlertState,
    card: CardBalance | None,
    now: datetime,
    *,
    threshold_won: int,
    money: MoneySettings,
) -> Alert:
    """Return whether to tell that little is left, and what to remember.

    threshold_won: told below it. At the threshold nothing is said and nothing is armed again.
    The same answer seen twice is told once.
    """
    left = None if card is None else card.balance_won
    if card is None or left is None or now - card.as_of > timedelta(seconds=money.stale_s):
        return Alert(state=state)
    if left > threshold_won:
        return Alert(state=replace(state, is_armed=True))
    is_quiet = state.told_at is not None and now - state.told_at < _QUIET
    if left == threshold_won or not state.is_armed or is_quiet:
        return Alert(state=state)
    return Alert(state=AlertState(is_armed=False, told_at=now), left_won=left)
