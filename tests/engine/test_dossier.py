"""What is known of a person is shown in words of people and handed out as one document."""

import json
from datetime import datetime
from random import Random

from dure.app.wire import House
from dure.engine.dossier import Dossier
from dure.kernel.events import Event, Json
from dure.kernel.turns import TurnRequest
from dure.learning.feedback import Opinion
from dure.trust.consent import ConsentBook, Guardian
from dure.trust.retention import CONSENT, person_of
from dure.trust.seal import Sealer


async def say(house: House, *texts: str, user: str = "kim") -> None:
    """Say things in a session of the user's."""
    for text in texts:
        request = TurnRequest(text=text, user=user, session=f"s-{user}")
        await house.turns.take("meals", request)


async def document(house: House, user: str = "kim") -> str:
    pieces = house.privacy.dossier.export("main", user, now=house.clock.now())
    return b"".join([piece async for piece in pieces]).decode()


async def test_of_a_stranger_nothing_is_known(meals: House) -> None:
    shown = await meals.privacy.dossier.show("main", "nobody")

    assert (shown["notes"], shown["conversations"]["days"], shown["opinions"]) == ([], [], 0)
    assert shown["under_14"] is None


async def test_notes_are_told_by_name_and_in_korean(meals: House) -> None:
    await say(meals, "새우 알레르기 있어", "할랄만 먹어", "보통 8천원 정도 써")

    shown = await meals.privacy.dossier.show("main", "kim")

    told = {note["label"]: note["values"] for note in shown["notes"]}
    assert told["알레르기"] == ["새우"]
    assert told["식이"] == ["할랄"]


async def test_each_purpose_tells_how_it_stands(meals: House) -> None:
    book: ConsentBook = meals.privacy.consents
    await book.give("main", "kim", "health", how="api")
    await book.withdraw("main", "kim", "location", how="api")
    guardian = Guardian(name="김보호", checked="phone")
    await book.give("main", "kim", "guardian", how="command", guardian=guardian)

    rows = (await meals.privacy.dossier.show("main", "kim"))["consents"]

    states = {row["purpose"]: row["state"] for row in rows}
    assert states == {
        "terms": "implied",
        "health": "given",
        "location": "withdrawn",
        "guardian": "given",
        "improvement": "implied",
    }
    assert [row["guardian"] for row in rows if row["purpose"] == "guardian"] == ["김보호"]


async def test_the_document_holds_conversations_notes_consents_and_opinions(meals: House) -> None:
    await say(meals, "새우 알레르기 있어", "점심 추천해줘")
    session = await meals.turns.session("main", "s-kim", "kim")
    opinion = Opinion(turn=session.past[-1].turn, rating="up", text="좋아요")
    await meals.privacy.feedback.give("main", session, opinion)
    await meals.privacy.consents.give("main", "kim", "health", how="api")

    made = json.loads(await document(meals))

    assert (made["format"], made["version"], made["user"]) == ("dure-export", 1, "kim")
    assert datetime.fromisoformat(made["made_at"]) == meals.clock.now()
    areas = [record["area"] for record in made["records"]]
    assert set(areas) == {"conversation", "notes", "feedback", "consents"}
    said = [r["content"]["text"] for r in made["records"] if r["kind"] == "turn.heard"]
    assert said == ["새우 알레르기 있어", "점심 추천해줘"]
    assert "좋아요" in str([r["content"] for r in made["records"] if r["area"] == "feedback"])


async def test_the_document_of_one_holds_nothing_of_another(meals: House) -> None:
    await say(meals, "새우 알레르기 있어")
    await say(meals, "비밀이야", user="lee")

    assert "비밀이야" not in await document(meals)
    assert "새우" not in await document(meals, "lee")


async def test_an_empty_document_is_a_document(meals: House) -> None:
    assert json.loads(await document(meals))["records"] == []


async def test_what_was_agreed_is_kept_under_a_key_of_its_own(meals: House) -> None:
    await meals.privacy.consents.give("main", "kim", "health", how="api")

    assert meals.keys.ids() == [f"{person_of('main', 'kim')}/{CONSENT}/2026-11-21"]


class CountingSealer(Sealer):
    """Remembers which events it opened."""

    opened: list[int]

    def open(self, event: Event) -> Json | None:
        self.opened.append(event.seq)
        return super().open(event)


async def test_each_event_is_opened_once(meals: House) -> None:
    await say(meals, "새우 알레르기 있어", "5천원으로 점심 추천해줘")
    sealer = CountingSealer(meals.keys, Random(1).randbytes)
    sealer.opened = []
    dossier = Dossier(
        log=meals.log,
        sealer=sealer,
        mydata=meals.privacy.mydata,
        consents=meals.privacy.consents,
        assistants=meals.turns.assistants,
        opinions=no_opinions,
        raw_days=7,
    )

    notes = (await dossier.show("main", "kim"))["notes"]

    assert notes != []
    assert len(sealer.opened) == len(set(sealer.opened)) > 0


async def no_opinions(tenant: str, user: str) -> int:
    return 0
