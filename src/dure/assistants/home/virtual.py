"""One virtual device: what it announces, how it takes an order, what it says of itself.

This is the device's side of the dialects, written apart from the codecs it is there to test.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import orjson

from dure.assistants.home.flat import FlatDevice, mac_of
from dure.assistants.home.things import Outgoing, State, Value

_ORDERS: Final[Mapping[str, Value]] = {
    "ON": "on", "OFF": "off", "OPEN": "open", "CLOSE": "closed", "STOP": "stopped",
    "LOCK": "locked", "UNLOCK": "unlocked", "start": "cleaning", "pause": "paused",
    "return_to_base": "docked", "stop": "idle",
}  # fmt: skip
_SAID: Final = {"on": "ON", "off": "OFF", "locked": "LOCKED", "unlocked": "UNLOCKED",
                "locking": "LOCKING", "unlocking": "UNLOCKING"}  # fmt: skip
_TOPICS: Final[Mapping[str, Mapping[str, str]]] = {
    "light": {"state": "", "brightness": "brightness"},
    "cover": {"state": "", "position": "position"},
    "fan": {"state": "", "percentage": "percentage", "preset_mode": "preset"},
    "climate": {"state": "mode", "temperature": "temp", "fan_mode": "fan"},
}
QUESTIONS: Final = ("STATE", "STATUS")
"""Tasmota's commands that only ask."""
_COLOR_MODES: Final = {"color": "rgb", "color_temp": "color_temp"}
_SUBTYPES: Final = {(): 1, ("brightness",): 1, ("brightness", "color_temp"): 2,
                    ("brightness", "color"): 3}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Wires:
    """First levels of all topics of a simulated home."""

    base: str = "dure"
    discovery: str = "homeassistant"
    tasmota: str = "tasmota/discovery"


@dataclass(frozen=True, kw_only=True)
class Virtual:
    """A device as it stands."""

    made: FlatDevice
    wires: Wires
    state: State

    @property
    def root(self) -> str:
        """The first levels of its own topics."""
        return f"{self.wires.base}/{self.made.id}"

    @property
    def presence_topic(self) -> str:
        """Where it tells whether it is there."""
        tail = "status" if self.made.dialect == "discovery" else "tele/LWT"
        return f"{self.root}/{tail}"


def virtual_of(made: FlatDevice, wires: Wires) -> Virtual:
    """Return a device in its first state."""
    return Virtual(made=made, wires=wires, state=made.state)


def announced(device: Virtual) -> list[Outgoing]:
    """Return its retained announcements."""
    if device.made.dialect == "tasmota":
        return _tasmota_announced(device)
    topic = f"{device.wires.discovery}/{device.made.kind}/{device.made.id}/config"
    return [_json(topic, _config(device), retain=True)]


def presence(device: Virtual, *, is_there: bool) -> Outgoing:
    """Return what it, or its last will, says of its being there."""
    words = ("Online", "Offline") if device.made.dialect == "tasmota" else ("online", "offline")
    payload = words[0 if is_there else 1].encode()
    return Outgoing(topic=device.presence_topic, payload=payload, retain=True)


def ordered(device: Virtual, topic: str, payload: bytes) -> State | None:
    """Return what an order changes; nothing for a mere question, None if it is nonsense."""
    tail = topic.removeprefix(f"{device.root}/")
    try:
        text = payload.decode()
        if device.made.dialect == "tasmota":
            return _tasmota_ordered(device, tail.removeprefix("cmnd/"), text)
        return _ordered(device, tail, text)
    except (ValueError, KeyError, TypeError):
        return None


def after(device: Virtual, changes: State) -> Virtual:
    """Return the device with all that follows: a place for a cover, a mode for a climate."""
    state: dict[str, Value] = {**device.state, **changes}
    if device.made.kind == "cover":
        place = {"open": 100, "closed": 0}.get(str(changes.get("state")))
        position = changes.get("position", state["position"] if place is None else place)
        state |= {"position": position, "state": "closed" if position == 0 else "open"}
    if device.made.kind == "climate" and changes.get("state", "off") != "off":
        state["mode"] = state["state"]
    if device.made.kind == "fan" and "percentage" in changes:
        state["state"] = "on" if changes["percentage"] else "off"
    if "brightness" in changes and "state" not in changes:
        state["state"] = "on" if changes["brightness"] else "off"
    return replace(device, state=state)


