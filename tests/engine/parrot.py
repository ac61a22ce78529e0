"""A small assistant made by hand, and turns over it; for the tests of the engine and the gateway.

The first word of an utterance names what is to be done; of anything else it is unsure.
"""

from collections.abc import Mapping
from typing import Any, Final

from dure.embedded.telemetry import SilentTelemetry
from dure.engine.assistant import Answer, Assistant, Heard, Line, Scene, Skill, Understanding
from dure.engine.session import Session, SessionSettings
from dure.engine.turn import Turns, TurnSettings
from dure.kernel.clock import Clock
from dure.ports.events import EventLog
from dure.ports.telemetry import Telemetry
from dure.trust.consent import ConsentBook
from dure.trust.seal import Sealer

_WORDS: Final = {
    "말해": "SAY",
    "세어": "COUNT",
    "기억해": "NOTE",
    "무엇": "RECALL",
    "끝": "BYE",
    "네": "AFFIRM",
    "아니": "DENY",
    "번호": "NUMBER",
}
PHRASES: Final = {
    "said": ["{what}"],
    "count": ["{n}번째예요."],
    "noted": ["기억했어요."],
    "recalled": ["{words|이에요}."],
    "bye": ["안녕히 가세요."],
    "not_understood": ["말해, 세어, 기억해 가운데 하나로 말씀해 주세요."],
    "say_again": ["다시 말씀해 주세요."],
    "which_of_1": ["{choice1|을} 말씀하시는 건가요?"],
    "which_of_2": ["{choice1|을} 말씀하시는 건가요, 아니면 {choice2|을} 말씀하시는 건가요?"],
    "figures_withheld": ["숫자를 확인하지 못했어요."],
}


def read_word(heard: Heard, session: Session) -> Understanding:
    """Return what the first word says; a number and 번 picks, without being an intent."""
    text = heard.text
    word, _, rest = text.partition(" ")
    if word in _WORDS:
        said = {"what": rest} if rest else {}
        return Understanding(intent=_WORDS[word], confidence=0.9, slots=said)
    slots: dict[str, Any] = {"what": text}
    if word.endswith("번") and word[:-1].isdigit():
        slots = {"ordinal": int(word[:-1])}
    ranked = (("SAY", 0.3), ("UNNAMED", 0.2), ("COUNT", 0.1))
    return Understanding(intent="SAY", confidence=0.3, slots=slots, ranked=ranked)


async def say(scene: Scene) -> Answer:
    """Say the words again."""
    return Answer(lines=(Line(phrase="said", facts={"what": scene.slots.get("what", "")}),))


async def count(scene: Scene) -> Answer:
    """Count how often this was asked in the session."""
    n = scene.session.memory.get("n", 0) + 1
    line = Line(phrase="count", facts={"n": n})
    return Answer(lines=(line,), items=({"n": n},), memory={"n": n})


async def note(scene: Scene) -> Answer:
    """Remember a word about the person."""
    return Answer(lines=(Line(phrase="noted"),), add={"word": [scene.slots["what"]]})


async def recall(scene: Scene) -> Answer:
    """Say what is remembered about the person."""
    words = ", ".join(scene.notes.all_of("word")) or "없음"
    return Answer(lines=(Line(phrase="recalled", facts={"words": words}),))


async def bye(scene: Scene) -> Answer:
    """End the session."""
    return Answer(lines=(Line(phrase="bye"),), ends_session=True)


def parrot(skills: Mapping[str, Skill] | None = None) -> Assistant:
    """Return the assistant; skills: more of them, or others in place of its own."""
    return Assistant(
        name="parrot",
        greeting="안녕하세요.",
        reader=read_word,
        skills={
            "SAY": say,
            "COUNT": count,
            "NOTE": note,
            "RECALL": recall,
            "BYE": bye,
            **(skills or {}),
        },
        phrases=PHRASES,
        asks={"SAY": "따라 말하기", "COUNT": "세기"},
        threshold=0.5,
    )


def turns_of(
    assistant: Assistant,
    *,
    log: EventLog,
    sealer: Sealer,
    clock: Clock,
    deadline_s: float = 10.0,
    telemetry: Telemetry | None = None,
    consents: ConsentBook | None = None,
) -> Turns:
    """Return turns over one assistant."""
    return Turns(
        log=log,
        sealer=sealer,
        clock=clock,
        assistants={assistant.name: assistant},
        settings=TurnSettings(deadline_s=deadline_s),
        session_settings=SessionSettings(),
        telemetry=telemetry or SilentTelemetry(),
        consents=consents,
    )
