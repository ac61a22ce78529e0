"""What is inside a dish, as far as it is known.

Three answers: it is inside, it is not, nobody knows. A name can give an ingredient away
(새우볶음밥), but no name says that something is not inside.
"""

from enum import Enum
from functools import cache
from typing import Final

from dure.assistants.meals.catalogue import Dish, Shop
from dure.assistants.meals.words import foods, variants
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
    """Return whether a dish holds what a person named (계란, 갑각류, 오이)."""
    labels = _labels_of(word)
    named = squeeze(dish.name)
    given_away = [piece for label in labels for piece in _names()[label]] or [squeeze(word)]
    if any(piece in named for piece in given_away) or squeeze(word) in named:
        return Inside.YES
    if dish.allergens is None or not labels:
        return Inside.UNKNOWN
    return Inside.YES if set(labels) & set(dish.allergens) else Inside.NO


def breaks_diet(dish: Dish, diet: str) -> Inside:
    """Return whether a dish breaks a diet (vegan, vegetarian, halal, no_pork)."""
    forbidden = _FORBIDDEN[diet]
    labels = {label for content in forbidden for label in _LABELS_OF_CONTENT[content]}
    given_away = [piece for label in labels for piece in _names()[label]]
    if set(forbidden) & set(dish.contains or ()) or labels & set(dish.allergens or ()):
        return Inside.YES
    if diet in ("vegan", "vegetarian") and dish.contains == ("채소만",):
        return Inside.NO
    if any(piece in squeeze(dish.name) for piece in given_away):
        return Inside.YES
    # An empty list of contents is no proof: duck and lamb have no word in it.
    is_known = bool(dish.contains) and dish.allergens is not None
    return Inside.NO if is_known and diet == "no_pork" else Inside.UNKNOWN


def is_food(dish: Dish, food: str) -> bool:
    """Whether a dish is what a food word names: the dish itself or one of its kind."""
    named = squeeze(dish.name)
    return any(spelling in named for spelling in _spellings(food)) or dish.name in _kinds(food)


def is_snack(dish: Dish) -> bool:
    """Whether the lexicon knows a dish as a drink or something sweet: no meal by itself."""
    known = foods().get(dish.name)
    return known is not None and (known.kind == "drink" or bool(_SNACKS & set(known.within)))


def sells(shop: Shop, food: str) -> bool:
    """Whether a whole shop is of the kind that a word names (분식, 치킨, 카페)."""
    said = squeeze(f"{shop.category} {shop.name}")
    return any(spelling in said for spelling in _spellings(food))


def is_kind_of_shop(food: str) -> bool:
    """Whether a word names a cuisine or a kind of shop rather than a dish."""
    known = foods().get(variants().get(food, food))
    return known is not None and known.kind in ("cuisine", "category")


@cache
def _labels_of(word: str) -> tuple[str, ...]:
    table = read_toml(_PACKAGE, "data/allergens.toml")["labels"]
    said = squeeze(word)
    return tuple(label for label, words in table.items() if said in words or said == label)


@cache
def _names() -> dict[str, list[str]]:
    table: dict[str, list[str]] = read_toml(_PACKAGE, "data/allergens.toml")["names"]
    labels = read_toml(_PACKAGE, "data/allergens.toml")["labels"]
    return {label: table.get(label, []) for label in labels}


def _spellings(food: str) -> frozenset[str]:
    """Return the spellings of a food, in squeezed form."""
    return _spellings_by_name().get(variants().get(food, food), frozenset()) | {squeeze(food)}


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
    name = variants().get(food, food)
    return frozenset(known.name for known in foods().values() if name in known.within)
