"""Take down what people thought of a meal: of which place, and how good, if they said so."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from dure.assistants.meals.catalogue import Shop
from dure.assistants.meals.kitchen import Kitchen, line
from dure.assistants.meals.past import MEAL_RATED
from dure.assistants.meals.target import target_of
from dure.assistants.meals.verdicts import value_of
from dure.engine.assistant import Answer, Scene
from dure.engine.person import Happening

_FELT: Final = {"pos": "feedback_good", "neg": "feedback_bad"}
_WRONG: Final = frozenset(("closed", "price_mismatch", "card_refused"))
_VALUE: Final = "value"
"""The slot in which a value waits while it is asked of which place it was said."""


@dataclass(frozen=True, kw_only=True)
class _Meant:
    """The place that is spoken of, and the recommendation it came from; None if unknown."""

    shop: Shop
    recommendation: str | None


async def feedback(scene: Scene, kitchen: Kitchen) -> Answer:
    """Answer FEEDBACK; what was felt is not guessed, and neither is of which place."""
    waited = scene.slots.get(_VALUE)
    value = waited if waited is not None else value_of(scene.heard.text, scene.slots)
    meant, asks = _meant(scene, kitchen)
    reason = scene.slots.get("reason")
    if meant is None:
        return _asking(asks, value) if asks and (value is not None or reason) else _thanks(scene)
    if value is None and reason is None:
        return _thanks(scene)
    told = _rated(meant, value, scene)
    if not await scene.may_remember():
        return replace(_thanks(scene), happened=(told,))
    phrase = _phrase(value, reason)
    item = {"kind": "rated", "id": meant.shop.id, "name": meant.shop.name, "value": value}
    return Answer(lines=(line(phrase, name=meant.shop.name),), items=(item,), happened=(told,))


def _thanks(scene: Scene) -> Answer:
    return Answer(lines=(line(_FELT.get(scene.slots.get("polarity", ""), "feedback_noted")),))


def _phrase(value: float | None, reason: str | None) -> str:
    if reason in _WRONG:
        return "rated_wrong"
    if value is None:
        return "rated_noted"
    return "rated_good" if value > 0 else "rated_bad"


def _meant(scene: Scene, kitchen: Kitchen) -> tuple[_Meant | None, Answer | None]:
    """Return the place that is spoken of, or the question which; (None, None) if there is none.

    One that is named or numbered, else the one settled on here, else the last one chosen at all.
    """
    choices = (scene.history or {}).get("choices", ())
    is_named = bool({"ordinal", "shop"} & set(scene.slots))
    if is_named or scene.session.memory.get("chosen") or not choices:
        if not is_named and not scene.session.memory.get("shown"):
            return None, None
        target = target_of(scene, kitchen)
        asks = target.answer if target.answer and target.answer.outcome == "asked" else None
        return (_with_show(target.shop, choices), asks) if target.shop else (None, asks)
    shop = kitchen.catalogue.shops([choices[-1]["shop"]]).get(choices[-1]["shop"])
    return (_with_show(shop, choices), None) if shop else (None, None)


def _with_show(shop: Shop, choices: Any) -> _Meant:  # noqa: ANN401 - part of the folded state
    show = next((c["id"] for c in reversed(choices) if c["shop"] == shop.id), None)
    return _Meant(shop=shop, recommendation=show)


def _asking(asks: Answer, value: float | None) -> Answer:
    pending: Mapping[str, Any] = asks.pending or {}
    slots = {**pending.get("slots", {}), _VALUE: value}
    felt = () if value is None else (line("felt_good" if value > 0 else "felt_bad"),)
    return replace(asks, lines=(*felt, *asks.lines), pending={**pending, "slots": slots})


def _rated(meant: _Meant, value: float | None, scene: Scene) -> Happening:
    reason = scene.slots.get("reason")
    return Happening(
        kind=MEAL_RATED,
        said={
            "id": meant.recommendation,
            "at": scene.now.isoformat(),
            "shop": meant.shop.id,
            "category": meant.shop.category,
            "value": value,
            "reasons": [reason] if reason else [],
        },
    )
