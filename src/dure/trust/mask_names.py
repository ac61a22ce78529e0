"""Find names of persons: a surname and a given name, where something around says so.

Any three syllables could be a name, so that a name needs a witness: a title after it (과장님),
a role before it (담당자:), a copula (저는 …입니다), a signature, a list, a number of a
person beside it. The syllables must be those of names, and the word no ordinary word
(정수기, 주소지). How sure the syllables alone make is 0 (no name), 1 (a name), 2 (a name that
many bear) or 3 (hardly anything else).
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from dure.kernel.data import read_text, read_toml
from dure.trust.mask_spans import Personal

Words = dict[str, list[str]]
"""The section `names` of data/mask.toml: what it is → the words."""

_PARTICLE: Final = (
    r"(?:이(?:가|는|를|도|랑|의|와|야|네|만|한테|에게|라고?|고요?|지만|었\w?|에요|예요|세요|며|란)?|은|는|을|를|가|의|와|과|도|만|"
    r"로|으로|에게서?|한테서?|께서?|더러|보고|하고|랑|부터|까지|처럼|보다|마다|조차|"
    r"(?:이|라)?라고|예요|에요|세요|입니다|인데요?|이신데|야|여요?|임|으?로부터|앞)"
    r"(?:는|은|도|만|요|의|가)?"
)
_TAIL: Final = re.compile(rf"(?:{_PARTICLE})?$")
_COPULA: Final = re.compile(
    r"(?:입니다|이에요|예요|에요|이야|야|인데요?|이고요?|고요?|이라고|라고|임|이요|요|세요|이세요)"
)
_SELF: Final = re.compile(
    r"(?:^|[^가-힣])(?:저는|나는|난|전|저|나|내가|제가|본인은|이쪽은|여긴)[ ]$"
)
_SAYS: Final = re.compile(
    r"(?:이?라고|이라)[ ]?(?:합니다|해요|해|하는|불러|부르|하고|적)"
    r"|이?라는[ ](?:분|사람|직원|사원|고객|손님|학생|친구|이름|환자|남자|여자|아이|애|기사)"
)
_CELL_BEFORE: Final = re.compile(r"(?:^|[|,;'\"\t(\[<>=:/·\]])[ ]?$")
_CELL_AFTER: Final = re.compile(r"[ ]?(?:$|[|,;'\"\t)(\]<>/·:])")
_STAMPED: Final = re.compile(r"[0-9][\]),]?[ ]$")
_COLON: Final = re.compile(r"[ ]?:")
_NAME_BEFORE: Final = re.compile(r"[ ]?[,·/&][ ]?$")
_MANY: Final = re.compile(r"[ ](?:외[ ])?(?:[0-9]|두|세|네|다섯|여러)[ ]?(?:분|명|인)")
_GAPS: Final = " :=|\"'("
_NEAR: Final = 18
_BESIDE: Final = 6
"""Characters between a name and the number of the same person."""


@dataclass(frozen=True, kw_only=True)
class _Names:
    """The words of data/mask.toml, ready to look up."""

    begin: re.Pattern[str]
    doubles: frozenset[str]
    first: frozenset[str]
    second: frozenset[str]
    first_core: frozenset[str]
    second_core: frozenset[str]
    single: frozenset[str]
    rare: frozenset[str]
    ordinary: frozenset[str]
    title: re.Pattern[str]
    loose_title: re.Pattern[str]
    role_marked: re.Pattern[str]
    role_is: re.Pattern[str]
    role: re.Pattern[str]
    spaced: re.Pattern[str]
    given: frozenset[str]
    popular: frozenset[str]
    firm_titles: frozenset[str]
    reached: re.Pattern[str]
    loose_roles: frozenset[str]
    kinds: frozenset[str]
    role_ends: frozenset[str]
    sign: re.Pattern[str]
    given_to: re.Pattern[str]
    shop: re.Pattern[str]


@dataclass(frozen=True, kw_only=True)
class _Candidate:
    """line[start:end] may be a name, inside the Hangul word that ends at `word_end`."""

    start: int
    end: int
    word_end: int
    sure: int
    is_single: bool
    is_rare: bool

    @property
    def is_plain(self) -> bool:
        """Whether a weak witness will do: a common surname and two syllables after it."""
        return not self.is_single and not self.is_rare


def find_names(line: str, numbers: Sequence[Personal]) -> list[Personal]:
    """Return the names in a line, in order.

    numbers: the personal numbers of the line; a name beside one is its owner's.
    """
    found: list[Personal] = []
    waiting: list[_Candidate] = []
    for match in _names().begin.finditer(line):
        candidates = list(_candidates(line, match.start(), match.end()))
        named = next((c for c in candidates if _has_witness(line, c, numbers)), None)
        if named:
            found.append(_person(named))
        elif candidates:
            waiting.append(candidates[0])
    for one in waiting:  # in order, so that a list is followed to its end
        if _is_listed(line, one, found):
            found.append(_person(one))
    found += _spaced(line)
    return sorted(found, key=lambda p: p.start)


def _spaced(line: str) -> list[Personal]:
    """Return names with spaces between the syllables, as on forms: 성명: 홍 길 동."""
    names = _names()
    return [
        Personal(start=match.start(), end=match.end(), kind="PERSON")
        for match in names.spaced.finditer(line)
        if names.role_marked.search(line[max(0, match.start() - _NEAR) : match.start()])
        and _sureness(match["given"].replace(" ", ""), is_rare=False)
    ]


def _person(candidate: _Candidate) -> Personal:
    return Personal(start=candidate.start, end=candidate.end, kind="PERSON")


def _candidates(line: str, start: int, word_end: int) -> Iterator[_Candidate]:
    """Yield the ways to cut a word after a name, the likeliest first."""
    names = _names()
    surname = 2 if line[start : start + 2] in names.doubles else 1
    lengths = [surname + 2, surname + 1]
    if surname == 2 and line[start + 3 : start + 4] == "이":
        lengths.reverse()  # 남궁솔이라고 is 남궁솔 and 이라고
    for length in lengths:
        end = start + length
        if end > word_end or _is_ordinary(line, start, end, word_end):
            continue
        given = line[start + surname : end]
        sure = _sureness(given, is_rare=line[start] in names.rare)
        if sure:
            yield _Candidate(
                start=start, end=end, word_end=word_end, sure=sure, is_single=length == 2,
                is_rare=line[start] in names.rare,
            )  # fmt: skip
    if surname == 2:
        yield from _candidates_of_one(line, start, word_end)


def _is_ordinary(line: str, start: int, end: int, word_end: int) -> bool:
    """Whether it is a word of every day, or such a word with a particle: 기준은."""
    ordinary = _names().ordinary
    if line[start:end] in ordinary or line[start:word_end] in ordinary:
        return True
    return line[end - 1] in "은이도만가로라나" and line[start : end - 1] in ordinary


def _candidates_of_one(line: str, start: int, word_end: int) -> Iterator[_Candidate]:
    if start + 3 <= word_end and not _is_ordinary(line, start, start + 3, word_end):
        sure = _sureness(line[start + 1 : start + 3], is_rare=False)
        if sure:
            yield _Candidate(
                start=start, end=start + 3, word_end=word_end, sure=sure, is_single=False,
                is_rare=False,
            )  # fmt: skip


def _sureness(given: str, *, is_rare: bool) -> int:
    names = _names()
    if len(given) == 1:
        return int(given in names.single and not is_rare)
    if given[0] not in names.first or given[1] not in names.second:
        return 0
    if given in names.given or (given[0] in names.first_core and given[1] in names.second_core):
        return 3
    return 2 if given in names.popular else 1


def _has_witness(line: str, one: _Candidate, numbers: Sequence[Personal]) -> bool:
    names = _names()
    before = line[max(0, one.start - _NEAR) : one.start]
    rest = line[one.end : one.word_end]
    if _is_titled(line, one):
        return True
    if not _TAIL.match(rest):
        return False
    if names.sign.match(line, one.end):
        return True
    if _may_follow_role(before):
        if names.role_marked.search(before):
            return True
        if names.role_is.search(before) and (not rest or _COPULA.match(rest)):
            return True
        role = names.role.search(before)
        if role and not one.is_single and not _ends_like_a_word(line, one):
            return one.sure > 1 or role["role"].lower() not in names.loose_roles
    if not one.is_plain:
        return False
    return (
        _stands_alone(line, one, before)
        or _is_told(line, one, before, rest)
        or (not _ends_like_a_word(line, one) and _has_weak_witness(line, one, numbers, before))
    )


def _may_follow_role(before: str) -> bool:
    """Whether the patterns of roles are worth a look: their last letter stands before a gap."""
    word = before.rstrip(_GAPS)
    return len(word) < len(before) and word[-1:].lower() in _names().role_ends


def _has_weak_witness(line: str, one: _Candidate, numbers: Sequence[Personal], before: str) -> bool:
    """Whether a time, a number or a particle for people is near."""
    names = _names()
    rest = line[one.end : one.word_end]
    return (
        (not rest and _is_beside(one, numbers))
        or (not rest and one.sure > 1 and names.reached.match(line, one.end) is not None)
        or _speaks(line, one, before)
        or (
            names.given_to.match(rest) is not None
            and (one.sure > 1 or line[one.end - 1] not in names.kinds)
        )
    )


def _ends_like_a_word(line: str, one: _Candidate) -> bool:
    """Whether it may be a noun with a particle or a verb: 상원은, 유명한."""
    return one.sure < 2 and line[one.end - 1] in "은이도만가로한된할별률"


def _is_titled(line: str, one: _Candidate) -> bool:
    """Whether a title follows; one without a space, or one that has other meanings, proves less."""
    names = _names()
    title = names.title.match(line, one.end)
    if title:
        is_polite = title["title"].endswith(("님", "씨")) or bool(title["polite"])
        is_of_a_firm = one.is_plain and title["title"] in names.firm_titles
        return is_polite or title[0].startswith(" ") or one.sure > 1 or is_of_a_firm
    return one.sure > 1 and names.loose_title.match(line, one.end) is not None


def _is_told(line: str, one: _Candidate, before: str, rest: str) -> bool:
    """Whether somebody says who they are: 저는 …입니다, …이라고 합니다."""
    if _SAYS.match(line, one.end):
        return True
    return _SELF.search(before) is not None and _COPULA.match(rest) is not None


def _speaks(line: str, one: _Candidate, before: str) -> bool:
    """Whether it stands after the time of a message and before what was said."""
    return _STAMPED.search(before) is not None and _COLON.match(line, one.end) is not None


def _is_beside(one: _Candidate, numbers: Sequence[Personal]) -> bool:
    return any(
        0 <= number.start - one.end <= _BESIDE or 0 <= one.start - number.end <= 2
        for number in numbers
        if number.kind != "ADDRESS"
    )


def _stands_alone(line: str, one: _Candidate, before: str) -> bool:
    """Whether syllables that hardly mean anything else are a word, and no shop's first word."""
    if one.sure < 3 or line[one.end - 1] == "은" or _names().shop.match(line, one.word_end):
        return False
    in_cell = _CELL_BEFORE.search(before) and _CELL_AFTER.match(line, one.end)
    return bool(in_cell) or one.word_end - one.end <= 2


