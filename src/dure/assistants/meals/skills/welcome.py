"""Get to know people beside what they came for: a question after the food, and its answer."""

from dataclasses import replace
from typing import Final

from dure.assistants.meals.kitchen import Cooked, Kitchen, line
from dure.assistants.meals.onboarding import PENDING, Reply, next_question
from dure.assistants.meals.past import QUESTION_ANSWERED, QUESTION_ASKED
from dure.assistants.meals.profile import profile_of
from dure.engine.assistant import Answer, Scene
from dure.engine.person import Happening
from dure.trust.accounts import is_passing

QUIET: Final = "ask_nothing"
"""Remembered in a session in which a question went unanswered: there is no second one."""
_MOST_LINES: Final = 6
"""A longer reply would lose words of the food to a question of ours."""


def asking(skill: Cooked) -> Cooked:
    """Return a skill that puts one question after its answer, where one is due."""

    async def cooked(scene: Scene, kitchen: Kitchen) -> Answer:
        answer = await skill(scene, kitchen)
        if PENDING in (scene.session.pending or {}):
            # It was put and something else was said: that is answer enough.
            return replace(answer, memory={**_memory(answer, scene), QUIET: True})
        if not await _is_moment(scene, answer):
            return answer
        question = next_question(profile_of(scene.history, scene.now))
        if question is None:
            return answer
        return replace(
            answer,
            lines=(*answer.lines, line(f"welcome_{question}")),
            pending={PENDING: question},
            happened=(*answer.happened, _told(QUESTION_ASKED, question, scene)),
        )

    return cooked


def answering(skill: Cooked) -> Cooked:
    """Return a skill that takes down that a question was answered, if one was."""

    async def cooked(scene: Scene, kitchen: Kitchen) -> Answer:
        reply = scene.meaning
        if not isinstance(reply, Reply):
            return await skill(scene, kitchen)
        answer = (
            await skill(scene, kitchen) if reply.slots else Answer(lines=(line("welcome_passed"),))
        )
        told = _told(QUESTION_ANSWERED, reply.question, scene)
        return replace(answer, happened=(*answer.happened, told))

    return cooked


async def _is_moment(scene: Scene, answer: Answer) -> bool:
    """Whether food was found and nothing more urgent is open; nobody is asked in vain."""
    is_served = answer.outcome == "answered" and any(i.get("kind") == "shop" for i in answer.items)
    is_open = answer.pending is not None or answer.add or answer.put
    is_quiet = scene.session.memory.get(QUIET) or "urgent" in scene.slots
    if not is_served or is_open or is_quiet or len(answer.lines) > _MOST_LINES:
        return False
    return not is_passing(scene.heard.user) and await scene.may_remember()


def _memory(answer: Answer, scene: Scene) -> dict[str, object]:
    return dict(scene.session.memory if answer.memory is None else answer.memory)


def _told(kind: str, question: str, scene: Scene) -> Happening:
    return Happening(kind=kind, said={"at": scene.now.isoformat(), "question": question})
