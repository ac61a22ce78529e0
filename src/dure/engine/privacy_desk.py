"""Answer, in every assistant, what people wish of their own data.

Forgetting asks once and acts on a plain yes only. A consent is given and taken back by a
sentence; that of a child's guardian is not, because it has to be checked.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from functools import cache, partial
from typing import Any

from dure.engine.assistant import (
    Answer,
    Assistant,
    Heard,
    Line,
    Reader,
    Scene,
    Skill,
    Understanding,
)
from dure.engine.dossier import Dossier, consents_of
from dure.engine.person import notes_of
from dure.engine.phrasebook import KOREAN
from dure.engine.privacy import (
    INTENT,
    PrivacyWish,
    is_no,
    is_plain_no,
    is_yes,
    purposes_named,
    read_wish,
    told_state,
)
from dure.engine.scruples import QUESTION
from dure.engine.session import Session
from dure.kernel.data import read_toml
from dure.trust.consent import ConsentBook, texts
from dure.trust.mydata import MyData


class PrivacyDesk:
    """Makes assistants aware of wishes about one's own data."""

    def __init__(
        self, *, dossier: Dossier, mydata: MyData, consents: ConsentBook, raw_days: int
    ) -> None:
        self._dossier, self._mydata, self._consents = dossier, mydata, consents
        self._raw_days = raw_days
        self._actions: Mapping[str, Callable[[Scene, PrivacyWish], Awaitable[Answer]]] = {
            "inquire": self._inquire,
            "export": self._export,
            "consents": self._show_consents,
            "consent": self._consent,
            "withdraw": self._withdraw,
            "guardian": self._guardian,
        }

    def aware(self, assistant: Assistant) -> Assistant:
        """Return an assistant that hears and answers such wishes before its own business."""
        own = assistant.skills.get(INTENT)
        skills = {intent: partial(_apart, skill) for intent, skill in assistant.skills.items()}
        return replace(
            assistant,
            reader=partial(_read, assistant.reader),
            skills={**skills, INTENT: partial(self._answer, own, assistant)},
            phrases={**assistant.phrases, **_data()["say"]},
            tongues={
                language: replace(tongue, phrases={**tongue.phrases, **_data(language)["say"]})
                for language, tongue in assistant.tongues.items()
            },
        )

    async def _answer(self, own: Skill | None, assistant: Assistant, scene: Scene) -> Answer:
        """Answer a wish; what the assistant's reader made something of its own of is its own."""
        action = str(scene.slots.get("action", "inquire"))
        wish = PrivacyWish(action=action, purposes=tuple(scene.slots.get("purposes", ())))
        if action == "delete":
            return await self._delete(scene, assistant)
        if action == "agree":
            return await self._agree(scene, wish)
        is_own = action not in self._actions or scene.meaning is not None
        if is_own and own is not None:
            return await own(scene)
        return await self._actions.get(action, self._inquire)(scene, wish)

    async def _delete(self, scene: Scene, assistant: Assistant) -> Answer:
        sure = scene.slots.get("sure")
        if sure is None:
            return Answer(
                lines=(Line(phrase="mine_delete_ask"),),
                outcome="asked",
                question="delete",
                pending={QUESTION: "delete"},
            )
        if not sure:
            return _said("mine_delete_kept")
        heard = scene.heard
        # Once begun it is finished, even where whoever asked for it is gone meanwhile.
        done = await asyncio.shield(
            asyncio.ensure_future(self._mydata.forget_me(heard.tenant, heard.user))
        )
        lines = [Line(phrase="mine_deleted"), Line(phrase="mine_stays")]
        if assistant.shared:
            lines.append(Line(phrase="mine_shared_stays", facts={"what": assistant.shared}))
        if done.backups == "pending in backups":
            lines.append(Line(phrase="mine_in_backups"))
        item = {"kind": "forgotten", "keys": done.keys, "backups": done.backups}
        return Answer(lines=tuple(lines), items=(item,), memory={}, ends_session=True)

    async def _inquire(self, scene: Scene, wish: PrivacyWish) -> Answer:
        known = await self._dossier.show(scene.heard.tenant, scene.heard.user)
        days, kept = len(known["conversations"]["days"]), known["conversations"]["kept_days"]
        is_known = known["notes"] or days or known["opinions"] or known["under_14"]
        lines = [Line(phrase="mine_known" if is_known else "mine_nothing")]
        lines += [
            Line(phrase="mine_note", facts={"label": n["label"], "words": ", ".join(n["values"])})
            for n in known["notes"]
        ]
        if days:
            lines.append(Line(phrase="mine_talk", facts={"days": days, "kept": kept}))
        if known["opinions"]:
            lines.append(Line(phrase="mine_opinions", facts={"count": known["opinions"]}))
        if known["under_14"]:
            lines.append(Line(phrase="mine_child"))
        lines.append(Line(phrase="mine_what_next"))
        items = [{"kind": "note", **note} for note in known["notes"]]
        counts = {"days": days, "kept_days": kept, "opinions": known["opinions"]}
        return Answer(lines=tuple(lines), items=(*items, {"kind": "kept", **counts}))

    async def _export(self, scene: Scene, wish: PrivacyWish) -> Answer:
        return _said("mine_export")

    async def _show_consents(self, scene: Scene, wish: PrivacyWish) -> Answer:
        consents = await self._consents.of(scene.heard.tenant, scene.heard.user)
        rows = [row for row in consents_of(consents) if row["purpose"] != "guardian"]
        lines = [
            Line(
                phrase="mine_consent_row",
                facts={"title": row["title"], "state": told_state(row["state"])},
            )
            for row in rows
        ]
        items = tuple({"kind": "consent", **row} for row in rows)
        return Answer(lines=(Line(phrase="mine_consents_title"), *lines), items=items)

    async def _consent(self, scene: Scene, wish: PrivacyWish) -> Answer:
        tenant, user = scene.heard.tenant, scene.heard.user
        state = await self._consents.of(tenant, user)
        if "guardian" in wish.purposes or not state.may_remember:
            return _said("mine_guardian_how")
        if not wish.purposes:
            return await self._show_consents(scene, wish)
        for purpose in wish.purposes:
            await self._consents.give(tenant, user, purpose, how="sentence")
        return _remembering(_said("mine_consented", titles=_titles(wish)), scene)

    async def _agree(self, scene: Scene, wish: PrivacyWish) -> Answer:
        """Take the answer to "shall I remember this?"."""
        tenant, user = scene.heard.tenant, scene.heard.user
        if not scene.slots.get("sure"):
            for purpose in wish.purposes:
                await self._consents.refuse(tenant, user, purpose, how="sentence")
            return _said("mine_not_remembered")
        for purpose in wish.purposes:
            await self._consents.give(tenant, user, purpose, how="sentence")
        return _remembering(_said("mine_remembered"), scene)

    async def _withdraw(self, scene: Scene, wish: PrivacyWish) -> Answer:
        if not wish.purposes:
            return Answer(
                lines=(Line(phrase="mine_withdraw_which"),),
                outcome="asked",
                question="purposes",
                pending={QUESTION: "withdraw"},
            )
        if "terms" in wish.purposes:
            return _said("mine_withdraw_terms")
        for purpose in wish.purposes:
            await asyncio.shield(
                asyncio.ensure_future(
                    self._consents.withdraw(
                        scene.heard.tenant, scene.heard.user, purpose, how="sentence"
                    )
                )
            )
        kept = {"kind": "kept", "kept_days": self._raw_days}
        said = _said("mine_withdrawn", titles=_titles(wish), kept=self._raw_days)
        return replace(said, items=(kept,))

    async def _guardian(self, scene: Scene, wish: PrivacyWish) -> Answer:
        return _said("mine_guardian_how")


