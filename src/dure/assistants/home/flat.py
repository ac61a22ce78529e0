"""The flat that stands in for real devices until there are some, read from data."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from dure.assistants.home.book import Registered
from dure.assistants.home.things import State
from dure.kernel.data import read_toml


@dataclass(frozen=True, kw_only=True)
class FlatDevice:
    """One line of the flat.

    kind: its domain. form: how a light speaks. can: what a light has beside on and off.
    limits: lowest, highest, step of a climate. travel_s: how long a cover takes.
    """

    id: str
    dialect: str
    kind: str
    name: str
    area: str | None = None
    aliases: tuple[str, ...] = ()
    device_class: str = ""
    unit: str = ""
    form: str = "json"
    can: tuple[str, ...] = ()
    modes: tuple[str, ...] = ()
    limits: tuple[float, ...] = ()
    travel_s: float = 0.0
    state: State = field(default_factory=dict)

    @property
    def book_id(self) -> str:
        """Its id in the book."""
        if self.dialect == "discovery":
            return f"discovery:{self.id}"
        part = "SI7021_Temperature" if self.kind == "sensor" else f"{self.kind}_1"
        return f"tasmota:{mac_of(self.id)}_{part}"


@dataclass(frozen=True, kw_only=True)
class Flat:
    """Rooms, what else they are called, and devices; spares nobody has named yet."""

    areas: tuple[str, ...]
    area_aliases: Mapping[str, tuple[str, ...]]
    devices: tuple[FlatDevice, ...]
    spares: tuple[FlatDevice, ...] = ()

    def registrations(self) -> dict[str, Registered]:
        """Return id in the book → name and place."""
        return {
            one.book_id: Registered(name=one.name, area=one.area, aliases=one.aliases)
            for one in self.devices
        }


@cache
def default_flat() -> Flat:
    """Return the flat that ships."""
    return flat_of(read_toml("dure.assistants.home", "data/flat.toml"))


def flat_of(plain: Mapping[str, Any]) -> Flat:
    """Return a flat from plain values in the form of data/flat.toml."""
    aliases = {area: tuple(names) for area, names in plain.get("area_aliases", {}).items()}
    return Flat(
        areas=tuple(plain["areas"]),
        area_aliases=aliases,
        devices=tuple(_device(entry) for entry in plain["devices"]),
        spares=tuple(_device(entry) for entry in plain.get("spares", ())),
    )


def mac_of(name: str) -> str:
    """Return a made-up hardware address that only depends on the name."""
    return f"{sum(ord(c) * 31**i for i, c in enumerate(name)) % 16**12:012X}"


def _device(entry: Mapping[str, Any]) -> FlatDevice:
    return FlatDevice(**{k: _frozen(v) for k, v in entry.items()})


def _frozen(value: Any) -> Any:  # noqa: ANN401 - TOML
    is_list = isinstance(value, Sequence) and not isinstance(value, str)
    return tuple(value) if is_list else value
