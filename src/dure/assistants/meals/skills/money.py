"""What is left on the card, what of it can be spent now, and when money comes."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from dure.assistants.meals.available import BALANCE, DAY, MEAL, MONTH, Available, terms_of
from dure.assistants.meals.card_words import alert_below, balance_asked
from dure.assistants.meals.follow_up import Followed
from dure.assistants.meals.kitchen import Kitchen, line, said_figure
from dure.assistants.meals.low_balance import ALERT_BELOW
from dure.assistants.meals.phrases import part
from dure.assistants.meals.purse import Purse
from dure.assistants.meals.skills.card import basis, place_of, purse_asked, rule_item
from dure.engine.assistant import Answer, Line, Scene
from dure.kernel.clock import SEOUL
from dure.kernel.turns import Figure
from dure.ports.balance import UNLIMITED, LimitWon

_ISSUER: Final = "issuer"
_UNSEEN: Final = {
    "no_issuer": ("balance", "no_issuer"),
    "no_card": ("balance_no_card", "no_card"),
    "not_seen": ("balance_not_seen", "not_seen"),
    "unknown_card": ("balance_unknown_card", "unknown_card"),
}
_LIMITS: Final = (DAY, MONTH)
AGE: Final = "balance_old"
"""The phrase that says when the issuer saw the card."""


async def balance(scene: Scene, kitchen: Kitchen) -> Answer:
    """Answer BALANCE_CHECK: what is left, what can be paid now, and how old that is.

    Who wants to be told when little is left says so here too: it is remembered.
    """
    purse = kitchen.wallet.purse(
        scene.heard.tenant, scene.heard.user, scene.now, said_place=place_of(scene)
    )
    if purse.state in _UNSEEN:
        phrase, reason = _UNSEEN[purse.state]
        return Answer(lines=(line(phrase),), reason=reason)
    below = alert_below(scene.heard.text)
    if isinstance(scene.meaning, Followed):
        below = scene.meaning.below_won
    if below is not None:
        return await _alerted(scene, below)
    lines = [*_of_spending(scene, purse)] or [*_of_money(scene, purse)]
    unknown = _unknown(scene, purse)
    if unknown:
        lines.append(line("balance_unknown", names=", ".join(part(f"money_{u}") for u in unknown)))
    lines += told_age(purse.money, scene.now)
    return Answer(
        lines=tuple(lines),
        items=(_item(purse, scene.now),),
        figures=tuple(_figures(lines, purse)),
        sources=(_ISSUER, *([purse.rule.source] if purse.rule.source else [])),
    )


async def _alerted(scene: Scene, below_won: int) -> Answer:
    phrase = "balance_alert" if await scene.may_remember() else "balance_alert_unheld"
    return Answer(
        lines=(line(phrase, below=below_won),),
        figures=(said_figure(below_won, "won", ALERT_BELOW),),
        put={ALERT_BELOW: below_won},
    )


async def charge(scene: Scene, kitchen: Kitchen) -> Answer:
    """Answer BALANCE_CHARGE by the rule of the place, as far as one is known."""
    purse = purse_asked(scene, kitchen)
    rule, lines = purse.rule, list[Line]()
    asks_carry = scene.slots.get("attribute") == "carry_over"
    if rule.carry_over is not None:
        lines.append(line("rule_carry_yes" if rule.carry_over else "rule_carry_no"))
    elif asks_carry and rule.place:
        lines.append(line("rule_unknown", what=part("rule_carry_itself"), place=purse.place))
    if rule.rate_won is not None and not asks_carry:
        lines.append(line("rule_rate", won=rule.rate_won))
    if not lines:
        phrase = "charge_carry" if asks_carry else "charge"
        return Answer(lines=(line(phrase),), reason=_why_unknown(purse))
    told, figures = basis(purse)
    rate = [said_figure(rule.rate_won, "won", "rate")] if rule.rate_won else []
    when = [] if asks_carry else [line("charge_by_rule")]
    return Answer(
        lines=(*lines, *told, *when),
        items=(rule_item(purse),),
        figures=(*figures, *rate),
        sources=(rule.source,) if rule.source else (),
    )


def told_age(money: Available, now: datetime) -> list[Line]:
    """Return when the issuer saw the card, where that is long ago; else nothing."""
    if not money.is_stale or money.as_of is None:
        return []
    return [line(AGE, when=_moment(money.as_of, now))]


def age_figures(money: Available) -> list[Figure]:
    """Return the numbers in which it may be told when the issuer saw the card."""
    if not money.is_stale or money.as_of is None:
        return []
    at = money.as_of.astimezone(SEOUL)
    hours = (at.hour, at.hour - 12) if at.hour > 12 else (at.hour,)
    return [said_figure(value, "", "as_of") for value in (at.month, at.day, *hours, at.minute)]


def _why_unknown(purse: Purse) -> str:
    """Return why it is not known when money comes: nobody tells, or no rule of the place does."""
    return _UNSEEN[purse.state][1] if purse.state in _UNSEEN else "no_card_rules"


def _of_money(scene: Scene, purse: Purse) -> Iterator[Line]:
    money, terms = purse.money, terms_of(purse.card, purse.rule, scene.now)
    left = terms[BALANCE]
    if left == 0:
        yield line("balance_empty")
        return
    if isinstance(left, int):
        yield line("balance_left", left=left)
    asks_limits = balance_asked(scene.heard.text) & {"today", "month"}
    asked = [DAY] if "today" in asks_limits else [MONTH] if asks_limits else []
    yield from _unlimited(asked, terms)
    shown = [name for name in asked if isinstance(terms[name], int)]
    for name in shown:
        yield line(f"balance_limit_{name}", left=_whole(terms[name]))
    if money.at_most_won is None or (money.won == left and not shown):
        return
    if money.at_most_won == 0:
        if money.bound_by in _LIMITS and money.bound_by not in shown:
            yield line(f"balance_limit_{money.bound_by}", left=0)
        yield line("balance_usable_none")
        return
    if money.won is not None:
        yield line("balance_usable", won=money.won)
    else:
        yield line("balance_usable_most", won=money.at_most_won)
    if money.bound_by in money.unknown:
        yield line(f"balance_within_{money.bound_by}", won=money.at_most_won)
    elif money.bound_by in (*_LIMITS, MEAL) and money.bound_by not in shown:
        yield line(f"balance_bound_{money.bound_by}")


def _unlimited(asked: Sequence[str], terms: Mapping[str, LimitWon]) -> Iterator[Line]:
    """Yield that a month has no limit, where that is asked."""
    if MONTH in asked and terms[MONTH] == UNLIMITED:
        yield line("balance_no_limit_per_month")


def _of_spending(scene: Scene, purse: Purse) -> Iterator[Line]:
    """Yield what was spent, where that is what is asked."""
    asked = balance_asked(scene.heard.text)
    if purse.card is None or not ("spent" in asked or _asks_month(scene)):
        return
    terms = terms_of(purse.card, purse.rule, scene.now)
    seen, now = purse.card.as_of.astimezone(SEOUL), scene.now.astimezone(SEOUL)
    is_month = _asks_month(scene) or "month" in asked
    spent = purse.card.spent_month_won if is_month else purse.card.spent_today_won
    is_same = (seen.year, seen.month) == (now.year, now.month)
    if spent is None or not (is_same if is_month else seen.date() == now.date()):
        yield line("balance_unknown", names=part("money_spent"))
    else:
        yield line("balance_spent_month" if is_month else "balance_spent_today", spent=spent)
    rest = terms[MONTH if is_month else DAY]
    if isinstance(rest, int):
        name = MONTH if is_month else DAY
        yield line(f"balance_limit_{name}", left=_whole(rest))


def _asks_month(scene: Scene) -> bool:
    return scene.slots.get("attribute") == "monthly_spent"


def _unknown(scene: Scene, purse: Purse) -> Sequence[str]:
    """Return the terms that matter and are unknown; of spending nothing more is said."""
    is_nothing = purse.money.won == 0
    if is_nothing or "spent" in balance_asked(scene.heard.text) or _asks_month(scene):
        return ()
    return purse.money.unknown


def _whole(left: object) -> int:
    return max(0, left) if isinstance(left, int) else 0


def _moment(as_of: datetime, now: datetime) -> str:
    """Return "오전 9시 5분", with its day if that is not today."""
    at = as_of.astimezone(SEOUL)
    half = "noon" if at.hour == 12 else "morning" if at.hour < 12 else "afternoon"
    clock = part(half, hour=at.hour - 12 if at.hour > 12 else at.hour)
    clock = part("minutes", time=clock, minute=at.minute) if at.minute else clock
    if at.date() == now.astimezone(SEOUL).date():
        return clock
    return part("day_at", day=part("date", month=at.month, day=at.day), time=clock)


def _item(purse: Purse, now: datetime) -> dict[str, Any]:
    """Return the money as a structured item; None is unknown, "none" is no such limit."""
    money, card = purse.money, purse.card
    terms = terms_of(card, purse.rule, now)
    return {
        "kind": "money",
        "balance_won": terms[BALANCE],
        "available_won": money.won,
        "at_most_won": money.at_most_won,
        "bound_by": money.bound_by,
        "left": {name: _rest(terms[name]) for name in (DAY, MONTH, MEAL)},
        "unknown": list(money.unknown),
        "as_of": money.as_of.isoformat() if money.as_of else None,
        "is_stale": money.is_stale,
        "place": purse.place,
    }


def _rest(left: object) -> object:
    return _whole(left) if isinstance(left, int) else left


def _figures(lines: Sequence[Line], purse: Purse) -> Iterator[Figure]:
    as_of = purse.money.as_of.isoformat() if purse.money.as_of else None
    for said in lines:
        for name in ("left", "won", "spent"):
            if name in said.facts:
                yield Figure(
                    value=said.facts[name],
                    unit="won",
                    measure=said.phrase,
                    source=_ISSUER,
                    as_of=as_of,
                )
    yield from age_figures(purse.money)
