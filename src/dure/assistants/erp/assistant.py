"""The ERP assistant: figures and documents of a company, within the asker's rights."""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from functools import cache, partial
from typing import Any, Final

from dure.assistants.erp.answer import refused
from dure.assistants.erp.office import ErpSettings, Office
from dure.assistants.erp.phrases import asks, page, phrases, talk
from dure.assistants.erp.query import AskBack, Lookup, Query, Reading, Refuse
from dure.assistants.erp.remembered import to_plain
from dure.assistants.erp.trials import SUITES
from dure.engine.assistant import Answer, Assistant, Heard, Line, Ports, Scene, Understanding
from dure.engine.session import Session

NAME: Final = "erp"
FIGURE: Final = "FIGURE"
DOCUMENT: Final = "DOCUMENT"
CLARIFY: Final = "CLARIFY"
REFUSED: Final = "REFUSED"


class ErpReader:
    """Reads questions with the names that their asker may see."""

    def __init__(self, office: Office) -> None:
        self._office = office

    def __call__(self, heard: Heard, session: Session) -> Understanding:
        """Return what a question asks for."""
        small = next((intent for intent, said in _talk().items() if said.search(heard.text)), None)
        if small:
            return Understanding(intent=small, confidence=1.0)
        reading = self._office.read(heard.text, heard.user, session)
        return Understanding(
            intent=_intent(reading), confidence=1.0, slots=slots_of(reading), meaning=reading
        )


def slots_of(reading: Reading) -> dict[str, Any]:
    """Return what a question was taken for, as plain values."""
    if isinstance(reading, Query):
        plain = to_plain(reading)
        wanted = ("measure", "groups", "states", "direction", "limit", "threshold")
        slots = {name: plain[name] for name in wanted if plain[name]}
        slots |= {"filters": [f.label for f in reading.filters]} if reading.filters else {}
        return slots | ({"period": plain["period"]["label"]} if reading.period else {})
    if isinstance(reading, Lookup):
        return {"number": reading.number, "attributes": list(reading.attributes)}
    return {}


def _intent(reading: Reading) -> str:
    if isinstance(reading, Query):
        return FIGURE
    if isinstance(reading, Lookup):
        return DOCUMENT
    return CLARIFY if isinstance(reading, AskBack) else REFUSED


async def tell(scene: Scene, office: Office) -> Answer:
    """Answer a question, and remember what a next one may go on from."""
    reading = scene.meaning
    if isinstance(reading, Refuse) and reading.reason == "no_user":
        return refused(reading)
    told = await office.answer(reading, scene.heard.user, scene.session, scene.now.date())
    memory = {"query": to_plain(told.query)} if told.query else None
    return replace(told.answer, memory=memory, items=tuple(map(_row, told.answer.items)))


def _row(item: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row of figures in the form that tables and charts are drawn from."""
    if "value" not in item:
        return dict(item)
    return {"kind": "row", **item}


def says(phrase: str) -> Callable[[Scene, Office], Awaitable[Answer]]:
    """Return a skill that says one thing."""

    async def skill(scene: Scene, office: Office) -> Answer:
        return Answer(lines=(Line(phrase=phrase),))

    return skill


_SKILLS: Final[Mapping[str, Callable[[Scene, Office], Awaitable[Answer]]]] = {
    FIGURE: tell,
    DOCUMENT: tell,
    CLARIFY: tell,
    REFUSED: tell,
    "HELP": says("help"),
    "GREETING": says("greeting"),
    "THANKS": says("thanks"),
}
_UNREAD: Final = frozenset(("unknown_word", "which_measure", "which_subject", "unsupported"))
"""Readings that say that the question was not understood, rather than what it lacks."""


def assistant(ports: Ports) -> Assistant:
    """Return the assistant over the ERP that the settings name."""
    office = Office(ports, ports.settings(ErpSettings, NAME))
    return Assistant(
        name=NAME,
        of_house=True,
        title=page()["title"],
        greeting=phrases()["greeting"][0],
        examples=tuple(page()["examples"]),
        harmless=frozenset((FIGURE, DOCUMENT, "HELP")),
        is_lost=_is_lost,
        reader=ErpReader(office),
        skills={intent: partial(_answered, skill, office) for intent, skill in _SKILLS.items()},
        phrases=phrases(),
        asks=asks(),
        threshold=0.5,
        suites=SUITES,
        stop=office.stop,
    )


def _is_lost(understood: Understanding) -> bool:
    reading = understood.meaning
    if isinstance(reading, AskBack):
        return not reading.choices and reading.phrase in _UNREAD
    return isinstance(reading, Refuse) and reading.reason in _UNREAD


async def _answered(
    skill: Callable[[Scene, Office], Awaitable[Answer]], office: Office, scene: Scene
) -> Answer:
    return await skill(scene, office)


@cache
def _talk() -> dict[str, re.Pattern[str]]:
    return {intent: re.compile(pattern) for intent, pattern in talk().items()}