def _read(own: Reader, heard: Heard, session: Session) -> Understanding:
    """Hear a wish about one's data, or the answer to a question about it, before anything else."""
    pending = session.pending or {}
    asked = pending.get(QUESTION)
    slots = _answered(str(asked), pending, heard.text) if asked else None
    if slots is None:
        wish = read_wish(heard.text)
        slots = _slots(wish) if wish else None
    if slots is None:
        return own(heard, replace(session, pending=None) if asked else session)
    return Understanding(intent=INTENT, confidence=1.0, slots=slots, ranked=((INTENT, 1.0),))


def _answered(asked: str, pending: Mapping[str, Any], text: str) -> dict[str, Any] | None:
    """Return what an answer to a question of ours means; None if it is about something else."""
    if asked == "withdraw":
        purposes = purposes_named(text)
        return {"action": "withdraw", "purposes": list(purposes)} if purposes else None
    # In doubt nothing is deleted; in doubt nothing is refused for good either.
    says_no = is_no if asked == "delete" else is_plain_no
    sure = True if is_yes(text) else False if says_no(text) else None
    if sure is None:
        return None
    action = "delete" if asked == "delete" else "agree"
    return {"action": action, "sure": sure, "purposes": list(pending.get("purposes", ()))}


def _slots(wish: PrivacyWish) -> dict[str, Any]:
    slots: dict[str, Any] = {"action": wish.action}
    if wish.purposes:
        slots["purposes"] = list(wish.purposes)
    return slots


async def _apart(skill: Skill, scene: Scene) -> Answer:
    """Keep questions of ours from an assistant's skills, which know only their own."""
    if scene.session.pending and QUESTION in scene.session.pending:
        scene = replace(scene, session=replace(scene.session, pending=None))
    return await skill(scene)


def _remembering(answer: Answer, scene: Scene) -> Answer:
    """Return an answer that declares again what was only heeded: now it may be remembered."""
    notes = notes_of(scene.session.heeded)
    return replace(answer, add=notes.sets, put=notes.values)


def _titles(wish: PrivacyWish) -> str:
    return ", ".join(texts()[purpose].title for purpose in wish.purposes)


def _said(phrase: str, **facts: str | int) -> Answer:
    return Answer(lines=(Line(phrase=phrase, facts=facts),))


@cache
def _data(language: str = KOREAN) -> Mapping[str, Any]:
    return read_toml("dure.engine", f"privacy.{language}.toml")
