"""Which figure is meant."""

from datetime import date

import pytest

from dure.assistants.erp.model import Model
from dure.assistants.erp.names import Names
from dure.assistants.erp.query import AskBack
from dure.assistants.erp.said import listen, tidy
from dure.assistants.erp.subject import Topic, measure_of, stock_topic, topic_of

NONE = Names(spellings={}, longest=0)


def topic(text: str) -> Topic | AskBack:
    return topic_of(listen(tidy(text), names=NONE, today=date(2026, 3, 10)), of_products=False)


@pytest.mark.parametrize(
    ("text", "subject", "aspect"),
    [
        ("주문 몇 건", "order", "count"), ("주문 몇 개", "order", "count"),
        ("매출 부가세", "invoice", "tax"), ("부가세 포함 매출", "invoice", "total"),
        ("평균 발주액", "purchase", "average"), ("구매 주문 금액", "purchase", "amount"),
        ("연체 미수금", "overdue", ""), ("재고 얼마나", "stock", "quantity"),
        ("견적 금액", "order", ""), ("미결제 금액", "invoice", "amount"),
    ],
)  # fmt: skip
def test_the_figure_is_found(text: str, subject: str, aspect: str) -> None:
    found = topic(text)

    assert isinstance(found, Topic)
    assert (found.subject, found.aspect) == (subject, aspect)


def test_two_subjects_are_asked() -> None:
    assert isinstance(topic("매출이랑 재고"), AskBack)


def test_how_many_of_a_product_is_its_stock() -> None:
    assert stock_topic(Topic(aspect="quantity"), of_products=True).subject == "stock"


def test_an_aspect_that_a_subject_lacks_is_asked(model: Model) -> None:
    assert isinstance(measure_of(model, Topic(subject="stock", aspect="tax")), AskBack)
    assert isinstance(measure_of(model, Topic()), AskBack)
