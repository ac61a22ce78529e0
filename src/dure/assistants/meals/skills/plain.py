"""Card questions, small talk, and the safety reply."""

from collections.abc import Awaitable, Callable
from typing import Final

from dure.assistants.meals.kitchen import Kitchen, line
from dure.assistants.meals.skills.about import about_shop, tell_card
from dure.assistants.meals.words import grammar
from dure.engine.assistant import Answer, Line, Scene
from dure.kernel.data import read_table
from dure.kernel.turns import Outcome

_HURT: Final = grammar("plain.hurt")
_HURT_FIRST: Final = ("109", "112", "1388", "119")
_HUNGRY_FIRST: Final = ("129", "1388", "112")
_CARD: Final = {
    "lost": "card_lost",
    "reissue": "card_reissue",
    "damaged": "card_damaged",
    "pin_locked": "card_pin",
    "refused": "card_refused",
    "declined": "card_declined",
}
_tell_card = about_shop(tell_card)


def says(
    *phrases: str,
    outcome: Outcome = "answered",
    reason: str | None = None,
    ends: bool = False,
) -> Callable[[Scene, Kitchen], Awaitable[Answer]]:
    """Make a skill that says fixed phrases."""

    async def skill(scene: Scene, kitchen: Kitchen) -> Answer:
        lines = tuple(line(phrase) for phrase in phrases)
        return Answer(lines=lines, outcome=outcome, reason=reason, ends_session=ends)

    return skill


async def card_use(scene: Scene, kitchen: Kitchen) -> Answer:
    """Answer CARD_USE_INQUIRY: of a shop if one is spoken of, else the rules as far as known."""
    speaks_of_shop = "ordinal" in scene.slots or "shop" in scene.slots
    has_one = scene.session.memory.get("chosen") and "attribute" not in scene.slots
    if speaks_of_shop or has_one:
        return await _tell_card(scene, kitchen)
    if "attribute" in scene.slots or {"time", "day", "shop_type"} & set(scene.slots):
        return Answer(lines=(line("card_rules"),), reason="no_card_rules")
    return Answer(lines=(line("card_where"), line("card_rules")), reason="no_card_rules")


async def card_problem(scene: Scene, kitchen: Kitchen) -> Answer:
    """Answer CARD_PROBLEM."""
    phrase = _CARD[scene.slots.get("problem", "declined")]
    return Answer(lines=(line(phrase),))


async def coupon(scene: Scene, kitchen: Kitchen) -> Answer:
    """Answer COUPON_INQUIRY."""
    phrase = "coupon_code" if "coupon_code" in scene.slots else "coupon"
    return Answer(lines=(line(phrase),), reason="no_coupons")


async def help_or_handoff(scene: Scene, kitchen: Kitchen) -> Answer:
    """Answer HELP."""
    phrase = "handoff" if scene.slots.get("handoff") else "help"
    return Answer(lines=(line(phrase),))


async def greet(scene: Scene, kitchen: Kitchen) -> Answer:
    """Answer GREETING."""
    return Answer(lines=(line("greeting"),))


async def emergency(scene: Scene, kitchen: Kitchen) -> Answer:
    """Answer EMERGENCY_SUPPORT: people first, never a plain list of shops."""
    hurt = _HURT.search(scene.heard.text) is not None
    lines: list[Line] = [line("emergency_hurt" if hurt else "emergency_hungry")]
    rows = {row["number"]: row for row in read_table("dure.assistants.meals", "data/hotlines.tsv")}
    chosen = [rows[number] for number in (_HURT_FIRST if hurt else _HUNGRY_FIRST)]
    lines += [
        line("emergency_line", number=row["number"], name=row["name"], hours=row["hours"])
        for row in chosen
    ]
    lines.append(line("emergency_free"))
    return Answer(
        lines=tuple(lines),
        items=tuple(chosen),
        sources=tuple(dict.fromkeys(f"{row['source']} ({row['checked']} 확인)" for row in chosen)),
    )
