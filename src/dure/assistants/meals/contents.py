"""What is to be eaten and what is not: foods, exclusions, allergies, diets.

Never guessed: a food is an allergen only where allergy or its signs are spoken of, and a
question whether something is inside writes nothing down.
"""

import re
from collections.abc import Iterable
from typing import Final

from dure.assistants.meals.contents_known import is_registered_allergen, names_ingredient
from dure.assistants.meals.words import Said, cues, foods, grammar, listed, variants
from dure.korean.jamo import is_hangul
from dure.korean.lexicon import Found

_ALLERGY: Final = grammar("contents.allergy")
_SIGNS: Final = grammar("contents.signs")
_GONE: Final = grammar("contents.gone")
_THERE: Final = grammar("contents.there")
_RECOVERED: Final = grammar("contents.recovered")
_NOT_GONE: Final = grammar("contents.not_gone")
_GONE_ASKED: Final = grammar("contents.gone_asked")
_GONE_BEFORE: Final = grammar("contents.gone_before")
_HARM: Final = grammar("contents.harm")
_EATING: Final = grammar("contents.eating")
_MUST_NOT: Final = grammar("contents.must_not")
_NOT_ALLOWED: Final = grammar("contents.not_allowed")
_OF_PAYMENT: Final = grammar("contents.of_payment")
_DENIED: Final = grammar("contents.denied")
_NOT_EATEN: Final = grammar("contents.not_eaten")
_ASKED: Final = grammar("contents.asked")
_WANTED: Final = grammar("contents.wanted_after_all")
_SENTENCE: Final = re.compile(r"[.?!~\n]")
_INSIDE: Final = grammar("contents.inside")
_QUESTION: Final = grammar("contents.question")
_WITHOUT: Final = grammar("contents.without")
_NOT_WITHOUT: Final = grammar("contents.not_without")
_JOIN: Final = grammar("contents.join")
_UNKNOWN: Final = grammar("contents.unknown")
_UNKNOWN_SIGNS: Final = grammar("contents.unknown_signs")
_NOT_A_FOOD: Final = listed("contents.not_a_food")
# Names that are also other words (배고파, 밤에, 파는, 어디 가지): a food only where eaten.
_WEAK: Final = listed("contents.weak")
_EATEN: Final = grammar("contents.eaten")
_OF_ALL_SUCH: Final = ("은", "는", "도")
_NEVER_EATEN: Final = frozenset((("파", "는"), ("밤", "에"), ("밤", "이"), ("배", "가")))
_GIVEN_UP: Final = grammar("people.given_up")
_NAMES_NO_FOOD: Final = listed("contents.names_no_food")


def read_foods(text: str, found: list[Found]) -> list[Said]:
    """Return food, exclude_food, allergen, asked_allergen, allergen_remove and diet slots.

    found: the foods of the lexicon in the text ("food:…" names only).
    """
    spoken, gone = _diets(text), diets_given_up(text)
    slots = [said for said in spoken if said.value not in gone]
    found = [
        hit
        for hit in found
        if _is_food(text, hit) and not any(d.start < hit.end and hit.start < d.end for d in spoken)
    ]
    for hit, role in zip(found, _roles(text, found), strict=True):
        slots.append(Said(slot=role, value=_name(text, hit), start=hit.start, end=hit.end))
    if not any(s.slot in ("allergen", "allergen_remove", "asked_allergen") for s in slots):
        slots += _unknown_allergens(text)
    return slots


def diets_given_up(text: str) -> tuple[str, ...]:
    """Return the diets that are given up where they are spoken of last."""
    last = {said.value: said for said in _diets(text)}
    return tuple(diet for diet, said in last.items() if _GIVEN_UP.match(text, said.end))


def speaks_of_allergy(text: str) -> bool:
    """Whether an allergy is spoken of, in Korean or in English."""
    return _ALLERGY.search(text) is not None or "allerg" in text.lower()


def _diets(text: str) -> list[Said]:
    return [
        Said(slot="diet", value=value, start=match.start(), end=match.end())
        for value, pattern in cues()["diet"].items()
        for match in pattern.finditer(text)
    ]


def _is_food(text: str, hit: Found) -> bool:
    name = hit.name.removeprefix("food:")
    if re.match(r"\.{2,}\s?아니|\s?아니\s?아니", text[hit.end :]):
        return False
    if hit.end - hit.start == 1 and hit.start and is_hangul(text[hit.start - 1]):
        return False  # The rest of its word was read as something else.
    if name not in _WEAK:
        return True
    if name == "가지" and re.search(
        r"어디\s?$|뭐\s?$|어떻게\s?$|한\s?$|두\s?$|여러\s?$", text[: hit.start]
    ):
        return False
    following = text[hit.end :]
    if name == "찜" and not re.match(r"\s?(?:요리|종류|먹|집)", following):
        return False
    return bool(_EATEN.match(following)) and (name, following[:1]) not in _NEVER_EATEN


def _name(text: str, hit: Found) -> str:
    """Keep an accepted spelling as it was said (돈까스, 계란); mend slips and short forms."""
    said = text[hit.start : hit.end].replace(" ", "")
    if said.endswith("음식") and said != "음식":
        return said
    return said if said in variants() else hit.name.removeprefix("food:")


def _roles(text: str, found: list[Found]) -> list[str]:
    """Return the role of each food; those joined by 랑 or a comma share the last one's."""
    roles: list[str] = []
    for hit in reversed(found):
        following = found[len(found) - len(roles)] if roles else None
        joined = following is not None and _JOIN.match(text[hit.end : following.start])
        own = _own_role(text, hit, _of_allergy(text, hit, found))
        roles.append(roles[-1] if joined and roles[-1] != "food" and own == "food" else own)
    return roles[::-1]


