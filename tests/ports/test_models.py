"""What every language model promises, run over every plug."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest
from tests.adapters.scripted_model import ScriptedModel, real_server

from dure.adapters.openai import OpenAiModel
from dure.errors import LateAnswer, Unavailable
from dure.ports.models import LanguageModel, Spoken

ASKED = [Spoken(voice="user", text='말: "안녕"')]
SCHEMA = {"type": "object", "properties": {"rewrite": {"type": "string"}}}


@pytest.fixture(params=["openai, scripted", "openai, real"])
def url(request: pytest.FixtureRequest) -> Iterator[str]:
    """Where a server listens: a scripted one, or the real one of DURE_TEST_OPENAI."""
    if request.param == "openai, real":
        real = real_server()
        if real is None:
            pytest.skip("no server named by DURE_TEST_OPENAI")
        yield real
        return
    server = ScriptedModel(lambda prompt: "안녕하세요, 반갑습니다")
    yield server.url
    server.close()


@pytest.fixture
async def model(url: str) -> AsyncIterator[LanguageModel]:
    made = OpenAiModel(url, connect_timeout_s=1)
    yield made
    await made.close()


async def test_a_question_is_answered_with_text_and_a_count(model: LanguageModel) -> None:
    answer = await model.complete(ASKED, max_tokens=8, timeout_s=30)

    assert answer.text
    assert answer.tokens_out is None or 0 < answer.tokens_out <= 8 or answer.finish == "stop"


async def test_asking_for_json_is_answered_too(model: LanguageModel) -> None:
    answer = await model.complete(ASKED, schema=SCHEMA, max_tokens=8, timeout_s=30)

    assert answer.finish in ("stop", "length")


async def test_an_answer_comes_piece_by_piece(model: LanguageModel) -> None:
    pieces = [piece async for piece in model.stream(ASKED, max_tokens=8, timeout_s=30)]

    assert len(pieces) > 1
    assert all(pieces)


async def test_a_stream_may_be_left_before_its_end(model: LanguageModel) -> None:
    pieces = model.stream(ASKED, max_tokens=8, timeout_s=30)

    assert await anext(pieces)
    await pieces.aclose()  # type: ignore[attr-defined]


async def test_a_server_that_answers_is_ready(model: LanguageModel) -> None:
    assert await model.ready()


async def test_questions_at_the_same_time_are_all_answered(model: LanguageModel) -> None:
    asked = [model.complete(ASKED, max_tokens=4, timeout_s=60) for _ in range(4)]

    assert all(answer.text for answer in await asyncio.gather(*asked))


async def test_no_time_is_too_late(model: LanguageModel) -> None:
    with pytest.raises((LateAnswer, Unavailable)):
        await model.complete(ASKED, max_tokens=8, timeout_s=0)
