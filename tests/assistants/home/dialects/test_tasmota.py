"""Tasmota's announcements, states and commands, in its own full topic and prefixes."""

import json
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dure.assistants.home.dialects import tasmota
from dure.assistants.home.things import DeviceConfig, DeviceReport, Rejected, Removed

TOPIC = "tasmota/discovery/AABBCCDDEEFF/config"
TOLD = {"ip": "192.0.2.7", "dn": "부엌 등", "fn": ["주등", None], "hn": "t-1",
        "md": "Sonoff", "mac": "AABBCCDDEEFF", "ofln": "Offline", "onln": "Online",
        "state": ["OFF", "ON", "TOGGLE"],
        "sw": "14.2.0", "t": "tasmota_1", "ft": "%prefix%/%topic%/", "tp": ["cmnd", "stat", "tele"],
        "rl": [1, 0, 0, 0], "lt_st": 0, "ver": 1}  # fmt: skip


def configs(
    told: Mapping[str, Any], sensors: Mapping[str, Any] | None = None
) -> list[DeviceConfig]:
    plain = json.dumps({"sn": sensors}).encode() if sensors else b""
    made = tasmota.read(TOPIC, json.dumps({**TOLD, **told}).encode(), plain)
    return [one for one in made if isinstance(one, DeviceConfig)]


def heard(made: DeviceConfig, topic: str, plain: object) -> Mapping[str, Any]:
    payload = plain if isinstance(plain, str) else json.dumps(plain)
    report = tasmota.hear(made, topic, payload.encode())
    assert isinstance(report, DeviceReport)
    return report.state


def sent(made: DeviceConfig, goal: Mapping[str, Any]) -> object:
    orders = tasmota.orders(made, goal, {})
    if isinstance(orders, Rejected):
        return orders.code
    return [(one.topic, one.payload.decode()) for one in orders]


def test_topics_follow_the_full_topic_and_the_prefixes() -> None:
    [made] = configs({"ft": "home/%topic%/%prefix%/", "tp": ["c", "s", "t"]})

    assert "home/tasmota_1/s/RESULT" in made.topics
    assert "home/tasmota_1/t/LWT" in made.topics
    assert sent(made, {"state": "on"}) == [("home/tasmota_1/c/POWER", "ON")]


def test_one_relay_is_power_and_several_are_numbered() -> None:
    one, two = configs({"rl": [1, 1, 0]})

    assert (one.name, two.name) == ("주등", "부엌 등")
    assert sent(two, {"state": "off"}) == [("cmnd/tasmota_1/POWER2", "OFF")]
    assert heard(one, "stat/tasmota_1/RESULT", {"POWER1": "ON"}) == {"state": "on"}
    assert heard(two, "stat/tasmota_1/RESULT", {"POWER1": "ON"}) == {}
    assert heard(two, "stat/tasmota_1/POWER2", "OFF") == {"state": "off"}


@pytest.mark.parametrize(
    ("subtype", "settable"),
    [
        (0, {"state"}),
        (1, {"state", "brightness"}),
        (2, {"state", "brightness", "color_temp"}),
        (5, {"state", "brightness", "color", "color_temp"}),
    ],
)
def test_a_light_can_what_its_subtype_says(subtype: int, settable: set[str]) -> None:
    [made] = configs({"rl": [2], "lt_st": subtype})

    assert (made.domain, set(made.settable)) == ("light", settable)


def test_a_light_is_heard_and_told() -> None:
    [made] = configs({"rl": [2], "lt_st": 5})
    said = {"POWER": "ON", "Dimmer": 41, "CT": 250, "Color": "FF00100000"}

    assert heard(made, "tele/tasmota_1/STATE", said) == {
        "state": "on", "brightness": 41, "color_temp": 4000, "color": "#ff0010"}  # fmt: skip
    assert sent(made, {"state": "on", "brightness": 41}) == [("cmnd/tasmota_1/Dimmer", "41")]
    assert sent(made, {"state": "off"}) == [("cmnd/tasmota_1/POWER", "OFF")]
    assert sent(made, {"color_temp": 9999}) == [("cmnd/tasmota_1/CT", "153")]
    assert sent(made, {"color": "red"}) == [("cmnd/tasmota_1/Color2", "FF0000")]


