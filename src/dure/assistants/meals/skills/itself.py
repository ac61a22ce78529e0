"""Answer what is said of the assistant itself; a complaint gets a short apology and one way on."""

from dataclasses import replace
from typing import Any, Final

from dure.assistants.meals.itself import Itself, complains_of_the_same
from dure.assistants.meals.kitchen import Cooked, Kitchen, line
from dure.assistants.meals.phrases import page
from dure.engine.assistant import Answer, Scene

_ALONE: Final[dict[str, Any]] = {"on_yes": "FOOD_REQUEST", "slots": {"companion": ["alone"]}}
"""What a yes means where a place to eat alone was offered."""


def knowing_itself(skill: Cooked) -> Cooked:
    """Return a skill that answers what is said of the assistant itself."""

    async def cooked(scene: Scene, kitchen: Kitchen) -> Answer:
        if not isinstance(scene.meaning, Itself):
            return await skill(scene, kitchen)
        kind = scene.meaning.kind
        facts = {"title": page()["title"]} if kind == "name" else {}
        pending = _ALONE if kind == "shy" else None
        return Answer(lines=(line(f"itself_{kind}", facts),), pending=pending)

    return cooked


def regretting(skill: Cooked) -> Cooked:
    """Return a skill that says sorry before other places where the same were complained of."""

    async def cooked(scene: Scene, kitchen: Kitchen) -> Answer:
        answer = await skill(scene, kitchen)
        if not complains_of_the_same(scene.heard.text):
            return answer
        return replace(answer, lines=(line("sorry_same"), *answer.lines))

    return cooked
