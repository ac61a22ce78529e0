"""`dure serve`: answer over HTTP on this machine."""

import asyncio
from datetime import timedelta
from typing import Annotated, Final

import typer

from dure.app.roles import role as role_of
from dure.app.wire import House, open_house
from dure.cli.console import out
from dure.gateway.api import make_app
from dure.gateway.server import listen, listen_operator
from dure.gateway.server import serve as serve_app
from dure.settings import from_environment

_RETENTION_EVERY: Final = timedelta(hours=1)


def serve(
    assistants: Annotated[str, typer.Option(help="켤 도우미 (쉼표로 나눔, 비우면 모두)")] = "",
    role: Annotated[str, typer.Option(help="all, edge, fog, cloud")] = "all",
    host: Annotated[str, typer.Option(help="이 컴퓨터의 주소")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535)] = 8000,
) -> None:
    """서버를 켜요."""
    role_of(role)
    settings = from_environment()
    named = assistants or settings.text("assistants")
    only = [name.strip() for name in named.split(",") if name.strip()]
    tcp = listen(host, port)
    try:
        with out.status("시범 데이터를 준비하고 있어요…"):
            house = open_house(settings, only=only)
    except BaseException:
        tcp.close()
        raise

    def announce() -> None:
        out.print(f"dure가 열렸어요: http://{f'[{host}]' if ':' in host else host}:{port}")
        out.print("로그인 설정이 없어서 이 컴퓨터에서만 쓸 수 있어요. 끝내려면 Ctrl-C를 누르세요.")
        for assistant in house.turns.assistants.values():
            for example in assistant.examples[:1]:
                out.print(f'물어보기: .venv/bin/dure ask {assistant.name} "{example}"')

    async def run() -> None:
        sockets = [tcp, listen_operator(house.folder.path)]
        beside = [house.turns.watch_keys(), _keep_retention(house)]
        try:
            await house.start()
            await serve_app(make_app(house.turns), sockets, beside=beside, announce=announce)
        finally:
            (house.folder.path / "serve.sock").unlink(missing_ok=True)
            await house.close()

    asyncio.run(run())


async def _keep_retention(house: House) -> None:
    while True:
        await house.keep_retention()
        await asyncio.sleep(_RETENTION_EVERY.total_seconds())
