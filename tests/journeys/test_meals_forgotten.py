"""Somebody eats with dure for a while, asks what is known, takes it along, and is forgotten.

Looked at byte by byte: what was kept of how they ate is in no file afterwards, no list is theirs
any more, and what is worked out from the log equals the log without them.
"""

from pathlib import Path
from typing import Final

import orjson
import pytest

from dure.app.wire import House, data_dir
from dure.assistants.meals import past, visits
from dure.assistants.meals.profile import Profile, profile_of
from dure.engine.person import stream_of
from dure.kernel.clock import StillClock
from dure.kernel.turns import TurnRequest, TurnResult
from dure.settings import Settings
from dure.watch.projections import Projector

LUNCH: Final = "홍대입구역에서 만원으로 점심 추천해줘"
LIFE: Final = (
    LUNCH,
    "떡볶이랑 김밥",
    "1번으로 할게",
    "진짜 맛있었어",
    "오늘 5천원 썼어",
    LUNCH,
    "2번으로 할게",
)
KINDS: Final = {
    "meals.shops_shown",
    "meals.shop_chosen",
    "meals.meal_rated",
    "meals.money_spent",
    "meals.question_asked",
    "meals.question_answered",
    "person.noted",
}


@pytest.fixture
def house(meals: House) -> House:
    """A house with meals alone."""
    return meals


async def say(house: House, text: str, user: str = "mina", session: str = "s") -> TurnResult:
    request = TurnRequest(text=text, user=user, session=f"{user}-{session}")
    return await house.turns.take("meals", request)


async def live(house: House, user: str = "mina") -> None:
    """Let somebody eat, tell and ask."""
    for text in LIFE:
        await say(house, text, user)


async def sealed_of(house: House, user: str = "mina") -> dict[str, list[bytes]]:
    """Return kind → ciphertexts in a person's own stream."""
    found: dict[str, list[bytes]] = {}
    for event in await house.log.read_stream("main", stream_of("meals", user)):
        if event.sealed is not None and event.sealed.data is not None:
            found.setdefault(event.kind, []).append(event.sealed.data)
    return found


async def known(house: House, user: str = "mina") -> Profile:
    state = visits.HISTORY.empty()
    for event in await house.log.read_stream("main", stream_of("meals", user)):
        state = visits.HISTORY.step(state, event, house.sealer.open(event))
    return profile_of(state, house.clock.now())


def files_with(folder: Path, pieces: list[bytes]) -> list[str]:
    """Return the files of a folder in which one of some pieces stands."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [path.name for path in files if any(piece in path.read_bytes() for piece in pieces)]


async def document(house: House, user: str = "mina") -> str:
    pieces = house.privacy.dossier.export("main", user, now=house.clock.now())
    return b"".join([piece async for piece in pieces]).decode()


async def test_the_document_holds_everything_that_happened(house: House) -> None:
    await live(house)

    records = orjson.loads(await document(house))["records"]

    told = {record["kind"] for record in records if record["stream"] == stream_of("meals", "mina")}
    assert told == KINDS
    chosen = [r["content"] for r in records if r["kind"] == "meals.shop_chosen"]
    assert all(choice["shop"] and choice["name"] for choice in chosen)


async def test_who_is_forgotten_leaves_no_byte(
    house: House, settings: Settings, clock: StillClock
) -> None:
    await live(house)
    sealed = [data for pieces in (await sealed_of(house)).values() for data in pieces]
    await Projector(log=house.log, store=house.store, sealer=house.sealer).catch_up(past.PROJECTION)
    folder = data_dir(settings)
    assert files_with(folder, sealed)

    await say(house, "내 정보 다 지워줘")
    await say(house, "응")

    assert await sealed_of(house) == {}
    assert await known(house) == Profile()
    assert "mina" not in str(house.store.get("projections", past.PROJECTION.name) or b"")
    # The file beside the log is folded into it when the house closes.
    await house.close()
    assert files_with(folder, sealed) == []
    # Menus hold the word as well; they are nobody's.
    assert set(files_with(folder, ["떡볶이".encode()])) <= {"places.db"}


async def test_who_is_forgotten_is_a_stranger_again(house: House) -> None:
    await live(house)

    await say(house, "내 정보 다 지워줘")
    await say(house, "응")
    again = await say(house, LUNCH, session="new")
    stranger = await say(house, LUNCH, user="nobody")

    names = [[item["id"] for item in answer.items] for answer in (again, stranger)]
    assert names[0] == names[1]
    assert [item["why"] for item in again.items] == [item["why"] for item in stranger.items]
    asked = await say(house, "내 취향 뭐로 알고 있어?", session="other")
    assert "고르신 것" not in asked.text


async def test_what_is_worked_out_equals_the_log_without_them(house: House) -> None:
    projector = Projector(log=house.log, store=house.store, sealer=house.sealer)
    await live(house)
    await live(house, "jun")
    for projection in house.projections():
        assert await projector.verify(projection)

    await house.privacy.mydata.forget_me("main", "mina")

    for projection in house.projections():
        assert await projector.verify(projection)
    state = (await projector.replay(past.PROJECTION)).state
    left = [name for name, person in state.items() if person]
    assert left == ["main/person:meals:jun"]


async def test_after_a_year_what_happened_is_forgotten_and_what_was_told_stays(
    house: House, clock: StillClock
) -> None:
    await live(house)

    clock.move(367 * 86_400)
    await house.keep_retention()

    profile = await known(house)
    assert (profile.chosen, profile.spent) == (0, ())
    assert profile.told_foods == ("떡볶이", "김밥")
