"""Answer what is said of the assistant itself; a complaint gets a short apology and one way on."""

from dataclasses import replace
from typing import Any, Final

from dure.assistants.meals.itself import Itself, complaint_of_list
from dure.assistants.meals.kitchen import Cooked, Kitchen, line
from dure.assistants.meals.phrases import page, part
from dure.assistants.meals.skills.plain import people
from dure.engine.assistant import Answer, Scene

_LISTENS: Final = ("1388",)
_ON_YES: Final[dict[str, dict[str, Any]]] = {
    "shy": {"on_yes": "FOOD_REQUEST", "slots": {"companion": ["alone"]}},
    "buys": {"on_yes": "FOOD_REQUEST", "slots": {}},
}
"""What a yes means where places were offered."""


def knowing_itself(skill: Cooked) -> Cooked:
    """Return a skill that answers what is said of the assistant itself."""

    async def cooked(scene: Scene, kitchen: Kitchen) -> Answer:
        if not isinstance(scene.meaning, Itself):
            return await skill(scene, kitchen)
        kind = scene.meaning.kind
        if kind == "sad":
            return people("itself_sad", _LISTENS)
        facts = {"title": page()["title"]} if kind == "name" else {}
        pending = _ON_YES.get(kind)
        return Answer(lines=(line(f"itself_{kind}", facts),), pending=pending)

    return cooked


def regretting(skill: Cooked) -> Cooked:
    """Return a skill that says sorry before other places, where a list was complained of."""

    async def cooked(scene: Scene, kitchen: Kitchen) -> Answer:
        complaint = complaint_of_list(scene.heard.text)
        if complaint is None:
            return await skill(scene, kitchen)
        asked = replace(scene.heard, text=part("other_places"))
        answer = await skill(replace(scene, heard=asked), kitchen)
        if not answer.items:
            return replace(answer, lines=(line(f"itself_{complaint}"),))
        return replace(answer, lines=(line(f"sorry_{complaint}"), *answer.lines))

    return cooked
