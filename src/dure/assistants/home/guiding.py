"""Lead a person through registering a device: each utterance drives the graph on."""

from dataclasses import replace
from typing import Final

from dure.assistants.home.kit import Registration
from dure.assistants.home.living import LivingHome
from dure.assistants.home.reading import ANSWER, REGISTER
from dure.assistants.home.registration import ending
from dure.assistants.home.telling import line, told
from dure.engine.assistant import Answer, Scene
from dure.engine.graph import Progress
from dure.kernel.turns import Outcome

_NOTE: Final = "registration"
"""Under which note a person's unfinished registration stands, so that any session goes on."""


async def register(scene: Scene, home: LivingHome) -> Answer:
    """Begin to register a device, or go on where it was left."""
    unfinished = scene.notes.values.get(_NOTE)
    if unfinished:
        progress = await home.here.runner.resume(unfinished, scene.owner())
        if progress.status == "waiting":
            return _answer(progress, unfinished)
    run = f"home:{scene.turn}"
    progress = await home.here.runner.begin(run, Registration(), scene.owner())
    return _answer(progress, run)


async def go_on_after(answer: Answer, scene: Scene, home: LivingHome) -> Answer:
    """Return an answer given in between, with the question that a registration waits for."""
    run = scene.session.memory.get("run")
    if not run or scene.intent in (REGISTER, ANSWER):
        return answer
    memory = {**(answer.memory or scene.session.memory), "run": run}
    if answer.outcome == "asked":
        return replace(answer, memory=memory)
    progress = await home.here.runner.resume(run, scene.owner())
    if progress.status != "waiting":
        return answer
    asked = line("guided_on", said=progress.question or "")
    return replace(
        answer, memory=memory, lines=(*answer.lines, asked), items=(*answer.items, *told((asked,)))
    )


async def answer_question(scene: Scene, home: LivingHome) -> Answer:
    """Hand the person's answer to the registration that waits for it."""
    run = scene.session.memory["run"]
    runner = home.here.runner
    progress = await runner.resume(run, scene.owner())
    if progress.status == "waiting":
        progress = await runner.reply(run, scene.heard.text, scene.owner())
    return _answer(progress, run)


def _answer(progress: Progress, run: str) -> Answer:
    if progress.status == "waiting":
        return _said(progress.question or "", outcome="asked", memory={"run": run}, note=run)
    is_registered = progress.state is not None and progress.state.outcome == "registered"
    said = ending(progress.state) if progress.state is not None else ""
    return _said(said, outcome="answered" if is_registered else "refused", memory={}, note="")


def _said(text: str, *, outcome: Outcome, memory: dict[str, str], note: str) -> Answer:
    lines = (line("guided", said=text),)
    return Answer(
        lines=lines,
        outcome=outcome,
        question="registration" if outcome == "asked" else None,
        reason="not_registered" if outcome == "refused" else None,
        items=told(lines),
        memory=memory,
        put={_NOTE: note},
    )
