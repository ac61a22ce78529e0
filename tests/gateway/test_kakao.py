"""A KakaoTalk bot asks: in its form, in time, each request once, and nobody's id is kept."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import httpx2
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from tests.conftest import furnish
from tests.engine.parrot import count, parrot, turns_of
from tests.gateway.conftest import MakeDoor
from tests.gateway.doors import client
from tests.gateway.skills import USER, check_response, payload

from dure.app.door import open_door
from dure.app.wire import House, open_house
from dure.assistants.meals.phrases import phrases
from dure.embedded.events import SqliteEventLog
from dure.engine.assistant import Answer, Scene
from dure.errors import Unavailable
from dure.gateway.door import Door
from dure.gateway.kakao_parts import Kakao, KakaoSettings
from dure.kernel.clock import StillClock
from dure.kernel.events import Json
from dure.settings import Settings
from dure.trust.seal import Sealer

PATH = "/v1/channels/kakao"
TOKEN = "t" * 40
HEADERS = {"X-Dure-Skill-Token": TOKEN}
CALLBACK = "https://bot-api.kakao.com/callback/1"
PATIENCE_S = 5


@dataclass
class Posted:
    """Takes late answers; they wait in `posts`."""

    posts: asyncio.Queue[tuple[str, Json]] = field(default_factory=asyncio.Queue)
    error: Unavailable | None = None

    def may_reach(self, url: str) -> bool:
        return url.startswith("https://bot-api.kakao.com/")

    async def post(self, url: str, body: Json) -> None:
        await self.posts.put((url, body))
        if self.error is not None:
            raise self.error

    async def close(self) -> None:
        """Nothing is open."""


@dataclass
class Slow:
    """A skill that answers when it is let."""

    go: asyncio.Event = field(default_factory=asyncio.Event)

    async def __call__(self, scene: Scene) -> Answer:
        await self.go.wait()
        return await count(scene)


@pytest.fixture
def slow() -> Slow:
    return Slow()


@pytest.fixture
def posted() -> Posted:
    return Posted()


@pytest.fixture
async def bot(
    door: MakeDoor,
    log: SqliteEventLog,
    sealer: Sealer,
    clock: StillClock,
    slow: Slow,
    posted: Posted,
) -> Door:
    """A door to a parrot that counts, and slowly when asked for a NUMBER."""
    value = replace(parrot({"NUMBER": slow}), guests=True)
    made = await door(turns_of(value, log=log, sealer=sealer, clock=clock))
    settings = KakaoSettings(skill_token=TOKEN, assistant="parrot")
    return replace(made, kakao=Kakao(settings=settings, secret=b"s" * 32, callback=posted))


@pytest.fixture
async def http(bot: Door) -> AsyncIterator[httpx2.AsyncClient]:
    async with client(bot, headers=HEADERS) as made:
        yield made


@pytest.fixture
async def hasty(bot: Door) -> AsyncIterator[httpx2.AsyncClient]:
    """Puts answers off after half a second."""
    assert bot.kakao is not None
    kakao = replace(bot.kakao, settings=replace(bot.kakao.settings, answer_s=0.5))
    async with client(replace(bot, kakao=kakao), headers=HEADERS) as made:
        yield made


async def said(http: httpx2.AsyncClient, text: str, **more: str) -> Json:
    """Say something and return the response, which Kakao would take."""
    response = await http.post(PATH, json=payload(text, **more))
    assert response.status_code == 200
    answer: Json = response.json()
    check_response(answer)
    return answer


def texts(answer: Json) -> list[str]:
    outputs = answer["template"]["outputs"]
    return [output["simpleText"]["text"] for output in outputs if "simpleText" in output]


async def test_what_is_said_is_answered_and_the_next_word_is_of_the_same_conversation(
    http: httpx2.AsyncClient, clock: StillClock
) -> None:
    first = await said(http, "세어")
    clock.move(60)
    second = await said(http, "세어")

    assert texts(first) + texts(second) == ["1번째예요.", "2번째예요."]


async def test_a_request_that_is_sent_again_acts_once(
    http: httpx2.AsyncClient, clock: StillClock
) -> None:
    answers = []
    for seconds in (0, 0.5, 0.5):  # Over the edge of a beat, too.
        clock.move(seconds)
        answers.append(texts(await said(http, "세어")))

    assert answers == [["1번째예요."]] * 3


async def test_a_quick_reply_that_is_pressed_again_is_another_wish(
    http: httpx2.AsyncClient, clock: StillClock
) -> None:
    first = await said(http, "세어")
    clock.move(4)

    assert texts(first) + texts(await said(http, "세어")) == ["1번째예요.", "2번째예요."]


async def test_two_at_once_are_one(http: httpx2.AsyncClient) -> None:
    answers = await asyncio.gather(*(said(http, "세어") for _ in range(4)))

    assert {text for answer in answers for text in texts(answer)} == {"1번째예요."}


async def test_two_people_are_two(http: httpx2.AsyncClient) -> None:
    await said(http, "세어")

    assert texts(await said(http, "세어", user="somebody-else")) == ["1번째예요."]


async def test_nobody_finds_kakaos_id_in_the_log(
    http: httpx2.AsyncClient, log: SqliteEventLog, tmp_path: Path
) -> None:
    await said(http, "세어")

    events = await log.read_all()
    told = str([(event.stream, event.open) for event in events])
    assert events
    assert USER not in told
    assert USER[:8] not in told
    assert "guest-kakao-" in told
    assert not any(USER.encode() in path.read_bytes() for path in tmp_path.glob("*.db*"))


@pytest.mark.parametrize("token", ["", "x", TOKEN[:-1], TOKEN + "t", "ㄱ"])
async def test_who_does_not_know_the_token_is_not_answered(bot: Door, token: str) -> None:
    async with client(bot) as http:
        headers = {"X-Dure-Skill-Token": token.encode()} if token else {}
        response = await http.post(PATH, content=b"not even JSON", headers=headers)  # type: ignore[arg-type]

    assert (response.status_code, response.json()["code"]) == (401, "unauthenticated")


async def test_without_a_token_there_is_no_channel(talking: Door) -> None:
    async with client(talking, headers=HEADERS) as http:
        response = await http.post(PATH, json=payload("세어"))

    assert (response.status_code, response.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'{"userRequest": []}',
        b'{"userRequest": {"utterance": 5, "user": {"id": "a"}}}',
        b'{"userRequest": {"utterance": "a"}}',
        b'{"userRequest": {"utterance": "a", "user": {"id": ""}}}',
        b'{"userRequest": {"utterance": "a", "user": {"id": 5, "properties": []}}}',
        b'{"userRequest": {"utterance": "a", "user": {"id": "' + b"x" * 300 + b'"}}}',
        b"\xff\xfe",
    ],
)
async def test_what_is_no_payload_is_a_problem_and_no_mishap(
    http: httpx2.AsyncClient, body: bytes
) -> None:
    response = await http.post(PATH, content=body)

    assert (response.status_code, response.json()["code"]) == (422, "invalid_input")


plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(
    st.dictionaries(st.sampled_from(("userRequest", "bot", "action", "contexts")), plain),
    st.dictionaries(st.sampled_from(("utterance", "user", "callbackUrl", "block")), plain),
)
@hypothesis_settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
async def test_whatever_is_sent_there_is_never_a_mishap(
    http: httpx2.AsyncClient, body: dict[str, Any], asked: dict[str, Any]
) -> None:
    whole = payload("세어")
    whole.update(body)
    if isinstance(whole["userRequest"], dict):
        whole["userRequest"] = {**payload("세어")["userRequest"], **asked}
    response = await http.post(PATH, content=json.dumps(whole))

    assert response.status_code in (200, 422)
    if response.status_code == 200:
        check_response(response.json())


@pytest.mark.parametrize("text", ["", "   ", "가" * 501, "\x00"])
async def test_what_cannot_be_answered_is_said_politely(
    http: httpx2.AsyncClient, text: str
) -> None:
    [told] = texts(await said(http, text))

    assert told.endswith(("요.", "요!", "요?", "."))


async def test_an_answer_that_takes_long_is_promised_and_posted_to_the_callback(
    hasty: httpx2.AsyncClient, slow: Slow, posted: Posted
) -> None:
    first = await said(hasty, "번호", callback=CALLBACK)
    slow.go.set()
    async with asyncio.timeout(PATIENCE_S):
        url, body = await posted.posts.get()

    assert first["useCallback"] is True
    assert first["data"]["text"]
    check_response(body)
    assert (url, texts(body)) == (CALLBACK, ["1번째예요."])


async def test_a_callback_elsewhere_is_never_spoken_to(
    hasty: httpx2.AsyncClient, slow: Slow, posted: Posted
) -> None:
    first = await said(hasty, "번호", callback="http://169.254.169.254/")
    slow.go.set()
    shown = await said(hasty, "답 보기")

    assert "useCallback" not in first
    assert texts(shown) == ["1번째예요."]
    assert posted.posts.empty()


async def test_without_a_callback_the_answer_is_said_at_the_next_message(
    hasty: httpx2.AsyncClient, slow: Slow, clock: StillClock
) -> None:
    first = await said(hasty, "번호")
    clock.move(60)
    still = await said(hasty, "답 보기")
    slow.go.set()
    await asyncio.sleep(0)
    shown = await said(hasty, "답 보기")
    clock.move(60)
    after = await said(hasty, "세어")

    assert "기다려" in texts(first)[0]
    assert [reply["label"] for reply in first["template"]["quickReplies"]] == ["답 보기"]
    assert "아직" in texts(still)[0]
    assert texts(shown) == ["1번째예요."]
    assert texts(after) == ["2번째예요."]


async def test_an_answer_is_shown_again_and_by_another_process(
    http: httpx2.AsyncClient, bot: Door, clock: StillClock
) -> None:
    await said(http, "세어")
    clock.move(60)
    again = await said(http, "답 보기")
    clock.move(60)
    async with client(replace(bot), headers=HEADERS) as other:  # Knows of nothing that was late.
        shown = await said(other, "답 보기")
    clock.move(60)

    assert texts(again) == texts(shown) == ["1번째예요."]
    assert texts(await said(http, "세어")) == ["2번째예요."]


async def test_another_process_says_that_an_answer_is_still_sought_and_that_it_was_lost(
    hasty: httpx2.AsyncClient, http: httpx2.AsyncClient, clock: StillClock
) -> None:
    await said(hasty, "번호")
    still = await said(http, "답 보기")
    clock.move(61)
    lost = await said(http, "답 보기")

    assert "아직" in texts(still)[0]
    assert [reply["label"] for reply in still["template"]["quickReplies"]] == ["답 보기"]
    assert "다시 말씀해" in texts(lost)[0]


async def test_who_never_said_anything_is_shown_no_answer(http: httpx2.AsyncClient) -> None:
    assert "번째" not in str(await said(http, "답 보기"))


async def test_whoever_goes_on_talking_hears_the_late_answer_first(
    hasty: httpx2.AsyncClient, slow: Slow, clock: StillClock
) -> None:
    await said(hasty, "번호")
    slow.go.set()
    await said(hasty, "세어", user="somebody-else")  # Meanwhile the first answer is ready.
    clock.move(60)

    assert texts(await said(hasty, "세어")) == ["1번째예요.", "2번째예요."]


async def test_a_callback_that_fails_harms_nobody(
    hasty: httpx2.AsyncClient, slow: Slow, posted: Posted, clock: StillClock
) -> None:
    posted.error = Unavailable(what="카카오톡")
    await said(hasty, "번호", callback=CALLBACK)
    slow.go.set()
    async with asyncio.timeout(PATIENCE_S):
        await posted.posts.get()
    clock.move(60)

    assert texts(await said(hasty, "세어")) == ["2번째예요."]


async def test_who_asks_too_often_is_told_so_and_others_are_answered(
    http: httpx2.AsyncClient, clock: StillClock
) -> None:
    for _ in range(60):
        clock.move(0.5)
        await said(http, "네")

    assert "세어" not in str(await said(http, "세어"))
    assert "1번째" not in str(await said(http, "세어"))
    assert texts(await said(http, "세어", user="somebody-else")) == ["1번째예요."]


@pytest.fixture
async def whole(tmp_path: Path, stocked: Path, clock: StillClock) -> AsyncIterator[House]:
    told = {
        "DURE_DATA_DIR": str(furnish(tmp_path / "data", stocked)),
        "DURE_KAKAO_SKILL_TOKEN": TOKEN,
        "DURE_IDENTITY_REQUIRED": "1",
    }
    made = open_house(Settings(told), only=["meals"], clock=clock)
    yield made
    await made.close()


async def test_somebody_finds_and_picks_a_place_in_kakaotalk(
    whole: House, clock: StillClock
) -> None:
    door = await open_door(whole)
    async with client(door, url="https://bob.example.org", headers=HEADERS) as http:
        found = await said(http, "강남역 근처 만원으로 점심 먹을 곳")
        cards = found["template"]["outputs"][1]["carousel"]["items"]
        choice = cards[1]["buttons"][-1]["messageText"]
        clock.move(30)
        picked = await said(http, choice)
        clock.move(30)
        helped = await said(http, "돈이 없어서 이틀째 굶었어")

        clock.move(30)
        which = await said(http, "동의 철회할래")
        clock.move(30)
        sure = await said(http, "내 정보 다 지워 줘")

    assert len(cards) == 3
    assert "quickReplies" not in which["template"]
    assert [reply["label"] for reply in sure["template"]["quickReplies"]] == ["네", "아니요"]
    assert found["template"]["quickReplies"][0]["label"] == "더 싼 거"
    assert cards[1]["title"] in texts(picked)[0]
    assert [b["action"] for b in helped["template"]["outputs"][1]["textCard"]["buttons"]] == [
        "phone"
    ] * 3
    assert "급식카드" not in texts(found)[0]
    await door.close()


async def test_a_child_in_kakaotalk_is_got_to_know_and_what_they_agreed_to_is_kept(
    whole: House, clock: StillClock
) -> None:
    door = await open_door(whole)
    welcomes = phrases()["welcome_likes"]
    async with client(door, url="https://bob.example.org", headers=HEADERS) as http:
        [first, *_] = texts(await said(http, "강남역 근처 만원으로 점심 먹을 곳"))
        clock.move(30)
        await said(http, "떡볶이")
        clock.move(30)
        asked = await said(http, "나 땅콩 알레르기 있어")
        clock.move(30)
        await said(http, "네")
        clock.move(7200)
        [known, *_] = texts(await said(http, "나에 대해 뭐 알고 있어?"))

    assert first.rsplit("\n", 1)[-1] in welcomes
    assert [reply["label"] for reply in asked["template"]["quickReplies"]] == ["네", "아니요"]
    assert "땅콩" in known
    await door.close()
