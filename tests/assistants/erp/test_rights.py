"""Rights are read from the ERP's own tables, as they are at that moment."""

from pathlib import Path

import apsw
import pytest

from dure.assistants.erp.desk import Desk, rights_of
from dure.errors import Forbidden, NotFound


def run(database: Path, sql: str) -> None:
    db = apsw.Connection(str(database))
    db.execute(sql)
    db.close()


def test_a_group_brings_its_parents(desk: Desk) -> None:
    assert rights_of(desk, "boss").person.groups == {1, 2, 4, 5}


def test_an_inactive_group_gives_nothing(desk: Desk, database: Path) -> None:
    run(database, 'INSERT INTO "res_user-res_group" VALUES (3, 6)')

    assert rights_of(desk, "books").person.groups == {4}


def test_the_filter_says_which_companies_are_seen(desk: Desk) -> None:
    assert rights_of(desk, "boss").person.companies == (1,)
    assert rights_of(desk, "both").person.companies == (1, 2)


def test_a_line_is_readable_as_its_order_is(desk: Desk) -> None:
    assert rights_of(desk, "boss").may_read("sale.line")
    assert not rights_of(desk, "books").may_read("sale.line")


def test_a_model_without_entries_is_open(desk: Desk) -> None:
    assert rights_of(desk, "books").may_read("party.party")


def test_only_a_rule_for_some_limits(desk: Desk) -> None:
    assert rights_of(desk, "north").is_limited("sale.line")
    assert not rights_of(desk, "boss").is_limited("sale.sale")


def test_a_rule_for_some_without_tests_opens_all(desk: Desk, database: Path) -> None:
    run(database, "DELETE FROM ir_rule WHERE id = 2")

    assert ["OR", ["OR", []]] in rights_of(desk, "north").domain("sale.sale")


def test_a_rule_that_is_not_understood_bars_the_model(desk: Desk, database: Path) -> None:
    run(database, 'UPDATE ir_rule SET domain = \'[{"__class__": "Date"}]\' WHERE id = 2')

    with pytest.raises(Forbidden):
        rights_of(desk, "north").domain("sale.sale")
    assert rights_of(desk, "boss").domain("sale.sale")


def test_who_left_has_no_rights(desk: Desk) -> None:
    with pytest.raises(NotFound):
        rights_of(desk, "gone")
