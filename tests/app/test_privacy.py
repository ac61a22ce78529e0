"""Whoever is forgotten is gone from every file of a house, and nobody else is."""

import asyncio
import sys
from pathlib import Path
from typing import Final

import pytest
from tests.conftest import furnish

from dure.app.wire import House, open_house
from dure.kernel.turns import Place, TurnRequest
from dure.learning.feedback import Opinion
from dure.settings import Settings
from dure.trust.consent import Guardian
from dure.trust.retention import owned_by
from dure.watch.health import check_log
from dure.watch.projections import Projector

CHILD: Final = Path(__file__).parent / "killed_forgetting.py"
HERE: Final = Place(lat=37.5563719, lon=126.9236517)
CANARIES: Final = ("카나리아말", "카나리아의견", "카나리아보호자", "메밀", "분짜")
"""What was said, an opinion, a guardian's name, an allergy, a liking."""


async def say(house: House, text: str, *, user: str = "kim", tenant: str = "main") -> str:
    """Say something and return the reply."""
    request = TurnRequest(text=text, user=user, tenant=tenant, session=f"{tenant}-{user}")
    return (await house.turns.take("meals", request)).text


async def leave_traces(house: House, *, user: str = "kim", tenant: str = "main") -> None:
    """Leave a canary in everything that is kept of a person."""
    for text in ("카나리아말", "메밀 알레르기 있어", "나는 분짜를 제일 좋아해"):
        await say(house, text, user=user, tenant=tenant)
    session = await house.turns.session(tenant, f"{tenant}-{user}", user)
    opinion = Opinion(turn=session.past[0].turn, rating="down", text="카나리아의견")
    await house.privacy.feedback.give(tenant, session, opinion)
    mother = Guardian(name="카나리아보호자", checked="phone")
    await house.privacy.consents.give(tenant, user, "guardian", how="command", guardian=mother)


async def exported(house: House, *, user: str = "kim", tenant: str = "main") -> str:
    pieces = house.privacy.dossier.export(tenant, user, now=house.clock.now())
    return b"".join([piece async for piece in pieces]).decode()


def sealed_bytes(events: list[bytes | None]) -> list[bytes]:
    return [data for data in events if data is not None]


async def test_nothing_of_the_forgotten_stands_in_any_file(meals: House) -> None:
    await leave_traces(meals)
    before = await exported(meals)
    projector = Projector(log=meals.log, store=meals.store, sealer=meals.sealer)
    for projection in meals.projections():
        await projector.catch_up(projection)
    sealed = sealed_bytes([e.sealed.data for e in await meals.log.read_all() if e.sealed])

    await say(meals, "나 잊어줘")
    assert "다 지웠어요" in await say(meals, "네")

    mine = owned_by(meals.keys.ids(), "main/kim")
    kept = [key_id for key_id in mine if "+" not in key_id]
    assert all(canary in before for canary in CANARIES)
    assert len(sealed) > len(CANARIES)
    assert kept == []
    for file in files_of(meals):
        data = file.read_bytes()
        # The catalogue of dishes names buckwheat and bun cha by itself.
        looked_for = CANARIES[:3] if file.name.startswith("places.db") else CANARIES
        assert not [canary for canary in looked_for if canary.encode() in data], file.name
        assert not [one for one in sealed if one in data], file.name


def files_of(house: House) -> list[Path]:
    """Return all files of a data folder."""
    files = [f for f in house.folder.path.rglob("*") if f.is_file()]
    assert {"events.db", "keys.db", "state.db"} <= {f.name for f in files}
    return files


async def test_a_projection_is_worked_out_without_the_forgotten(meals: House) -> None:
    await leave_traces(meals)
    await leave_traces(meals, user="lee")
    projector = Projector(log=meals.log, store=meals.store, sealer=meals.sealer)
    notes = next(p for p in meals.projections() if p.name == "notes")
    await projector.catch_up(notes)

    await meals.privacy.mydata.forget_me("main", "kim")

    assert await projector.verify(notes)
    known = (await projector.catch_up(notes)).state
    assert "메밀" not in str(known["main/person:meals:kim"])
    assert "메밀" in str(known["main/person:meals:lee"])


async def test_the_log_holds_and_is_whole_after_forgetting(meals: House) -> None:
    await leave_traces(meals)

    await meals.privacy.mydata.forget_me("main", "kim")

    report = await check_log(meals.log, meals.keys, meals.sealer)
    assert report.problems == []
    assert report.forgotten > 0


async def test_a_person_of_the_same_name_in_another_tenant_keeps_everything(meals: House) -> None:
    await leave_traces(meals)
    await leave_traces(meals, tenant="other")
    theirs = await meals.privacy.dossier.show("other", "kim")

    await meals.privacy.mydata.forget_me("main", "kim")

    assert await meals.privacy.dossier.show("other", "kim") == theirs
    of_other, mine = await exported(meals, tenant="other"), await exported(meals)
    assert [canary in of_other for canary in CANARIES] == [True] * len(CANARIES)
    assert [canary in mine for canary in CANARIES] == [False] * len(CANARIES)


@pytest.mark.parametrize("spared", [0, 1, 2])
async def test_a_forgetting_that_was_killed_is_finished_at_the_next_start(
    tmp_path: Path, stocked: Path, spared: int
) -> None:
    folder = furnish(tmp_path / "data", stocked)
    child = [sys.executable, str(CHILD), str(folder), str(spared)]
    killed = await asyncio.create_subprocess_exec(*child)
    assert await killed.wait() == -9
    house = open_house(Settings({"DURE_DATA_DIR": str(folder)}), only=["meals"])
    left = owned_by(house.keys.ids(), "main/kim")

    await house.keep_retention()

    sealed = await house.log.sealed_keys()
    known = await house.privacy.dossier.show("main", "kim")
    await house.close()
    assert len(left) == 3 - spared
    assert owned_by(sealed, "main/kim") == []
    assert known["notes"] == []


async def test_without_a_backup_forgotten_is_erased(meals: House) -> None:
    await leave_traces(meals)

    assert (await meals.privacy.mydata.forget_me("main", "kim")).backups == "erased"


async def test_a_place_that_came_with_a_request_is_not_kept(meals: House) -> None:
    from_request = TurnRequest(text="근처 밥집 추천해줘", user="kim", session="s", here=HERE)

    await meals.turns.take("meals", from_request)

    kept = await exported(meals)
    assert "근처 밥집" in kept
    assert str(HERE.lat) not in kept
    assert str(HERE.lon) not in kept
