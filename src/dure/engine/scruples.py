"""What an answer may leave behind: what is remembered, what only this conversation heeds.

What a person declares is always heeded in the conversation (an allergy above all). Beyond it only
what they agreed to is remembered, and nothing of a child whose guardian has not agreed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from dure.engine.assistant import Answer, Assistant, Heard, Line
from dure.engine.person import with_said
from dure.engine.privacy import is_child
from dure.engine.session import Session
from dure.kernel.clock import Clock
from dure.kernel.events import Json
from dure.trust.consent import ConsentBook, Consents
from dure.trust.retention import HEALTH, PROFILE

QUESTION: Final = "privacy"
"""Under which name a question of ours waits in a session."""
FOR_NOW: Final = "_for_now"
"""Ends the key of what is said instead where something is not remembered."""
_CLASS: Final[Mapping[str | None, str]] = {None: PROFILE, "health": HEALTH}
_WAYS: Final = ("add", "remove", "put")


@dataclass(frozen=True, kw_only=True)
class Left:
    """What an answer leaves behind.

    declared: retention class → {"add", "remove", "put"}, to be remembered. heeded: what the
    conversation alone heeds from now on, as plain notes; None leaves it as it was.
    """

    answer: Answer
    declared: Mapping[str, Json]
    heeded: Json | None = None


class Scruples:
    """Sorts what answers declare by what people agreed to."""

    def __init__(self, consents: ConsentBook | None, clock: Clock) -> None:
        """consents: None asks nobody, as where one person runs everything for themselves."""
        self._consents, self._clock = consents, clock

    async def heard(self, heard: Heard) -> Heard:
        """Return what was heard, without the place of who does not want it used."""
        if heard.here is None or self._consents is None:
            return heard
        consents = await self._consents.of(heard.tenant, heard.user)
        return replace(heard, here=None) if consents.is_withdrawn("location") else heard

    async def may_remember(self, heard: Heard) -> bool:
        """Return whether anything of who is heard may outlive the conversation."""
        return (await self._of(heard)).may_remember

    async def sort(
        self, answer: Answer, heard: Heard, session: Session, assistant: Assistant
    ) -> Left:
        """Return an answer and what of it is remembered, and write down a child's age."""
        answer = await self._with_age(answer, heard)
        said = {way: dict(getattr(answer, way)) for way in _WAYS}
        if not any(said.values()) and not answer.happened:
            return Left(answer=answer, declared={})
        consents = await self._of(heard)
        if not consents.may_remember:
            answer = replace(answer, happened=())
        kept, heeded = _sorted(said, consents, assistant)
        left = _unremembered(heeded)
        if left:
            answer = _for_now(answer, assistant)
            answer = await self._asked(answer, heard, consents, left, assistant)
        changed = _heeded(session, said, heeded)
        return Left(answer=answer, declared=kept, heeded=changed)

    async def _of(self, heard: Heard) -> Consents:
        if self._consents is None:
            return Consents()
        return await self._consents.of(heard.tenant, heard.user)

    async def _with_age(self, answer: Answer, heard: Heard) -> Answer:
        """Tell a child what a guardian is needed for, once; keep only that it is under 14."""
        child = is_child(heard.text, year=self._clock.now().year)
        if child is None or self._consents is None:
            return answer
        known = (await self._consents.of(heard.tenant, heard.user)).under_14
        if child == (known or False):
            return answer
        await self._consents.tell_age(heard.tenant, heard.user, under_14=child)
        told = Line(phrase="mine_child_noted")
        return replace(answer, lines=(*answer.lines, told)) if child else answer

    async def _asked(
        self,
        answer: Answer,
        heard: Heard,
        consents: Consents,
        left: Mapping[str, list[str]],
        assistant: Assistant,
    ) -> Answer:
        """Ask once whether what needs consent shall be remembered, if nothing else is asked."""
        purposes = {assistant.notes[note].purpose for note in left if note in assistant.notes}
        if self._consents is None or answer.pending is not None or "health" not in purposes:
            return answer
        if "health" in consents.asked or "health" in consents.said or not consents.may_remember:
            return answer
        await self._consents.note_asked(heard.tenant, heard.user, "health")
        words = ", ".join(_names(left, assistant))
        return replace(
            answer,
            lines=(*answer.lines, Line(phrase="mine_ask_health", facts={"words": words})),
            outcome="asked",
            question="consent",
            pending={QUESTION: "consent", "purposes": ["health"]},
        )


def _sorted(
    said: Mapping[str, Json], consents: Consents, assistant: Assistant
) -> tuple[dict[str, Json], dict[str, Json]]:
    """Return what is remembered, by retention class, and what only the conversation heeds."""
    kept: dict[str, Json] = {}
    heeded: dict[str, Json] = {way: {} for way in _WAYS}
    for way, notes in said.items():
        for note, value in notes.items():
            kind = assistant.notes.get(note)
            purpose = kind.purpose if kind is not None else None
            may = consents.allow(purpose) if purpose is not None else consents.may_remember
            # What is taken back is taken back wherever it stands.
            if may or way == "remove":
                into = kept.setdefault(_CLASS[purpose], {name: {} for name in _WAYS})
                into[way][note] = value
            else:
                heeded[way][note] = value
    return kept, heeded


def _heeded(session: Session, said: Mapping[str, Json], heeded: Mapping[str, Json]) -> Json | None:
    """Return what the conversation heeds from now on; None if that stays as it was."""
    more = {**heeded, "remove": said["remove"]}
    changed = with_said(session.heeded, more)
    return None if changed == with_said(session.heeded, {}) else changed


def _unremembered(heeded: Mapping[str, Json]) -> dict[str, list[str]]:
    """Return note → what was declared of it and is not remembered."""
    return {note: list(words) for note, words in heeded["add"].items() if words}


def _names(left: Mapping[str, list[str]], assistant: Assistant) -> list[str]:
    names = []
    for note, words in left.items():
        kind = assistant.notes.get(note)
        if kind is not None and kind.purpose == "health":
            names += [f"{kind.words.get(word, word)} {kind.label}" for word in words]
    return names


def _for_now(answer: Answer, assistant: Assistant) -> Answer:
    """Return the answer with what it says of remembering put right."""
    lines: list[Any] = []
    for line in answer.lines:
        phrase = f"{line.phrase}{FOR_NOW}"
        lines.append(replace(line, phrase=phrase) if phrase in assistant.phrases else line)
    return replace(answer, lines=tuple(lines))
