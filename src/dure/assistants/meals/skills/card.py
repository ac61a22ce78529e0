"""Where, on what, when and up to how much the card works, by the rule of the place."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final, Literal

from dure.assistants.meals.card_words import Topic, balance_asked, item_asked, topic_asked
from dure.assistants.meals.convenience import (
    StoreRules,
    chain_of,
    names_store,
    store_rules,
    told_items,
)
from dure.assistants.meals.hours import hhmm
from dure.assistants.meals.kitchen import Kitchen, line, said_figure
from dure.assistants.meals.municipalities import municipality_said
from dure.assistants.meals.phrases import part
from dure.assistants.meals.purse import Purse
from dure.assistants.meals.skills.about import about_shop, tell_card
from dure.engine.assistant import Answer, Line, Scene
from dure.kernel.turns import Figure
from dure.ports.balance import UNLIMITED

_PLACE: Final = "card_place"
"""Under which name a municipality that was said stands in a session's memory."""
_NO_MONTH: Final = "balance_no_limit_per_month"
_tell_card = about_shop(tell_card)


def place_of(scene: Scene) -> str:
    """Return the municipality that was said of the card, now or before; "" if none was."""
    said = municipality_said(scene.heard.text)
    return said or str(scene.session.memory.get(_PLACE) or "")


def purse_asked(scene: Scene, kitchen: Kitchen) -> Purse:
    """Return the person's purse; where another town is asked about, that town's rule alone."""
    place, heard = place_of(scene), scene.heard
    purse = kitchen.wallet.purse(heard.tenant, heard.user, scene.now, said_place=place)
    if place in ("", purse.place):
        return purse
    # Whatever the issuer says of the person's own card is nothing that this town set.
    rule = kitchen.wallet.rule_of(place, scene.now)
    return Purse(state=purse.state, place=place, rule=rule, own_items=purse.own_items)


async def card_use(scene: Scene, kitchen: Kitchen) -> Answer:
    """Answer CARD_USE_INQUIRY: of a shop if one is spoken of, else by the rule of the place."""
    speaks_of_shop = "ordinal" in scene.slots or "shop" in scene.slots
    topic = topic_asked(scene.heard.text, scene.slots.get("attribute"))
    chosen = scene.session.memory.get("chosen")
    has_one = chosen and topic is None and not municipality_said(scene.heard.text)
    asks_items = scene.slots.get("attribute") == "restricted_items" or "food" in scene.slots
    of_items = asks_items and names_store(scene.heard.text)
    of_items = of_items or (not speaks_of_shop and item_asked(scene.heard.text) is not None)
    if (speaks_of_shop or has_one) and not of_items:
        return await _tell_card(scene, kitchen)
    purse, memory = purse_asked(scene, kitchen), remembered(scene)
    if of_items:
        return replace(of_store(scene, purse), memory=memory)
    if not purse.rule.place:
        return replace(_without_rule(scene, purse, topic), memory=memory)
    told, figures = basis(purse)
    lines = list(_of_topics(scene, purse, topic))
    by_issuer = [one for one in lines if _is_issuers(one, purse)]
    sources = ("issuer",) if by_issuer else ()
    if len(by_issuer) == len(lines):
        # All of it is what the issuer says of this card; no rule was asked.
        told = []
    elif purse.rule.source:
        sources = (*sources, purse.rule.source)
    return Answer(
        lines=(*lines, *told),
        items=(rule_item(purse),),
        figures=(*figures, *numbers_in(lines)),
        sources=sources,
        memory=memory,
    )


def _without_rule(scene: Scene, purse: Purse, topic: Topic | None) -> Answer:
    """Return what the issuer says of this card, and that the rule of its place is not known."""
    of_card = [said for one in _topics(topic) for said in _LIMITS.get(one, _nothing)(scene, purse)]
    of_card += _month(scene, purse, topic)
    where = [line("card_where")] if topic in (None, "where") else []
    if of_card and topic is not None:
        unknown = []
    elif topic == "split":
        unknown = [line("card_split_unknown")]
    elif topic in (None, "kinds") and scene.slots.get("shop_type") not in (None, "편의점"):
        where, unknown = [], [line("card_venue", what=scene.slots["shop_type"])]
    elif purse.place:
        unknown = [line("rule_none", place=purse.place)]
    else:
        unknown = [line("card_rules"), line("rule_no_place")]
    return Answer(
        lines=(*where, *of_card, *unknown),
        reason="no_card_rules" if unknown else None,
        items=(rule_item(purse),) if purse.place or of_card else (),
        figures=tuple(numbers_in(of_card)),
        sources=("issuer",) if of_card else (),
    )


