"""What a narrowed user sees by another door, for an administrator to judge.

A rule may show a team 15 of 120 orders while nothing narrows the invoices of the same
customers. The ERP allows it, so it is reported and not changed.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from dure.assistants.erp.catalog import NotInstalled
from dure.assistants.erp.desk import Desk, rights_of
from dure.assistants.erp.model import Fact
from dure.assistants.erp.rights import Rights, Rule
from dure.assistants.erp.sql import build_span
from dure.errors import Forbidden


@dataclass(frozen=True, kw_only=True)
class Neighbour:
    """A user sees `seen` of `all` records of a narrowed model, but all of an open one beside it.

    dimension: what both are about (party). open_seen: records of the open model.
    """

    login: str
    dimension: str
    narrowed: str
    seen: int
    all: int
    open: str
    open_seen: int


def find_neighbours(desk: Desk, login: str) -> tuple[Neighbour, ...]:
    """Return the open doors of one user, in the order of the model's facts.

    Raises NotFound if the ERP has no such active user.
    """
    rights = rights_of(desk, login)
    facts = _by_model(desk, rights)
    narrowed = [fact for fact in facts if rights.is_limited(fact.model)]
    opened = [fact for fact in facts if not rights.is_limited(fact.model)]
    return tuple(
        neighbour
        for fact in narrowed
        for beside in opened
        for neighbour in _shared(desk, rights, fact, beside)
    )


def _by_model(desk: Desk, rights: Rights) -> list[Fact]:
    """Return one readable fact for each model."""
    out: dict[str, Fact] = {}
    for fact in desk.model.facts.values():
        if _count(desk, rights, fact) is not None:
            out.setdefault(fact.model, fact)
    return list(out.values())


def _shared(desk: Desk, rights: Rights, fact: Fact, beside: Fact) -> Iterator[Neighbour]:
    for dimension in fact.paths:
        if dimension != "party" or dimension not in beside.paths:
            continue
        whole = replace(rights, rules=_for_all(rights))
        yield Neighbour(
            login=rights.person.login,
            dimension=dimension,
            narrowed=fact.model,
            seen=_count(desk, rights, fact) or 0,
            all=_count(desk, whole, fact) or 0,
            open=beside.model,
            open_seen=_count(desk, rights, beside) or 0,
        )


def _for_all(rights: Rights) -> dict[str, tuple[Rule, ...]]:
    return {m: tuple(r for r in rules if r.for_all) for m, rules in rights.rules.items()}


def _count(desk: Desk, rights: Rights, fact: Fact) -> int | None:
    """Return how many records there are, None if they cannot be read here."""
    try:
        statement = build_span(desk.model, rights, fact)
    except (Forbidden, NotInstalled):
        return None
    return int(str(desk.tables.query(statement.sql, statement.values).rows[0][2]))
