"""Hear what is asked of coupons: whether they combine, until when, how much, from what, where."""

from typing import Final, Literal

from dure.assistants.meals.follow_up import Followed
from dure.assistants.meals.slots import Reading
from dure.assistants.meals.words import grammar, grammars

CouponTopic = Literal["stacking", "expiry", "minimum", "where", "worth"]
_COUPON: Final = grammar("coupon_asked.coupon")
_TOPICS: Final = grammars("coupon_asked.topic")
_WISHED: Final = grammar("coupon_asked.wished")
_NEVER_LOST: Final = frozenset(("allergen", "diet", "allergen_remove"))
_COUPONS: Final = "COUPON_INQUIRY"


def coupon_topic(text: str) -> CouponTopic | None:
    """Return what is asked of coupons, the most telling first; None if nothing of these."""
    found: list[CouponTopic] = [name for name, said in _TOPICS.items() if said.search(text)]  # type: ignore[misc]
    return found[0] if found else None


def asked_of_coupons(reading: Reading) -> Followed | None:
    """Return the question of coupons, in whatever words; a wish for places is none."""
    text = reading.text
    if not _COUPON.search(text) or _WISHED.search(text) or coupon_topic(text) is None:
        return None
    if any(part.slot in _NEVER_LOST for part in reading.said):
        return None
    return Followed(intent=_COUPONS, slots=reading.slots(_COUPONS))
