"""What Home Assistant's discovery announces is read, and orders are written as announced."""

import json
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dure.assistants.home.dialects import discovery
from dure.assistants.home.things import (
    Announcement,
    DeviceConfig,
    DeviceReport,
    Outgoing,
    Rejected,
    Removed,
)

BASE = {"~": "b", "uniq_id": "u", "stat_t": "~/s", "cmd_t": "~/c"}


def announced(component: str, told: Mapping[str, Any]) -> Announcement:
    topic = f"homeassistant/{component}/u/config"
    [made] = discovery.read("homeassistant", topic, json.dumps(told).encode())
    return made


def config(component: str, told: Mapping[str, Any] | None = None) -> DeviceConfig:
    made = announced(component, {**BASE, **(told or {})})
    assert isinstance(made, DeviceConfig)
    return made


def heard(made: DeviceConfig, topic: str, payload: str) -> Mapping[str, Any]:
    report = discovery.hear(made, topic, payload.encode())
    assert isinstance(report, DeviceReport)
    return report.state


def sent(made: DeviceConfig, goal: Mapping[str, Any], now: Mapping[str, Any] | None = None) -> Any:  # noqa: ANN401
    orders = discovery.orders(made, goal, now or {})
    if isinstance(orders, Rejected):
        return orders.code
    return [(one.topic, one.payload.decode()) for one in orders]


def test_short_and_long_keys_mean_the_same() -> None:
    short = {"uniq_id": "u", "name": "등", "stat_t": "x/s", "cmd_t": "x/c", "dev_cla": "outlet",
             "pl_on": "1", "pl_off": "0", "avty_t": "x/a",
             "dev": {"ids": ["h"], "mf": "M", "mdl": "T", "sw": "2.0", "name": "집"}}  # fmt: skip
    long = {"unique_id": "u", "name": "등", "state_topic": "x/s", "command_topic": "x/c",
            "device_class": "outlet", "payload_on": "1", "payload_off": "0",
            "availability_topic": "x/a", "device": {"identifiers": "h", "manufacturer": "M",
            "model": "T", "sw_version": "2.0", "name": "집"}}  # fmt: skip

    first, second = announced("switch", short), announced("switch", long)

    assert isinstance(first, DeviceConfig)
    assert isinstance(second, DeviceConfig)
    same = ("id", "name", "hardware", "maker", "model", "firmware", "topics", "reaches", "settable")
    assert [getattr(first, name) for name in same] == [getattr(second, name) for name in same]
    assert (first.hardware, first.model, first.device_class) == ("h", "T", "outlet")


def test_the_base_topic_stands_for_the_tilde_on_either_side() -> None:
    made = config("switch", {"~": "집/등", "stat_t": "~/s", "cmd_t": "set/~"})

    assert made.topics == ("집/등/s",)
    assert sent(made, {"state": "on"}) == [("set/집/등", "ON")]


def test_the_device_form_announces_its_components_and_drops_the_missing() -> None:
    told = {"dev": {"ids": ["h"]}, "o": {"name": "x"}, "avty_t": "d/a", "cmps": {
        "a": {"p": "switch", "uniq_id": "a", "cmd_t": "d/a/c", "stat_t": "d/a/s"},
        "b": {"p": "sensor", "uniq_id": "b", "stat_t": "d/b/s"},
        "gone": {"p": "sensor"},
        "odd": {"p": "scene", "cmd_t": "d/o"},
    }}  # fmt: skip
    topic = "homeassistant/device/h/config"

    made = discovery.read("homeassistant", topic, json.dumps(told).encode())

    ids = [one.id for one in made if isinstance(one, DeviceConfig)]
    assert ids == ["discovery:a", "discovery:b"]
    assert [one.code for one in made if isinstance(one, Rejected)] == ["unsupported_component"]
    assert made[-1] == Removed(announced=topic, keep=frozenset(ids))
    assert all(one.hardware == "h" for one in made if isinstance(one, DeviceConfig))


def test_an_empty_payload_removes() -> None:
    topic = "homeassistant/light/node/u/config"

    assert discovery.read("homeassistant", topic, b"") == (Removed(announced=topic),)


