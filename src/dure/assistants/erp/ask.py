"""From a Korean question to an answer within the asking user's rights."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from dure.assistants.erp.answer import Frame, answer_of, asked, document_answer, refused
from dure.assistants.erp.compute import FoundDocument, compute, find_documents
from dure.assistants.erp.desk import Desk, rights_of, seen_names
from dure.assistants.erp.query import LINES, AskBack, Filter, Lookup, Query, Reading, Refuse
from dure.assistants.erp.reading import read_question
from dure.assistants.erp.rights import Rights
from dure.engine.assistant import Answer
from dure.errors import Forbidden, LateAnswer, NotFound

_COMPANY: Final = (
    "SELECT p.name FROM company_company c JOIN party_party p ON p.id = c.party WHERE c.id = :c"
)

_GOODS_OF: Final[Mapping[str, str]] = {"sale": "order", "purchase": "purchase"}
"""Kinds of documents that have goods, and the subject of their figures."""


@dataclass(frozen=True, kw_only=True)
class Told:
    """reading: what the question was taken for. query: what a following question goes on from."""

    answer: Answer
    reading: Reading
    query: Query | None


def ask(desk: Desk, text: str, *, login: str, today: date, previous: Query | None = None) -> Told:
    """Return the answer to one question of one user.

    previous: the query of the question before it in the same conversation.
    Raises Unavailable if the database does not answer.
    """
    try:
        rights = rights_of(desk, login)
    except NotFound:
        nobody = Refuse(reason="no_user")
        return Told(answer=refused(nobody), reading=nobody, query=None)
    reading = read_question(
        text, model=desk.model, names=seen_names(desk, rights), today=today,
        company=rights.person.company, previous=previous,
    )  # fmt: skip
    return answer_reading(desk, rights, reading, today=today, previous=previous)


def answer_reading(
    desk: Desk, rights: Rights, reading: Reading, *, today: date, previous: Query | None = None
) -> Told:
    """Return the answer to what a question was taken for, whoever read it."""
    company = company_name(desk, rights)
    if isinstance(reading, Query):
        query = reading
        answer = _figure(desk, rights, query, today, company)
        return Told(answer=answer, reading=reading, query=query)
    if isinstance(reading, Lookup):
        answer = _document(desk, rights, reading, today, company)
        return Told(answer=answer, reading=reading, query=previous)
    if isinstance(reading, AskBack):
        return Told(answer=asked(reading), reading=reading, query=previous)
    return Told(answer=refused(reading, company=company), reading=reading, query=previous)


def company_name(desk: Desk, rights: Rights) -> str:
    """Return the name of the company that the user works in, "" if none."""
    found = desk.tables.query(_COMPANY, {"c": rights.person.company}).rows
    return str(found[0][0]) if found else ""


def _figure(desk: Desk, rights: Rights, query: Query, today: date, company: str) -> Answer:
    measure = desk.model.measures[query.measure]
    try:
        result = compute(desk, rights, query, today)
    except LateAnswer:
        return refused(Refuse(reason="late"))
    frame = Frame(company=company, measure=measure, query=query, model=desk.model)
    return answer_of(result, frame)


def _document(desk: Desk, rights: Rights, lookup: Lookup, today: date, company: str) -> Answer:
    try:
        found, barred, limited = find_documents(desk, rights, lookup)
    except (Forbidden, LateAnswer):
        return refused(Refuse(reason="denied"), measure=lookup.number)
    ordered = [document for document in found if document.fact in _GOODS_OF]
    if LINES in lookup.attributes and len(ordered) == 1:
        goods = _of_document(desk, ordered[0], "quantity", groups=("product",))
        return _figure(desk, rights, goods, today, company)
    found = [_with_amount(desk, rights, document, today) for document in found]
    return document_answer(
        found, lookup, desk.model, barred=barred, limited=limited, as_of=desk.tables.as_of()
    )


def _of_document(
    desk: Desk, document: FoundDocument, aspect: str, *, groups: tuple[str, ...] = ()
) -> Query:
    """Return the query of a figure of one document, whatever its state."""
    chosen = Filter(dimension="document", ids=(document.number_in_erp,), label=document.number)
    state = str(document.told.get("state"))
    measure = desk.model.measure_of(_GOODS_OF[document.fact], aspect)
    if measure is None:
        raise ValueError(f"no {aspect} of {document.fact}")
    states = (state,) if state in desk.model.states else ()
    return Query(measure=measure.name, groups=groups, filters=(chosen,), states=states)


def _with_amount(desk: Desk, rights: Rights, document: FoundDocument, today: date) -> FoundDocument:
    """Return a document; the amount that is not in its record yet comes from its lines."""
    if document.fact not in _GOODS_OF or document.told.get("amount", 0) is not None:
        return document
    result = compute(desk, rights, _of_document(desk, document, "amount"), today)
    if result.missing or result.unknown or not result.rows:
        return document
    return replace(document, told={**document.told, "amount": result.rows[0].value})
