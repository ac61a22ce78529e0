"""What is tried is put back, and what could harm is not tried."""

import pytest

from dure.assistants.home.devices import DeviceBook
from dure.assistants.home.flat import default_flat
from dure.assistants.home.things import State
from dure.assistants.home.trial import can_blink, needs_consent, trial_of

IDS = {one.id: one.book_id for one in default_flat().devices}


@pytest.mark.parametrize(
    ("device", "trial", "before"),
    [
        ("living_light", {"state": "on"}, {"state": "off"}),
        ("kitchen_plug", {"state": "off"}, {"state": "on"}),
        ("living_aircon", {"temperature": 27}, {"temperature": 26}),
        ("bedroom_blind", {"position": 90}, {"position": 100}),
        ("living_tv", {"volume": 21}, {"volume": 20}),
        ("entrance_lock", {}, {}),
        ("kitchen_gas", {}, {}),
        ("living_vacuum", {}, {}),
        ("living_humidity", {}, {}),
    ],
)
async def test_a_trial_can_be_put_back(
    book: DeviceBook, device: str, trial: State, before: State
) -> None:
    live = book.get(IDS[device])
    assert live is not None

    assert trial_of(live) == (trial, before)
    assert can_blink(live) is (device in ("living_light", "kitchen_plug"))
    assert needs_consent(live) is (device == "bedroom_blind")