def says(device: Virtual, *, moving: str = "") -> list[Outgoing]:
    """Return what it says of its state; moving: "opening" and the like on the way."""
    state = {**device.state, "state": moving} if moving else dict(device.state)
    if device.made.dialect == "tasmota":
        return _tasmota_says(device, state, moving)
    kind, root = device.made.kind, device.root
    if kind == "light" and device.made.form == "json":
        return [_json(f"{root}/state", _light_said(state), retain=True)]
    if kind in ("media_player", "vacuum"):
        return [_json(f"{root}/state", state, retain=True)]
    if kind == "sensor":
        return [_json(f"{root}/state", {"value": state["state"]}, retain=True)]
    words = {} if kind == "climate" else _SAID
    said = [
        _text(f"{root}/{tail}/state" if tail else f"{root}/state", state[name], words)
        for name, tail in _TOPICS.get(kind, {"state": ""}).items()
        if name in state
    ]
    if kind == "climate":
        said.append(_text(f"{root}/current/state", state["current_temperature"], words))
    return said


def _light_said(state: State) -> dict[str, Any]:
    said: dict[str, Any] = {"state": _SAID[str(state["state"])]}
    if "brightness" in state:
        said["brightness"] = round(float(state["brightness"]) * 2.55)
    if "color_temp" in state:
        said |= {"color_mode": "color_temp", "color_temp": round(1e6 / float(state["color_temp"]))}
    if "color" in state:
        code = str(state["color"])
        said["color"] = {k: int(code[at : at + 2], 16) for k, at in (("r", 1), ("g", 3), ("b", 5))}
    return said


def _config(device: Virtual) -> dict[str, Any]:
    made = device.made
    told: dict[str, Any] = {
        "~": device.root,
        "name": None,
        "uniq_id": made.id,
        "avty_t": "~/status",
        "stat_t": "~/state",
        "dev": {"ids": [made.id], "name": made.name, "mf": "dure", "mdl": f"virtual {made.kind}"},
        "o": {"name": "dure"},
    }
    if made.device_class:
        told["dev_cla"] = made.device_class
    if made.kind not in ("sensor", "binary_sensor"):
        told["cmd_t"] = "~/set"
    return {**told, **_of_kind(made)}


def _of_kind(made: FlatDevice) -> dict[str, Any]:
    if made.kind == "light":
        return _of_light(made)
    if made.kind == "sensor":
        return {"val_tpl": "{{ value_json.value }}", "unit_of_meas": made.unit}
    if made.kind == "cover":
        return {"pos_t": "~/position/state", "set_pos_t": "~/position/set"}
    if made.kind == "fan":
        speeds = {"pct_stat_t": "~/percentage/state", "pct_cmd_t": "~/percentage/set"}
        presets = {"pr_mode_stat_t": "~/preset/state", "pr_mode_cmd_t": "~/preset/set",
                   "pr_modes": made.modes}  # fmt: skip
        return {**speeds, **(presets if made.modes else {})}
    if made.kind == "climate":
        low, high, step = made.limits
        return {"mode_stat_t": "~/mode/state", "mode_cmd_t": "~/mode/set", "modes": made.modes,
                "temp_stat_t": "~/temp/state", "temp_cmd_t": "~/temp/set",
                "fan_mode_stat_t": "~/fan/state", "fan_mode_cmd_t": "~/fan/set",
                "curr_temp_t": "~/current/state",
                "min_temp": low, "max_temp": high, "temp_step": step}  # fmt: skip
    return {}


def _of_light(made: FlatDevice) -> dict[str, Any]:
    if made.form == "default":
        return {"bri_stat_t": "~/brightness/state", "bri_cmd_t": "~/brightness/set",
                "bri_scl": 100}  # fmt: skip
    modes = [_COLOR_MODES[name] for name in made.can if name in _COLOR_MODES] or ["brightness"]
    return {"schema": "json", "brightness": True, "sup_clrm": modes}


def _ordered(device: Virtual, tail: str, text: str) -> State | None:
    kind = device.made.kind
    if tail == "set" and (
        kind == "media_player" or (kind == "light" and device.made.form == "json")
    ):
        return _object_ordered(orjson.loads(text))
    if tail == "set":
        return {"state": _ORDERS[text]}
    names = {f"{topic}/set": name for name, topic in _TOPICS.get(kind, {}).items() if topic}
    name = names[tail]
    if name in ("state", "fan_mode", "preset_mode"):
        return {name: text} if text in (*device.made.modes, "auto", "low", "high") else None
    return {name: float(text) if "." in text else int(text)}


