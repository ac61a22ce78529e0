"""Getting to know people through real turns: questions, answers, spending, opinions."""

import asyncio
import re
import zlib
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Final

import pytest
from tests.assistants.meals.eater import open_inn

from dure.app.wire import House
from dure.assistants.meals import past, visits
from dure.assistants.meals.phrases import phrases
from dure.assistants.meals.profile import QUESTIONS, Profile, profile_of
from dure.assistants.meals.words import points
from dure.engine.person import stream_of
from dure.kernel.clock import SEOUL, StillClock
from dure.kernel.turns import Place, TurnRequest, TurnResult

FRIDAY_NOON: Final = datetime(2026, 11, 20, 12, 0, tzinfo=SEOUL)
LUNCH: Final = "홍대입구역에서 만원으로 점심 추천해줘"
WELCOMES: Final = {name: phrases()[f"welcome_{name}"] for name in QUESTIONS}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, stocked: Path) -> Iterator[House]:
    """One house for all tests of this module; each is somebody else in it."""
    made = open_inn(tmp_path_factory.mktemp("people"), stocked, StillClock(FRIDAY_NOON))
    yield made
    asyncio.run(made.close())


class Person:
    """Somebody who talks with meals."""

    def __init__(self, house: House, name: str) -> None:
        self.house, self.name = house, name

    async def say(self, text: str, *, session: str = "a", here: Place | None = None) -> TurnResult:
        """Say something and return the answer."""
        named = f"{self.name}-{session}"
        request = TurnRequest(text=text, user=self.name, session=named, here=here)
        return await self.house.turns.take("meals", request)

    async def profile(self) -> Profile:
        """Return what is known of how they eat."""
        state = visits.HISTORY.empty()
        stream = stream_of("meals", self.name)
        for event in await self.house.log.read_stream("main", stream):
            state = visits.HISTORY.step(state, event, self.house.sealer.open(event))
        return profile_of(state, FRIDAY_NOON)


Known = Callable[..., Person]


@pytest.fixture
def mina(house: House, request: pytest.FixtureRequest) -> Person:
    return Person(house, f"mina{zlib.crc32(request.node.nodeid.encode()):x}")


def asked(answer: TurnResult) -> str | None:
    """Return the question that an answer ends with."""
    last = answer.text.rsplit("\n", 1)[-1]
    return next((name for name, ways in WELCOMES.items() if last in ways), None)


async def test_who_is_new_gets_food_first_and_then_one_question(mina: Person) -> None:
    first = await mina.say(LUNCH)

    assert [item["kind"] for item in first.items] == ["shop"] * 3
    assert (first.outcome, asked(first)) == ("answered", "likes")
    assert first.text.count("?") == 1


async def test_each_question_is_put_once_ever_and_its_answer_is_kept(mina: Person) -> None:
    questions = []
    for number, answer in enumerate(("떡볶이랑 김밥", "6천원쯤", "없어요")):
        questions.append(asked(await mina.say(LUNCH, session=str(number))))
        await mina.say(answer, session=str(number))
    after = await mina.say(LUNCH, session="later")

    known = await mina.profile()
    assert tuple(questions) == QUESTIONS
    assert asked(after) is None
    assert known.answered == frozenset(QUESTIONS)
    assert known.onboarded
    assert (known.told_foods, known.told_won) == (("떡볶이", "김밥"), 6000)


async def test_what_is_said_instead_is_served_and_nothing_more_is_asked_here(mina: Person) -> None:
    await mina.say(LUNCH)

    served = await mina.say("강남역 근처 떡볶이집 찾아줘")

    assert served.items
    assert asked(served) is None
    assert asked(await mina.say("더 싼 데")) is None
    assert asked(await mina.say(LUNCH, session="b")) == "budget"


@pytest.mark.parametrize("no", ["몰라", "패스", "나중에 말할게", "없어"])
async def test_not_to_tell_is_an_answer(mina: Person, no: str) -> None:
    await mina.say(LUNCH)

    passed = await mina.say(no)

    assert passed.text in phrases()["welcome_passed"]
    assert (await mina.profile()).answered == {"likes"}


async def test_what_cannot_be_eaten_goes_the_way_of_allergies(mina: Person) -> None:
    for number in range(3):
        await mina.say(LUNCH, session=str(number))

    told = await mina.say("새우요", session="2")

    assert told.intent == "DIETARY_RESTRICTION"
    assert "새우" in told.text
    later = await mina.say(LUNCH, session="x")
    assert all("새우" not in dish["name"] for item in later.items for dish in item["dishes"])


async def test_guests_are_asked_nothing(house: House) -> None:
    assert asked(await Person(house, "guest-01").say(LUNCH)) is None


async def test_who_comes_by_kakaotalk_comes_back_and_is_asked(house: House) -> None:
    child = Person(house, "guest-kakao-0123456789abcdef")
    first = asked(await child.say(LUNCH))
    await child.say("떡볶이")

    assert (first, (await child.profile()).told_foods) == ("likes", ("떡볶이",))
    assert asked(await child.say(LUNCH, session="later")) == "budget"


async def test_a_child_of_whom_nothing_may_be_kept_is_asked_nothing(mina: Person) -> None:
    await mina.say("나 12살이야")

    assert asked(await mina.say(LUNCH)) is None


async def test_who_is_in_a_hurry_is_asked_nothing(mina: Person) -> None:
    hungry = await mina.say("배고파 죽겠어 빨리 홍대입구역 근처 밥집")

    assert hungry.items
    assert asked(hungry) is None


