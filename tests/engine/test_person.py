"""What a person told is remembered as told, and forgotten with its key."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from dure.engine.person import NOTED, Notes, fold_notes, note, stream_of
from dure.kernel.clock import SEOUL
from dure.kernel.events import Event, Json


def event(position: int, kind: str = NOTED) -> Event:
    return Event(
        seq=position + 1,
        tenant="main",
        stream=stream_of("parrot", "kim"),
        position=position,
        kind=kind,
        at=datetime(2026, 11, 21, tzinfo=SEOUL),
        open={},
        sealed=None,
        sealed_hash=None,
        link=b"",
    )


def folded(*payloads: Json | None) -> Notes:
    return fold_notes((event(n), payload) for n, payload in enumerate(payloads))


def test_nothing_said_is_nothing_noted() -> None:
    assert folded() == Notes()
    assert Notes().all_of("allergen") == ()


def test_an_assistant_keeps_its_own_notes_on_a_person() -> None:
    assert stream_of("meals", "kim") != stream_of("home", "kim") != stream_of("home", "lee")


def test_what_was_added_stands_in_the_order_it_was_said() -> None:
    notes = folded({"add": {"allergen": ["콩", "우유"]}}, {"add": {"allergen": ["게", "콩"]}})

    assert notes.all_of("allergen") == ("콩", "우유", "게")


def test_what_was_removed_is_gone() -> None:
    notes = folded({"add": {"allergen": ["콩", "우유"]}}, {"remove": {"allergen": ["콩"]}})

    assert notes.all_of("allergen") == ("우유",)


def test_a_note_that_is_empty_is_no_note() -> None:
    notes = folded({"add": {"allergen": ["콩"]}}, {"remove": {"allergen": ["콩"], "diet": ["x"]}})

    assert notes.sets == {}


def test_the_last_value_counts() -> None:
    assert folded({"put": {"budget": 5000}}, {"put": {"budget": 7000}}).values == {"budget": 7000}


def test_what_was_forgotten_adds_nothing() -> None:
    notes = folded({"add": {"allergen": ["콩"]}}, None)

    assert notes.all_of("allergen") == ("콩",)


def test_another_kind_of_event_changes_nothing() -> None:
    state = {"sets": {"allergen": ["콩"]}, "values": {}}

    assert note(state, event(0, "person.seen"), {"add": {"allergen": ["게"]}}) == state


words = st.lists(st.sampled_from("콩게밀우유"), max_size=4)
declared = st.fixed_dictionaries(
    {}, optional={part: st.dictionaries(st.just("allergen"), words) for part in ("add", "remove")}
)


@given(st.lists(declared, max_size=8))
def test_a_word_is_noted_if_it_was_added_after_it_was_removed(
    said: Sequence[Mapping[str, Any]],
) -> None:
    wanted: set[str] = set()
    for part in said:
        wanted |= set(part.get("add", {}).get("allergen", ()))
        wanted -= set(part.get("remove", {}).get("allergen", ()))

    noted = folded(*map(dict, said)).all_of("allergen")

    assert (set(noted), len(noted)) == (wanted, len(wanted))
