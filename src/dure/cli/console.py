"""Print for people on a terminal, for programs as JSON."""

import sys
from typing import Any, Final

import orjson
from rich.console import Console

from dure.errors import DureError, InvalidInput, UnknownAssistant
from dure.korean.messages import sentence_for

FAILED: Final = 1
WRONG_USAGE: Final = 2

out: Final = Console(highlight=False, soft_wrap=True)
err: Final = Console(stderr=True, highlight=False, soft_wrap=True)


def print_json(value: Any) -> None:  # noqa: ANN401 - any JSON
    """Print one JSON object on standard output."""
    sys.stdout.buffer.write(orjson.dumps(value, option=orjson.OPT_SERIALIZE_NUMPY) + b"\n")
    sys.stdout.buffer.flush()


def print_error(error: DureError, *, as_json: bool) -> int:
    """Say what went wrong and return the exit code."""
    if as_json:
        print_json({"error": {"code": error.code, "detail": sentence_for(error)}})
    else:
        err.print(f"[red]{error.code}[/red] ", end="")
        err.print(sentence_for(error), markup=False)
    return WRONG_USAGE if isinstance(error, UnknownAssistant | InvalidInput) else FAILED