def _of_allergy(text: str, hit: Found, found: list[Found]) -> str:
    """Return the role of a food that an allergy is spoken of, with those listed with it.

    What follows another food is said of that one.
    """
    last = found.index(hit)
    while last + 1 < len(found) and _JOIN.match(text[found[last].end : found[last + 1].start]):
        last += 1
    ends = found[last + 1].start if last + 1 < len(found) else len(text)
    return _role_of_allergy(text[: found[0].start], text[hit.start : ends])


def _role_of_allergy(before: str, said: str) -> str:
    """Return allergen_remove where an allergy is told to be over, asked_allergen where that is
    asked, else allergen: one that is there is never lost for a word that stands beside it.

    before: what precedes the first food, of which only the last sentence counts.
    """
    before = _SENTENCE.split(before)[-1]
    if _GONE_BEFORE.search(before) and _ends_with_allergy(said):
        return "allergen_remove"
    if _is_there(said):
        return "allergen"
    told = before + said
    ends = [match.end() for match in _GONE.finditer(told) if match.end() > len(before)]
    if any(_GONE_ASKED.match(told, end) for end in ends):
        return "asked_allergen"
    return "allergen_remove" if ends else "allergen"


def _is_there(said: str) -> bool:
    if _NOT_GONE.search(said):
        return True
    words = [match.end() for match in _ALLERGY.finditer(said)]
    if any(_RECOVERED.match(said, end) for end in words):
        return False
    return any(_THERE.match(said, end) for end in words)


def _own_role(text: str, hit: Found, of_allergy: str) -> str:
    after = text[hit.end :]
    kind = foods()[hit.name.removeprefix("food:")].kind
    allergy = _ALLERGY.search(text)
    if kind in ("ingredient", "drink", "dish", "category") and allergy:
        near = _ALLERGY.search(after[:14]) or (
            kind == "ingredient" and not re.search(r"들어|괜찮은|먹을", after[:10])
        )
        if near:
            return of_allergy
    if _SIGNS.search(after[:22]) and re.match(r".{0,8}(?:먹|마시|닿|들어)", after):
        return "allergen"
    name = hit.name.removeprefix("food:")
    if told := _told_not_to_be_eaten(name, after) or _not_allowed(name, text, after):
        return told
    if kind == "ingredient" and _DENIED.match(after):
        return "asked_allergen"
    refused = is_refused(text, hit.end)
    if kind == "ingredient" and _INSIDE.match(after) and _asks(text, after) and not refused:
        return "asked_allergen"
    return "exclude_food" if refused else "food"


def is_refused(text: str, at: int) -> bool:
    """Whether what ends at a place in a text is turned down right after it."""
    after = text[at:]
    return _WITHOUT.match(after) is not None and not _NOT_WITHOUT.search(after[:16])


def _ends_with_allergy(said: str) -> bool:
    return any(not said[match.end() :].strip(" .!~") for match in _ALLERGY.finditer(said))


def _told_not_to_be_eaten(name: str, after: str) -> str | None:
    """Return the role of a food that does harm, or that must not be eaten; None if neither is said.

    What the law has labelled on food is taken for an allergy, which is the safe side.
    """
    harm = _HARM.match(after)
    if harm and (names_ingredient(name) or _EATING.search(harm.group())):
        return "allergen"
    if _MUST_NOT.match(after):
        return "allergen" if is_registered_allergen(name) else "exclude_food"
    return None


def _not_allowed(name: str, text: str, after: str) -> str | None:
    """Return the role of a food of which no more is said than that it is not allowed.

    Of a dish "떡볶이가 안 돼요" may tell that it cannot be paid for.
    """
    is_told = names_ingredient(name) or after[:1] in _OF_ALL_SUCH
    if not is_told or not _NOT_ALLOWED.match(after) or _OF_PAYMENT.search(text):
        return None
    return "allergen" if is_registered_allergen(name) else "exclude_food"


def asks_if_free(text: str, said: Iterable[Said]) -> bool:
    """Whether it is asked, in words that deny it, whether something is inside."""
    asked = (one for one in said if one.slot == "asked_allergen")
    return any(_DENIED.match(text, one.end) for one in asked)


def tells_of_more(text: str) -> bool:
    """Whether it is told, not asked, that there is something that is not eaten."""
    return _NOT_EATEN.search(text) is not None and not (_ASKED.search(text) or _WANTED.search(text))


def left_out(text: str, said: Iterable[Said]) -> dict[str, list[str]]:
    """Return as refused the foods of a sentence that says of nothing else why it names them."""
    if not tells_of_more(text):
        return {}
    named = [one.value for one in said if one.slot == "food"]
    told: dict[str, list[str]] = {}
    for word in dict.fromkeys(named):
        slot = "allergen" if is_registered_allergen(word) else "exclude_food"
        told.setdefault(slot, []).append(word)
    return told


def _asks(text: str, after: str) -> bool:
    if re.search(r"(?:안|못)\s?먹|빼고|말고|없는\s?(?:데|곳|거|걸)|추천|찾아", text):
        return bool(re.search(r"\?|나요|는지|니\s*$|냐", text)) and "추천" not in text
    return _QUESTION.search(after) is not None


def _unknown_allergens(text: str) -> list[Said]:
    """Return what an allergy is said of although the lexicon does not know it."""
    match = _UNKNOWN.search(text)
    if match is None and _SIGNS.search(text):
        match = _UNKNOWN_SIGNS.search(text)
    if match is None or match.group(1) in _NOT_A_FOOD or match.group(1) in _NAMES_NO_FOOD:
        return []
    slot = _role_of_allergy(text[: match.start(1)], text[match.start(1) :])
    return [Said(slot=slot, value=match.group(1), start=match.start(1), end=match.end(1))]