def of_store(scene: Scene, purse: Purse) -> Answer:
    """Return what the card buys in a convenience store, as far as anybody says."""
    said = item_asked(scene.heard.text) or scene.heard.text
    chain = chain_of(scene.heard.text)
    rules = store_rules(purse.place, scene.now.date(), chain=chain, own=purse.own_items)
    lines = told_items(rules, said)
    is_law = all(one.phrase == "items_forbidden" for one in lines)
    if not purse.place and not is_law:
        lines.append(line("rule_no_place"))
    return answer_of_store(purse, rules, lines)


def answer_of_store(purse: Purse, rules: StoreRules, lines: Sequence[Line]) -> Answer:
    """Return what is said of a store, with all that its rules say of its items."""
    return Answer(
        lines=tuple(lines),
        items=({"kind": "store_items", "place": purse.place, "items": dict(rules.items)},),
        figures=tuple(numbers_in(lines)),
        sources=rules.sources,
    )


def basis(purse: Purse) -> tuple[list[Line], list[Figure]]:
    """Return since when a rule is known, as it is said, with the numbers in it."""
    rule = purse.rule
    if rule.since is None:
        return [], []
    phrase = "rule_basis_old" if rule.is_old else "rule_basis"
    told = line(phrase, place=rule.place, year=f"{rule.since.year}", month=rule.since.month)
    figures = [said_figure(n, "", "since") for n in (rule.since.year, rule.since.month)]
    return [told], figures


def rule_item(purse: Purse) -> dict[str, Any]:
    """Return the rule of a place as a structured item; None is unknown."""
    rule = purse.rule
    return {
        "kind": "card_rule",
        "place": purse.place,
        "covers": rule.place,
        "card": rule.card,
        "since": rule.since.isoformat() if rule.since else None,
        "source_kind": rule.kind,
        "publisher": rule.publisher,
        "source": rule.source,
        "is_old": rule.is_old,
        "rate_won": rule.rate_won,
        "per_meal_won": rule.per_meal_won,
        "per_day_won": rule.per_day_won,
        "uses_per_day": rule.uses_per_day,
        "hours": [hhmm(minute) for minute in rule.hours] if rule.hours else None,
        "weekends": rule.weekends,
        "holidays": rule.holidays,
        "vacation": rule.vacation,
        "merchant_model": rule.merchant_model,
        "allowed": list(rule.allowed) if rule.allowed else None,
        "refused": list(rule.refused) if rule.refused else None,
        "carry_over": rule.carry_over,
        "split_payment": rule.split_payment,
        "unknown": list(rule.unknown),
    }


def remembered(scene: Scene) -> Mapping[str, Any] | None:
    """Return the session's memory with the municipality that was said now, None if none was."""
    said = municipality_said(scene.heard.text)
    return {**scene.session.memory, _PLACE: said} if said else None


def _of_topics(scene: Scene, purse: Purse, topic: Topic | None) -> Iterator[Line]:
    yield from _month(scene, purse, topic)
    for one in _topics(topic):
        said = list(_TELLING[one](scene, purse))
        what = scene.slots.get("shop_type") if one == "kinds" else None
        yield from said or [
            line("rule_unknown", what=what or part(f"rule_{one}_itself"), place=purse.place)
        ]


def _month(scene: Scene, purse: Purse, topic: Topic | None) -> Iterator[Line]:
    """Yield that a month has no limit, where its limit is asked and the issuer says so."""
    is_asked = topic == "limit" and "month" in balance_asked(scene.heard.text)
    if is_asked and purse.card is not None and purse.card.per_month_won == UNLIMITED:
        yield line(_NO_MONTH)


def _topics(topic: Topic | None) -> tuple[Topic, ...]:
    if topic is None:
        return ("where", "per_meal")
    return ("per_meal", "per_day") if topic == "limit" else (topic,)


