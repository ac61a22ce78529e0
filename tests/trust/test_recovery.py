"""The recovery key: written down, typed again with slips, and what is sealed for it."""

import random
import string
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dure.errors import BadRecoveryKey, DamagedBackup
from dure.trust.recovery import (
    backup_keys,
    new_recovery_key,
    open_box,
    read_typed,
    seal_box,
    written_down,
)

KEY = random.Random(7).randbytes(32)
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

keys = st.binary(min_size=32, max_size=32)


@given(keys)
def test_what_was_written_down_is_read_again(key: bytes) -> None:
    written = written_down(key)

    assert read_typed(written) == key
    assert [len(group) for group in written.split("-")] == [5] * 13


@given(keys)
def test_slips_of_the_hand_that_mean_the_same_are_forgiven(key: bytes) -> None:
    written = written_down(key)

    typed = written.replace("0", "o").replace("1", "l").lower()

    for separator in ("", " ", "\n", " - ", "–"):
        assert read_typed(f"  {typed.replace('-', separator)}\n") == key


def test_full_width_letters_are_forgiven() -> None:
    wide = str.maketrans({c: chr(ord(c) + 0xFEE0) for c in string.digits + string.ascii_uppercase})

    assert read_typed(written_down(KEY).translate(wide)) == KEY


@given(keys, st.integers(0, 64), st.sampled_from(LETTERS))
def test_a_wrong_letter_is_told_by_its_group(key: bytes, place: int, letter: str) -> None:
    typed = list(written_down(key).replace("-", ""))
    if typed[place] == letter:
        return
    typed[place] = letter

    with pytest.raises(BadRecoveryKey) as told:
        read_typed("".join(typed))

    assert told.value.facts == {"group": place // 5 + 1}


@given(keys, st.integers(0, 12), st.integers(0, 3))
def test_two_swapped_letters_are_told_by_their_group(key: bytes, group: int, place: int) -> None:
    groups = [list(part) for part in written_down(key).split("-")]
    letters = groups[group]
    if letters[place] == letters[place + 1]:
        return
    letters[place], letters[place + 1] = letters[place + 1], letters[place]

    with pytest.raises(BadRecoveryKey) as told:
        read_typed("-".join("".join(part) for part in groups))

    assert told.value.facts == {"group": group + 1}


def test_two_swapped_groups_are_told_by_the_first() -> None:
    groups = written_down(KEY).split("-")
    groups[4], groups[9] = groups[9], groups[4]

    with pytest.raises(BadRecoveryKey) as told:
        read_typed("-".join(groups))

    assert told.value.facts == {"group": 5}


@pytest.mark.parametrize(
    ("change", "group"),
    [
        (lambda groups: groups[:-1], 13),
        (lambda groups: groups[:6], 7),
        (lambda groups: [], 1),
        (lambda groups: [*groups, groups[0]], 14),
        (lambda groups: [*groups[:3], groups[3][:-1], *groups[4:]], 4),
        (lambda groups: [*groups[:3], groups[3] + "A", *groups[4:]], 4),
        (lambda groups: [*groups[:12], "UUUUU"], 13),
        (lambda groups: ["열쇠가", *groups[1:]], 1),
    ],
)
def test_what_is_missing_or_too_much_is_told_by_its_group(
    change: Callable[[list[str]], list[str]], group: int
) -> None:
    with pytest.raises(BadRecoveryKey) as told:
        read_typed("-".join(change(written_down(KEY).split("-"))))

    assert told.value.facts == {"group": group}


@given(st.text(max_size=80))
def test_whatever_is_typed_is_a_key_or_a_clear_error(text: str) -> None:
    with pytest.raises(BadRecoveryKey):
        read_typed(text)


def test_a_new_key_takes_all_its_bytes_from_the_generator() -> None:
    assert new_recovery_key(random.Random(3).randbytes) == random.Random(3).randbytes(32)


def test_what_is_sealed_opens_with_the_recovery_key_alone() -> None:
    kept = backup_keys(KEY)
    data = seal_box(b"a shop of stars", keys=kept, bound_to=b"segment 1")

    assert open_box(data, key=KEY, bound_to=b"segment 1", file="x") == b"a shop of stars"
    for other in (kept.public, kept.index, bytes(32)):
        with pytest.raises(DamagedBackup):
            open_box(data, key=other, bound_to=b"segment 1", file="x")


@given(st.data())
def test_a_changed_or_moved_box_does_not_open(data: st.DataObject) -> None:
    box = seal_box(b"a shop of stars", keys=backup_keys(KEY), bound_to=b"segment 1")
    place = data.draw(st.integers(0, len(box) * 8 - 1))
    flipped = bytearray(box)
    flipped[place // 8] ^= 1 << place % 8

    changed = [
        (bytes(flipped), b"segment 1"),
        (box, b"segment 2"),
        (box[: place // 8], b"segment 1"),
    ]
    for bad, bound_to in changed:
        with pytest.raises(DamagedBackup):
            open_box(bad, key=KEY, bound_to=bound_to, file="x")


def test_two_keys_have_two_fingerprints() -> None:
    other = random.Random(8).randbytes(32)

    assert backup_keys(KEY).fingerprint() == backup_keys(KEY).fingerprint()
    assert backup_keys(KEY).fingerprint() != backup_keys(other).fingerprint()