@pytest.mark.parametrize(
    ("component", "told", "code"),
    [
        ("scene", BASE, "unsupported_component"),
        ("light", {**BASE, "schema": "template"}, "unsupported_component"),
        ("switch", {**BASE, "cmd_t": "a/#"}, "unsafe_topic"),
        ("switch", {**BASE, "stat_t": "a/+/b"}, "unsafe_topic"),
        ("switch", {**BASE, "stat_t": 7}, "wrong_shape"),
        ("switch", {"uniq_id": "u"}, "wrong_shape"),
        ("sensor", {**BASE, "val_tpl": "{% for a in b %}"}, "bad_template"),
        ("sensor", {**BASE, "val_tpl": "{{ states('x') }}"}, "bad_template"),
    ],
)
def test_a_bad_announcement_is_a_code(component: str, told: Mapping[str, Any], code: str) -> None:
    made = announced(component, told)

    assert isinstance(made, Rejected)
    assert made.code == code


@pytest.mark.parametrize(
    ("payload", "code"),
    [(b"{'x", "not_json"), (b"[1]", "wrong_shape"), (b" " * 70_000, "too_large")],
)
def test_a_payload_that_is_no_announcement_is_a_code(payload: bytes, code: str) -> None:
    [made] = discovery.read("homeassistant", "homeassistant/light/u/config", payload)

    assert isinstance(made, Rejected)
    assert made.code == code


def test_names_may_hold_anything() -> None:
    made = config("switch", {"name": "거실/#1 + 💡"})

    assert made.name == "거실/#1 + 💡"


def test_a_json_light_is_heard_and_told_in_its_own_scale() -> None:
    made = config("light", {"schema": "json", "brightness": True, "bri_scl": 254,
                            "sup_clrm": ["color_temp", "rgb"]})  # fmt: skip
    said = '{"state":"ON","brightness":127,"color_temp":250,"color":{"r":255,"g":0,"b":16}}'

    assert made.settable == {"state", "brightness", "color_temp", "color"}
    assert heard(made, "b/s", said) == {"state": "on", "brightness": 50, "color_temp": 4000,
                                        "color": "#ff0010"}  # fmt: skip
    [(topic, order)] = sent(made, {"state": "on", "brightness": 100, "color": "blue"})
    assert topic == "b/c"
    assert json.loads(order) == {"state": "ON", "brightness": 254,
                                 "color": {"r": 0, "g": 0, "b": 255}}  # fmt: skip


def test_a_default_light_speaks_on_a_topic_for_each_thing() -> None:
    made = config("light", {"bri_stat_t": "~/bs", "bri_cmd_t": "~/bc", "rgb_stat_t": "~/rs",
                            "rgb_cmd_t": "~/rc"})  # fmt: skip

    assert heard(made, "b/bs", "51") == {"brightness": 20}
    assert heard(made, "b/rs", "0,128,255") == {"color": "#0080ff"}
    assert sent(made, {"state": "on", "brightness": 20}) == [("b/c", "ON"), ("b/bc", "51")]
    assert sent(made, {"state": "off"}) == [("b/c", "OFF")]


@pytest.mark.parametrize(
    ("component", "told", "said", "state"),
    [
        ("switch", {"stat_on": "1", "stat_off": "0"}, "1", {"state": "on"}),
        ("switch", {"val_tpl": "{{ value_json.p }}"}, '{"p":"OFF"}', {"state": "off"}),
        ("binary_sensor", {"pl_on": "open", "pl_off": "shut"}, "open", {"state": "on"}),
        ("sensor", {"val_tpl": "{{ value_json.t | float / 10 }}"}, '{"t":235}', {"state": 23.5}),
        ("sensor", {}, "rain", {"state": "rain"}),
        ("sensor", {}, "unknown", {}),
        ("sensor", {"val_tpl": "{{ value_json.t }}"}, '{"other":1}', {}),
        ("cover", {}, "opening", {"state": "opening"}),
        ("cover", {"pos_t": "b/s", "stat_t": "b/x"}, "40", {"position": 40}),
        ("lock", {}, "JAMMED", {"state": "jammed"}),
        ("valve", {}, "closed", {"state": "closed"}),
        ("fan", {"pct_stat_t": "b/s", "stat_t": "b/x", "spd_rng_max": 4}, "1", {"percentage": 25}),
        ("vacuum", {}, '{"state":"docked","battery_level":9}', {"state": "docked", "battery": 9}),
        ("media_player", {}, '{"state":"playing","volume":3}', {"state": "playing", "volume": 3}),
        ("climate", {"mode_stat_t": "b/s"}, "cool", {"state": "cool", "mode": "cool"}),
        ("climate", {"curr_temp_t": "b/s"}, "21.50", {"current_temperature": 21.5}),
    ],
)
def test_a_state_is_heard(
    component: str, told: Mapping[str, Any], said: str, state: Mapping[str, Any]
) -> None:
    assert heard(config(component, told), "b/s", said) == state


