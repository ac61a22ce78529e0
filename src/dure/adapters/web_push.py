"""Web Push: notices to a browser that need not be open, through the push service of its maker.

What is sent is encrypted for the one browser (RFC 8291, aes128gcm of RFC 8188); the service sees
only who sends (RFC 8292, VAPID) and how long. The address comes from a browser, so anybody may
have written it: only hosts of known push services are ever spoken to.

Our own lines and no library: docs/decisions/0008-web-push.md.
"""

import asyncio
import base64
import binascii
from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import asynccontextmanager
from typing import Final
from urllib.parse import urlsplit

import httpx2
import orjson
from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from dure.errors import BadSetting, InvalidInput, LateAnswer, NotFound, Unavailable
from dure.kernel.clock import Clock
from dure.kernel.ids import RandomBytes
from dure.kernel.servers import may_reach
from dure.ports.notices import Notice, NoticeTarget, Notifier

SERVICES: Final = (
    "fcm.googleapis.com",
    "updates.push.services.mozilla.com",
    "web.push.apple.com",
    "*.notify.windows.com",
)
"""Hosts of the services of Chrome, Firefox, Safari and Edge."""
_CURVE: Final = ec.SECP256R1()
_POINT_BYTES: Final = 65
_AUTH_BYTES: Final = 16
_SALT_BYTES: Final = 16
_RECORD_BYTES: Final = 4096
_PLAIN_LIMIT: Final = _RECORD_BYTES - 16 - 1 - 86
"""Bytes: a service need not take more than 4,096 (RFC 8030, section 7.2), overhead included."""
_TOKEN_S: Final = 12 * 3600
"""At most 24 hours (RFC 8292, section 2)."""
_GONE: Final = (404, 410)
_WHAT: Final = "알림"


class WebPush(Notifier):
    """A target's address: {"endpoint", "p256dh", "auth"}, as a browser's subscription tells them.

    key: our private key, 32 bytes; whoever has it may send to all who subscribed to it. contact:
    `mailto:` or `https:`, whom the service may ask. hosts: services beside the known ones, as
    `may_reach` takes them.
    keep_s: how long, at most, the service keeps a notice for a browser that is away.
    Raises BadFile for a contact that is none.
    """

    def __init__(  # noqa: PLR0913 - a service is told all of these
        self,
        clock: Clock,
        random: RandomBytes,
        *,
        key: bytes,
        contact: str,
        hosts: Collection[str] = (),
        timeout_s: float = 10.0,
        keep_s: int = 12 * 3600,
    ) -> None:
        if not contact.startswith(("mailto:", "https:")):
            raise BadSetting(file="notices.contact", why="mailto: 나 https: 로 시작해야 해요.")
        self._clock, self._random, self._key, self._contact = clock, random, key, contact
        self._hosts, self._timeout_s, self._keep_s = (*SERVICES, *hosts), timeout_s, keep_s
        # No redirect is followed: it would lead away from the hosts that may be spoken to.
        self._client = httpx2.AsyncClient(trust_env=False, follow_redirects=False)

    async def send(self, notice: Notice, target: NoticeTarget) -> None:
        """See Notifier."""
        self.check(target.address)
        endpoint = target.address["endpoint"]
        told = {"notice": notice.id, "title": notice.title, "path": notice.path}
        body = encrypted(
            orjson.dumps(told),
            p256dh=_bytes(target.address["p256dh"], _POINT_BYTES),
            auth=_bytes(target.address["auth"], _AUTH_BYTES),
            salt=self._random(_SALT_BYTES),
            ours=_private(self._random(32)),
        )
        token = vapid_token(endpoint, self._contact, self._clock.now().timestamp(), self._key)
        headers = {
            "Authorization": f"vapid t={token}, k={public_key(self._key)}",
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(self._kept_s(notice)),
            "Urgency": "normal",
            # Sent again, it replaces the first one that still waits (RFC 8030, section 5.4).
            "Topic": notice.id[-32:],
        }
        async with _translated(self._timeout_s):
            response = await self._client.post(endpoint, content=body, headers=headers)
        _check_taken(response)

    def _kept_s(self, notice: Notice) -> int:
        """Return for how long the service may keep a notice; 0 brings it at once or never."""
        if notice.until is None:
            return self._keep_s
        left = int((notice.until - self._clock.now()).total_seconds())
        return min(self._keep_s, max(left, 0))

    @property
    def public_key(self) -> str:
        """Return the key with which a browser subscribes to us: base64url of 65 bytes."""
        return public_key(self._key)

    def check(self, address: Mapping[str, str]) -> None:
        """See Notifier; a host that is not spoken to is refused here already."""
        if not {"endpoint", "p256dh", "auth"} <= set(address):
            raise InvalidInput("a subscription has an endpoint and two keys")
        if not may_reach(address["endpoint"], self._hosts):
            raise InvalidInput("not the address of a push service that is known here")
        _point(_bytes(address["p256dh"], _POINT_BYTES))
        _bytes(address["auth"], _AUTH_BYTES)

    async def close(self) -> None:
        """See Notifier."""
        await self._client.aclose()


