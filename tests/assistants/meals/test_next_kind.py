"""What follows what: counted, leaning on what all choose."""

import pytest

from dure.assistants.meals.next_kind import fit_chain


def test_what_often_follows_is_most_likely() -> None:
    chain = fit_chain([["한식", "치킨"] * 20, ["분식"] * 10])

    assert chain is not None
    after = chain.follows()(["한식"])
    assert after is not None
    assert max(after, key=lambda kind: after[kind]) == "치킨"
    assert sum(after.values()) == pytest.approx(1, abs=1e-6)


def test_the_last_choice_counts_most() -> None:
    chain = fit_chain([["한식", "치킨"] * 20, ["분식", "죽"] * 20])

    assert chain is not None
    after = chain.follows()(["한식", "분식"])
    assert after is not None
    assert after["죽"] > after["치킨"] > after["분식"]


def test_nothing_follows_what_was_never_met() -> None:
    chain = fit_chain([["한식", "치킨"]])

    assert chain is not None
    assert chain.follows()(["죽"]) is None
    assert chain.follows()([]) is None


@pytest.mark.parametrize("lives", [[], [[]], [["", ""]]])
def test_of_no_choices_nothing_is_learned(lives: list[list[str]]) -> None:
    assert fit_chain(lives) is None
