"""Take apart what came over the wire without ever trusting it."""

import math
from collections.abc import Mapping
from functools import cache
from typing import Any, Final

import orjson

from dure.assistants.home.things import Rejected
from dure.kernel.data import read_toml

PAYLOAD_LIMIT: Final = 65_536
"""Bytes; the largest real announcements are a tenth of it."""
TEXT_LIMIT: Final = 256
"""Code points of a name or a reading."""

NUMBER_LIMIT: Final = 1e12
"""No device counts further; beyond it, arithmetic could overflow."""


def read_object(topic: str, payload: bytes) -> dict[str, Any] | Rejected:
    """Return the JSON object of a payload."""
    if len(payload) > PAYLOAD_LIMIT:
        return Rejected(code="too_large", topic=topic)
    try:
        plain = orjson.loads(payload)
    except orjson.JSONDecodeError:
        return Rejected(code="not_json", topic=topic)
    return plain if isinstance(plain, dict) else Rejected(code="wrong_shape", topic=topic)


def read_text(topic: str, payload: bytes) -> str | Rejected:
    """Return the text of a payload."""
    if len(payload) > PAYLOAD_LIMIT:
        return Rejected(code="too_large", topic=topic)
    try:
        return payload.decode()
    except UnicodeDecodeError:
        return Rejected(code="not_text", topic=topic)


def number_of(plain: object) -> float | None:
    """Return a number within NUMBER_LIMIT, also from text; None for everything else."""
    if isinstance(plain, bool) or not isinstance(plain, int | float | str):
        return None
    try:
        number = float(plain)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) and abs(number) <= NUMBER_LIMIT else None


def text_of(plain: object) -> str:
    """Return a short text; "" for what is none."""
    if isinstance(plain, bool) or not isinstance(plain, str | int | float):
        return ""
    return str(plain)[:TEXT_LIMIT]


def neat(number: float) -> int | float:
    """Return a whole number as such, others with three places."""
    rounded = round(number, 3)
    return int(rounded) if rounded == int(rounded) else rounded


def kelvin_of(mired: float) -> int | None:
    """Return kelvin from mired (or the other way); None for what is no warmth of light."""
    return round(1e6 / mired) if 1 <= mired <= 1e6 else None


def part(plain: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    """Return the object under a key, an empty one if there is none."""
    found = plain.get(key)
    return found if isinstance(found, dict) else {}


def hex_of(red: object, green: object, blue: object) -> str | None:
    """Return a colour as "#rrggbb"; None if the parts are not 0..255."""
    parts = [number_of(one) for one in (red, green, blue)]
    whole = [int(one) for one in parts if one is not None and 0 <= one <= 255]
    return "#{:02x}{:02x}{:02x}".format(*whole) if len(whole) == 3 else None


def rgb_of(color: object) -> tuple[int, int, int] | None:
    """Return the parts of "#rrggbb" or of a colour's name; None for anything else."""
    text = text_of(color).strip().lower()
    text = _colors().get(text, text).removeprefix("#")
    if len(text) != 6 or any(letter not in "0123456789abcdef" for letter in text):
        return None
    return int(text[:2], 16), int(text[2:4], 16), int(text[4:], 16)


@cache
def _colors() -> dict[str, str]:
    return dict(read_toml("dure.assistants.home", "data/colors.toml"))
