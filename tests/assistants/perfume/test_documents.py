"""What docs/assistants/perfume.md shows is what is answered."""

import re
import runpy
from pathlib import Path

from tests.assistants.perfume.test_assistant import perfume_at, talking
from tests.assistants.perfume.test_sheet import OFFICIAL, needs_sheet
from tests.conftest import SHARED

from dure.kernel.clock import StillClock
from dure.kernel.data import read_text

PAGE = Path(__file__).parents[3] / "docs" / "assistants" / "perfume.md"
TEXT = PAGE.read_text(encoding="utf-8")
TRANSCRIPT = re.compile(r"<!-- transcript -->\n```text\n(.*?)```", re.DOTALL)
CODE = re.compile(r"```python\n(.*?)```", re.DOTALL)


async def test_the_transcript_is_what_is_answered(tmp_path: Path, clock: StillClock) -> None:
    match = TRANSCRIPT.search(TEXT)
    assert match
    house = perfume_at(tmp_path / "data", clock)
    talk = talking(house)

    told = []
    for number, line in enumerate(re.findall(r"^나> (.*)$", match[1], re.MULTILINE)):
        result = await talk(line, session="page", turn=f"page-{number}")
        told.append(f"나> {line}\n{result.text}\n")
    await house.close()

    assert "\n".join(told) == match[1]


@needs_sheet
def test_the_code_makes_the_shipped_tables(tmp_path: Path) -> None:
    match = CODE.search(TEXT)
    assert match
    (tmp_path / "tables.py").write_text(match[1], encoding="utf-8")

    made = runpy.run_path(str(tmp_path / "tables.py"))["tables"](
        SHARED / "perfume_materials.csv", OFFICIAL
    )

    shipped = [f"data/{name}.tsv" for name in ("materials", "standards")]
    assert list(made) == [read_text("dure.assistants.perfume", name) for name in shipped]


def test_every_setting_is_told() -> None:
    told = {"SHEET", "AMENDMENT", "ANNEX", "PRICES", "POPULATION", "GENERATIONS"}

    assert set(re.findall(r"DURE_PERFUME_([A-Z]+)", TEXT)) == told
