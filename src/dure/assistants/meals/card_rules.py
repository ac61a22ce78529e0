"""What each municipality's meal card allows, as a dated table with its sources.

What no source says is None: unknown, neither zero nor unlimited. Amounts and hours of a row that
has grown old are unknown again, because rates are set anew from time to time; that a card does
not work in bars is believed longer.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from functools import cache
from typing import Any, Final, Literal

from dure.assistants.meals.hours import DAY_MINUTES, hhmm
from dure.errors import BadFile
from dure.kernel.data import read_text
from dure.ports.balance import LimitWon

_PACKAGE: Final = "dure.assistants.meals"
_FILE: Final = "data/card_rules.toml"
SourceKind = Literal["official", "press", "quoted"]
MerchantModel = Literal["list", "network"]
MONEY: Final = ("per_meal_won", "per_day_won")
_DAYS: Final = ("weekends", "holidays", "vacation")
_AGEING: Final = ("rate_won", *MONEY, "uses_per_day", "hours", *_DAYS)
_FORGOTTEN: Final[Mapping[str, Any]] = dict.fromkeys(_AGEING)
_CHOICES: Final[Mapping[str, tuple[str, ...]]] = {
    "kind": ("official", "press", "quoted"),
    "merchant_model": ("list", "network"),
}
_NEEDED: Final = ("place", "since", "kind", "publisher", "source", "seen")
_DATES: Final = ("since", "seen")
_TRUTHS: Final = ("carry_over", "split_payment")
_LISTS: Final = ("allowed", "refused")
_FORMS: Final = {"rate_won": "9500", "uses_per_day": "3", "hours": '["06:00", "22:00"]'}


@dataclass(frozen=True, kw_only=True)
class CardRuleSettings:
    """How long a published rule is believed."""

    believed_days: int = 730
    """Days after which amounts and hours of a row count as unknown again; our choice."""


@dataclass(frozen=True, kw_only=True)
class CardRule:
    """The rule of one place from one day on; see data/card_rules.toml for the fields.

    place: "" where no row covers the place asked about. hours: minutes of the day, from and to.
    weekends, holidays, vacation: whether it can be used then.
    rate_won: granted for a meal, which caps no payment; per_meal_won does. is_old: amounts and
    hours were known once, too long ago.
    """

    place: str = ""
    card: str | None = None
    since: date | None = None
    kind: SourceKind | None = None
    publisher: str | None = None
    source: str | None = None
    seen: date | None = None
    rate_won: int | None = None
    per_meal_won: LimitWon = None
    per_day_won: LimitWon = None
    uses_per_day: int | None = None
    hours: tuple[int, int] | None = None
    weekends: bool | None = None
    holidays: bool | None = None
    vacation: bool | None = None
    merchant_model: MerchantModel | None = None
    allowed: tuple[str, ...] | None = None
    refused: tuple[str, ...] | None = None
    carry_over: bool | None = None
    split_payment: bool | None = None
    is_old: bool = False

    @property
    def unknown(self) -> tuple[str, ...]:
        """Return the names of what is not known of the rule itself, in the order above."""
        about = ("card", *_AGEING, "merchant_model", *_LISTS, *_TRUTHS)
        return tuple(name for name in about if getattr(self, name) is None)


def rule_on(
    place: str, day: date, rules: Sequence[CardRule], settings: CardRuleSettings
) -> CardRule:
    """Return the rule of a place on a day; all of it unknown where no row covers it.

    place: "서울특별시 도봉구", "경기도 수원시"; where a town has no row, its province's holds.
    """
    words = place.split()
    for length in range(len(words), 0, -1):
        covers = " ".join(words[:length])
        dated = [r for r in rules if r.place == covers and r.since is not None and r.since <= day]
        if dated:
            return _believed(max(dated, key=_since), day, settings)
    return CardRule()


def _since(rule: CardRule) -> date:
    return rule.since or date.min


def _believed(rule: CardRule, day: date, settings: CardRuleSettings) -> CardRule:
    if day - _since(rule) <= timedelta(days=settings.believed_days):
        return rule
    return replace(rule, is_old=True, **_FORGOTTEN)


@cache
def shipped_rules() -> tuple[CardRule, ...]:
    """Return the table that ships."""
    return read_rules(read_text(_PACKAGE, _FILE), "card_rules.toml")


def read_rules(text: str, name: str) -> tuple[CardRule, ...]:
    """Return the rows of a table in the form of data/card_rules.toml, in its order.

    Raises BadFile naming the row if it is not TOML, or a row holds what it cannot mean.
    """
    try:
        plain = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadFile(file=name, why="TOML 형식이 아니에요.") from error
    rows = plain.get("rule", [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise BadFile(file=name, why="[[rule]] 행이 있어야 해요.")
    read: dict[tuple[str, date | None], CardRule] = {}
    for number, row in enumerate(rows, start=1):
        try:
            rule = _rule(row)
            if (rule.place, rule.since) in read:
                raise ValueError("같은 곳의 같은 날 행이 또 있어요.")
        except ValueError as error:
            raise BadFile(file=name, why=f"{number}번째 행: {error}") from error
        read[rule.place, rule.since] = rule
    return tuple(read.values())


def _rule(row: Mapping[str, Any]) -> CardRule:
    known = {field.name for field in fields(CardRule)} - {"is_old"}
    if strange := sorted(set(row) - known):
        raise ValueError(f"모르는 항목이에요: {strange[0][:40]}")
    if missing := [name for name in _NEEDED if not row.get(name)]:
        raise ValueError(f"{missing[0]} 항목이 없어요.")
    return CardRule(**{name: _cell(name, value) for name, value in row.items()})


def _cell(name: str, value: object) -> Any:  # noqa: ANN401 -- what the field holds
    """Return what a cell means; raises ValueError with how it is to be written."""
    try:
        return _value(name, value)
    except (ValueError, TypeError) as error:
        raise ValueError(f"{name} 값은 {_form_of(name)}처럼 적어 주세요.") from error


def _form_of(name: str) -> str:
    if name in _CHOICES:
        return ", ".join(_CHOICES[name])
    if name in MONEY:
        return '9500이나 "none"'
    if name in _LISTS:
        return '["일반음식점", "편의점"]'
    if name in _DATES:
        return "따옴표 없는 2026-11-01"
    if name in (*_TRUTHS, *_DAYS):
        return "true나 false"
    return _FORMS.get(name, "따옴표 안의 글")


def _value(name: str, value: Any) -> Any:  # noqa: ANN401 -- TOML holds anything
    """Return what a cell means; raises ValueError or TypeError."""
    if name in MONEY:
        return value if value == "none" else _whole(name, value)
    if name in ("rate_won", "uses_per_day"):
        return _whole(name, value)
    if name == "hours":
        return _span(value)
    if name in _CHOICES and value not in _CHOICES[name]:
        raise ValueError(f"{name}: {value}")
    if name in _LISTS:
        return _words(name, value)
    wanted = date if name in _DATES else bool if name in (*_TRUTHS, *_DAYS) else str
    if type(value) is not wanted:
        raise TypeError(f"{name}: {value}")
    return value


def _whole(name: str, value: object) -> int:
    # 0 would mean that the card can never be used; a source that says so is misread.
    if not isinstance(value, int) or isinstance(value, bool) or value <= 0:
        raise ValueError(f"{name}: {value}")
    return value


def _words(name: str, value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not value:
        raise ValueError(f"{name}: {value}")
    if not all(isinstance(word, str) and word.strip() for word in value):
        raise ValueError(f"{name}: {value}")
    return tuple(value)


def _span(value: object) -> tuple[int, int]:
    if not isinstance(value, list) or len(value) != 2:
        raise ValueError(f"hours: {value}")
    opens, closes = (_minute(part) for part in value)
    if opens >= closes:
        raise ValueError(f"hours: {value}")
    return opens, closes


def _minute(text: object) -> int:
    hour, _, minute = str(text).partition(":")
    at = int(hour) * 60 + int(minute)
    if not 0 <= at <= DAY_MINUTES or hhmm(at) != text:
        raise ValueError(f"hours: {text}")
    return at
