"""What is sealed opens where it was sealed, and nowhere else."""

import random
from dataclasses import replace
from datetime import datetime
from typing import Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dure.embedded.keys import SqliteKeyStore
from dure.errors import Corrupt, Forbidden
from dure.kernel.clock import SEOUL
from dure.kernel.events import FIRST_LINK, Event, Json, Sealed, hash_of
from dure.trust.retention import RAW
from dure.trust.seal import Sealer, key_id_of, seal, unseal

KEY: Final = b"k" * 32
NONCE: Final = b"n" * 12
DAY: Final = "2026-11-21"
KEY_ID: Final = key_id_of("main/kim", RAW, DAY)
SAID: Final = {"text": "땅콩 알레르기가 있어요"}

texts = st.text(st.characters(codec="utf-8"), max_size=20)
payloads = st.dictionaries(
    texts, texts | st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.lists(texts)
)


def event(sealed: Sealed | None, *, tenant: str = "main", stream: str = "s") -> Event:
    """Return an event as the log would."""
    return Event(
        seq=1,
        tenant=tenant,
        stream=stream,
        position=0,
        kind="turn.heard",
        at=datetime(2026, 11, 21, tzinfo=SEOUL),
        open={},
        sealed=sealed,
        sealed_hash=hash_of(sealed),
        link=FIRST_LINK,
    )


def said(sealer: Sealer) -> Sealed:
    return sealer.seal(SAID, key_id=KEY_ID, tenant="main", stream="s")


@given(st.binary(), st.binary(min_size=32, max_size=32), st.binary(min_size=12, max_size=12))
def test_bytes_that_were_sealed_open(plain: bytes, key: bytes, nonce: bytes) -> None:
    sealed = seal(plain, key=key, nonce=nonce, bound_to=b"here")

    assert unseal(sealed, key=key, bound_to=b"here") == plain


@given(st.binary(min_size=1, max_size=40), st.data())
def test_bytes_that_were_changed_do_not_open(plain: bytes, data: st.DataObject) -> None:
    sealed = bytearray(seal(plain, key=KEY, nonce=NONCE, bound_to=b"here"))
    sealed[data.draw(st.integers(0, len(sealed) - 1))] ^= data.draw(st.integers(1, 255))

    with pytest.raises(Corrupt):
        unseal(bytes(sealed), key=KEY, bound_to=b"here")


@pytest.mark.parametrize("length", [0, 1, 7, 8, 11, 12, 27, 28, 32])
def test_bytes_that_were_cut_off_do_not_open(length: int) -> None:
    sealed = seal(b"hello", key=KEY, nonce=NONCE, bound_to=b"here")

    with pytest.raises(Corrupt):
        unseal(sealed[:length], key=KEY, bound_to=b"here")


def test_bytes_that_were_moved_do_not_open() -> None:
    sealed = seal(b"hello", key=KEY, nonce=NONCE, bound_to=b"here")

    with pytest.raises(Corrupt):
        unseal(sealed, key=KEY, bound_to=b"there")


def test_bytes_do_not_open_with_another_key() -> None:
    sealed = seal(b"hello", key=KEY, nonce=NONCE, bound_to=b"here")

    with pytest.raises(Corrupt):
        unseal(sealed, key=b"o" * 32, bound_to=b"here")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(payload=payloads)
def test_a_payload_that_was_sealed_opens(sealer: Sealer, payload: Json) -> None:
    sealed = sealer.seal(payload, key_id=KEY_ID, tenant="main", stream="s")

    assert sealer.open(event(sealed)) == payload


def test_what_was_sealed_cannot_be_read(sealer: Sealer) -> None:
    sealed = said(sealer)

    assert sealed.key_id == KEY_ID
    assert sealed.data is not None
    assert "땅콩".encode() not in sealed.data


def test_no_two_seals_are_alike(sealer: Sealer) -> None:
    assert len({said(sealer).data for _ in range(20)}) == 20


@pytest.mark.parametrize(("tenant", "stream"), [("main", "other"), ("other", "s")])
def test_a_payload_moved_to_another_stream_does_not_open(
    sealer: Sealer, tenant: str, stream: str
) -> None:
    with pytest.raises(Corrupt):
        sealer.open(event(said(sealer), tenant=tenant, stream=stream))


def test_a_payload_does_not_open_under_another_key_id(sealer: Sealer, keys: SqliteKeyStore) -> None:
    key = keys.get_or_make(KEY_ID, KEY)
    keys.get_or_make("same bytes", key)

    with pytest.raises(Corrupt):
        sealer.open(event(replace(said(sealer), key_id="same bytes")))


def test_where_nothing_was_sealed_there_is_nothing_to_open(sealer: Sealer) -> None:
    assert sealer.open(event(None)) is None


def test_a_payload_whose_bytes_are_gone_is_forgotten(sealer: Sealer) -> None:
    assert sealer.open(event(replace(said(sealer), data=None))) is None


def test_a_payload_whose_key_was_destroyed_is_forgotten(
    sealer: Sealer, keys: SqliteKeyStore
) -> None:
    sealed = said(sealer)

    keys.destroy(KEY_ID)

    assert sealer.open(event(sealed)) is None


def test_nothing_is_sealed_with_a_destroyed_key(sealer: Sealer, keys: SqliteKeyStore) -> None:
    said(sealer)
    keys.destroy(KEY_ID)

    with pytest.raises(Forbidden):
        said(sealer)


def test_a_persons_key_of_a_day_stays_the_same(sealer: Sealer) -> None:
    names = {sealer.current_key("main/kim", RAW, DAY) for _ in range(3)}

    assert names == {"main/kim/raw/2026-11-21"}


def test_a_destroyed_key_is_followed_by_another(sealer: Sealer, keys: SqliteKeyStore) -> None:
    names = []
    for _ in range(3):
        names.append(sealer.current_key("main/kim", RAW, DAY))
        keys.destroy(names[-1])

    assert names == [KEY_ID, f"{KEY_ID}+1", f"{KEY_ID}+2"]


def test_who_comes_back_after_being_forgotten_can_be_sealed_for(
    sealer: Sealer, keys: SqliteKeyStore
) -> None:
    said(sealer)
    keys.destroy(KEY_ID)

    key_id = sealer.current_key("main/kim", RAW, DAY)
    sealed = sealer.seal(SAID, key_id=key_id, tenant="main", stream="s")

    assert sealer.open(event(sealed)) == SAID


def test_a_seal_takes_key_and_nonce_from_the_randomness_it_was_handed(
    keys: SqliteKeyStore,
) -> None:
    seeded = random.Random(11)
    sealed = Sealer(keys, random.Random(11).randbytes).seal(
        SAID, key_id=KEY_ID, tenant="main", stream="s"
    )

    assert keys.get(KEY_ID) == seeded.randbytes(32)
    assert sealed.data is not None
    assert sealed.data[:12] == seeded.randbytes(12)
