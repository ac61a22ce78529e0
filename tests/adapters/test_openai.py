"""Whatever the server does, the answer is text, or there is none: in time, and within bounds."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest
from tests.adapters.scripted_model import (
    TROUBLES,
    ScriptedModel,
    Trouble,
    Unreachable,
    closed_port,
)

from dure.adapters.openai import OpenAiModel
from dure.errors import BadFile, LateAnswer, Unavailable
from dure.ports.models import Completion, Spoken

ASKED = [Spoken(voice="system", text="짧게"), Spoken(voice="user", text='말: "안녕"')]


@pytest.fixture
def server() -> Iterator[ScriptedModel]:
    made = ScriptedModel(lambda prompt: "안녕하세요")
    yield made
    made.close()


@pytest.fixture
async def model(server: ScriptedModel) -> AsyncIterator[OpenAiModel]:
    made = OpenAiModel(server.url)
    yield made
    await made.close()


async def test_the_answer_is_told_with_its_counts_and_why_it_ended(model: OpenAiModel) -> None:
    answer = await model.complete(ASKED, max_tokens=9, timeout_s=5)

    assert answer == Completion(text="안녕하세요", tokens_in=100, tokens_out=20, finish="stop")


async def test_what_was_cut_off_says_so(server: ScriptedModel, model: OpenAiModel) -> None:
    server.trouble = "cut off"

    answer = await model.complete(ASKED, max_tokens=9, timeout_s=5)

    assert (answer.text, answer.finish) == ("안녕", "length")


async def test_messages_keep_their_voices_and_nothing_else_is_sent(
    server: ScriptedModel, model: OpenAiModel
) -> None:
    await model.complete(ASKED, max_tokens=9, timeout_s=5)

    assert server.bodies == [
        {
            "model": "scripted",
            "messages": [
                {"role": "system", "content": "짧게"},
                {"role": "user", "content": '말: "안녕"'},
            ],
            "max_tokens": 9,
            "temperature": 0,
        }
    ]


@pytest.mark.parametrize(
    ("form", "sent"),
    [
        (
            "json_schema",
            {
                "type": "json_schema",
                "json_schema": {"name": "answer", "schema": {"a": 1}, "strict": True},
            },
        ),
        ("json_object", {"type": "json_object", "schema": {"a": 1}}),
        ("none", None),
    ],
)
async def test_json_is_asked_for_as_the_server_understands_it(
    server: ScriptedModel, form: str, sent: object
) -> None:
    model = OpenAiModel(f"{server.url}&format={form}")

    await model.complete(ASKED, schema={"a": 1}, max_tokens=9, timeout_s=5)
    await model.close()

    assert server.bodies[0].get("response_format") == sent


async def test_what_claims_to_be_packed_is_read_as_it_came(
    server: ScriptedModel, model: OpenAiModel
) -> None:
    server.trouble = "packed"

    assert (await model.complete(ASKED, max_tokens=9, timeout_s=5)).text == "안녕하세요"


@pytest.mark.parametrize("trouble", [one for one in TROUBLES if one not in ("cut off", "packed")])
async def test_an_answer_that_is_none_is_an_error_in_time(
    server: ScriptedModel, model: OpenAiModel, trouble: Trouble
) -> None:
    server.trouble = trouble
    loop = asyncio.get_running_loop()
    before = loop.time()

    with pytest.raises((Unavailable, LateAnswer)):
        await model.complete(ASKED, max_tokens=9, timeout_s=0.3)

    assert loop.time() - before < 1


@pytest.mark.parametrize("trouble", ["silent", "garbage", "error", "huge", "drops"])
async def test_a_server_in_trouble_is_not_ready(
    server: ScriptedModel, model: OpenAiModel, trouble: Trouble
) -> None:
    server.trouble = trouble

    assert not await model.ready()


async def test_a_stream_that_hangs_is_late(server: ScriptedModel, model: OpenAiModel) -> None:
    server.trouble = "hangs later"

    with pytest.raises(LateAnswer):
        [piece async for piece in model.stream(ASKED, max_tokens=9, timeout_s=0.3)]


async def test_a_stream_that_breaks_off_is_an_error(
    server: ScriptedModel, model: OpenAiModel
) -> None:
    server.trouble = "breaks off"

    with pytest.raises(Unavailable):
        [piece async for piece in model.stream(ASKED, max_tokens=9, timeout_s=5)]


async def test_nobody_listening_is_unavailable() -> None:
    model = OpenAiModel(closed_port())

    with pytest.raises(Unavailable):
        await model.complete(ASKED, max_tokens=9, timeout_s=5)
    assert not await model.ready()
    await model.close()


async def test_nobody_reached_is_given_up_after_the_time_to_connect() -> None:
    away = Unreachable()
    model = OpenAiModel(away.url, connect_timeout_s=0.1)
    loop = asyncio.get_running_loop()
    before = loop.time()

    with pytest.raises((Unavailable, LateAnswer)):
        await model.complete(ASKED, max_tokens=9, timeout_s=5)

    assert loop.time() - before < 0.3
    await model.close()
    away.close()


@pytest.mark.parametrize(
    "url",
    ["openai://", "openai://host/v1", "openai:///v1?model=a", "openai://h/v1?model=a&format=xml"],
)
def test_an_address_that_lacks_something_is_refused(url: str) -> None:
    with pytest.raises(BadFile):
        OpenAiModel(url)
