"""Measure and learn: `eval`, `bench`, `learn`."""

import asyncio
import csv
import importlib.util
import json
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Annotated, Any, Final

import orjson
import typer

from dure.app import trial
from dure.app.lighting import read_text_file
from dure.app.plugs import load
from dure.cli.console import FAILED, WRONG_USAGE, err, out, print_json
from dure.engine.assistant import Facts
from dure.engine.classify import Example
from dure.errors import BadFile, NotFound
from dure.learning.intents import train
from dure.settings import from_environment

AsJson = Annotated[bool, typer.Option("--json", help="JSON 하나로 출력")]
_BENCH: Final = Path("bench")
_COLUMNS: Final = ("user", "item", "time", "weight")
"""What the columns of a CSV file without a line of names are (suite `ranking`)."""


def evaluate(  # noqa: PLR0913 - one argument per option
    suite: Annotated[str, typer.Argument(help="intents, hours …")],
    files: Annotated[list[Path], typer.Argument(help="JSON lines나 CSV 파일")],
    assistant: Annotated[str, typer.Option(help="도우미 이름 (비우면 그 시험이 있는 도우미)")] = "",
    source: Annotated[str, typer.Option(help="회사 자료의 주소나 파일 (figures)")] = "",
    today: Annotated[str, typer.Option(help="오늘로 볼 날 (figures)")] = "",
    repeat: Annotated[bool, typer.Option(help="이미 고른 것도 다시 권해요 (ranking)")] = False,
    predictions: Annotated[Path | None, typer.Option(help="답을 적을 파일")] = None,
    as_json: AsJson = False,
) -> None:
    """시험 자료로 점수를 내요."""
    settings = from_environment()
    if source:
        settings = settings.with_value("erp", "source", source)
    rows = [_rows(file) for file in files]
    given = {"today": today, "repeat": "yes" if repeat else ""}
    options = {name: value for name, value in given.items() if value}
    try:
        figures, answers = asyncio.run(
            trial.measure(suite, rows, options, settings, assistant=assistant)
        )
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        names = ", ".join(file.name for file in files)
        raise BadFile(file=names, why="행에 있어야 할 값이 없거나 형식이 달라요.") from error
    if predictions:
        _write(predictions, answers)
    _print(figures, as_json=as_json)


def _write(file: Path, answers: Sequence[Facts]) -> None:
    lines = [json.dumps(answer, ensure_ascii=False) for answer in answers]
    try:
        file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    except OSError as error:
        raise BadFile(file=file.name, why="그 자리에 쓸 수 없어요.") from error


def _rows(file: Path) -> list[Facts]:
    if file.suffix == ".csv":
        return _table(file)
    rows: list[Facts] = []
    for number, line in enumerate(read_text_file(file).split("\n"), start=1):
        if not line.strip():
            continue
        try:
            row = orjson.loads(line)
        except orjson.JSONDecodeError as error:
            raise BadFile(file=file.name, why=f"{number}번째 줄이 JSON이 아니에요.") from error
        if not isinstance(row, dict):
            raise BadFile(file=file.name, why=f"{number}번째 줄이 기록이 아니에요.")
        rows.append(row)
    return rows


def _table(file: Path) -> list[Facts]:
    """Return the rows of a CSV file; without a line of names they are user, item, time, weight."""
    lines = read_text_file(file).lstrip("\ufeff").splitlines()
    first = [name.strip(' "') for name in lines[0].split(",")] if lines else []
    named = {"user", "item"} <= set(first)
    names = first if named else list(_COLUMNS)
    try:
        return list(csv.DictReader(lines[named:], fieldnames=names))
    except csv.Error as error:
        raise BadFile(file=file.name, why="CSV로 읽히지 않아요.") from error


def bench(
    name: Annotated[str, typer.Argument(help="all 또는 bench/의 파일 이름")],
    as_json: AsJson = False,
) -> None:
    """문서의 숫자를 다시 재요 (소스 폴더에서만)."""
    names = sorted(p.stem for p in _BENCH.glob("*.py")) if name == "all" else [name]
    if not names or not all((_BENCH / f"{n}.py").is_file() for n in names):
        err.print("bench 폴더가 있는 소스 폴더에서 실행해 주세요.")
        raise typer.Exit(WRONG_USAGE)
    # What the benches share, they import from each other.
    sys.path.insert(0, str(_BENCH.parent))
    results = {n: _module(_BENCH / f"{n}.py").measure() for n in names}
    _print(results if name == "all" else results[name], as_json=as_json)


def _module(file: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"bench.{file.stem}", file)
    if spec is None or spec.loader is None:
        raise NotFound(what=str(file))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def learn(
    task: Annotated[str, typer.Argument(help="도우미.과제 (meals.intents)")],
    out_file: Annotated[Path, typer.Option("--out", help="모델을 적을 파일")] = Path("intents.npz"),
) -> None:
    """예문으로 모델을 다시 배워요 (추가 묶음 learn이 필요해요)."""
    name, _, lesson = task.partition(".")
    lessons = asyncio.run(_lessons(name))
    if lesson not in lessons:
        raise NotFound(what=f"학습 {task[:30]}({', '.join(lessons)})")
    try:
        fit = load("dure.learning.torch.linear:fit")
    except ImportError:
        err.print("학습 도구가 없어요: pip install 'dure[learn]'", markup=False)
        raise typer.Exit(FAILED) from None
    with out.status("배우는 중이에요…"):
        model = train(list(lessons[lesson]()), fit=fit)
    out_file.write_bytes(model.to_bytes())
    out.print(f"{out_file} ({len(model.labels)} intents, {len(model.codes)} features)")


async def _lessons(name: str) -> Mapping[str, Callable[[], Iterable[Example]]]:
    async with trial.house_apart(name, from_environment()) as house:
        return house.turns.assistants[name].lessons


def _print(figures: Any, *, as_json: bool) -> None:  # noqa: ANN401 - any JSON
    if as_json:
        print_json(figures)
    else:
        out.print_json(data=figures)
