"""`dure mask`: standard input to standard output, line by line."""

import io
import json

import pytest

from dure.cli.mask import _stream, mask_lines
from dure.errors import Unreadable


def streamed(text: bytes, *, as_json: bool = False) -> bytes:
    out = io.BytesIO()
    _stream(io.BytesIO(text), out, as_json=as_json)
    return out.getvalue()


def test_personal_data_are_replaced_and_the_rest_stays() -> None:
    text = "전화 010-1234-5678\r\n조명 켜 줘\n끝"

    assert streamed(text.encode()).decode() == "전화 [PHONE]\r\n조명 켜 줘\n끝"


def test_json_tells_the_places_line_by_line() -> None:
    lines = streamed("조명\n전화 010-1234-5678".encode(), as_json=True).splitlines()

    assert [json.loads(line) for line in lines] == [
        {"line": 1, "spans": []},
        {"line": 2, "spans": [{"start": 3, "end": 16, "type": "PHONE"}]},
    ]


def test_what_is_not_text_is_refused_after_what_came_before_it() -> None:
    out = io.BytesIO()

    with pytest.raises(Unreadable):
        _stream(io.BytesIO(b"a@b.kr\n\xff\xfe\n"), out, as_json=False)

    assert out.getvalue() == b"[EMAIL]\n"


def test_the_command_reads_standard_input(
    monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO("카드 없음".encode())))
    out = io.TextIOWrapper(io.BytesIO())
    monkeypatch.setattr("sys.stdout", out)

    mask_lines()

    assert out.buffer.getvalue().decode() == "카드 없음"
