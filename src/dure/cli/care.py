"""Look after an installation: `doctor`, `fsck`, `replay`."""

import asyncio
import platform
import shutil
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import Annotated, Any

import typer

from dure.app.document import sections
from dure.app.wire import House, data_dir, open_house
from dure.cli.console import FAILED, out, print_json
from dure.errors import FolderInUse
from dure.settings import from_environment
from dure.watch.health import check_log
from dure.watch.projections import Projector

AsJson = Annotated[bool, typer.Option("--json", help="JSON 하나로 출력")]


def doctor(as_json: AsJson = False) -> None:
    """설정과 설치 상태를 보여 줘요."""
    settings = from_environment()
    folder = data_dir(settings)
    state: dict[str, Any] = {
        "python": platform.python_version(),
        "machine": platform.machine(),
        "data_dir": str(folder),
        "free_mib": shutil.disk_usage(_existing(folder)).free // 2**20,
    }
    for section, kind in sections().items():
        settings.read(kind, section)
    state["settings"] = {
        name: {"value": value, "from": origin}
        for name, (value, origin) in sorted(settings.origins.items())
    }
    try:
        state |= asyncio.run(_with_house(_about))
    except FolderInUse:
        state["server"] = "running"
    else:
        state["server"] = "stopped"
    if as_json:
        print_json(state)
    else:
        out.print_json(data=state)


def _existing(folder: Any) -> Any:  # noqa: ANN401 - a path
    return folder if folder.exists() else _existing(folder.parent)


async def _about(house: House) -> dict[str, Any]:
    return {"assistants": list(house.turns.assistants)}


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
    house = open_house(from_environment())
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
