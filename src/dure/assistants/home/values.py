"""Read the values of a command: how bright, how warm, how far, how loud.

What was said relatively stays relative: 2도 올려 changes by 2 and never sets 2 degrees.
"""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Final

from dure.assistants.home.clauses import Clause
from dure.assistants.home.household import HouseholdIndex
from dure.assistants.home.meaning import Unclear
from dure.assistants.home.targets import Reached
from dure.kernel.data import read_toml
from dure.korean.normal import squeeze

_PACKAGE: Final = "dure.assistants.home"
_GREATEST_CHANGE: Final = 10
"""Degrees; more is no change but a goal."""
_GOAL: Final = ("로", "으로")
_Slots = dict[str, Any]
_Reading = Callable[[Clause, Reached, HouseholdIndex], _Slots | None]


def read_values(
    name: str, clause: Clause, *, reached: Reached, index: HouseholdIndex
) -> _Slots | None:
    """Return the slots of a reading named in a frame; None if the frame is not meant after all.

    Raises Unclear("unknown_value") for a value that no device could take.
    """
    return READINGS[name](clause, reached, index) if name else {}


def direction(clause: Clause) -> int:
    """Return 1 for more, -1 for less, 0 if neither was said."""
    for feature, sign in _SIGNS.items():
        if clause.has(feature):
            return sign
    return 0


def _brightness(clause: Clause, _: Reached, __: HouseholdIndex) -> _Slots:
    amount, to = _amount(clause, "percent", "number")
    if not (to or _says_goal(clause)) and direction(clause):
        return {"brightness_change": direction(clause) * _within(amount, 1, 100)}
    return {"brightness": _within(amount, 0, 100)}


def _brightness_bare(clause: Clause, reached: Reached, index: HouseholdIndex) -> _Slots | None:
    """거실 35로 is about light only where nothing there has a temperature to set."""
    area = reached.tied.get("area")
    warm = any(index.entity(at).area in (area, None) for at in index.by_domain.get("climate", ()))
    return None if warm else _brightness(clause, reached, index)


def _brightness_level(clause: Clause, reached: Reached, _: HouseholdIndex) -> _Slots:
    return {"brightness": _level(clause, "brightness")}


def _brightness_change(clause: Clause, _: Reached, __: HouseholdIndex) -> _Slots:
    return {"brightness_change": _step(clause, "brightness")}


def _kelvin(clause: Clause, _: Reached, __: HouseholdIndex) -> _Slots:
    amount, _to = _amount(clause, "kelvin", "number")
    return {"temperature": _within(amount, 1000, 10000)}


def _color(clause: Clause, _: Reached, __: HouseholdIndex) -> _Slots:
    colors = {word.value for word in clause.words("color")}
    if len(colors) > 1:
        raise Unclear("unknown_value", candidates=tuple(sorted(colors)))
    return {"color": colors.pop()}


def _temperature(clause: Clause, _: Reached, __: HouseholdIndex) -> _Slots:
    amount, to = _amount(clause, "degrees", "number")
    # Nobody raises by 23 degrees: so much can only be the goal.
    if not to and direction(clause) and amount <= _GREATEST_CHANGE:
        return {"temperature_change": direction(clause) * _within(amount, 0.5, _GREATEST_CHANGE)}
    return {"temperature": _within(amount, 5, 60)}


def _temperature_change(clause: Clause, _: Reached, __: HouseholdIndex) -> _Slots:
    return {"temperature_change": _step(clause, "temperature")}


def _position(clause: Clause, _: Reached, __: HouseholdIndex) -> _Slots:
    amount = (
        _within(_amount(clause, "percent")[0], 0, 100)
        if clause.has("percent")
        else _level(clause, "position")
    )
    to = bool(clause.words("percent") and clause.words("percent")[0].mood)
    return {"position": 100 - amount if clause.has("act:close") and not to else amount}


def _fan_speed(clause: Clause, reached: Reached, index: HouseholdIndex) -> _Slots:
    if clause.has("percent"):
        return {"percentage": _within(_amount(clause, "percent")[0], 0, 100)}
    if clause.has("gear"):
        return {"percentage": int(clause.words("gear")[0].value)}
    if clause.has("level"):
        return {"percentage": _level(clause, "fan")}
    steps = _steps_of(reached, index)
    amount = _within(_amount(clause, "steps")[0], 0, steps)
    return {"percentage": round(100 * amount / steps)}


