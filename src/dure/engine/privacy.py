"""Hear whether a sentence is about one's own data: to see it, take it along, forget it, agree.

It is heard before any assistant's own reader. A sentence must be about it as a whole, so that
"내 타이머 다 지워줘" stays the assistant's business; what is not surely meant is not heard.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from dure.engine.phrasebook import spoken_now
from dure.kernel.data import read_toml
from dure.korean.normal import squeeze
from dure.trust.consent import texts

INTENT: Final = "PRIVACY_REQUEST"
ADULT: Final = 14
"""From this age people agree for themselves (PIPA, article 22-2)."""

_LONGEST: Final = 60
"""Letters without spaces; a longer sentence is about something else as well."""
_LONGEST_YES: Final = 20
"""Letters without spaces of a plain yes."""
_APOSTROPHES: Final = str.maketrans(dict.fromkeys("\u2018\u2019\u02bc\uff07`\u00b4", "'"))
"""Phones write \u2019 in "I'm" and "don't"."""
_PART: Final = re.compile(r"<([a-z_]+)>")


@dataclass(frozen=True, kw_only=True)
class PrivacyWish:
    """What a person wants of their data.

    action: inquire, export, delete, consents, consent, withdraw or guardian. purposes: those of a
    consent that were named; all that can be withdrawn where "all" was said.
    """

    action: str
    purposes: tuple[str, ...] = ()


def read_wish(text: str) -> PrivacyWish | None:
    """Return what is wished, None if a sentence is about anything else."""
    said = _mended(text)
    if len(said) > _LONGEST:
        return None
    for action, pattern in _wishes():
        if pattern.fullmatch(said):
            is_consent = action in ("withdraw", "consent")
            return PrivacyWish(action=action, purposes=purposes_in(text) if is_consent else ())
    return None


def purposes_in(text: str) -> tuple[str, ...]:
    """Return the purposes that a sentence names; "all" is every one that can be withdrawn."""
    said = _mended(text)
    found = [name for name, pattern in _of("purposes").items() if pattern.search(said)]
    if found == ["all"]:
        return tuple(p for p in texts() if p not in ("terms", "guardian"))
    return tuple(name for name in found if name != "all")


def purposes_named(text: str) -> tuple[str, ...]:
    """Return the purposes that an answer names which names nothing else; () if it does."""
    said = _mended(text)
    is_answer = len(said) <= _LONGEST_YES and _of("answers")["which"].fullmatch(said)
    return purposes_in(text) if is_answer else ()


def is_yes(text: str) -> bool:
    """Whether a sentence is a plain yes, and nothing else."""
    said = _mended(text)
    if len(said) > _LONGEST_YES or is_no(text):
        return False
    return bool(_of("answers")["yes"].fullmatch(said))


def is_no(text: str) -> bool:
    """Whether a short sentence says no, and is no wish of its own that holds a no."""
    said, ways = _mended(text), _of("answers")
    if len(said) > _LONGEST or ways["else"].search(said):
        return False
    return bool(ways["no"].fullmatch(said))


def is_plain_no(text: str) -> bool:
    """Whether a sentence is a plain no, and nothing else."""
    said = _mended(text)
    return len(said) <= _LONGEST_YES and bool(_of("answers")["no_plain"].fullmatch(said))


def is_child(text: str, *, year: int) -> bool | None:
    """Whether people say of themselves that they are under 14; None if they tell no age.

    year: the present one. Who turns 14 in it counts as a child, as the day is not told.
    """
    said = _mended(text)
    for way in ("alone", "pupil", "born", "told", "told_in_english"):
        if told := _of("age")[way].match(said):
            return _is_under(told.groupdict(), year)
    return None


def tells_only_age(text: str) -> bool:
    """Whether people say how old they are, or which grade they are in, and nothing else."""
    said, ways = _mended(text), _of("age")
    return any(ways[way].match(said) for way in ("alone", "alone_in_english"))


def _is_under(told: Mapping[str, str | None], year: int) -> bool:
    if born := told.get("year"):
        return year - int(born) <= ADULT
    age = told.get("age")
    if age is None:  # A pupil.
        return True
    return (int(age) if age.isdigit() else int(_data()["numbers"][age])) < ADULT


def notice() -> str:
    """Return what everybody is told first: that a machine answers."""
    return str(_data()["part"]["notice"])


def told_state(state: str) -> str:
    """Return how a consent stands, as people are told: given, implied, withdrawn or open."""
    part = {"given": "on", "implied": "implied"}.get(state, "off")
    return str(read_toml("dure.engine", f"privacy.{spoken_now()}.toml")["part"][part])


def _mended(text: str) -> str:
    said = squeeze(text).translate(_APOSTROPHES)
    for wrong, right in _data()["typos"].items():
        said = said.replace(wrong, right)
    return said


@cache
def _wishes() -> tuple[tuple[str, re.Pattern[str]], ...]:
    wishes: Mapping[str, list[str]] = _data()["wish"]
    return tuple((action, _compiled(way)) for action, ways in wishes.items() for way in ways)


@cache
def _of(table: str) -> Mapping[str, re.Pattern[str]]:
    return {name: _compiled(pattern) for name, pattern in _data()[table].items()}


def _compiled(pattern: str) -> re.Pattern[str]:
    parts: Mapping[str, str] = _data()["parts"]
    while any(name in parts for name in _PART.findall(pattern)):
        pattern = _PART.sub(lambda named: parts.get(named[1], named[0]), pattern)
    return re.compile(pattern)


@cache
def _data() -> Mapping[str, Any]:
    return read_toml("dure.engine", "privacy.ko.toml")
