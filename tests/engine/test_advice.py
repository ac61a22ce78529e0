"""A model that is not there costs a turn nothing, and one that is costs no more than allowed."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
from tests.engine.advised import Saying, adviser_of

from dure.embedded.cache import MemoryCache
from dure.engine.advice import Adviser, ModelSettings, Payer, Question
from dure.errors import LateAnswer, Unavailable
from dure.kernel.clock import StillClock

PAYER = Payer(tenant="main", user="kim")
SETTINGS = ModelSettings(url="openai://x", max_tokens=10, tokens_per_user_day=100, rest_s=30)


def asking(prompt: str = "말") -> Question[str]:
    return Question(
        prompt=prompt, schema={}, purpose="understand", read=lambda said: said if said else None
    )


async def asked(adviser: Adviser, prompt: str = "말") -> str | None:
    return await adviser.ask(asking(prompt), payer=PAYER)


@pytest.fixture
def model() -> Saying:
    return Saying(lambda prompt: "답")


@pytest.fixture
def adviser(model: Saying, tmp_path: Path, clock: StillClock) -> Adviser:
    return adviser_of(model, folder=tmp_path, clock=clock, settings=SETTINGS)


async def test_a_server_that_was_never_seen_to_answer_is_not_asked(
    model: Saying, adviser: Adviser
) -> None:
    assert await asked(adviser) is None
    assert model.prompts == []


async def test_a_server_that_answered_a_trial_is_asked(model: Saying, adviser: Adviser) -> None:
    await adviser.look()

    assert await asked(adviser, "무엇") == "답"
    assert model.prompts == ["무엇"]


async def test_after_a_failure_it_is_tried_beside_the_conversation_only(
    model: Saying, adviser: Adviser, clock: StillClock
) -> None:
    await adviser.look()
    model.error = Unavailable(what="model")
    assert await asked(adviser) is None
    model.error = None
    clock.move(31)

    assert await asked(adviser) is None
    await adviser.look()
    assert await asked(adviser) == "답"


async def test_a_server_that_failed_is_left_alone_for_a_while(
    model: Saying, adviser: Adviser, clock: StillClock
) -> None:
    model.error = Unavailable(what="model")
    await adviser.look()
    await adviser.look()
    clock.move(29)
    await adviser.look()

    assert model.trials == 1
    clock.move(2)
    await adviser.look()
    assert model.trials == 2


async def test_a_server_that_stops_answering_between_turns_is_noticed(
    model: Saying, adviser: Adviser
) -> None:
    await adviser.look()
    model.is_ready, model.error = False, LateAnswer()

    await adviser.look()

    assert not adviser.is_proven


async def test_of_a_proven_server_looking_costs_no_tokens(model: Saying, adviser: Adviser) -> None:
    for _ in range(5):
        await adviser.look()

    assert model.trials == 1


async def test_an_answer_that_was_cut_off_is_none(model: Saying, adviser: Adviser) -> None:
    await adviser.look()
    model.finish = "length"

    assert await asked(adviser) is None


async def test_an_answer_that_cannot_be_read_is_none_and_no_failure(
    model: Saying, adviser: Adviser
) -> None:
    await adviser.look()
    model.answer = lambda prompt: ""

    assert await asked(adviser) is None
    assert adviser.is_proven


async def test_a_person_over_the_budget_gets_no_model(model: Saying, adviser: Adviser) -> None:
    await adviser.look()
    model.tokens = 30

    answers = [await asked(adviser, "네" * 30) for _ in range(3)]

    assert answers == ["답", "답", None]
    assert await adviser.ask(asking(), payer=replace(PAYER, user="lee")) == "답"


async def test_a_server_that_does_not_count_charges_what_was_set_aside(
    model: Saying, adviser: Adviser
) -> None:
    await adviser.look()
    model.tokens = None

    answers = [await asked(adviser, "네" * 50) for _ in range(2)]

    assert answers == ["답", None]


async def test_a_server_that_is_down_charges_nothing(
    model: Saying, adviser: Adviser, clock: StillClock
) -> None:
    for _ in range(5):
        model.error = None
        clock.move(31)
        await adviser.look()
        model.error = Unavailable(what="model")
        await asked(adviser, "네" * 50)
    model.error = None
    clock.move(31)
    await adviser.look()

    assert await asked(adviser, "네" * 50) == "답"


async def test_it_looks_once_before_the_first_turn_and_goes_on_until_it_is_stopped(
    model: Saying, adviser: Adviser
) -> None:
    await adviser.start()
    assert adviser.is_proven

    await adviser.stop()

    assert model.is_closed


async def test_a_server_that_hangs_does_not_hold_up_the_start(
    tmp_path: Path, clock: StillClock
) -> None:
    class Hanging(Saying):
        async def complete(self, *args: object, **named: object) -> None:  # type: ignore[override]
            await asyncio.Event().wait()

    adviser = adviser_of(Hanging(str), folder=tmp_path, clock=clock, settings=SETTINGS)
    async with asyncio.timeout(2):
        await adviser.start()
        await adviser.stop()

    assert not adviser.is_proven


async def test_other_words_that_were_found_are_not_asked_for_again(
    model: Saying, tmp_path: Path, clock: StillClock
) -> None:
    cache = MemoryCache(clock)
    adviser = adviser_of(model, folder=tmp_path, clock=clock, settings=SETTINGS, cache=cache)
    await adviser.look()
    question = replace(asking("허기 퇴치"), may_keep=True)
    lee = Payer(tenant="main", user="lee")

    first = await adviser.ask(question, payer=PAYER)
    again = await adviser.ask(question, payer=lee)
    clock.move(601)
    await adviser.ask(question, payer=lee)

    assert (first, again) == ("답", "답")
    assert model.prompts == ["허기 퇴치", "허기 퇴치"]


async def test_what_may_not_be_kept_is_asked_for_each_time(
    model: Saying, tmp_path: Path, clock: StillClock
) -> None:
    cache = MemoryCache(clock)
    adviser = adviser_of(model, folder=tmp_path, clock=clock, settings=SETTINGS, cache=cache)
    await adviser.look()

    for _ in range(2):
        await asked(adviser, "그대로")

    assert model.prompts == ["그대로", "그대로"]
    assert cache.bytes_kept == 0


class AwayCache(MemoryCache):
    """Cannot be reached."""

    async def get(self, key: str) -> bytes | None:
        """Refuse."""
        raise Unavailable(what="cache")

    async def put(self, key: str, value: bytes, *, ttl_s: float) -> None:
        """Refuse."""
        raise Unavailable(what="cache")


async def test_a_cache_that_is_away_costs_no_answer(
    model: Saying, tmp_path: Path, clock: StillClock
) -> None:
    adviser = adviser_of(
        model, folder=tmp_path, clock=clock, settings=SETTINGS, cache=AwayCache(clock)
    )
    await adviser.look()

    assert await adviser.ask(replace(asking("무엇"), may_keep=True), payer=PAYER) == "답"
