"""Tasmota's own dialect: retained `tasmota/discovery/<MAC>/config` and `/sensors`.

Topics are built from the full topic (`ft`, with %prefix% and %topic%) and the three prefixes
(`tp`: command, status, telemetry). A relay is a switch, a light or a shutter (`rl`).
"""

from collections.abc import Mapping
from functools import cache
from typing import Any, Final, cast

from dure.assistants.home.dialects.payload import (
    hex_of,
    kelvin_of,
    neat,
    number_of,
    part,
    read_object,
    read_text,
    rgb_of,
    text_of,
)
from dure.assistants.home.things import (
    Announcement,
    DeviceConfig,
    DeviceReport,
    Outgoing,
    Range,
    Reach,
    Rejected,
    Removed,
    State,
    Value,
)
from dure.kernel.data import read_toml
from dure.ports.bus import is_topic

DIALECT: Final = "tasmota"
_COMMAND, _STATUS, _TELEMETRY = 0, 1, 2
_KINDS: Final = {1: "switch", 2: "light", 3: "cover"}
_WARMTH: Final = Range(low=2000, high=6536, step=50)
"""500 to 153 mired, what `CT` takes."""
_RELAY_LIMIT: Final = 32
_MOVING: Final = {1: "opening", -1: "closing"}


@cache
def _tables() -> dict[str, Any]:
    return read_toml("dure.assistants.home", "data/tasmota.toml")


def patterns(prefix: str) -> tuple[str, ...]:
    """Return where devices announce themselves."""
    return (f"{prefix}/+/config", f"{prefix}/+/sensors")


def read(topic: str, config: bytes, sensors: bytes = b"") -> tuple[Announcement, ...]:
    """Return what a device tells of itself.

    topic: that of the config. sensors: the payload of its other topic, empty if not known.
    """
    if not config:
        return (Removed(announced=topic),)
    told = read_object(topic, config)
    if isinstance(told, Rejected):
        return (told,)
    wrong = _wrong(told)
    if wrong:
        return (Rejected(code=wrong, topic=topic),)
    rejected: list[Announcement] = []
    measured = read_object(topic, sensors) if sensors else {}
    if isinstance(measured, Rejected):
        rejected, measured = [measured], {}
    made = [*_relays(topic, told), *_sensors(topic, told, part(measured, "sn"))]
    keep = frozenset(one.id for one in made)
    return (*made, *rejected, Removed(announced=topic, keep=keep))


def _wrong(told: Mapping[str, Any]) -> str:
    prefixes, relays = told.get("tp"), told.get("rl")
    is_whole = isinstance(prefixes, list) and len(prefixes) == 3 and isinstance(relays, list)
    if not is_whole or not all(isinstance(told.get(key), str) for key in ("t", "ft", "mac")):
        return "wrong_shape"
    topics = [_topic(told, at, "POWER") for at in range(3)]
    return "" if all(map(is_topic, topics)) and told["mac"] else "unsafe_topic"


def _topic(told: Mapping[str, Any], prefix: int, last: str) -> str:
    whole = (
        told["ft"].replace("%prefix%", text_of(told["tp"][prefix])).replace("%topic%", told["t"])
    )
    for hole, key in (("%hostname%", "hn"), ("%id%", "mac")):
        whole = whole.replace(hole, text_of(told.get(key)))
    return f"{whole.rstrip('/')}/{last}"


