"""The 32 features of a person: the same for all places of a list, as plain numbers or None.

Which name means what stands in data/features.tsv.
"""

from collections.abc import Sequence
from itertools import takewhile
from statistics import median
from typing import Final

from dure.assistants.meals.candidates import holidays
from dure.assistants.meals.profile import Profile
from dure.assistants.meals.situation import Moment
from dure.assistants.meals.table import Known, grown, squashed, won
from dure.kernel.clock import SEOUL

_WON: Final = 10_000
_DAYS: Final = 60
_CATEGORIES: Final = 12
_SPENT_DAYS: Final = 28
_RUN: Final = 5
_RESTRICTIONS: Final = 10
_SATURDAY: Final = 5
_DAY_S: Final = 86_400
_DAY_MIN: Final = 1_440


def traits(profile: Profile, moment: Moment) -> dict[str, Known]:
    """Return the features of a person at a moment, by name."""
    return {**_standing(profile), **_habits(profile), **_money(profile, moment),
            **_likings(profile), **_pace(profile, moment), **_now(moment)}  # fmt: skip


def _standing(profile: Profile) -> dict[str, Known]:
    return {
        "interactions": grown(profile.interactions, 100),
        "is_new": float(profile.phase == "onboarding"),
        "is_becoming_known": float(profile.phase == "enrichment"),
        "is_regular": float(profile.phase == "advanced"),
        "choices": grown(profile.chosen, 100),
        "ratings": grown(profile.rated, 100),
        "lists_seen": grown(profile.shown, 200),
        "choice_rate": profile.chosen / profile.shown if profile.shown > 0 else None,
    }


def _habits(profile: Profile) -> dict[str, Known]:
    kind = profile.personality
    return {
        "variety": profile.entropy,
        "repeat_share": profile.repeat_share,
        "coupon_share": profile.coupon_share,
        "is_explorer": float(kind == "EXPLORER"),
        "is_loyalist": float(kind == "LOYALIST"),
        "is_deal_seeker": float(kind == "DEAL_SEEKER"),
        "is_balanced": float(kind == "BALANCED"),
        "is_of_unknown_kind": float(kind is None),
    }


def _money(profile: Profile, moment: Moment) -> dict[str, Known]:
    today = moment.now.astimezone(SEOUL).date()
    lately = [spent for day, spent in profile.spent if (today - day).days < _SPENT_DAYS]
    return {
        "usual_won": won(profile.usual_won),
        "told_won": won(profile.told_won),
        "asked_won": won(moment.most_won),
        "money_left": won(moment.money_left),
        "spent_a_day": sum(lately) / len(lately) / _WON if lately else None,
    }


def _likings(profile: Profile) -> dict[str, Known]:
    liked = [value for value in profile.liked.values() if value > 0]
    return {
        "strongest_liking": squashed(max(liked)) if liked else None,
        "liked_categories": len(liked) / _CATEGORIES,
        "disliked_categories": sum(v < 0 for v in profile.liked.values()) / _CATEGORIES,
    }


def _pace(profile: Profile, moment: Moment) -> dict[str, Known]:
    last, decided, recent = profile.last_chosen_at, profile.decisions_s, profile.recent
    return {
        "shops_chosen": grown(profile.shops_chosen, 100),
        "days_since_choice": None if last is None else (moment.now - last).total_seconds()
        / _DAY_S / _DAYS,
        "decides_in": grown(median(decided), 600) if decided else None,
        "recent_variety": len(set(recent)) / len(recent) if recent else None,
        "category_run": _run(profile.recent_categories) / _RUN if recent else None,
    }  # fmt: skip


def _run(categories: Sequence[str]) -> int:
    return sum(1 for _ in takewhile(lambda one: one == categories[-1], reversed(categories)))


def _now(moment: Moment) -> dict[str, Known]:
    at = moment.at.astimezone(SEOUL)
    is_free = at.weekday() >= _SATURDAY or at.date() in holidays()
    return {
        "restrictions": moment.restrictions / _RESTRICTIONS,
        "time_of_day": (at.hour * 60 + at.minute) / _DAY_MIN,
        "is_weekend": float(is_free),
    }
