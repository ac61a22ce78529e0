"""What a person told an assistant to remember, and what happened to them: their own stream.

All of it stands sealed in the log; an event whose key was destroyed adds nothing.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from dure.kernel.events import Event, Json

NOTED: Final = "person.noted"


@dataclass(frozen=True, kw_only=True)
class Happening:
    """Something that happened to a person and is written into their stream, sealed.

    kind: of the event, "meals.shop_chosen". said: plain JSON. only_now: it was judged by what had
    happened so far (a coupon is used once); if anything came in between, it is judged anew.
    """

    kind: str
    said: Json
    only_now: bool = False


@dataclass(frozen=True, kw_only=True)
class Folding:
    """How an assistant folds what happened to a person.

    step: (state, event, unsealed payload or None) → state; it may change the state it is given,
    and sees every event of the person's stream, so it leaves alone what it does not know.
    """

    empty: Callable[[], Json]
    step: Callable[[Json, Event, Json | None], Json]


@dataclass(frozen=True, kw_only=True)
class PersonState:
    """What is known of a person up to an event. history: None where nothing is folded.

    length: events in the person's stream.
    """

    notes: "Notes"
    history: Json | None
    length: int


@dataclass(frozen=True, kw_only=True)
class Notes:
    """sets: note → what was said, in order (allergens). values: note → the last value said."""

    sets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    values: Mapping[str, Any] = field(default_factory=dict)

    def all_of(self, note: str) -> tuple[str, ...]:
        """Return what stands under a note; nothing if nothing was said."""
        return self.sets.get(note, ())


def stream_of(assistant: str, user: str) -> str:
    """Return the stream in which an assistant keeps notes on a person."""
    return f"person:{assistant}:{user}"


def fold_notes(events: Iterable[tuple[Event, Json | None]]) -> Notes:
    """Return the notes that a person's events (with what could be unsealed) amount to."""
    state: Json = {}
    for event, payload in events:
        state = note(state, event, payload)
    return notes_of(state)


def notes_of(state: Json) -> Notes:
    """Return a person's notes from their plain form."""
    sets = {name: tuple(said) for name, said in state.get("sets", {}).items()}
    return Notes(sets=sets, values=state.get("values", {}))


def together(notes: Notes, more: Json) -> Notes:
    """Return notes with more of them, in their plain form; a value of the latter wins."""
    if not more:
        return notes
    added = notes_of(more)
    names = dict.fromkeys([*notes.sets, *added.sets])
    sets = {
        name: tuple(dict.fromkeys([*notes.all_of(name), *added.all_of(name)])) for name in names
    }
    return Notes(sets=sets, values={**notes.values, **added.values})


def note(state: Json, event: Event, payload: Json | None) -> Json:
    """Return a person's notes, {"sets": …, "values": …}, after one more event."""
    return state if event.kind != NOTED or payload is None else with_said(state, payload)


def with_said(state: Json, payload: Json) -> Json:
    """Return notes in their plain form after {"add", "remove", "put"} of more of them."""
    sets = {name: list(said) for name, said in state.get("sets", {}).items()}
    for name, said in payload.get("add", {}).items():
        sets[name] = list(dict.fromkeys([*sets.get(name, ()), *said]))
    for name, said in payload.get("remove", {}).items():
        sets[name] = [word for word in sets.get(name, ()) if word not in said]
    values = {**state.get("values", {}), **payload.get("put", {})}
    return {"sets": {name: said for name, said in sets.items() if said}, "values": values}
