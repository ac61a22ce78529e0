"""`dure serve`: answer over HTTP, on this machine or, with a login, on a network."""

import gc
from contextlib import suppress
from socket import socket
from typing import Annotated, Final

import typer

from dure.app.data_in_use import told_of_use
from dure.app.database import shares_database
from dure.app.door import beside, open_door
from dure.app.large_pages import use_large_pages
from dure.app.nightly import keep_jobs
from dure.app.notices import notice_jobs
from dure.app.roles import role as role_of
from dure.app.watch import open_telemetry, take_over_logs
from dure.app.wire import House, open_house
from dure.cli.console import err, out
from dure.cli.given import named_assistants
from dure.cli.loading import loading
from dure.cli.people import invite_path
from dure.cli.talk import CatalogueFile, ColumnsFile, with_own
from dure.errors import BindRefused, DureError
from dure.gateway.api import make_app
from dure.gateway.door import Door
from dure.gateway.local import is_loopback
from dure.gateway.server import SOCKET_NAME, ServeSettings, listen, listen_operator, run
from dure.gateway.server import serve as serve_app

_YOUNG: Final = 20_000
"""New objects until the collector looks at them: of some turns rather than of a part of one."""


def serve(
    assistants: Annotated[str, typer.Option(help="켤 도우미 (쉼표로 나눔, 비우면 모두)")] = "",
    role: Annotated[str, typer.Option(help="all, edge, fog, cloud")] = "all",
    host: Annotated[str, typer.Option(help="열 주소")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535)] = 8000,
    catalogue: CatalogueFile = None,
    columns: ColumnsFile = None,
) -> None:
    """서버를 켜요."""
    role_of(role)
    settings = with_own(catalogue, columns)
    only = named_assistants(settings, assistants)
    tcp = listen(host, port, anywhere=True, share=shares_database(settings))
    telemetry = open_telemetry(settings)
    try:
        with loading(err) as progress:
            house = open_house(settings, only=only, telemetry=telemetry, progress=progress)
    except BaseException:
        tcp.close()
        raise
    address = _address(host, port, settings.read(ServeSettings, "serve"))
    with take_over_logs(telemetry):
        run(_run(house, tcp, host, address))


def _address(host: str, port: int, serving: ServeSettings) -> str:
    """Return what a browser is given to open."""
    scheme = "https" if serving.certificate else "http"
    return f"{scheme}://{f'[{host}]' if ':' in host else host}:{port}"


async def _run(house: House, tcp: socket, host: str, address: str) -> None:
    door = await open_door(house)
    try:
        if door.gates.is_open and not is_loopback(host):
            raise BindRefused(host=host[:60])
        invite = await door.identity.first_invite()
        await house.start()
        # What stands now stays: to look through it again and again would hold up whoever waits.
        gc.collect()
        gc.freeze()
        gc.set_threshold(_YOUNG)
        use_large_pages()
        await serve_app(
            make_app(door),
            [tcp, listen_operator(house.folder.path)],
            beside=[
                *beside(door),
                house.turns.watch_keys(),
                _finish_forgetting(house),
                keep_jobs(house, notice_jobs(house, door.notices)),
            ],
            announce=lambda: _announce(house, door, address, invite),
            settings=house.settings.read(ServeSettings, "serve"),
        )
    finally:
        (house.folder.path / SOCKET_NAME).unlink(missing_ok=True)
        await door.close()
        await house.close()


def _announce(house: House, door: Door, address: str, invite: str | None) -> None:
    out.print(f"dure가 열렸어요: {address}")
    for finding in told_of_use(house.store):
        out.print(finding.says, markup=False)
    if door.gates.is_open:
        out.print("로그인 설정이 없어서 이 컴퓨터에서만 쓸 수 있어요. 끝내려면 Ctrl-C를 누르세요.")
    if invite:
        out.print("로그인을 쓰려면 이 주소에서 관리자를 정하세요 (하루 동안 한 번만 열려요):")
        out.print(f"{address}{invite_path(invite)}", markup=False)
    for assistant in house.turns.assistants.values():
        for example in assistant.examples[:1]:
            out.print(f'물어보기: .venv/bin/dure ask {assistant.name} "{example}"')


async def _finish_forgetting(house: House) -> None:
    """Finish what a process that died had begun to forget; the job `cleanup` does the rest."""
    with suppress(DureError):  # A full disk, say: at night there may be room.
        await house.keep_retention()
