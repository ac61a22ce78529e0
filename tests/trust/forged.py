"""Access tokens that nobody may get in with, made from a good one: also for other rooms' tests."""

import base64
import hashlib
import hmac
import json
from typing import Any, Final

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_der_private_key,
)
from tests.trust.door import signing_key

from dure.trust.signing import SigningKey

Json = dict[str, Any]

_STRANGER: Final = 999
"""The number of a signing key that is nobody's."""


def b64(data: bytes | str) -> str:
    raw = data.encode() if isinstance(data, str) else data
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def parts_of(token: str) -> tuple[Json, Json, str]:
    """Return a token's header, its claims and its signature."""
    header, claims, signature = token.split(".")
    return _json(header), _json(claims), signature


def signed(header: Json | str, claims: Json | str, private: RSAPrivateKey) -> str:
    """Return a token with a valid RS256 signature over whatever is handed in."""
    body = f"{b64(_text(header))}.{b64(_text(claims))}"
    signature = private.sign(body.encode(), padding.PKCS1v15(), hashes.SHA256())
    return f"{body}.{b64(signature)}"


def strange_key() -> RSAPrivateKey:
    """Return an RSA key that is none of ours."""
    key = load_der_private_key(signing_key(_STRANGER), password=None)
    assert isinstance(key, RSAPrivateKey)
    return key


def forgeries(good: str, key: SigningKey) -> dict[str, str]:
    """Return tokens by what is wrong with them.

    good: a valid token. key: the key that signed it, for those that only an insider could make.
    """
    return {
        **_without_our_key(good, key),
        **_with_foreign_headers(good, key),
        **_with_wrong_claims(good, key),
        **_misshapen(good),
    }


def _without_our_key(good: str, key: SigningKey) -> dict[str, str]:
    header, claims, signature = parts_of(good)
    stranger = strange_key()
    pem = key.public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    der = key.public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    admin = {**claims, "role": "operator"}
    unsigned = f"{b64(_text({**header, 'alg': 'none'}))}.{b64(_text(claims))}"
    return {
        "alg none": f"{unsigned}.",
        "alg none with a signature": f"{unsigned}.{signature}",
        "alg None": f"{b64(_text({**header, 'alg': 'None'}))}.{b64(_text(claims))}.",
        "HS256 with the public key (PEM)": _hs256(header, claims, pem),
        "HS256 with the public key (DER)": _hs256(header, claims, der),
        "HS256 with nothing": _hs256(header, claims, b""),
        "RS512": signed({**header, "alg": "RS512"}, claims, key.private),
        "PS256": signed({**header, "alg": "PS256"}, claims, key.private),
        "another key": signed(header, claims, stranger),
        "more rights, old signature": f"{b64(_text(header))}.{b64(_text(admin))}.{signature}",
        "no signature": good.rpartition(".")[0] + ".",
        "a changed signature": good[:-6] + ("AAAAAA" if good[-6:] != "AAAAAA" else "BBBBBB"),
    }


def _with_foreign_headers(good: str, key: SigningKey) -> dict[str, str]:
    header, claims, _ = parts_of(good)
    stranger = strange_key()
    their_own: dict[str, Any] = {
        "jwk": _jwk(stranger.public_key()),
        "jku": "https://evil.example/jwks.json",
        "x5u": "https://evil.example/cert.pem",
        "x5c": ["MIIB"],
        "x5t": "AAAA",
        "crit": ["exp"],
        "b64": False,
        "zip": "DEF",
    }
    kids: dict[str, Any] = {
        "another kid": "0" * 32,
        "kid as a path": "../../../../dev/null",
        "kid as SQL": "' UNION SELECT 'key' --",
        "kid as an URL": "https://evil.example/key",
        "kid as a number": 1,
        "kid as a list": [header["kid"]],
        "kid as an object": {"$ne": None},
        "kid null": None,
        "kid empty": "",
        "kid with NUL": header["kid"] + "\x00",
    }
    without_kid = {name: value for name, value in header.items() if name != "kid"}
    without_typ = {name: value for name, value in header.items() if name != "typ"}
    return {
        **{f"{n} by a stranger": signed({**header, n: v}, claims, stranger)
           for n, v in their_own.items()},
        **{f"{n} by us": signed({**header, n: v}, claims, key.private)
           for n, v in their_own.items()},
        **{n: signed({**header, "kid": v}, claims, key.private) for n, v in kids.items()},
        "no kid": signed(without_kid, claims, key.private),
        "no typ": signed(without_typ, claims, key.private),
        "typ JWT": signed({**header, "typ": "JWT"}, claims, key.private),
        "alg twice": signed(_text(header)[:-1] + ',"alg":"RS256"}', claims, key.private),
        "kid twice": signed(
            _text(header)[:-1] + f',"kid":"{header["kid"]}"}}', claims, key.private
        ),
    }  # fmt: skip


