"""Every statement stands behind the rights, with every value bound."""

import re
from datetime import date

import pytest

from dure.assistants.erp.desk import Desk, rights_of
from dure.assistants.erp.query import Filter, Query
from dure.assistants.erp.sql import build, build_visible, grain_of
from dure.errors import Forbidden

TODAY = date(2026, 3, 10)


def statement(desk: Desk, user: str, query: Query) -> tuple[str, dict[str, object]]:
    made = build(desk.model, rights_of(desk, user), query, period=None, today=TODAY)
    return made.sql, dict(made.values)


@pytest.mark.parametrize("groups", [(), ("party",), ("product",), ("month",), ("document",)])
def test_the_rule_stands_inside_at_the_leaf(desk: Desk, groups: tuple[str, ...]) -> None:
    sql, values = statement(desk, "north", Query(measure="order_amount", groups=groups))

    assert "북%" in values.values()
    assert sql.index("LIKE") < sql.index(") AS f")


def test_no_value_is_pasted_into_the_sql(desk: Desk) -> None:
    hostile = Filter(dimension="party", ids=(987654,), label="x'; DROP TABLE sale_sale")
    sql, values = statement(desk, "boss", Query(measure="order_amount", filters=(hostile,)))

    assert "DROP" not in sql
    assert "987654" not in sql
    assert 987654 in values.values()
    assert not re.search(r"'[^']", sql.replace("'-Q'", ""))


def test_products_are_counted_in_the_lines(desk: Desk) -> None:
    fact = grain_of(desk.model, Query(measure="order_amount", groups=("product",)))

    assert fact is not None
    assert fact.name == "sale_line"


def test_a_state_without_totals_is_summed_over_its_lines(desk: Desk) -> None:
    fact = grain_of(desk.model, Query(measure="order_amount", states=("quotation",)))

    assert fact is not None
    assert fact.name == "sale_line"


def test_what_no_fact_carries_has_no_statement(desk: Desk) -> None:
    assert grain_of(desk.model, Query(measure="receivable_amount", groups=("product",))) is None


def test_a_barred_model_has_no_statement(desk: Desk) -> None:
    with pytest.raises(Forbidden):
        build_visible(desk.model, rights_of(desk, "books"), "sale.sale")


def test_a_hidden_field_has_no_statement(desk: Desk) -> None:
    rights = rights_of(desk, "boss")
    hidden = type(rights)(
        **{**vars(rights), "hidden": frozenset([("sale.sale", "untaxed_amount")])}
    )

    with pytest.raises(Forbidden):
        build(desk.model, hidden, Query(measure="order_amount"), period=None, today=TODAY)
