"""The home assistant: its devices, and a skill for each thing one may say to a home."""

from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Final

from dure.assistants.home import doing, guiding, keeping, reporting
from dure.assistants.home.caring import CARING
from dure.assistants.home.deeds import CONTROLS
from dure.assistants.home.living import HomeSettings, LivingHome
from dure.assistants.home.phrases import page, phrases
from dure.assistants.home.plain import clarify, says
from dure.assistants.home.reading import (
    AGREED,
    ANSWER,
    OUT_OF_SCOPE,
    REFUSED,
    REGISTER,
    UNCLEAR,
    WHEN,
    HomeReader,
    refusal_of,
)
from dure.assistants.home.suites import SUITES
from dure.assistants.home.wording import DEVICES
from dure.engine.assistant import Answer, Assistant, NoteKind, Ports, Scene, Understanding

NAME: Final = "home"

Lived = Callable[[Scene, LivingHome], Awaitable[Answer]]

_SKILLS: Final[Mapping[str, Lived]] = {
    **dict.fromkeys(CONTROLS, doing.control),
    **keeping.SKILLS,
    **CARING,
    WHEN: reporting.tell_when,
    DEVICES: reporting.tell_devices,
    "HassGetState": reporting.ask_state,
    "HassClimateGetTemperature": reporting.ask_state,
    "HassGetWeather": reporting.ask_state,
    "HassGetCurrentTime": reporting.tell_time,
    "HassGetCurrentDate": reporting.tell_date,
    "HassNevermind": says("nevermind"),
    AGREED: doing.agree,
    REFUSED: says("nevermind"),
    REGISTER: guiding.register,
    ANSWER: guiding.answer_question,
    UNCLEAR: clarify,
    OUT_OF_SCOPE: says("out_of_scope", outcome="refused", reason="out_of_scope"),
    "HELP": says("help"),
    "GREETING": says("greeting"),
    "THANKS": says("thanks"),
}
_HARMLESS: Final = frozenset(
    ("HassGetState", "HassClimateGetTemperature", "HassGetWeather", "HassGetCurrentTime",
     "HassGetCurrentDate", "HassTimerStatus", WHEN, DEVICES, "HELP")
)  # fmt: skip
_UNREAD: Final = frozenset(("not_a_command", "unknown_words", "missing_target", "unclear"))
"""Refusals that say that nothing was understood, rather than that nothing may be done."""


def assistant(ports: Ports) -> Assistant:
    """Return the assistant over the home that the settings name."""
    home = LivingHome(ports, ports.settings(HomeSettings, NAME))
    return Assistant(
        name=NAME,
        of_house=True,
        alone=True,
        title=page()["title"],
        greeting=phrases()["greeting"][0],
        examples=tuple(page()["examples"]),
        harmless=_HARMLESS,
        is_lost=_is_lost,
        reader=HomeReader(home),
        skills={intent: partial(_lived, skill, home) for intent, skill in _SKILLS.items()},
        phrases=phrases(),
        asks={},
        threshold=0.5,
        suites=SUITES,
        start=home.start,
        stop=home.stop,
        panel=home.panel,
        notes={"registration": NoteKind(label="")},
        shared=page()["shared"],
    )


async def _lived(skill: Lived, home: LivingHome, scene: Scene) -> Answer:
    return await guiding.go_on_after(await skill(scene, home), scene, home)


def _is_lost(understood: Understanding) -> bool:
    if understood.intent not in (UNCLEAR, OUT_OF_SCOPE) or understood.meaning is None:
        return False
    return refusal_of(understood.meaning[0]).reason in _UNREAD
