"""Tokens are read back as they were written, and nothing else is read at all."""

from datetime import UTC, datetime
from functools import cache
from typing import Final

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_der_private_key
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.trust.door import signing_key
from tests.trust.forged import forgeries, parts_of

from dure.errors import Unauthenticated
from dure.korean.messages import sentence_for
from dure.trust.access import Caller
from dure.trust.signing import SigningKey
from dure.trust.tokens import (
    Party,
    TokenClaims,
    is_genuine,
    read,
    read_refresh,
    sign,
    write_refresh,
)

NOW_S: Final = datetime(2026, 11, 21, 3, tzinfo=UTC).timestamp()
PARTY: Final = Party(issuer="dure", audience="dure")
FAMILY: Final = "01M7Y0QRW02J6YTZMA6J48VASV"
CALLER: Final = Caller(tenant="main", user="kim", role="member", family=FAMILY)


@cache
def ours() -> SigningKey:
    private = load_der_private_key(signing_key(1), password=None)
    assert isinstance(private, RSAPrivateKey)
    return SigningKey(kid="ours", made_s=NOW_S, private=private, public=private.public_key())


CLAIMS: Final = TokenClaims(
    caller=CALLER, version=3, kid="ours", issued_s=NOW_S, expires_s=NOW_S + 600
)
GOOD: Final = sign(CLAIMS, key=ours(), party=PARTY, token_id="t1")
# Times are not these functions' business; see test_verifier.
FORGED: Final = {
    name: token
    for name, token in forgeries(GOOD, ours()).items()
    if name not in ("expired", "signed tomorrow", "exp not a number")
}


def public(kid: str) -> RSAPublicKey | None:
    return ours().public if kid == "ours" else None


def test_a_token_is_read_back() -> None:
    assert read(GOOD, public=public, party=PARTY) == CLAIMS


def test_a_token_says_no_more_than_it_must() -> None:
    header, claims, _ = parts_of(GOOD)

    assert header == {"alg": "RS256", "typ": "at+jwt", "kid": "ours"}
    assert claims == {
        "iss": "dure", "aud": "dure", "sub": "kim", "tenant": "main", "role": "member",
        "sid": FAMILY, "ver": 3, "iat": NOW_S, "exp": NOW_S + 600, "jti": "t1",
    }  # fmt: skip


@pytest.mark.parametrize("name", FORGED)
def test_a_forged_token_is_refused_like_any_other(name: str) -> None:
    with pytest.raises(Unauthenticated) as raised:
        read(FORGED[name], public=public, party=PARTY)

    assert str(raised.value) == "unauthenticated"
    assert raised.value.facts == {}
    assert sentence_for(raised.value) == sentence_for(Unauthenticated())


def test_a_token_of_another_installation_is_refused() -> None:
    with pytest.raises(Unauthenticated):
        read(GOOD, public=public, party=Party(issuer="dure", audience="theirs"))


@settings(deadline=None)
@given(st.text())
def test_no_text_gets_in_or_breaks_anything(text: str) -> None:
    with pytest.raises(Unauthenticated):
        read(text, public=public, party=PARTY)


@settings(deadline=None)
@given(st.integers(0, len(GOOD) - 1), st.sampled_from("AZaz09-_.=\x00 "))
def test_no_letter_of_a_token_can_be_changed(place: int, letter: str) -> None:
    changed = GOOD[:place] + letter + GOOD[place + 1 :]
    # The last letter of each part holds bits that mean nothing.
    if changed == GOOD or place + 1 == len(GOOD):
        return

    with pytest.raises(Unauthenticated):
        read(changed, public=public, party=PARTY)


SECRET: Final = b"s" * 32


@settings(deadline=None)
@given(st.sampled_from(["main", "a.b@c-d_e", "x" * 64]), st.integers(0, 999_999_999))
def test_a_refresh_token_is_read_back(tenant: str, generation: int) -> None:
    token = write_refresh(tenant, FAMILY, generation, secret=SECRET)

    read_back = read_refresh(token)

    assert (read_back.tenant, read_back.family, read_back.generation) == (
        tenant, FAMILY, generation
    )  # fmt: skip
    assert is_genuine(read_back, secret=SECRET)
    assert write_refresh(tenant, FAMILY, generation, secret=SECRET) == token


def test_a_refresh_token_holds_for_its_own_generation_family_and_tenant_only() -> None:
    tenant, family, generation, proof = write_refresh("main", FAMILY, 3, secret=SECRET).split(".")
    others = [
        f"{tenant}.{family}.4.{proof}",
        f"{tenant}.{family[:-1]}W.{generation}.{proof}",
        f"bWFpbmU.{family}.{generation}.{proof}",
        f"{tenant}.{family}.{generation}.{'A' * 43}",
    ]

    assert not any(is_genuine(read_refresh(other), secret=SECRET) for other in others)
    assert not is_genuine(read_refresh(".".join((tenant, family, "3", proof))), secret=b"t" * 32)


@pytest.mark.parametrize(
    "text",
    ["", "...", GOOD, f"AAAA.{FAMILY}.-1.{'A' * 43}", f"AAAA.{FAMILY}.٣.{'A' * 43}",
     f"AA.{FAMILY}.1.{'A' * 43}", f"_-8.{FAMILY}.1.{'A' * 43}", f"AAAA.{FAMILY}.1.{'A' * 43}\n",
     f"bWEAaW4.{FAMILY}.1.{'A' * 43}", f"{'A' * 65536}.{FAMILY}.1.{'A' * 43}", "가\ud800\x00"],
)  # fmt: skip
def test_what_is_no_refresh_token_is_refused(text: str) -> None:
    with pytest.raises(Unauthenticated):
        read_refresh(text)


@settings(deadline=None)
@given(st.text())
def test_no_text_is_a_refresh_token(text: str) -> None:
    with pytest.raises(Unauthenticated):
        read_refresh(text)
