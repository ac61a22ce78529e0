"""Look after an installation: `doctor`, `fsck`, `replay`."""

import asyncio
import platform
import time
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import Annotated, Any, Final

import typer

from dure.app.answering import ask_servers
from dure.app.checkup import Finding, free_mib, look_around, refusal
from dure.app.data_in_use import told_of_use, use_beside_server
from dure.app.document import sections
from dure.app.door import open_door
from dure.app.lighting import chosen_names
from dure.app.misspelt import misspelt
from dure.app.wire import House, data_dir, open_house
from dure.cli.console import FAILED, err, out, print_json
from dure.cli.given import named_assistants
from dure.cli.loading import loading
from dure.errors import DureError, FolderInUse, Unavailable
from dure.kernel.clock import SystemClock
from dure.settings import Settings, from_environment
from dure.watch.health import check_log
from dure.watch.projections import Projector

AsJson = Annotated[bool, typer.Option("--json", help="JSON 하나로 출력")]


def doctor(as_json: AsJson = False) -> None:
    """설치 상태를 살펴보고, 설정값이 어디에서 왔는지 보여 줘요."""
    settings = from_environment()
    folder = data_dir(settings)
    findings = [*_settings(settings), *look_around(settings, folder, SystemClock())]
    opened, about = asyncio.run(_opened(settings))
    given = {name: value for name, (value, _) in settings.origins.items()}
    # What is wrong with a setting is also why the house did not open: it is said once.
    told = {finding.facts.get("why") for finding in findings} - {None}
    findings += [finding for finding in opened if finding.facts.get("why") not in told]
    findings += asyncio.run(ask_servers(given))
    state: dict[str, Any] = {
        "python": platform.python_version(),
        "machine": platform.machine(),
        "data_dir": str(folder),
        "free_mib": free_mib(folder),
        "checks": [finding.as_json() for finding in findings],
        "settings": {
            name: {"value": value, "from": origin}
            for name, (value, origin) in sorted(settings.origins.items())
        },
        **about,
    }
    if as_json:
        print_json(state)
    else:
        _tell(findings, state)
    if any(finding.state == "problem" for finding in findings):
        raise typer.Exit(FAILED)


def _settings(settings: Settings) -> list[Finding]:
    """Return what is wrong with what was given: values that none may have, and unknown names."""
    findings = misspelt(settings)
    for section, kind in sections().items():
        try:
            settings.read(kind, section)
        except DureError as error:
            findings.append(refusal("setting", error))
    try:
        chosen_names(named_assistants(settings))
    except DureError as error:
        findings.append(refusal("setting", error))
    for name in _SERVERS:
        settings.text(name)
    return findings


_SERVERS: Final = ("database", "shared")
"""Settings outside all sections that may name a server."""
_MARKS: Final = {
    "ok": "[green]✓[/green]",
    "warning": "[yellow]![/yellow]",
    "problem": "[red]✗[/red]",
}


def _tell(findings: list[Finding], state: dict[str, Any]) -> None:
    for finding in findings:
        out.print(_MARKS[finding.state], end=" ")
        out.print(finding.says, markup=False)
    out.print(f"\n데이터 폴더: {state['data_dir']}", markup=False)
    for name, setting in state["settings"].items():
        if setting["from"] != "default":
            out.print(f"{name} = {setting['value']} ({setting['from']})", markup=False)
    out.print("기본값 그대로인 설정은 dure doctor --json으로 볼 수 있어요.")


async def _opened(settings: Settings) -> tuple[list[Finding], dict[str, Any]]:
    """Return what can only be seen by opening the installation, if no server has it open."""
    began = time.perf_counter()
    try:
        house = open_house(settings)
    except FolderInUse:
        running = Finding(check="database", state="ok", word="running")
        login = Finding(check="login", state="ok", word="unknown")
        return [running, login, *use_beside_server(settings, data_dir(settings))], {
            "server": "running"
        }
    except DureError as error:
        return [refusal("database", error)], {"server": "stopped"}
    try:
        await house.log.read_all(limit=1)
        took_ms = round((time.perf_counter() - began) * 1000, 1)
        database = Finding(check="database", state="ok", facts={"took_ms": took_ms})
        about = {"server": "stopped", "assistants": list(house.turns.assistants)}
        return [database, await _login(house), *told_of_use(house.store)], about
    finally:
        await house.close()


async def _login(house: House) -> Finding:
    try:
        door = await open_door(house)
    except Unavailable:
        return Finding(check="login", state="warning", word="unknown")
    except DureError as error:
        return refusal("login", error, word="refused")
    is_open = door.gates.is_open
    await door.close()
    return Finding(check="login", state="warning" if is_open else "ok")


def fsck(as_json: AsJson = False) -> None:
    """기록장이 온전한지 확인해요."""
    report = asyncio.run(_with_house(_fsck))
    _conclude(report, bad=bool(report["problems"]), as_json=as_json)


async def _fsck(house: House) -> dict[str, Any]:
    return asdict(await check_log(house.log, house.keys, house.sealer))


def replay(
    verify: Annotated[bool, typer.Option("--verify", help="처음부터 다시 만들어 견줘요")] = False,
    as_json: AsJson = False,
) -> None:
    """기록으로 요약을 다시 만들어요."""
    report = asyncio.run(_with_house(_verify if verify else _catch_up))
    _conclude(report, bad=not all(report.values()), as_json=as_json)


async def _verify(house: House) -> dict[str, Any]:
    projector = Projector(log=house.log, store=house.store, sealer=house.sealer)
    return {p.name: await projector.verify(p) for p in house.projections()}


async def _catch_up(house: House) -> dict[str, Any]:
    projector = Projector(log=house.log, store=house.store, sealer=house.sealer)
    for projection in house.projections():
        await projector.catch_up(projection)
    return {p.name: True for p in house.projections()}


async def _with_house(look: Callable[[House], Awaitable[dict[str, Any]]]) -> dict[str, Any]:
    with loading(err) as progress:
        house = open_house(from_environment(), progress=progress)
    try:
        return await look(house)
    finally:
        await house.close()


def _conclude(report: dict[str, Any], *, bad: bool, as_json: bool) -> None:
    if as_json:
        print_json(report)
    else:
        out.print_json(data=report)
    if bad:
        raise typer.Exit(FAILED)