async def test_an_allergy_in_the_wish_is_answered_before_anything_is_asked(mina: Person) -> None:
    told = await mina.say("홍대입구역에서 만원으로 점심, 땅콩 알레르기 있어")

    assert asked(told) is None


async def test_what_was_spent_is_kept_and_told_as_what_it_is(mina: Person) -> None:
    assert "5,000" in (await mina.say("오늘 5천원 썼어")).text
    await mina.say("어제 만 이천원 썼어요")

    month = await mina.say("이번 달에 얼마 썼어")

    assert "17,000원" in month.text
    assert month.text.rsplit("\n", 1)[-1] in phrases()["own_spent_from"]
    assert (await mina.profile()).spent[-1] == (FRIDAY_NOON.date(), 5000)


async def test_what_nobody_told_is_unknown_and_not_nothing(mina: Person) -> None:
    asked_ = await mina.say("이번 주에 얼마 썼어")

    assert "0원" not in asked_.text
    assert asked_.reason == "nothing_known"


async def test_a_payment_beside_a_wish_is_kept_and_the_wish_is_served(mina: Person) -> None:
    served = await mina.say("오늘 점심에 6500원 썼는데 홍대입구역에서 저녁 뭐 먹지")

    assert served.items
    assert (await mina.profile()).spent == ((FRIDAY_NOON.date(), 6500),)


async def test_an_opinion_of_the_place_chosen_last_is_a_rating(mina: Person) -> None:
    shown = await mina.say(LUNCH)
    await mina.say("1번으로 할게")

    said = await mina.say("맛없었어", session="later")

    shop = shown.items[0]
    known = (await mina.profile()).shops[shop["id"]]
    assert shop["name"] in said.text
    assert (known.chosen, known.rating) == (1, -0.8)


async def test_the_latest_opinion_of_a_meal_counts(mina: Person) -> None:
    shown = await mina.say(LUNCH)
    await mina.say("1번으로 할게")

    await mina.say("별로였어")
    await mina.say("괜찮았어")

    known = await mina.profile()
    assert known.rated == 1
    assert known.shops[shown.items[0]["id"]].rating == 0.4


async def test_of_several_places_it_is_asked_which(mina: Person) -> None:
    shown = await mina.say(LUNCH)

    which = await mina.say("맛없었어")
    await mina.say("2번")

    assert (which.outcome, which.question) == ("asked", "shop")
    assert (await mina.profile()).shops[shown.items[1]["id"]].rating == -0.8


async def test_praise_and_blame_together_are_no_number(mina: Person) -> None:
    shown = await mina.say(LUNCH)
    await mina.say("1번으로 할게")

    await mina.say("맛있었는데 좀 비쌌어")

    assert (await mina.profile()).shops[shown.items[0]["id"]].rating is None


async def test_a_closed_door_speaks_against_the_shop_and_not_its_food(mina: Person) -> None:
    shown = await mina.say(LUNCH)
    await mina.say("1번으로 할게")
    before = (await mina.profile()).liked

    told = await mina.say("가 보니까 문 닫았더라")

    known = await mina.profile()
    assert shown.items[0]["name"] in told.text
    assert known.shops[shown.items[0]["id"]].rating == -0.5
    assert known.liked == before


async def test_nothing_is_said_of_spending_unasked(mina: Person) -> None:
    for _ in range(3):
        await mina.say("오늘 9만원 썼어")

    served = await mina.say(LUNCH)

    assert "썼" not in served.text
    assert "쓰신" not in served.text.rsplit("\n", 1)[0]


async def test_the_weather_is_written_with_a_list_where_somebody_tells_it(
    tmp_path: Path, stocked: Path
) -> None:
    clock = StillClock(FRIDAY_NOON)
    house = open_inn(tmp_path / "data", stocked, clock, weather="made://?rain=1")
    mina = Person(house, "mina")

    await mina.say(LUNCH)
    await mina.say("홍대입구역에서 내일 만원으로 점심 추천해줘")

    events = await house.log.read_stream("main", stream_of("meals", "mina"))
    said = [house.sealer.open(e) or {} for e in events if e.kind == past.SHOPS_SHOWN]
    assert [one["weather"] for one in said] == ["rain", None]
    await house.close()


@pytest.mark.parametrize(
    "question", ["내 취향 뭐로 알고 있어?", "내 프로필 보여줘", "나에 대해 뭘 알고 있어?"]
)
async def test_who_asks_is_told_what_was_learned_and_from_what(mina: Person, question: str) -> None:
    shown = await mina.say(LUNCH)
    await mina.say("1번으로 할게")
    await mina.say("진짜 맛있었어")

    told = await mina.say(question)

    assert told.intent == "PRIVACY_REQUEST"
    assert shown.items[0]["category"] in told.text
    assert "고르신 것 1번" in told.text
    assert "들려주신 의견 1번" in told.text


@pytest.mark.parametrize("wish", ["위치 추적 꺼줘", "stop tracking my location"])
async def test_the_words_told_to_switch_a_devices_place_off_do_it(mina: Person, wish: str) -> None:
    _, lat, lon = points()["강남역"]
    there = Place(lat=lat, lon=lon)
    near = await mina.say("점심 추천해줘", here=there)

    told = await mina.say(wish, session="b")
    for words in re.findall("[‘“](.+?)[’”]", told.text):
        await mina.say(words, session="b")

    after = await mina.say("점심 추천해줘", session="c", here=there)
    consents = await mina.house.privacy.consents.of("main", mina.name)
    assert consents.is_withdrawn("location")
    assert "강남역" not in after.text
    assert {item["id"] for item in near.items}.isdisjoint(item["id"] for item in after.items)
