"""Understand an utterance in its dialogue: a command, an answer to a question, or small talk."""

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any, Final

from dure.assistants.home.answering import agrees, completed, timer_named
from dure.assistants.home.answers import heard as short_answer
from dure.assistants.home.caring import read_care
from dure.assistants.home.deeds import CONTROLS
from dure.assistants.home.household import HouseholdIndex
from dure.assistants.home.living import LivingHome
from dure.assistants.home.meaning import Command, Meaning, Refusal
from dure.assistants.home.understand import understand
from dure.assistants.home.wording import read_list, read_when, reworded
from dure.engine.assistant import Heard, Understanding
from dure.engine.session import Session
from dure.kernel.data import read_toml
from dure.korean.normal import squeeze

REGISTER: Final = "DEVICE_REGISTER"
ANSWER: Final = "DEVICE_REGISTER_ANSWER"
UNCLEAR: Final = "CLARIFY"
OUT_OF_SCOPE: Final = "OUT_OF_SCOPE"
AGREED: Final = "AFFIRM"
REFUSED: Final = "DENY"
WHEN: Final = "DEVICE_WHEN"
_RESUMED: Final = "RESUME"
_SHORTEST: Final = 2
"""Letters of the shortest unknown word that is worth asking about."""


class HomeReader:
    """Reads sentences for one home, as it is at that moment."""

    def __init__(self, home: LivingHome) -> None:
        self._home = home

    def __call__(self, heard: Heard, session: Session) -> Understanding:
        """Return what was meant."""
        answered = self._answer(heard.text, session.pending or {})
        if answered is not None:
            return answered
        if session.memory.get("run"):
            return self._beside_run(heard.text, session)
        if "confirm" not in (session.pending or {}) and short_answer(heard.text) in ("yes", "no"):
            is_yes = short_answer(heard.text) == "yes"
            return _sure(AGREED if is_yes else REFUSED, {})
        return self._said(heard.text, session)

    def _answer(self, text: str, pending: Mapping[str, Any]) -> Understanding | None:
        """Read an answer to what was asked: yes or no, one of several, or what was missing."""
        agreed = short_answer(text)
        if "confirm" in pending and agrees(text, pending):
            return _sure(AGREED, {}, pending)
        if "confirm" in pending and agreed in ("no", "cancel"):
            return _sure(REFUSED, {})
        if "text" not in pending:
            return None
        if agreed == "no":
            return _sure(REFUSED, {})
        whole = completed(text, pending, self._home.index())
        return None if whole is None else self._meant(understand(whole, self._home.index()), whole)

    def _beside_run(self, text: str, session: Session) -> Understanding:
        """Read what is said while a device is registered: an answer, or something to do first."""
        talk = _small_talk(text)
        if short_answer(text) or talk == REGISTER:
            return _sure(ANSWER, {})
        if talk is not None:
            return _sure(REGISTER if talk == _RESUMED else talk, {})
        # What was spoken of before does not count: 안방 answers the question.
        said = self._said(_talk_first(text), replace(session, memory={}))
        is_question = text.rstrip().endswith("?") and said.intent.startswith("Hass")
        is_other = said.intent in CONTROLS or said.intent.endswith("Timer") or is_question
        if said.intent == UNCLEAR and refusal_of(said.meaning[0]).reason == "missing_target":
            is_other = _pattern("order").search(text) is not None
        is_offer = said.meaning is not None and said.meaning[0].offer if is_other else False
        return said if is_other and not is_offer else _sure(ANSWER, {})

    def _said(self, text: str, session: Session) -> Understanding:
        index = self._home.index()
        talk = _small_talk(text)
        if talk is not None:
            return _sure(REGISTER if talk == _RESUMED else talk, {})
        for read in (read_care, read_list):
            found = read(text, index)
            if found is not None:
                return _sure(*found)
        previous = previous_of(session, index)
        asked = read_when(text)
        if asked is not None:
            meaning = understand(asked, index, previous=previous)
            return self._meant(meaning, None, as_=WHEN if meaning.commands else None)
        meaning = understand(text, index, previous=previous)
        other = reworded(text)
        if meaning.refusal is not None and other is not None:
            again = understand(other, index, previous=previous)
            meaning = again if again.commands else meaning
        if meaning.refusal is not None and (named := timer_named(text)):
            meaning = understand(named, index, previous=previous)
        return self._meant(meaning, text)

    def _meant(self, meaning: Meaning, text: str | None, as_: str | None = None) -> Understanding:
        if meaning.refusal is not None:
            return _sure(OUT_OF_SCOPE if _is_far(meaning.refusal) else UNCLEAR, {}, (meaning, text))
        first, *others = meaning.commands
        slots = dict(first.slots)
        if others:
            slots["also"] = [{"intent": o.intent, "slots": dict(o.slots)} for o in others]
        return _sure(as_ or first.intent, slots, (meaning, text))


def previous_of(session: Session, index: HouseholdIndex) -> Meaning | None:
    """Return what the turn before was about, None if that is not known."""
    before = session.memory.get("commands")
    if not before:
        return None
    return Meaning(commands=tuple(command_of(plain, index) for plain in before))


def to_plain(command: Command, index: HouseholdIndex) -> dict[str, Any]:
    """Return a command as plain values, to be confirmed or referred to later.

    Devices go by their ids: positions change when another one is registered meanwhile.
    """
    targets = [index.entity(at).id for at in command.targets]
    return {"intent": command.intent, "slots": dict(command.slots), "targets": targets}


def command_of(plain: Mapping[str, Any], index: HouseholdIndex) -> Command:
    """Return the command that `to_plain` wrote; devices that are gone are left out."""
    wanted = set(plain["targets"])
    found = [at for at, one in enumerate(index.household.entities) if one.id in wanted]
    return Command(intent=plain["intent"], slots=plain["slots"], targets=tuple(found))


def refusal_of(meaning: Meaning) -> Refusal:
    """Return why nothing is done."""
    return meaning.refusal or Refusal(reason="unclear")


def _is_far(refusal: Refusal) -> bool:
    """Whether it was no sentence for a home: 사랑해 holds 사, which names nothing."""
    is_scrap = refusal.said is not None and len(squeeze(refusal.said)) < _SHORTEST
    return refusal.reason == "not_a_command" or (refusal.reason == "missing_target" and is_scrap)


def _sure(intent: str, slots: Mapping[str, Any], meaning: Any = None) -> Understanding:  # noqa: ANN401
    return Understanding(intent=intent, confidence=1.0, slots=slots, meaning=meaning)


def _small_talk(text: str) -> str | None:
    return next((intent for intent, said in _talk().items() if said.search(text)), None)


def _talk_first(text: str) -> str:
    """Return a sentence without 잠깐, 아 맞다 and the like before it."""
    return _pattern("aside").sub("", text, count=1)


@cache
def _talk() -> dict[str, re.Pattern[str]]:
    table = read_toml("dure.assistants.home", "data/talk.toml")["intents"]
    return {intent: re.compile(pattern) for intent, pattern in table.items()}


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(read_toml("dure.assistants.home", "data/talk.toml")[name])