def _object_ordered(plain: dict[str, Any]) -> State:
    found: dict[str, Value] = {}
    if "state" in plain:
        found["state"] = _ORDERS.get(plain["state"], plain["state"])
    if "brightness" in plain:
        found["brightness"] = round(plain["brightness"] / 2.55)
    if "color_temp" in plain:
        found["color_temp"] = round(1e6 / plain["color_temp"])
    if "color" in plain:
        found["color"] = "#{r:02x}{g:02x}{b:02x}".format(**plain["color"])
    return {**found, **{k: plain[k] for k in ("volume", "track") if k in plain}}


def _tasmota_announced(device: Virtual) -> list[Outgoing]:
    made, mac = device.made, mac_of(device.made.id)
    relay = {"switch": [1], "light": [2], "cover": [3, 3]}.get(made.kind, [])
    config = {
        "ip": "192.0.2.1", "dn": made.name, "fn": [made.name], "hn": made.id, "mac": mac,
        "md": f"virtual {made.kind}", "ofln": "Offline", "onln": "Online", "sw": "14.2.0",
        "state": ["OFF", "ON", "TOGGLE", "HOLD"], "t": made.id,
        "rl": [*relay, *[0] * (8 - len(relay))],
        "ft": f"{device.wires.base}/%topic%/%prefix%/", "tp": ["cmnd", "stat", "tele"],
        "lt_st": _SUBTYPES.get(made.can, 0) if made.kind == "light" else 0, "ver": 1,
    }  # fmt: skip
    told = [_json(f"{device.wires.tasmota}/{mac}/config", config, retain=True)]
    sensors = {"sn": {"SI7021": {"Temperature": 0}} if made.kind == "sensor" else {}, "ver": 1}
    return [*told, _json(f"{device.wires.tasmota}/{mac}/sensors", sensors, retain=True)]


def _tasmota_ordered(device: Virtual, command: str, text: str) -> State | None:
    if command in QUESTIONS:
        return {}
    if command == "POWER":
        toggled = "off" if device.state["state"] == "on" else "on"
        return {"state": {"ON": "on", "OFF": "off", "TOGGLE": toggled}[text]}
    if command == "CT":
        return {"color_temp": round(1e6 / max(1, int(text)))}
    if command == "Color2":
        return {"color": f"#{int(text, 16):06x}"}
    return {{"Dimmer": "brightness", "ShutterPosition1": "position"}[command]: int(text)}


def _tasmota_says(device: Virtual, state: State, moving: str) -> list[Outgoing]:
    if device.made.kind == "sensor":
        said: dict[str, Any] = {"SI7021": {"Temperature": state["state"]}, "TempUnit": "C"}
        told = _json(f"{device.root}/tele/SENSOR", said)
        return [told, _json(f"{device.root}/stat/STATUS10", {"StatusSNS": said})]
    if device.made.kind == "cover":
        direction = {"opening": 1, "closing": -1}.get(moving, 0)
        shutter = {"Position": state["position"], "Direction": direction}
        return [_json(f"{device.root}/stat/RESULT", {"Shutter1": shutter})]
    said = {"POWER": _SAID[str(state["state"])]}
    if "brightness" in state:
        said["Dimmer"] = state["brightness"]
    if "color_temp" in state:
        said["CT"] = round(1e6 / float(state["color_temp"]))
    if "color" in state:
        said["Color"] = str(state["color"]).removeprefix("#").upper()
    power = Outgoing(topic=f"{device.root}/stat/POWER", payload=said["POWER"].encode())
    return [_json(f"{device.root}/stat/RESULT", said), power]


def refusal(device: Virtual) -> list[Outgoing]:
    """Return what it answers to an order that it does not understand."""
    if device.made.dialect == "tasmota":
        return [_json(f"{device.root}/stat/RESULT", {"Command": "Unknown"})]
    return []


def _json(topic: str, plain: Mapping[str, Any], *, retain: bool = False) -> Outgoing:
    return Outgoing(topic=topic, payload=orjson.dumps(dict(plain)), retain=retain)


def _text(topic: str, value: Value, words: Mapping[str, str]) -> Outgoing:
    text = words.get(str(value), str(value))
    return Outgoing(topic=topic, payload=text.encode(), retain=True)
