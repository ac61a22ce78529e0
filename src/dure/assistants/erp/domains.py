"""Tryton domains as SQL predicates: record rules and our own conditions alike.

A domain that cannot be understood completely is refused (UnknownDomain), never approximated:
a rule that is read too wide would show what nobody may see.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from sqlglot import exp

from dure.assistants.erp.catalog import Catalog
from dure.ports.tables import Cell

Guard = Callable[[str, str], exp.Expr | None]
"""(model, alias) → the predicate that its records must fulfil, None if all may be seen."""
_COMPARE: Final[Mapping[str, type[exp.Binary]]] = {
    "=": exp.EQ, "!=": exp.NEQ, "<": exp.LT, "<=": exp.LTE, ">": exp.GT, ">=": exp.GTE,
}  # fmt: skip
_LIKE: Final = ("like", "not like", "ilike", "not ilike")
_EMPTY: Final[tuple[Any, ...]] = (None, [], ())


class UnknownDomain(ValueError):
    """A condition that we do not know how to put into SQL."""


@dataclass(kw_only=True)
class Binder:
    """Collects values and hands out their places: nothing that was said becomes SQL."""

    values: dict[str, Cell] = field(default_factory=dict)
    tables: int = 0

    def bind(self, value: Cell) -> exp.Placeholder:
        """Return the place of a value."""
        name = f"p{len(self.values)}"
        self.values[name] = value
        return exp.Placeholder(this=name)

    def alias(self) -> str:
        """Return a name for a table that no other has in this statement."""
        self.tables += 1
        return f"d{self.tables}"


@dataclass(frozen=True, kw_only=True)
class Compiler:
    """Turns domains into predicates. guard: applied to every record that a path goes through."""

    catalog: Catalog
    binder: Binder
    guard: Guard | None = None

    def predicate(self, domain: Sequence[Any], model: str, alias: str) -> exp.Expr:
        """Return the predicate of a domain on a model's table that goes by `alias`.

        Raises UnknownDomain.
        """
        if not domain:
            return exp.true()
        if isinstance(domain[0], str) and domain[0] in ("AND", "OR"):
            parts = [self._part(part, model, alias) for part in domain[1:]]
            join = exp.and_ if domain[0] == "AND" else exp.or_
            return exp.paren(join(*parts)) if parts else exp.true()
        if is_clause(domain):
            return self._clause(domain, model, alias)
        return exp.paren(exp.and_(*(self._part(part, model, alias) for part in domain)))

    def _part(self, part: Any, model: str, alias: str) -> exp.Expr:  # noqa: ANN401 - JSON
        if not isinstance(part, list | tuple):
            raise UnknownDomain(repr(part))
        return self.predicate(part, model, alias)

    def _clause(self, clause: Sequence[Any], model: str, alias: str) -> exp.Expr:
        path, operator, value = clause[:3]
        head, _, rest = path.partition(".")
        column = self.column(model, head, alias)
        if operator == "where":
            return self._within(model, head, column, value)
        if rest:
            return self._within(model, head, column, [[rest, operator, value]])
        if (model, head) in self.catalog.relations and not _is_reference(value):
            raise UnknownDomain(f"{path} {operator} {value!r}")
        return self._compare(column, operator, value)

    def column(self, model: str, name: str, alias: str) -> exp.Column:
        """Return a stored field of a model as a column."""
        if not self.catalog.has(model, name):
            raise UnknownDomain(f"{model}.{name} is not stored")
        return exp.column(name, table=alias, quoted=True)

    def _within(self, model: str, head: str, column: exp.Column, domain: Sequence[Any]) -> exp.Expr:
        """Return that the record a field leads to fulfils a domain."""
        target = self.catalog.relations.get((model, head))
        if target is None:
            raise UnknownDomain(f"{model}.{head} leads nowhere")
        alias = self.binder.alias()
        inner = self.predicate(domain, target, alias)
        guarded = self.guard(target, alias) if self.guard else None
        found = exp.select(exp.column("id", table=alias)).from_(
            named_table(self.catalog.table_of(target), alias)
        )
        return column.isin(query=found.where(exp.and_(inner, guarded) if guarded else inner))

    def _compare(self, column: exp.Column, operator: str, value: Any) -> exp.Expr:  # noqa: ANN401 - JSON
        if operator in ("in", "not in"):
            return self._member(column, value, inside=operator == "in")
        if operator in ("=", "!=") and (value in _EMPTY or value is False):
            empty: exp.Expr = column.is_(exp.null())
            if value is False:
                empty = exp.paren(exp.or_(column.eq(0), empty))
            return empty if operator == "=" else exp.not_(empty)
        if operator in _LIKE:
            return self._like(column, operator, value)
        if operator not in _COMPARE:
            raise UnknownDomain(f"operator {operator!r}")
        compared = _COMPARE[operator](this=column, expression=self.binder.bind(_plain(value)))
        # In Tryton a field that is not set differs from every value.
        return (
            exp.paren(exp.or_(compared, column.is_(exp.null()))) if operator == "!=" else compared
        )

    def _member(self, column: exp.Column, values: Any, *, inside: bool) -> exp.Expr:  # noqa: ANN401 - JSON
        if not isinstance(values, list | tuple):
            raise UnknownDomain(f"in {values!r}")
        present = [self.binder.bind(_plain(value)) for value in values if value is not None]
        has_null = any(value is None for value in values)
        found: exp.Expr = column.isin(*present) if present else exp.false()
        empty = column.is_(exp.null())
        if inside:
            return exp.paren(exp.or_(found, empty)) if has_null else found
        outside = exp.not_(exp.paren(found))
        return (
            exp.and_(outside, exp.not_(empty)) if has_null else exp.paren(exp.or_(outside, empty))
        )

    def _like(self, column: exp.Column, operator: str, value: Any) -> exp.Expr:  # noqa: ANN401 - JSON
        if not isinstance(value, str) or "\\" in value:
            raise UnknownDomain(f"{operator} {value!r}")
        left, right = column, self.binder.bind(value.upper() if "ilike" in operator else value)
        this: exp.Expr = exp.Upper(this=left) if "ilike" in operator else left
        found = exp.Like(this=this, expression=right)
        if operator.startswith("not"):
            return exp.paren(exp.or_(exp.not_(found), column.is_(exp.null())))
        return found


def is_clause(domain: Sequence[Any]) -> bool:
    """Whether this is one condition and not a list of them."""
    return len(domain) in (3, 4) and isinstance(domain[0], str) and isinstance(domain[1], str)


def _is_reference(value: Any) -> bool:  # noqa: ANN401 - JSON
    """Whether a value can stand for a record: an id, ids or nothing; a name is searched for."""
    if isinstance(value, list | tuple):
        return all(_is_reference(part) for part in value)
    return value is None or (isinstance(value, int) and not isinstance(value, bool))


def _plain(value: Any) -> Cell:  # noqa: ANN401 - JSON
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, str | int | float | Decimal):
        return value
    raise UnknownDomain(repr(value))


def named_table(table: str, alias: str) -> exp.Table:
    """Return a table under another name."""
    name = exp.to_identifier(table, quoted=True)
    return exp.Table(this=name, alias=exp.TableAlias(this=exp.to_identifier(alias)))
