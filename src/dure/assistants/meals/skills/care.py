"""Answer what is said after words of violence, of want or of the wish to die."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from dure.assistants.meals.care import CARE, IN_DANGER, IN_NEED, Stay
from dure.assistants.meals.free_asked import FreeAsked
from dure.assistants.meals.kitchen import Cooked, Kitchen, line
from dure.assistants.meals.skills.calling import of_calling
from dure.assistants.meals.skills.free import is_only_asked, of_free_meals, with_free_meals
from dure.assistants.meals.skills.plain import grief_of, people
from dure.assistants.meals.skills.welcome import QUIET
from dure.engine.assistant import Answer, Scene

_NUMBERS: Final[Mapping[str, tuple[str, ...]]] = {
    "self_harm": ("109", "1388"),
    "violence": ("112", "1388"),
    "neglect": ("129", "1388"),
    "unsaid": ("1388", "112"),
    "shame": ("1388",),
    "illness": ("1388", "119"),
    "hunger": ("129", "1388"),
}
"""Whom one may call, the best first; said again in each turn."""
_NOT_THE_POLICE: Final = ("no_police", "report")
_WITHOUT: Final = ("1388", "112")
_LATELY: Final = 3
"""Turns after words of danger in which a list begins with whom to call."""


def staying(skill: Cooked) -> Cooked:
    """Return a skill that remembers what somebody in need told, and goes on from there."""

    async def cooked(scene: Scene, kitchen: Kitchen) -> Answer:
        if isinstance(scene.meaning, FreeAsked):
            return of_free_meals(scene.meaning, scene, kitchen)
        if isinstance(scene.meaning, Stay):
            return _stayed(scene.meaning, scene, kitchen)
        answer = await skill(scene, kitchen)
        if is_only_asked(scene, in_distress=False):
            return answer
        return _remembering(answer, scene, grief_of(scene.heard.text))

    return cooked


def keeping_to_help(skill: Cooked) -> Cooked:
    """Return a skill that says whom to call first to who was in danger a moment ago."""

    async def cooked(scene: Scene, kitchen: Kitchen) -> Answer:
        answer = await skill(scene, kitchen)
        lately = [turn.intent for turn in scene.session.past[-_LATELY:]]
        if scene.session.memory.get(CARE) not in IN_DANGER or IN_NEED not in lately:
            return answer
        return replace(answer, lines=(line("care_first"), *answer.lines))

    return cooked


def _stayed(stay: Stay, scene: Scene, kitchen: Kitchen) -> Answer:
    numbers = _NUMBERS[stay.grief]
    if stay.call:
        answer = of_calling(stay, scene.heard.text, numbers)
        return _remembering(answer, scene, stay.grief)
    if stay.move in _NOT_THE_POLICE and stay.grief == "violence":
        numbers = _WITHOUT
    if stay.move in ("retracted", "thanks"):
        numbers = numbers[:1]
    is_of_meals = stay.grief == "hunger" and stay.move == "more"
    answer = people("care_meals" if is_of_meals else f"care_{stay.move}", numbers)
    is_fed = stay.move == "hungry" or (stay.grief in ("neglect", "hunger") and stay.move == "more")
    if is_fed:
        answer = with_free_meals(answer, scene, kitchen)
    return _remembering(answer, scene, None if stay.move == "retracted" else stay.grief)


def _remembering(answer: Answer, scene: Scene, grief: str | None) -> Answer:
    memory = scene.session.memory if answer.memory is None else answer.memory
    # Who is in need is not asked what they like.
    return replace(answer, memory={**memory, CARE: grief, QUIET: True})
