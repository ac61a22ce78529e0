"""What a person likes, as sums that fade, and shares that lean on what is known in general.

A sum that fades is kept as [value, second]: what it was worth at that second. So it takes two
numbers however much went into it, and what is added late is worth what it would have been.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

Sum = list[float]
Counts = Mapping[str, int]

_DAY_S: Final = 86_400.0


@dataclass(frozen=True, kw_only=True)
class TasteSettings:
    """What shows a liking, and how soon it fades (design of meals, form 10)."""

    rated: float = 1.0
    """Times the value of a rating (-1 … 1), and of a liking that was said."""
    chosen: float = 0.8
    viewed: float = 0.3
    viewed_most: float = 0.9
    """What looking at a category can come to, however often: less than one liking that was said."""
    half_life_days: float = 60.0
    """Two months: a school term's habits have faded to a quarter by the next one."""
    pull: float = 4.0
    """Choices that what is known in general counts for, beside a person's own."""
    kinds: int = 12
    """Categories among which nothing is known: those of the demonstration that serve meals."""


def faded(kept: Sum | None, at_s: float, *, half_life_days: float) -> float:
    """Return what a sum is worth at a second; it does not grow back before its own."""
    if kept is None:
        return 0.0
    age_days = max(0.0, at_s - kept[1]) / _DAY_S
    return float(kept[0] * 2.0 ** (-age_days / half_life_days))


def added(kept: Sum | None, weight: float, at_s: float, *, half_life_days: float) -> Sum:
    """Return a sum with more in it, in whatever order things are told."""
    if kept is None:
        return [weight, at_s]
    newest = max(kept[1], at_s)
    late = 2.0 ** (-(newest - at_s) / _DAY_S / half_life_days)
    return [faded(kept, newest, half_life_days=half_life_days) + weight * late, newest]


class Shares(Mapping[tuple[str, str], float]):
    """P(category | situation) of one person: (situation, category) → share.

    What was counted in a situation leans on the person's own choices in general, and those on all
    categories alike:

        share = (counted + pull · own share) / (counted in the situation + pull)

    Any category may be asked for and the shares of a situation sum to at most 1 over those that
    are listed: something is left for what was never chosen. A situation that was never met has
    the person's own shares. A person without choices has none: empty. Worked out when asked.
    """

    def __init__(
        self, counted: Mapping[str, Counts], own: Counts, *, settings: TasteSettings
    ) -> None:
        """counted: situation → category → choices. own: category → choices in general."""
        self._counted = {situation: dict(counts) for situation, counts in counted.items()}
        self._own, self._all = dict(own), sum(own.values())
        self._settings = settings

    def own(self, category: str) -> float:
        """Return the person's share of a category in general; 0 of a person without choices."""
        pull = self._settings.pull
        general = 1.0 / max(self._settings.kinds, len(self._own))
        return (self._own.get(category, 0) + pull * general) / (self._all + pull)

    def __getitem__(self, key: tuple[str, str]) -> float:
        if not self._all:
            raise KeyError(key)
        situation, category = key
        counts, pull = self._counted.get(situation), self._settings.pull
        if not counts:
            return self.own(category)
        counted = sum(counts.values())
        return (counts.get(category, 0) + pull * self.own(category)) / (counted + pull)

    def __iter__(self) -> Iterator[tuple[str, str]]:
        if self._all:
            for situation in self._counted:
                for category in self._own:
                    yield situation, category

    def __len__(self) -> int:
        return len(self._counted) * len(self._own) if self._all else 0


def leaning(total: float, count: int, *, towards: float, pull: float) -> float:
    """Return a mean that leans on another one, the more the fewer it was made of."""
    return (total + pull * towards) / (count + pull)


def newest(kept: dict[str, Any], most: int, *, spare: int, by: int | str) -> dict[str, Any]:
    """Return what was touched last of a table that has outgrown its limit by what is spare.

    by: where in an entry stands when it was touched.
    """
    if len(kept) <= most + spare:
        return kept
    order = sorted(kept, key=lambda name: kept[name][by])
    gone = set(order[: len(kept) - most])
    return {name: entry for name, entry in kept.items() if name not in gone}
