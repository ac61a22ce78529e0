"""The fragrance assistant: a wish becomes formulas that keep every known limit."""

import asyncio
import hashlib
from collections.abc import Callable, Mapping
from typing import Final

import numpy as np

from dure.assistants.perfume import reading, skills
from dure.assistants.perfume.about import answer_explain
from dure.assistants.perfume.check import answer_check
from dure.assistants.perfume.compose import Workbench
from dure.assistants.perfume.phrases import phrases, presented
from dure.assistants.perfume.reading import PerfumeReader
from dure.assistants.perfume.stock import SECTION, PerfumeSettings, workbench
from dure.assistants.perfume.suites import ifra_suite
from dure.engine.assistant import Answer, Assistant, Line, Ports, Scene, Skill
from dure.kernel.turns import Outcome

Worked = Callable[[Scene, Workbench], Answer]
_ASKED_AT_MOST: Final = 2


def assistant(ports: Ports) -> Assistant:
    """Return the assistant with the rules, materials and prices that the settings name."""
    bench = workbench(ports, ports.settings(PerfumeSettings, SECTION))
    return Assistant(
        name=SECTION,
        guests=True,
        title=presented()["title"],
        greeting=phrases()["greeting"][0],
        examples=tuple(presented()["examples"]),
        harmless=frozenset((reading.EXPLAIN, "HELP")),
        is_lost=lambda understood: understood.intent == reading.OUT_OF_SCOPE,
        names=lambda understood: [name for name, _ in bench.shelf.inside(understood.meaning.text)],
        reader=PerfumeReader(bench),
        skills={intent: _beside(work, bench) for intent, work in _SKILLS.items()},
        phrases=phrases(),
        asks={},
        threshold=0.5,
        suites=(ifra_suite(bench.shelf, bench.rules),),
        takes_files=True,
    )


def _beside(work: Worked, bench: Workbench) -> Skill:
    """Return a skill that works in a thread: composing takes a second of the processor."""

    async def skill(scene: Scene) -> Answer:
        return _patient(scene, await asyncio.to_thread(work, scene, bench))

    return skill


def _patient(scene: Scene, answer: Answer) -> Answer:
    """Return the answer, or what can be said instead where we asked often enough."""
    if answer.outcome == "asked" and scene.session.asked >= _ASKED_AT_MOST:
        return Answer(lines=(Line(phrase="help"),), outcome="refused", reason="not_understood")
    return answer


def _chance(scene: Scene) -> np.random.Generator:
    """Return random numbers that a turn always gets alike."""
    seed = hashlib.sha256(scene.turn.encode()).digest()[:8]
    return np.random.default_rng(int.from_bytes(seed))


def _compose(scene: Scene, bench: Workbench) -> Answer:
    return skills.answer_compose(scene.meaning.text, bench=bench, rng=_chance(scene))


def _again(scene: Scene, bench: Workbench) -> Answer:
    return skills.answer_again(memory=scene.session.memory, bench=bench, rng=_chance(scene))


def _adjust(scene: Scene, bench: Workbench) -> Answer:
    return skills.answer_adjust(
        scene.meaning.text,
        memory=scene.session.memory,
        bench=bench,
        rng=_chance(scene),
        place=scene.meaning.place,
    )


def _check(scene: Scene, bench: Workbench) -> Answer:
    return answer_check(scene.meaning.text, bench=bench)


def _explain(scene: Scene, bench: Workbench) -> Answer:
    return answer_explain(scene.meaning.text, bench=bench)


def _of_shown(answer: Callable[..., Answer]) -> Worked:
    def work(scene: Scene, bench: Workbench) -> Answer:
        return answer(memory=scene.session.memory, bench=bench, place=scene.meaning.place)

    return work


def _says(
    phrase: str, outcome: Outcome = "answered", reason: str | None = None, *, is_last: bool = False
) -> Worked:
    answer = Answer(
        lines=(Line(phrase=phrase),), outcome=outcome, reason=reason, ends_session=is_last
    )
    return lambda scene, bench: answer


_SKILLS: Final[Mapping[str, Worked]] = {
    reading.COMPOSE: _compose,
    reading.AGAIN: _again,
    reading.ADJUST: _adjust,
    reading.CHECK: _check,
    reading.EXPLAIN: _explain,
    reading.CERTIFICATE: _of_shown(skills.answer_certificate),
    reading.CURVE: _of_shown(skills.answer_curve),
    reading.SELECT: _of_shown(skills.answer_select),
    reading.OUT_OF_SCOPE: _says("out_of_scope", "refused", "out_of_scope"),
    "PROMPT_ATTACK": _says("prompt_attack", "refused", "prompt_attack"),
    "HELP": _says("help"),
    "GREETING": _says("greeting"),
    "THANKS": _says("thanks"),
    "GOODBYE": _says("goodbye", is_last=True),
}