def _is_listed(line: str, one: _Candidate, found: Sequence[Personal]) -> bool:
    """Whether it stands in one list with a name that was found."""
    if one.is_single or not _TAIL.match(line[one.end : one.word_end]):
        return False
    if one.is_rare and one.sure < 2:
        return False
    return any(
        (0 <= one.start - name.end <= 3 and _NAME_BEFORE.search(line[name.end : one.start]))
        or (0 <= name.start - one.end <= 3 and _NAME_BEFORE.search(line[one.end : name.start]))
        for name in found
    )


@lru_cache(maxsize=1)
def _names() -> _Names:
    words = read_toml("dure.trust", "data/mask.toml")["names"]
    ordinary = {
        *read_text("dure.trust", "data/mask_ordinary.txt").split(),
        *words["roles"], *words["titles"], *words["loose_titles"], *words["acts"],
    }  # fmt: skip
    surnames, doubles = words["surnames"], words["double_surnames"]
    return _Names(
        begin=re.compile(rf"(?<![가-힣A-Za-z0-9])(?:[{surnames}]|{_either(doubles)})[가-힣]++"),
        doubles=frozenset(doubles),
        first=frozenset(words["first"]),
        second=frozenset(words["second"]),
        first_core=frozenset(words["first_core"]),
        second_core=frozenset(words["second_core"]),
        single=frozenset(words["single"]),
        rare=frozenset(words["rare_surnames"]),
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
        given=frozenset(words["given"]),
        popular=frozenset(words["popular"]),
        firm_titles=frozenset(words["firm_titles"]),
        reached=re.compile(rf"[ ](?:{_either(words['reached'])})"),
        loose_roles=frozenset(words["loose_roles"] + words["acts"]),
        kinds=frozenset(words["kinds"]),
        sign=re.compile(
            rf"[ ](?:{_either(words['signs'])})(?![가-힣])|[\"'”’]?[ ]?(?:이름|명의|성함)으?로"
        ),
        given_to=re.compile(rf"(?:{_either(words['given_to'])})"),
        shop=re.compile(rf"[가-힣]?[ ]?(?:[가-힣]{{1,4}})?(?:{_either(words['shops'])})"),
    )


def _role_marked(words: Words) -> re.Pattern[str]:
    return re.compile(
        rf"(?:{_either(words['roles'] + words['acts'])})(?:명|님)?"
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
        rf"(?:{_PARTICLE}|이?신|인)?(?![가-힣A-Za-z0-9])"
    )


def _either(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
