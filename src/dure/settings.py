"""Read settings: the environment first, then a TOML file, then the defaults in the code.

`DURE_MEALS_DEFAULT_PLACE=강남역` and `[meals] default_place = "강남역"` set the same value. This
module knows no room: it fills whatever frozen dataclass it is handed.
"""

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any, Final, TypeVar

from pydantic import TypeAdapter, ValidationError

from dure.errors import BadFile, BadSetting

Kind = TypeVar("Kind")

_HIDDEN: Final = "…"
_SECRET: Final = ("token", "password", "secret", "_key")
_FILES: Final = frozenset(("certificate_key",))
"""Settings that name a file with a secret in it."""
_PASSWORD: Final = re.compile(r"(://[^:/@\s]*:)[^@\s]*@")


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
            return TypeAdapter(kind).validate_python(given)
        except ValidationError as error:
            wrong = f"{section}.{error.errors()[0]['loc'][0]}"
            why = f"{wrong} 값이 맞지 않아요."
            raise BadSetting(file=self.origins[wrong][1], why=why) from error

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
