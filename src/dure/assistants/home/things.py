"""What a device is, says and is told, whatever dialect it speaks.

State bears one vocabulary in all dialects: `state` ("on", "off", "open", "closed", "locked",
"unlocked", "cleaning", a climate's mode, a sensor's reading …), `brightness`, `position`,
`percentage`, `volume`, `humidity` and `battery` in 0..100, `temperature` in degrees Celsius,
`color_temp` in kelvin, `color` as "#rrggbb".
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Value = str | int | float
State = Mapping[str, Value]


@dataclass(frozen=True, kw_only=True)
class Range:
    """Lowest and highest value of an attribute, ends included, and its step."""

    low: float
    high: float
    step: float = 1.0


@dataclass(frozen=True, kw_only=True)
class Reach:
    """Where a device tells that it is there: what it says, and what it says when not."""

    topic: str
    online: str = "online"
    offline: str = "offline"
    template: str = ""


@dataclass(frozen=True, kw_only=True)
class DeviceConfig:
    """What a device told of itself.

    id: dialect and unique id. hardware: the thing it is part of; several may share one.
    announced: the topic that told it. settable: attributes that a command may set. ranges:
    of the numeric ones. modes: of those with named values. reach_mode: which of `reaches`
    must say that it is there. wire: what only its dialect reads.
    """

    id: str
    dialect: str
    domain: str
    name: str
    hardware: str
    announced: str
    topics: tuple[str, ...]
    device_class: str = ""
    unit: str = ""
    maker: str = ""
    model: str = ""
    firmware: str = ""
    settable: frozenset[str] = frozenset()
    ranges: Mapping[str, Range] = field(default_factory=dict)
    modes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    reaches: tuple[Reach, ...] = ()
    reach_mode: Literal["all", "any", "latest"] = "latest"
    wire: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Removed:
    """Whoever was announced under this topic is gone. keep: ids that are not."""

    announced: str
    keep: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class DeviceReport:
    """What one message changes. is_there: None if it does not tell; why: a refusal's code."""

    state: State = field(default_factory=dict)
    is_there: bool | None = None
    refusal: str = ""


@dataclass(frozen=True, kw_only=True)
class Rejected:
    """A message or a wish that cannot be taken, as a code that is counted.

    too_large, not_json, not_text, wrong_shape, unsafe_topic, no_id, bad_value, bad_template,
    unsupported_component, not_supported, unknown_value.
    """

    code: str
    topic: str = ""


@dataclass(frozen=True, kw_only=True)
class Outgoing:
    """A message to be published."""

    topic: str
    payload: bytes
    retain: bool = False


Announcement = DeviceConfig | Removed | Rejected
