"""The words by which names are found: read once from data/mask.toml and made into patterns."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from dure.kernel.data import read_text, read_toml

Words = dict[str, list[str]]
"""The section `names` of data/mask.toml: what it is → the words."""

PARTICLE: Final = (
    r"(?:이(?:가|는|를|도|랑|의|와|야|네|만|한테|에게|라고?|고요?|지만|었\w?|에요|예요|세요|며|란)?|은|는|을|를|가|의|와|과|도|만|"
    r"로|으로|에게서?|한테서?|께서?|더러|보고|하고|랑|부터|까지|처럼|보다|마다|조차|"
    r"(?:이|라)?라고|예요|에요|세요|입니다|인데요?|이신데|야|여요?|임|으?로부터|앞)"
    r"(?:는|은|도|만|요|의|가)?"
)


@dataclass(frozen=True, kw_only=True)
class Syllables:
    """What names are made of: surnames, first and second syllables, given names."""

    doubles: frozenset[str]
    first: frozenset[str]
    second: frozenset[str]
    first_core: frozenset[str]
    second_core: frozenset[str]
    single: frozenset[str]
    single_of_double: frozenset[str]
    rare: frozenset[str]
    given: frozenset[str]
    popular: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class NameWords:
    """The words of data/mask.toml, ready to look up."""

    syllables: Syllables
    begin: re.Pattern[str]
    ordinary: frozenset[str]
    title: re.Pattern[str]
    loose_title: re.Pattern[str]
    role_marked: re.Pattern[str]
    role_is: re.Pattern[str]
    role: re.Pattern[str]
    spaced: re.Pattern[str]
    title_words: frozenset[str]
    firm_titles: frozenset[str]
    reached: re.Pattern[str]
    loose_roles: frozenset[str]
    kinds: frozenset[str]
    role_ends: frozenset[str]
    sign: re.Pattern[str]
    given_to: re.Pattern[str]
    shop: re.Pattern[str]
    foreign: re.Pattern[str]


@lru_cache(maxsize=1)
def name_words() -> NameWords:
    """Return the section `names`, ready to look up."""
    words = read_toml("dure.trust", "data/mask.toml")["names"]
    ordinary = {
        *read_text("dure.trust", "data/mask_ordinary.txt").split(),
        *words["roles"], *words["titles"], *words["loose_titles"], *words["acts"],
    }  # fmt: skip
    surnames, doubles = words["surnames"], words["double_surnames"]
    foreign, parts = _either(words["foreign"]), _either(words["foreign_parts"])
    return NameWords(
        syllables=_syllables(words),
        begin=re.compile(rf"{_heads([*surnames, *doubles])}[가-힣]++"),
        ordinary=frozenset(ordinary),
        title=_title(words["titles"]),
        loose_title=_title(words["loose_titles"]),
        role_marked=_role_marked(words),
        role_is=_role_is(words),
        role=_role(words),
        spaced=re.compile(
            rf"(?<![가-힣A-Za-z0-9])[{surnames}][ ](?P<given>[가-힣][ ]?[가-힣])(?![가-힣])"
        ),
        role_ends=frozenset(
            {role[-1] for role in (*words["roles"], *words["acts"])} | set("명님은는이가")
        ),
        title_words=frozenset(words["titles"] + words["loose_titles"]),
        firm_titles=frozenset(words["firm_titles"]),
        reached=re.compile(rf"[ ](?:{_either(words['reached'])})"),
        loose_roles=frozenset(words["loose_roles"] + words["acts"]),
        kinds=frozenset(words["kinds"]),
        sign=re.compile(
            rf"[ ](?:{_either(words['signs'])})(?![가-힣])|[\"'”’]?[ ]?(?:이름|명의|성함)으?로"
        ),
        given_to=re.compile(rf"(?:{_either(words['given_to'])})"),
        shop=re.compile(rf"[가-힣]?[ ]?(?:[가-힣]{{1,4}})?(?:{_either(words['shops'])})"),
        foreign=re.compile(rf"{_heads(words['foreign'])}(?:[ ]?(?:{foreign}|{parts}))*"),
    )


def _heads(words: Iterable[str]) -> str:
    """Return a pattern of the words where a Hangul word begins.

    It begins with a set of letters and looks back from there: a search for it is several
    times as fast as one for a lookbehind and an alternation.
    """
    rests: dict[str, list[str]] = {}
    for word in words:
        rests.setdefault(word[0], []).append(word[1:])
    branches = [rf"(?<={head})(?:{_either(ends)})" for head, ends in rests.items() if all(ends)]
    free = "".join(head for head, ends in rests.items() if not all(ends))
    if free:
        branches.insert(0, rf"(?<=[{free}])")
    return rf"[{''.join(rests)}](?<![가-힣A-Za-z0-9].)(?:{'|'.join(branches)})"


def _syllables(words: Words) -> Syllables:
    return Syllables(
        doubles=frozenset(words["double_surnames"]),
        first=frozenset(words["first"]),
        second=frozenset(words["second"]),
        first_core=frozenset(words["first_core"]),
        second_core=frozenset(words["second_core"]),
        single=frozenset(words["single"]),
        single_of_double=frozenset(words["single_of_double"]),
        rare=frozenset(words["rare_surnames"]),
        given=frozenset(words["given"]),
        popular=frozenset(words["popular"]),
    )


def _role_marked(words: Words) -> re.Pattern[str]:
    return re.compile(
        rf"(?:(?P<act>{_either(words['acts'])})|{_either(words['roles'])})(?:명|님)?"
        r"[ ]?[\"']?[ ]?[:=|][ ]?[\"']?$",
        re.IGNORECASE,
    )


def _role_is(words: Words) -> re.Pattern[str]:
    return re.compile(
        rf"(?:(?:{_either(words['roles'])})[은는]|(?:{_either(words['own'])})[이가])[ ][\"']?$"
    )


def _role(words: Words) -> re.Pattern[str]:
    either = _either({*words["roles"], *words["acts"]})
    return re.compile(
        rf"(?<![가-힣A-Za-z])(?:[가-힣]{{0,4}}?)(?P<role>{either})[명님]?(?:[ ]|[ ]?\()$",
        re.IGNORECASE,
    )


def _title(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile(
        rf"[ ]?(?P<title>{_either(words)})(?P<polite>님)?(?:분|들)?"
        rf"(?:{PARTICLE}|이?신|인)?(?![가-힣A-Za-z0-9])"
    )


def _either(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
