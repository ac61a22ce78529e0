import hashlib
from dataclasses import FrozenInstanceError
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dure.kernel.events import FIRST_LINK, NewEvent, Sealed, hash_of, head_of, link_of

PARTS: dict[str, Any] = {
    "head": b"head",
    "open_json": b'{"a":1}',
    "sealed_hash": hashlib.sha256(b"cipher").digest(),
}
FIELDS: tuple[Any, ...] = (1, "main", "session-1", 0, "meals.shop_chosen", 1_700_000_000, "k1")


def linked(*, before: bytes = FIRST_LINK, **changed: bytes | None) -> bytes:
    return link_of(before, **(PARTS | changed))


def test_the_first_event_is_chained_to_32_zero_bytes() -> None:
    assert bytes(32) == FIRST_LINK


def test_a_new_event_has_nothing_open_and_nothing_sealed_unless_told() -> None:
    event = NewEvent(kind="meals.shop_chosen")

    assert event.open == {}
    assert event.sealed is None


def test_what_happened_cannot_be_changed() -> None:
    event = NewEvent(kind="meals.shop_chosen")

    with pytest.raises(FrozenInstanceError):
        event.kind = "meals.shop_left"  # type: ignore[misc]


def test_the_hash_of_a_sealed_part_is_sha_256_of_its_ciphertext() -> None:
    assert hash_of(Sealed(key_id="k1", data=b"cipher")) == hashlib.sha256(b"cipher").digest()


def test_an_empty_ciphertext_has_a_hash() -> None:
    assert hash_of(Sealed(key_id="k1", data=b"")) == hashlib.sha256(b"").digest()


@pytest.mark.parametrize("sealed", [None, Sealed(key_id="k1", data=None)])
def test_where_no_ciphertext_is_there_is_no_hash(sealed: Sealed | None) -> None:
    assert hash_of(sealed) is None


def test_the_hash_does_not_depend_on_the_key() -> None:
    first, second = Sealed(key_id="k1", data=b"cipher"), Sealed(key_id="k2", data=b"cipher")

    assert hash_of(first) == hash_of(second)


def test_a_link_is_sha_256_over_the_parts_in_their_order() -> None:
    bytes_hashed = b"\x1f".join(
        [FIRST_LINK + PARTS["head"], PARTS["open_json"], PARTS["sealed_hash"]]
    )

    assert linked() == hashlib.sha256(bytes_hashed).digest()


def test_a_link_marks_the_absence_of_a_sealed_part() -> None:
    bytes_hashed = b"\x1f".join([FIRST_LINK + PARTS["head"], PARTS["open_json"], b"-"])

    assert linked(sealed_hash=None) == hashlib.sha256(bytes_hashed).digest()


@pytest.mark.parametrize(
    "changed",
    [
        {"before": b"\x01" + bytes(31)},
        {"head": b"heaD"},
        {"open_json": b'{"a":2}'},
        {"sealed_hash": hashlib.sha256(b"another").digest()},
        {"sealed_hash": None},
    ],
)
def test_a_link_changes_with_each_of_its_parts(changed: dict[str, Any]) -> None:
    assert linked(**changed) != linked()


def test_a_link_stays_when_the_ciphertext_goes_and_its_hash_is_kept() -> None:
    kept = hash_of(Sealed(key_id="k1", data=b"cipher"))

    assert linked(sealed_hash=kept) == linked()


@settings(deadline=None)
@given(bodies=st.lists(st.binary(max_size=20), min_size=2, max_size=8, unique=True), data=st.data())
def test_two_events_that_change_places_break_the_chain(
    bodies: list[bytes], data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(bodies) - 2))
    swapped = [*bodies[:at], bodies[at + 1], bodies[at], *bodies[at + 2 :]]

    links = []
    for order in (bodies, swapped):
        link = FIRST_LINK
        for body in order:
            link = linked(before=link, open_json=body)
        links.append(link)

    assert links[0] != links[1]


def test_the_head_is_the_envelope_as_json() -> None:
    assert orjson.loads(head_of(*FIELDS)) == list(FIELDS)


def test_the_head_tells_that_there_is_no_key() -> None:
    assert (
        head_of(2, "main", "세션", 1, "a.b", 5, None) == '[2,"main","세션",1,"a.b",5,null]'.encode()
    )


@pytest.mark.parametrize("field", range(len(FIELDS)))
def test_the_head_changes_with_each_field(field: int) -> None:
    changed = list(FIELDS)
    changed[field] = "other" if isinstance(changed[field], str) else changed[field] + 1

    assert head_of(*changed) != head_of(*FIELDS)
