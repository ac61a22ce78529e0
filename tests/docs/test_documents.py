"""Documents are true: links lead somewhere, examples run, transcripts are what is answered."""

import asyncio
import re
import runpy
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from dure.app.document import settings_page
from dure.app.wire import House
from dure.kernel.turns import TurnRequest
from dure.trust.access import POLICY

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"\[[^\]]+\]\(([^)#:]+)\)")
CODE_PATH = re.compile(r"`((?:src|tests|bench|examples|docs)/[\w./-]+)`")
TRANSCRIPT = re.compile(r"<!-- transcript (\w+) -->\n```text\n(.*?)```", re.DOTALL)
ASK = re.compile(r"^\.venv/bin/(dure ask .+)$", re.MULTILINE)
STATUSES = (
    "works",
    "adapter proven against the real server",
    "adapter proven against a fake",
    "not yet",
)


def name_of(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_links_and_named_files_exist(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    linked = [(page.parent / target) for target in LINK.findall(text)]
    named = [ROOT / target for target in CODE_PATH.findall(text)]

    assert [str(path) for path in linked + named if not path.exists()] == []


def rows_of(page: str, cells: int) -> list[list[str]]:
    lines = (ROOT / "docs" / page).read_text(encoding="utf-8").splitlines()
    rows = [[c.strip() for c in line.strip("|").split("|")] for line in lines if line[:1] == "|"]
    return [row for row in rows if len(row) == cells and not set(row[0]) <= set("-: ")]


def test_every_word_of_where_leads_to_a_file() -> None:
    rows = rows_of("where.md", 2)[1:]

    assert len(rows) > 30
    assert [file for _, file in rows if not (ROOT / file).is_file()] == []


def test_every_row_of_brief_names_what_exists_and_an_honest_status() -> None:
    rows = [row for row in rows_of("brief.md", 5) if row[0] != "box or step"]
    wrong = []
    for step, _, file, test, status in rows:
        is_known = status in STATUSES or status.startswith("deviates: ")
        claims = status not in ("not yet",) and not status.startswith("deviates")
        paths = [p for p in (file, test) if p != "-"]
        missing = [p for p in paths if not (ROOT / p.split("::")[0]).is_file()]
        if not is_known or missing or (claims and len(paths) < 2):
            wrong.append((step, status, missing))

    assert len(rows) > 800
    assert wrong == []


def test_the_settings_page_is_what_the_code_says() -> None:
    assert (ROOT / "docs" / "settings.md").read_text(encoding="utf-8") == settings_page()


@pytest.mark.parametrize("page", ["README.md", "README.ko.md"])
async def test_the_transcripts_are_what_is_answered(page: str, house: House) -> None:
    shown = dict(TRANSCRIPT.findall((ROOT / page).read_text(encoding="utf-8")))
    await house.start()

    assert {name: await told(house, name, said) for name, said in shown.items()} == shown
    assert set(shown) == {"meals", "erp", "home", "perfume"}


async def told(house: House, assistant: str, transcript: str) -> str:
    """Return a transcript as it comes out now."""
    lines = []
    said = [line.removeprefix("나> ") for line in transcript.splitlines() if line[:3] == "나> "]
    for number, text in enumerate(said):
        turn = f"readme-{assistant}-{number}"
        request = TurnRequest(text=text, session=f"readme-{assistant}", turn=turn)
        result = await house.turns.take(assistant, request)
        lines.append(f"나> {text}\n{result.text}\n")
    return "".join(lines)


@pytest.mark.parametrize("page", ["README.md", "README.ko.md"])
def test_the_commands_shown_work(page: str, tmp_path: Path) -> None:
    commands = ASK.findall((ROOT / page).read_text(encoding="utf-8"))

    assert commands
    for command in commands:
        run = subprocess.run(
            [sys.executable, "-m", *shlex.split(command)],
            env={"DURE_DATA_DIR": str(tmp_path), "PATH": ""},
            capture_output=True,
            text=True,
            check=True,
        )
        assert any("가" <= letter <= "힣" for letter in run.stdout)


@pytest.mark.parametrize("example", sorted((ROOT / "examples").glob("*.py")), ids=name_of)
def test_an_example_runs_and_its_page_shows_it(example: Path) -> None:
    main = runpy.run_path(str(example))["main"]
    page = (ROOT / "docs" / "journeys" / f"{example.stem}.md").read_text(encoding="utf-8")

    assert asyncio.run(main())
    assert example.read_text(encoding="utf-8").strip() in page


def test_both_readmes_show_the_same_commands_and_transcript() -> None:
    english, korean = (
        (ROOT / n).read_text(encoding="utf-8") for n in ("README.md", "README.ko.md")
    )

    assert TRANSCRIPT.findall(english) == TRANSCRIPT.findall(korean)
    assert ASK.findall(english) == ASK.findall(korean)


def test_the_lists_of_make_and_ci_are_told() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    ci = (ROOT / ".ci" / "run").read_text(encoding="utf-8")

    assert "make check" in ci
    for command in ("setup", "run", "test", "check", "bench", "fix", "help"):
        assert re.search(rf"^{command}:", makefile, re.MULTILINE)


OPERATION = re.compile(r"^\| `(\w+)` \| `[A-Z]+ [^`]+` \| (\w+)", re.MULTILINE)


def test_the_page_of_operations_tells_the_policy() -> None:
    page = (ROOT / "docs" / "http.md").read_text(encoding="utf-8")

    assert dict(OPERATION.findall(page)) == dict(POLICY)