def _with_wrong_claims(good: str, key: SigningKey) -> dict[str, str]:
    header, claims, _ = parts_of(good)
    made: dict[str, Json | str] = {
        "another audience": {**claims, "aud": "others"},
        "another issuer": {**claims, "iss": "https://evil.example"},
        "expired": {**claims, "exp": claims["iat"] - 1},
        "exp as text": {**claims, "exp": str(claims["exp"])},
        "exp as a truth": {**claims, "exp": True},
        "exp not a number": _text(claims).replace(f'"exp":{claims["exp"]}', '"exp":NaN'),
        "signed tomorrow": {**claims, "iat": claims["iat"] + 86400, "exp": claims["exp"] + 86400},
        "longer than ours may be, signed": {**claims, "more": "A" * 4096},
        "a role that is none": {**claims, "role": "root"},
        "roles as a list": {**claims, "role": ["admin"]},
        "sub as a number": {**claims, "sub": 7},
        "tenant as a list": {**claims, "tenant": ["main", "other"]},
        "sid null": {**claims, "sid": None},
        "version as text": {**claims, "ver": "1"},
        "version as a truth": {**claims, "ver": True},
        "sub twice": _text(claims)[:-1] + ',"sub":"admin"}',
        "role twice": '{"role":"admin",' + _text(claims)[1:],
        "claims as a list": json.dumps([claims]),
        "claims as text": "not JSON at all",
        "claims too deep": "[" * 2000 + "]" * 2000,
    }
    for name in ("iss", "aud", "sub", "tenant", "role", "sid", "ver", "iat", "exp", "jti"):
        made[f"no {name}"] = {n: value for n, value in claims.items() if n != name}
    return {name: signed(header, value, key.private) for name, value in made.items()}


def _misshapen(good: str) -> dict[str, str]:
    header, claims, signature = good.split(".")
    deep = b64("[" * 1500)
    return {
        "nothing": "",
        "one part": header,
        "two parts": f"{header}.{claims}",
        "four parts": f"{good}.{signature}",
        "dots": "..",
        "64 KB": f"{header}.{claims}.{'A' * 65536}",
        "64 KB of claims": f"{header}.{'A' * 65536}.{signature}",
        "longer than ours may be": f"{good}{'A' * 4096}",
        "a header too deep": f"{deep}.{claims}.{signature}",
        "a header that is a list": f"{b64('[]')}.{claims}.{signature}",
        "a header that is no UTF-8": f"{b64(bytes([0xFF, 0xFE]))}.{claims}.{signature}",
        "a header that is a long number": f"{b64('9' * 2900)}.{claims}.{signature}",
        "padding": f"{header}=.{claims}.{signature}",
        "a space": f" {good}",
        "a line": f"{good}\n",
        "NUL": f"{good}\x00",
        "Hangul": f"{good}가",
        "full-width letters": good.replace(good[0], chr(ord(good[0]) + 0xFEE0), 1),
        "a lone surrogate": f"{good}\ud800",
        "another scheme": f"Bearer {good}",
    }


def _hs256(header: Json, claims: Json, secret: bytes) -> str:
    body = f"{b64(_text({**header, 'alg': 'HS256'}))}.{b64(_text(claims))}"
    return f"{body}.{b64(hmac.digest(secret, body.encode(), hashlib.sha256))}"


def _jwk(public: rsa.RSAPublicKey) -> Json:
    numbers = public.public_numbers()
    return {
        "kty": "RSA",
        "n": b64(numbers.n.to_bytes(256)),
        "e": b64(numbers.e.to_bytes(3)),
    }


def _text(value: Json | str) -> str:
    return value if isinstance(value, str) else json.dumps(value, separators=(",", ":"))


def _json(part: str) -> Json:
    made: Json = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return made
