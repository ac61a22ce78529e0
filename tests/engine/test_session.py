"""A conversation is what its events amount to."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dure.engine.session import (
    ANSWERED,
    BEGUN,
    FAILED,
    HEARD,
    Session,
    SessionSettings,
    fold_session,
    step,
    stream_of,
)
from dure.kernel.clock import SEOUL
from dure.kernel.events import Event, Json

SETTINGS = SessionSettings()
NOON = datetime(2026, 11, 21, 12, 0, tzinfo=SEOUL)
Happened = tuple[Event, Json | None]


def event(position: int, kind: str, opened: Json, *, minute: int = 0) -> Event:
    return Event(
        seq=position + 1,
        tenant="main",
        stream=stream_of("s"),
        position=position,
        kind=kind,
        at=NOON + timedelta(minutes=minute),
        open=opened,
        sealed=None,
        sealed_hash=None,
        link=b"",
    )


def said(turn: str, *, outcome: str = "answered") -> Json:
    """The open part of an answered turn."""
    return {"turn": turn, "intent": "SAY", "outcome": outcome}


def dialogue(
    turns: int, kept: Json | None = None, *, outcome: str = "answered", readable: bool = True
) -> list[Happened]:
    """A session of so many answered turns."""
    events: list[Happened] = [(event(0, BEGUN, {"user": "kim", "assistant": "parrot"}), None)]
    for n in range(turns):
        heard = event(2 * n + 1, HEARD, {"turn": f"t{n}"})
        answered = event(2 * n + 2, ANSWERED, said(f"t{n}", outcome=outcome))
        result = {"result": {"text": f"답 {n}"}, **(kept or {})}
        events.append((heard, {"text": f"말 {n}"} if readable else None))
        events.append((answered, result if readable else None))
    return events


def folded(events: list[Happened]) -> Session:
    return fold_session("s", events, SETTINGS)


def test_no_events_are_an_empty_session() -> None:
    assert folded([]) == Session(id="s")


def test_a_session_belongs_to_who_began_it() -> None:
    state = folded(dialogue(0))

    assert (state.user, state.assistant, state.length) == ("kim", "parrot", 1)


def test_a_turn_that_was_heard_is_open() -> None:
    state = folded(dialogue(1)[:2])

    assert (state.open_turn, state.open_text) == ("t0", "말 0")


def test_a_turn_that_was_answered_is_past() -> None:
    state = folded(dialogue(1))

    past = state.past[0]
    assert (past.said, past.intent, past.result) == ("말 0", "SAY", {"text": "답 0"})
    assert state.open_turn is None


def test_it_is_known_where_every_answer_stands() -> None:
    state = folded(dialogue(12))

    assert state.answered == {f"t{n}": 2 * n + 2 for n in range(12)}


def test_a_turn_that_failed_is_over() -> None:
    state = folded([*dialogue(1)[:2], (event(2, FAILED, {"turn": "t0", "code": "error"}), None)])

    assert (state.open_turn, state.open_text, state.past) == (None, None, ())


def test_a_turn_that_failed_keeps_what_was_under_way() -> None:
    before = [*dialogue(1, {"memory": {"n": 1}, "pending": {"need": "place"}})]
    failed = [
        (event(3, HEARD, {"turn": "u"}), None),
        (event(4, FAILED, {"turn": "u", "code": "x"}), None),
    ]

    state = folded([*before, *failed])

    assert (state.memory, state.pending) == ({"n": 1}, {"need": "place"})


def test_the_last_ten_turns_are_kept() -> None:
    past = folded(dialogue(12)).past

    assert [turn.turn for turn in past] == [f"t{n}" for n in range(2, 12)]


def test_memory_stays_until_another_takes_its_place() -> None:
    events = dialogue(1, {"memory": {"n": 1}})
    later = event(3, ANSWERED, said("u"))

    assert folded([*events, (later, {"memory": None})]).memory == {"n": 1}
    assert folded([*events, (later, {"memory": {"n": 2}})]).memory == {"n": 2}


def test_a_question_is_under_way_for_one_turn() -> None:
    events = dialogue(1, {"pending": {"need": "place"}})
    later = event(3, ANSWERED, said("u"))

    assert folded(events).pending == {"need": "place"}
    assert folded([*events, (later, {})]).pending is None


def test_a_goodbye_ends_what_was_under_way() -> None:
    events = dialogue(1, {"memory": {"n": 1}})
    bye = event(3, ANSWERED, {**said("u"), "ends_session": True})

    state = folded([*events, (bye, {"memory": {"n": 2}, "pending": {"need": "place"}})])

    assert (state.memory, state.pending) == ({}, None)


def test_questions_in_a_row_are_counted() -> None:
    asked = dialogue(2, outcome="asked")
    answered = event(5, ANSWERED, said("u"))

    assert folded(asked).asked == 2
    assert folded([*asked, (answered, {})]).asked == 0


def test_what_was_forgotten_is_none() -> None:
    state = folded(dialogue(2, {"memory": {"n": 1}}, readable=False))

    assert [(past.said, past.result) for past in state.past] == [(None, None), (None, None)]
    assert (state.memory, state.pending, state.open_text) == ({}, None, None)


@pytest.mark.parametrize(("minutes", "memory"), [(29, {"n": 1}), (30, {}), (60 * 24, {})])
def test_what_was_under_way_is_over_after_the_idle_time(
    minutes: int, memory: dict[str, int]
) -> None:
    state = folded(dialogue(1, {"memory": {"n": 1}}))

    assert state.awake(NOON + timedelta(minutes=minutes), SETTINGS).memory == memory


def test_an_utterance_after_the_idle_time_begins_afresh_in_the_replay_too() -> None:
    events = dialogue(1, {"memory": {"n": 1}, "pending": {"need": "place"}}, outcome="asked")
    heard = event(3, HEARD, {"turn": "u"}, minute=45)

    state = folded([*events, (heard, {"text": "말"})])

    assert (state.memory, state.pending, state.asked) == ({}, None, 0)


def test_the_idle_time_forgets_no_turn() -> None:
    state = folded(dialogue(2)).awake(NOON + timedelta(days=1), SETTINGS)

    assert [past.turn for past in state.past] == ["t0", "t1"]


def test_a_session_that_never_spoke_is_awake() -> None:
    assert Session(id="s").awake(NOON, SETTINGS) == Session(id="s")


kinds = st.sampled_from((HEARD, ANSWERED, FAILED))


@given(st.lists(st.tuples(kinds, st.integers(0, 90), st.booleans()), max_size=30), st.integers(0))
def test_a_session_folded_in_two_parts_is_the_session_folded_at_once(
    happened: list[tuple[str, int, bool]], cut: int
) -> None:
    events = dialogue(1)
    for n, (kind, minute, readable) in enumerate(happened, start=3):
        payload = {"text": "말", "memory": {"n": n}, "pending": None} if readable else None
        events.append((event(n, kind, said(f"t{n}", outcome="asked"), minute=minute), payload))
    cut %= len(events)

    state = folded(events[:cut])
    for later, payload in events[cut:]:
        state = replace(step(state, later, payload, SETTINGS), length=later.position + 1)

    assert state == folded(events)
