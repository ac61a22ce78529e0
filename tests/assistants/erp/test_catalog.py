"""What the database says of itself."""

import pytest

from dure.assistants.erp.catalog import NotInstalled, read_catalog
from dure.embedded.tables import SqliteTables


def test_relations_and_columns_are_known(tables: SqliteTables) -> None:
    catalog = read_catalog(tables)

    assert catalog.relations["sale.line", "sale"] == "sale.sale"
    assert catalog.has("sale.sale", "party")
    assert not catalog.has("sale.sale", "profit")


def test_a_module_that_is_not_installed_is_said_to_be(tables: SqliteTables) -> None:
    with pytest.raises(NotInstalled):
        read_catalog(tables).table_of("project.work")
