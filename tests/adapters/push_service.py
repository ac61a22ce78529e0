"""A small push service on this machine, and a browser that subscribes to it."""

import base64
from dataclasses import dataclass, field

import jwt
import orjson
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from tests.adapters.scripted import Handler, Scripted


def text_of(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def bytes_of(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def point_of(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.public_key().public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
    )


@dataclass
class Browser:
    """Has the private key; reads what was sent to it, as RFC 8291 says, and nothing else."""

    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    auth: bytes = b"0123456789abcdef"

    def subscription(self, endpoint: str) -> dict[str, str]:
        return {
            "endpoint": endpoint,
            "p256dh": text_of(point_of(self.key)),
            "auth": text_of(self.auth),
        }

    def read(self, body: bytes) -> dict[str, str]:
        salt, size, length = body[:16], int.from_bytes(body[16:20], "big"), body[20]
        theirs = body[21 : 21 + length]
        assert size >= len(body) - 21 - length
        public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), theirs)
        shared = self.key.exchange(ec.ECDH(), public)
        info = b"WebPush: info\x00" + point_of(self.key) + theirs
        secret = _hkdf(shared, self.auth, info, 32)
        key = _hkdf(secret, salt, b"Content-Encoding: aes128gcm\x00", 16)
        nonce = _hkdf(secret, salt, b"Content-Encoding: nonce\x00", 12)
        plain = AESGCM(key).decrypt(nonce, body[21 + length :], None)
        assert plain.endswith(b"\x02")
        told: dict[str, str] = orjson.loads(plain[:-1])
        return told


def _hkdf(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=length, salt=salt, info=info).derive(secret)


@dataclass
class Received:
    """A request as it came. headers: names in small letters."""

    path: str
    headers: dict[str, str]
    body: bytes


class PushService(Scripted):
    """Takes what is posted to it. status: what it answers. silent: answers nothing at all."""

    def __init__(self) -> None:
        self.received: list[Received] = []
        self.status, self.silent = 201, False
        self.gone: set[str] = set()
        super().__init__(_Handler)
        self.host = f"http://{self.address}"


class _Handler(Handler[PushService]):
    protocol_version = "HTTP/1.0"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.part.received.append(Received(self.path, headers, body))
        if self.part.silent:
            self.close_connection = True
            return
        self.send_response(410 if self.path in self.part.gone else self.part.status)
        self.send_header("Location", "/message/1")
        self.send_header("Content-Length", "0")
        self.end_headers()


def claims_of(received: Received, now_s: float) -> dict[str, object]:
    """Return what a VAPID token says, once its signature is found good."""
    scheme, _, rest = received.headers["authorization"].partition(" ")
    parts = dict(part.strip().split("=", 1) for part in rest.split(","))
    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), bytes_of(parts["k"]))
    options: jwt.types.Options = {"verify_exp": False, "verify_aud": False}
    told = jwt.decode(parts["t"], public, algorithms=["ES256"], options=options)
    assert scheme == "vapid"
    assert now_s < told["exp"] <= now_s + 24 * 3600
    return dict(told)
