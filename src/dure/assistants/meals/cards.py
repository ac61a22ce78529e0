"""Whose card is whose: the operator's table, because only they know the tokens of an issuer.

JSON lines, one person each: {"user", "card", "place"?, "threshold_won"?, "tenant"?}. What stands
there never goes into a log or an error: a wrong line is told by its number.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import PurePath
from typing import Any, Final

import orjson

from dure.assistants.meals.municipalities import municipality_of
from dure.errors import BadFile, BadName
from dure.ports.balance import is_card_number
from dure.trust.accounts import fold_name, is_guest, read_name

_TENANT: Final = "main"
_LOCAL: Final = "local"
"""Who sits at the machine while nobody has an account."""
_KNOWN: Final = dict.fromkeys(("user", "card", "place", "threshold_won", "tenant"))
_SHAPE: Final = '{"user": "…", "card": "…"}'
_MOST_WON: Final = 10_000_000
_Whose = tuple[str, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class CardRow:
    """A person's card. card: the issuer's token. place: "경기도 성남시", "" if the table says none.

    tenant and user are names as accounts keep them: without capitals.
    threshold_won: below it the person is told; None leaves it to the settings.
    """

    tenant: str
    user: str
    card: str
    place: str = ""
    threshold_won: int | None = None


@dataclass(frozen=True, kw_only=True)
class Cards:
    """The rows of a table, by person and by card."""

    by_person: Mapping[_Whose, CardRow] = field(default_factory=dict)
    by_card: Mapping[str, tuple[CardRow, ...]] = field(default_factory=dict)
    nameless: tuple[int, ...] = ()
    """Lines whose person or tenant has a name that no account can have."""

    def of(self, tenant: str, user: str) -> CardRow | None:
        """Return a person's row, None if the table does not know them."""
        return self.by_person.get((fold_name(tenant), fold_name(user)))

    def holders(self, card: str) -> tuple[CardRow, ...]:
        """Return who has a card: a family may share one."""
        return self.by_card.get(card, ())

    def __len__(self) -> int:
        """Return how many people are in it."""
        return len(self.by_person)


class CardTable:
    """The table of a file, read again when its text has changed."""

    def __init__(self, path: str, read: Callable[[str], str]) -> None:
        """path: "" has no table. read: returns the text of a file.

        Raises BadFile if there is none, or a line is no row.
        """
        self._path, self._read = path, read
        self._seen = b""
        self.cards = Cards()
        self.look()

    def look(self) -> bool:
        """Read the table if it has changed and return whether it had.

        Raises BadFile; what was read before then stays.
        """
        if not self._path:
            return False
        text = self._read(self._path)
        seen = sha256(text.encode()).digest()
        if seen == self._seen:
            return False
        # A text that could not be read once is not read again before it has changed.
        self._seen = seen
        self.cards = read_cards(text, PurePath(self._path).name)
        return True


def read_cards(text: str, name: str) -> Cards:
    """Return the rows of a table. name: of the file, for errors.

    Raises BadFile with the number of a line that is no row, or names a person a second time in
    another way; a line that stands there twice is one.
    """
    rows: dict[_Whose, CardRow] = {}
    nameless = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        row = _row(line, name, number)
        if rows.setdefault((row.tenant, row.user), row) != row:
            why = f"{number}번째 줄의 사람은 앞에 다른 카드로 나왔어요."
            raise BadFile(file=name, why=why)
        if not (_is_somebody(row.user) and _is_name(row.tenant)):
            nameless.append(number)
    return Cards(by_person=rows, by_card=_by_card(rows.values()), nameless=tuple(nameless))


def _is_somebody(user: str) -> bool:
    return user == _LOCAL or is_guest(user) or _is_name(user)


def _is_name(name: str) -> bool:
    try:
        return bool(read_name(name))
    except BadName:
        return False


def _by_card(rows: Iterable[CardRow]) -> dict[str, tuple[CardRow, ...]]:
    out: defaultdict[str, list[CardRow]] = defaultdict(list)
    for row in rows:
        out[row.card].append(row)
    return {card: tuple(holders) for card, holders in out.items()}


def _row(line: str, name: str, number: int) -> CardRow:
    try:
        plain = orjson.loads(line)
    except ValueError:
        wrong = f"JSON 한 줄이어야 해요: {_SHAPE}"
    else:
        wrong = _what_is_wrong(plain)
    if wrong:
        # The cause would bring the line with it; so would a value, or a field that is none of ours.
        raise BadFile(file=name, why=f"{number}번째 줄을 읽지 못했어요. {wrong}") from None
    if is_card_number(plain["card"]):
        why = f"{number}번째 줄에 카드 번호가 있어요. 카드사가 정해 준 토큰을 적어 주세요."
        raise BadFile(file=name, why=why)
    return _row_of(plain)


def _what_is_wrong(plain: Any) -> str:  # noqa: ANN401 - any JSON
    """Return which field of a line is wrong and what it should be, "" if none is."""
    if not isinstance(plain, dict):
        return f"JSON 한 줄이어야 해요: {_SHAPE}"
    if not plain.keys() <= _KNOWN.keys():
        return f"모르는 항목이 있어요. 쓸 수 있는 항목: {', '.join(_KNOWN)}"
    for key in ("user", "card"):
        if key not in plain or plain[key] == "":
            return f"{key} 항목이 비었거나 없어요."
    for key in ("user", "card", "tenant", "place"):
        if not isinstance(plain.get(key, ""), str):
            return f"{key} 값은 따옴표 안의 글자여야 해요."
    if plain.get("place") and municipality_of(plain["place"]) is None:
        return "place는 경기도 성남시처럼 시·도와 시·군·구를 적어 주세요."
    if not _is_threshold(plain.get("threshold_won")):
        return f"threshold_won은 0부터 {_MOST_WON:,}까지의 수를 따옴표와 쉼표 없이 적어 주세요."
    return ""


def _row_of(plain: Mapping[str, Any]) -> CardRow:
    return CardRow(
        tenant=fold_name(plain.get("tenant") or _TENANT),
        user=fold_name(plain["user"]),
        card=plain["card"],
        place=municipality_of(plain["place"]) or "" if plain.get("place") else "",
        threshold_won=plain.get("threshold_won"),
    )


def _is_threshold(value: object) -> bool:
    if value is None:
        return True
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _MOST_WON
