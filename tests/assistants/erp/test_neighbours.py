"""Doors that the ERP leaves open are told to the administrator."""

from dure.assistants.erp.desk import Desk
from dure.assistants.erp.neighbours import find_neighbours


def test_open_invoices_beside_narrowed_orders_are_reported(desk: Desk) -> None:
    found = {n.open: n for n in find_neighbours(desk, "north") if n.narrowed == "sale.sale"}

    door = found["account.invoice"]
    assert (door.seen, door.all, door.open_seen) == (2, 5, 2)


def test_who_is_not_narrowed_has_no_open_doors(desk: Desk) -> None:
    assert find_neighbours(desk, "boss") == ()
