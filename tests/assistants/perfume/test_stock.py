from pathlib import Path

import pytest
from tests.assistants.perfume.sheets import overview, standard

from dure.app.wire import open_house
from dure.assistants.perfume.materials import shipped_materials
from dure.assistants.perfume.rules import shipped_rules
from dure.assistants.perfume.stock import PerfumeSettings, read_prices, workbench
from dure.errors import BadFile
from dure.kernel.clock import StillClock
from dure.settings import Settings


def test_a_price_list_is_read_by_name_and_by_number() -> None:
    prices = read_prices(
        '원료,CAS,가격(원/kg)\n쿠마린,,"45,000"\n,78-70-6,30000원\n무엇,,1\n', shipped_materials()
    )

    assert prices == {"PM028": 45_000, "PM002": 30_000}


def test_a_number_of_several_qualities_prices_the_one_that_is_named() -> None:
    shelf = shipped_materials()

    assert read_prices("cas,price\n8015-91-6,100\n", shelf) == {}
    assert len(read_prices("name,cas,price\nCinnamon leaf oil,8015-91-6,100\n", shelf)) == 1


@pytest.mark.parametrize(
    "text", ["이름만\n쿠마린\n", "원료,가격\n쿠마린,비쌈\n", "원료,가격\n쿠마린,0\n"]
)
def test_a_price_list_that_says_no_price_is_refused(text: str) -> None:
    with pytest.raises(BadFile):
        read_prices(text, shipped_materials())


class FilesInMemory:
    """Files by name."""

    def __init__(self, **files: bytes) -> None:
        self._files = files

    def read_bytes(self, path: str) -> bytes:
        return self._files[path]

    def read_file(self, path: str) -> str:
        return self._files[path].decode()


def test_an_operators_files_take_the_place_of_the_shipped_facts() -> None:
    row = standard("IFRA_STD_023", "RESTRICTION", "91-64-5", "0,1", "1.5", "No Restriction")
    files = FilesInMemory(
        sheet=overview(row),
        annex=b"Natural_Name,Constituent_CAS,Percentage\nX oil,91-64-5,3\n",
        prices="원료,가격\n쿠마린,45000\n".encode(),
    )
    settings = PerfumeSettings(sheet="sheet", annex="annex", prices="prices", generations=3)

    bench = workbench(files, settings)

    assert bench.rules.categories == {"1", "4", "12"}
    assert len(bench.shelf.named("X oil")) == 1
    assert bench.shelf.named("DPG") == bench.shelf.with_cas("25265-71-8")
    assert bench.prices == {"PM028": 45_000}
    assert bench.search.generations == 3


def test_without_files_the_shipped_facts_stand_in() -> None:
    bench = workbench(FilesInMemory(), PerfumeSettings())

    assert (bench.rules, bench.shelf, bench.prices) == (shipped_rules(), shipped_materials(), None)


def test_a_sheet_that_is_none_stops_the_house(tmp_path: Path, clock: StillClock) -> None:
    (tmp_path / "sheet.xlsx").write_bytes(b"nothing")
    named = {"DURE_PERFUME_SHEET": str(tmp_path / "sheet.xlsx")}
    settings = Settings({"DURE_DATA_DIR": str(tmp_path / "data"), **named})

    with pytest.raises(BadFile):
        open_house(settings, only=["perfume"], clock=clock)
