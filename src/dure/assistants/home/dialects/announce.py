"""Read what Home Assistant's discovery announces: one component, or a device with several."""

from collections.abc import Mapping
from functools import cache
from typing import Any, Final, Literal

from dure.assistants.home.dialects.payload import kelvin_of, number_of, part, read_object, text_of
from dure.assistants.home.dialects.template import compiled
from dure.assistants.home.things import (
    Announcement,
    DeviceConfig,
    Range,
    Reach,
    Rejected,
    Removed,
)
from dure.kernel.data import read_toml
from dure.ports.bus import is_topic

DIALECT: Final = "discovery"
COMPONENT_LIMIT: Final = 200
"""Components of one device; the largest real ones have some dozens."""
_MODES: Final = {"climate": ("modes", "state"), "fan": ("preset_modes", "preset_mode")}
_COLOR_MODES: Final = ("hs", "rgb", "xy", "rgbw", "rgbww")
_WARMTH: Final = (2000.0, 6535.0)
"""Kelvin where a light tells none (Home Assistant's defaults)."""


@cache
def grammar() -> dict[str, Any]:
    """Return the tables of the dialect."""
    return read_toml("dure.assistants.home", "data/discovery.toml")


def announcements(prefix: str, topic: str, payload: bytes) -> tuple[Announcement, ...]:
    """Return what a `…/config` message tells; an empty payload removes."""
    levels = topic.removeprefix(f"{prefix}/").split("/")
    if len(levels) not in (3, 4) or levels[-1] != "config":
        return (Rejected(code="wrong_shape", topic=topic),)
    if not payload:
        return (Removed(announced=topic),)
    plain = read_object(topic, payload)
    if isinstance(plain, Rejected):
        return (plain,)
    told, fallback = _long(plain), "_".join(levels[1:-1])
    if levels[0] != "device":
        return (_config(topic, levels[0], _with_base(told), fallback=fallback),)
    return _of_device(topic, told, fallback)


def _of_device(topic: str, told: dict[str, Any], fallback: str) -> tuple[Announcement, ...]:
    """Return the components of a device form; those that are left out are gone."""
    components = part(told, "components")
    if not components or len(components) > COMPONENT_LIMIT:
        return (Rejected(code="wrong_shape", topic=topic),)
    shared = {key: value for key, value in told.items() if key != "components"}
    made: list[Announcement] = []
    for key, plain in components.items():
        own = _long(plain) if isinstance(plain, dict) else {}
        platform = text_of(own.get("platform"))
        # A component of which only the platform is left has been taken away.
        if set(own) - {"platform"} or not platform:
            whole = _with_base({**shared, **own})
            made.append(_config(topic, platform, whole, fallback=f"{fallback}_{key}"))
    keep = frozenset(one.id for one in made if isinstance(one, DeviceConfig))
    return (*made, Removed(announced=topic, keep=keep))


def _long(plain: Mapping[str, Any]) -> dict[str, Any]:
    """Return an announcement with long keys."""
    tables = grammar()
    told = _renamed(plain, tables["short"])
    if "device" in told:
        told["device"] = _renamed(part(told, "device"), tables["short_device"])
    if isinstance(told.get("availability"), list):
        entries = (one for one in told["availability"] if isinstance(one, dict))
        told["availability"] = [_renamed(one, tables["short"]) for one in entries]
    return told


