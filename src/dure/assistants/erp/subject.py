"""Which figure a question asks for: its subject (수주, 매출 …) and aspect (금액, 건수 …)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from dure.assistants.erp.model import Measure, Model
from dure.assistants.erp.query import AskBack
from dure.assistants.erp.said import Listened

# Where two subjects are said, the first of each pair is meant: 구매 주문 is a purchase.
_STRONGER: Final = (
    ("overdue", "receivable"), ("overdue", "invoice"), ("overdue", "order"), ("overdue", "stock"),
    ("receivable", "invoice"), ("receivable", "order"), ("receivable", "stock"),
    ("purchase", "order"), ("purchase", "invoice"), ("shipment", "order"), ("production", "order"),
    ("collected", "invoice"), ("collected", "order"), ("receipt", "purchase"),
    ("payable", "purchase"), ("payable", "stock"),
)  # fmt: skip
_BY_STATE: Final[Mapping[str, str]] = {
    "quotation": "order", "not_shipped": "order", "shipped": "order", "not_invoiced": "order",
    "cancelled": "order", "unpaid": "invoice", "paid": "invoice", "not_received": "purchase",
    "received": "purchase",
}  # fmt: skip
_DOCUMENTS: Final = ("order", "invoice", "purchase")
_COUNTED: Final = ("order", "invoice", "purchase", "shipment", "production")
_GOODS: Final = ("stock", "shipment", "receipt", "production")
_ASPECTS: Final = ("total", "tax", "average", "quantity", "count", "amount")
BY_UNIT: Final[Mapping[str, str]] = {
    "원": "amount", "개": "quantity", "건": "count", "번": "count", "회": "count", "장": "count",
}  # fmt: skip
"""Which aspect a bound is about, by its unit."""


@dataclass(frozen=True, kw_only=True)
class Topic:
    """subject: "" if unsaid. aspect: "" if unsaid. weak: the subject was only hinted at."""

    subject: str = ""
    aspect: str = ""
    weak: bool = False


def topic_of(said: Listened, *, of_products: bool) -> Topic | AskBack:
    """Return what a question is about.

    of_products: products are named or grouped by; then 몇 개 counts pieces, else documents.
    """
    subject, weak = _subject(said)
    if subject is None:
        return AskBack(phrase="which_subject")
    return Topic(subject=subject, aspect=_aspect(said, subject, of_products), weak=weak)


def measure_of(model: Model, topic: Topic) -> Measure | AskBack:
    """Return the measure of a topic; a subject alone means its first measure."""
    if not topic.subject:
        return AskBack(phrase="which_measure")
    if not topic.aspect:
        return model.default_of(topic.subject)
    found = model.measure_of(topic.subject, topic.aspect)
    if found is None and topic.aspect in ("amount", "quantity"):
        return _only(model, topic)
    return found or AskBack(phrase="no_aspect", word=model.default_of(topic.subject).label_ko)


def _only(model: Model, topic: Topic) -> Measure | AskBack:
    default = model.default_of(topic.subject)
    if topic.aspect == "quantity" and default.unit == "개":
        return default
    return AskBack(phrase="no_aspect", word=default.label_ko)


def _subject(said: Listened) -> tuple[str | None, bool]:
    """Return the subject ("" if unsaid, None if several are) and whether it was only hinted at."""
    found = list(said.all("subject"))
    for stronger, weaker in _STRONGER:
        if stronger in found and weaker in found:
            found.remove(weaker)
    if len(found) > 1:
        return None, False
    if found:
        return found[0], False
    by_state = [_BY_STATE[state] for state in said.all("state") if state in _BY_STATE]
    if by_state:
        return by_state[0], False
    weak = said.all("weak")
    return (weak[0], True) if weak else ("", False)


REDUNDANT: Final = frozenset(
    (("shipment", "shipped"), ("shipment", "done"), ("receipt", "received"), ("receipt", "done"),
     ("collected", "paid"), ("price", "done"))
)  # fmt: skip
"""Subjects that have a state by what they are: 출고된 수량 is 출고 수량."""


def stock_topic(topic: Topic, *, of_products: bool) -> Topic:
    """Return how many there are of a product as its stock (A4 용지 몇 개 있어?)."""
    if topic.subject or topic.aspect != "quantity" or not of_products:
        return topic
    return Topic(subject="stock", aspect="quantity", weak=True)


def _aspect(said: Listened, subject: str, of_products: bool) -> str:
    found = set(said.all("aspect"))
    if said.bound and BY_UNIT.get(said.bound.unit) == "count" and not found:
        return "count"
    if said.has("much") and not found:
        found = {"quantity"} if subject in _GOODS else {"amount"}
    if said.has("exist") and not found and not said.has("much") and subject in _COUNTED:
        return "count"
    if "pieces" in found:
        found.add("count" if subject in _DOCUMENTS and not of_products else "quantity")
    if found == {"count"} and subject not in (*_DOCUMENTS, *_COUNTED) and _is_thing(said):
        found = set()  # 재고가 제일 많은 건: the thing, no number of documents.
    if "untaxed" in found:
        found.discard("tax")
        found.add("amount")
    if "average" in found and found & {"tax", "total"}:
        return "average"
    return next((aspect for aspect in _ASPECTS if aspect in found), "")


def _is_thing(said: Listened) -> bool:
    counting = [p for p in said.pieces if ("aspect", "count") in p.senses]
    return all(piece.text == "건" for piece in counting)
