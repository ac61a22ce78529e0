"""Say that nothing is booked here, with the number to call where a place is spoken of."""

from typing import Final

from dure.assistants.meals.catalogue import Shop
from dure.assistants.meals.kitchen import Kitchen, line
from dure.assistants.meals.phrases import part
from dure.assistants.meals.skills.about import item_of_shop
from dure.assistants.meals.target import target_of
from dure.assistants.meals.words import cues
from dure.engine.assistant import Answer, Line, Scene

_ASKED: Final = cues()["attribute"]["phone"]


async def reserve(scene: Scene, kitchen: Kitchen) -> Answer:
    """Answer RESERVATION_REQUEST."""
    shops = _spoken_of(scene, kitchen)
    asks = _ASKED.search(scene.heard.text) is not None
    told = [said for shop in shops if (said := _number(shop, asks=asks))]
    return Answer(
        lines=(line("reservation"), *told),
        items=tuple(item_of_shop(scene, kitchen, shop) for shop in shops),
        sources=tuple(dict.fromkeys(shop.source for shop in shops)),
        memory={**scene.session.memory, "chosen": shops[0].id} if len(shops) == 1 else None,
    )


def _spoken_of(scene: Scene, kitchen: Kitchen) -> list[Shop]:
    """Return the place that is meant; all that are shown where none of them is named."""
    target = target_of(scene, kitchen)
    if target.shop is not None:
        return [target.shop]
    if scene.slots.keys() & {"shop", "ordinal"}:
        return []
    ids = [entry["id"] for entry in scene.session.memory.get("shown", ())]
    known = kitchen.catalogue.shops(ids)
    return [known[shop] for shop in ids if shop in known]


def _number(shop: Shop, *, asks: bool) -> Line | None:
    if shop.phone:
        return line("shop_phone", name=shop.name, phone=shop.phone)
    return line("shop_unknown", name=shop.name, what=part("phone")) if asks else None
