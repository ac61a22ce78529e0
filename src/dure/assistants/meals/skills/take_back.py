"""Take back a choice: it no longer counts, and its coupons can be used again."""

from collections import Counter

from dure.assistants.meals.chosen import LIST_LASTS
from dure.assistants.meals.kitchen import Kitchen, line
from dure.assistants.meals.past import CHOICE_UNDONE
from dure.assistants.meals.target import target_of
from dure.assistants.meals.visits import Eaten, used_coupons, visits_of
from dure.engine.assistant import Answer, Line, Scene
from dure.engine.person import Happening


async def take_back(scene: Scene, kitchen: Kitchen) -> Answer:
    """Undo the choice that is spoken of, the last one if none is named."""
    memory = {**scene.session.memory, "chosen": None}
    if not await scene.may_remember():
        return Answer(lines=(line("undo_unheld"),), memory=memory)
    choice = _meant(scene, kitchen)
    if choice is None:
        return Answer(lines=(line("undo_nothing"),), reason="nothing_chosen", memory=memory)
    said = {
        "id": choice.id,
        "shop": choice.shop,
        "of": choice.at.isoformat(),
        "turn": scene.turn,
        "at": scene.now.isoformat(),
    }
    return Answer(
        lines=(line("undo", name=choice.name), *_of_coupons(scene, choice)),
        items=({"kind": "shop", "id": choice.shop, "name": choice.name},),
        happened=(Happening(kind=CHOICE_UNDONE, said=said, only_now=True),),
        memory=memory,
    )


def _meant(scene: Scene, kitchen: Kitchen) -> Eaten | None:
    """Return the choice that is meant; None if there is none, or it was long ago."""
    recent = [one for one in visits_of(scene.history) if scene.now - one.at < LIST_LASTS]
    if scene.slots.keys() & {"ordinal", "shop"}:
        shop = target_of(scene, kitchen).shop
        recent = [one for one in recent if shop is not None and one.shop == shop.id]
    return recent[-1] if recent else None


def _of_coupons(scene: Scene, choice: Eaten) -> list[Line]:
    """Return that its coupons are there again, if it had used any."""
    if choice.id is None:
        return []
    left: Counter[str] = used_coupons(scene.history, but_for=choice.id)
    return [line("undo_coupon")] if used_coupons(scene.history) - left else []
