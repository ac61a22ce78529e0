"""What the engine keeps worked out from the log: how turns went, and each person's notes."""

from typing import Final

from dure.engine.notices import UNWANTED, WANTED
from dure.engine.person import NOTED, note
from dure.engine.session import ANSWERED, FAILED
from dure.kernel.events import Event, Json
from dure.watch.projections import Projection


def _count_turn(state: Json, event: Event, payload: Json | None) -> Json:
    if event.kind not in (ANSWERED, FAILED):
        return state
    outcome = event.open.get("outcome", "failed")
    intent = event.open.get("intent", event.open.get("code", ""))
    counts = state.setdefault(event.tenant, {}).setdefault(intent, {})
    counts[outcome] = counts.get(outcome, 0) + 1
    return state


def _note(state: Json, event: Event, payload: Json | None) -> Json:
    if event.kind == NOTED:
        person = f"{event.tenant}/{event.stream}"
        state[person] = note(state.get(person, {}), event, payload)
    return state


def _want(state: Json, event: Event, said: Json | None) -> Json:
    """Fold who wants to be told: {tenant: {stream: [targets]}}; nothing sealed is looked at."""
    happened = event.kind.partition(".")[2]
    if happened not in (WANTED, UNWANTED) or not event.stream.startswith("person:"):
        return state
    streams = state.setdefault(event.tenant, {})
    target = event.open["target"]
    left = [one for one in streams.get(event.stream, ()) if one != target]
    streams[event.stream] = [*left, target] if happened == WANTED else left
    if not streams[event.stream]:
        del streams[event.stream]
    return state


WANTING: Final = Projection(name="notices.wanting", version=1, empty=dict, step=_want)
"""Who wants to be told of something, by the ids of their targets."""
PROJECTIONS: Final = (
    Projection(name="turns", version=1, empty=dict, step=_count_turn),
    Projection(name="notes", version=1, empty=dict, step=_note, holds_sealed=True),
    WANTING,
)
