"""What whoever runs the house asks and tells (`dure report`, `dure order`)."""

import asyncio
import sys
from typing import Annotated, Any
from urllib.parse import quote

import orjson
import typer

from dure.cli.console import out, print_json
from dure.cli.operator import Operation, operate
from dure.errors import InvalidInput
from dure.settings import from_environment

Assistant = Annotated[str, typer.Argument(help="도우미 (meals)")]


def report(
    assistant: Assistant,
    period: Annotated[str, typer.Argument(help="2026-W47 (주), 2026-11 (달), 2026-11-21 (날)")],
    page: Annotated[bool, typer.Option("--page", help="읽을 수 있는 HTML 한 장으로")] = False,
) -> None:
    """지난 기간이 어땠는지 보여 줘요 (표준 출력)."""
    path = f"/v1/reports/{quote(assistant, safe='')}/{quote(period, safe='')}"
    accept = "text/html" if page else "application/json"
    told = _operate(Operation(method="GET", path=path, accept=accept))
    if page:
        sys.stdout.buffer.write(told.encode())
        sys.stdout.buffer.flush()
    else:
        print_json(told)


def order(
    assistant: Assistant,
    name: Annotated[str, typer.Argument(help="할 일 (sold_out)")],
    about: Annotated[str, typer.Argument(help='JSON: {"shop": "…", "dish": "…"}')],
    as_json: Annotated[bool, typer.Option("--json", help="JSON 하나로 출력")] = False,
) -> None:
    """모두에게 해당하는 일을 도우미에게 알려요: 다 팔린 메뉴."""
    try:
        body = orjson.loads(about)
    except orjson.JSONDecodeError as error:
        raise InvalidInput("not JSON") from error
    path = f"/v1/assistants/{quote(assistant, safe='')}/orders/{quote(name, safe='')}"
    told = _operate(Operation(method="POST", path=path, body=body))
    if as_json:
        print_json(told)
    else:
        out.print("적어 두었어요. 다음 대화부터 반영돼요.")


def _operate(operation: Operation) -> Any:  # noqa: ANN401 - any JSON, or a page
    return asyncio.run(operate(from_environment(), operation))
