"""The flat that ships is a whole home, and another can be read in its form."""

from dure.assistants.home.book import Registered
from dure.assistants.home.flat import default_flat, flat_of, mac_of


def test_the_default_flat_is_a_whole_home() -> None:
    devices = default_flat().devices

    assert len(devices) >= 25
    assert {"light", "switch", "cover", "climate", "fan", "sensor", "binary_sensor", "lock",
            "valve", "vacuum", "media_player"} == {one.kind for one in devices}  # fmt: skip
    assert {one.dialect for one in devices} == {"discovery", "tasmota"}
    assert {one.area for one in devices} == set(default_flat().areas)
    names = [n for one in devices for n in (one.name, *one.aliases)]
    assert len(names) == len(set(names))
    assert len({one.book_id for one in devices}) == len(devices)


def test_another_flat_is_read_from_plain_values() -> None:
    entry = {
        "id": "p",
        "dialect": "tasmota",
        "kind": "switch",
        "name": "플러그",
        "aliases": ["콘센트"],
    }

    flat = flat_of({"areas": ["거실"], "devices": [entry]})

    named = Registered(name="플러그", aliases=("콘센트",))
    assert flat.registrations() == {f"tasmota:{mac_of('p')}_switch_1": named}


def test_a_made_up_address_depends_on_the_name_only() -> None:
    assert mac_of("a") == mac_of("a") != mac_of("b")
    assert len(mac_of("아주 긴 이름" * 20)) == 12
