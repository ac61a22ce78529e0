"""A query that was written down is the query that is read again."""

import json
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from dure.assistants.erp.query import Filter, Period, Query, Threshold
from dure.assistants.erp.remembered import query_of, to_plain

words = st.text(max_size=12)
days = st.dates(date(1990, 1, 1), date(2100, 1, 1))
periods = st.none() | st.builds(Period, start=days, end=days, label=words)
filters = st.builds(
    Filter, dimension=words, ids=st.lists(st.integers(), max_size=3).map(tuple), label=words,
    guessed=st.booleans(),
)  # fmt: skip
thresholds = st.none() | st.builds(
    Threshold,
    operator=st.sampled_from([">=", ">", "<=", "<", "="]),
    value=st.decimals(-(10**15), 10**15, places=4),
)
several = st.lists(words, max_size=3).map(tuple)
queries = st.builds(
    Query, measure=words, groups=several, filters=st.lists(filters, max_size=3).map(tuple),
    states=several, period=periods, versus=periods,
    change=st.sampled_from(["both", "difference", "percent"]),
    direction=st.sampled_from([None, "most", "least"]), limit=st.none() | st.integers(1, 100),
    threshold=thresholds, count_groups=st.booleans(), share=st.booleans(), guesses=several,
)  # fmt: skip


@given(queries)
def test_a_query_is_the_same_after_a_restart(query: Query) -> None:
    kept = json.dumps(to_plain(query), ensure_ascii=False)

    assert query_of(json.loads(kept)) == query


def test_an_amount_keeps_every_digit() -> None:
    bound = Threshold(operator=">=", value=Decimal("1000000.10"))

    plain = to_plain(Query(measure="order_amount", threshold=bound))

    assert plain["threshold"]["value"] == "1000000.10"
