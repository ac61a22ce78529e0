"""Measure and learn: `eval`, `bench`, `learn`."""

import asyncio
import csv
import importlib.util
import json
import os
import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Annotated, Any, Final

import orjson
import typer

from dure.app import trial
from dure.app.lessons import Told, lives
from dure.app.lighting import read_text_file
from dure.app.plugs import load
from dure.app.wire import open_house
from dure.cli.console import FAILED, WRONG_USAGE, err, out, print_json
from dure.cli.loading import stepping
from dure.engine.assistant import Facts
from dure.engine.classify import Example
from dure.engine.course import Course, Learnt
from dure.errors import BadFile, BadPlace, NotFound
from dure.learning.intents import train
from dure.settings import from_environment

AsJson = Annotated[bool, typer.Option("--json", help="JSON 하나로 출력")]
_BENCH: Final = Path("bench")
_DOING: Final = {
    "simulating": "꾸며 낸 사람들을 만들어요…",
    "neighbours": "함께 찾는 가게를 헤아려요…",
    "network": "순위를 배워요…",
    "judging": "다른 순서와 견줘요…",
}
Lessons = Mapping[str, Callable[[], Iterable[Example]]]
_HAS_DIGIT: Final = re.compile(r"\d").search
_NAME_OF_COLUMN: Final = re.compile(
    r"(?:user|item|member|customer|person|shop|store|place|movie|product)s?[ _-]?(?:id|name|no)?"
    r"|(?:사용자|이용자|회원|고객|사람|가게|매장|상점|음식점|식당|상호|상품|품목|물건|아이템)"
    r"[ _-]?(?:id|아이디|번호|이름|명)?",
    re.IGNORECASE,
)
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
    if predictions:
        _look_at_place(predictions)
    settings = from_environment()
    if source:
        settings = settings.with_value("erp", "source", source)
    rows = [_rows(file) for file in files]
    given = {"today": today, "repeat": "yes" if repeat else ""}
    given["files"] = "/".join(file.name for file in files)
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


def _look_at_place(file: Path) -> None:
    """Raises BadPlace if a file cannot be written: better before the work than after it."""
    try:
        there, folder = file.exists(), file.absolute().parent
        may = os.access(file if there else folder, os.W_OK) and not file.is_dir()
        may = may and folder.is_dir()
    except OSError as error:
        raise BadPlace(file=file.name) from error
    if not may:
        raise BadPlace(file=file.name)


def _write(file: Path, answers: Sequence[Facts]) -> None:
    lines = [json.dumps(answer, ensure_ascii=False) for answer in answers]
    _keep(file, ("\n".join(lines) + "\n").encode())


def _rows(file: Path) -> list[Facts]:
    if file.suffix.lower() == ".csv":
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
        rows: list[Facts] = list(csv.DictReader(lines[named:], fieldnames=names))
    except csv.Error as error:
        raise BadFile(file=file.name, why="CSV로 읽히지 않아요.") from error
    if not named and _begins_with_names(rows):
        why = "첫 줄이 열 이름 같아요. user,item,time,weight로 적거나 그 줄을 빼 주세요."
        raise BadFile(file=file.name, why=why)
    return rows


def _begins_with_names(rows: Sequence[Facts]) -> bool:
    """Whether the first row looks like names of columns that we do not know, and nobody's row."""
    if not rows:
        return False
    first, *rest = [[str(row.get(name) or "").strip(' "') for name in _COLUMNS[:2]] for row in rows]
    if any(_NAME_OF_COLUMN.fullmatch(cell) for cell in first):
        return True
    if any(map(_HAS_DIGIT, first)):
        return False
    # Ids with numbers all the way down, below two words without one.
    return any(rest and all(map(_HAS_DIGIT, column)) for column in zip(*rest, strict=True))


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
    name, path = f"bench.{file.stem}", str(file.resolve())
    known = sys.modules.get(name)
    if known is not None and known.__file__ == path:
        return known  # What several benches measure with is loaded, and measured, once.
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise NotFound(what=path)
    module = sys.modules[name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def learn(
    task: Annotated[str, typer.Argument(help="도우미.과제 (meals.intents, meals.ranker)")],
    out_file: Annotated[
        Path | None, typer.Option("--out", help="모델을 적을 파일 (비우면 과제 이름.npz)")
    ] = None,
    demo: Annotated[bool, typer.Option(help="꾸며 낸 사람들로 배워요 (meals.ranker)")] = False,
    as_json: AsJson = False,
) -> None:
    """예문으로 모델을 다시 배우거나(추가 묶음 learn이 필요해요), 기록에서 순위를 배워요."""
    name, _, lesson = task.partition(".")
    lessons, courses = asyncio.run(_lessons(name))
    file = out_file or Path(f"{lesson}.npz")
    if lesson in {*courses, *lessons}:
        _look_at_place(file)
    if lesson in courses:
        taught = _learn_of_people(name, courses[lesson], demo=demo)
        _keep(file, taught.model)
        _print({"file": str(file), **taught.report}, as_json=as_json)
    elif lesson in lessons:
        _learn_of_examples(lessons[lesson], file)
    else:
        raise NotFound(what=f"학습 {task[:30]}({', '.join([*lessons, *courses])})")


def _learn_of_people(name: str, path: str, *, demo: bool) -> Learnt:
    """Learn of the log of this installation, which no server may have open; or of a simulation."""
    course: Course = load(path)
    told = None if demo else asyncio.run(_lives(name))
    with stepping(err) as step:
        step("준비하는 중이에요…", 0.0)
        return course(
            told, heard=lambda what, share: step(_DOING.get(what, what), share), load=load
        )


async def _lives(name: str) -> list[Told]:
    house = open_house(from_environment(), only=[name])
    try:
        return [told async for told in lives(house, name)]
    finally:
        await house.close()


def _keep(file: Path, data: bytes) -> None:
    try:
        file.write_bytes(data)
    except OSError as error:
        raise BadPlace(file=file.name) from error


def _learn_of_examples(examples: Callable[[], Iterable[Example]], out_file: Path) -> None:
    try:
        fit = load("dure.learning.torch.linear:fit")
    except ImportError:
        err.print("학습 도구가 없어요: pip install 'dure[learn]'", markup=False)
        raise typer.Exit(FAILED) from None
    with out.status("배우는 중이에요…"):
        model = train(list(examples()), fit=fit)
    _keep(out_file, model.to_bytes())
    out.print(f"{out_file} ({len(model.labels)} intents, {len(model.codes)} features)")


async def _lessons(name: str) -> tuple[Lessons, Mapping[str, str]]:
    async with trial.house_apart(name, from_environment()) as house:
        assistant = house.turns.assistants[name]
        return assistant.lessons, assistant.courses


def _print(figures: Any, *, as_json: bool) -> None:  # noqa: ANN401 - any JSON
    if as_json:
        print_json(figures)
    else:
        out.print_json(data=figures)
