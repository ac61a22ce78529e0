"""The recovery key: 256 bits that stand on paper, and what is derived from them.

What an installation keeps (`BackupKeys`) lets it write backups and read their list, never
open what they hold: that takes the private half, which is derived from the paper each time.
Boxes are HPKE (RFC 9180: X25519, HKDF-SHA256, AES-256-GCM) in one shot.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from dure.errors import BadRecoveryKey, DamagedBackup
from dure.kernel.ids import RandomBytes

_ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O (read as 1, 1, 0) and no U."""
_FORGIVEN: Final = str.maketrans("ILO", "110")
_SEPARATORS: Final = re.compile(r"[\s\-‐-―_.,/]+")
_KEY_BYTES: Final = 32
_DATA_LETTERS: Final = 4
_GROUPS: Final = 13
"""Groups of four letters hold 260 bits: the key and four bits that must be zero."""
_SPARE_BITS: Final = _GROUPS * _DATA_LETTERS * 5 - _KEY_BYTES * 8
_FINGERPRINT_BYTES: Final = 8
_SUITE: Final = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


@dataclass(frozen=True, kw_only=True)
class BackupKeys:
    """What an installation keeps of its recovery key, 32 bytes each.

    public: boxes are sealed for it. index: seals and authenticates the lists of a backup
    (which files, how far, what was erased), which the installation must read again.
    """

    public: bytes
    index: bytes

    def fingerprint(self) -> bytes:
        """Return 8 bytes that tell this recovery key from others and nothing else."""
        return _derived(self.index, b"fingerprint")[:_FINGERPRINT_BYTES]


def new_recovery_key(random: RandomBytes) -> bytes:
    """Return 32 fresh bytes."""
    return random(_KEY_BYTES)


def written_down(key: bytes) -> str:
    """Return a recovery key as thirteen groups of five letters; the fifth checks its group."""
    value = int.from_bytes(key) << _SPARE_BITS
    shifts = range((_GROUPS * _DATA_LETTERS - 1) * 5, -1, -5)
    digits = [value >> shift & 31 for shift in shifts]
    groups = [digits[i : i + _DATA_LETTERS] for i in range(0, len(digits), _DATA_LETTERS)]
    return "-".join(
        "".join(_ALPHABET[digit] for digit in (*group, _check(group, number)))
        for number, group in enumerate(groups, start=1)
    )


def read_typed(text: str) -> bytes:
    """Return the recovery key that somebody typed from paper.

    Forgives lower case, full-width letters, O for 0, I and L for 1, and any or no separators.
    Raises BadRecoveryKey naming the first group that is missing, too much or does not fit.
    """
    digits: list[int] = []
    groups = _groups(text)
    for number, group in enumerate(groups, start=1):
        values = [_ALPHABET.find(letter) for letter in group]
        fits = len(values) == _DATA_LETTERS + 1 and -1 not in values and number <= _GROUPS
        if not fits or _check(values[:-1], number) != values[-1]:
            raise BadRecoveryKey(group=number)
        digits += values[:-1]
    value = sum(digit << 5 * place for place, digit in enumerate(reversed(digits)))
    if len(groups) < _GROUPS:
        raise BadRecoveryKey(group=len(groups) + 1)
    if value & ((1 << _SPARE_BITS) - 1):
        raise BadRecoveryKey(group=_GROUPS)
    return (value >> _SPARE_BITS).to_bytes(_KEY_BYTES)


def _groups(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKC", text).upper().translate(_FORGIVEN)
    parts = [part for part in _SEPARATORS.split(plain) if part]
    if abs(len(parts) - _GROUPS) <= 1:
        return parts  # Typed in groups: a letter too few in one does not shift the others.
    size = _DATA_LETTERS + 1
    joined = "".join(parts)
    return [joined[i : i + size] for i in range(0, len(joined), size)]


def _check(digits: Sequence[int], number: int) -> int:
    """Return what finds any wrong letter, two swapped ones and a group in another's place.

    A sum with weights 2, 4, 8 … in GF(32) (polynomial x^5 + x^2 + 1).
    """
    total = number
    for digit in digits:
        total = _doubled(total) ^ digit
    return _doubled(total)


def _doubled(value: int) -> int:
    return value << 1 ^ (0b100101 if value & 16 else 0)


def backup_keys(key: bytes) -> BackupKeys:
    """Return what an installation keeps of a recovery key."""
    public = _private(key).public_key().public_bytes_raw()
    return BackupKeys(public=public, index=_derived(key, b"index"))


def seal_box(plain: bytes, *, keys: BackupKeys, bound_to: bytes) -> bytes:
    """Return what only the holder of the recovery key opens."""
    return _SUITE.encrypt(plain, X25519PublicKey.from_public_bytes(keys.public), info=bound_to)


def open_box(data: bytes, *, key: bytes, bound_to: bytes, file: str) -> bytes:
    """Return what was sealed.

    key: the recovery key. file: what to call it in the error.
    Raises DamagedBackup if it was changed, moved or sealed for another key.
    """
    try:
        return _SUITE.decrypt(data, _private(key), info=bound_to)
    except (InvalidTag, ValueError) as error:
        raise DamagedBackup(file=file) from error


def _private(key: bytes) -> X25519PrivateKey:
    return X25519PrivateKey.from_private_bytes(_derived(key, b"boxes"))


def _derived(key: bytes, purpose: bytes) -> bytes:
    info = b"dure backup " + purpose
    return HKDF(algorithm=SHA256(), length=_KEY_BYTES, salt=None, info=info).derive(key)
