"""Read the slots of an utterance, and keep those that its intent may carry."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from dure.assistants.meals.budget import is_per_person, read_money
from dure.assistants.meals.contents import is_refused
from dure.assistants.meals.measures import (
    read_days,
    read_distances,
    read_ordinals,
    read_ratings,
    read_times,
)
from dure.assistants.meals.named import Blank, read_names
from dure.assistants.meals.party import apart, read_party
from dure.assistants.meals.words import Said, allowed_slots, attributes_of, cues, grammar, grammars
from dure.korean.spelling import respell

_LISTS: Final = frozenset(
    [
        "food",
        "exclude_food",
        "companion",
        "allergen",
        "asked_allergen",
        "allergen_remove",
        "diet",
        "taste",
        "exclude_ordinal",
    ]
)
_CUED: Final = (
    "sort", "near", "open_now", "urgent", "card_ok", "good_shop", "coupon", "per_person",
    "meal_time", "taste", "option", "problem", "polarity", "reason", "action", "setting",
    "aspect",
)  # fmt: skip
_INSTEAD: Final = grammar("slots.instead")
_COUPON_CODE: Final = grammar("slots.coupon_code")
_PROMO: Final = grammar("slots.promo")
_HANDOFF: Final = grammar("slots.handoff")
_CHANNEL: Final = grammar("slots.channel")
_SHOP_TYPES: Final = grammars("slots.shop_types")
_NOT_COUPON_CODES: Final = grammar("slots.not_coupon_codes")


@dataclass(frozen=True, kw_only=True)
class Reading:
    """All that could be a slot in a text, before its intent is known."""

    text: str
    said: tuple[Said, ...]

    def masked(self) -> str:
        """Return the text with names and amounts replaced by signs, for the classifier."""
        out, at = [], 0
        for said in sorted(self.said, key=lambda s: (s.start, -s.end)):
            sign = _SIGNS.get(said.slot)
            if sign is None or said.start < at:
                continue
            out += [self.text[at : said.start], sign]
            at = said.end
        return "".join([*out, self.text[at:]])

    def kept(self, intent: str) -> tuple[Said, ...]:
        """Return what is a slot under an intent."""
        return tuple(_settle(self, intent))

    def slots(self, intent: str) -> dict[str, Any]:
        """Return slot → value under an intent; lists hold each value once, in order."""
        out: dict[str, Any] = {}
        day_at = 0
        for said in self.kept(intent):
            if said.slot in _LISTS:
                values = out.setdefault(said.slot, [])
                if said.value not in values:
                    values.append(said.value)
            elif said.slot == "ordinal" and out.get("ordinal", said.value) != said.value:
                before = out["ordinal"]
                out["ordinal"] = [*(before if isinstance(before, list) else [before]), said.value]
            elif said.slot == "day" and said.start >= day_at:
                # What is wanted stands last: "오늘은 쉬나? 일요일에도 하는 집".
                out["day"], day_at = said.value, said.start
            else:
                out.setdefault(said.slot, said.value)
        return out


_SIGNS: Final[Mapping[str, str]] = {
    "food": "ⓕ", "exclude_food": "ⓕ", "allergen": "ⓐ", "asked_allergen": "ⓐ",
    "allergen_remove": "ⓐ", "shop": "ⓢ", "location": "ⓛ", "ordinal": "ⓞ",
    "exclude_ordinal": "ⓞ", "budget_max": "ⓜ", "budget_min": "ⓜ", "budget_about": "ⓜ",
    "coupon_amount": "ⓜ", "balance_stated": "ⓜ", "": "ⓜ", "time": "ⓣ", "day": "ⓓ",
    "distance_max_m": "ⓚ", "walk_min": "ⓚ", "party_size": "ⓟ", "coupon_code": "ⓒ",
}  # fmt: skip


def read_slots(text: str, shown: Iterable[str] = ()) -> Reading:
    """Return what could be slots in a normalised text, in the spelling that is meant.

    shown: names of the shops in the list shown, which may be named without a lexicon.
    """
    text = respell(text)
    blank = Blank(text)
    said = blank.take(read_money(apart(text)))
    said += blank.take(read_times(blank.left))
    said += blank.take(read_days(blank.left))
    said += blank.take(read_distances(blank.left))
    said += blank.take(read_ratings(blank.left))
    said += blank.take(read_ordinals(blank.left))
    said += blank.take(read_party(blank.left))
    said += _cued(blank.left)
    said += _loose(text)
    said += read_names(text, blank, list(shown))
    if any(is_per_person(text, s.start) for s in said if s.slot.startswith("budget")):
        said.append(Said(slot="per_person", value=True, start=0, end=1))
    return Reading(text=text, said=tuple(said))


def _cued(text: str) -> list[Said]:
    out = []
    for slot in _CUED:
        for value, pattern in cues()[slot].items():
            match = pattern.search(text)
            if match and not (slot == "meal_time" and _INSTEAD.match(text, match.end())):
                meant = True if value == "true" else value
                if value == "spicy" and is_refused(text, match.end()):
                    meant = "not_spicy"
                out.append(Said(slot=slot, value=meant, start=match.start(), end=match.end()))
    return out


def _loose(text: str) -> list[Said]:
    patterns = {
        "promo": _PROMO,
        "handoff": _HANDOFF,
        "channel": _CHANNEL,
        "coupon_code": _COUPON_CODE,
    }
    out: list[Said] = []
    for slot, pattern in patterns.items():
        match = pattern.search(text)
        if match is None or (slot == "coupon_code" and _NOT_COUPON_CODES.match(match.group(1))):
            continue
        value = {"promo": "1+1", "handoff": True}.get(slot, match.group())
        out.append(Said(slot=slot, value=value, start=match.start(), end=match.end()))
    out += [
        Said(slot="shop_type", value=value, start=match.start(), end=match.end())
        for value, pattern in _SHOP_TYPES.items()
        if (match := pattern.search(text))
    ]
    return out


def _settle(reading: Reading, intent: str) -> Iterable[Said]:
    allowed = allowed_slots().get(intent, frozenset())
    for said in reading.said:
        if said.slot in allowed and not _overruled(said, reading, allowed):
            yield said
    attribute = _attribute(reading.text, intent)
    if attribute:
        yield attribute


def _overruled(said: Said, reading: Reading, allowed: frozenset[str]) -> bool:
    """Whether something else that was said makes this no slot of its own."""
    present = {s.slot for s in reading.said}
    values = {s.value for s in reading.said if s.slot == said.slot}
    if said.slot in ("problem", "reason", "action", "polarity", "aspect", "setting"):
        strongest = next(value for value in cues()[said.slot] if value in values)
        return bool(said.value != strongest)
    if said.slot == "taste" and said.value == "spicy":
        return "not_spicy" in values
    if said.slot == "near":
        return any(s.slot == "sort" and s.value == "near" for s in reading.said)
    if said.slot == "sort":
        return "value" in values and bool(said.value != "value")
    if said.slot == "food":
        types = {s.value for s in reading.said if s.slot == "shop_type"}
        return "shop_type" in allowed and said.value in types
    if said.slot == "open_now":
        return "time" in present
    return said.slot == "coupon" and "coupon_amount" in present


def _attribute(text: str, intent: str) -> Said | None:
    for value in attributes_of().get(intent, ()):
        match = cues()["attribute"][value].search(text)
        if match:
            return Said(slot="attribute", value=value, start=match.start(), end=match.end())
    return None
