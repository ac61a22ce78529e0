"""What is known of a person: told in labels that people read, and handed out as one document."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import orjson

from dure.engine import person
from dure.engine.assistant import Assistant, NoteKind
from dure.kernel.events import Event, Json
from dure.ports.events import EventLog
from dure.trust.consent import ConsentBook, Consents, texts
from dure.trust.mydata import FORMAT, VERSION, MyData
from dure.trust.retention import HISTORY, RAW
from dure.trust.seal import Sealer

CountOpinions = Callable[[str, str], Awaitable[int]]
"""(tenant, user) → how many opinions a person gave."""

_UNNAMED: Final = NoteKind(label="")


class Dossier:
    """Looks up what a log holds of a person.

    assistants: those that keep notes. raw_days: days that what was said is kept.
    """

    def __init__(  # noqa: PLR0913 - what is known stands in as many places
        self,
        *,
        log: EventLog,
        sealer: Sealer,
        mydata: MyData,
        consents: ConsentBook,
        assistants: Mapping[str, Assistant],
        opinions: CountOpinions,
        raw_days: int,
    ) -> None:
        self._log, self._sealer, self._mydata, self._consents = log, sealer, mydata, consents
        self._assistants, self._opinions, self._raw_days = assistants, opinions, raw_days

    async def show(self, tenant: str, user: str) -> Json:
        """Return what is known, as plain JSON.

        {"notes": [{"assistant", "note", "label", "values"}], "conversations": {"days",
        "kept_days"}, "opinions": count, "consents": [see `consents_of`], "under_14"}.
        """
        consents = await self._consents.of(tenant, user)
        notes = [row for name in self._assistants for row in await self._notes(tenant, name, user)]
        days = self._mydata.days_kept(tenant, user, RAW)
        return {
            "notes": notes,
            "conversations": {"days": days, "kept_days": self._raw_days},
            "opinions": await self._opinions(tenant, user),
            "consents": consents_of(consents),
            "under_14": consents.under_14,
        }

    async def export(self, tenant: str, user: str, *, now: datetime) -> AsyncIterator[bytes]:
        """Yield the pieces of one JSON document with all that is kept of a person.

        {"format", "version", "made_at", "tenant", "user", "known": as `show`, "records": as
        `MyData.records`}. However long it is, one page of the log is held in memory.
        """
        head = {
            "format": FORMAT,
            "version": VERSION,
            "made_at": now.isoformat(),
            "tenant": tenant,
            "user": user,
            "known": await self.show(tenant, user),
        }
        yield orjson.dumps(head)[:-1] + b',"records":['
        between = b"\n"
        async for record in self._mydata.records(tenant, user):
            yield between + orjson.dumps(record)
            between = b",\n"
        yield b"\n]}\n"

    async def _notes(self, tenant: str, name: str, user: str) -> list[Json]:
        stream = person.stream_of(name, user)
        events = [
            (event, self._sealer.open(event))
            for event in await self._log.read_stream(tenant, stream)
        ]
        notes = person.fold_notes(events)
        assistant = self._assistants[name]
        kinds = assistant.notes
        said: dict[str, Any] = {**notes.sets, **{k: (v,) for k, v in notes.values.items() if v}}
        rows = []
        for note, values in said.items():
            kind = kinds.get(note, _UNNAMED if note in kinds else NoteKind(label=note))
            if kind.label and values:
                words = [_word(value, kind) for value in values]
                rows.append({"assistant": name, "note": note, "label": kind.label, "values": words})
        return [*rows, *_of_history(assistant, events)]


def _of_history(assistant: Assistant, events: Sequence[tuple[Event, Json | None]]) -> list[Json]:
    """Return what a person's history amounts to, as of its newest event."""
    if assistant.history is None or not events:
        return []
    state = assistant.history.empty()
    for event, said in events:
        state = assistant.history.step(state, event, said)
    newest, _ = events[-1]
    return [
        {"assistant": assistant.name, "note": HISTORY, "label": label, "values": list(values)}
        for label, values in assistant.in_words(state, newest.at)
    ]


def consents_of(consents: Consents) -> list[Json]:
    """Return how each purpose stands.

    {"purpose", "title", "text", "version", "state", "at", "how", "guardian", "checked"}; state:
    given, withdrawn, implied (nobody is asked here) or open (not answered yet, or the text has
    changed since).
    """
    rows = []
    for purpose, text in texts().items():
        said = consents.said.get(purpose)
        rows.append(
            {
                "purpose": purpose,
                "title": text.title,
                "text": text.text,
                "version": text.version,
                "state": _state(consents, purpose),
                "at": said.at if said else None,
                "how": said.how if said else None,
                "guardian": said.guardian if said else None,
                "checked": said.checked if said else None,
            }
        )
    return rows


def _state(consents: Consents, purpose: str) -> str:
    if consents.is_withdrawn(purpose):
        return "withdrawn"
    if not consents.allow(purpose):
        return "open"
    return "given" if purpose in consents.said else "implied"


def _word(value: Any, kind: NoteKind) -> str:  # noqa: ANN401 - what an assistant noted
    if isinstance(value, Mapping):
        return str(value.get("name", ""))
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:,}"
    return kind.words.get(str(value), str(value))