def test_a_shutter_has_two_relays_and_one_place() -> None:
    [made] = configs({"rl": [3, 3]})

    assert made.domain == "cover"
    moving = {"Shutter1": {"Position": 40, "Direction": 1}}
    assert heard(made, "stat/tasmota_1/RESULT", moving) == {"position": 40, "state": "opening"}
    assert sent(made, {"state": "closed"}) == [("cmnd/tasmota_1/ShutterPosition1", "0")]


def test_sensors_are_devices_of_the_same_hardware() -> None:
    sensors = {"SI7021": {"Temperature": 1, "Humidity": 2, "Odd": 3}, "TempUnit": "C"}

    made = configs({"rl": [0]}, sensors)

    assert [(one.device_class, one.unit) for one in made] == [
        ("temperature", "°C"), ("humidity", "%")]  # fmt: skip
    assert {one.hardware for one in made} == {"AABBCCDDEEFF"}
    reading = {"SI7021": {"Temperature": 23.4}}
    assert heard(made[0], "tele/tasmota_1/SENSOR", reading) == {"state": 23.4}
    assert heard(made[0], "stat/tasmota_1/STATUS10", {"StatusSNS": reading}) == {"state": 23.4}


def test_the_last_will_tells_presence() -> None:
    [made] = configs({})

    assert tasmota.hear(made, "tele/tasmota_1/LWT", b"Offline") == DeviceReport(is_there=False)
    assert tasmota.hear(made, "tele/tasmota_1/LWT", b"Online") == DeviceReport(is_there=True)
    assert isinstance(tasmota.hear(made, "tele/tasmota_1/LWT", b"?"), Rejected)


def test_an_unknown_command_is_a_refusal() -> None:
    [made] = configs({})

    report = tasmota.hear(made, "stat/tasmota_1/RESULT", b'{"Command":"Unknown"}')

    assert report == DeviceReport(refusal="refused")


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"t": 5}, "wrong_shape"),
        ({"tp": ["cmnd"]}, "wrong_shape"),
        ({"t": "a/#"}, "unsafe_topic"),
        ({"mac": ""}, "unsafe_topic"),
    ],
)
def test_a_bad_announcement_is_a_code(told: Mapping[str, Any], code: str) -> None:
    [made] = tasmota.read(TOPIC, json.dumps({**TOLD, **told}).encode())

    assert isinstance(made, Rejected)
    assert made.code == code


def test_an_empty_config_removes_all_of_it() -> None:
    assert tasmota.read(TOPIC, b"") == (Removed(announced=TOPIC),)


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9999) | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)  # fmt: skip
SAID = st.dictionaries(
    st.sampled_from(["POWER", "Dimmer", "CT", "Color", "Shutter1", "Command", "SI7021"]), PLAIN
)


@settings(max_examples=300)
@given(st.dictionaries(st.sampled_from(sorted(TOLD)), PLAIN, max_size=3), PLAIN, SAID)
def test_nothing_that_is_announced_or_said_raises(
    told: dict[str, Any], sensors: object, said: dict[str, Any]
) -> None:
    whole = json.dumps({**TOLD, "rl": [1, 2, 3, 3], **told}).encode()
    for made in tasmota.read(TOPIC, whole, json.dumps({"sn": sensors}).encode()):
        if isinstance(made, DeviceConfig):
            for topic in made.topics:
                tasmota.hear(made, topic, json.dumps(said).encode())
            for name in made.settable:
                tasmota.orders(made, {name: 5}, {})
                tasmota.orders(made, {name: "on"}, {})