def _renamed(plain: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    return {names.get(key, key): value for key, value in plain.items()}


def _with_base(told: Mapping[str, Any]) -> dict[str, Any]:
    """Return an announcement with whole topics: "~" stands for the base topic."""
    base = text_of(told.get("~"))
    whole = {key: _whole(key, v, base) if base else v for key, v in told.items() if key != "~"}
    return {"device": {}, **whole}


def _whole(key: str, value: Any, base: str) -> Any:  # noqa: ANN401 - JSON
    if key == "availability" and isinstance(value, list):
        return [{k: _whole(k, v, base) for k, v in one.items()} for one in value]
    if not (isinstance(value, str) and key.endswith("topic")):
        return value
    if value.startswith("~"):
        return base + value[1:]
    return value[:-1] + base if value.endswith("~") else value


def _config(
    topic: str, component: str, told: dict[str, Any], *, fallback: str
) -> DeviceConfig | Rejected:
    wrong = _wrong(component, told)
    if wrong:
        return Rejected(code=wrong, topic=topic)
    unique = text_of(told.get("unique_id")) or fallback
    device = told["device"]
    reaches = _reaches(told)
    heard = _heard_topics(component, told)
    return DeviceConfig(
        id=f"{DIALECT}:{unique}",
        dialect=DIALECT,
        domain=component,
        name=_name(told, device) or unique,
        hardware=_hardware(device) or unique,
        announced=topic,
        topics=tuple(dict.fromkeys((*heard, *(reach.topic for reach in reaches)))),
        device_class=text_of(told.get("device_class")),
        unit=text_of(told.get("unit_of_measurement")),
        maker=text_of(device.get("manufacturer")),
        model=text_of(device.get("model")),
        firmware=text_of(device.get("sw_version")),
        settable=_settable(component, told),
        ranges=_ranges(component, told),
        modes=_modes(component, told),
        reaches=reaches,
        reach_mode=_reach_mode(told),
        wire=told,
    )


def _wrong(component: str, told: Mapping[str, Any]) -> str:
    """Return the code of what is wrong with an announcement, "" if nothing is."""
    attributes = grammar()["attributes"].get(component)
    if attributes is None or told.get("schema") == "template":
        return "unsupported_component"
    texts = {k: v for k, v in told.items() if k.endswith(("_topic", "_template")) or k == "topic"}
    if not all(isinstance(value, str) for value in texts.values()):
        return "wrong_shape"
    if not all(is_topic(text) for key, text in texts.items() if key.endswith("topic")):
        return "unsafe_topic"
    if any(compiled(text) is None for key, text in texts.items() if key.endswith("_template")):
        return "bad_template"
    return "" if _heard_topics(component, told) or "command_topic" in told else "wrong_shape"


def _heard_topics(component: str, told: Mapping[str, Any]) -> list[str]:
    rows = grammar()["attributes"][component].values()
    return [told[row[0]] for row in rows if isinstance(told.get(row[0]), str)]


def _name(told: Mapping[str, Any], device: Mapping[str, Any]) -> str:
    own, whole = text_of(told.get("name")).strip(), text_of(device.get("name")).strip()
    return own or whole


def _hardware(device: Mapping[str, Any]) -> str:
    ids = device.get("identifiers")
    first = ids[0] if isinstance(ids, list) and ids else ids
    if text_of(first):
        return text_of(first)
    links = device.get("connections")
    link = links[0] if isinstance(links, list) and links else None
    return text_of(link[1]) if isinstance(link, list) and len(link) == 2 else ""


def is_json_light(told: Mapping[str, Any]) -> bool:
    """Return whether a light speaks JSON on one topic."""
    return told.get("schema") == "json"


def _settable(component: str, told: Mapping[str, Any]) -> frozenset[str]:
    rows = grammar()["attributes"][component].items()
    if component == "light" and is_json_light(told):
        return frozenset(("state", *_json_light_attributes(told)))
    found = {name for name, row in rows if row[2] and told.get(row[2])}
    if component == "media_player" and found:
        found |= {"volume", "track"}
    if component == "cover" and "position" in found:
        found.add("state")
    return frozenset(found)


def _json_light_attributes(told: Mapping[str, Any]) -> set[str]:
    listed = told.get("supported_color_modes")
    modes = set(map(text_of, listed)) if isinstance(listed, list) else set[str]()
    found = {"brightness"} if told.get("brightness") or modes - {"onoff"} else set()
    found |= {"color_temp"} if "color_temp" in modes else set()
    return found | ({"color"} if modes & set(_COLOR_MODES) else set())


def _ranges(component: str, told: Mapping[str, Any]) -> dict[str, Range]:
    percent = Range(low=0, high=100)
    found = dict.fromkeys(("brightness", "position", "percentage", "volume"), percent)
    if component == "climate":
        low, high = number_of(told.get("min_temp")), number_of(told.get("max_temp"))
        step = number_of(told.get("temp_step"))
        found["temperature"] = Range(low=7 if low is None else low,
                                     high=35 if high is None else high, step=step or 1)  # fmt: skip
    if component == "fan":
        low, high = (number_of(told.get(f"speed_range_{end}")) for end in ("min", "max"))
        speeds = (high or 100) - (1 if low is None else low) + 1
        found["percentage"] = Range(low=0, high=100, step=100 / max(1, speeds))
    if component == "light":
        found["color_temp"] = Range(low=_kelvin(told, "min", "max", _WARMTH[0]),
                                    high=_kelvin(told, "max", "min", _WARMTH[1]),
                                    step=50)  # fmt: skip
    settable = _settable(component, told)
    return {name: one for name, one in found.items() if name in settable}


def _kelvin(told: Mapping[str, Any], end: str, mired_end: str, default: float) -> float:
    kelvin, mireds = (number_of(told.get(k)) for k in (f"{end}_kelvin", f"{mired_end}_mireds"))
    turned = None if mireds is None else kelvin_of(mireds)
    return kelvin or turned or default


def _modes(component: str, told: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    key, attribute = _MODES.get(component, ("", ""))
    listed = told.get(key)
    if not isinstance(listed, list):
        return {}
    return {attribute: tuple(text for text in map(text_of, listed) if text)}


def _reach_mode(told: Mapping[str, Any]) -> Literal["all", "any", "latest"]:
    mode = told.get("availability_mode")
    return "all" if mode == "all" else "any" if mode == "any" else "latest"


def _reaches(told: Mapping[str, Any]) -> tuple[Reach, ...]:
    listed = told.get("availability")
    entries = [e for e in listed if isinstance(e, dict)] if isinstance(listed, list) else []
    if not entries and told.get("availability_topic"):
        entries = [{**told, "topic": told["availability_topic"],
                    "value_template": told.get("availability_template", "")}]  # fmt: skip
    found = (_reach(entry) for entry in entries)
    return tuple(reach for reach in found if reach is not None)


def _reach(entry: Mapping[str, Any]) -> Reach | None:
    topic, template = text_of(entry.get("topic")), text_of(entry.get("value_template"))
    if not is_topic(topic) or compiled(template) is None:
        return None
    return Reach(
        topic=topic,
        online=text_of(entry.get("payload_available")) or "online",
        offline=text_of(entry.get("payload_not_available")) or "offline",
        template=template,
    )
