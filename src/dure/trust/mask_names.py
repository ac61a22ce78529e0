"""Find names of persons: a surname and a given name, where something around says so.

Any three syllables could be a name, so that a name needs a witness: a title after it (과장님),
a role before it (담당자:), a copula (저는 …입니다), a signature, a list, a number of a
person beside it. The syllables must be those of names, and the word no ordinary word
(정수기, 주소지). How sure the syllables alone make is 0 (no name), 1 (a name), 2 (a name that
many bear) or 3 (hardly anything else).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from dure.trust.mask_name_words import PARTICLE, name_words
from dure.trust.mask_spans import Personal

_TAIL: Final = re.compile(rf"(?:{PARTICLE})?$")
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
        """Whether a weak witness will do: two syllables after a surname, and one of both common."""
        return not self.is_single and (not self.is_rare or self.sure > 1)


def find_names(line: str, numbers: Sequence[Personal]) -> list[Personal]:
    """Return the names in a line, in order.

    numbers: the personal numbers of the line; a name beside one is its owner's.
    """
    found: list[Personal] = []
    waiting: list[_Candidate] = []
    for match in name_words().begin.finditer(line):
        candidates = list(_candidates(line, match.start(), match.end()))
        named = next((c for c in candidates if _has_witness(line, c, numbers)), None)
        if named:
            found.append(_person(named))
        elif candidates:
            waiting.append(candidates[0])
    found += map(_person, _counted(line, waiting))
    for one in waiting:  # in order, so that a list is followed to its end
        if _is_listed(line, one, found) and _person(one) not in found:
            found.append(_person(one))
    found += [*_spaced(line), *_foreign(line)]
    return sorted(found, key=lambda p: p.start)


def _counted(line: str, waiting: Sequence[_Candidate]) -> list[_Candidate]:
    """Return the names of a list that ends with a number of people: 윤단비, 백나루 두 명."""
    listed: list[_Candidate] = []
    for one in reversed(waiting):
        follows = not listed and _MANY.match(line, one.word_end)
        if one.is_plain and (
            follows or (listed and _NAME_BEFORE.fullmatch(line, one.end, listed[-1].start))
        ):
            listed.append(one)
    is_sure = len(listed) > 1 and any(one.sure > 1 for one in listed)
    return listed if is_sure else []


def _spaced(line: str) -> list[Personal]:
    """Return names with spaces between the syllables, as on forms: 성명: 홍 길 동."""
    names = name_words()
    return [
        Personal(start=match.start(), end=match.end(), kind="PERSON")
        for match in names.spaced.finditer(line)
        if names.role_marked.search(line[max(0, match.start() - _NEAR) : match.start()])
        and _sureness(match["given"].replace(" ", ""), is_rare=False)
    ]


def _foreign(line: str) -> Iterator[Personal]:
    """Yield names from abroad in Hangul, before a title or after a role: 응우옌티흐엉 사원."""
    names = name_words()
    for match in names.foreign.finditer(line):
        if match.end() - match.start() == 1:
            continue
        before = line[max(0, match.start() - _NEAR) : match.start()]
        is_titled = names.title.match(line, match.end()) or names.loose_title.match(
            line, match.end()
        )
        rest = line[match.end() :].split(" ", 1)[0]
        is_after_role = names.role_marked.search(before) or names.role.search(before)
        if is_titled or (is_after_role and _TAIL.match(rest)):
            yield Personal(start=match.start(), end=match.end(), kind="PERSON")


def _person(candidate: _Candidate) -> Personal:
    return Personal(start=candidate.start, end=candidate.end, kind="PERSON")


def _candidates(line: str, start: int, word_end: int) -> Iterator[_Candidate]:
    """Yield the ways to cut a word after a name, the likeliest first."""
    names = name_words()
    surname = 2 if line[start : start + 2] in names.syllables.doubles else 1
    lengths = [surname + 2, surname + 1]
    if surname == 2 and line[start + 3 : start + 4] == "이":
        lengths.reverse()  # 남궁솔이라고 is 남궁솔 and 이라고
    for length in lengths:
        end = start + length
        if end > word_end or _is_ordinary(line, start, end, word_end):
            continue
        sure = _sureness_of_cut(line, start, surname, end)
        if sure:
            yield _Candidate(
                start=start, end=end, word_end=word_end, sure=sure, is_single=length == 2,
                is_rare=line[start] in names.syllables.rare,
            )  # fmt: skip
    if surname == 2:
        yield from _candidates_of_one(line, start, word_end)


def _sureness_of_cut(line: str, start: int, surname: int, end: int) -> int:
    """Return how sure a surname of so many syllables and the rest to `end` are a name."""
    syllables = name_words().syllables
    given = line[start + surname : end]
    if given in name_words().title_words:
        return 0  # 김대리 is a surname and a title
    if surname == 2 and len(given) == 1:
        return 2 * (given in syllables.single_of_double)  # two such syllables say much
    is_rare = line[start] in syllables.rare
    sure = _sureness(given, is_rare=is_rare)
    if sure or is_rare or len(given) == 1 or given[-1] in name_words().kinds:
        return sure
    return int(line.startswith(("님", " 님"), end))  # who is spoken to so may have any name


def _is_ordinary(line: str, start: int, end: int, word_end: int) -> bool:
    """Whether it is a word of every day, or such a word with a particle: 기준은."""
    ordinary = name_words().ordinary
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
    names = name_words()
    if len(given) == 1:
        return int(given in names.syllables.single and not is_rare)
    if given in names.syllables.given or (
        given[0] in names.syllables.first_core and given[1] in names.syllables.second_core
    ):
        return 3
    if given in names.syllables.popular:
        return 2
    return int(given[0] in names.syllables.first and given[1] in names.syllables.second)


def _has_witness(line: str, one: _Candidate, numbers: Sequence[Personal]) -> bool:
    names = name_words()
    before = line[max(0, one.start - _NEAR) : one.start]
    rest = line[one.end : one.word_end]
    if _is_titled(line, one):
        return True
    if not _TAIL.match(rest):
        return False
    if names.sign.match(line, one.end):
        return True
    if _may_follow_role(before):
        marked = names.role_marked.search(before)
        if marked and not (marked["act"] and (one.is_single or _ends_like_a_word(line, one))):
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
    return len(word) < len(before) and word[-1:].lower() in name_words().role_ends


def _has_weak_witness(line: str, one: _Candidate, numbers: Sequence[Personal], before: str) -> bool:
    """Whether a time, a number or a particle for people is near."""
    names = name_words()
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
    names = name_words()
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
    if one.sure < 3 or line[one.end - 1] == "은" or name_words().shop.match(line, one.word_end):
        return False
    in_cell = _CELL_BEFORE.search(before) and _CELL_AFTER.match(line, one.end)
    return bool(in_cell) or one.word_end - one.end <= 2


def _is_listed(line: str, one: _Candidate, found: Sequence[Personal]) -> bool:
    """Whether it stands in one list with a name that was found."""
    if not one.is_plain or not _TAIL.match(line[one.end : one.word_end]):
        return False
    return any(
        (0 <= one.start - name.end <= 3 and _NAME_BEFORE.search(line[name.end : one.start]))
        or (0 <= name.start - one.end <= 3 and _NAME_BEFORE.search(line[one.end : name.start]))
        for name in found
    )
