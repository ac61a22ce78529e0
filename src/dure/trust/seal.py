"""Seal personal data with the key of its owner, so that destroying the key forgets it.

AES-256-GCM; the key's id and the stream are authenticated with it, so a ciphertext moved
elsewhere does not open.
"""

from itertools import count
from typing import Final

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from dure.errors import Corrupt, Forbidden
from dure.kernel.events import Event, Json, Sealed
from dure.kernel.ids import RandomBytes
from dure.ports.keys import KeyStore

_NONCE_BYTES: Final = 12
_TAG_BYTES: Final = 16
KEY_BYTES: Final = 32


def key_id_of(person: str, retention: str, day: str) -> str:
    """Return the id of the key for one person, retention class and day (ISO date)."""
    return f"{person}/{retention}/{day}"


def seal(plain: bytes, *, key: bytes, nonce: bytes, bound_to: bytes) -> bytes:
    """Return nonce + ciphertext; the nonce must never be used twice with a key."""
    return nonce + AESGCM(key).encrypt(nonce, plain, bound_to)


def unseal(data: bytes, *, key: bytes, bound_to: bytes) -> bytes:
    """Return the plain bytes.

    Raises Corrupt if they were changed or moved.
    """
    if len(data) < _NONCE_BYTES + _TAG_BYTES:
        raise Corrupt(where="sealed")
    try:
        return AESGCM(key).decrypt(data[:_NONCE_BYTES], data[_NONCE_BYTES:], bound_to)
    except InvalidTag as error:
        raise Corrupt(where="sealed") from error


class Sealer:
    """Seals and opens payloads of events with the keys of a key store."""

    def __init__(self, keys: KeyStore, random: RandomBytes) -> None:
        self._keys = keys
        self._random = random

    def current_key(self, person: str, retention: str, day: str) -> str:
        """Return the id of the key to seal with: a destroyed key is followed by another.

        A person who was forgotten and comes back the same day begins anew ("…+1").
        """
        base = key_id_of(person, retention, day)
        for generation in count():
            key_id = f"{base}+{generation}" if generation else base
            try:
                self._keys.get_or_make(key_id, self._random(KEY_BYTES))
            except Forbidden:
                continue
            return key_id
        raise AssertionError("count() does not end")

    def seal(self, payload: Json, *, key_id: str, tenant: str, stream: str) -> Sealed:
        """Seal a payload, making the key if it is the first of its day."""
        key = self._keys.get_or_make(key_id, self._random(KEY_BYTES))
        data = seal(
            orjson.dumps(payload),
            key=key,
            nonce=self._random(_NONCE_BYTES),
            bound_to=_binding(key_id, tenant, stream),
        )
        return Sealed(key_id=key_id, data=data)

    def open(self, event: Event) -> Json | None:
        """Return the sealed payload; None where nothing was sealed or it was forgotten.

        Raises Corrupt if the bytes were changed.
        """
        if event.sealed is None:
            return None
        return self.open_sealed(event.sealed, tenant=event.tenant, stream=event.stream)

    def open_sealed(self, sealed: Sealed, *, tenant: str, stream: str) -> Json | None:
        """Return what `seal` sealed, wherever it was kept; None if it was forgotten.

        Raises Corrupt if the bytes were changed or moved.
        """
        if sealed.data is None:
            return None
        key = self._keys.get(sealed.key_id)
        if key is None:
            return None
        bound_to = _binding(sealed.key_id, tenant, stream)
        payload: Json = orjson.loads(unseal(sealed.data, key=key, bound_to=bound_to))
        return payload

    def drop_known(self, key_id: str) -> None:
        """Forget what is kept at hand of a key that another process destroyed."""
        self._keys.drop_known(key_id)


def _binding(key_id: str, tenant: str, stream: str) -> bytes:
    return orjson.dumps((key_id, tenant, stream))
