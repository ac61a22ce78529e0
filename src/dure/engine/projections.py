"""What the engine keeps worked out from the log: how turns went, and each person's notes."""

from typing import Final

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


PROJECTIONS: Final = (
    Projection(name="turns", version=1, empty=dict, step=_count_turn),
    Projection(name="notes", version=1, empty=dict, step=_note, holds_sealed=True),
)
