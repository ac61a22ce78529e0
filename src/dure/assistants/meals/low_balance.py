"""When a person is told that little is left on the card (design of meals, form 3).

The threshold is the person's own. Nothing is said again within 24 hours, nor before the balance
has been above the threshold in between. A balance that nobody knows says nothing, and a stale
one neither: nobody is frightened by an old figure.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from dure.assistants.meals.available import MoneySettings
from dure.kernel.events import Json
from dure.ports.balance import CardBalance

TOLD: Final = "meals.balance_low_told"
RECOVERED: Final = "meals.balance_recovered"
"""The balance was above the threshold again after a notice."""
ALERT_BELOW: Final = "alert_below_won"
"""The note under which the amount stands below which a person wants to be told."""
_QUIET: Final = timedelta(hours=24)


@dataclass(frozen=True, kw_only=True)
class AlertSettings:
    """Where nobody has said otherwise."""

    threshold_won: int = 5_000
    """Below this a person is told (seed 002, section 2.2.1), unless they said another amount, or
    the operator's table holds one for them."""


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


def alert_state(happened: Iterable[tuple[str, Json]]) -> AlertState:
    """Return what is to be remembered, from what happened to a person: (kind, payload)."""
    state = AlertState()
    for kind, said in happened:
        if kind == TOLD:
            state = AlertState(is_armed=False, told_at=datetime.fromisoformat(said["at"]))
        elif kind == RECOVERED:
            state = replace(state, is_armed=True)
    return state


def quiet_until(state: AlertState) -> datetime | None:
    """Return when a notice may go out again at the earliest, None if at any time."""
    return None if state.told_at is None else state.told_at + _QUIET


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
