"""What a query gives, and which of the four meanings it has when it gives nothing."""

from datetime import date
from decimal import Decimal

import pytest

from dure.assistants.erp.compute import Result, compute
from dure.assistants.erp.desk import Desk, rights_of
from dure.assistants.erp.query import Filter, Query, Threshold
from dure.assistants.erp.spans import month_of

TODAY = date(2026, 3, 10)
NORTH = Filter(dimension="party", ids=(3,), label="북한강농원")
SOUTH = Filter(dimension="party", ids=(4,), label="㈜남산목재")
UNSEEN = Filter(dimension="party", ids=(6,), label="북촌공방")


def found(desk: Desk, query: Query, user: str = "boss") -> Result:
    return compute(desk, rights_of(desk, user), query, TODAY)


def test_groups_add_up_to_the_whole(desk: Desk) -> None:
    whole = found(desk, Query(measure="order_amount")).rows[0].value
    parts = found(desk, Query(measure="order_amount", groups=("party",))).rows

    assert sum(row.value for row in parts) == whole == Decimal("10000000.40")


def test_months_come_in_their_order(desk: Desk) -> None:
    rows = found(desk, Query(measure="order_amount", groups=("month",))).rows

    assert [row.label for row in rows] == ["2026-01", "2026-02"]


def test_a_limit_keeps_the_greatest(desk: Desk) -> None:
    query = Query(measure="order_amount", groups=("party",), direction="most", limit=1)

    assert [row.label for row in found(desk, query).rows] == ["㈜남산목재"]


def test_a_bound_is_exact_at_its_edge(desk: Desk) -> None:
    at = Threshold(operator=">=", value=Decimal("1000000.10"))
    above = Threshold(operator=">", value=Decimal("1000000.10"))

    assert found(desk, Query(measure="order_count", threshold=at)).rows[0].value == 2
    assert found(desk, Query(measure="order_count", threshold=above)).rows[0].value == 1


def test_a_share_is_of_all_that_is_seen(desk: Desk) -> None:
    result = found(desk, Query(measure="order_count", filters=(SOUTH,), share=True))

    assert result.rows[0].value == Decimal("66.7")


def test_a_difference_has_its_sign(desk: Desk) -> None:
    query = Query(
        measure="order_count",
        period=month_of(2026, 1),
        versus=month_of(2026, 2),
        change="difference",
    )

    assert found(desk, query).rows[0].value == -1


def test_groups_that_owe_nothing_are_not_counted(desk: Desk) -> None:
    query = Query(measure="receivable_amount", groups=("party",), count_groups=True)

    assert found(desk, query).rows[0].value == 1


@pytest.mark.parametrize(
    ("query", "user", "missing"),
    [
        (Query(measure="order_amount", period=month_of(2026, 3)), "boss", None),
        (Query(measure="order_amount", filters=(UNSEEN,)), "boss", "no_records"),
        (Query(measure="order_amount", filters=(SOUTH,)), "north", "not_in_rights"),
        (Query(measure="order_amount"), "books", "denied"),
        (Query(measure="order_amount", period=month_of(2025, 3)), "boss", "no_period"),
        (Query(measure="order_amount", period=month_of(2026, 1), versus=month_of(2025, 1)), "boss",
         "no_versus"),
        (Query(measure="receivable_amount", groups=("product",)), "boss", "no_combination"),
        (Query(measure="receivable_amount", period=month_of(2026, 1)), "boss", "no_history"),
        (Query(measure="order_average", period=month_of(2026, 3)), "boss", "no_average"),
        (Query(measure="production_count"), "boss", "no_facts"),
    ],
)  # fmt: skip
def test_nothing_is_told_for_what_it_is(
    desk: Desk, query: Query, user: str, missing: str | None
) -> None:
    assert found(desk, query, user).missing == missing


def test_nobody_is_narrowed_without_being_told(desk: Desk) -> None:
    assert found(desk, Query(measure="order_amount"), "north").limited
    assert not found(desk, Query(measure="order_amount"), "boss").limited
