"""An opinion is taken once for each turn, from whoever had the turn, and is theirs to forget."""

import asyncio
from typing import Any, Final

import pytest
from tests.engine.parrot import parrot, turns_of

from dure.embedded.events import SqliteEventLog
from dure.embedded.keys import SqliteKeyStore
from dure.engine.session import Session
from dure.engine.turn import Turns
from dure.errors import InvalidInput, NotFound
from dure.kernel.clock import StillClock
from dure.kernel.turns import TurnRequest, TurnResult
from dure.learning.feedback import FeedbackBook, Opinion, stream_of
from dure.trust.consent import ConsentBook, ConsentSettings
from dure.trust.mydata import MyData
from dure.trust.retention import IMPROVEMENT
from dure.trust.seal import Sealer

UP: Final = {"rating": "up"}


@pytest.fixture
def turns(log: SqliteEventLog, sealer: Sealer, clock: StillClock) -> Turns:
    return turns_of(parrot(), log=log, sealer=sealer, clock=clock)


@pytest.fixture
def consents(
    log: SqliteEventLog, keys: SqliteKeyStore, sealer: Sealer, clock: StillClock
) -> ConsentBook:
    mydata = MyData(log=log, keys=keys, sealer=sealer, house="main", clear=lambda: None)
    settings = ConsentSettings(ask=True)
    return ConsentBook(log=log, sealer=sealer, clock=clock, mydata=mydata, settings=settings)


@pytest.fixture
def book(
    log: SqliteEventLog, sealer: Sealer, clock: StillClock, consents: ConsentBook
) -> FeedbackBook:
    return FeedbackBook(log=log, sealer=sealer, clock=clock, consents=consents)


async def take(turns: Turns, *, user: str = "kim", tenant: str = "main") -> TurnResult:
    """Return a turn of a user in a session that is theirs; its answer holds one item."""
    request = TurnRequest(text="세어", user=user, tenant=tenant, session=f"s-{user}", turn="t1")
    return await turns.take("parrot", request)


async def session_of(turns: Turns, *, user: str = "kim", tenant: str = "main") -> Session:
    return await turns.session(tenant, f"s-{user}", user)


def opinion(**said: Any) -> Opinion:  # noqa: ANN401 - what a caller may send
    return Opinion(**{"turn": "t1", **said})


async def test_an_opinion_is_kept_with_its_turn(turns: Turns, book: FeedbackBook) -> None:
    await take(turns)
    said = opinion(rating="down", reason="wrong", text="값이 달라요", chosen=1)

    is_news = await book.give("main", await session_of(turns), said)

    known = await book.of("main", "kim")
    rating, chosen = known["s-kim", "t1", "rating"], known["s-kim", "t1", "chosen"]
    assert is_news
    assert (rating["rating"], rating["reason"], rating["text"]) == ("down", "wrong", "값이 달라요")
    assert chosen["chosen"] == 1


async def test_the_same_said_again_is_no_new_event(
    turns: Turns, book: FeedbackBook, log: SqliteEventLog
) -> None:
    await take(turns)
    session = await session_of(turns)

    news = [await book.give("main", session, opinion(**UP)) for _ in range(3)]

    assert news == [True, False, False]
    assert len(await log.read_stream("main", stream_of("kim"))) == 1


async def test_a_second_opinion_replaces_the_first(turns: Turns, book: FeedbackBook) -> None:
    await take(turns)
    session = await session_of(turns)
    await book.give("main", session, opinion(rating=5))

    await book.give("main", session, opinion(rating=2))

    assert [said["rating"] for said in (await book.of("main", "kim")).values()] == [2]


async def test_opinions_sent_at_once_are_one_event(
    turns: Turns, book: FeedbackBook, log: SqliteEventLog
) -> None:
    await take(turns)
    session = await session_of(turns)

    news = await asyncio.gather(*(book.give("main", session, opinion(**UP)) for _ in range(3)))

    assert sorted(news) == [False, False, True]
    assert len(await log.read_stream("main", stream_of("kim"))) == 1


async def test_a_turn_that_the_session_did_not_answer_is_not_found(
    turns: Turns, book: FeedbackBook
) -> None:
    await take(turns)
    await take(turns, user="lee")

    with pytest.raises(NotFound):
        await book.give("main", await session_of(turns), opinion(turn="t9", **UP))
    with pytest.raises(NotFound):
        await turns.session("main", "s-lee", "kim")
    with pytest.raises(NotFound):
        await turns.session("other", "s-kim", "kim")


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"rating": 0},
        {"rating": 6},
        {"rating": True},
        {"rating": "good"},
        {"reason": "wrong"},
        {"text": "그냥"},
        {"rating": "up", "reason": "because"},
        {"rating": "up", "text": "가" * 501},
        {"chosen": 0},
        {"chosen": 2},
    ],
)
async def test_what_is_no_opinion_is_refused(
    turns: Turns, book: FeedbackBook, said: dict[str, Any]
) -> None:
    await take(turns)

    with pytest.raises(InvalidInput):
        await book.give("main", await session_of(turns), opinion(**said))


async def test_what_is_written_beside_a_rating_is_kept_masked(
    turns: Turns, book: FeedbackBook
) -> None:
    await take(turns)
    said = opinion(rating="up", text="010-1234-5678로 전화 주세요")

    await book.give("main", await session_of(turns), said)

    [kept] = (await book.of("main", "kim")).values()
    assert "1234" not in kept["text"]


async def test_only_with_consent_may_an_opinion_be_learned_from(
    turns: Turns, book: FeedbackBook, consents: ConsentBook
) -> None:
    await take(turns)
    session = await session_of(turns)
    await book.give("main", session, opinion(rating="up"))
    await consents.give("main", "kim", "improvement", how="api")
    await book.give("main", session, opinion(chosen=1))

    known = await book.of("main", "kim")

    assert [said["may_learn"] for said in known.values()] == [False, True]


async def test_taking_the_consent_back_forgets_what_it_was_kept_for(
    turns: Turns, book: FeedbackBook, consents: ConsentBook, keys: SqliteKeyStore
) -> None:
    await take(turns)
    session = await session_of(turns)
    await book.give("main", session, opinion(rating="up"))
    await consents.give("main", "kim", "improvement", how="api")
    await book.give("main", session, opinion(chosen=1))

    await consents.withdraw("main", "kim", "improvement", how="api")

    assert [kind for _, _, kind in await book.of("main", "kim")] == ["rating"]
    assert not [key_id for key_id in keys.ids() if IMPROVEMENT in key_id]


async def test_a_user_of_the_same_name_elsewhere_has_opinions_of_their_own(
    turns: Turns, book: FeedbackBook
) -> None:
    await take(turns)
    await take(turns, tenant="other")
    await book.give("main", await session_of(turns), opinion(**UP))

    assert await book.of("other", "kim") == {}
