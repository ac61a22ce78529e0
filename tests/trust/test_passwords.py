"""Passwords: which may be one, and what is kept of them."""

import random
import time
import unicodedata
from statistics import median

import pytest
from tests.trust.door import PASSWORD, QUICK

from dure.errors import WeakPassword
from dure.trust.passwords import Passwords, PasswordSettings


@pytest.fixture
def passwords() -> Passwords:
    return Passwords(random.Random(1).randbytes, QUICK)


@pytest.mark.parametrize("password", ["a" * 8, "가나다라마바사아", "a" * 200, "🔑" * 8, " " * 8])
def test_from_8_to_200_letters_are_a_password(passwords: Passwords, password: str) -> None:
    assert passwords.read(password, user="kim") == password


@pytest.mark.parametrize(
    "password",
    [
        "",
        "a" * 7,
        "가나다라마바사",
        "a" * 201,
        "a" * 10**6,
        "long-name",
        "LONG-NAME",
        "lone \ud800 one",
    ],
)
def test_what_is_no_password_is_refused(passwords: Passwords, password: str) -> None:
    with pytest.raises(WeakPassword) as raised:
        passwords.read(password, user="long-name")

    assert raised.value.facts == {"least": 8, "most": 200}


async def test_a_password_matches_its_hash(passwords: Passwords) -> None:
    hashed = await passwords.hash(PASSWORD)

    assert await passwords.matches(hashed, PASSWORD)
    assert not await passwords.matches(hashed, PASSWORD + " ")


async def test_a_password_matches_however_the_keyboard_composes_hangul(
    passwords: Passwords,
) -> None:
    composed = passwords.read(unicodedata.normalize("NFD", PASSWORD), user="kim")

    assert composed == PASSWORD
    hashed = await passwords.hash(composed)
    assert await passwords.matches(hashed, unicodedata.normalize("NFD", PASSWORD))


@pytest.mark.parametrize("typed", ["", "a" * 1_000_000, "\ud800", "\x00"])
async def test_nothing_typed_breaks_anything(passwords: Passwords, typed: str) -> None:
    assert not await passwords.matches(await passwords.hash(PASSWORD), typed)


async def test_nobodys_password_is_never_right(passwords: Passwords) -> None:
    assert not await passwords.matches(None, PASSWORD)


async def test_a_hash_that_is_none_is_never_right(passwords: Passwords) -> None:
    assert not await passwords.matches("$argon2id$broken", PASSWORD)
    assert not await passwords.matches("plain", "plain")


async def test_the_same_password_is_hashed_differently_each_time(passwords: Passwords) -> None:
    hashes = {await passwords.hash(PASSWORD) for _ in range(3)}

    assert len(hashes) == 3


async def test_by_default_a_hash_costs_what_owasp_asks_for() -> None:
    passwords = Passwords(random.Random(1).randbytes, PasswordSettings())

    assert (await passwords.hash(PASSWORD)).startswith("$argon2id$v=19$m=19456,t=2,p=1$")


async def test_a_hash_of_other_parameters_is_outdated(passwords: Passwords) -> None:
    dearer = Passwords(random.Random(1).randbytes, PasswordSettings(memory_kib=16, passes=1))
    hashed = await passwords.hash(PASSWORD)

    assert not passwords.is_outdated(hashed)
    assert dearer.is_outdated(hashed)


async def test_nobodys_password_takes_as_long_as_somebodys() -> None:
    passwords = Passwords(random.Random(1).randbytes, PasswordSettings())
    hashed = await passwords.hash(PASSWORD)
    await passwords.matches(None, "warm up")

    async def took_s(of: str | None) -> float:
        began = time.perf_counter()
        await passwords.matches(of, "wrong password")
        return time.perf_counter() - began

    pairs = [(await took_s(hashed), await took_s(None)) for _ in range(7)]

    ratio = median(nobodys / somebodys for somebodys, nobodys in pairs)
    assert 0.5 < ratio < 2
