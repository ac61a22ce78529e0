"""What an ERP assistant works with: the tables, what they mean, and the names in them."""

from dataclasses import dataclass, replace

from dure.assistants.erp.catalog import Catalog, read_catalog
from dure.assistants.erp.model import Model
from dure.assistants.erp.names import MODELS, Named, Names, read_names
from dure.assistants.erp.rights import Rights, read_rights
from dure.assistants.erp.sql import build_visible
from dure.ports.tables import Tables


@dataclass(frozen=True, kw_only=True)
class Desk:
    """Made once; `refreshed` reads the names anew after the ERP has changed."""

    tables: Tables
    model: Model
    catalog: Catalog
    names: Names


def open_desk(tables: Tables, model: Model) -> Desk:
    """Return the desk over a database.

    Raises Unavailable if the database does not answer, ValueError if it is no Tryton database.
    """
    catalog = read_catalog(tables)
    return Desk(tables=tables, model=model, catalog=catalog, names=read_names(tables, catalog))


def refreshed(desk: Desk) -> Desk:
    """Return the desk with the names as they are now."""
    return replace(desk, names=read_names(desk.tables, desk.catalog))


def rights_of(desk: Desk, login: str) -> Rights:
    """Return the rights of a user as they are at this moment.

    Raises NotFound if the ERP has no such active user.
    """
    return read_rights(desk.tables, login, catalog=desk.catalog, guards=desk.model.guards)


def seen_names(desk: Desk, rights: Rights) -> Names:
    """Return the names that the user may see: a name is data too."""
    barred = {d: model for d, model in MODELS.items() if _is_barred(rights, model)}
    if not barred:
        return desk.names
    seen = {d: _visible(desk, rights, model) for d, model in barred.items()}
    kept = {}
    for spelling, meanings in desk.names.spellings.items():
        left = tuple(n for named in meanings if (n := _left(named, seen)))
        if left:
            kept[spelling] = left
    return Names(spellings=kept, longest=desk.names.longest)


def _is_barred(rights: Rights, model: str) -> bool:
    return not rights.may_read(model) or bool(rights.domain(model))


def _visible(desk: Desk, rights: Rights, model: str) -> frozenset[int]:
    if not rights.may_read(model):
        return frozenset()
    statement = build_visible(desk.model, rights, model)
    return frozenset(
        int(str(row[0])) for row in desk.tables.query(statement.sql, statement.values).rows
    )


def _left(named: Named, seen: dict[str, frozenset[int]]) -> Named | None:
    if named.dimension not in seen:
        return named
    ids = tuple(i for i in named.ids if i in seen[named.dimension])
    return replace(named, ids=ids) if ids else None