def _per_meal(scene: Scene, purse: Purse) -> Iterator[Line]:
    limit = _limit(purse, "per_meal_won")
    if limit is not None:
        yield line("rule_per_meal", won=limit)
    elif purse.rule.per_meal_won == UNLIMITED:
        yield line("rule_per_meal_none")
    elif purse.rule.rate_won is not None:
        yield line("rule_rate", won=purse.rule.rate_won)


def _per_day(scene: Scene, purse: Purse) -> Iterator[Line]:
    limit = _limit(purse, "per_day_won")
    if limit is not None:
        yield line("rule_per_day", won=limit)
    elif purse.rule.per_day_won == UNLIMITED:
        yield line("rule_per_day_none")


def _limit(purse: Purse, name: str) -> int | None:
    """Return the smaller of what the issuer and the rule of the place say."""
    said = (getattr(purse.card, name, None), getattr(purse.rule, name))
    return min((limit for limit in said if isinstance(limit, int)), default=None)


def _is_issuers(said: Line, purse: Purse) -> bool:
    """Whether a line tells a limit that the issuer, and not the rule of the place, set so."""
    if said.phrase == _NO_MONTH:
        return True
    name = {"rule_per_meal": "per_meal_won", "rule_per_day": "per_day_won"}.get(said.phrase)
    return name is not None and getattr(purse.rule, name) != said.facts["won"]


def _uses(scene: Scene, purse: Purse) -> Iterator[Line]:
    if purse.rule.uses_per_day is not None:
        yield line("rule_uses", uses=purse.rule.uses_per_day)


def _hours(scene: Scene, purse: Purse) -> Iterator[Line]:
    if purse.rule.hours is not None:
        opens, closes = map(hhmm, purse.rule.hours)
        yield line("rule_hours", opens=opens, closes=closes)


def _on(days: Literal["weekends", "holidays", "vacation"]) -> Callable[..., Iterator[Line]]:
    """Return what tells whether the card can be used on some days, and then during which hours."""

    def told(scene: Scene, purse: Purse) -> Iterator[Line]:
        can_be_used: bool | None = getattr(purse.rule, days)
        if can_be_used is not None:
            yield line(f"rule_{days}_{'yes' if can_be_used else 'no'}")
        if can_be_used:
            yield from _hours(scene, purse)

    return told


def _kinds(scene: Scene, purse: Purse) -> Iterator[Line]:
    asked = scene.slots.get("shop_type")
    allowed, refused = purse.rule.allowed or (), purse.rule.refused or ()
    if asked:
        # What a kind of shop is called elsewhere is not known: only a plain no is said.
        if any(asked in kind or kind in asked for kind in refused):
            yield line("rule_refused", kinds=asked)
        return
    if allowed:
        yield line("rule_allowed", kinds=", ".join(allowed))
    if refused:
        yield line("rule_refused", kinds=", ".join(refused))


def _where(scene: Scene, purse: Purse) -> Iterator[Line]:
    if purse.rule.merchant_model is not None:
        yield line(f"rule_{purse.rule.merchant_model}")
    yield from _kinds(scene, purse)


def _carry(scene: Scene, purse: Purse) -> Iterator[Line]:
    if purse.rule.carry_over is not None:
        yield line("rule_carry_yes" if purse.rule.carry_over else "rule_carry_no")


def _split(scene: Scene, purse: Purse) -> Iterator[Line]:
    if purse.rule.split_payment is not None:
        yield line("rule_split_yes" if purse.rule.split_payment else "rule_split_no")


_TELLING: Final[Mapping[Topic, Callable[[Scene, Purse], Iterator[Line]]]] = {
    "per_meal": _per_meal,
    "per_day": _per_day,
    "uses": _uses,
    "weekends": _on("weekends"),
    "holidays": _on("holidays"),
    "vacation": _on("vacation"),
    "hours": _hours,
    "kinds": _kinds,
    "where": _where,
    "carry": _carry,
    "split": _split,
}
_LIMITS: Final = {name: _TELLING[name] for name in ("per_meal", "per_day")}
"""What an issuer may tell of a card, whatever is known of its place."""


def _nothing(scene: Scene, purse: Purse) -> Iterator[Line]:
    return iter(())


def numbers_in(lines: Sequence[Line]) -> list[Figure]:
    """Return every number that lines say, as figures: they come from rules and issuers alone."""
    said = (value for one in lines for value in one.facts.values())
    return [said_figure(value, "", "card") for value in said if isinstance(value, int)]
