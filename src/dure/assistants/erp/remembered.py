"""A query as plain values, so that a conversation remembers what a next question goes on from."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any

from dure.assistants.erp.query import Filter, Period, Query, Threshold


def to_plain(query: Query) -> dict[str, Any]:
    """Return a query as JSON values."""
    plain = asdict(query)
    for name in ("period", "versus"):
        if plain[name] is not None:
            plain[name] |= {end: plain[name][end].isoformat() for end in ("start", "end")}
    if plain["threshold"] is not None:
        plain["threshold"]["value"] = str(plain["threshold"]["value"])
    return plain


def query_of(plain: Mapping[str, Any]) -> Query:
    """Return the query that `to_plain` wrote."""
    fields = dict(plain)
    for name in ("groups", "states", "guesses"):
        fields[name] = tuple(plain[name])
    fields["filters"] = tuple(Filter(**{**f, "ids": tuple(f["ids"])}) for f in plain["filters"])
    for name in ("period", "versus"):
        fields[name] = _period(plain[name])
    bound = plain["threshold"]
    if bound is not None:
        fields["threshold"] = Threshold(operator=bound["operator"], value=Decimal(bound["value"]))
    return Query(**fields)


def _period(plain: Mapping[str, Any] | None) -> Period | None:
    if plain is None:
        return None
    start, end = date.fromisoformat(plain["start"]), date.fromisoformat(plain["end"])
    return Period(start=start, end=end, label=plain["label"])