def _fan_change(clause: Clause, reached: Reached, index: HouseholdIndex) -> _Slots:
    return {"percentage_change": direction(clause) * round(100 / _steps_of(reached, index))}


def _steps_of(reached: Reached, index: HouseholdIndex) -> int:
    """Return how many speeds the fan has; three where it does not tell."""
    for at in reached.entities:
        step = index.entity(at).attributes.get("percentage_step")
        if isinstance(step, int | float) and step > 0:
            return max(1, round(100 / step))
    return int(_steps()["fan"]["speeds"])


def _volume(clause: Clause, _: Reached, __: HouseholdIndex) -> _Slots | None:
    if clause.has("level"):
        return {"volume_level": _level(clause, "volume")}
    amount, to = _amount(clause, "percent", "number")
    if not to and direction(clause):
        return None
    return {"volume_level": _within(amount, 0, 100)}


def _volume_change(clause: Clause, _: Reached, __: HouseholdIndex) -> _Slots:
    if clause.has("percent"):
        return {"volume_step": direction(clause) * _within(_amount(clause, "percent")[0], 1, 100)}
    return {"volume_step": _step(clause, "volume")}


def _gas(_: Clause, reached: Reached, index: HouseholdIndex) -> _Slots | None:
    """Only a gas switch is closed with 잠가."""
    names = [squeeze(index.entity(at).name) for at in reached.entities]
    return {} if names and all("가스" in name or "밸브" in name for name in names) else None


def _cleaning(_: Clause, __: Reached, index: HouseholdIndex) -> _Slots | None:
    """청소해 without a target starts the vacuum cleaner, where there is one."""
    return {} if index.by_domain.get("vacuum") else None


def _cancelled(clause: Clause, _: Reached, index: HouseholdIndex) -> _Slots | None:
    """A bare 정지 stops the music where there is a player."""
    is_music = clause.has("act:stop") and bool(index.by_domain.get("media_player"))
    return None if is_music else {}


def _plain(_: Clause, __: Reached, ___: HouseholdIndex) -> _Slots:
    return {}


def _amount(clause: Clause, *kinds: str) -> tuple[float, bool]:
    """Return the amount and whether it was said to be the goal (…로)."""
    found = [word for kind in kinds for word in clause.words(kind)]
    if len({word.value for word in found}) != 1:
        raise Unclear("unknown_value", candidates=tuple(word.value for word in found))
    return float(found[0].value), found[0].mood == "to"


def _says_goal(clause: Clause) -> bool:
    """Whether 로 stands after the thing itself: 35% 밝기로 올려."""
    return any(span.form in _GOAL and not span.called for span in clause.spans)


def _within(amount: float, low: float, high: float) -> int | float:
    if not low <= amount <= high:
        raise Unclear("unknown_value", f"{amount:g}", candidates=(f"{low:g}", f"{high:g}"))
    return int(amount) if amount == int(amount) else amount


def _level(clause: Clause, of: str) -> int:
    return int(_steps()[of][clause.words("level")[0].value])


def _step(clause: Clause, of: str) -> int:
    size = "much" if clause.has("much") else "little" if clause.has("little") else "step"
    return direction(clause) * int(_steps()[of][size])


@cache
def _steps() -> Mapping[str, Mapping[str, int]]:
    steps: Mapping[str, Mapping[str, int]] = read_toml(_PACKAGE, "data/commands_steps.toml")
    return steps


_SIGNS: Final = {
    "act:raise": 1, "act:lower": -1, "bright:up": 1, "bright:down": -1, "warm:up": 1,
    "warm:down": -1, "loud:up": 1, "loud:down": -1, "strong:up": 1, "strong:down": -1,
}  # fmt: skip
READINGS: Final[Mapping[str, _Reading]] = {
    "brightness": _brightness,
    "brightness_bare": _brightness_bare,
    "brightness_level": _brightness_level,
    "brightness_change": _brightness_change,
    "kelvin": _kelvin,
    "color": _color,
    "temperature": _temperature,
    "temperature_change": _temperature_change,
    "position": _position,
    "fan_speed": _fan_speed,
    "fan_change": _fan_change,
    "volume": _volume,
    "volume_change": _volume_change,
    "gas": _gas,
    "vacuum": _plain,
    "cleaning": _cleaning,
    "cancelled": _cancelled,
}
