"""The keys that sign access tokens: made, kept sealed, rotated, and let go.

The newest signs; older ones verify until the last token they signed has run out. All processes
on one database use the same: whoever meets an unknown key looks into the store once.
"""

import base64
import hashlib
from dataclasses import dataclass
from itertools import zip_longest
from typing import Final

import orjson
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_der_private_key

from dure.errors import Corrupt
from dure.kernel.clock import Clock
from dure.kernel.events import Json, Sealed
from dure.ports.stores import Store
from dure.trust.seal import Sealer

HOUSE: Final = "house"
"""Whose keys seal what belongs to the installation and to no person."""
SIGNING: Final = "signing"

_SPACE: Final = "trust.signing"
_STREAM: Final = "trust:signing"
_KID_LETTERS: Final = 32
"""128 bits of the key's own hash: no two keys share them."""
_TICK_S: Final = 1e-3


@dataclass(frozen=True, kw_only=True)
class SigningKey:
    """A key pair. made_s: seconds of the epoch when it was made."""

    kid: str
    made_s: float
    private: RSAPrivateKey
    public: RSAPublicKey


class SigningKeys:
    """The installation's signing keys; `reload` comes first.

    keeps_s: how long a key verifies after its successor was made. reload_s: the least time
    between two looks into the store that unknown keys may cause, so that forged ones do not
    hammer it.
    """

    def __init__(
        self, *, store: Store, sealer: Sealer, clock: Clock, keeps_s: float, reload_s: float
    ) -> None:
        self._store, self._sealer, self._clock = store, sealer, clock
        self._keeps_s, self._reload_s = keeps_s, reload_s
        self._keys: dict[str, SigningKey] = {}
        self._looked_s: float | None = None

    def __len__(self) -> int:
        """Return how many keys there are, the signing one and those that verify."""
        return len(self._keys)

    def current(self) -> SigningKey:
        """Return the key to sign with: the newest."""
        return max(self._keys.values(), key=_age)

    def public(self, kid: str) -> RSAPublicKey | None:
        """Return the key to verify with, None if it is none of ours or no longer one."""
        key = self._keys.get(kid)
        if key is None and self._may_look():
            self.reload()
            key = self._keys.get(kid)
        return None if key is None else key.public

    def is_ours(self, kid: str) -> bool:
        """Tell whether a key is one of those known, without a look into the store."""
        return kid in self._keys

    def add(self, private: bytes) -> str:
        """Keep a fresh key, sign with it from now on and return its id.

        private: RSA, DER, PKCS8.
        Raises Corrupt if it is another kind of key.
        """
        _rsa(private)
        kid = hashlib.sha256(private).hexdigest()[:_KID_LETTERS]
        # The newest signs, also where the clock stands still or was set back.
        made_s = max([self._now_s(), *(key.made_s + _TICK_S for key in self._keys.values())])
        payload = {"made_s": made_s, "private": base64.b64encode(private).decode()}
        key_id = self._sealer.current_key(HOUSE, SIGNING, self._clock.now().date().isoformat())
        sealed = self._sealer.seal(payload, key_id=key_id, tenant=HOUSE, stream=_STREAM)
        kept = {"key_id": key_id, "data": base64.b64encode(sealed.data or b"").decode()}
        self._store.put(_SPACE, kid, orjson.dumps(kept))
        self.reload()
        return kid

    def keep_only(self, kid: str) -> None:
        """Let all other keys go at once, and with them every token they signed."""
        for other in [other for other in self._keys if other != kid]:
            self._store.delete(_SPACE, other)
        self.reload()

    def reload(self) -> None:
        """Read the keys anew and let those go whose tokens have all run out.

        Those that nobody can open any more, after a restore without the keys that sealed them,
        are passed over.
        Raises Corrupt if one was changed.
        """
        kept = self._store.items(_SPACE)
        opened = [self._keys.get(kid) or self._opened(kid, value) for kid, value in kept]
        in_order = sorted((key for key in opened if key is not None), key=_age)
        self._keys = {}
        for key, successor in zip_longest(in_order, in_order[1:]):
            if successor and successor.made_s + self._keeps_s <= self._now_s():
                self._store.delete(_SPACE, key.kid)
            else:
                self._keys[key.kid] = key

    def _opened(self, kid: str, value: bytes) -> SigningKey | None:
        kept: Json = orjson.loads(value)
        sealed = Sealed(key_id=kept["key_id"], data=base64.b64decode(kept["data"]))
        payload = self._sealer.open_sealed(sealed, tenant=HOUSE, stream=_STREAM)
        if payload is None:
            return None
        private = _rsa(base64.b64decode(payload["private"]))
        return SigningKey(
            kid=kid, made_s=payload["made_s"], private=private, public=private.public_key()
        )

    def _may_look(self) -> bool:
        now_s = self._clock.elapsed_s()
        if self._looked_s is not None and now_s - self._looked_s < self._reload_s:
            return False
        self._looked_s = now_s
        return True

    def _now_s(self) -> float:
        return self._clock.now().timestamp()


def _rsa(private: bytes) -> RSAPrivateKey:
    key = load_der_private_key(private, password=None)
    if not isinstance(key, RSAPrivateKey):
        raise Corrupt("a signing key is not RSA", where="signing")
    return key


def _age(key: SigningKey) -> tuple[float, str]:
    return key.made_s, key.kid
