"""The simple templates that real bridges announce: a path into JSON, a filter, a choice.

    {{ value_json.state }}   {{ value_json['l1']['power'] | float / 10 | round(1) }}
    {{ 'ON' if value_json.on == true else 'OFF' }}   {"brightness": {{ value }}}

An expression is read by recursive descent into nested tuples and worked out without `eval`.
Statements, macros, loops and unknown filters are refused when the template is read.
"""

import math
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

import orjson

from dure.assistants.home.dialects.payload import neat, number_of

TEMPLATE_LIMIT: Final = 1000
"""Code points; the longest that a common bridge sends is about 300."""
_HOLE: Final = re.compile(r"\{\{-?(.*?)-?\}\}", re.DOTALL)
_TOKEN: Final = re.compile(
    r"\s*(\d+\.\d+|\d+|'[^'\\]*'|\"[^\"\\]*\"|[A-Za-z_]\w*|==|!=|<=|>=|[-+*/<>|.,()\[\]])"
)
_COMPARISONS: Final = ("==", "!=", "<=", ">=", "<", ">")
_FILTERS: Final = ("int", "float", "round", "upper", "lower", "trim", "default", "is_defined",
                   "string", "abs", "tojson")  # fmt: skip
_NAMES: Final = {"true": True, "false": False, "none": None, "True": True, "False": False}
_DEPTH_LIMIT: Final = 20

Expression = tuple[Any, ...]
Template = tuple[str | Expression, ...]
MISSING: Final = object()


class _UnknownFormError(Exception):
    """The template is not of the simple kind."""


@lru_cache(maxsize=4096)
def compiled(text: str) -> Template | None:
    """Return a template's pieces; None if it is not of the simple kind."""
    if len(text) > TEMPLATE_LIMIT or "{%" in text or "{#" in text:
        return None
    pieces: list[str | Expression] = []
    at = 0
    try:
        for hole in _HOLE.finditer(text):
            pieces += [text[at : hole.start()], _Parser(hole[1]).whole()]
            at = hole.end()
    except _UnknownFormError:
        return None
    return tuple(piece for piece in (*pieces, text[at:]) if piece != "")


def rendered(template: Template, value: str) -> str | None:
    """Return the text a template makes of a payload.

    None if what it points at is missing, or the payload is not what it needs.
    """
    names: dict[str, object] = {"value": value}
    try:
        names["value_json"] = orjson.loads(value)
    except orjson.JSONDecodeError:
        names["value_json"] = MISSING
    out = [p if isinstance(p, str) else _text(_worked_out(p, names)) for p in template]
    return None if None in out else "".join(str(piece) for piece in out).strip()


def _text(found: object) -> str | None:
    if found is MISSING:
        return None
    if isinstance(found, dict | list):
        return orjson.dumps(found).decode()
    if isinstance(found, float):
        return str(neat(found)) if math.isfinite(found) else None
    return str(found)


