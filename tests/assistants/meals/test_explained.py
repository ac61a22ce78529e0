"""Why a place: only what really favours it over the others that are shown."""

from hypothesis import given
from hypothesis import strategies as st
from tests.assistants.meals.towns import RICE, cooking

from dure.assistants.meals.candidates import Candidate
from dure.assistants.meals.explained import explained
from dure.assistants.meals.hours import Openness

codes = st.sampled_from(("near", "price", "taste", "again", "popular"))
reasons = st.dictionaries(codes, st.floats(-1, 1), max_size=5)


def place(shop: str, points: dict[str, float]) -> Candidate:
    return Candidate(
        shop=cooking(shop, RICE),
        distance_m=1.0,
        dishes=(RICE,),
        open=Openness.OPEN,
        reasons=tuple(points.items()),
    )


@given(st.lists(reasons, min_size=1, max_size=4))
def test_a_reason_is_a_point_for_the_place_and_above_the_average(
    shown: list[dict[str, float]],
) -> None:
    places = [place(str(n), points) for n, points in enumerate(shown)]

    for points, told in zip(shown, explained(places), strict=True):
        for reason, more in told.reasons:
            average = sum(p.get(reason, 0.0) for p in shown) / len(shown)
            assert points[reason] > 0
            assert more > 0
            assert len(shown) == 1 or points[reason] > average
        assert [m for _, m in told.reasons] == sorted((m for _, m in told.reasons), reverse=True)


def test_being_disliked_less_is_no_reason() -> None:
    told = explained([place("a", {"taste": -0.1}), place("b", {"taste": -0.3})])

    assert [one.reasons for one in told] == [(), ()]


def test_what_all_have_alike_sets_none_apart() -> None:
    told = explained([place("a", {"card": 0.2, "near": 0.3}), place("b", {"card": 0.2})])

    assert [one.reasons for one in told] == [(("near", 0.15),), ()]


def test_a_place_that_stands_alone_keeps_what_speaks_for_it() -> None:
    assert explained([place("a", {"near": 0.3})])[0].reasons == (("near", 0.3),)


def test_nothing_shown_needs_no_reason() -> None:
    assert explained([]) == []
