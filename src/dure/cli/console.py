"""Print for people on a terminal, for programs as JSON."""

import sys
from typing import Any, Final

import orjson
from rich.console import Console

from dure.errors import (
    BadFile,
    BadPeriod,
    BadPlace,
    BadRecoveryKey,
    BadSetting,
    DureError,
    EmptyUtterance,
    FileCount,
    InvalidInput,
    TooLittle,
    TooLong,
    UnknownAssistant,
    Unreadable,
)
from dure.korean.messages import sentence_for

FAILED: Final = 1
WRONG_USAGE: Final = 2

_USAGE_CODES: Final = frozenset(
    kind.code
    for kind in (
        InvalidInput, EmptyUtterance, TooLong, Unreadable, BadFile, UnknownAssistant,
        BadRecoveryKey, BadPeriod, BadPlace, BadSetting, FileCount, TooLittle,
    )
)  # fmt: skip

out: Final = Console(highlight=False, soft_wrap=True, emoji=False)
err: Final = Console(stderr=True, highlight=False, soft_wrap=True, emoji=False)


def print_json(value: Any) -> None:  # noqa: ANN401 - any JSON
    """Print one JSON object on standard output."""
    sys.stdout.buffer.write(orjson.dumps(value, option=orjson.OPT_SERIALIZE_NUMPY) + b"\n")
    sys.stdout.buffer.flush()


def print_error(error: DureError, *, as_json: bool) -> int:
    """Say what went wrong and return the exit code."""
    # What was typed may not even be text.
    detail = sentence_for(error).encode("utf-8", "replace").decode()
    if as_json:
        print_json({"error": {"code": error.code, "detail": detail}})
    else:
        err.print(f"[red]{error.code}[/red] ", end="")
        err.print(detail, markup=False)
    return WRONG_USAGE if error.code in _USAGE_CODES else FAILED