class _Parser:
    """Reads one expression; precedence as in Jinja, where a filter binds tightest."""

    def __init__(self, text: str) -> None:
        self._tokens: list[str] = []
        self._depth = 0
        at, text = 0, text.strip()
        while at < len(text):
            match = _TOKEN.match(text, at)
            if match is None:
                raise _UnknownFormError
            self._tokens.append(match[1])
            at = match.end()

    def whole(self) -> Expression:
        found = self._choice()
        if self._tokens:
            raise _UnknownFormError
        return found

    def _choice(self) -> Expression:
        self._depth += 1
        if self._depth > _DEPTH_LIMIT:
            raise _UnknownFormError
        found = self._logic("or")
        if self._took("if"):
            condition = self._logic("or")
            other: Expression = self._choice() if self._took("else") else ("is", "")
            found = ("if", condition, found, other)
        self._depth -= 1
        return found

    def _logic(self, word: str) -> Expression:
        found = self._logic("and") if word == "or" else self._negation()
        while self._took(word):
            other = self._logic("and") if word == "or" else self._negation()
            found = (word, found, other)
        return found

    def _negation(self) -> Expression:
        return ("not", self._comparison()) if self._took("not") else self._comparison()

    def _comparison(self) -> Expression:
        found = self._sum()
        if self._took("is"):
            is_not = self._took("not")
            self._want("defined")
            return ("not", ("defined", found)) if is_not else ("defined", found)
        if self._next() in _COMPARISONS:
            return (self._tokens.pop(0), found, self._sum())
        return found

    def _sum(self) -> Expression:
        found = self._product()
        while self._next() in ("+", "-"):
            found = (self._tokens.pop(0), found, self._product())
        return found

    def _product(self) -> Expression:
        found = self._filtered()
        while self._next() in ("*", "/"):
            found = (self._tokens.pop(0), found, self._filtered())
        return found

    def _filtered(self) -> Expression:
        found = self._path()
        while self._took("|"):
            name = self._tokens.pop(0) if self._tokens else ""
            if name not in _FILTERS:
                raise _UnknownFormError
            found = ("filter", name, found, self._arguments())
        return found

    def _path(self) -> Expression:
        found = self._atom()
        while self._next() in (".", "["):
            if self._took("."):
                found = ("get", found, ("is", self._name()))
            else:
                self._want("[")
                found = ("get", found, self._choice())
                self._want("]")
        return found

    def _atom(self) -> Expression:
        token = self._tokens.pop(0) if self._tokens else ""
        if token == "(":  # noqa: S105 - a bracket
            found = self._choice()
            self._want(")")
            return found
        if token == "-":  # noqa: S105 - a sign
            return ("-", ("is", 0), self._atom())
        if token[:1] in ("'", '"') and token:
            return ("is", token[1:-1])
        if token[:1].isdigit():
            return ("is", float(token) if "." in token else int(token))
        if token in _NAMES:
            return ("is", _NAMES[token])
        if token in ("value", "value_json"):
            return ("name", token)
        raise _UnknownFormError

    def _arguments(self) -> tuple[Expression, ...]:
        if not self._took("("):
            return ()
        found: list[Expression] = []
        while not self._took(")"):
            found.append(self._choice())
            if self._next() != ")":
                self._want(",")
        return tuple(found)

    def _name(self) -> str:
        if not self._tokens or not self._tokens[0].isidentifier():
            raise _UnknownFormError
        return self._tokens.pop(0)

    def _next(self) -> str:
        return self._tokens[0] if self._tokens else ""

    def _took(self, token: str) -> bool:
        if self._next() != token:
            return False
        self._tokens.pop(0)
        return True

    def _want(self, token: str) -> None:
        if not self._took(token):
            raise _UnknownFormError


def _worked_out(expression: Expression, names: Mapping[str, object]) -> object:
    kind = expression[0]
    if kind == "is":
        return expression[1]
    if kind == "name":
        return names[expression[1]]
    if kind == "get":
        return _part(_worked_out(expression[1], names), _worked_out(expression[2], names))
    if kind == "filter":
        arguments = [_worked_out(one, names) for one in expression[3]]
        return _filter(expression[1], _worked_out(expression[2], names), arguments)
    if kind == "if":
        condition = _worked_out(expression[1], names)
        return _worked_out(expression[2 if _holds(condition) else 3], names)
    return _combined(kind, [_worked_out(one, names) for one in expression[1:]])


def _combined(kind: str, parts: list[object]) -> object:
    if kind == "defined":
        return parts[0] is not MISSING
    if kind == "not":
        return not _holds(parts[0])
    if kind == "and":
        return parts[1] if _holds(parts[0]) else parts[0]
    if kind == "or":
        return parts[0] if _holds(parts[0]) else parts[1]
    if kind in ("==", "!="):
        return (parts[0] == parts[1]) is (kind == "==")
    left, right = (number_of(part) for part in parts)
    return MISSING if left is None or right is None else _counted(kind, left, right)


def _counted(kind: str, left: float, right: float) -> object:
    if kind == "/":
        return left / right if right else MISSING
    if kind in ("+", "-", "*"):
        return {"+": left + right, "-": left - right, "*": left * right}[kind]
    return {"<": left < right, ">": left > right, "<=": left <= right, ">=": left >= right}[kind]


def _holds(found: object) -> bool:
    return found is not MISSING and bool(found)


def _part(whole: object, key: object) -> object:
    if isinstance(whole, dict):
        return whole.get(key, MISSING) if isinstance(key, str) else MISSING
    if isinstance(whole, list) and isinstance(key, int) and -len(whole) <= key < len(whole):
        return whole[key]
    return MISSING


def _filter(name: str, found: object, arguments: list[object]) -> object:
    if name == "default":
        return (arguments or [""])[0] if found is MISSING else found
    if found is MISSING or name == "is_defined":
        return found
    if name in ("int", "float", "round", "abs"):
        return _number_filter(name, number_of(found), arguments)
    if name == "tojson":
        return orjson.dumps(found).decode()
    text = str(found)
    return {"upper": text.upper(), "lower": text.lower(), "trim": text.strip()}.get(name, text)


def _number_filter(name: str, number: float | None, arguments: list[object]) -> object:
    if number is None:
        return arguments[0] if arguments and name in ("int", "float") else MISSING
    if name == "round":
        places = number_of(arguments[0]) if arguments else 0
        return round(number, max(-9, min(9, int(places or 0))))
    return {"int": int(number), "float": number, "abs": abs(number)}[name]
