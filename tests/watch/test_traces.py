"""A turn's trace shows its stages, below it, and nobody's words."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from tests.engine.parrot import parrot, turns_of
from tests.watch.told import Told

from dure.embedded.events import SqliteEventLog
from dure.kernel.clock import StillClock
from dure.kernel.turns import TurnRequest
from dure.ports.telemetry import Telemetry
from dure.trust.seal import Sealer
from dure.watch import traces


async def test_a_turn_is_traced_with_its_stages_below_it(
    log: SqliteEventLog, sealer: Sealer, clock: StillClock
) -> None:
    told = Told(clock)
    turns = turns_of(parrot(), log=log, sealer=sealer, clock=clock, telemetry=told.traced())
    said = "홍길동 010-1234-5678 말해줘"

    await turns.take("parrot", TurnRequest(text=said, user="hong", session="s-hong"))
    told.plug.close()

    spans = {span.name: span for span in told.exporter.get_finished_spans()}
    stages = {f"turn.{stage}" for stage in ("hear", "understand", "act", "reply", "remember")}
    assert set(spans) == {"turn", *stages}
    whole = spans["turn"].context
    parents = [spans[stage].parent for stage in stages]
    assert whole is not None
    assert {parent.span_id for parent in parents if parent} == {whole.span_id}
    assert not any(part in told.everything() for part in ("hong", "1234", "홍", "말해"))


@pytest.mark.parametrize(
    ("open_span", "name", "attribute"),
    [
        (lambda t: traces.request(t, operation="take_turn"), "http.request", "take_turn"),
        (lambda t: traces.model_call(t, purpose="word"), "model.call", "word"),
        (lambda t: traces.job(t, "backup"), "job", "backup"),
    ],
)
def test_every_stretch_of_work_has_its_name(
    clock: StillClock,
    open_span: Callable[[Telemetry], AbstractContextManager[None]],
    name: str,
    attribute: str,
) -> None:
    told = Told(clock)
    with open_span(told.traced()):
        pass
    told.plug.close()

    [span] = told.exporter.get_finished_spans()
    assert (span.name, list((span.attributes or {}).values())) == (name, [attribute])
