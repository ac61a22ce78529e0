"""Hear the shops of the catalogue by their names, whatever words those are made of.

The reader knows chains and what looks like a shop's name. An operator's shop may be called by
ordinary words (행복한밥상) or in Latin letters (CU 서현점); the catalogue knows it, so it is asked.
Nothing is taken for a name that is a plain word in the sentence at hand.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

from dure.assistants.meals.words import names
from dure.engine.assistant import Understanding
from dure.kernel.data import read_table, read_text, read_toml, split_list

Find = Callable[[str], str | None]
"""Returns the name as the catalogue writes it, None if no shop bears it."""
_STAND_INS: Final = ("굽네치킨", "맘스터치")
"""Chains that the reader knows: one of them is put in the name's place."""
_TOKEN: Final = re.compile(r"[가-힣A-Za-z0-9][^\s,.!?~\"'“”‘’]*")
_MARKS: Final = " .,!?~"
_MOST_TOKENS: Final = 4
_READ_TOKENS: Final = 40
"""Words of an utterance that are looked at; nobody names a shop after so many."""
_LETTERS: Final = (3, 30)
_UNREAD: Final = frozenset(("NONSENSE", "CHITCHAT", "OUT_OF_SCOPE"))
_SURE: Final = 0.4
"""Below it words that are the name of a shop and nothing else are that name."""
_OF_A_SHOP: Final = frozenset(
    ("CARD_USE_INQUIRY", "SHOP_INQUIRY", "TIME_INQUIRY", "REVIEW_INQUIRY", "LOCATION_INQUIRY")
)
_HEARD: Final = frozenset(("shop", "ordinal", "shop_type", "location"))
_TAUGHT: Final = ("examples_a.tsv", "examples_b.tsv", "examples_c.tsv")
_WISHES: Final = frozenset(
    ("FOOD_REQUEST", "BUDGET_INQUIRY", "MODIFY_REQUEST", "PREFERENCE_UPDATE", "CHITCHAT")
)
"""Where a name that is an ordinary word too is that word."""


@dataclass(frozen=True, kw_only=True)
class NamedShop:
    """A shop's name as the catalogue writes it, and where it was said: text[start:end]."""

    name: str
    start: int
    end: int


def read_with_shops(
    text: str,
    shown: Sequence[str],
    find: Find,
    *,
    read: Callable[[str], Understanding],
    has_one: bool = False,
) -> Understanding:
    """Return what is understood of a sentence that may name a shop of the catalogue.

    shown: names that the reader knows already. read: knows chains and looks only; it is handed
    one of those in place of the name. has_one: whether a shop was spoken of; then a name that
    nobody knows is heard too, so that what is asked of it is not answered of the other one.
    """
    named = name_in(text, find)
    if named is None and has_one and (strange := strange_name(text)):
        named = strange if _asks_of_a_shop(read(text)) else None
    if named is None or named.name in shown:
        return read(text)
    stand_in = _stand_in(named.name, text)
    understood = read(f"{text[: named.start]}{stand_in}{text[named.end :]}")
    heard = understood.slots.get("shop")
    is_heard = isinstance(heard, str) and stand_in in heard
    is_sure = is_heard and understood.confidence >= _SURE
    if not is_sure and text.strip(_MARKS) == text[named.start : named.end]:
        return _alone(named.name, read(text))
    if not is_heard or _is_plain(named, text, understood):
        return read(text)
    return replace(understood, slots={**understood.slots, "shop": named.name})


def _alone(name: str, plain: Understanding) -> Understanding:
    """Return what a name means that is all that is said; plain: how it reads as words."""
    is_unread = plain.intent in _UNREAD or plain.confidence < _SURE
    if not is_unread or _is_ordinary(name):
        return plain
    return replace(plain, intent="SHOP_INQUIRY", confidence=1.0, slots={"shop": name})


def _asks_of_a_shop(understood: Understanding) -> bool:
    """Whether a shop is asked about and none was heard."""
    return understood.intent in _OF_A_SHOP and not understood.slots.keys() & _HEARD


def name_in(text: str, find: Find) -> NamedShop | None:
    """Return the longest name of a shop in a text, of equally long ones the first."""
    spans = sorted(_spans(text), key=lambda span: (span[0] - span[1], span[0]))
    for start, end in spans:
        said = text[start:end]
        for spelling in _spellings(said):
            name = find(spelling)
            if name is not None and not _is_known(name):
                return NamedShop(name=name, start=start, end=end)
    return None


