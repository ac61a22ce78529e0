"""Make keys that sign access tokens."""

from typing import Final

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

_BITS: Final = 2048
"""The least for RS256 (RFC 7518, section 3.3); larger ones verify slower."""
_EXPONENT: Final = 65537
"""Advised by the cryptography package for all new keys."""


def make_signing_key() -> bytes:
    """Return a fresh RSA private key: DER, PKCS8, not encrypted. Takes about 50 ms."""
    key = rsa.generate_private_key(public_exponent=_EXPONENT, key_size=_BITS)
    return key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
