"""Home Assistant's discovery: hear states and write orders as an announcement says.

The tables in data/discovery.toml tell for each component which attribute is heard where and
how it is written; JSON lights, vacuums and media players speak objects instead.
"""

from collections.abc import Mapping
from typing import Any, Final, cast

import orjson

from dure.assistants.home.dialects.announce import DIALECT, announcements, grammar, is_json_light
from dure.assistants.home.dialects.payload import (
    hex_of,
    kelvin_of,
    neat,
    number_of,
    part,
    read_text,
    rgb_of,
    text_of,
)
from dure.assistants.home.dialects.template import compiled, rendered
from dure.assistants.home.things import (
    Announcement,
    DeviceConfig,
    DeviceReport,
    Outgoing,
    Rejected,
    State,
    Value,
)

__all__ = ["DIALECT", "birth", "hear", "orders", "patterns", "read"]

_UNKNOWN: Final = ("", "None", "none", "unknown", "unavailable")


def patterns(prefix: str) -> tuple[str, ...]:
    """Return where devices announce themselves."""
    return (f"{prefix}/+/+/config", f"{prefix}/+/+/+/config")


def birth(prefix: str) -> Outgoing:
    """Return the message at which devices announce themselves anew."""
    return Outgoing(topic=f"{prefix}/status", payload=b"online")


def read(prefix: str, topic: str, payload: bytes) -> tuple[Announcement, ...]:
    """Return what an announcement tells."""
    return announcements(prefix, topic, payload)


def hear(config: DeviceConfig, topic: str, payload: bytes) -> DeviceReport | Rejected:
    """Return what a message on one of a device's topics changes."""
    text = read_text(topic, payload)
    if isinstance(text, Rejected):
        return text
    state: dict[str, Value] = {}
    is_bad = False
    told = cast("Mapping[str, Any]", config.wire)
    for name, row in grammar()["attributes"][config.domain].items():
        if told.get(row[0]) == topic:
            found = _attribute(config, name, row, text)
            is_bad = is_bad or found is None
            state |= found or {}
    is_there = _is_there(config, topic, text)
    if is_bad and not state and is_there is None:
        return Rejected(code="bad_value", topic=topic)
    return DeviceReport(state=state, is_there=is_there)


def _is_there(config: DeviceConfig, topic: str, text: str) -> bool | None:
    for reach in config.reaches:
        if reach.topic == topic:
            said = _through(reach.template, text)
            return {reach.online: True, reach.offline: False}.get(said or "")
    return None


def _through(template: str, text: str) -> str | None:
    pieces = compiled(template) if template else None
    return rendered(pieces, text) if pieces else text.strip()


def _attribute(
    config: DeviceConfig, name: str, row: list[str], text: str
) -> dict[str, Value] | None:
    """Return what a text says of an attribute: nothing if unknown, None if it is nonsense."""
    told = cast("Mapping[str, Any]", config.wire)
    if config.domain == "light" and is_json_light(told):
        return _json_light(told, text)
    if row[4] in ("vacuum", "media"):
        return _object(text)
    said = _through(text_of(told.get(row[1], "")), text)
    if said is None:
        return None if told.get(row[1]) and not text.startswith("{") else {}
    if said in _UNKNOWN:
        return {}
    value = _value(config, row[4], said)
    if value is None:
        return None
    found: dict[str, Value] = {name: value}
    if config.domain == "climate" and name == "state" and value != "off":
        found["mode"] = value
    if config.domain == "cover" and name == "position" and not told.get("state_topic"):
        found["state"] = "closed" if value == 0 else "open"
    return found


def _value(config: DeviceConfig, how: str, said: str) -> Value | None:
    told = cast("Mapping[str, Any]", config.wire)
    if how == "words":
        return _word(config.domain, told, said)
    if how == "text":
        return said[:100]
    number = number_of(said)
    if how == "reading":
        return said[:100] if number is None else neat(number)
    if how == "rgb":
        return hex_of(*said.split(",")) if said.count(",") == 2 else None
    return None if number is None else _scaled(how, told, number)


def _scaled(how: str, told: Mapping[str, Any], number: float) -> Value | None:
    if how == "warmth":
        return round(number) if told.get("color_temp_kelvin") else kelvin_of(number)
    if how == "number":
        return neat(number)
    low, high = _scale(how, told)
    share = (number - low) / (high - low) if high != low else 0
    return round(100 * min(1.0, max(0.0, share)))


def _scale(how: str, told: Mapping[str, Any]) -> tuple[float, float]:
    """Return which numbers of the wire mean 0 and 100 percent."""
    if how == "scaled":
        return 0.0, number_of(told.get("brightness_scale")) or 255.0
    if how == "position":
        low, high = number_of(told.get("position_closed")), number_of(told.get("position_open"))
        return low or 0.0, 100.0 if high is None else high
    low, high = number_of(told.get("speed_range_min")), number_of(told.get("speed_range_max"))
    return (1.0 if low is None else low) - 1, high or 100.0


def _word(domain: str, told: Mapping[str, Any], said: str) -> str | None:
    for word, (*keys, default) in grammar()["words"][domain].items():
        named = next((text_of(told[key]) for key in keys if key in told), default)
        if said == named:
            return str(word)
    return None


