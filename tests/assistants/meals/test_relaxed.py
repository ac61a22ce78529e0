"""What is offered to be let go of a wish that nothing fits."""

from dure.assistants.meals.relaxed import WIDEST_M, relaxations, relaxed
from dure.assistants.meals.wish import Wish

WISH = Wish(slots={"food": ["국밥"], "budget_max": 5000, "distance_max_m": 2500})


def test_the_smallest_sacrifice_comes_first_and_no_circle_is_narrower() -> None:
    offered = relaxations(WISH, is_far=False)

    assert [slots for _, slots, _ in offered[:3]] == [
        {"distance_max_m": 3000},
        {"distance_max_m": WIDEST_M},
        {"budget_max": 6000, "per_person": True},
    ]
    assert offered[-1][:2] == ("relax_food", {"food": []})


def test_no_wider_circle_is_offered_where_the_widest_is_empty() -> None:
    offered = relaxations(WISH, is_far=True)

    assert not any("distance_max_m" in slots for _, slots, _ in offered)


def test_of_a_wish_for_nothing_in_particular_only_the_distance_can_be_let_go() -> None:
    phrases = {phrase for phrase, _, _ in relaxations(Wish(), is_far=False)}

    assert phrases == {"relax_distance"}


def test_what_is_let_go_is_gone_and_the_rest_stays() -> None:
    assert relaxed(WISH, {"food": []}).slots == {"budget_max": 5000, "distance_max_m": 2500}
    assert relaxed(WISH, {"budget_max": 6000}).slots["budget_max"] == 6000
