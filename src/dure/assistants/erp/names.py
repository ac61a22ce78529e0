"""The names that a company's own records have, found in questions.

Prepared once from the database. A name is found as it is written, without its legal form, by
its code with or without hyphens, by a part that only one name has, or through one slip of a
letter; the caller is told which, so that a guess is said to be one.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from dure.assistants.erp.catalog import Catalog
from dure.korean.jamo import distance, letters_of
from dure.ports.tables import Tables

_LEGAL: Final = re.compile(
    r"^(?:주식회사|㈜|\(주\)|유한회사|\(유\))\s*|\s*(?:주식회사|㈜|\(주\)|유한회사)$"
)
_FORMS: Final = ("주식회사", "(주)")
_SIGNS: Final = re.compile(r"[\s\-_./()#]+")
_SHORTEST_SLIP: Final = 4
_SHORTEST_PART: Final = 2
_QUERIES: Final = {
    "party": """
SELECT id, name, code FROM party_party WHERE active
AND id NOT IN (SELECT party FROM company_employee) AND id NOT IN (SELECT party FROM company_company)
""",
    "product": """
SELECT p.id, t.name, coalesce(p.code, t.code) FROM product_product p
JOIN product_template t ON t.id = p.template WHERE p.active AND t.active
""",
    "category": """
SELECT id, name, NULL FROM product_category WHERE id IN
(SELECT category FROM "product_template-product_category")
""",
    "warehouse": "SELECT id, name, code FROM stock_location WHERE type = 'warehouse' AND active",
    "company": """
SELECT c.id, p.name, NULL FROM company_company c JOIN party_party p ON p.id = c.party
""",
    "employee": """
SELECT e.id, p.name, NULL FROM company_employee e JOIN party_party p ON p.id = e.party
""",
}  # fmt: skip
MODELS: Final = {
    "party": "party.party", "product": "product.product", "category": "product.category",
    "warehouse": "stock.location", "company": "company.company", "employee": "company.employee",
}  # fmt: skip
_CODED: Final = frozenset(("product", "warehouse"))


@dataclass(frozen=True, kw_only=True)
class Named:
    """Records of one dimension that a name stands for."""

    dimension: str
    name: str
    ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class Names:
    """spellings: squeezed spelling → what it names. longest: letters of the longest spelling."""

    spellings: Mapping[str, tuple[Named, ...]]
    longest: int

    def parts(self, word: str) -> list[Named]:
        """Return what a part of a name could mean, products and parties only."""
        bare = squeezed(word)
        if len(bare) < _SHORTEST_PART:
            return []
        return _unique(
            named
            for spelling, all_named in self.spellings.items()
            if bare in spelling
            for named in all_named
            if named.dimension in ("party", "product")
        )

    def slips(self, word: str) -> list[Named]:
        """Return the names that are one letter away from a word."""
        bare = squeezed(word)
        if len(bare) < _SHORTEST_SLIP:
            return []
        typed = letters_of(bare)
        return _unique(
            named
            for spelling, all_named in self.spellings.items()
            if len(spelling) >= _SHORTEST_SLIP
            and distance(typed, letters_of(spelling), limit=1) <= 1
            for named in all_named
        )

    def beginning(self, prefix: str) -> list[Named]:
        """Return the parties whose names begin so."""
        return _unique(
            named
            for spelling, all_named in self.spellings.items()
            if spelling.startswith(squeezed(prefix))
            for named in all_named
            if named.dimension == "party"
        )


def read_names(tables: Tables, catalog: Catalog) -> Names:
    """Return the names of a database as they are now."""
    found: defaultdict[str, dict[tuple[str, str], list[int]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for dimension, sql in _QUERIES.items():
        if catalog.columns.get(MODELS[dimension].replace(".", "_")):
            for number, name, code in tables.query(sql, {}).rows:
                for spelling in _spellings(dimension, str(name or ""), code):
                    found[spelling][dimension, str(name)].append(int(str(number)))
    spellings = {
        spelling: tuple(Named(dimension=d, name=n, ids=tuple(ids)) for (d, n), ids in named.items())
        for spelling, named in found.items()
    }
    return Names(spellings=spellings, longest=max(map(len, spellings), default=0))


def squeezed(text: str) -> str:
    """Return a text without spaces and signs, in small letters."""
    return _SIGNS.sub("", unicodedata.normalize("NFKC", text)).lower()


def _spellings(dimension: str, name: str, code: object) -> set[str]:
    bare = _LEGAL.sub("", name)
    out = {squeezed(name), squeezed(bare)}
    if bare != name:
        # People write the legal form in either way, whichever the record has.
        out |= {squeezed(form + bare) for form in _FORMS}
    if code and dimension in _CODED and len(squeezed(str(code))) > 2:
        out.add(squeezed(str(code)))
    return {spelling for spelling in out if len(spelling) > 1}


def _unique(found: Iterable[Named]) -> list[Named]:
    return sorted(set(found), key=lambda named: (named.dimension, named.name))