def _relays(topic: str, told: Mapping[str, Any]) -> list[DeviceConfig]:
    relays = told["rl"][:_RELAY_LIMIT]
    count = sum(1 for kind in relays if isinstance(kind, int) and kind in _KINDS)
    found: list[DeviceConfig] = []
    shutters = 0
    for index, kind in enumerate(relays, start=1):
        domain = _KINDS.get(kind) if isinstance(kind, int) else None
        if domain == "cover":
            shutters += 1
            # A shutter has two relays, up and down.
            if shutters % 2:
                found.append(_relay(topic, told, "cover", (shutters + 1) // 2, count))
        elif domain:
            found.append(_relay(topic, told, domain, index, count))
    return found


def _relay(
    topic: str, told: Mapping[str, Any], domain: str, index: int, count: int
) -> DeviceConfig:
    names = told.get("fn")
    own = names[index - 1] if isinstance(names, list) and index <= len(names) else None
    power = f"POWER{index}" if count > 1 else "POWER"
    topics = [_topic(told, _STATUS, "RESULT"), _topic(told, _TELEMETRY, "STATE")]
    topics += [_topic(told, _TELEMETRY, "SENSOR")] if domain == "cover" else []
    settable = _settable(told, domain)
    percent = dict.fromkeys(("brightness", "position"), Range(low=0, high=100))
    ranges = {k: v for k, v in {**percent, "color_temp": _WARMTH}.items() if k in settable}
    return DeviceConfig(
        **_shared(topic, told),
        id=f"{DIALECT}:{told['mac']}_{domain}_{index}",
        domain=domain,
        name=text_of(own) or text_of(told.get("dn")) or told["t"],
        topics=(*topics, _topic(told, _STATUS, power), _topic(told, _TELEMETRY, "LWT")),
        settable=settable,
        ranges=ranges,
        wire={**told, "power": power, "index": index},
    )


def _settable(told: Mapping[str, Any], domain: str) -> frozenset[str]:
    if domain == "cover":
        return frozenset(("state", "position"))
    subtype = text_of(told.get("lt_st"))
    more = _tables()["lights"].get(subtype, []) if domain == "light" else []
    return frozenset(("state", *more))


def _shared(topic: str, told: Mapping[str, Any]) -> dict[str, Any]:
    reach = Reach(
        topic=_topic(told, _TELEMETRY, "LWT"),
        online=text_of(told.get("onln")) or "Online",
        offline=text_of(told.get("ofln")) or "Offline",
    )
    return {
        "dialect": DIALECT,
        "hardware": told["mac"],
        "announced": topic,
        "maker": "Tasmota",
        "model": text_of(told.get("md")),
        "firmware": text_of(told.get("sw")),
        "reaches": (reach,),
    }


def _sensors(
    topic: str, told: Mapping[str, Any], measured: Mapping[str, Any]
) -> list[DeviceConfig]:
    found = []
    for sensor, quantities in measured.items():
        for quantity in quantities if isinstance(quantities, dict) else ():
            row = _tables()["quantities"].get(quantity)
            if row is not None:
                found.append(_sensor(topic, told, (sensor, quantity), row))
    return found


def _sensor(
    topic: str, told: Mapping[str, Any], path: tuple[str, str], row: list[str]
) -> DeviceConfig:
    domain, device_class, unit, label = row
    return DeviceConfig(
        **_shared(topic, told),
        id=f"{DIALECT}:{told['mac']}_{path[0]}_{path[1]}",
        domain=domain,
        name=f"{text_of(told.get('dn')) or told['t']} {label}",
        topics=(
            _topic(told, _TELEMETRY, "SENSOR"),
            _topic(told, _STATUS, "STATUS10"),
            _topic(told, _TELEMETRY, "LWT"),
        ),
        device_class=device_class,
        unit=unit,
        wire={**told, "path": path},
    )


def hear(config: DeviceConfig, topic: str, payload: bytes) -> DeviceReport | Rejected:
    """Return what a message on one of a device's topics changes."""
    reach = config.reaches[0]
    text = read_text(topic, payload)
    if isinstance(text, Rejected):
        return text
    if topic == reach.topic:
        is_there = {reach.online: True, reach.offline: False}.get(text)
        bad = Rejected(code="bad_value", topic=topic)
        return bad if is_there is None else DeviceReport(is_there=is_there)
    if topic.endswith("/" + text_of(config.wire.get("power") or "-")):
        return DeviceReport(state=_power(config, text))
    plain = read_object(topic, payload)
    if isinstance(plain, Rejected):
        return plain
    refusal = "refused" if plain.get("Command") in ("Unknown", "Error") else ""
    return DeviceReport(state=_state(config, plain), refusal=refusal)


def _power(config: DeviceConfig, text: object) -> dict[str, Value]:
    words = config.wire.get("state")
    off, on = words[:2] if isinstance(words, list) and len(words) > 1 else ("OFF", "ON")
    said = {text_of(on): "on", text_of(off): "off"}.get(text_of(text))
    return {"state": said} if said and config.domain != "cover" else {}


def _state(config: DeviceConfig, plain: Mapping[str, Any]) -> dict[str, Value]:
    if config.domain == "sensor":
        sensor, quantity = cast("tuple[str, str]", config.wire["path"])
        # The same reading stands deeper in the answer to a question.
        readings = part(plain, "StatusSNS") or plain
        reading = number_of(part(readings, sensor).get(quantity))
        return {} if reading is None else {"state": neat(reading)}
    if config.domain == "cover":
        return _shutter(part(plain, f"Shutter{config.wire['index']}"))
    found = _power(config, plain.get(cast("str", config.wire["power"])))
    return {**found, **_light(config, plain)} if config.domain == "light" else found


def _light(config: DeviceConfig, plain: Mapping[str, Any]) -> dict[str, Value]:
    found: dict[str, Value] = {}
    dimmer, mired = number_of(plain.get("Dimmer")), number_of(plain.get("CT"))
    if dimmer is not None:
        found["brightness"] = round(dimmer)
    kelvin = None if mired is None else kelvin_of(mired)
    if kelvin is not None:
        found["color_temp"] = kelvin
    code = rgb_of(text_of(plain.get("Color"))[:6]) if "color" in config.settable else None
    if code:
        found["color"] = cast("str", hex_of(*code))
    return found


def _shutter(plain: Mapping[str, Any]) -> dict[str, Value]:
    position = number_of(plain.get("Position"))
    if position is None:
        return {}
    direction = number_of(plain.get("Direction")) or 0
    moving = _MOVING.get(int(direction))
    rests = "closed" if position == 0 else "open"
    return {"position": round(position), "state": moving or rests}


def orders(config: DeviceConfig, goal: State, now: State) -> tuple[Outgoing, ...] | Rejected:
    """Return what to publish so that the device comes to the goal."""
    if not set(goal) <= config.settable:
        return Rejected(code="not_supported", topic=config.announced)
    wishes = dict(goal)
    if any(wishes.get(k) for k in ("brightness", "position")) or wishes.get("state") == "off":
        # A dimmer above 0 turns on by itself; what goes off needs no dimmer.
        is_off = wishes.get("state") == "off"
        wishes = {k: v for k, v in goal.items() if (k == "state") is is_off}
    made: list[Outgoing] = []
    for name, value in wishes.items():
        order = _order(config, name, value)
        if order is None:
            return Rejected(code="unknown_value", topic=config.announced)
        made.append(_sent(config, *order))
    return tuple(made)


def ask_state(config: DeviceConfig) -> Outgoing:
    """Return the message at which a device tells its state, which it does not retain."""
    return _sent(config, "STATE", "") if config.settable else _sent(config, "STATUS", "10")


def _order(config: DeviceConfig, name: str, value: Value) -> tuple[str, str] | None:
    index = config.wire["index"]
    number = number_of(value)
    if config.domain == "cover":
        wish = {"open": 100.0, "closed": 0.0}.get(text_of(value)) if name == "state" else number
        return None if wish is None else (f"ShutterPosition{index}", str(round(wish)))
    if name == "state":
        power = cast("str", config.wire["power"])
        return (power, str(value).upper()) if value in ("on", "off") else None
    if name == "color":
        color = rgb_of(value)
        return None if color is None else ("Color2", "{:02X}{:02X}{:02X}".format(*color))
    if number is None:
        return None
    mired = min(500, max(153, round(1e6 / max(number, 1))))
    return ("CT", str(mired)) if name == "color_temp" else ("Dimmer", str(round(number)))


def _sent(config: DeviceConfig, command: str, payload: str) -> Outgoing:
    return Outgoing(topic=_topic(config.wire, _COMMAND, command), payload=payload.encode())
