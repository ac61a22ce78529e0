"""Chat completions as an existing client library of OpenAI's sees them."""

import pytest
from openai import AsyncOpenAI, AuthenticationError, NotFoundError, UnprocessableEntityError
from tests.gateway.doors import bearing, client
from tests.gateway.served import serving, serving_door
from tests.trust.door import member

from dure.app.wire import House
from dure.gateway.door import Door

LUNCH = {"role": "user", "content": "5천원으로 점심"}


async def test_openais_own_client_talks_to_meals_and_goes_on(house: House) -> None:
    async with serving(house) as address:
        ai = AsyncOpenAI(base_url=f"{address}/v1", api_key="none")
        first = await ai.chat.completions.create(model="meals", messages=[LUNCH])  # type: ignore[list-item]
        answer = first.choices[0].message.content
        talk = [
            LUNCH,
            {"role": "assistant", "content": answer},
            {"role": "user", "content": "더 싼 데"},
        ]
        second = await ai.chat.completions.create(model="meals", messages=talk)  # type: ignore[arg-type]
        await ai.close()

    assert "5,000원" in (answer or "")
    assert (first.model, first.choices[0].finish_reason) == ("meals", "stop")
    assert (second.choices[0].message.content or "").count("1. ") == 1
    events = await house.log.read_all()
    assert len([e for e in events if e.kind == "session.begun"]) == 1


async def test_openais_own_client_reads_a_stream(house: House) -> None:
    async with serving(house) as address:
        ai = AsyncOpenAI(base_url=f"{address}/v1", api_key="none")
        stream = await ai.chat.completions.create(
            model="meals", messages=[{"role": "user", "content": "5천원으로 점심"}], stream=True
        )
        chunks = [chunk async for chunk in stream]
        await ai.close()

    text = "".join(chunk.choices[0].delta.content or "" for chunk in chunks)
    assert "5,000원" in text
    assert len(chunks) > 5
    assert chunks[-1].choices[0].finish_reason == "stop"


async def test_openais_own_client_lists_the_assistants(house: House) -> None:
    async with serving(house) as address:
        ai = AsyncOpenAI(base_url=f"{address}/v1", api_key="none")
        listed = await ai.models.list()
        await ai.close()

    assert {"erp", "home", "meals", "perfume"} <= {model.id for model in listed.data}


async def test_openais_own_client_understands_our_refusals(house: House) -> None:
    async with serving(house) as address:
        ai = AsyncOpenAI(base_url=f"{address}/v1", api_key="none", max_retries=0)
        with pytest.raises(NotFoundError):
            await ai.chat.completions.create(model="nope", messages=[LUNCH])  # type: ignore[list-item]
        with pytest.raises(UnprocessableEntityError):
            await ai.chat.completions.create(model="meals", messages=[])
        await ai.close()


async def test_openais_own_client_is_told_that_its_key_is_no_good(guarded: Door) -> None:
    async with serving_door(guarded) as address:
        ai = AsyncOpenAI(base_url=f"{address}/v1", api_key="bad", max_retries=0)
        with pytest.raises(AuthenticationError):
            await ai.chat.completions.create(model="parrot", messages=[LUNCH])  # type: ignore[list-item]
        await ai.close()


async def test_the_history_of_one_person_opens_no_session_of_another(guarded: Door) -> None:
    kim, lee = [await member(guarded.identity, name) for name in ("kim", "lee")]
    async with client(guarded) as http:

        async def count(token: str, *before: str) -> str:
            roles = ("user", "assistant")
            talk = [{"role": roles[i % 2], "content": said} for i, said in enumerate(before)]
            body = {"model": "parrot", "messages": [*talk, {"role": "user", "content": "세어"}]}
            answer = await http.post("/v1/chat/completions", json=body, headers=bearing(token))
            return str(answer.json()["choices"][0]["message"]["content"])

        first = await count(kim.access)
        theirs = await count(lee.access, "세어", first)
        mine = await count(kim.access, "세어", first)

    assert (first, theirs, mine) == ("1번째예요.", "1번째예요.", "2번째예요.")


async def test_only_the_newest_message_is_acted_on(talking: Door) -> None:
    async with client(talking) as http:
        talk = [
            {"role": "system", "content": "세어"},
            {"role": "user", "content": "세어"},
            {"role": "assistant", "content": "아무 말"},
            {"role": "user", "content": [{"type": "text", "text": "세어"}]},
        ]
        body = {"model": "parrot", "messages": talk, "temperature": 0.2, "tools": []}
        answer = (await http.post("/v1/chat/completions", json=body)).json()

    assert answer["choices"][0]["message"]["content"] == "1번째예요."
    assert "usage" not in answer
