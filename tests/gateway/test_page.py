"""The page in a real Chromium: on a phone and on a desk, by day and in the dark."""

import importlib
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

import httpx2
import pytest
from tests.app.bird import install_bird
from tests.gateway.browser import CHROMIUM, Tab, browser
from tests.gateway.served import serving, serving_door

from dure.app.door import open_door
from dure.app.wire import House, open_house
from dure.kernel.clock import StillClock
from dure.settings import Settings

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")

SCREENS: Final = [(320, 640, False), (390, 844, True), (1280, 800, False), (1280, 800, True)]


@pytest.fixture
async def address(house: House) -> AsyncIterator[str]:
    """A whole house, served."""
    async with serving(house) as address:
        yield address


@pytest.fixture
async def tab(tmp_path: Path) -> AsyncIterator[Tab]:
    """A browser that has never been anywhere."""
    async with browser(tmp_path / "profile") as made:
        yield made


async def say(tab: Tab, text: str, assistant: str) -> None:
    """Choose an assistant, say something and wait for the answer."""
    await tab.until("document.getElementById('assistants').options.length > 0")
    await tab.run(f"""(() => {{
      const select = document.getElementById("assistants");
      select.value = "{assistant}"; select.dispatchEvent(new Event("change"));
    }})()""")
    await tab.until("document.querySelector('.reply .text')")
    await tab.run(f"""(() => {{
      const box = document.getElementById("text");
      box.value = {text!r}; box.dispatchEvent(new Event("input"));
      document.getElementById("form").requestSubmit();
    }})()""")
    await tab.until("document.querySelectorAll('.reply').length > 1")


async def check_looks(tab: Tab) -> None:
    """Nothing hangs over the edge, nothing is unreadably small, nothing complains."""
    assert await tab.run("document.documentElement.scrollWidth <= innerWidth")
    over = """[...document.querySelectorAll("main *, aside *")].filter((node) => {
      const box = node.getBoundingClientRect();
      return box.width && box.right > innerWidth + 1 && !node.closest(".scroll, svg, .sr");
    }).map((node) => node.className || node.tagName)"""
    assert await tab.run(over) == []
    small = """[...document.querySelectorAll("button, select, .call")].filter((node) => {
      const box = node.getBoundingClientRect();
      return box.width && box.height < 43;
    }).map((node) => node.textContent)"""
    assert await tab.run(small) == []
    assert tab.complaints == []


@pytest.mark.parametrize(("width", "height", "dark"), SCREENS)
async def test_shops_are_shown_as_cards_with_a_map(
    address: str, tab: Tab, tmp_path: Path, width: int, height: int, *, dark: bool
) -> None:
    await tab.open(address, width=width, height=height, dark=dark)
    await say(tab, "5천원으로 점심 먹을만한 곳 추천해줘", "meals")

    await check_looks(tab)
    assert await tab.run("document.querySelectorAll('.cards .card').length") == 3
    assert await tab.run("document.querySelectorAll('.map circle').length") == 3
    keep(tmp_path, f"meals-{width}-{dark}", await tab.picture())


@pytest.mark.parametrize(("width", "height", "dark"), SCREENS)
async def test_figures_are_shown_as_a_table_with_a_chart_and_their_origin(
    address: str, tab: Tab, tmp_path: Path, width: int, height: int, *, dark: bool
) -> None:
    await tab.open(address, width=width, height=height, dark=dark)
    await say(tab, "올해 거래처별 매출 상위 5곳", "erp")

    await check_looks(tab)
    assert await tab.run("document.querySelectorAll('.reply table tbody tr').length") == 5
    assert await tab.run("document.querySelectorAll('.chart rect').length") == 5
    assert "행" in await tab.run("document.querySelector('.origin').textContent")
    keep(tmp_path, f"erp-{width}-{dark}", await tab.picture())


@pytest.mark.parametrize(("width", "height", "dark"), SCREENS)
async def test_devices_stand_beside_the_conversation_and_change_with_it(
    address: str, tab: Tab, tmp_path: Path, width: int, height: int, *, dark: bool
) -> None:
    await tab.open(address, width=width, height=height, dark=dark)
    await say(tab, "거실 불 켜줘", "home")
    await tab.until("document.querySelectorAll('#panel .device').length >= 25")

    lit = "[...document.querySelectorAll('#panel .lit .device-name')].map((n) => n.textContent)"
    await tab.until(f"{lit}.includes('거실 조명')")
    await check_looks(tab)
    keep(tmp_path, f"home-{width}-{dark}", await tab.picture())


