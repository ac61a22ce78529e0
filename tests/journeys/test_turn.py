"""The first journey: somebody says something, and it is heard, answered and remembered."""

from pathlib import Path

import httpx2
import orjson
import pytest

from dure.app.door import open_door
from dure.app.wire import House, open_house
from dure.engine.person import fold_notes, stream_of
from dure.engine.result import to_json
from dure.gateway.api import make_app
from dure.kernel.clock import StillClock
from dure.kernel.turns import TurnRequest, TurnResult
from dure.settings import Settings
from dure.trust.retention import forget, owned_by, person_of

LUNCH = "5천원으로 점심"


async def talk(house: House, *said: str, user: str = "local", session: str = "s") -> TurnResult:
    """Say one thing after the other; return the last answer."""
    for text in said:
        request = TurnRequest(text=text, user=user, session=session)
        result = await house.turns.take("meals", request)
    return result


async def reopened(house: House, settings: Settings, clock: StillClock) -> House:
    """Close a house and open it again, as after a restart."""
    await house.close()
    return open_house(settings, clock=clock)


async def test_what_goes_over_the_wire_is_what_stands_in_the_log(house: House) -> None:
    transport = httpx2.ASGITransport(app=make_app(await open_door(house)))
    async with httpx2.AsyncClient(transport=transport, base_url="http://127.0.0.1:80") as http:
        answer = (await http.post("/v1/assistants/meals/turns", json={"text": LUNCH})).json()

    events = await house.log.read_all()
    sealed = [house.sealer.open(event) or {} for event in events]
    assert [event.kind for event in events] == [
        "session.begun",
        "turn.heard",
        "turn.answered",
        "meals.shops_shown",
        "meals.question_asked",
    ]
    assert (sealed[1]["text"], sealed[2]["result"]) == (LUNCH, answer)


async def test_every_shop_is_within_the_budget_and_its_price_is_a_figure(house: House) -> None:
    result = await talk(house, LUNCH)

    prices = [item["price_won"] for item in result.items]
    assert prices
    assert max(prices) <= 5000
    assert set(prices) <= {figure.value for figure in result.figures if figure.unit == "won"}


async def test_a_conversation_goes_on_after_a_restart(
    house: House, settings: Settings, clock: StillClock
) -> None:
    first = await talk(house, LUNCH)
    house = await reopened(house, settings, clock)

    second = await talk(house, "첫 번째 거기 몇 시까지 해?")
    await house.close()

    assert second.intent == "TIME_INQUIRY"
    assert first.items[0]["name"] in second.text


async def test_what_was_shown_is_over_after_thirty_idle_minutes(
    house: House, clock: StillClock
) -> None:
    first = await talk(house, LUNCH)
    clock.move(30 * 60)

    second = await talk(house, "첫 번째 거기 몇 시까지 해?")

    assert first.items[0]["name"] not in second.text


async def test_an_allergy_is_remembered_after_a_restart(
    house: House, settings: Settings, clock: StillClock
) -> None:
    await talk(house, "나 땅콩 알레르기 있어")
    house = await reopened(house, settings, clock)

    events = await house.log.read_stream("main", stream_of("meals", "local"))
    remembered = fold_notes((event, house.sealer.open(event)) for event in events)
    await house.close()

    assert remembered.all_of("allergen") == ("땅콩",)


async def test_what_was_said_stands_nowhere_on_disk(
    house: House, settings: Settings, clock: StillClock, tmp_path: Path
) -> None:
    await talk(house, "무지개떡집에서 5천원으로 점심", "나 복숭아 알레르기 있어", user="kim")
    while_open = b"".join(f.read_bytes() for f in (tmp_path / "data").glob("events.db*"))
    house = await reopened(house, settings, clock)
    await house.close()

    closed = b"".join(f.read_bytes() for f in (tmp_path / "data").glob("events.db*"))
    said = [word.encode() for word in ("무지개떡", "복숭아", "점심")]
    assert [word.decode() for word in said if word in while_open + closed] == []


async def test_a_person_who_is_forgotten_leaves_an_empty_session(
    house: House, settings: Settings, clock: StillClock
) -> None:
    await talk(house, LUNCH, "나 땅콩 알레르기 있어", user="kim")
    keys = owned_by(house.keys.ids(), person_of("main", "kim"))
    await forget(keys, keys=house.keys, log=house.log, tenant="main")
    house = await reopened(house, settings, clock)

    state = await house.turns.session("main", "s", "kim")
    await house.close()

    assert (dict(state.memory), state.pending) == ({}, None)
    assert [(past.said, past.result) for past in state.past] == [(None, None)] * 2


# Which of these the model is unsure of may change whenever it learns; that of some it must.
VAGUE = (
    "음 글쎄 그거 뭐더라",
    "저기요 이거 그 있잖아",
    "그거 있잖아 어제 그",
    "그 뭐냐 그거 좀",
    "아까 그거 말이야",
    "토요일 저녁 비교 그거",
    "뭐였지 그",
)


async def first_asked(house: House) -> tuple[str, TurnResult]:
    """Return a vague utterance and the question that it was answered with."""
    for n, text in enumerate(VAGUE):
        result = await talk(house, text, session=f"vague{n}")
        if result.question == "intent" and result.items:
            return text, result
    raise AssertionError("the model is sure of everything")


async def test_a_question_is_answered_by_its_number(house: House) -> None:
    _, question = await first_asked(house)

    answer = await talk(house, "1번", session=question.session)

    assert (question.outcome, answer.intent) == ("asked", question.items[0]["intent"])


async def test_after_two_questions_it_says_what_it_can_do(house: House) -> None:
    text, _ = await first_asked(house)
    asked = await talk(house, "ㅁㄴㅇㄹ", "ㅁㄴㅇㄹ")

    result = await talk(house, text)

    assert asked.outcome == "asked"

    assert (result.outcome, result.reason) == ("refused", "not_understood")
    assert "말씀해 주" in result.text


@pytest.mark.parametrize("text", ["비교", "도와줘", "안녕", "내 정보 지워줘", "평점 알려줘"])
async def test_a_reply_is_not_withheld_for_the_words_of_its_own_phrase(
    house: House, text: str
) -> None:
    result = await talk(house, text)

    assert result.reason != "unfounded_figure"


async def test_the_wire_form_can_be_read_again(house: House) -> None:
    said = TurnRequest(text=LUNCH, session="s", turn="t")
    first = await house.turns.take("meals", said)
    house.turns.forget_session("main", "s")

    again = await house.turns.take("meals", said)

    assert orjson.dumps(to_json(again)) == orjson.dumps(to_json(first))