def _json_light(told: Mapping[str, Any], text: str) -> dict[str, Value] | None:
    plain = _json(text)
    if plain is None:
        return None
    found: dict[str, Value] = {}
    if plain.get("state") in ("ON", "OFF"):
        found["state"] = plain["state"].lower()
    brightness = number_of(plain.get("brightness"))
    if brightness is not None:
        found["brightness"] = cast("Value", _scaled("scaled", told, brightness))
    warmth = number_of(plain.get("color_temp"))
    kelvin = None if warmth is None else _scaled("warmth", told, warmth)
    if kelvin is not None:
        found["color_temp"] = kelvin
    color = part(plain, "color")
    code = hex_of(color.get("r"), color.get("g"), color.get("b"))
    return {**found, "color": code} if code else found


def _object(text: str) -> dict[str, Value] | None:
    plain = _json(text)
    if plain is None:
        return None
    numbers = {k: number_of(plain.get(k)) for k in ("volume", "track", "battery_level")}
    found: dict[str, Value] = {k: neat(v) for k, v in numbers.items() if v is not None}
    if "battery_level" in found:
        found["battery"] = found.pop("battery_level")
    state = text_of(plain.get("state"))
    return {**found, "state": state} if state else found


def _json(text: str) -> dict[str, Any] | None:
    try:
        plain = orjson.loads(text)
    except orjson.JSONDecodeError:
        return None
    return plain if isinstance(plain, dict) else None


def orders(config: DeviceConfig, goal: State, now: State) -> tuple[Outgoing, ...] | Rejected:
    """Return what to publish so that the device comes to the goal.

    now: what is known of its state. A wish that a wider one brings about (a lit brightness
    turns on) is not sent twice.
    """
    if not set(goal) <= config.settable:
        return Rejected(code="not_supported", topic=config.announced)
    told = cast("Mapping[str, Any]", config.wire)
    if config.domain == "light" and is_json_light(told):
        return _order_json_light(config, goal)
    if config.domain == "media_player":
        return _sent(config, "command_topic", orjson.dumps(dict(goal)).decode())
    made: list[Outgoing] = []
    for name, value in _needed(config, goal).items():
        order = _order(config, name, value, now)
        if isinstance(order, Rejected):
            return order
        made += order
    return tuple(made)


def _needed(config: DeviceConfig, goal: State) -> State:
    wider = {"fan": ("percentage",), "cover": ("position",), "light": ("brightness",)}
    is_implied = any(goal.get(name) for name in wider.get(config.domain, ()))
    if config.domain == "light" and "state" in goal:
        # A lamp that is off may ignore its brightness: it is turned on first.
        return {"state": goal["state"], **goal} if goal["state"] == "on" else {"state": "off"}
    return {k: v for k, v in goal.items() if not (is_implied and k == "state")}


def _order(
    config: DeviceConfig, name: str, value: Value, now: State
) -> tuple[Outgoing, ...] | Rejected:
    row = grammar()["attributes"][config.domain][name]
    if config.domain == "climate" and name == "state":
        return _order_mode(config, text_of(value), now)
    if config.domain == "cover" and name == "state" and not config.wire.get("command_topic"):
        row, value = grammar()["attributes"]["cover"]["position"], 100 if value == "open" else 0
    payload = _payload(config, row[4], value)
    if payload is None:
        return Rejected(code="unknown_value", topic=config.announced)
    template = text_of(config.wire.get(row[3], "")) if row[3] else ""
    return _sent(config, row[2], _through(template, payload) if template else payload)


def _order_mode(config: DeviceConfig, wish: str, now: State) -> tuple[Outgoing, ...] | Rejected:
    modes = [mode for mode in config.modes.get("state", ()) if mode != "off"]
    if wish == "on":
        wish = text_of(now.get("mode")) or next(iter(modes), "")
    if wish not in ("off", *modes):
        return Rejected(code="unknown_value", topic=config.announced)
    return _sent(config, "mode_command_topic", wish)


def _payload(config: DeviceConfig, how: str, value: Value) -> str | None:
    told = cast("Mapping[str, Any]", config.wire)
    if how in ("words", "vacuum"):
        key, default = grammar()["orders"].get(config.domain, {}).get(value, ("", None))
        return text_of(told.get(key, default)) or None
    if how == "text":
        return text_of(value)
    if how == "rgb":
        color = rgb_of(value)
        return None if color is None else ",".join(map(str, color))
    number = number_of(value)
    return None if number is None else str(_unscaled(how, told, number))


def _unscaled(how: str, told: Mapping[str, Any], number: float) -> Value:
    if how == "warmth":
        return round(number if told.get("color_temp_kelvin") else 1e6 / max(number, 1))
    if how == "number":
        return neat(number)
    low, high = _scale(how, told)
    return round(low + (high - low) * number / 100)


def _order_json_light(config: DeviceConfig, goal: State) -> tuple[Outgoing, ...] | Rejected:
    told = cast("Mapping[str, Any]", config.wire)
    wish: dict[str, Any] = {"state": text_of(goal.get("state", "on")).upper()}
    for name, how in (("brightness", "scaled"), ("color_temp", "warmth")):
        number = number_of(goal.get(name))
        if name in goal and number is None:
            return Rejected(code="unknown_value", topic=config.announced)
        if number:
            wish[name] = _unscaled(how, told, number)
    if "color" in goal:
        color = rgb_of(goal["color"])
        if color is None:
            return Rejected(code="unknown_value", topic=config.announced)
        wish["color"] = dict(zip("rgb", color, strict=True))
    return _sent(config, "command_topic", orjson.dumps(wish).decode())


def _sent(config: DeviceConfig, key: str, payload: str | None) -> tuple[Outgoing, ...] | Rejected:
    topic = text_of(config.wire.get(key))
    if not topic or payload is None:
        return Rejected(code="not_supported", topic=config.announced)
    return (
        Outgoing(topic=topic, payload=payload.encode(), retain=config.wire.get("retain") is True),
    )
