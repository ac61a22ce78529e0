"""Mask personal data in what comes in: `dure mask` reads standard input line by line."""

import sys
from collections.abc import Iterable
from typing import Annotated, BinaryIO

import orjson
import typer

from dure.errors import Unreadable
from dure.trust.mask import find_personal, mask

AsJson = Annotated[bool, typer.Option("--json", help="찾은 곳을 줄마다 JSON 하나로 출력")]


def mask_lines(as_json: AsJson = False) -> None:
    """들어온 글에서 개인정보를 가려요 (표준 입력에서 표준 출력으로)."""
    try:
        _stream(sys.stdin.buffer, sys.stdout.buffer, as_json=as_json)
    except BrokenPipeError:  # whoever read us has seen enough
        sys.stderr.close()


def _stream(lines: Iterable[bytes], out: BinaryIO, *, as_json: bool) -> None:
    """Raises Unreadable at the first line that is not UTF-8; what came before it is out."""
    for number, raw in enumerate(lines, start=1):
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError as error:
            raise Unreadable(f"line {number} is not UTF-8") from error
        if as_json:
            out.write(_found(number, text) + b"\n")
        else:
            out.write(mask(text).encode("utf-8"))
        out.flush()


def _found(number: int, text: str) -> bytes:
    spans = [{"start": p.start, "end": p.end, "type": p.kind} for p in find_personal(text)]
    return orjson.dumps({"line": number, "spans": spans})