@pytest.mark.parametrize(("width", "height", "dark"), SCREENS)
async def test_formulas_are_shown_with_curve_and_verdict(
    address: str, tab: Tab, tmp_path: Path, width: int, height: int, *, dark: bool
) -> None:
    await tab.open(address, width=width, height=height, dark=dark)
    await say(tab, "비 온 뒤 숲처럼, 차분한데 너무 무겁지 않게, 여름용 오드퍼퓸", "perfume")

    await check_looks(tab)
    assert await tab.run("document.querySelectorAll('.formula').length") >= 3
    assert await tab.run("document.querySelectorAll('.formula .good').length") >= 3
    images = "[...document.querySelectorAll('.formula img')]"
    await tab.until(f"{images}.every((image) => image.complete && image.naturalWidth > 0)")
    keep(tmp_path, f"perfume-{width}-{dark}", await tab.picture())


async def test_another_assistant_is_chosen_by_keyboard_alone(address: str, tab: Tab) -> None:
    await tab.open(address, width=1280, height=800, dark=False)
    await tab.until("document.getElementById('assistants').options.length > 1")
    await tab.run("document.getElementById('assistants').focus()")
    before = await tab.run("document.title")
    await tab.press("ArrowDown")
    await tab.until(f"document.title !== '{before}'")

    assert await tab.run("document.getElementById('assistants').selectedIndex") == 1


async def test_a_fifth_assistant_from_elsewhere_is_talked_to_on_the_page(
    tab: Tab, tmp_path: Path, clock: StillClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(install_bird(tmp_path / "packages"))
    importlib.invalidate_caches()
    monkeypatch.delitem(sys.modules, "bird", raising=False)
    data = {"DURE_DATA_DIR": str(tmp_path / "data")}
    house = open_house(Settings(data), only=["bird", "home"], clock=clock)
    async with serving(house) as address, httpx2.AsyncClient(base_url=address) as http:
        listed = (await http.get("/v1/assistants")).json()
        await tab.open(address, width=390, height=844, dark=False)
        await say(tab, "노래해", "bird")
        sung = await tab.run("[...document.querySelectorAll('.reply .text')].at(-1).textContent")

    assert [assistant["name"] for assistant in listed] == ["bird", "home"]
    assert "짹짹 1번" in sung
    await house.close()


def keep(folder: Path, name: str, picture: bytes) -> None:
    """Keep a picture for whoever wants to look at it."""
    (folder / f"{name}.png").write_bytes(picture)
    assert picture.startswith(b"\x89PNG")


FILL = """((values) => {
  for (const [id, value] of Object.entries(values)) document.getElementById(id).value = value;
  document.getElementById("door-form").requestSubmit();
})"""


@pytest.mark.parametrize(("width", "height", "dark"), SCREENS)
async def test_the_first_link_makes_an_administrator_who_stays_signed_in(
    house: House, tab: Tab, tmp_path: Path, width: int, height: int, *, dark: bool
) -> None:
    door = await open_door(house)
    invite = await door.identity.first_invite()
    async with serving_door(door) as address:
        await tab.open(f"{address}/#invite={invite}", width=width, height=height, dark=dark)
        await tab.until("document.getElementById('door').open")
        await check_looks(tab)
        keep(tmp_path, f"door-{width}-{dark}", await tab.picture())
        await tab.run(f'{FILL}({{"door-user": "boss", "door-password": "아주 긴 비밀번호"}})')
        await tab.until("document.getElementById('who').textContent.includes('boss')")
        gone = await tab.run("location.hash")
        await tab.open(address, width=width, height=height, dark=dark)
        await tab.until("document.getElementById('who').textContent.includes('boss')")
        await say(tab, "5천원으로 점심", "meals")

        assert gone == ""
        assert await tab.run("document.getElementById('assistants').options.length") == 4
        assert await tab.run("document.cookie") == ""


async def test_somebody_who_signs_out_is_a_guest_with_the_assistants_for_guests(
    house: House, tab: Tab
) -> None:
    door = await open_door(house)
    invite = await door.identity.first_invite() or ""
    await door.identity.accept(invite, password="아주 긴 비밀번호", user="boss")
    who = "document.getElementById('who')"
    async with serving_door(door) as address:
        await tab.open(address, width=390, height=844, dark=False)
        await tab.until(f"{who}.textContent === '로그인' && !{who}.hidden")
        await tab.until("document.getElementById('assistants').options.length === 2")
        await say(tab, "5천원으로 점심", "meals")
        await tab.run(f"{who}.click()")
        await tab.run(f'{FILL}({{"door-user": "boss", "door-password": "틀린 비밀번호"}})')
        await tab.until("document.getElementById('door-said').textContent.includes('맞지')")
        await tab.run(f'{FILL}({{"door-user": "boss", "door-password": "아주 긴 비밀번호"}})')
        await tab.until("document.getElementById('assistants').options.length === 4")
        await tab.run(f"{who}.click()")
        await tab.until("document.getElementById('assistants').options.length === 2")

        assert await tab.run(f"{who}.textContent") == "로그인"
