"""Secrets that the installation makes for itself once and keeps: sealed, in the store.

They stand for a purpose (a key that browsers subscribed to, a key under which ids from elsewhere
become names), so that none of them serves two.
"""

import base64
import hashlib
import hmac
from typing import Final

import orjson

from dure.kernel.clock import Clock
from dure.kernel.events import Json, Sealed
from dure.kernel.ids import RandomBytes
from dure.ports.stores import Store
from dure.trust.seal import Sealer
from dure.trust.signing import HOUSE

SECRET_BYTES: Final = 32
_SPACE: Final = "trust.secrets"
_RETENTION: Final = "secret"
_NAME_LETTERS: Final = 32
"""128 bits: nobody meets somebody else under one name."""


class HouseSecrets:
    """The secrets of one installation, by purpose."""

    def __init__(self, *, store: Store, sealer: Sealer, clock: Clock, random: RandomBytes) -> None:
        self._store, self._sealer, self._clock, self._random = store, sealer, clock, random

    def of(self, purpose: str) -> bytes:
        """Return the 32 bytes of a purpose, the same ones for good.

        They are made anew where the kept ones cannot be opened any more (a restore without the
        key that sealed them). Raises Corrupt if they were changed.
        """
        while (kept := self._store.get(_SPACE, purpose)) is not None:
            secret = self._opened(purpose, kept)
            if secret is not None:
                return secret
            self._store.delete(_SPACE, purpose)
        return self._made(purpose)

    def _opened(self, purpose: str, value: bytes) -> bytes | None:
        kept: Json = orjson.loads(value)
        sealed = Sealed(key_id=kept["key_id"], data=base64.b64decode(kept["data"]))
        told = self._sealer.open_sealed(sealed, tenant=HOUSE, stream=_stream(purpose))
        return None if told is None else base64.b64decode(told["secret"])

    def _made(self, purpose: str) -> bytes:
        secret = self._random(SECRET_BYTES)
        key_id = self._sealer.current_key(HOUSE, _RETENTION, self._clock.now().date().isoformat())
        plain = {"secret": base64.b64encode(secret).decode()}
        sealed = self._sealer.seal(plain, key_id=key_id, tenant=HOUSE, stream=_stream(purpose))
        kept = {"key_id": key_id, "data": base64.b64encode(sealed.data or b"").decode()}
        if not self._store.put_new(_SPACE, purpose, orjson.dumps(kept)):
            return self.of(purpose)  # Another process was first: there is one secret, not two.
        return secret


def name_under(secret: bytes, known_as: str) -> str:
    """Return a name for an id from elsewhere, from which nobody without the secret finds the id."""
    digest = hmac.digest(secret, known_as.encode("utf-8", "surrogatepass"), hashlib.sha256)
    return digest.hex()[:_NAME_LETTERS]


def _stream(purpose: str) -> str:
    return f"secret:{purpose}"
