"""A turn is heard before it is answered, answered once, and survives whatever stops it."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path

import orjson
import pytest
from tests.engine.parrot import count, parrot, turns_of

from dure.embedded.events import SqliteEventLog
from dure.embedded.keys import SqliteKeyStore
from dure.engine.assistant import Answer, Line, Scene, Skill
from dure.engine.result import to_json
from dure.engine.session import ANSWERED, BEGUN, FAILED, HEARD, stream_of
from dure.engine.turn import Turns
from dure.errors import (
    Conflict,
    DureError,
    EmptyUtterance,
    InvalidInput,
    KeyReused,
    LateAnswer,
    NotFound,
    TooLong,
    Unavailable,
    UnknownAssistant,
    Unreadable,
)
from dure.kernel.clock import StillClock
from dure.kernel.events import Json, NewEvent
from dure.kernel.turns import Figure, TurnRequest, TurnResult
from dure.ports.events import Append
from dure.trust.retention import forget, owned_by, person_of
from dure.trust.seal import Sealer

MakeTurns = Callable[..., Turns]
HALF_AN_HOUR_S = 1800.0


@pytest.fixture
def make(log: SqliteEventLog, sealer: Sealer, clock: StillClock) -> MakeTurns:
    """Make turns over the parrot with some skills of its own: a new process on the same log."""

    def made(skills: Mapping[str, Skill] | None = None, deadline_s: float = 10.0) -> Turns:
        return turns_of(parrot(skills), log=log, sealer=sealer, clock=clock, deadline_s=deadline_s)

    return made


@pytest.fixture
def turns(make: MakeTurns) -> Turns:
    return make()


def asked(text: str, *, session: str | None = "s", turn: str | None = None) -> TurnRequest:
    return TurnRequest(text=text, session=session, turn=turn)


async def kinds(log: SqliteEventLog, session: str = "s") -> list[str]:
    return [event.kind for event in await log.read_stream("main", stream_of(session))]


def wire(result: TurnResult) -> Json:
    """What a client sees: lists and tuples are the same there."""
    seen: Json = orjson.loads(orjson.dumps(to_json(result)))
    return seen


def refusing(error: Exception) -> Skill:
    async def skill(scene: Scene) -> Answer:
        raise error

    return skill


async def never(scene: Scene) -> Answer:
    await asyncio.Event().wait()
    raise AssertionError("unreachable")


def heard_by_hand(text: str, turn: str, *, sealer: Sealer, user: str = "local") -> Append:
    """What a worker that died has left behind."""
    stream = stream_of("s")
    key_id = f"main/{user}/raw/2026-11-21"
    sealed = sealer.seal({"text": text}, key_id=key_id, tenant="main", stream=stream)
    begun = NewEvent(kind=BEGUN, open={"user": user, "assistant": "parrot"})
    heard = NewEvent(kind=HEARD, open={"turn": turn}, sealed=sealed)
    return Append(tenant="main", stream=stream, events=(begun, heard))


# --- heard, then answered ------------------------------------------------------------


async def test_what_was_heard_is_in_the_log_before_it_is_acted_on(
    log: SqliteEventLog, make: MakeTurns
) -> None:
    seen: list[str] = []

    async def look(scene: Scene) -> Answer:
        seen.extend(await kinds(log))
        return Answer(lines=(Line(phrase="noted"),))

    await make({"SAY": look}).take("parrot", asked("말해 안녕"))

    assert seen == [BEGUN, HEARD]


async def test_an_answer_is_in_the_log_when_it_is_given(log: SqliteEventLog, turns: Turns) -> None:
    await turns.take("parrot", asked("말해 안녕"))

    assert await kinds(log) == [BEGUN, HEARD, ANSWERED]


async def test_a_skill_decides_what_is_answered(turns: Turns) -> None:
    result = await turns.take("parrot", asked("세어"))

    assert (result.intent, result.text, result.outcome) == ("COUNT", "1번째예요.", "answered")


async def test_a_turn_without_a_session_begins_one(turns: Turns) -> None:
    first = await turns.take("parrot", asked("세어", session=None))
    second = await turns.take("parrot", asked("세어", session=None))

    assert first.session != second.session
    assert (await turns.session("main", first.session, "local")).memory == {"n": 1}


async def test_the_time_of_every_stage_is_written_down(log: SqliteEventLog, turns: Turns) -> None:
    await turns.take("parrot", asked("세어"))

    answered = (await log.read_stream("main", stream_of("s")))[-1]
    assert set(answered.open["stages_ms"]) == {"hear", "understand", "act", "reply"}


async def test_the_result_names_figures_and_sources(make: MakeTurns) -> None:
    figure = Figure(value=5000, unit="won", measure="price", source="row:1")

    async def priced(scene: Scene) -> Answer:
        line = Line(phrase="said", facts={"what": "5,000원"})
        return Answer(lines=(line,), figures=(figure,), sources=("row:1",))

    result = await make({"SAY": priced}).take("parrot", asked("말해"))

    assert (result.text, result.figures, result.sources) == ("5,000원", (figure,), ("row:1",))


async def test_a_reply_with_a_number_of_unknown_origin_is_withheld(turns: Turns) -> None:
    result = await turns.take("parrot", asked("말해 5000원"))

    assert (result.outcome, result.reason) == ("refused", "unfounded_figure")
    assert "5000" not in result.text


# --- the same turn again -------------------------------------------------------------


async def test_the_same_turn_gets_the_same_answer(turns: Turns) -> None:
    first = await turns.take("parrot", asked("세어", turn="t"))

    assert wire(await turns.take("parrot", asked("세어", turn="t"))) == wire(first)


async def test_the_same_turn_appends_nothing(log: SqliteEventLog, turns: Turns) -> None:
    await turns.take("parrot", asked("기억해 콩", turn="t"))
    before = len(await log.read_all())

    await turns.take("parrot", asked("기억해 콩", turn="t"))

    assert len(await log.read_all()) == before


async def test_the_same_turn_gets_the_same_answer_from_another_process(make: MakeTurns) -> None:
    async def priced(scene: Scene) -> Answer:
        figure = Figure(value=7, unit="won", measure="price", source="row:1")
        line = Line(phrase="said", facts={"what": "7원"})
        return Answer(lines=(line,), figures=(figure,), items=({"n": 7, "of": [1]},))

    first = await make({"SAY": priced}).take("parrot", asked("말해", turn="t"))
    again = await make().take("parrot", asked("말해", turn="t"))

    assert wire(again) == wire(first)
    assert again.figures == first.figures


async def test_the_same_turn_gets_the_same_answer_after_a_long_conversation(turns: Turns) -> None:
    first = await turns.take("parrot", asked("세어", turn="t"))
    for _ in range(12):
        await turns.take("parrot", asked("말해 더"))

    assert wire(await turns.take("parrot", asked("세어", turn="t"))) == wire(first)


async def test_the_same_turn_that_named_no_session_gets_the_same_answer(turns: Turns) -> None:
    first = await turns.take("parrot", asked("세어", session=None, turn="t"))

    assert wire(await turns.take("parrot", asked("세어", session=None, turn="t"))) == wire(first)


async def test_the_same_turn_with_other_words_is_refused(turns: Turns) -> None:
    await turns.take("parrot", asked("세어", turn="t"))

    with pytest.raises(KeyReused):
        await turns.take("parrot", asked("말해 안녕", turn="t"))


async def test_what_was_heard_is_kept_masked(
    log: SqliteEventLog, sealer: Sealer, turns: Turns
) -> None:
    await turns.take("parrot", asked("말해 제 번호는 010-2345-6789예요"))

    heard = (await log.read_stream("main", stream_of("s")))[1]
    assert sealer.open(heard) == {"text": "말해 제 번호는 [PHONE]예요"}


async def test_the_same_turn_sent_twice_at_once_is_heard_once(
    log: SqliteEventLog, turns: Turns
) -> None:
    one, two = await asyncio.gather(
        turns.take("parrot", asked("세어", turn="t")), turns.take("parrot", asked("세어", turn="t"))
    )

    assert wire(one) == wire(two)
    assert await kinds(log) == [BEGUN, HEARD, ANSWERED]


# --- a worker that dies --------------------------------------------------------------


async def test_a_turn_whose_worker_died_is_answered_without_being_heard_twice(
    log: SqliteEventLog, sealer: Sealer, turns: Turns
) -> None:
    await log.append([heard_by_hand("말해 안녕", "t", sealer=sealer)])

    result = await turns.take("parrot", asked("말해 안녕", turn="t"))

    assert result.text == "안녕"
    assert await kinds(log) == [BEGUN, HEARD, ANSWERED]


async def test_a_turn_that_was_cancelled_is_taken_up_on_the_next_try(
    log: SqliteEventLog, make: MakeTurns
) -> None:
    began = asyncio.Event()

    async def stuck(scene: Scene) -> Answer:
        began.set()
        return await never(scene)

    task = asyncio.create_task(make({"SAY": stuck}).take("parrot", asked("말해 안녕", turn="t")))
    await began.wait()
    task.cancel()
    await asyncio.wait([task])

    result = await make().take("parrot", asked("말해 안녕", turn="t"))

    assert result.text == "안녕"
    assert await kinds(log) == [BEGUN, HEARD, ANSWERED]


async def test_another_turn_may_follow_one_whose_worker_died(
    log: SqliteEventLog, sealer: Sealer, turns: Turns
) -> None:
    await log.append([heard_by_hand("말해 안녕", "t", sealer=sealer)])

    result = await turns.take("parrot", asked("세어", turn="u"))

    assert result.text == "1번째예요."


# --- one after the other -------------------------------------------------------------


async def test_two_turns_at_once_in_one_session_are_answered_one_after_the_other(
    make: MakeTurns,
) -> None:
    steps: list[str] = []
    both_asked = asyncio.Event()

    async def slow(scene: Scene) -> Answer:
        steps.append(f"begin {scene.slots['what']}")
        await both_asked.wait()
        steps.append(f"end {scene.slots['what']}")
        return Answer(lines=(Line(phrase="noted"),))

    turns = make({"SAY": slow})
    tasks = [asyncio.create_task(turns.take("parrot", asked(f"말해 {n}"))) for n in ("하나", "둘")]
    await asyncio.wait(tasks, timeout=0.05)
    both_asked.set()
    await asyncio.gather(*tasks)

    assert steps == ["begin 하나", "end 하나", "begin 둘", "end 둘"]


async def test_a_turn_that_comes_while_another_still_waits_is_answered_after_it(
    make: MakeTurns,
) -> None:
    later: list[asyncio.Task[TurnResult]] = []

    async def invites(scene: Scene) -> Answer:
        if scene.slots["what"] == "둘":
            later.append(asyncio.create_task(here.take("parrot", asked("말해 셋"))))
            await asyncio.wait(later, timeout=0.1)
        return Answer(lines=(Line(phrase="said", facts={"what": scene.slots["what"]}),))

    here = make({"SAY": invites})
    await asyncio.gather(*(here.take("parrot", asked(f"말해 {n}")) for n in ("하나", "둘")))
    await asyncio.gather(*later)

    past = (await here.session("main", "s", "local")).past
    assert [turn.said for turn in past] == ["말해 하나", "말해 둘", "말해 셋"]


async def test_a_turn_of_another_session_does_not_wait(make: MakeTurns) -> None:
    began = asyncio.Event()

    async def stuck(scene: Scene) -> Answer:
        began.set()
        return await never(scene)

    turns = make({"SAY": stuck})
    task = asyncio.create_task(turns.take("parrot", asked("말해")))
    await began.wait()

    other = await turns.take("parrot", asked("세어", session="other"))

    task.cancel()
    assert other.text == "1번째예요."


async def test_a_turn_that_another_process_overtook_is_a_conflict(
    log: SqliteEventLog, make: MakeTurns
) -> None:
    async def overtaken(scene: Scene) -> Answer:
        event = NewEvent(kind=FAILED, open={"turn": "x", "code": "error"})
        await log.append([Append(tenant="main", stream=stream_of("s"), events=(event,))])
        return Answer(lines=(Line(phrase="noted"),))

    turns = make({"SAY": overtaken})
    with pytest.raises(Conflict):
        await turns.take("parrot", asked("말해"))

    assert (await turns.take("parrot", asked("세어"))).text == "1번째예요."


# --- sessions ------------------------------------------------------------------------


async def test_a_session_goes_on_in_another_process(make: MakeTurns) -> None:
    await make().take("parrot", asked("세어"))

    assert (await make().take("parrot", asked("세어"))).text == "2번째예요."


async def test_a_session_that_was_put_out_of_memory_goes_on(
    turns: Turns, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dure.engine.memory._KEPT", 1)
    for session in ("s", "other"):
        await turns.take("parrot", asked("세어", session=session))

    assert (await turns.take("parrot", asked("세어"))).text == "2번째예요."


@pytest.mark.parametrize("turn", ["t", "another"])
async def test_somebody_elses_session_is_not_found(turns: Turns, turn: str) -> None:
    await turns.take("parrot", asked("세어", turn="t"))

    with pytest.raises(NotFound):
        await turns.take("parrot", replace(asked("세어", turn=turn), user="kim"))


async def test_a_session_with_another_assistant_is_not_found(turns: Turns) -> None:
    await turns.take("parrot", asked("세어"))
    turns.assistants = {"owl": replace(parrot(), name="owl")}

    with pytest.raises(NotFound):
        await turns.take("owl", asked("세어"))


async def test_a_session_may_be_looked_at_by_its_person_only(turns: Turns) -> None:
    await turns.take("parrot", asked("세어"))

    with pytest.raises(NotFound):
        await turns.session("main", "s", "kim")


async def test_a_session_of_another_tenant_is_another_session(turns: Turns) -> None:
    await turns.take("parrot", asked("세어"))

    assert (await turns.take("parrot", replace(asked("세어"), tenant="b"))).text == "1번째예요."


@pytest.mark.parametrize(
    ("idle_s", "said"), [(HALF_AN_HOUR_S - 1, "2번째예요."), (HALF_AN_HOUR_S, "1번째예요.")]
)
async def test_thirty_idle_minutes_end_what_was_under_way(
    turns: Turns, clock: StillClock, idle_s: float, said: str
) -> None:
    await turns.take("parrot", asked("세어"))
    clock.move(idle_s)

    assert (await turns.take("parrot", asked("세어"))).text == said


async def test_thirty_idle_minutes_end_a_question_that_was_put(
    turns: Turns, clock: StillClock
) -> None:
    await turns.take("parrot", asked("뭐라고"))
    clock.move(HALF_AN_HOUR_S)

    assert (await turns.session("main", "s", "local")).pending is None


async def test_a_goodbye_ends_what_was_under_way(turns: Turns) -> None:
    await turns.take("parrot", asked("세어"))
    await turns.take("parrot", asked("끝"))

    assert (await turns.take("parrot", asked("세어"))).text == "1번째예요."


async def test_what_a_person_told_is_remembered_in_the_next_session(make: MakeTurns) -> None:
    await make().take("parrot", asked("기억해 콩"))

    assert (await make().take("parrot", asked("무엇", session="other"))).text == "콩이에요."


async def test_what_a_person_told_is_not_told_to_others(turns: Turns) -> None:
    await turns.take("parrot", asked("기억해 콩"))

    other = await turns.take("parrot", replace(asked("무엇", session="other"), user="kim"))

    assert other.text == "없음이에요."


# --- when it fails -------------------------------------------------------------------

FAILURES: list[Exception] = [Unavailable(what="가게"), RuntimeError("a skill's own mistake")]


@pytest.mark.parametrize("error", FAILURES, ids=repr)
async def test_a_skill_that_raises_leaves_a_failed_turn(
    log: SqliteEventLog, make: MakeTurns, error: Exception
) -> None:
    with pytest.raises(type(error)):
        await make({"SAY": refusing(error)}).take("parrot", asked("말해", turn="t"))

    last = (await log.read_stream("main", stream_of("s")))[-1]
    assert (last.kind, last.open["turn"]) == (FAILED, "t")


async def test_a_failed_turn_names_the_code(log: SqliteEventLog, make: MakeTurns) -> None:
    with pytest.raises(Unavailable):
        await make({"SAY": refusing(Unavailable(what="가게"))}).take("parrot", asked("말해"))

    last = (await log.read_stream("main", stream_of("s")))[-1]
    assert last.open["code"] == "unavailable"


async def test_a_skill_that_is_too_late_is_given_up(make: MakeTurns) -> None:
    with pytest.raises(LateAnswer):
        await make({"SAY": never}, deadline_s=0.3).take("parrot", asked("말해"))


async def test_a_skill_that_is_too_late_leaves_a_failed_turn(
    log: SqliteEventLog, make: MakeTurns
) -> None:
    with pytest.raises(LateAnswer):
        await make({"SAY": never}, deadline_s=0.3).take("parrot", asked("말해", turn="t"))

    last = (await log.read_stream("main", stream_of("s")))[-1]
    assert (last.kind, last.open.get("code")) == (FAILED, "late_answer")


async def test_a_turn_that_waits_too_long_for_another_is_given_up(make: MakeTurns) -> None:
    turns = make({"SAY": never}, deadline_s=0.3)

    done = await asyncio.gather(
        turns.take("parrot", asked("말해")),
        turns.take("parrot", asked("말해")),
        return_exceptions=True,
    )

    assert [type(error) for error in done] == [LateAnswer, LateAnswer]


@pytest.mark.parametrize("skill", [*map(refusing, FAILURES), never], ids=["dure", "own", "late"])
async def test_a_turn_that_fails_loses_nothing(make: MakeTurns, skill: Skill) -> None:
    turns = make({"SAY": skill}, deadline_s=0.5)
    await turns.take("parrot", asked("세어"))
    with pytest.raises((DureError, RuntimeError)):
        await turns.take("parrot", asked("말해"))

    assert (await turns.take("parrot", asked("세어"))).text == "2번째예요."


class SlowLog(SqliteEventLog):
    """Writes nothing while its disk is stuck; what was handed in is written, whoever waits."""

    def __init__(self, path: Path, clock: StillClock) -> None:
        super().__init__(path, clock)
        self.is_free = asyncio.Event()

    async def append(self, appends: Sequence[Append]) -> int:
        """Append once the disk is free."""
        return await asyncio.shield(asyncio.create_task(self._append_later(appends)))

    async def _append_later(self, appends: Sequence[Append]) -> int:
        await self.is_free.wait()
        return await super().append(appends)


async def test_a_turn_after_one_that_a_slow_disk_made_late_is_answered(
    tmp_path: Path, sealer: Sealer, clock: StillClock
) -> None:
    log = SlowLog(tmp_path / "slow.db", clock)
    turns = turns_of(parrot(), log=log, sealer=sealer, clock=clock, deadline_s=0.2)
    asyncio.get_running_loop().call_later(1.0, log.is_free.set)
    with pytest.raises(LateAnswer):
        await turns.take("parrot", asked("세어"))

    later = asyncio.create_task(turns.take("parrot", asked("세어")))
    await asyncio.wait([later], timeout=0.05)
    log.is_free.set()
    result = (await asyncio.gather(later, return_exceptions=True))[0]
    await log.close()

    assert isinstance(result, TurnResult), result


async def test_a_turn_that_waits_for_one_on_a_slow_disk_is_given_up(
    tmp_path: Path, sealer: Sealer, clock: StillClock
) -> None:
    log = SlowLog(tmp_path / "slow.db", clock)
    turns = turns_of(parrot(), log=log, sealer=sealer, clock=clock, deadline_s=0.2)
    first = asyncio.create_task(turns.take("parrot", asked("세어")))

    waiting = asyncio.create_task(turns.take("parrot", asked("세어")))
    asyncio.get_running_loop().call_later(0.6, log.is_free.set)
    done = await asyncio.gather(first, waiting, return_exceptions=True)
    await log.close()

    assert [type(error) for error in done] == [LateAnswer, LateAnswer]


async def test_an_answer_that_a_slow_disk_made_late_is_given_on_the_next_try(
    tmp_path: Path, sealer: Sealer, clock: StillClock
) -> None:
    log = SlowLog(tmp_path / "slow.db", clock)
    log.is_free.set()

    async def sticks(scene: Scene) -> Answer:
        log.is_free.clear()
        asyncio.get_running_loop().call_later(0.4, log.is_free.set)
        return await count(scene)

    late = turns_of(parrot({"COUNT": sticks}), log=log, sealer=sealer, clock=clock, deadline_s=0.2)
    turns = turns_of(parrot(), log=log, sealer=sealer, clock=clock)
    with pytest.raises(LateAnswer):
        await late.take("parrot", asked("세어", turn="t"))

    await log.is_free.wait()
    again = await turns.take("parrot", asked("세어", turn="t"))
    result = await turns.take("parrot", asked("세어"))
    await log.close()

    assert (again.text, result.text) == ("1번째예요.", "2번째예요.")


async def test_a_failed_turn_may_be_tried_again(make: MakeTurns) -> None:
    with pytest.raises(Unavailable):
        await make({"SAY": refusing(FAILURES[0])}).take("parrot", asked("말해 네", turn="t"))

    assert (await make().take("parrot", asked("말해 네", turn="t"))).text == "네"


# --- what cannot be taken ------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("", EmptyUtterance),
        (" \u200b\ufeff ", EmptyUtterance),
        ("가" * 501, TooLong),
        ("\ud800", Unreadable),
    ],
    ids=["empty", "invisible", "long", "surrogate"],
)
async def test_what_is_no_utterance_leaves_no_event(
    log: SqliteEventLog, turns: Turns, text: str, error: type[DureError]
) -> None:
    with pytest.raises(error):
        await turns.take("parrot", asked(text))

    assert await log.read_all() == []


async def test_an_assistant_that_is_not_lit_is_unknown(turns: Turns) -> None:
    with pytest.raises(UnknownAssistant) as caught:
        await turns.take("owl", asked("말해"))

    assert caught.value.facts == {"name": "owl", "known": "parrot"}


@pytest.mark.parametrize("field", ["session", "turn", "user"])
@pytest.mark.parametrize("id_", ["", "\0", "a\nb", "\ud800", "x" * 101, "\u202e"], ids=ascii)
async def test_an_id_is_printable_and_short(turns: Turns, field: str, id_: str) -> None:
    fields: Json = {"text": "말해", field: id_}

    with pytest.raises(InvalidInput):
        await turns.take("parrot", TurnRequest(**fields))


async def test_turns_are_ready_while_the_log_answers(turns: Turns) -> None:
    await turns.ready()

    assert list(turns.assistants) == ["parrot"]


async def test_turns_are_not_ready_without_an_assistant(turns: Turns) -> None:
    turns.assistants = {}

    with pytest.raises(Unavailable):
        await turns.ready()


# --- what is personal ----------------------------------------------------------------


def bytes_of(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file())


async def test_what_was_said_and_answered_stands_on_disk_only_sealed(
    tmp_path: Path, turns: Turns, log: SqliteEventLog
) -> None:
    await turns.take("parrot", asked("말해 무지개떡"))
    await turns.take("parrot", asked("기억해 도토리묵"))
    await turns.take("parrot", asked("알쏭달쏭"))

    kept = bytes_of(tmp_path)
    said = ["무지개떡", "도토리묵", "알쏭달쏭"]
    assert [word for word in said if word.encode() in kept] == []
    assert [w for w in said if orjson.dumps(w) in kept or ascii(w)[1:-1].encode() in kept] == []


async def test_a_failed_turn_leaves_no_words_on_disk(tmp_path: Path, make: MakeTurns) -> None:
    with pytest.raises(RuntimeError):
        await make({"SAY": refusing(RuntimeError("무지개떡"))}).take(
            "parrot", asked("말해 무지개떡")
        )

    assert "무지개떡".encode() not in bytes_of(tmp_path)


async def forget_person(log: SqliteEventLog, keys: SqliteKeyStore, person: str) -> None:
    await forget(owned_by(keys.ids(), person_of("main", person)), keys=keys, log=log, tenant="main")


async def test_a_forgotten_person_has_an_empty_session(
    log: SqliteEventLog, keys: SqliteKeyStore, make: MakeTurns
) -> None:
    await make().take("parrot", asked("세어", turn="t"))
    await forget_person(log, keys, "local")

    state = await make().session("main", "s", "local")

    assert (dict(state.memory), state.pending) == ({}, None)
    assert [(p.turn, p.said, p.result) for p in state.past] == [("t", None, None)]


async def test_a_running_process_lets_go_of_what_is_forgotten(
    log: SqliteEventLog, keys: SqliteKeyStore, turns: Turns
) -> None:
    await turns.take("parrot", asked("세어"))
    watching = asyncio.create_task(turns.watch_keys())
    await forget_person(log, keys, "local")
    await asyncio.wait([watching], timeout=0.05)

    state = await turns.session("main", "s", "local")
    watching.cancel()

    assert (dict(state.memory), [p.result for p in state.past]) == ({}, [None])


async def test_an_answer_that_was_forgotten_is_not_found(
    log: SqliteEventLog, keys: SqliteKeyStore, make: MakeTurns
) -> None:
    await make().take("parrot", asked("세어", turn="t"))
    await forget_person(log, keys, "local")

    with pytest.raises(NotFound):
        await make().take("parrot", asked("세어", turn="t"))


async def test_notes_of_a_forgotten_person_are_gone(
    log: SqliteEventLog, keys: SqliteKeyStore, make: MakeTurns, clock: StillClock
) -> None:
    await make().take("parrot", asked("기억해 콩"))
    await forget_person(log, keys, "local")
    clock.move(86_400)

    assert (await make().take("parrot", asked("무엇"))).text == "없음이에요."


async def test_a_forgotten_person_may_talk_again_on_the_same_day(
    log: SqliteEventLog, keys: SqliteKeyStore, make: MakeTurns
) -> None:
    await make().take("parrot", asked("기억해 콩"))
    await forget_person(log, keys, "local")

    assert (await make().take("parrot", asked("무엇", session="new"))).text == "없음이에요."


async def test_the_wire_form_is_plain_values(turns: Turns) -> None:
    result = await turns.take("parrot", asked("세어"))

    assert to_json(result) == asdict(result)
    assert wire(result)["items"] == [{"n": 1}]


async def test_a_turn_that_declares_nothing_makes_no_key_but_its_own(
    log: SqliteEventLog, keys: SqliteKeyStore, sealer: Sealer, clock: StillClock
) -> None:
    turns = turns_of(parrot(), log=log, sealer=sealer, clock=clock)

    await turns.take("parrot", TurnRequest(text="말해 안녕", user="kim"))

    assert [key.split("/")[2] for key in keys.ids()] == ["raw"]


async def test_what_is_said_again_is_said_in_other_words_also_after_a_restart(
    log: SqliteEventLog, sealer: Sealer, clock: StillClock
) -> None:
    ways = {"noted": ["하나", "둘", "셋"], "said": ["{what}"]}
    wordy = replace(parrot(), phrases={**parrot().phrases, **ways})
    texts = []

    for text in ("기억해 가", "말해 나", "기억해 다", "기억해 라"):
        turns = turns_of(wordy, log=log, sealer=sealer, clock=clock)
        texts.append((await turns.take("parrot", asked(text))).text)

    assert texts[1] == "나"
    assert {texts[0], texts[2], texts[3]} == {"하나", "둘", "셋"}
