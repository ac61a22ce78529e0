"""A year of an invented company's trade: orders, deliveries, invoices, payments, stock.

Structure: orders fall on working days; some stay drafts or quotations (whose totals are not
known yet), some are cancelled; the others are shipped after days, invoiced, and paid after
weeks, in full, in part or not yet. Stock begins with enough for all that leaves it.
"""

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from dure.assistants.erp.demo_sheets import Sheets

_MONTHS: Final = 14
_TERM_DAYS: Final = 30
_TAX: Final = Decimal("0.1")
_CENT: Final = Decimal("0.01")
_WEEKEND: Final = 5
_COST: Final = Decimal("0.6")
_DISCOUNT: Final = Decimal("0.9")
_STATES: Final = {"draft": 4, "cancelled": 6, "quotation": 8, "confirmed": 82}
"""State of a new order → how often in a hundred."""
_DEAR: Final = 300_000
"""Won for one, above which few are bought at a time."""
_FEW: Final = 3
_PARTS: Final = (*(Decimal(1),) * 7, Decimal("0.5"))
"""What part of an invoice a payment pays, as often as it is here."""
_NEVER: Final = "none"
_PRODUCED: Final = 4
"""The place of the product that the company puts together itself."""


@dataclass(frozen=True, kw_only=True)
class Company:
    """Who trades. prices: product → list price. places: code → location. accounts: use → id."""

    id: int
    customers: tuple[int, ...]
    suppliers: tuple[int, ...]
    prices: Mapping[int, Decimal]
    places: Mapping[str, int]
    accounts: Mapping[str, int]


Item = tuple[int, float, Decimal]
"""A product, how many, and the price of one."""


@dataclass(frozen=True, kw_only=True)
class _Trade:
    """What the steps of a trade share. left: product → how many left the stock, less came in."""

    sheets: Sheets
    company: Company
    today: date
    rng: random.Random
    left: Counter[int] = field(default_factory=Counter)


@dataclass(frozen=True, kw_only=True)
class _Deal:
    """An order or a purchase on its way. side: out (sold) or in (bought)."""

    side: str
    number: str
    party: int
    day: date
    items: Sequence[Item]


def trade(
    sheets: Sheets, company: Company, plan: Mapping[str, Any], *, today: date, rng: random.Random
) -> None:
    """Write the trade of a company up to a day."""
    on = _Trade(sheets=sheets, company=company, today=today, rng=rng)
    for number, day in enumerate(_days(on, plan["orders"]), start=1001):
        _order(on, day, f"SO-{number}")
    for number, day in enumerate(_days(on, plan["purchases"]), start=5001):
        _purchase(on, day, f"PO-{number}")
    for number, day in enumerate(_days(on, plan["productions"]), start=1):
        _production(on, day, f"MO-{number:03d}")
    _opening(on)


def first_day(today: date) -> date:
    """Return the day fourteen months before a day."""
    years, month = divmod(today.year * 12 + today.month - 1 - _MONTHS, 12)
    return date(years, month + 1, min(today.day, 28))


