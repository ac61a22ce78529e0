"""What is inside a dish, as far as it is known.

Three answers: it is inside, it is not, nobody knows. A name can give an ingredient away
(새우볶음밥), but no name says that something is not inside.
"""

from collections.abc import Iterable
from enum import Enum
from functools import cache, lru_cache
from typing import Any, Final

from dure.assistants.meals.catalogue import Dish, Shop
from dure.assistants.meals.words import foods, names, variants
from dure.kernel.data import read_table, read_toml, split_list
from dure.korean.normal import squeeze

_PACKAGE: Final = "dure.assistants.meals"
_MEATS: Final = ("돼지고기", "소고기", "닭고기")
_FORBIDDEN: Final = {
    "vegan": (*_MEATS, "해산물", "생선", "달걀", "유제품"),
    "vegetarian": (*_MEATS, "해산물", "생선"),
    "no_pork": ("돼지고기",),
    "halal": ("돼지고기", "술"),
}
_COVERS: Final = {"고기": _MEATS, "해산물": ("해산물", "생선"), "생선": ("생선",)}
_SHOPS_ONLY: Final = frozenset(("편의점", "카페", "뷔페", "패스트푸드"))
_SNACKS: Final = frozenset(("과자", "디저트", "음료", "커피", "아이스크림", "주스", "빙수"))
_LABELS_OF_CONTENT: Final = {
    "돼지고기": ("돼지고기",), "소고기": ("쇠고기",), "닭고기": ("닭고기",),
    "달걀": ("알류",), "유제품": ("우유",), "해산물": ("게", "새우", "오징어", "조개류"),
    "생선": ("고등어",), "술": (),
}  # fmt: skip


class Inside(Enum):
    """Whether something is inside a dish."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


def holds(dish: Dish, word: str) -> Inside:
    """Return whether a dish holds what a person named (계란, 갑각류, 오이).

    The word itself in the name decides, then the registered list, then what the name hints at.
    """
    named, labels = _telling(dish.name), _labels_of(word)
    is_said = any(other in named for other in _said_as(word))
    if is_said or _canonical(word) in _foods_in(dish.name):
        return Inside.YES  # The name says the very thing (치즈 for milk), whatever a list forgot.
    if dish.allergens is not None and labels:
        return Inside.YES if set(labels) & set(dish.allergens) else Inside.NO
    hints = (piece for label in labels for piece in _names()[label])
    return Inside.YES if any(piece in named for piece in hints) else Inside.UNKNOWN


def is_part_of(word: str) -> str:
    """Return the label that covers a food without telling it apart (치즈 → 우유); "" if none."""
    parts: dict[str, list[str]] = _signs()["parts"]
    return next((label for label, words in parts.items() if squeeze(word) in words), "")


def spoken_label(label: str) -> str:
    """Return what a child calls what a label names (알류: 계란)."""
    spoken: dict[str, str] = _signs()["spoken"]
    return spoken.get(label, label)


def says_by_name(dish: Dish, word: str) -> bool:
    """Whether a dish's name holds the very word."""
    return squeeze(word) in squeeze(dish.name) or _canonical(word) in _foods_in(dish.name)


def shared_label(food: str, word: str) -> bool:
    """Whether a food is left out for who cannot eat something else (치즈 for 우유)."""
    meant = _labels_of("육류" if word == "고기" else word)
    return bool(set(_labels_of(food)) & set(meant))


def clashing(food: str, words: Iterable[str]) -> tuple[str, ...]:
    """Return which of some things a food holds as its name tells (순두부찌개 for 콩)."""
    named = Dish(name=plain_name(food))
    return tuple(word for word in words if holds(named, word) is Inside.YES)


def breaks_diet(dish: Dish, diet: str) -> Inside:
    """Return whether a dish breaks a diet (vegan, vegetarian, halal, no_pork)."""
    return _holds_one_of(dish, _FORBIDDEN[diet], diet)


def holds_kind(dish: Dish, word: str) -> bool:
    """Whether a dish is known to hold what an umbrella word covers (고기, 해산물)."""
    covered = _COVERS.get(_canonical(word))
    return covered is not None and _holds_one_of(dish, covered) is Inside.YES


