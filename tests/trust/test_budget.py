"""Nobody uses up more of a language model in a day than was allowed."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dure.embedded.stores import SqliteStore
from dure.kernel.clock import StillClock
from dure.trust.budget import TokenBudget

A_DAY_S = 86_400


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    made = SqliteStore(tmp_path / "state.db")
    yield made
    made.close()


@pytest.fixture
def budget(store: SqliteStore, clock: StillClock) -> TokenBudget:
    return TokenBudget(store, clock, per_day=100)


def test_what_is_left_may_be_used_and_no_more(budget: TokenBudget) -> None:
    assert budget.set_aside("main", "kim", 60)
    assert budget.set_aside("main", "kim", 41) is None
    assert budget.set_aside("main", "kim", 40)


def test_what_was_not_used_comes_back(budget: TokenBudget) -> None:
    kept = budget.set_aside("main", "kim", 80)
    assert kept

    budget.settle(kept, 10)

    assert budget.used_today("main", "kim") == 10


@pytest.mark.parametrize(("claimed", "charged"), [(10**9, 80), (-5, 0), (0, 0)])
def test_a_server_that_counts_wrongly_charges_at_most_what_was_set_aside(
    budget: TokenBudget, claimed: int, charged: int
) -> None:
    kept = budget.set_aside("main", "kim", 80)
    assert kept

    budget.settle(kept, claimed)

    assert budget.used_today("main", "kim") == charged


def test_people_and_tenants_have_budgets_of_their_own(budget: TokenBudget) -> None:
    budget.set_aside("main", "kim", 100)

    assert budget.set_aside("main", "lee", 100)
    assert budget.set_aside("other", "kim", 100)
    assert budget.set_aside("main", "kim", 1) is None


def test_a_new_day_begins_with_all_of_it(budget: TokenBudget, clock: StillClock) -> None:
    budget.set_aside("main", "kim", 100)
    clock.move(A_DAY_S)

    assert budget.set_aside("main", "kim", 100)


def test_a_call_over_midnight_gives_nothing_back_to_the_new_day(
    budget: TokenBudget, clock: StillClock
) -> None:
    kept = budget.set_aside("main", "kim", 50)
    assert kept
    clock.move(A_DAY_S)
    budget.set_aside("main", "kim", 70)

    budget.settle(kept, 0)

    assert budget.used_today("main", "kim") == 70


def test_another_process_goes_on_counting(
    store: SqliteStore, budget: TokenBudget, clock: StillClock
) -> None:
    budget.set_aside("main", "kim", 90)

    assert TokenBudget(store, clock, per_day=100).set_aside("main", "kim", 11) is None


def test_the_store_holds_no_name(store: SqliteStore, budget: TokenBudget) -> None:
    budget.set_aside("main", "kim-chulsoo", 90)

    assert not [row for row in store.items("model_tokens") if "kim" in str(row)]


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(calls=st.lists(st.tuples(st.integers(0, 200), st.integers(-10, 300)), max_size=20))
def test_never_is_more_charged_than_the_budget(
    store: SqliteStore, clock: StillClock, calls: list[tuple[int, int]]
) -> None:
    clock.move(A_DAY_S)
    budget = TokenBudget(store, clock, per_day=100)
    for tokens, used in calls:
        kept = budget.set_aside("main", "kim", tokens)
        if kept:
            budget.settle(kept, used)

        assert 0 <= budget.used_today("main", "kim") <= 100
