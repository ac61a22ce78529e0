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
from dure.errors import BadFile
from dure.ports.balance import is_card_number
from dure.trust.accounts import fold_name

_TENANT: Final = "main"
_KNOWN: Final = frozenset(("user", "card", "place", "threshold_won", "tenant"))
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
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        row = _row(line, name, number)
        if rows.setdefault((row.tenant, row.user), row) != row:
            why = f"{number}번째 줄의 사람은 앞에 다른 카드로 나왔어요."
            raise BadFile(file=name, why=why)
    return Cards(by_person=rows, by_card=_by_card(rows.values()))


def _by_card(rows: Iterable[CardRow]) -> dict[str, tuple[CardRow, ...]]:
    out: defaultdict[str, list[CardRow]] = defaultdict(list)
    for row in rows:
        out[row.card].append(row)
    return {card: tuple(holders) for card, holders in out.items()}


def _row(line: str, name: str, number: int) -> CardRow:
    try:
        row = _checked(orjson.loads(line))
    except (ValueError, TypeError):
        # The cause would bring the line with it.
        raise BadFile(file=name, why=f"{number}번째 줄을 읽지 못했어요.") from None
    if is_card_number(row.card):
        why = f"{number}번째 줄에 카드 번호가 있어요. 카드사가 정해 준 토큰을 적어 주세요."
        raise BadFile(file=name, why=why)
    return row


def _checked(plain: Any) -> CardRow:  # noqa: ANN401 - any JSON
    """Raises ValueError or TypeError for what is no row."""
    if not isinstance(plain, dict) or not plain.keys() <= _KNOWN:
        raise ValueError("not the fields of a row")
    texts = {key: plain[key] for key in ("user", "card", "tenant", "place") if key in plain}
    if not all(isinstance(text, str) for text in texts.values()):
        raise TypeError("a text is none")
    if not (texts.get("user") and texts.get("card")):
        raise ValueError("no user, or no card")
    place = texts.get("place", "")
    whole = municipality_of(place) if place else ""
    if whole is None:
        raise ValueError("no municipality")
    return CardRow(
        tenant=fold_name(texts.get("tenant", _TENANT) or _TENANT),
        user=fold_name(texts["user"]),
        card=texts["card"],
        place=whole,
        threshold_won=_threshold(plain.get("threshold_won")),
    )


def _threshold(value: object) -> int | None:
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= _MOST_WON:
        raise ValueError("no threshold")
    return value
