"""The 72 features of a person, a place, and both: one way to work them out, learning and serving.

Nothing here reads what happens after the moment: a profile is what was known as of then, a place
what was shown.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

import numpy as np

from dure.assistants.meals.candidates import Candidate
from dure.assistants.meals.fits import fits
from dure.assistants.meals.profile import Profile
from dure.assistants.meals.seen import PlacesSeen, seen
from dure.assistants.meals.situation import Moment
from dure.assistants.meals.table import NAMES, OF_PERSON, Rows, within
from dure.assistants.meals.traits import traits


@dataclass(frozen=True, kw_only=True)
class View:
    """Places as a person sees them. rows: (n, 72) features, one row for each of the places."""

    places: PlacesSeen
    rows: Rows

    def of(self, candidates: Sequence[Candidate]) -> "View":
        """Return the view of some of them, with the same bits."""
        place_of = {shop: place for place, shop in enumerate(self.places.shops)}
        some = [place_of[candidate.shop.id] for candidate in candidates]
        return View(places=self.places.take(some), rows=self.rows[some])


def view_of(profile: Profile, candidates: Sequence[Candidate], moment: Moment) -> View:
    """Return places as a person sees them at a moment."""
    places = seen(candidates, moment)
    return View(places=places, rows=features(profile, places, moment))


def features(profile: Profile, places: PlacesSeen, moment: Moment) -> Rows:
    """Return (n, 72) features of a person and each place, in the order of the table.

    profile: as of `moment.now`.
    """
    count = len(places.shops)
    if not count:
        return np.zeros((0, len(NAMES)), dtype=np.float32)
    known = traits(profile, moment)
    person = within([[known[feature.name] for feature in OF_PERSON]], OF_PERSON)
    cross = fits(profile, places, moment)
    return np.hstack([np.repeat(person, count, axis=0), places.facts, cross])


def digest(rows: Rows) -> str:
    """Return a short name of rows that are the same bit for bit."""
    return sha256(np.ascontiguousarray(rows).tobytes()).hexdigest()[:16]
