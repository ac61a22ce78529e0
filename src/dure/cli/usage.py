"""Say in Korean how a command was written wrong; the library's own words are English."""

import re
from typing import Any, Final

from typer import BadParameter
from typer._click.exceptions import BadOptionUsage, MissingParameter, NoSuchOption, UsageError

from dure.kernel.data import read_toml
from dure.korean.particles import fill

_QUOTED: Final = re.compile(r"'([^']*)'")
_IN_BRACKETS: Final = re.compile(r"\(([^()]*)\)$")


def told_of_usage(error: UsageError) -> str:
    """Return what is wrong with a command, and where its help stands."""
    key, facts = _wrong(error)
    command = error.ctx.command_path if error.ctx else "dure"
    return f"{said(key, **facts)} {said('help', command=command)}"


def said(key: str, **facts: str) -> str:
    """Return a piece of what is said of commands."""
    return fill(read_toml("dure.cli", "usage.ko.toml")[key], facts)


def _wrong(error: UsageError) -> tuple[str, dict[str, str]]:
    """Return which sentence says it, and what fills it."""
    if isinstance(error, NoSuchOption):
        near = ", ".join(error.possibilities or ())
        return "option_near" if near else "option", {"name": error.option_name, "near": near}
    if isinstance(error, BadOptionUsage):
        return "no_value", {"name": error.option_name}
    if isinstance(error, MissingParameter):
        return "missing", {"name": _name_of(error)}
    if isinstance(error, BadParameter):
        typed, *known = _QUOTED.findall(error.message) or [""]
        facts = {"name": _name_of(error), "typed": typed, "known": ", ".join(known)}
        return "one_of" if known else "value", facts
    if named := _QUOTED.findall(error.message):
        return "command", {"name": named[0]}
    more = _IN_BRACKETS.search(error.message)
    return "more", {"name": more[1] if more else ""}


def _name_of(error: BadParameter) -> str:
    param: Any = error.param
    return str(max(param.opts, key=len)) if param is not None else ""
