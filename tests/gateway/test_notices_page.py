"""The page in a real Chromium: a device is signed up by keyboard, and is told."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any, Final

import orjson
import pytest
from tests.adapters.push_service import Browser, PushService
from tests.conftest import furnish
from tests.gateway.browser import CHROMIUM, Tab, browser
from tests.gateway.served import serving_door
from tests.gateway.test_page import FILL

from dure.app.door import open_door
from dure.app.wire import House, open_house
from dure.engine.notice_desk import NoticeDesk, page_of
from dure.engine.notices import Draft
from dure.kernel.clock import StillClock
from dure.settings import Settings

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")

BUTTON: Final = "document.getElementById('notices')"
ON: Final = f"{BUTTON}.getAttribute('aria-pressed') === 'true'"
OFF: Final = f"{BUTTON}.getAttribute('aria-pressed') === 'false'"
SAID: Final = "document.getElementById('notices-said').textContent"
THERE: Final = """navigator.serviceWorker.getRegistration("/page/")
  .then((worker) => worker.pushManager.getSubscription()).then(Boolean)"""
WHO: Final = "document.getElementById('who')"
UNREAD: Final = "document.querySelectorAll('#unread .unread')"
DRAFT: Final = Draft(kind="coupon_expiring", key="k", phrase="thanks")
LOCAL: Final = page_of("main", "local")


@pytest.fixture
def service() -> Iterator[PushService]:
    made = PushService()
    yield made
    made.close()


@pytest.fixture
async def pushing(
    tmp_path: Path, stocked: Path, clock: StillClock, service: PushService
) -> AsyncIterator[House]:
    """A house of the meal assistant alone that may push to the service of this machine."""
    told = {
        "DURE_DATA_DIR": str(furnish(tmp_path / "data", stocked)),
        "DURE_NOTICES_CONTACT": "mailto:ops@example.org",
        "DURE_NOTICES_PUSH_HOSTS": service.host,
    }
    made = open_house(Settings(told), only=["meals"], clock=clock)
    yield made
    await made.close()


@pytest.fixture
async def tab(tmp_path: Path) -> AsyncIterator[Tab]:
    async with browser(tmp_path / "profile") as made:
        yield made


async def subscribing(tab: Tab, device: Browser, endpoint: str, *, already: bool = False) -> None:
    """Let the browser's own push service be the one of this machine: it reaches no other.

    already: from the next page on, it is signed up there.
    """
    told = device.subscription(endpoint)
    keys = {"p256dh": told["p256dh"], "auth": told["auth"]}
    plain = orjson.dumps({"endpoint": endpoint, "keys": keys}).decode()
    script = f"""(() => {{
      const made = {{ toJSON: () => ({plain}), unsubscribe: async () => {{ there = null; }} }};
      let there = {"made" if already else "null"};
      PushManager.prototype.subscribe = async (options) => {{
        window.askedWith = options; return (there = made);
      }};
      PushManager.prototype.getSubscription = async () => there;
    }})()"""
    if already:
        await tab.do("Page.addScriptToEvaluateOnNewDocument", source=script)
    else:
        await tab.run(script)


async def test_a_device_is_signed_up_and_off_by_keyboard_and_told_in_between(
    pushing: House, tab: Tab, service: PushService
) -> None:
    door, device = await open_door(pushing), Browser()
    assert door.notices is not None
    desk: NoticeDesk = door.notices.desk
    async with serving_door(door) as address:
        await tab.open(address, width=390, height=844, dark=False)
        await tab.do("Browser.grantPermissions", permissions=["notifications"], origin=address)
        await tab.until(f"!{BUTTON}.hidden")
        await subscribing(tab, device, f"{service.host}/push/1")
        await tab.run(f"{BUTTON}.focus()")
        await tab.press("Enter")
        await tab.until(ON)
        await desk.offer("meals", LOCAL, [DRAFT])
        sent = await desk.attend("meals", LOCAL)
        told = device.read(service.received[0].body)
        key_bytes = await tab.run("window.askedWith.applicationServerKey.length")
        await tab.press("Enter")
        await tab.until(OFF)
        await desk.offer("meals", LOCAL, [Draft(kind="k", key="other", phrase="thanks")])
        await desk.attend("meals", LOCAL)

    assert (sent, key_bytes) == (1, 65)
    assert told["title"] == "밥 도우미에서 알려 드릴 게 있어요"
    assert len(service.received) == 1
    assert tab.complaints == []


async def test_where_the_house_refuses_a_device_nothing_is_said_to_be_on(
    pushing: House, tab: Tab
) -> None:
    async with serving_door(await open_door(pushing)) as address:
        await tab.open(address, width=390, height=844, dark=False)
        await tab.do("Browser.grantPermissions", permissions=["notifications"], origin=address)
        await tab.until(f"!{BUTTON}.hidden")
        await subscribing(tab, Browser(), "https://push.example.org/1")
        await tab.run(f"{BUTTON}.click()")
        await tab.until(f"{SAID} !== ''")

        assert await tab.run(OFF)
        assert not await tab.run(THERE)


async def test_what_somebody_else_signed_up_is_let_go(
    pushing: House, tab: Tab, service: PushService
) -> None:
    async with serving_door(await open_door(pushing)) as address:
        await tab.open(address, width=390, height=844, dark=False)
        await tab.run("""(async () => {
          await navigator.serviceWorker.register("/page/worker.js", { scope: "/page/" });
          localStorage["dure.notices"] = "somebody";
        })()""")
        await subscribing(tab, Browser(), f"{service.host}/push/1", already=True)
        await tab.open(f"{address}/?again", width=390, height=844, dark=False)
        await tab.until(f"!{BUTTON}.hidden && {BUTTON}.hasAttribute('aria-pressed')")

        assert await tab.run(OFF)
        assert not await tab.run(THERE)


async def test_whoever_signs_out_is_told_there_no_more(
    pushing: House, tab: Tab, service: PushService
) -> None:
    door = await open_door(pushing)
    assert door.notices is not None
    invite = await door.identity.first_invite() or ""
    await door.identity.accept(invite, password="아주 긴 비밀번호", user="boss")
    boss = page_of("main", "boss")
    async with serving_door(door) as address:
        await tab.open(address, width=390, height=844, dark=False)
        await tab.do("Browser.grantPermissions", permissions=["notifications"], origin=address)
        await tab.until(f"{WHO}.textContent === '로그인'")
        await subscribing(tab, Browser(), f"{service.host}/push/1")
        await tab.run(f"{WHO}.click()")
        await tab.run(f'{FILL}({{"door-user": "boss", "door-password": "아주 긴 비밀번호"}})')
        await tab.until(f"{WHO}.textContent.includes('boss') && !{BUTTON}.hidden")
        await tab.run(f"{BUTTON}.click()")
        await tab.until(ON)
        await tab.run(f"{WHO}.click()")
        await tab.until(f"{WHO}.textContent === '로그인' && !{BUTTON}.hidden")
        is_off, there = await tab.run(OFF), await tab.run(THERE)
        await door.notices.desk.offer("meals", boss, [DRAFT])
        sent = await door.notices.desk.attend("meals", boss)

    assert (is_off, there, sent, service.received) == (True, False, 0, [])


async def test_the_worker_shows_a_notice_and_nothing_of_what_it_is_about(
    pushing: House, tab: Tab
) -> None:
    async with serving_door(await open_door(pushing)) as address:
        await tab.open(address, width=390, height=844, dark=False)
        await tab.do("Browser.grantPermissions", permissions=["notifications"], origin=address)
        await tab.run("""(async () => {
          window.worker = await navigator.serviceWorker.register(
            "/page/worker.js", { scope: "/page/" });
          while (!window.worker.active) await new Promise(requestAnimationFrame);
        })()""")
        await tab.do("ServiceWorker.enable")
        shown: Any = []
        while not shown:  # A worker that is still being written down hears no push.
            await tab.do(
                "ServiceWorker.deliverPushMessage",
                origin=address,
                registrationId="0",  # The first of a browser that has never been anywhere.
                data='{"notice": "n1", "title": "알려 드릴 게 있어요", "path": "/#notice=n1"}',
            )
            shown = await tab.run("""(async () => {
              for (let frame = 0; frame < 60; frame++) {
                const shown = await window.worker.getNotifications();
                if (shown.length) return shown.map((one) => [one.tag, one.title, one.body]);
                await new Promise(requestAnimationFrame);
              }
              return [];
            })()""")

    assert shown == [["n1", "알려 드릴 게 있어요", ""]]
    assert tab.complaints == []


async def test_what_was_not_read_yet_stands_above_the_conversation_until_it_is(
    pushing: House, tab: Tab
) -> None:
    door = await open_door(pushing)
    assert door.notices is not None
    desk = door.notices.desk
    one, other = await desk.offer(
        "meals", LOCAL, [DRAFT, Draft(kind="k", key="other", phrase="thanks")]
    )
    async with serving_door(door) as address:
        await tab.open(f"{address}/#notice={one}", width=320, height=640, dark=True)
        await tab.until(f"{UNREAD}.length === 2")
        assert await tab.run("document.documentElement.scrollWidth <= innerWidth")
        gone = await tab.run("location.hash")
        await tab.run(f"{UNREAD}[0].querySelector('button').click()")
        await tab.until(f"{UNREAD}.length === 1")
        await tab.open(f"{address}/", width=320, height=640, dark=True)
        await tab.until("document.querySelector('.reply .text')")
        left = await tab.run(f"{UNREAD}.length")

    # One was followed by its address, the other marked by the button: neither comes back.
    assert (gone, left) == ("", 0)
    assert await desk.unread(LOCAL) == []
    assert not await desk.mark(LOCAL, one, clicked=True)
    assert other


async def test_without_a_contact_there_is_nothing_to_press(meals: House, tab: Tab) -> None:
    async with serving_door(await open_door(meals)) as address:
        await tab.open(address, width=390, height=844, dark=False)
        await tab.until("document.querySelector('.reply .text')")
        assert await tab.run(f"{BUTTON}.hidden")
        assert tab.complaints == []
