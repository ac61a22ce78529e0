"""Make the demonstration: an invented Korean company in the tables that Tryton would have.

Seeded, so that one day gives the same company everywhere. Its records reach from fourteen months
before a day to that day. It has what makes questions hard: quotations without totals, cancelled
orders, part payments, a second company, and users who may see some of it only. Names, prices and
rights stand in data/demo.toml; nothing in it is a fact about a real company.
"""

import random
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from dure.assistants.erp.demo_sheets import Sheets, table_statements
from dure.assistants.erp.demo_trade import Company, trade
from dure.assistants.erp.model import PACKAGE
from dure.engine.assistant import Statement
from dure.kernel.data import read_toml

SOURCE: Final = "dure 시범 데이터(가상의 회사)"
_SEED: Final = 20261121
_VERSION: Final = 1
"""Raised when the tables or rows change, so that an older file is not read."""


def demo_name(today: date) -> str:
    """Return what the demonstration of a month is called: "last month" has figures in each."""
    return f"erp-demo-{_VERSION}-{today:%Y-%m}"


def demo_statements(today: date) -> Iterator[Statement]:
    """Yield the tables of the demonstration and then their rows."""
    plan = read_toml(PACKAGE, "data/demo.toml")
    yield from table_statements(plan["tables"])
    sheets = Sheets()
    places = _places(plan, sheets)
    groups = _groups(plan, sheets)
    for table, columns in plan["relations"].items():
        for name, target in columns.items():
            sheets.add("ir_model_field", model=table, name=name, relation=target)
    shared: list[int] = []
    for told in plan["companies"]:
        company = _company(told, sheets, groups, places, shared)
        shared = list(company.customers[:2])  # Two customers buy from both companies.
        trade(sheets, company, told, today=today, rng=random.Random(_SEED))  # noqa: S311 - a fixed seed is the point
    yield from sheets.statements()


def _places(plan: Mapping[str, Any], sheets: Sheets) -> dict[str, int]:
    """Add the locations; return code → id."""
    out: dict[str, int] = {}
    for told in plan["locations"]:
        parent = out["WH"] if told["type"] == "storage" else None
        out[told["code"]] = sheets.add("stock_location", **told, parent=parent, active=1)
    return out


def _groups(plan: Mapping[str, Any], sheets: Sheets) -> dict[str, int]:
    """Add the groups and what they may read; return name → id."""
    names = plan["groups"]["names"]
    groups = {name: sheets.add("res_group", name=name, active=1) for name in names}
    for model, readers in plan["access"].items():
        sheets.add("ir_model_access", model=model, group=None, perm_read=0, active=1)
        for name in readers:
            sheets.add("ir_model_access", model=model, group=groups[name], perm_read=1, active=1)
    for rule in plan["rules"]:
        for model in rule["models"]:
            _rule(rule, model, sheets, groups)
    return groups


def _rule(rule: Mapping[str, Any], model: str, sheets: Sheets, groups: Mapping[str, int]) -> None:
    for_all = int(not rule["group"])
    number = sheets.add(
        "ir_rule_group", name=rule["group"], model=model, global_p=for_all, default_p=0, perm_read=1
    )
    sheets.add("ir_rule", rule_group=number, domain=rule["domain"])
    if rule["group"]:
        group = groups[rule["group"]]
        sheets.add("ir_rule_group-res_group", rule_group=number, group=group)


def _company(
    told: Mapping[str, Any],
    sheets: Sheets,
    groups: Mapping[str, int],
    places: Mapping[str, int],
    shared: list[int],
) -> Company:
    """Add a company with its people, partners and products."""
    number = sheets.add("company_company", party=_party(sheets, told["name"]))
    for person in told["employees"]:
        _person(person, number, sheets, groups)
    customers = [_party(sheets, name) for name in told["customers"]]
    return Company(
        id=number,
        customers=(*customers, *shared),
        suppliers=tuple(_party(sheets, name) for name in told["suppliers"]),
        prices=_products(told, number, sheets),
        places=places,
        accounts=_accounts(number, sheets),
    )


def _party(sheets: Sheets, name: str) -> int:
    return sheets.add(
        "party_party", name=name, code=str(sheets.counts["party_party"] + 1), active=1
    )


def _person(
    person: Mapping[str, Any], company: int, sheets: Sheets, groups: Mapping[str, int]
) -> None:
    party = _party(sheets, person["name"])
    employee = sheets.add("company_employee", party=party, company=company)
    user = sheets.add(
        "res_user", name=person["name"], login=person["login"], active=1, company=company,
        company_filter="one", employee=employee,
    )  # fmt: skip
    sheets.add("res_user-company_company", user=user, company=company)
    sheets.add("res_user-company_employee", user=user, employee=employee)
    for name in person["groups"]:
        sheets.add("res_user-res_group", user=user, group=groups[name])


def _products(told: Mapping[str, Any], company: int, sheets: Sheets) -> dict[int, Decimal]:
    """Add the products; return product → price."""
    out: dict[int, Decimal] = {}
    for shelf in told["products"]:
        category = sheets.add("product_category", name=shelf["category"])
        for name, price in shelf["names"].items():
            code = f"{told['code']}-{len(out) + 1:03d}"
            template = sheets.add("product_template", name=name, code=code, active=1)
            sheets.add("product_template-product_category", template=template, category=category)
            sheets.add(
                "product_list_price", template=template, company=company, list_price=Decimal(price)
            )
            number = sheets.add("product_product", template=template, code=code, active=1)
            out[number] = Decimal(price)
    return out


def _accounts(company: int, sheets: Sheets) -> dict[str, int]:
    """Add the accounts that entries are made on; return what each is for → id."""
    out = {}
    for use in ("receivable", "payable", "other"):
        flags = {side: int(use == side) for side in ("receivable", "payable")}
        kind = sheets.add("account_account_type", company=company, **flags)
        out[use] = sheets.add("account_account", company=company, type=kind)
    return out
