"""What bars a dish is named, and what is not known is told apart from what is."""

import pytest
from tests.assistants.meals.towns import AT, HERE, cooking

from dure.assistants.meals.barred import Barred, barred
from dure.assistants.meals.candidates import Rules
from dure.assistants.meals.catalogue import Dish
from dure.assistants.meals.wish import Wish

SHRIMP = Dish(name="새우볶음밥")
EGG = Dish(name="계란찜")
RICE = Dish(name="백반")
TOFU = Dish(name="두부구이", allergens=("대두",))


def rules(*allergens: str, diets: tuple[str, ...] = (), without: tuple[str, ...] = ()) -> Rules:
    wish = Wish(slots={"taste": ["spicy"]})
    return Rules(wish=wish, at=AT, here=HERE, allergens=allergens, diets=diets, without=without)


@pytest.mark.parametrize(
    ("dishes", "named", "held", "expected"),
    [
        ((SHRIMP,), "새우볶음밥", rules("새우", "땅콩"), Barred(by=("새우",))),
        ((SHRIMP,), "새우볶음밥", rules(), Barred()),
        ((SHRIMP,), "새우볶음밥", rules(without=("새우",)), Barred(by=("새우",))),
        ((SHRIMP,), "새우볶음밥", rules(diets=("vegan",)), Barred(by=("vegan",))),
        ((), "새우볶음밥", rules("새우"), Barred(by=("새우",))),
        ((RICE,), "백반", rules("새우"), Barred(unsure_of=("새우",))),
        ((TOFU,), "두부구이", rules("새우"), Barred()),
        ((SHRIMP, TOFU), None, rules("새우"), Barred()),
        ((SHRIMP, RICE), None, rules("새우"), Barred(unsure_of=("새우",))),
        ((SHRIMP, EGG), None, rules("새우", "계란"), Barred(by=("새우", "계란"))),
        ((), None, rules("새우"), Barred(unsure_of=("새우",))),
        ((), None, rules(without=("새우",)), Barred()),
    ],
)
def test_what_bars_a_dish_is_named(
    dishes: tuple[Dish, ...], named: str | None, held: Rules, expected: Barred
) -> None:
    assert barred(cooking("a", *dishes), named, held) == expected
