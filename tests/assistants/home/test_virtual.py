"""A virtual device answers any order, and what it says is what the codecs hear."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dure.assistants.home.book import Book
from dure.assistants.home.flat import FlatDevice, default_flat
from dure.assistants.home.virtual import Wires, announced, ordered, presence, says, virtual_of
from dure.kernel.clock import StillClock
from dure.ports.bus import Message

TAILS = ["set", "brightness/set", "mode/set", "temp/set", "position/set", "percentage/set",
         "cmnd/POWER", "cmnd/Dimmer", "cmnd/CT", "cmnd/Color2", "odd"]  # fmt: skip


@pytest.mark.parametrize("made", default_flat().devices, ids=lambda made: str(made.id))
def test_what_it_announces_and_says_is_understood(made: FlatDevice, clock: StillClock) -> None:
    device = virtual_of(made, Wires())
    book = Book(discovery_prefix="homeassistant", tasmota_prefix="tasmota/discovery")

    for one in (*announced(device), presence(device, is_there=True), *says(device)):
        book.receive(Message(topic=one.topic, payload=one.payload), clock.now())

    live = book.get(made.book_id)
    assert live is not None
    assert live.is_available
    assert str(live.state["state"]) == str(made.state["state"])
    assert book.counts == {}


@given(
    st.sampled_from(default_flat().devices),
    st.sampled_from(TAILS),
    st.binary(max_size=9) | st.sampled_from([b"ON", b'{"color":5}', b'{"brightness":"x"}', b"0"]),
)
def test_no_order_raises(made: FlatDevice, tail: str, payload: bytes) -> None:
    device = virtual_of(made, Wires())

    changes = ordered(device, f"{device.root}/{tail}", payload)

    assert changes is None or isinstance(changes, dict)
