"""Talk to an assistant: `ask` one thing, or `chat`."""

import asyncio
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Final

import httpx2
import typer

from dure.app.wire import House, data_dir, open_house
from dure.cli.console import err, out, print_error, print_json
from dure.cli.given import given_settings
from dure.cli.loading import loading
from dure.engine.privacy import notice
from dure.engine.result import to_json
from dure.errors import (
    DureError,
    EmptyUtterance,
    LateAnswer,
    OtherCatalogue,
    Relayed,
    TooLong,
    Unavailable,
    Unreadable,
)
from dure.gateway.server import SOCKET_NAME
from dure.kernel.turns import TurnRequest
from dure.settings import Settings

User = Annotated[str, typer.Option(help="말하는 사람")]
Session = Annotated[str | None, typer.Option(help="이어 갈 대화")]
AsJson = Annotated[bool, typer.Option("--json", help="JSON 하나로 출력")]
CatalogueFile = Annotated[
    str | None, typer.Option("--catalogue", help="가게 파일(CSV, JSON), 시범 가게는 demo")
]
ColumnsFile = Annotated[str | None, typer.Option("--columns", help="가게 파일의 열 지도(TOML)")]
AssistantName = Annotated[str, typer.Argument(help="도우미 이름")]


_SAY_AGAIN = frozenset(kind.code for kind in (EmptyUtterance, TooLong, Unreadable, LateAnswer))
"""What a person can mend by saying it again; a conversation goes on after it."""


_DEMO: Final = "demo"
"""Names the invented shops, and no file."""
_SETTLE_S: Final = 3.0
"""Without a server a house is opened for one question: as long as an issuer may take to answer."""


@dataclass(frozen=True, kw_only=True)
class _Words:
    """Who talks, to whom, in which conversation."""

    assistant: str
    user: str
    session: str | None


def ask(  # noqa: PLR0913 - one argument per option
    assistant: AssistantName,
    text: Annotated[str, typer.Argument(help="하고 싶은 말")],
    user: User = "local",
    session: Session = None,
    catalogue: CatalogueFile = None,
    columns: ColumnsFile = None,
    as_json: AsJson = False,
) -> None:
    """한 번 묻고 답을 받아요."""
    words = _Words(assistant=assistant, user=user, session=session)
    result = asyncio.run(
        _ask(words, text, with_own(catalogue, columns), own_file=bool(catalogue or columns))
    )
    if as_json:
        print_json(result)
    else:
        out.print(result["text"], markup=False)


def chat(
    assistant: AssistantName,
    user: User = "local",
    session: Session = None,
    catalogue: CatalogueFile = None,
    columns: ColumnsFile = None,
) -> None:
    """이야기를 나눠요. 빈 줄이나 Ctrl-D로 끝내요."""
    words = _Words(assistant=assistant, user=user, session=session)
    asyncio.run(_chat(words, with_own(catalogue, columns), own_file=bool(catalogue or columns)))


def with_own(catalogue: str | None, columns: str | None) -> Settings:
    """Return the settings, with the files of shops that were given by hand."""
    settings = given_settings()
    for name, file in (("catalogue", catalogue), ("columns", columns)):
        if file:
            # Given by hand, so it goes before the environment and the file.
            named = file if file == _DEMO else str(Path(file).resolve())
            settings = settings.with_value("meals", name, named)
    return settings


async def _ask(words: _Words, text: str, settings: Settings, *, own_file: bool) -> dict[str, Any]:
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        raise Unreadable
    server = data_dir(settings) / SOCKET_NAME
    if server.exists():
        try:
            return await _through(server, words, text, own_file=own_file)
        except httpx2.ConnectError:
            pass  # The server is gone and left its socket behind.
        except httpx2.TransportError as error:
            raise Unavailable(what="서버") from error
    with loading(err) as progress:
        house = open_house(settings, only=[words.assistant], progress=progress)
    try:
        await house.start(settle_s=_SETTLE_S)
        return await _in_house(house, words, text)
    finally:
        await house.close()


async def _in_house(house: House, words: _Words, text: str) -> dict[str, Any]:
    request = TurnRequest(text=text, user=words.user, session=words.session)
    return to_json(await house.turns.take(words.assistant, request))


async def _through(server: Path, words: _Words, text: str, *, own_file: bool) -> dict[str, Any]:
    """Ask the server that has the data folder, over the operator's socket."""
    if own_file:
        raise OtherCatalogue
    transport = httpx2.AsyncHTTPTransport(uds=str(server))
    async with httpx2.AsyncClient(transport=transport, base_url="http://dure", timeout=30) as http:
        body = {"text": text, "user": words.user, "session": words.session}
        response = await http.post(f"/v1/assistants/{words.assistant}/turns", json=body)
    answer: dict[str, Any] = response.json()
    if response.is_error:
        raise Relayed(answer["code"], answer["detail"])
    return answer


async def _chat(words: _Words, settings: Settings, *, own_file: bool) -> None:
    out.print(notice(), markup=False)
    while True:
        out.print("나> ", end="")
        line = await asyncio.to_thread(sys.stdin.buffer.readline)
        text = line.decode("utf-8", "surrogateescape").strip()
        if not text:
            return
        try:
            result = await _ask(words, text, settings, own_file=own_file)
        except DureError as error:
            if error.code not in _SAY_AGAIN:
                raise
            print_error(error, as_json=False)
            continue
        words = _Words(assistant=words.assistant, user=words.user, session=result["session"])
        out.print(f"{words.assistant}> {result['text']}", markup=False)