def _holds_one_of(dish: Dish, forbidden: tuple[str, ...], diet: str = "") -> Inside:
    labels = {label for content in forbidden for label in _LABELS_OF_CONTENT[content]}
    given_away = [piece for label in labels for piece in _names()[label]]
    given_away += _fish() if "생선" in forbidden else ()
    if set(forbidden) & set(dish.contains or ()) or labels & set(dish.allergens or ()):
        return Inside.YES
    if diet in ("vegan", "vegetarian") and dish.contains == ("채소만",):
        return Inside.NO
    if any(piece in _telling(dish.name) for piece in given_away):
        return Inside.YES
    # An empty list of contents is no proof: duck and lamb have no word in it.
    is_known = bool(dish.contains) and dish.allergens is not None
    return Inside.NO if is_known and diet == "no_pork" else Inside.UNKNOWN


def is_food(dish: Dish, food: str) -> bool:
    """Whether a dish is what a food word names: the dish itself or one of its kind."""
    return _is_named(dish.name, food)


@lru_cache(maxsize=65_536)
def is_one_of(dish_name: str, foods: tuple[str, ...]) -> bool:
    """Whether a dish is what one of some food words names; asked of every dish of every shop."""
    return any(_is_named(dish_name, food) for food in foods)


@lru_cache(maxsize=65_536)
def _is_named(dish_name: str, food: str) -> bool:
    name = _canonical(food)
    if name in _SHOPS_ONLY:
        return False
    if dish_name in _kinds(food) or dish_name == name:
        return True
    if dish_name in foods():
        # A dish that has a name of its own is not another one that is spelt inside it.
        is_spelt = len(name) > 1 and squeeze(name) in squeeze(dish_name)
        return is_spelt or _is_short_for(food, dish_name)
    named = squeeze(dish_name)
    return name in _foods_in(dish_name) or any(s in named for s in _spellings(food) if len(s) > 1)


def _is_short_for(food: str, dish_name: str) -> bool:
    """Whether a food is named by its first letters only, as those of a dish (제육 for 제육덮밥).

    A dish that comes from elsewhere is another one: 짜장 is no 짜장떡볶이.
    """
    name, said = _canonical(food), squeeze(food)
    if len(said) < 2 or said == squeeze(name) or not squeeze(name).startswith(said):
        return False
    if said not in squeeze(dish_name) or name not in foods():
        return False
    whose, theirs = _cuisines(name), _cuisines(dish_name)
    return not whose or not theirs or bool(whose & theirs)


def _cuisines(food: str) -> frozenset[str]:
    within = foods()[food].within
    return frozenset(kind for kind in within if kind in foods() and foods()[kind].kind == "cuisine")


def is_ingredient(word: str) -> bool:
    """Whether a word names something inside dishes, or is not in the lexicon at all."""
    known = foods().get(_canonical(word))
    return known is None or known.kind == "ingredient"


def names_ingredient(word: str) -> bool:
    """Whether the lexicon knows a word as something inside dishes."""
    known = foods().get(_canonical(word))
    return known is not None and known.kind == "ingredient"


def is_registered_allergen(word: str) -> bool:
    """Whether a word names what must be labelled on food, or a kind of it (새우, 계란)."""
    return bool(_labels_of(word))


def is_snack(dish: Dish) -> bool:
    """Whether the lexicon knows a dish as a drink or something sweet: no meal by itself."""
    return _is_snack(dish.name)


@lru_cache(maxsize=65_536)
def _is_snack(dish_name: str) -> bool:
    known = foods().get(dish_name)
    return known is not None and (known.kind == "drink" or bool(_SNACKS & set(known.within)))


def sells(shop: Shop, food: str) -> bool:
    """Whether a whole shop is of the kind that a word names (분식, 치킨, 카페)."""
    return any(word_sells(word, food) for word in shop.words)


@lru_cache(maxsize=65_536)
def word_sells(word: str, food: str) -> bool:
    """Whether a shop is of the kind that `food` names because one of its words is `word`."""
    if _canonical(food) in foods_sold_by(word):
        return True
    said = squeeze(food)
    is_spelt = len(said) > 1 and (word.startswith(said) or word.endswith(said))
    return is_spelt and _food_named(word) is None


@lru_cache(maxsize=65_536)
def foods_sold_by(word: str) -> frozenset[str]:
    """Return the foods of the lexicon of whose kind a shop is because one of its words is `word`.

    A word that names a food is that food, and none that is spelt at its beginning or end.
    """
    known = _food_named(word)
    if known is not None:
        return frozenset((known,))
    spelt, ends = _foods_by_spelling(), _beginnings_and_ends()
    sizes = range(2, len(word) + 1)
    at_begin = [word[:size] for size in sizes] if word[:2] in ends else []
    at_end = [word[-size:] for size in sizes] if word[-2:] in ends else []
    return frozenset(name for piece in (*at_begin, *at_end) for name in spelt.get(piece, ()))


