"""A ranker's file is opened whole or not at all; its reasons are true of the place."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.assistants.meals.lives import chosen, folded
from tests.assistants.meals.odd_people import NOW, candidates, moments, profiles
from tests.assistants.meals.towns import RICE, cooking, offered_in, rules_for

from dure.assistants.meals.candidates import Candidate
from dure.assistants.meals.choose import Eater, OrderSettings, choose
from dure.assistants.meals.explained import explained
from dure.assistants.meals.features import features
from dure.assistants.meals.next_kind import KindChain
from dure.assistants.meals.profile import Profile, profile_of
from dure.assistants.meals.ranker import Neighbours, Ranker, load_ranker, ranker_in
from dure.assistants.meals.seen import seen
from dure.assistants.meals.situation import Moment
from dure.assistants.meals.table import AT, NAMES
from dure.errors import BadFile
from dure.learning.calibrate import Scale
from dure.learning.wide_deep import Network, start

LUNCH = Moment(now=NOW, at=NOW, meal="lunch")
REGULAR = Profile(phase="advanced", interactions=20, chosen=20, shown=20, liked={"분식": 3.0})


def network(**wide: float) -> Network:
    """Return a network of which only the wide part says anything: name of a feature → weight."""
    rows = np.random.default_rng(1).normal(0.0, 1.0, (50, 72)).astype(np.float32)
    made = start(rows, [(0, 1)], rng=np.random.default_rng(2), places=4)
    weights = {name: np.zeros_like(value) for name, value in made.weights.items()}
    for name, weight in wide.items():
        weights["wide"][AT[name]] = weight
    return replace(made, weights=weights)


def ranker(**wide: float) -> Ranker:
    return Ranker(
        network=network(**wide),
        scale=Scale(slope=0.7, offset=-1.0),
        neighbours=Neighbours(
            shops=("a", "b"),
            others=np.array([[1, -1], [0, -1]], dtype=np.int32),
            alike=np.array([[0.5, 0.0], [0.25, 0.0]], dtype=np.float32),
        ),
        chain=KindChain(
            categories=("분식", "한식"), chances=np.full((2, 2), 0.5, dtype=np.float32)
        ),
        serve=True,
        facts={"seed": 1},
    )


def test_a_file_gives_the_same_ranker_again() -> None:
    made = ranker(closeness=2.0)
    rows = np.random.default_rng(3).normal(0.0, 1.0, (9, 72)).astype(np.float32)

    again = load_ranker(made.to_bytes(), file="m.npz")

    assert again.to_bytes() == made.to_bytes()
    assert again.version == made.version
    assert np.array_equal(again.chances(rows), made.chances(rows))
    assert again.learned.neighbours == {"a": {"b": 0.5}, "b": {"a": 0.25}}
    assert again.learned.follows(["분식"]) == {"분식": 0.5, "한식": 0.5}


def test_a_file_names_its_ranker_and_nothing_is_packed_to_tell(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    data = ranker(closeness=2.0).to_bytes()
    other = ranker(closeness=2.1)

    read = load_ranker(data, file="m.npz")
    monkeypatch.setattr(Ranker, "to_bytes", lambda self: pytest.fail("packed again"))

    assert read.version == f"wide-deep-{data.split(maxsplit=3)[3][:12].decode()}"
    monkeypatch.undo()
    assert read.version != other.version
    assert read.version == ranker(closeness=2.0).version


def test_none_is_shelved_where_none_is_named_or_it_won_nothing() -> None:
    lost = replace(ranker(), serve=False).to_bytes()

    assert ranker_in("", read=lambda path: b"") is None
    assert ranker_in("m.npz", read=lambda path: lost) is None
    assert ranker_in("m.npz", read=lambda path: ranker().to_bytes()) is not None


def test_what_was_learned_of_simulated_people_orders_for_nobody() -> None:
    tried = replace(ranker(), facts={"simulated": True}).to_bytes()
    own = replace(ranker(), facts={"simulated": False}).to_bytes()

    assert ranker_in("m.npz", read=lambda path: tried) is None
    assert ranker_in("m.npz", read=lambda path: own) is not None


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_broken_bytes_are_refused_or_change_nothing(data: st.DataObject) -> None:
    whole = ranker(closeness=2.0).to_bytes()
    at = data.draw(st.integers(0, len(whole) - 1))
    how = data.draw(st.sampled_from(("flip", "cut", "insert")))
    broken = bytearray(whole)
    if how == "flip":
        broken[at] ^= data.draw(st.integers(1, 255))
    elif how == "cut":
        del broken[at:]
    else:
        broken[at:at] = b"\x00"

    try:
        read = load_ranker(bytes(broken), file="m.npz")
    except BadFile:
        return
    assert read.to_bytes() == whole


@pytest.mark.parametrize("data", [b"", b"nonsense", b"PK\x03\x04", bytes(100)])
def test_what_is_no_model_is_a_bad_file(data: bytes) -> None:
    with pytest.raises(BadFile):
        load_ranker(data, file="m.npz")


def test_a_model_of_other_features_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dure.assistants.meals.ranker.NAMES", (*NAMES[1:], NAMES[0]))
    other = ranker().to_bytes()
    monkeypatch.undo()

    with pytest.raises(BadFile) as told:
        load_ranker(other, file="m.npz")

    assert "다른 특징" in str(told.value.facts["why"])


@pytest.mark.parametrize(
    "change",
    [
        {"network": replace(network(), mean=np.zeros(71, dtype=np.float32))},
        {"network": replace(network(), crosses=np.array([[0, 72]]))},
        {"network": replace(network(), scale=np.full(72, np.nan, dtype=np.float32))},
        {
            "network": replace(
                network(), weights={**network().weights, "w2": np.zeros((3, 3), dtype=np.float32)}
            )
        },
        {
            "neighbours": Neighbours(
                shops=("a",),
                others=np.array([[4]], dtype=np.int32),
                alike=np.ones((1, 1), dtype=np.float32),
            )
        },
        {"chain": KindChain(categories=("한식",), chances=np.zeros((2, 2), dtype=np.float32))},
        {"scale": Scale(slope=-1.0, offset=0.0)},
    ],
)
def test_what_does_not_fit_together_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(BadFile):
        load_ranker(replace(ranker(), **change).to_bytes(), file="m.npz")  # type: ignore[arg-type]


def test_a_ranker_orders_for_people_who_are_known_well_and_nobody_else() -> None:
    far, near = cooking("far", RICE, lat=37.5613), cooking("near", RICE)
    rules = rules_for()
    found = offered_in((near, far), rules)
    backwards = ranker(distance=5.0)

    regular = Eater(profile=REGULAR, moment=LUNCH, ranker=backwards)
    stranger = Eater(profile=Profile(), moment=LUNCH, ranker=backwards)

    known = choose(found, rules, OrderSettings(), regular).sure
    new = choose(found, rules, OrderSettings(), stranger).sure

    assert [one.shop.id for one in known] == ["far", "near"]
    assert [one.shop.id for one in new] == ["near", "far"]
    assert all(0 <= one.score <= 1 for one in known)


def test_what_is_liked_is_the_reason_where_the_model_goes_by_it() -> None:
    rules = rules_for()
    found = offered_in((cooking("a", RICE, category="분식"), cooking("b", RICE)), rules)
    eater = Eater(profile=REGULAR, moment=LUNCH, ranker=ranker(liked_category=3.0, closeness=0.1))

    ordered = choose(found, rules, OrderSettings(), eater)
    said = explained(ordered.sure, eater.scorer, ordered.view)
    told = {one.shop.id: [reason for reason, _ in one.reasons] for one in said}

    assert told == {"a": ["taste"], "b": []}


def test_what_was_chosen_at_no_such_meal_has_no_meal_for_a_reason() -> None:
    shops = (cooking("a", RICE, category="치킨"), cooking("b", RICE, category="한식"))
    profile = profile_of(folded([chosen("z", "치킨", id="1", at=NOW - timedelta(days=9))]), NOW)
    rows = features(profile, seen(offered_in(shops, rules_for()), LUNCH), LUNCH)

    for_meals, against = ranker(meal_fit=2.0).reasons(rows), ranker(meal_fit=-2.0).reasons(rows)

    assert [[name for name, _ in told] for told in for_meals] == [["time"], []]
    assert against == [(), ()]


def test_what_speaks_for_a_place_by_next_to_nothing_is_no_reason() -> None:
    shops = (cooking("a", RICE, rating=5.0), cooking("b", RICE, rating=1.0))
    rows = features(Profile(), seen(offered_in(shops, rules_for()), LUNCH), LUNCH)

    much, little = ranker(rating=1.0).reasons(rows), ranker(rating=1e-8).reasons(rows)

    assert [[name for name, _ in told] for told in much] == [["rated"], []]
    assert little == [(), ()]


TELLING = ("closeness", "pays", "popularity", "rating", "has_coupon", "weather_fit", "meal_fit")
weights = st.dictionaries(
    st.sampled_from(TELLING) | st.sampled_from(NAMES), st.floats(-3, 3), max_size=9
)


@settings(max_examples=100, deadline=None)
@given(profiles, st.lists(candidates(), min_size=2, max_size=4), moments, weights)
def test_a_reason_is_never_given_for_what_is_not_so(
    profile: Profile, found: list[Candidate], moment: Moment, wide: dict[str, float]
) -> None:
    rows = features(profile, seen(found, moment), moment)
    average = rows.mean(axis=0)

    for row, told in zip(rows, ranker(**wide).reasons(rows), strict=True):
        reasons, above = dict(told), row > average
        assert all(points > 0 for points in reasons.values())
        assert "known" not in reasons or row[AT["chosen_here"]] > 0
        assert "taste" not in reasons or row[AT["liked_category"]] > 0
        assert "coupon" not in reasons or row[AT["has_coupon"]] == 1
        assert "near" not in reasons or above[AT["closeness"]]
        assert "price" not in reasons or 0 <= row[AT["pays"]] < average[AT["pays"]]
        assert "popular" not in reasons or above[AT["popularity"]]
        assert "rated" not in reasons or above[AT["rating"]]
        assert "weather" not in reasons or row[AT["weather_fit"]] > row[AT["category_share"]]
        assert "time" not in reasons or row[AT["meal_fit"]] > row[AT["category_share"]]