def _days(on: _Trade, count: int) -> list[date]:
    """Return working days in order; the last ones are the day itself, whatever day it is."""
    first = first_day(on.today)
    days = [
        d
        for n in range((on.today - first).days)
        if (d := first + timedelta(n)).weekday() < _WEEKEND
    ]
    today = min(count, 1 + count // 100)
    return sorted([*on.rng.choices(days, k=count - today), *[on.today] * today])


def _order(on: _Trade, day: date, number: str) -> None:
    party = _often(on, on.company.customers)
    deal = _Deal(side="out", number=number, party=party, day=day, items=_items(on, 12))
    state = on.rng.choices(list(_STATES), list(_STATES.values()))[0]
    is_firm = state == "confirmed"
    shipped = _later(on, day, 1, 6, share=0.92) if is_firm else None
    invoiced = _later(on, day, 0, 3, share=0.93) if is_firm else None
    paid = _bill(on, deal, invoiced) if is_firm else _NEVER
    if is_firm:
        state = "done" if shipped and paid == "paid" else "processing"
    sale = on.sheets.add(
        "sale_sale", company=on.company.id, party=party, warehouse=on.company.places["WH"],
        number=number, sale_date=day, shipping_date=day + timedelta(5) if is_firm else None,
        state=state, shipment_state=_moved(is_firm, shipped, "sent"), invoice_state=paid,
        **_totals(deal.items if is_firm else ()),
    )  # fmt: skip
    _lines(on, "sale_line", "sale", sale, deal.items)
    if is_firm:
        _ship(on, deal, shipped)


def _purchase(on: _Trade, day: date, number: str) -> None:
    items = [(p, q * 10, (price * _COST).quantize(Decimal(1))) for p, q, price in _items(on, 8)]
    party = _often(on, on.company.suppliers)
    deal = _Deal(side="in", number=number, party=party, day=day, items=items)
    state = on.rng.choices(list(_STATES), list(_STATES.values()))[0]
    is_firm = state == "confirmed"
    received = _later(on, day, 4, 15, share=0.9) if is_firm else None
    invoiced = _later(on, received, 0, 3, share=0.95) if received else None
    paid = _bill(on, deal, invoiced) if is_firm else _NEVER
    if is_firm:
        state = "done" if received and paid == "paid" else "processing"
    purchase = on.sheets.add(
        "purchase_purchase", company=on.company.id, party=party,
        warehouse=on.company.places["WH"], number=number, purchase_date=day,
        delivery_date=day + timedelta(14) if is_firm else None, state=state,
        shipment_state=_moved(is_firm, received, "received"), invoice_state=paid,
        **_totals(items if is_firm else ()),
    )  # fmt: skip
    _lines(on, "purchase_line", "purchase", purchase, items)
    for product, quantity, _ in items if is_firm else ():
        _move(on, product, quantity, "SUP>IN", received)
        _move(on, product, quantity, "IN>STO", received)
        on.left[product] -= int(quantity) if received else 0


def _production(on: _Trade, day: date, number: str) -> None:
    product = list(on.company.prices)[_PRODUCED]
    quantity = float(on.rng.randrange(2, 9) * 10)
    made = _later(on, day, 1, 5, share=0.85)
    on.sheets.add(
        "production", company=on.company.id, number=number, product=product,
        warehouse=on.company.places["WH"], quantity=quantity, planned_date=day,
        effective_date=made, state="done" if made else on.rng.choice(("waiting", "cancelled")),
    )  # fmt: skip
    if made:
        _move(on, product, quantity, "PROD>STO", made)
        on.left[product] -= int(quantity)


def _ship(on: _Trade, deal: _Deal, shipped: date | None) -> None:
    on.sheets.add(
        "stock_shipment_out", company=on.company.id, customer=deal.party,
        warehouse=on.company.places["WH"], number=deal.number.replace("SO", "CS"),
        state="done" if shipped else "waiting", planned_date=deal.day + timedelta(5),
        effective_date=shipped,
    )  # fmt: skip
    for product, quantity, _ in deal.items:
        _move(on, product, quantity, "STO>OUT", shipped)
        _move(on, product, quantity, "OUT>CUS", shipped)
        on.left[product] += int(quantity) if shipped else 0


def _move(on: _Trade, product: int, quantity: float, way: str, day: date | None) -> None:
    """Write a move of stock; it is done if it has a day."""
    start, _, end = way.partition(">")
    on.sheets.add(
        "stock_move", company=on.company.id, product=product, internal_quantity=quantity,
        from_location=on.company.places[start], to_location=on.company.places[end],
        state="done" if day else "draft", effective_date=day,
    )  # fmt: skip


def _opening(on: _Trade) -> None:
    """Write the stock of the first day, so that none ever falls below zero at the end."""
    for product in on.company.prices:
        spare = float(max(on.left[product], 0) + on.rng.randrange(5, 120))
        _move(on, product, spare, "LOST>STO", first_day(on.today))


def _bill(on: _Trade, deal: _Deal, day: date | None) -> str:
    """Write the invoice of a deal, its entry and what was paid; return how far it is paid.

    day: when it was posted; None leaves a draft without totals.
    """
    if day is None:
        _invoice(on, deal, None, "draft")
        return "pending"
    paid_on = _later(on, day, 5, 55, share=0.92)
    part = on.rng.choice(_PARTS) if paid_on else Decimal(0)
    invoice = _invoice(on, deal, day, "paid" if part == 1 else "posted")
    total = _totals(deal.items)["total_amount_cache"]
    settled = invoice if part == 1 else None
    _entry(on, deal, day, total, settled, due=day + timedelta(_TERM_DAYS))
    if paid_on is None:
        return "awaiting payment"
    amount = total if part == 1 else (total * part).quantize(Decimal(1))
    line = _entry(on, deal, paid_on, -amount, settled, due=None)
    on.sheets.add("account_invoice-account_move_line", invoice=invoice, line=line)
    return "paid" if part == 1 else "partially paid"


def _invoice(on: _Trade, deal: _Deal, day: date | None, state: str) -> int:
    invoice = on.sheets.add(
        "account_invoice", company=on.company.id, party=deal.party, type=deal.side,
        number=_invoice_number(deal) if day else None, invoice_date=day, state=state,
        **_totals(deal.items if day else ()),
    )  # fmt: skip
    _lines(on, "account_invoice_line", "invoice", invoice, deal.items)
    return invoice


def _invoice_number(deal: _Deal) -> str:
    return deal.number.replace("SO", "INV").replace("PO", "BILL")


def _entry(
    on: _Trade, deal: _Deal, day: date, amount: Decimal, settled: int | None, *, due: date | None
) -> int:
    """Write an entry of what is owed (or, below zero, was paid); return the line of the debt."""
    move = on.sheets.add("account_move", company=on.company.id, date=day, state="posted")
    use = "receivable" if deal.side == "out" else "payable"
    owed = amount if deal.side == "out" else -amount
    nothing = Decimal(0)
    debt = on.sheets.add(
        "account_move_line", move=move, account=on.company.accounts[use], party=deal.party,
        debit=max(owed, nothing), credit=max(-owed, nothing), maturity_date=due,
        reconciliation=settled,
    )  # fmt: skip
    on.sheets.add(
        "account_move_line", move=move, account=on.company.accounts["other"],
        debit=max(-owed, nothing), credit=max(owed, nothing),
    )  # fmt: skip
    return debt


def _items(on: _Trade, most: int) -> list[Item]:
    """Return what is bought: some products, dear ones in small numbers."""
    products = list(on.company.prices)
    chosen = on.rng.sample(products, min(len(products), on.rng.randrange(1, 5)))
    return [
        (p, _quantity(on, on.company.prices[p], most), _price(on, on.company.prices[p]))
        for p in chosen
    ]


def _quantity(on: _Trade, price: Decimal, most: int) -> float:
    return float(on.rng.randrange(1, _FEW if price > _DEAR else most))


def _price(on: _Trade, price: Decimal) -> Decimal:
    reduced = (price * _DISCOUNT).quantize(Decimal(1))
    return reduced if on.rng.random() < 0.15 else price


def _lines(on: _Trade, table: str, owner: str, number: int, items: Sequence[Item]) -> None:
    for product, quantity, price in items:
        line: dict[str, Any] = {owner: number, "product": product, "quantity": quantity}
        on.sheets.add(table, type="line", unit_price=price, **line)


def _totals(items: Sequence[Item]) -> dict[str, Decimal]:
    """Return the totals of items; none where they are not known yet."""
    if not items:
        return {}
    untaxed = sum((Decimal(int(quantity)) * price for _, quantity, price in items), Decimal(0))
    tax = (untaxed * _TAX).quantize(_CENT)
    names = ("untaxed_amount_cache", "tax_amount_cache", "total_amount_cache")
    return dict(zip(names, (untaxed, tax, untaxed + tax), strict=True))


def _often(on: _Trade, parties: Sequence[int]) -> int:
    """Return one of the parties, the first in line more often than the last."""
    return parties[int(on.rng.random() ** 1.6 * len(parties))]


def _later(on: _Trade, day: date, least: int, most: int, *, share: float) -> date | None:
    """Return a day some days later, None if it has not come yet or, for a share, never came."""
    came = on.rng.random() < share
    later = day + timedelta(on.rng.randint(least, most))
    return later if came and later <= on.today else None


def _moved(is_firm: bool, day: date | None, word: str) -> str:
    if not is_firm:
        return _NEVER
    return word if day else "waiting"