def _food_named(word: str) -> str | None:
    known = names().name_of(word)
    is_food_name = known is not None and known.startswith("food:")
    return known.removeprefix("food:") if known and is_food_name else None


def is_of_lexicon(food: str) -> bool:
    """Whether the lexicon has a food under the very letters that were said."""
    return squeeze(food) in _spellings_by_name().get(_canonical(food), ())


@cache
def _foods_by_spelling() -> dict[str, list[str]]:
    """Return spelling → the foods that are spelt so."""
    by_spelling: dict[str, list[str]] = {}
    for name, spellings in _spellings_by_name().items():
        for spelling in spellings:
            if len(spelling) > 1:
                by_spelling.setdefault(spelling, []).append(name)
    return by_spelling


@cache
def _beginnings_and_ends() -> frozenset[str]:
    """Return the first and the last two letters of all spellings: most words have neither."""
    return frozenset(end for said in _foods_by_spelling() for end in (said[:2], said[-2:]))


@lru_cache(maxsize=16_384)
def _canonical(food: str) -> str:
    """Return the lexicon's name of a food, the word itself where it is unknown."""
    return _food_named(food) or variants().get(food, food)


@lru_cache(maxsize=16_384)
def _foods_in(dish_name: str) -> frozenset[str]:
    """Return the foods that the lexicon finds in a dish's name."""
    found = names().find(dish_name)
    return frozenset(hit.name.removeprefix("food:") for hit in found if hit.exact)


@lru_cache(maxsize=16_384)
def _telling(dish_name: str) -> str:
    """Return a dish's name in which nothing looks like a sign that is none (쌀국수, 밀)."""
    named = squeeze(dish_name)
    for word, says in _signs()["misleading"].items():
        named = named.replace(word, says)
    return named


@cache
def _fish() -> tuple[str, ...]:
    return tuple(_signs()["fish"]["names"])


@cache
def _signs() -> dict[str, Any]:
    return read_toml(_PACKAGE, "data/allergens.toml")


def is_kind_of_shop(food: str) -> bool:
    """Whether a word names a cuisine or a kind of shop rather than a dish."""
    known = foods().get(_canonical(food))
    return known is not None and known.kind in ("cuisine", "category")


def is_cuisine(food: str) -> bool:
    """Whether a word names where dishes come from (한식, 분식)."""
    known = foods().get(_canonical(food))
    return known is not None and known.kind == "cuisine"


@lru_cache(maxsize=16_384)
def _said_as(word: str) -> frozenset[str]:
    """Return the pieces of a dish's name that say the very thing.

    One letter may be part of any word (게, 밀): it is said by the signs that it is in (게장).
    """
    labels = _labels_of(word)
    same = {squeeze(word), *(other for label in labels for other in _signs()["labels"][label])}
    signs = [sign for label in labels for sign in _names()[label]]
    letters = [other for other in same if len(other) == 1]
    told = {sign for sign in signs if any(letter in sign for letter in letters)}
    return frozenset(other for other in same | told if len(other) > 1)


@cache
def _labels_of(word: str) -> tuple[str, ...]:
    table = _signs()["labels"]
    said = squeeze(word)
    return tuple(label for label, words in table.items() if said in words or said == label)


@cache
def _names() -> dict[str, list[str]]:
    table: dict[str, list[str]] = _signs()["names"]
    labels = _signs()["labels"]
    return {label: table.get(label, []) for label in labels}


def plain_name(food: str) -> str:
    """Return the lexicon's name of a food, the word itself where it is unknown."""
    return _canonical(food)


def _spellings(food: str) -> frozenset[str]:
    """Return the spellings of a food, in squeezed form."""
    return _spellings_by_name().get(_canonical(food), frozenset()) | {squeeze(food)}


@cache
def _spellings_by_name() -> dict[str, frozenset[str]]:
    return {
        row["name"]: frozenset(
            squeeze(spelling)
            for spelling in (row["name"], *split_list(row["aliases"]), *split_list(row["variants"]))
            if len(spelling) >= 2
        )
        for row in read_table(_PACKAGE, "data/foods.tsv")
    }


@cache
def _kinds(food: str) -> frozenset[str]:
    """Return the dishes that stand within a food in the lexicon (면 → 라면, 우동)."""
    name = _canonical(food)
    return frozenset(known.name for known in foods().values() if name in known.within)
