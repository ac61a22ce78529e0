"""What is to be eaten and what is not: foods, exclusions, allergies, diets.

Never guessed: a food is an allergen only where allergy or its signs are spoken of, and a
question whether something is inside writes nothing down.
"""

import re
from typing import Final

from dure.assistants.meals.words import Said, cues, foods, grammar, listed, variants
from dure.korean.jamo import is_hangul
from dure.korean.lexicon import Found

_ALLERGY: Final = grammar("contents.allergy")
_SIGNS: Final = grammar("contents.signs")
_GONE: Final = grammar("contents.gone")
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
_NOT_EATEN: Final = frozenset((("파", "는"), ("밤", "에"), ("밤", "이"), ("배", "가")))
_GIVEN_UP: Final = grammar("people.given_up")
_NAMES_NO_FOOD: Final = listed("contents.names_no_food")


def read_foods(text: str, found: list[Found]) -> list[Said]:
    """Return food, exclude_food, allergen, asked_allergen, allergen_remove and diet slots.

    found: the foods of the lexicon in the text ("food:…" names only).
    """
    diets = [
        Said(slot="diet", value=value, start=match.start(), end=match.end())
        for value, pattern in cues()["diet"].items()
        if (match := pattern.search(text)) and not _GIVEN_UP.search(text)
    ]
    slots = list(diets)
    found = [
        hit
        for hit in found
        if _is_food(text, hit) and not any(d.start < hit.end and hit.start < d.end for d in diets)
    ]
    for hit, role in zip(found, _roles(text, found), strict=True):
        slots.append(Said(slot=role, value=_name(text, hit), start=hit.start, end=hit.end))
    if not any(s.slot in ("allergen", "allergen_remove", "asked_allergen") for s in slots):
        slots += _unknown_allergens(text)
    return slots


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
    return bool(_EATEN.match(following)) and (name, following[:1]) not in _NOT_EATEN


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
        if joined and roles[-1] != "food" and _own_role(text, hit) == "food":
            roles.append(roles[-1])
        else:
            roles.append(_own_role(text, hit))
    return roles[::-1]


def _own_role(text: str, hit: Found) -> str:
    after = text[hit.end :]
    kind = foods()[hit.name.removeprefix("food:")].kind
    allergy = _ALLERGY.search(text)
    if kind in ("ingredient", "drink", "dish", "category") and allergy:
        near = _ALLERGY.search(after[:14]) or (
            kind == "ingredient" and not re.search(r"들어|괜찮은|먹을", after[:10])
        )
        if near:
            return "allergen_remove" if _GONE.search(text) else "allergen"
    if _SIGNS.search(after[:22]) and re.match(r".{0,8}(?:먹|마시|닿|들어)", after):
        return "allergen"
    if kind == "ingredient" and _INSIDE.match(after) and _asks(text, after):
        return "asked_allergen"
    if _WITHOUT.match(after) and not _NOT_WITHOUT.search(after[:16]):
        return "exclude_food"
    return "food"


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
    slot = "allergen_remove" if _GONE.search(text) else "allergen"
    return [Said(slot=slot, value=match.group(1), start=match.start(1), end=match.end(1))]
