"""How many eat, and with whom. The speaker counts: "친구 셋이랑" is four."""

import re
from typing import Final

from dure.assistants.meals.words import Said, cues
from dure.korean.numbers import read_number
from dure.korean.quantities import find_counts

_PEOPLE: Final = r"명(?:이서|이|이랑|임|이야|이요|으로|이고)?|사람(?!당)|인(?=\s|이서|용|가족|은|이|가|으로|$)|분(?=이서)"
_NATIVE_PARTY: Final = re.compile(r"(?<![가-힣])(둘|셋|넷|다섯|여섯|일곱|여덟)(?:이서|이(?!랑|\s?다)|서|끼리|(?:으)?로(?=\s?(?:바|정|변|수|할|$)))")
_WITH_FRIENDS: Final = re.compile(
    r"(?:친구|칭구|애|동생|언니|형|누나|오빠|동료|사촌|손님|후배|선배)(?:들)?\s?(둘|셋|넷|다섯|여섯|\d{1,2}\s?명|[한두세네]\s?명|다섯\s?명|하나|한\s?명)\s?(?:이?랑|이서|하고|과|와|이\s?더|이\s?온|데리고|도|이\s?와)"
)
_NEGATED: Final = re.compile(r"\s?(?:이|은)?\s?(?:말고|아니고|아니라|아닌|에서)")
_TOGETHER: Final = re.compile(r"나(?:를)?\s?(?:포함|까지|빼고)\s?(?:해서\s?)?")


def read_party(text: str) -> list[Said]:
    """Return party_size (at most one) and companion slots."""
    said = [
        Said(slot="companion", value=value, start=match.start(), end=match.end())
        for value, pattern in cues()["companion"].items()
        if (match := pattern.search(text))
    ]
    size = _with_friends(text) or _counted(text) or _native(text)
    return [*said, size] if size else said


def _with_friends(text: str) -> Said | None:
    match = _WITH_FRIENDS.search(text)
    if match is None or _TOGETHER.search(text):
        return None
    number = read_number(match.group(1).replace("명", "").strip())
    return _size(number + 1, match.start(1), match.end(1)) if number else None


def _counted(text: str) -> Said | None:
    for amount in find_counts(text, _PEOPLE):
        if _NEGATED.match(text, amount.end) or text[amount.end : amount.end + 1] in ("분", "당"):
            continue
        alone = amount.high == 1
        if amount.high <= 50 and not alone:
            return _size(amount.high, amount.start, amount.end)
    return None


def _native(text: str) -> Said | None:
    match = _NATIVE_PARTY.search(text)
    if match is None or re.match(r"\s?(?:중|다\s?(?:좋|별|괜|비|싫|맛)|\s?다\b)", text[match.end() :]):
        return None
    return _size(read_number(match.group(1)) or 0, match.start(), match.end())


def _size(value: int, start: int, end: int) -> Said:
    return Said(slot="party_size", value=value, start=start, end=end)