def encrypted(
    plain: bytes, *, p256dh: bytes, auth: bytes, salt: bytes, ours: ec.EllipticCurvePrivateKey
) -> bytes:
    """Return a message that only one browser can read.

    p256dh: its public key, 65 bytes. auth: its secret, 16 bytes. salt: 16 bytes, and ours: a key
    pair, both never used before.
    Raises InvalidInput if the message is too long.

    Source: RFC 8291, section 3.4; RFC 8188, section 2.
    """
    if len(plain) > _PLAIN_LIMIT:
        raise InvalidInput(f"a push message has {_PLAIN_LIMIT} bytes at most")
    point = _point_of(ours)
    shared = ours.exchange(ec.ECDH(), _point(p256dh))
    secret = _derived(shared, salt=auth, info=b"WebPush: info\x00" + p256dh + point, length=32)
    key = _derived(secret, salt=salt, info=b"Content-Encoding: aes128gcm\x00", length=16)
    nonce = _derived(secret, salt=salt, info=b"Content-Encoding: nonce\x00", length=12)
    # 2 ends the last record; there is one.
    sealed = AESGCM(key).encrypt(nonce, plain + b"\x02", None)
    head = salt + _RECORD_BYTES.to_bytes(4, "big") + bytes([len(point)]) + point
    return head + sealed


def vapid_token(endpoint: str, contact: str, now_s: float, key: bytes) -> str:
    """Return the token that says who sends: signed for one service and half a day.

    Source: RFC 8292, section 2; ES256 of RFC 7518, section 3.4.
    """
    parts = urlsplit(endpoint)
    claims = {
        "aud": f"{parts.scheme}://{parts.netloc}",
        "exp": int(now_s) + _TOKEN_S,
        "sub": contact,
    }
    said = b".".join(_text(orjson.dumps(part)) for part in ({"typ": "JWT", "alg": "ES256"}, claims))
    signature = _private(key).sign(said, ec.ECDSA(hashes.SHA256()))
    both = b"".join(number.to_bytes(32, "big") for number in decode_dss_signature(signature))
    return (said + b"." + _text(both)).decode()


def public_key(key: bytes) -> str:
    """Return the public key of a private one as browsers take it: base64url of 65 bytes."""
    return _text(_point_of(_private(key))).decode()


def _check_taken(response: httpx2.Response) -> None:
    if response.status_code in _GONE:
        raise NotFound(what="알림 받을 곳")
    if response.status_code >= 300:
        raise Unavailable(f"the push service answers {response.status_code}", what=_WHAT)


@asynccontextmanager
async def _translated(timeout_s: float) -> AsyncIterator[None]:
    """Say in our words what goes wrong: not sent at all, or nobody knows."""
    try:
        async with asyncio.timeout(timeout_s):
            yield
    except httpx2.ConnectError as error:
        raise Unavailable("the push service cannot be reached", what=_WHAT) from error
    except (TimeoutError, httpx2.HTTPError) as error:
        raise LateAnswer from error


def _derived(secret: bytes, *, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=length, salt=salt, info=info).derive(secret)


def _private(key: bytes) -> ec.EllipticCurvePrivateKey:
    # Any 32 bytes make a key: they are read as a number and taken into the group's order.
    order = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
    return ec.derive_private_key(int.from_bytes(key, "big") % (order - 1) + 1, _CURVE)


def _point_of(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.public_key().public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
    )


def _point(data: bytes) -> ec.EllipticCurvePublicKey:
    try:
        return ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, data)
    except (ValueError, InvalidKey) as error:
        raise InvalidInput("not a key of this curve") from error


def _bytes(text: str, length: int) -> bytes:
    """Raises InvalidInput for what is not so many bytes in base64url."""
    try:
        padded = text.rstrip("=").encode("ascii")
        data = base64.b64decode(padded + b"=" * (-len(padded) % 4), altchars=b"-_", validate=True)
    except (ValueError, binascii.Error) as error:
        raise InvalidInput("not base64url") from error
    if len(data) != length:
        raise InvalidInput(f"{length} bytes are wanted, not {len(data)}")
    return data


def _text(data: bytes) -> bytes:
    return base64.urlsafe_b64encode(data).rstrip(b"=")
