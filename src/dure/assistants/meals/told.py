"""What is known of how somebody eats, in the words in which they are told when they ask."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

from dure.assistants.meals.phrases import part
from dure.assistants.meals.profile import Profile, profile_of
from dure.kernel.events import Json

_MOST: Final = 3
_LIKED_FROM: Final = 0.4
"""Half of what one choice is worth: less is not worth being told, above all not to be believed."""


def in_words(history: Json, at: datetime) -> Iterator[tuple[str, Sequence[str]]]:
    """Yield (label, values) of what was learned, and last of all what it was learned from."""
    profile = profile_of(history, at)
    liked = [c for c, weight in _by_weight(profile) if weight >= _LIKED_FROM]
    disliked = [c for c, weight in reversed(_by_weight(profile)) if weight <= -_LIKED_FROM]
    if liked:
        yield part("known_liked"), liked[:_MOST]
    if disliked:
        yield part("known_disliked"), disliked[:_MOST]
    if profile.usual_won is not None:
        yield part("known_usual"), [part("known_won", won=profile.usual_won)]
    if profile.personality is not None:
        yield part("known_kind"), [part(f"known_{profile.personality.lower()}")]
    counts = {"chosen": profile.chosen, "rated": profile.rated, "shown": profile.shown}
    seen = [part(f"known_{name}", count=count) for name, count in counts.items() if count]
    if seen:
        yield part("known_from"), seen


def _by_weight(profile: Profile) -> list[tuple[str, float]]:
    return sorted(profile.liked.items(), key=lambda item: (-item[1], item[0]))
