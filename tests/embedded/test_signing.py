"""Signing keys are what RS256 asks for, and no two are the same."""

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_der_private_key

from dure.embedded.signing import make_signing_key


def test_a_key_is_rsa_of_2048_bits() -> None:
    key = load_der_private_key(make_signing_key(), password=None)

    assert isinstance(key, RSAPrivateKey)
    assert key.key_size == 2048


def test_no_two_keys_are_the_same() -> None:
    assert make_signing_key() != make_signing_key()
