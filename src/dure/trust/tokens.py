"""Access tokens (JWT, RS256) and refresh tokens: how they are written, read and refused.

Whatever is wrong with a token, it is the same Unauthenticated: who forges one learns nothing.
Times are checked against our clock, not PyJWT's.
"""

import base64
import binascii
import hashlib
import hmac
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from dure.errors import Unauthenticated
from dure.kernel.events import Json
from dure.trust.access import ROLES, Caller
from dure.trust.signing import SigningKey

_ALGORITHM: Final = "RS256"
_TYPE: Final = "at+jwt"
"""RFC 9068: so that no other kind of token is taken for an access token."""
_HEADER: Final = {"alg", "typ", "kid"}
"""No more: jwk, jku, x5u and x5c would let a token bring its own key, crit asks for the unknown."""
_MOST_CHARS: Final = 4096
"""Ours have about 700; longer ones are refused before they are decoded."""
_CLAIMS: Final = ("sub", "tenant", "role", "sid", "jti")
_OPTIONS: Final[jwt.types.Options] = {
    "verify_exp": False,
    "verify_iat": False,
    "verify_nbf": False,
    "require": ["iss", "aud", "exp", "iat", *_CLAIMS],
}
_REFRESH: Final = re.compile(
    r"([A-Za-z0-9_-]{1,120})\.([0-9A-HJKMNP-TV-Z]{26})\.([0-9]{1,9})\.([A-Za-z0-9_-]{43})"
)


@dataclass(frozen=True, kw_only=True)
class TokenClaims:
    """What an access token says. Times are seconds of the epoch.

    version: that of the account when it was signed; any change to the account makes it old.
    """

    caller: Caller
    version: int
    kid: str
    issued_s: float
    expires_s: float


@dataclass(frozen=True, kw_only=True)
class Party:
    """Who signs and for whom (claims iss and aud)."""

    issuer: str
    audience: str


def sign(claims: TokenClaims, *, key: SigningKey, party: Party, token_id: str) -> str:
    """Return an access token."""
    caller = claims.caller
    payload = {
        "iss": party.issuer,
        "aud": party.audience,
        "sub": caller.user,
        "tenant": caller.tenant,
        "role": caller.role,
        "sid": caller.family,
        "ver": claims.version,
        "iat": claims.issued_s,
        "exp": claims.expires_s,
        "jti": token_id,
    }
    headers = {"typ": _TYPE, "kid": key.kid}
    return jwt.encode(payload, key.private, algorithm=_ALGORITHM, headers=headers)


def read(token: str, *, public: Callable[[str], RSAPublicKey | None], party: Party) -> TokenClaims:
    """Return what an access token says once its signature is verified; times are not checked.

    public: returns our key of an id, None if it is none of ours.
    Raises Unauthenticated.
    """
    try:
        kid = _kid_of(token)
        key = public(kid)
        if key is None:
            raise Unauthenticated
        payload = jwt.decode(
            token,
            key,
            algorithms=[_ALGORITHM],
            audience=party.audience,
            issuer=party.issuer,
            options=_OPTIONS,
        )
        _object_of(token.split(".")[1])
        return _claims_of(payload, kid)
    except (jwt.PyJWTError, ValueError, RecursionError) as error:
        raise Unauthenticated from error


def _kid_of(token: str) -> str:
    """Return the id of the key that a token names.

    Raises ValueError unless the header is just as ours are.
    """
    if len(token) > _MOST_CHARS or not token.isascii() or token.count(".") != 2:
        raise ValueError("not as our tokens are")
    header = _object_of(token.split(".")[0])
    kid = header.get("kid")
    if header.keys() != _HEADER or header["alg"] != _ALGORITHM or header["typ"] != _TYPE:
        raise ValueError("not as our headers are")
    if not isinstance(kid, str):
        raise ValueError("the key's id is no text")
    return kid


def _object_of(part: str) -> Json:
    """Return a part of a token as an object in which no name stands twice."""
    made = json.loads(_bytes_of(part), object_pairs_hook=_once_each)
    if not isinstance(made, dict):
        raise ValueError("not an object")
    return made


def _once_each(pairs: list[tuple[str, Any]]) -> Json:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError("a name stands twice")
    return made


def _claims_of(payload: Json, kid: str) -> TokenClaims:
    texts = [payload[name] for name in _CLAIMS]
    numbers = [payload["iat"], payload["exp"]]
    if not all(isinstance(text, str) for text in texts) or payload["role"] not in ROLES:
        raise ValueError("a claim is no text")
    if not all(type(number) in (int, float) for number in numbers):
        raise ValueError("a time is no number")
    if type(payload.get("ver")) is not int:
        raise ValueError("the version is no number")
    caller = Caller(
        tenant=payload["tenant"],
        user=payload["sub"],
        role=payload["role"],
        family=payload["sid"],
    )
    return TokenClaims(
        caller=caller,
        version=payload["ver"],
        kid=kid,
        issued_s=payload["iat"],
        expires_s=payload["exp"],
    )


@dataclass(frozen=True, kw_only=True)
class Refresh:
    """A refresh token before anybody knows whether it is genuine.

    generation: how many times the family was rotated before it was given out.
    """

    tenant: str
    family: str
    generation: int
    proof: bytes


def write_refresh(tenant: str, family: str, generation: int, *, secret: bytes) -> str:
    """Return the refresh token of a family's generation; asked again, it is the same."""
    proof = _proof(tenant, family, generation, secret)
    return f"{_text_of(tenant.encode())}.{family}.{generation}.{_text_of(proof)}"


def read_refresh(token: str) -> Refresh:
    """Take a refresh token apart.

    Raises Unauthenticated if it is none.
    """
    parts = _REFRESH.fullmatch(token)
    if parts is None:
        raise Unauthenticated
    try:
        tenant = _bytes_of(parts[1]).decode()
        proof = _bytes_of(parts[4])
    except ValueError as error:
        raise Unauthenticated from error
    if not (tenant.isascii() and tenant.isprintable()):
        raise Unauthenticated
    return Refresh(tenant=tenant, family=parts[2], generation=int(parts[3]), proof=proof)


def is_genuine(refresh: Refresh, *, secret: bytes) -> bool:
    """Tell whether a refresh token was written with its family's secret."""
    proof = _proof(refresh.tenant, refresh.family, refresh.generation, secret)
    return hmac.compare_digest(proof, refresh.proof)


def _proof(tenant: str, family: str, generation: int, secret: bytes) -> bytes:
    return hmac.digest(secret, f"{tenant}/{family}/{generation}".encode(), hashlib.sha256)


def _text_of(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _bytes_of(text: str) -> bytes:
    """Raises ValueError if it is not base64url without padding."""
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except binascii.Error as error:
        raise ValueError("not base64url") from error
