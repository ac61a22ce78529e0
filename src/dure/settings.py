"""Read settings: the environment first, then a TOML file, then the defaults in the code.

`DURE_MEALS_DEFAULT_PLACE=강남역` and `[meals] default_place = "강남역"` set the same value. This
module knows no room: it fills whatever frozen dataclass it is handed.
"""

import math
import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import Any, Final, TypeVar

from pydantic import TypeAdapter, ValidationError

from dure.errors import BadFile, BadSetting
from dure.kernel.data import read_toml
from dure.korean.particles import fill

Kind = TypeVar("Kind")

_HIDDEN: Final = "…"
_SECRET: Final = ("token", "password", "secret", "_key")
_FILES: Final = frozenset(("certificate_key",))
"""Settings that name a file with a secret in it."""
_PASSWORD: Final = re.compile(r"(://[^:/@\s]*:)[^@\s]*@")
_PREFIX: Final = "DURE_"
_FORMS: Final = {
    "time": re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d"),
    "part_of_day": re.compile("|".join(str(n) for n in range(1, 1441) if 1440 % n == 0)),
    "token": re.compile(r"|[!-~]{16,}"),
}
"""Forms of ranges.toml; the whole of a value must fit. An empty token is none."""
_WANTED: Final = {"int": "whole", "float": "number", "bool": "truth", "string": "text"}
"""How what pydantic found wrong begins → what is wanted."""


class Settings:
    """The values that an operator gave, and in `origins`, to be shown, where each came from."""

    def __init__(self, environment: Mapping[str, str], file: Path | None = None) -> None:
        """Raises BadFile if the file is no TOML."""
        self._environment = environment
        self._file = file
        self._table = _table(file) if file else {}
        self.origins: dict[str, tuple[Any, str]] = {}

    def read(self, kind: type[Kind], section: str) -> Kind:
        """Return a settings object of a dataclass.

        Raises BadFile naming the value if one does not fit its type.
        """
        given: dict[str, Any] = {}
        defaults = kind()
        for field in fields(kind):  # type: ignore[arg-type]
            name = f"{section}.{field.name}"
            value, origin = self._look_up(section, field.name)
            if origin != "default":
                given[field.name] = value
            else:
                value = getattr(defaults, field.name)
            self.origins[name] = (_shown(field.name, value), origin)
        try:
            made = TypeAdapter(kind).validate_python(given)
        except ValidationError as error:
            name = str(error.errors()[0]["loc"][0])
            raise self._misfit(section, name, _wanted(error, getattr(defaults, name))) from error
        for name in given:
            if wrong := _outside(made, section, name):
                raise self._misfit(section, name, wrong)
        return made

    def _misfit(self, section: str, name: str, form: str) -> BadSetting:
        wrong = f"{section}.{name}"
        why = _say("misfit", name=wrong, form=form)
        return BadSetting(file=self.origins[wrong][1], why=why)

    def variables(self) -> list[str]:
        """Return the names of the environment that are, or look like, settings of ours."""
        return sorted(name for name in self._environment if name.startswith(_PREFIX))

    def entries(self) -> list[tuple[str, str]]:
        """Return (section, name) of all that stands in the file; section "": outside of all."""
        out: list[tuple[str, str]] = []
        for name, value in self._table.items():
            out += [(name, key) for key in value] if isinstance(value, dict) else [("", name)]
        return out

    def with_value(self, section: str, name: str, value: str) -> "Settings":
        """Return the settings with one value given by hand, before all others.

        section: "" for a value outside all sections.
        """
        return Settings({**self._environment, _variable(section, name): value}, self._file)

    def environment(self) -> dict[str, str]:
        """Return the environment in which another process reads the same settings."""
        return dict(self._environment)

    def text(self, name: str, default: str = "") -> str:
        """Return a value outside all sections (`data_dir` from DURE_DATA_DIR)."""
        value, origin = self._look_up("", name)
        value = default if origin == "default" else str(value)
        self.origins[name] = (_shown(name, value), origin)
        return value

    def _look_up(self, section: str, name: str) -> tuple[Any, str]:
        variable = _variable(section, name)
        if variable in self._environment:
            return self._environment[variable], variable
        table = self._table.get(section, {}) if section else self._table
        if not isinstance(table, dict):
            raise BadFile(file=str(self._file), why=f"[{section}]은 표여야 해요.")
        if name in table:
            return table[name], str(self._file)
        return None, "default"


def _wanted(error: ValidationError, default: object) -> str:
    """Return how a value is to be written that is not of its type."""
    first = error.errors()[0]
    if first["type"] == "literal_error":
        return _say("one_of", known=str(first["ctx"]["expected"]).replace(" or ", ", "))
    kind = _WANTED.get(str(first["type"]).partition("_")[0], "text")
    return _say(kind, example=str(default))


def _outside(made: object, section: str, name: str) -> str:
    """Return how a value is to be written that is none of those it may be; "" if it is one."""
    ranges = ranges_of(section)
    value, allowed = getattr(made, name), ranges.get(name)
    if isinstance(allowed, str):
        return "" if _FORMS[allowed].fullmatch(str(value)) else _say(allowed)
    if allowed and not _lies_in(value, allowed):
        return _say("between" if allowed[1:] else "at_least", **_ends(allowed))
    for names, whole in ranges.items():
        if "+" in names and name in names.split("+"):
            return _unlike_sum(made, names.split("+"), whole)
    return ""


def _lies_in(value: float, allowed: list[float]) -> bool:
    least, most = allowed[0], allowed[1] if allowed[1:] else math.inf
    return math.isfinite(value) and least <= value <= most


def _ends(allowed: list[float]) -> dict[str, str]:
    return dict(zip(("least", "most"), (f"{end:,}" for end in allowed), strict=False))


def _unlike_sum(made: object, names: list[str], whole: float) -> str:
    now = sum(getattr(made, name) for name in names)
    if math.isclose(now, whole, abs_tol=1e-6):
        return ""
    return _say("sums", names=", ".join(names), whole=whole, now=f"{now:g}")


def ranges_of(section: str) -> dict[str, Any]:
    """Return name → [least, most], [least], or the name of a form; see ranges.toml."""
    found: dict[str, Any] = _ranges().get(section, {})
    return found


@cache
def _ranges() -> dict[str, Any]:
    return read_toml("dure", "ranges.toml")


def _say(key: str, **facts: object) -> str:
    return fill(_sentences()[key], facts)


@cache
def _sentences() -> dict[str, str]:
    return dict(read_toml("dure", "settings.ko.toml"))


def _shown(name: str, value: Any) -> Any:  # noqa: ANN401 - whatever a setting may be
    """Return a value as it may be printed: secrets, and passwords within addresses, are hidden."""
    if not isinstance(value, str):
        return value
    if value and name.endswith(_SECRET) and name not in _FILES:
        return _HIDDEN
    return _PASSWORD.sub(rf"\1{_HIDDEN}@", value)


def _variable(section: str, name: str) -> str:
    return "_".join(part.upper() for part in ("dure", section, name) if part)


def from_environment() -> Settings:
    """Return the settings of this process; DURE_CONFIG names the TOML file."""
    file = os.environ.get("DURE_CONFIG")
    return Settings(os.environ, Path(file) if file else None)


def _table(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadFile(file=file.name, why="설정 파일을 읽을 수 없어요.") from error
