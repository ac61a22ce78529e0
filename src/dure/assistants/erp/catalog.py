"""What the database says of itself: which field leads to which model, which columns exist."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from dure.ports.tables import Tables

_FIELDS: Final = """
SELECT model, name, relation FROM ir_model_field WHERE relation IS NOT NULL AND relation <> ''
"""


class NotInstalled(LookupError):
    """A model that this database does not have: its module is not installed."""


@dataclass(frozen=True, kw_only=True)
class Catalog:
    """relations: (model, field) → model. columns: table → its columns."""

    relations: Mapping[tuple[str, str], str]
    columns: Mapping[str, tuple[str, ...]]

    def table_of(self, model: str) -> str:
        """Return the table of a model.

        Raises NotInstalled if it has none.
        """
        table = model.replace(".", "_")
        if table not in self.columns:
            raise NotInstalled(model)
        return table

    def has(self, model: str, column: str) -> bool:
        """Whether a field of a model is stored."""
        return column in self.columns.get(model.replace(".", "_"), ())


def read_catalog(tables: Tables) -> Catalog:
    """Return the catalog of a Tryton database."""
    rows = tables.query(_FIELDS, {}).rows
    relations = {(str(model), str(name)): str(target) for model, name, target in rows}
    return Catalog(relations=relations, columns=tables.columns())
