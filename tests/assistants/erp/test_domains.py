"""A domain in SQL picks the records that Tryton's semantics picks."""

from typing import Any

import apsw
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dure.assistants.erp.catalog import Catalog
from dure.assistants.erp.domains import Binder, Compiler, UnknownDomain

ROWS = [
    (1, "서울전자", 5, 1),
    (2, "부산", None, 0),
    (3, None, 7, None),
    (4, "서울_%", 5, 1),
    (5, "", 0, 0),
]
CATALOG = Catalog(
    relations={("thing", "parent"): "thing"},
    columns={"thing": ("id", "name", "size", "active", "parent")},
)
LEAVES = st.one_of(
    st.tuples(
        st.just("size"), st.sampled_from(["=", "!=", "<", "<=", ">", ">="]), st.integers(0, 8)
    ),
    st.tuples(
        st.just("name"), st.sampled_from(["=", "!="]), st.sampled_from([None, "", "부산", "'x"])
    ),
    st.tuples(
        st.just("size"),
        st.sampled_from(["in", "not in"]),
        st.lists(st.sampled_from([0, 5, 7, None])),
    ),
    st.tuples(st.just("active"), st.sampled_from(["=", "!="]), st.booleans()),
    st.tuples(
        st.just("name"),
        st.sampled_from(["like", "not like"]),
        st.sampled_from(["서울%", "%", "부산"]),
    ),
).map(list)
DOMAINS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda parts: ["OR", *parts]),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: ["AND", *parts]),
        st.lists(inner, min_size=1, max_size=3),
    ),
    max_leaves=6,
)


def picked(domain: list[Any]) -> list[int]:
    db = apsw.Connection(":memory:")
    db.execute("PRAGMA case_sensitive_like=ON; CREATE TABLE thing (id, name, size, active, parent)")
    db.executemany("INSERT INTO thing VALUES (?, ?, ?, ?, ?)", [(*row, row[0] % 3) for row in ROWS])
    binder = Binder()
    predicate = Compiler(catalog=CATALOG, binder=binder).predicate(domain, "thing", "t")
    sql = f"SELECT id FROM thing AS t WHERE {predicate.sql(dialect='sqlite')} ORDER BY id"  # noqa: S608
    return [row[0] for row in db.execute(sql, binder.values)]


def holds(domain: list[Any], row: tuple[Any, ...]) -> bool:
    if not domain:
        return True
    if domain[0] == "OR":
        return any(holds(part, row) for part in domain[1:]) or len(domain) == 1
    if domain[0] == "AND":
        return all(holds(part, row) for part in domain[1:])
    if isinstance(domain[0], str):
        return leaf(row[("id", "name", "size", "active").index(domain[0])], domain[1], domain[2])
    return all(holds(part, row) for part in domain)


def leaf(own: Any, operator: str, value: Any) -> bool:  # noqa: ANN401
    if operator.startswith("not ") or operator == "!=":
        same = {"not in": "in", "not like": "like", "!=": "="}[operator]
        return not leaf(own, same, value)
    if operator == "in":
        return bool(own in value)
    if value is None or value is False:
        return bool(own is None or (value is False and own == 0))
    if own is None:
        return False
    if operator == "like":
        return bool(own.startswith(value[:-1])) if value.endswith("%") else bool(own == value)
    if operator == "=":
        return bool(own == value)
    if type(own) is not type(value):
        return False
    compare = {"<": own < value, "<=": own <= value, ">": own > value, ">=": own >= value}
    return bool(compare[operator])


@settings(max_examples=150, deadline=None)
@given(DOMAINS)
def test_the_picked_records_are_those_that_fulfil_the_domain(domain: list[Any]) -> None:
    assert picked(domain) == [row[0] for row in ROWS if holds(domain, row)]


def test_a_path_goes_through_the_records_between() -> None:
    assert picked([["parent.name", "=", "부산"]]) == [2, 5]
    assert picked([["parent", "where", [["size", "=", 5]]]]) == [1, 4]


@pytest.mark.parametrize(
    "domain",
    [[["name", "child_of", [1]]], [["unknown", "=", 1]], [["name", "in", "text"]], ["odd"],
     [["parent", "=", "a name"]], [["size.more", "=", 1]], [["name", "like", "a\\_b"]],
     [["name", "=", {"a": 1}]]],
)  # fmt: skip
def test_what_is_not_understood_is_refused(domain: list[Any]) -> None:
    with pytest.raises(UnknownDomain):
        picked(domain)


@given(st.text())
def test_a_value_never_becomes_sql(value: str) -> None:
    binder = Binder()
    predicate = Compiler(catalog=CATALOG, binder=binder).predicate(
        [["name", "=", value]], "thing", "t"
    )

    assert predicate.sql(dialect="sqlite") == '("t"."name" = :p0)' or value == ""
