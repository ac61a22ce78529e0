"""Rows become arrays, bad ones are named, and what is hidden is really hidden."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dure.engine.assistant import Facts
from dure.errors import BadFile
from dure.learning.interactions import hide, read_interactions

IDS = st.sampled_from("abcdefg")
PAIRS = st.lists(st.tuples(IDS, IDS), min_size=1, max_size=40)


def rows(*pairs: tuple[str, str]) -> list[Facts]:
    return [{"user": user, "item": item} for user, item in pairs]


@pytest.mark.parametrize(
    "row",
    [
        {"item": "x"},
        {"user": "", "item": "x"},
        {"user": "u", "item": None},
        {"user": True, "item": "x"},
        {"user": ["u"], "item": "x"},
        {"user": "u", "item": "x", "time": "어제"},
        {"user": "u", "item": "x", "time": [1]},
        {"user": "u", "item": "x", "time": "inf"},
        {"user": "u", "item": "x", "weight": "많이"},
        {"user": "u", "item": "x", "weight": "nan"},
    ],
)
def test_a_bad_row_is_named_by_its_number(row: Facts) -> None:
    with pytest.raises(BadFile) as error:
        read_interactions([*rows(("u", "y")), row], file="TRAIN")

    assert str(error.value.facts["why"]).startswith("2번째 기록")
    assert error.value.facts["file"] == "TRAIN"


def test_a_file_without_rows_is_refused() -> None:
    with pytest.raises(BadFile):
        read_interactions([], file="TRAIN")


def test_numbers_and_text_name_the_same_user() -> None:
    read = read_interactions([{"user": 7, "item": 1}, {"user": "7", "item": "2"}], file="TRAIN")

    assert read.users == ("7",)
    assert read.items == ("1", "2")


def test_times_may_be_seconds_or_dates() -> None:
    read = read_interactions(
        [
            {"user": "u", "item": "later", "time": "2010-10-19T23:55:27Z"},
            {"user": "u", "item": "first", "time": "60"},
        ],
        file="TRAIN",
    )

    assert [read.items[code] for code in read.item] == ["first", "later"]


def test_times_count_only_if_every_row_has_one() -> None:
    given_one: list[Facts] = [
        {"user": "u", "item": "x", "time": 3},
        {"user": "u", "item": "y", "time": ""},
    ]

    assert read_interactions(given_one, file="TRAIN").time is None


def test_what_is_not_liked_teaches_nothing_but_is_known() -> None:
    read = read_interactions([{"user": "u", "item": "x", "weight": 0}], file="TRAIN")

    assert read.matrix.sum() == 0
    assert read.seen[0, 0] == 1


def test_a_row_given_twice_counts_once() -> None:
    read = read_interactions(rows(("u", "x"), ("u", "x")), file="TRAIN")

    assert read.matrix.sum() == 1


def test_what_was_taken_last_fades_least() -> None:
    taken = [{"user": "u", "item": item, "time": time} for time, item in enumerate("xyzx")]
    read = read_interactions(taken, file="TRAIN")

    faded = read.histories(read.user[:1]).faded(1.0)

    assert faded.rows.toarray().tolist() == [[1.0, 0.25, 0.5]]
    assert [read.items[code] for code in faded.last[0]] == ["x", "z", "y"]


def test_a_stranger_took_nothing() -> None:
    read = read_interactions(rows(("u", "x")), file="TRAIN")

    of = read.histories(read.user[:1] + len(read.users))

    assert of.rows.sum() == 0
    assert of.last.tolist() == [[-1, -1, -1]]


@settings(deadline=None)
@given(PAIRS, st.integers(0, 4), st.booleans())
def test_what_is_hidden_does_not_stand_in_the_rest(
    pairs: list[tuple[str, str]], fold: int, timed: bool
) -> None:
    made: list[Facts] = [
        {**row, "time": at} if timed else row for at, row in enumerate(rows(*pairs))
    ]
    known = read_interactions(made, file="TRAIN")

    held = hide(known, fold)

    assert all(
        held.rest.seen[user, item] == 0 and known.matrix[user, item] == 1
        for user, item in zip(held.users, held.items, strict=True)
    )
    assert all(held.rest.matrix[user].sum() > 0 for user in held.users)
    assert len(set(held.users.tolist())) == len(held.users)


def test_nothing_later_than_what_is_hidden_is_kept() -> None:
    taken = [{"user": "u", "item": item, "time": time} for time, item in enumerate("vwxyz")]
    known = read_interactions(taken, file="TRAIN")

    held = hide(known, 2)

    assert [known.items[code] for code in held.items] == ["x"]
    assert [known.items[code] for code in held.rest.item] == ["v", "w"]


def test_the_order_of_the_file_hides_nothing_else() -> None:
    pairs = [("u", "x"), ("u", "y"), ("v", "x"), ("v", "z")]

    one = hide(read_interactions(rows(*pairs), file="TRAIN"), 0)
    other = hide(read_interactions(rows(*reversed(pairs)), file="TRAIN"), 0)

    assert one.items.tolist() == other.items.tolist()
