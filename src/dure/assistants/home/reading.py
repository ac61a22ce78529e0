"""Understand an utterance in its dialogue: a command, an answer to a question, or small talk."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from dure.assistants.home.answers import chosen
from dure.assistants.home.answers import heard as short_answer
from dure.assistants.home.living import LivingHome
from dure.assistants.home.meaning import Command, Meaning, Refusal
from dure.assistants.home.understand import understand
from dure.engine.assistant import Heard, Understanding
from dure.engine.session import Session
from dure.kernel.data import read_toml

REGISTER: Final = "DEVICE_REGISTER"
ANSWER: Final = "DEVICE_REGISTER_ANSWER"
UNCLEAR: Final = "CLARIFY"
OUT_OF_SCOPE: Final = "OUT_OF_SCOPE"
AGREED: Final = "AFFIRM"
REFUSED: Final = "DENY"


class HomeReader:
    """Reads sentences for one home, as it is at that moment."""

    def __init__(self, home: LivingHome) -> None:
        self._home = home

    def __call__(self, heard: Heard, session: Session) -> Understanding:
        """Return what was meant."""
        if session.memory.get("run"):
            return _sure(ANSWER, {})
        answered = self._answer(heard.text, session.pending or {})
        if answered is not None:
            return answered
        talk = _small_talk(heard.text)
        if talk is not None:
            return _sure(talk, {})
        return self._meant(understand_in(heard.text, self._home, session))

    def _answer(self, text: str, pending: Mapping[str, Any]) -> Understanding | None:
        """Read an answer to what was asked: yes or no, or one of several."""
        agreed = short_answer(text)
        if agreed in ("yes", "no"):
            return _sure(AGREED if agreed == "yes" else REFUSED, {}, pending.get("confirm"))
        if "choose" in pending:
            names = pending["candidates"]
            at = chosen(text, names)
            if at is not None:
                whole = pending["text"].replace(pending["choose"], names[at], 1)
                return self._meant(understand(whole, self._home.index()), whole)
        return None

    def _meant(self, meaning: Meaning, text: str | None = None) -> Understanding:
        if meaning.refusal is not None:
            far = meaning.refusal.reason == "not_a_command"
            return _sure(OUT_OF_SCOPE if far else UNCLEAR, {}, (meaning, text))
        first, *others = meaning.commands
        slots = dict(first.slots)
        if others:
            slots["also"] = [{"intent": o.intent, "slots": dict(o.slots)} for o in others]
        return _sure(first.intent, slots, (meaning, text))


def understand_in(text: str, home: LivingHome, session: Session) -> Meaning:
    """Return the meaning of a sentence after what was said before it."""
    index = home.index()
    before = session.memory.get("said")
    previous = understand(before, index) if before else None
    return understand(text, index, previous=previous)


def to_plain(command: Command) -> dict[str, Any]:
    """Return a command as plain values, to be confirmed later."""
    return {"intent": command.intent, "slots": dict(command.slots), "targets": command.targets}


def command_of(plain: Mapping[str, Any]) -> Command:
    """Return the command that `to_plain` wrote."""
    return Command(intent=plain["intent"], slots=plain["slots"], targets=tuple(plain["targets"]))


def refusal_of(meaning: Meaning) -> Refusal:
    """Return why nothing is done."""
    return meaning.refusal or Refusal(reason="unclear")


def _sure(intent: str, slots: Mapping[str, Any], meaning: Any = None) -> Understanding:  # noqa: ANN401
    return Understanding(intent=intent, confidence=1.0, slots=slots, meaning=meaning)


def _small_talk(text: str) -> str | None:
    return next((intent for intent, said in _talk().items() if said.search(text)), None)


@cache
def _talk() -> dict[str, re.Pattern[str]]:
    table = read_toml("dure.assistants.home", "data/talk.toml")["intents"]
    return {intent: re.compile(pattern) for intent, pattern in table.items()}