def strange_name(text: str) -> NamedShop | None:
    """Return a word that nobody knows, of which is asked what only a shop has; None if none is.

    The words of the sentences that the reader was taught are known, and so are foods and places.
    """
    match = _words()["strange"].match(text)
    if match is None:
        return None
    group = "name" if match["name"] else "also"
    name, end = match[group], match.end(group)
    # What looks like a particle may be the end of the word (삼성페이).
    whole = f"{name}이" if text[end:].startswith("이") else name
    if any(one in _taught() or _words()["no_shop"].fullmatch(one) for one in (name, whole)):
        return None
    if names().find(name):
        return None
    return NamedShop(name=name, start=match.start(group), end=match.end(group))


def spellings_of(name: str) -> tuple[str, ...]:
    """Return a shop's name with its chain in all its spellings: CU 서현점, 씨유 서현점."""
    return tuple(_spellings(name))


def is_called(name: str, spellings: Sequence[str]) -> bool:
    """Whether a shop's name is one of some spellings, alone or with a branch behind it.

    spellings: in small letters without spaces. A longer word that only begins like one is another
    name (CURRY is no CU).
    """
    first, plain = name.lower().split()[:1], "".join(name.split()).lower()
    return any(
        plain.startswith(spelling)
        and (first == [spelling] or plain == spelling or _is_branch(spelling, plain))
        for spelling in spellings
    )


def _is_branch(spelling: str, plain: str) -> bool:
    rest = plain[len(spelling) :]
    if not rest.endswith("점"):
        return False
    return not rest[0].isascii() if spelling.isascii() else len(spelling) >= _LETTERS[0]


def _spans(text: str) -> Iterator[tuple[int, int]]:
    low, high = _LETTERS
    tokens = [match.span() for match in _TOKEN.finditer(text)][:_READ_TOKENS]
    for first, (start, _) in enumerate(tokens):
        for last_start, last_end in tokens[first : first + _MOST_TOKENS]:
            for end in _ends(text, last_start, last_end):
                if low <= len("".join(text[start:end].split())) <= high:
                    yield start, end


def _ends(text: str, start: int, end: int) -> Iterator[int]:
    """Yield where a name may end within a word: at its end, or before a particle."""
    yield end
    word = text[start:end]
    for particle in _particles():
        if word.endswith(particle) and len(word) > len(particle):
            yield end - len(particle)


def _spellings(said: str) -> Iterator[str]:
    yield said
    plain = "".join(said.split()).lower()
    for begin in _begins(plain):
        rest = plain[len(begin) :]
        yield from (other + rest for other in _chains()[begin][1] if other != begin)


def _begins(plain: str) -> list[str]:
    """Return the spellings of chains with which a name begins, the longest first."""
    ends = range(min(len(plain), _LETTERS[1]), 1, -1)
    return [plain[:end] for end in ends if plain[:end] in _chains()]


def _stand_in(name: str, text: str) -> str:
    plain = "".join(name.split()).lower()
    own = [_chains()[begin][0] for begin in _begins(plain)]
    return next(one for one in (*own, *_STAND_INS) if one in own or one not in text)


def _is_known(name: str) -> bool:
    """Whether a whole name is a food, a chain or a place, which the reader hears by itself."""
    return any(hit.exact and hit.end - hit.start == len(name) for hit in names().find(name))


def _is_plain(named: NamedShop, text: str, understood: Understanding) -> bool:
    """Whether a name that is an ordinary word too is meant as one."""
    is_ordinary = _is_ordinary(named.name)
    if understood.intent in _WISHES:
        return is_ordinary or not _words()["wanted"].match(text, named.end)
    return is_ordinary and not _words()["asked"].match(text, named.end)


def _is_ordinary(name: str) -> bool:
    return _words()["ordinary"].fullmatch("".join(name.split())) is not None


@cache
def _chains() -> dict[str, tuple[str, tuple[str, ...]]]:
    """Return each spelling of a chain, in small letters → its name, and all its spellings."""
    out: dict[str, tuple[str, tuple[str, ...]]] = {}
    for row in read_table("dure.assistants.meals", "data/brands.tsv"):
        spellings = (row["name"], *split_list(row["aliases"]))
        plain = tuple(dict.fromkeys("".join(one.split()).lower() for one in spellings))
        out.update(dict.fromkeys(plain, (row["name"], plain)))
    return out


@cache
def _particles() -> tuple[str, ...]:
    return tuple(read_toml("dure.assistants.meals", "data/shop_names.toml")["particles"].split("|"))


@cache
def _words() -> dict[str, re.Pattern[str]]:
    table = read_toml("dure.assistants.meals", "data/shop_names.toml")
    return {name: re.compile(table[name]) for name in table if name != "particles"}


@cache
def _taught() -> frozenset[str]:
    """Return the words of the written examples, with and without what hangs on them."""
    texts = (read_text("dure.assistants.meals", f"data/{file}") for file in _TAUGHT)
    words = {match.group() for text in texts for match in _TOKEN.finditer(text)}
    return frozenset(
        word[: len(word) - len(particle)]
        for word in words
        for particle in ("", *_particles())
        if word.endswith(particle)
    )
