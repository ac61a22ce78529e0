"""The fold of messages: duplicates, moves, presence, and whatever comes in."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dure.assistants.home.book import Book, LiveDevice
from dure.kernel.clock import StillClock
from dure.ports.bus import Message

TOPIC = "homeassistant/switch/u/config"
TOLD = {"uniq_id": "u", "stat_t": "u/s", "cmd_t": "u/c"}


def config(**more: object) -> bytes:
    return json.dumps({**TOLD, **more}).encode()


def book_of(*messages: Message, clock: StillClock) -> Book:
    book = Book(discovery_prefix="homeassistant", tasmota_prefix="tasmota/discovery")
    for message in messages:
        book.receive(message, clock.now())
    return book


def live(book: Book, device: str = "discovery:u") -> LiveDevice:
    found = book.get(device)
    assert found is not None
    return found


def test_a_second_device_with_the_same_id_is_counted_and_left_out(clock: StillClock) -> None:
    twin = Message(topic="homeassistant/switch/twin/config", payload=config(stat_t="other/s"))

    book = book_of(Message(topic=TOPIC, payload=config()), twin, clock=clock)

    assert book.counts == {"duplicate_id": 1}
    assert live(book).config.topics == ("u/s",)


def test_an_announcement_may_move_a_device_to_other_topics(clock: StillClock) -> None:
    book = book_of(
        Message(topic=TOPIC, payload=config()),
        Message(topic=TOPIC, payload=config(stat_t="v/s", name="새 이름")),
        Message(topic="u/s", payload=b"ON"),
        clock=clock,
    )
    book.receive(Message(topic="v/s", payload=b"OFF"), clock.now())

    assert live(book).state == {"state": "off"}
    assert live(book).config.name == "새 이름"


def test_what_is_retained_is_no_sign_of_life(clock: StillClock) -> None:
    old = Message(topic="u/s", payload=b"ON", retained=True)

    book = book_of(Message(topic=TOPIC, payload=config()), old, clock=clock)

    assert live(book).state == {"state": "on"}
    assert (live(book).last_seen, live(book).reports) == (None, 0)


@pytest.mark.parametrize(
    ("mode", "said", "is_there"),
    [
        ("all", ["online", "online"], True),
        ("all", ["online", "offline"], False),
        ("all", ["online"], None),
        ("any", ["offline", "online"], True),
        ("any", ["offline", "offline"], False),
        ("any", ["offline"], None),
        ("latest", ["online", "offline"], False),
        ("latest", [], None),
    ],
)
def test_presence_counts_as_announced(
    clock: StillClock, mode: str, said: list[str], is_there: bool | None
) -> None:
    told = config(avty=[{"t": "a0"}, {"t": "a1"}], avty_mode=mode)
    messages = [Message(topic=f"a{n}", payload=s.encode()) for n, s in enumerate(said)]

    book = book_of(Message(topic=TOPIC, payload=told), *messages, clock=clock)

    assert live(book).is_available is is_there


TOPICS = st.sampled_from(
    [TOPIC, "homeassistant/device/x/config", "homeassistant/light/a/b/config", "u/s", "a/+",
     "tasmota/discovery/AA/config", "tasmota/discovery/AA/sensors", "tasmota/discovery/AA/other"]
)  # fmt: skip
PAYLOADS = st.sampled_from([b"", b"{", b"[]", b"ON", b"\xff", config(), b'{"cmps":{"a":1}}',
                            b'{"sn":{"A":{"Temperature":[]}}}', b"x" * 70_000]) | st.binary(
    max_size=30
)  # fmt: skip


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(TOPICS, PAYLOADS), max_size=8))
def test_no_message_raises(clock: StillClock, messages: list[tuple[str, bytes]]) -> None:
    book = book_of(*(Message(topic=t, payload=p) for t, p in messages), clock=clock)

    assert all(live.config.topics is not None for live in book.all())