@pytest.mark.parametrize(
    ("component", "told", "goal", "orders"),
    [
        ("switch", {"pl_on": "1"}, {"state": "on"}, [("b/c", "1")]),
        ("lock", {}, {"state": "unlocked"}, [("b/c", "UNLOCK")]),
        ("valve", {}, {"state": "closed"}, [("b/c", "CLOSE")]),
        ("vacuum", {}, {"state": "docked"}, [("b/c", "return_to_base")]),
        ("cover", {}, {"state": "stopped"}, [("b/c", "STOP")]),
        ("cover", {"set_pos_t": "~/p"}, {"position": 30}, [("b/p", "30")]),
        ("cover", {"set_pos_t": "~/p", "pos_open": 0, "pos_clsd": 100}, {"position": 30},
         [("b/p", "70")]),
        ("fan", {"pct_cmd_t": "~/p", "spd_rng_max": 4}, {"state": "on", "percentage": 75},
         [("b/p", "3")]),
        ("climate", {"mode_cmd_t": "~/m", "modes": ["off", "heat"]}, {"state": "on"},
         [("b/m", "heat")]),
        ("climate", {"temp_cmd_t": "~/t", "temp_cmd_tpl": '{"t": {{ value }}}'},
         {"temperature": 24.5}, [("b/t", '{"t": 24.5}')]),
        ("switch", {}, {"brightness": 3}, "not_supported"),
        ("lock", {}, {"state": "ajar"}, "unknown_value"),
    ],
)  # fmt: skip
def test_an_order_is_written(
    component: str, told: Mapping[str, Any], goal: Mapping[str, Any], orders: object
) -> None:
    assert sent(config(component, told), goal) == orders


@pytest.mark.parametrize(
    ("told", "topic", "said", "is_there"),
    [
        ({"avty_t": "~/a"}, "b/a", "online", True),
        ({"avty_t": "~/a", "pl_not_avail": "weg"}, "b/a", "weg", False),
        ({"avty": [{"t": "~/a", "val_tpl": "{{ value_json.state }}"}]}, "b/a",
         '{"state":"offline"}', False),
    ],
)  # fmt: skip
def test_presence_is_heard(told: Mapping[str, Any], topic: str, said: str, is_there: bool) -> None:
    report = discovery.hear(config("switch", told), topic, said.encode())

    assert report == DeviceReport(is_there=is_there)


def test_devices_are_asked_with_the_birth_message() -> None:
    assert discovery.birth("ha") == Outgoing(topic="ha/status", payload=b"online")


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 999) | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)  # fmt: skip
KEYS = st.sampled_from(
    ["~", "uniq_id", "stat_t", "cmd_t", "val_tpl", "dev", "avty", "avty_t", "avty_mode", "modes",
     "schema", "sup_clrm", "bri_scl", "min_temp", "temp_step", "spd_rng_max", "pl_on", "name",
     "cmps", "mode_cmd_t", "temp_cmd_t", "pos_t", "set_pos_t", "max_mireds", "min_kelvin", "device"]
)  # fmt: skip
COMPONENTS = st.sampled_from(
    ["light", "switch", "cover", "climate", "fan", "sensor", "lock", "binary_sensor", "valve",
     "vacuum", "media_player", "device"]
)  # fmt: skip


@settings(max_examples=300)
@given(COMPONENTS, st.dictionaries(KEYS, PLAIN, max_size=8), st.binary(max_size=40), PLAIN)
def test_nothing_that_is_announced_or_said_raises(
    component: str, told: dict[str, Any], payload: bytes, value: Any  # noqa: ANN401
) -> None:  # fmt: skip
    json_light = {"schema": "json", "sup_clrm": ["rgb", "color_temp"], "brightness": True}
    whole = {"stat_t": "a/s", "cmd_t": "a/c", **json_light, **told}
    topic = f"homeassistant/{component}/u/config"
    for made in discovery.read("homeassistant", topic, json.dumps(whole).encode()):
        if isinstance(made, DeviceConfig):
            for state_topic in made.topics:
                discovery.hear(made, state_topic, payload)
                discovery.hear(made, state_topic, json.dumps(value).encode())
            for name in made.settable:
                discovery.orders(made, {name: 5}, {})
                discovery.orders(made, {name: "on"}, {})
