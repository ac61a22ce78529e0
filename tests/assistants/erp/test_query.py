"""A query is a value: equal where it asks the same, and usable as a key."""

from dure.assistants.erp.query import Filter, Query
from dure.assistants.erp.spans import month_of


def test_the_same_question_is_the_same_value() -> None:
    chosen = Filter(dimension="party", ids=(1,), label="가")
    one = Query(measure="order_amount", period=month_of(2026, 1), filters=(chosen,))
    other = Query(measure="order_amount", period=month_of(2026, 1), filters=(chosen,))

    assert len({one, other}) == 1
