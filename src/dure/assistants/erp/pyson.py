"""Evaluate the PYSON in which Tryton writes the variable parts of its record rules.

Source: the format of trytond's rules, {"__class__": "Eval", "v": name, "d": default}.
"""

import json
from collections.abc import Mapping
from typing import Any, Final

from dure.assistants.erp.domains import UnknownDomain


def decode(text: str, context: Mapping[str, Any]) -> list[Any]:
    """Return a domain with its variables replaced.

    context: groups, companies, employees, user_id …; a name that is not there means a rule
        that we do not understand.
    Raises UnknownDomain.
    """
    try:
        plain = json.loads(text)
    except json.JSONDecodeError as error:
        raise UnknownDomain("no JSON") from error
    value = _value(plain, context)
    if not isinstance(value, list):
        raise UnknownDomain(repr(value))
    return value


def _value(plain: Any, context: Mapping[str, Any]) -> Any:  # noqa: ANN401 - JSON
    if isinstance(plain, list):
        return [_value(part, context) for part in plain]
    if not isinstance(plain, dict):
        return plain
    kind = plain.get("__class__")
    if kind == "Eval" and plain.get("v") in context:
        return context[plain["v"]]
    if kind in _CHOICES:
        return _CHOICES[kind](plain, context)
    raise UnknownDomain(f"PYSON {kind}")


def _if(plain: Mapping[str, Any], context: Mapping[str, Any]) -> Any:  # noqa: ANN401 - JSON
    return _value(plain["t"] if _value(plain["c"], context) else plain["e"], context)


def _equal(plain: Mapping[str, Any], context: Mapping[str, Any]) -> bool:
    return bool(_value(plain["s1"], context) == _value(plain["s2"], context))


def _in(plain: Mapping[str, Any], context: Mapping[str, Any]) -> bool:
    return _value(plain["k"], context) in _value(plain["v"], context)


def _bool(plain: Mapping[str, Any], context: Mapping[str, Any]) -> bool:
    return bool(_value(plain["v"], context))


def _not(plain: Mapping[str, Any], context: Mapping[str, Any]) -> bool:
    return not _value(plain["v"], context)


_CHOICES: Final = {"If": _if, "Equal": _equal, "In": _in, "Bool": _bool, "Not": _not}
