"""What speaks against a dish that somebody picks: what they cannot eat, and what nobody knows.

A list is made before a choice, so that what is said between the two counts here as in a new list.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from dure.assistants.meals.candidates import Rules, is_allowed, is_unsure
from dure.assistants.meals.catalogue import Dish, Shop
from dure.assistants.meals.wish import Wish


@dataclass(frozen=True, kw_only=True)
class Barred:
    """What a person cannot eat: of which a dish is not free, and of which that is not known.

    Allergens, diets and foods turned down, as they stand in the rules.
    """

    by: tuple[str, ...] = ()
    unsure_of: tuple[str, ...] = ()


def barred(shop: Shop, named: str | None, rules: Rules) -> Barred:
    """Return what bars a dish of a shop, or all of its dishes where none is named.

    named: a dish that the shop may not sell any more; then its name tells what it holds.
    """
    limits = list(_alone(rules))
    dishes = _meant(shop, named)
    if not dishes:
        return Barred(unsure_of=tuple(word for word, one in limits if one.is_cautious))
    whole = replace(rules, wish=Wish(), without=rules.refused)
    fit = [dish for dish in dishes if is_allowed(dish, whole)]
    if not fit:
        # Where each dish breaks something else, no one thing bars all of them.
        of_all = [word for word, one in limits if not any(is_allowed(d, one) for d in dishes)]
        of_some = [word for word, one in limits if not all(is_allowed(d, one) for d in dishes)]
        return Barred(by=tuple(of_all or of_some))
    # Of several the one that is known best is eaten.
    unknown = [[word for word, one in limits if is_unsure(dish, one)] for dish in fit]
    least = min(unknown, key=len)
    return Barred(unsure_of=tuple(least))


def _alone(rules: Rules) -> Iterator[tuple[str, Rules]]:
    """Yield each thing that cannot be eaten, with the rules in which it stands alone."""
    none = replace(rules, wish=Wish(), allergens=(), diets=(), without=())
    for word in rules.allergens:
        yield word, replace(none, allergens=(word,))
    for diet in rules.diets:
        yield diet, replace(none, diets=(diet,))
    for word in rules.refused:
        yield word, replace(none, without=(word,))


def _meant(shop: Shop, named: str | None) -> Sequence[Dish]:
    if named is None:
        return shop.meals or shop.dishes
    return [dish for dish in shop.dishes if dish.name == named] or [Dish(name=named)]
