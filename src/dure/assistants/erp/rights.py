"""What a user of the ERP may read, taken from the ERP's own tables at every question.

Tryton 8: a user has groups (with their parents) and companies. A model may be read if one of
the entries for it, or for the record it belongs to, says so to one of the groups or to
everybody; without entries everybody may. A record rule is a list of tests of which one must
hold; rules for all ("global") must all hold, of the others that concern the user's groups one.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from sqlglot import exp

from dure.assistants.erp.catalog import Catalog, NotInstalled
from dure.assistants.erp.domains import Binder, Compiler, UnknownDomain
from dure.assistants.erp.model import Domain
from dure.assistants.erp.pyson import decode
from dure.errors import Forbidden, NotFound
from dure.ports.tables import Tables

_USER: Final = (
    "SELECT id, name, company, company_filter, employee FROM res_user WHERE login = :l AND active"
)
_COMPANIES: Final = 'SELECT company FROM "res_user-company_company" WHERE "user" = :u ORDER BY 1'
_EMPLOYEES: Final = 'SELECT employee FROM "res_user-company_employee" WHERE "user" = :u ORDER BY 1'
_GROUPS: Final = 'SELECT "group" FROM "res_user-res_group" WHERE "user" = :u'
_PARENTS: Final = "SELECT id, parent FROM res_group WHERE active"
_ACCESS: Final = 'SELECT model, "group", perm_read FROM ir_model_access WHERE active'
_FIELD_ACCESS: Final = (
    'SELECT model, field, "group", perm_read FROM ir_model_field_access WHERE active'
)
_RULES: Final = """
SELECT g.id, g.model, g.global_p, g.default_p, r.domain FROM ir_rule_group g
LEFT JOIN ir_rule r ON r.rule_group = g.id WHERE g.perm_read ORDER BY g.id, r.id
"""
_RULE_GROUPS: Final = 'SELECT rule_group, "group" FROM "ir_rule_group-res_group"'


@dataclass(frozen=True, kw_only=True)
class Person:
    """A user of the ERP. company: the one they work in now; companies: those they may see."""

    id: int
    login: str
    name: str
    company: int | None
    companies: tuple[int, ...]
    employees: tuple[int, ...]
    groups: frozenset[int]


@dataclass(frozen=True, kw_only=True)
class Rule:
    """A record rule that concerns the user. tests: their domains, None if not understood."""

    model: str
    for_all: bool
    tests: tuple[Domain | None, ...]


@dataclass(frozen=True, kw_only=True)
class Rights:
    """What one user may read, as it stands now.

    access: model → may be read, for models that have entries. hidden: (model, field) that
    may not. guards: the model's own map of records that rights come from.
    """

    person: Person
    access: Mapping[str, bool]
    hidden: frozenset[tuple[str, str]]
    rules: Mapping[str, tuple[Rule, ...]]
    guards: Mapping[str, tuple[str, ...]]
    catalog: Catalog

    def may_read(self, model: str) -> bool:
        """Whether the user may read a model at all."""
        entries = [self.access[m] for m, _ in self.sources(model) if m in self.access]
        return any(entries) if entries else True

    def sources(self, model: str, path: str = "") -> list[tuple[str, str]]:
        """Return (model, path to it) for a model and the records that its rights come from."""
        out = [(model, path)]
        for name in self.guards.get(model, ()):
            target = self.catalog.relations.get((model, name))
            if target is None:
                raise Forbidden(why=f"{model}.{name} leads nowhere")
            out += self.sources(target, f"{path}.{name}" if path else name)
        return out

    def is_limited(self, model: str) -> bool:
        """Whether a rule for some groups only narrows what the user sees of a model."""
        return any(not r.for_all for m, _ in self.sources(model) for r in self.rules.get(m, ()))

    def domain(self, model: str) -> Domain:
        """Return the domain that the records of a model must fulfil; [] if all may be seen.

        Raises Forbidden if the model may not be read or a rule is not understood.
        """
        if not self.may_read(model):
            raise Forbidden(why=model)
        rules = [(rule, path) for m, path in self.sources(model) for rule in self.rules.get(m, ())]
        for_all = [_tests(rule, path) for rule, path in rules if rule.for_all]
        for_some = [_tests(rule, path) for rule, path in rules if not rule.for_all]
        joined: Domain = ["AND", *for_all]
        if for_some:
            joined.append(["OR", *for_some])
        return joined if len(joined) > 1 else []

    def predicate(self, model: str, alias: str, binder: Binder) -> exp.Expr | None:
        """Return what the records of a model must fulfil, None if all may be seen.

        Raises Forbidden if the model may not be read or a rule is not understood.
        """
        domain = self.domain(model)
        if not domain:
            return None
        try:
            return Compiler(catalog=self.catalog, binder=binder).predicate(domain, model, alias)
        except (UnknownDomain, NotInstalled) as error:
            raise Forbidden(why=f"{model}: {error}") from error


def read_rights(
    tables: Tables, login: str, *, catalog: Catalog, guards: Mapping[str, tuple[str, ...]]
) -> Rights:
    """Return a user's rights as the ERP has them at this moment.

    Raises NotFound if there is no such active user.
    """
    person = _person(tables, login)
    context = {
        "groups": sorted(person.groups),
        "companies": list(person.companies),
        "employees": list(person.employees),
        "user_id": person.id,
    }
    return Rights(
        person=person,
        access=_access(tables, person.groups),
        hidden=_hidden(tables, person.groups),
        rules=_rules(tables, person.groups, context),
        guards=guards,
        catalog=catalog,
    )


def _person(tables: Tables, login: str) -> Person:
    found = tables.query(_USER, {"l": login}).rows
    if not found:
        raise NotFound(what=login)
    number, name, company, seen, employee = found[0]
    user = {"u": number}
    companies, employees = [company], [employee]
    if seen == "all":
        companies = [row[0] for row in tables.query(_COMPANIES, user).rows]
        employees = [row[0] for row in tables.query(_EMPLOYEES, user).rows]
    return Person(
        id=_int(number),
        login=login,
        name=str(name),
        company=None if company is None else _int(company),
        companies=tuple(_int(c) for c in companies if c is not None),
        employees=tuple(_int(e) for e in employees if e is not None),
        groups=_groups(tables, user),
    )


def _groups(tables: Tables, user: Mapping[str, Any]) -> frozenset[int]:
    """Return the active groups of a user, and those they imply."""
    parents = {row[0]: row[1] for row in tables.query(_PARENTS, {}).rows}
    out: set[int] = set()
    left = [row[0] for row in tables.query(_GROUPS, user).rows]
    while left:
        group = left.pop()
        if group in parents and group not in out:
            out.add(_int(group))
            left.append(parents[group])
    return frozenset(out)


def _access(tables: Tables, groups: frozenset[int]) -> dict[str, bool]:
    out: dict[str, bool] = {}
    for model, group, may in tables.query(_ACCESS, {}).rows:
        if group is None or group in groups:
            out[str(model)] = out.get(str(model), False) or bool(may)
    return out


def _hidden(tables: Tables, groups: frozenset[int]) -> frozenset[tuple[str, str]]:
    seen: dict[tuple[str, str], bool] = {}
    for model, name, group, may in tables.query(_FIELD_ACCESS, {}).rows:
        if group is None or group in groups:
            key = (str(model), str(name))
            seen[key] = seen.get(key, False) or bool(may)
    return frozenset(key for key, may in seen.items() if not may)


def _rules(
    tables: Tables, groups: frozenset[int], context: Mapping[str, Any]
) -> dict[str, tuple[Rule, ...]]:
    concerned = {row[0] for row in tables.query(_RULE_GROUPS, {}).rows if row[1] in groups}
    found: dict[Any, _Draft] = {}
    for number, model, for_all, default, domain in tables.query(_RULES, {}).rows:
        if for_all or default or number in concerned:
            draft = found.setdefault(number, _Draft(model=str(model), for_all=bool(for_all)))
            if domain is not None:
                draft.tests.append(_decoded(str(domain), context))
    out: dict[str, tuple[Rule, ...]] = {}
    for draft in found.values():
        # A rule for all without tests bars nothing; one for some without tests opens all.
        if draft.tests or not draft.for_all:
            rule = Rule(model=draft.model, for_all=draft.for_all, tests=tuple(draft.tests or [[]]))
            out[draft.model] = (*out.get(draft.model, ()), rule)
    return out


@dataclass(kw_only=True)
class _Draft:
    model: str
    for_all: bool
    tests: list[Domain | None] = field(default_factory=list)


def _decoded(text: str, context: Mapping[str, Any]) -> Domain | None:
    try:
        return decode(text, context)
    except (UnknownDomain, KeyError):
        return None


def _tests(rule: Rule, path: str) -> Domain:
    """Return one of a rule's tests must hold, of the record that `path` leads to."""
    if any(test is None for test in rule.tests):
        raise Forbidden(why=f"a rule of {rule.model} is not understood")
    tests: Iterable[Any] = rule.tests
    return ["OR", *([[path, "where", test]] if path else test for test in tests)]


def _int(value: Any) -> int:  # noqa: ANN401 - a database id
    return int(value)
