"""Backups: `dure backup create|verify|restore`."""

import asyncio
import getpass
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from dure.app.backup import create_backup, default_place
from dure.app.restore import RestoreWish, restore_backup, verify_backup
from dure.cli.console import FAILED, err, out, print_json
from dure.settings import from_environment
from dure.trust.recovery import read_typed

AsJson = Annotated[bool, typer.Option("--json", help="JSON 하나로 출력")]
_STEP: Final = 100_000
"""Events between two plain lines of progress."""

backup: Final = typer.Typer(help="백업을 만들고, 확인하고, 되살려요.", no_args_is_help=True)


@backup.command()
def create(
    to: Annotated[str, typer.Option("--to", help="백업을 둘 폴더 (비우면 설정 backup.to)")] = "",
    as_json: AsJson = False,
) -> None:
    """백업을 만들어요. 서버가 켜져 있어도 돼요. 처음에는 복구 열쇠를 한 번 보여 줘요."""
    with _progress("백업", quiet=as_json) as told:
        report = asyncio.run(
            create_backup(
                from_environment(),
                to=to,
                told=lambda done: told(done, None),
                show=None if as_json else _show,
            )
        )
    if as_json:
        print_json(report)
        return
    out.print(f"{report['generation']}번째 백업을 만들었어요. 기록 {report['events']:,}건")
    out.print("dure backup verify로 확인해야 백업이에요.")


def _show(key: str) -> None:
    groups = key.split("-")
    out.print("복구 열쇠예요. 지금 한 번만 보여 드려요. 종이에 적어 안전한 곳에 두세요.")
    out.print("이 열쇠가 없으면 아무도 백업을 열 수 없어요.\n")
    for start in range(0, len(groups), 5):
        out.print("    " + " - ".join(groups[start : start + 5]), markup=False)
    out.print()
    sys.stdout.flush()


@backup.command()
def verify(
    place: Annotated[str, typer.Argument(help="백업 폴더 (비우면 설정 backup.to)")] = "",
    as_json: AsJson = False,
) -> None:
    """다른 프로그램이 빈 폴더에 복구 열쇠만으로 되살려 보고 확인해요."""
    folder = default_place(from_environment(), place)
    key = read_typed(_asked())
    if as_json:
        report = verify_backup(folder, key)
        print_json(report)
    else:
        with err.status("빈 폴더에 되살려 확인하고 있어요…"):
            report = verify_backup(folder, key)
        _conclude(report)
    if not report["verified"]:
        raise typer.Exit(FAILED)


def _conclude(report: dict[str, Any]) -> None:
    if report["verified"]:
        out.print(f"{report['generation']}번째 백업은 온전해요. 기록 {report['events']:,}건")
    else:
        out.print(f"되살린 기록에 문제가 {report['problems']}건 있어요.")


@backup.command()
def restore(
    place: Annotated[Path, typer.Argument(help="백업 폴더")],
    to: Annotated[Path, typer.Option("--to", help="되살릴 빈 폴더")],
    accept_older: Annotated[
        bool, typer.Option("--accept-older", help="더 새 백업의 기록이 있어도 되살려요")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """빈 폴더에 되살려요. 복구 열쇠는 물어보거나 표준 입력에서 읽어요."""
    wish = RestoreWish(backup=place, key=read_typed(_asked()), to=to, accept_older=accept_older)
    with _progress("되살리기", quiet=as_json) as told:
        report = asyncio.run(restore_backup(wish, told=told))
    if as_json:
        print_json(report)
        return
    out.print(f"{report['generation']}번째 백업({report['at']})을 되살렸어요: {to}")
    out.print(f"기록 {report['events']:,}건, 열쇠 {report['keys']:,}개")
    if report["keys_expired"]:
        out.print("개인 기록의 열쇠는 보관 기한이 지나서 되살리지 않았어요.")


def _asked() -> str:
    """Return what was typed: unseen on a terminal, else all of standard input."""
    if sys.stdin.isatty():
        return getpass.getpass("복구 열쇠: ")
    return sys.stdin.buffer.read(10_000).decode("utf-8", "replace")


@contextmanager
def _progress(title: str, *, quiet: bool) -> Iterator[Any]:
    """Yield what is told (done, of or None): a bar on a terminal, else a line now and then."""
    if quiet:
        yield lambda done, of: None
    elif not err.is_terminal:
        yield lambda done, of: _line(title, done, of)
    else:
        columns = (TextColumn(title), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        with Progress(*columns, console=err) as bar:
            task = bar.add_task(title, total=None)
            yield lambda done, of: bar.update(task, completed=done, total=of)


def _line(title: str, done: int, of: int | None) -> None:
    if done % _STEP == 0 or done == of:
        err.print(f"{title} {done:,}" + (f"/{of:,}" if of else ""), markup=False)
