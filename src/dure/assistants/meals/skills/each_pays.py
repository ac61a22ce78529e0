"""Say what each of several people may spend, or pays, where no single place is spoken of."""

from collections.abc import Mapping
from typing import Any

from dure.assistants.meals.conversation import asks_each
from dure.assistants.meals.kitchen import Cooked, Kitchen, line, said_figure
from dure.assistants.meals.phrases import part
from dure.assistants.meals.wish import Wish, wish_of
from dure.engine.assistant import Answer, Scene


def each_pays(skill: Cooked) -> Cooked:
    """Return a skill that answers from the wish what each may spend."""

    async def cooked(scene: Scene, kitchen: Kitchen) -> Answer:
        if scene.slots.keys() & {"ordinal", "shop", "food"} or not asks_each(scene.heard.text):
            return await skill(scene, kitchen)
        wish = wish_of(scene.session.memory.get("wish"))
        shown = [entry for entry in scene.session.memory.get("shown", ()) if entry["price_won"]]
        return _of_budget(wish) or _of_list(shown) or await skill(scene, kitchen)

    return cooked


def _of_budget(wish: Wish) -> Answer | None:
    people, most = wish.slots.get("party_size", 1), wish.most_won
    if most is None or people < 2:
        return None
    return Answer(
        lines=(line("each_may_spend", people=people, budget=most),),
        figures=(said_figure(people, "people", "party"), said_figure(most, "won", "budget")),
    )


def _of_list(shown: list[Mapping[str, Any]]) -> Answer | None:
    if not shown:
        return None
    prices = ", ".join(
        part("dish_price", dish=entry["dish"], price=entry["price_won"]) for entry in shown
    )
    return Answer(lines=(line("each_menu", prices=prices),), items=tuple(dict(e) for e in shown))
