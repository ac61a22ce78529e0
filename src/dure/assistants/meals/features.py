"""The 72 features of a person, a place, and both: one way to work them out, learning and serving.

Nothing here reads what happens after the moment: a profile is what was known as of then, a place
what was shown.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import sha256

import numpy as np

from dure.assistants.meals.candidates import Candidate
from dure.assistants.meals.fits import fits
from dure.assistants.meals.profile import Profile
from dure.assistants.meals.seen import PlacesMet, PlacesSeen, met, seen
from dure.assistants.meals.situation import Moment
from dure.assistants.meals.table import OF_PERSON, OF_SHOP, Rows, within
from dure.assistants.meals.traits import traits


@dataclass(frozen=True, kw_only=True)
class View:
    """Places as a person sees them at a moment; what is not asked for is not worked out.

    person: (1, 32) features of the person. both: (n, 16) of the person and each place.
    """

    candidates: Sequence[Candidate]
    moment: Moment
    person: Rows
    both: Rows

    @cached_property
    def places(self) -> PlacesSeen:
        """Return the places as they were shown."""
        return seen(self.candidates, self.moment)

    @cached_property
    def rows(self) -> Rows:
        """Return (n, 72) features, in the order of the table."""
        return _joined(self.person, self.places.facts, self.both)

    @cached_property
    def personal(self) -> Rows:
        """Return the same with 0 for what is true of the places for everybody."""
        return _unseen(self.person, self.both)

    def of(self, candidates: Sequence[Candidate]) -> "View":
        """Return the view of some of them, with the same bits."""
        place_of = {one.shop.id: place for place, one in enumerate(self.candidates)}
        some = [place_of[one.shop.id] for one in candidates]
        return replace(self, candidates=tuple(candidates), both=self.both[some])


def view_of(profile: Profile, candidates: Sequence[Candidate], moment: Moment) -> View:
    """Return places as a person sees them at a moment."""
    person, both = _sides(profile, met(candidates), moment)
    return View(candidates=tuple(candidates), moment=moment, person=person, both=both)


def features_of_both(profile: Profile, places: PlacesMet, moment: Moment) -> Rows:
    """Return (n, 72) features, with 0 for what is true of the person, or of a place, alone."""
    return _unseen(np.zeros((1, len(OF_PERSON)), np.float32), fits(profile, places, moment))


def features(profile: Profile, places: PlacesSeen, moment: Moment) -> Rows:
    """Return (n, 72) features of a person and each place, in the order of the table.

    profile: as of `moment.now`.
    """
    person, both = _sides(profile, places, moment)
    return _joined(person, places.facts, both)


def _sides(profile: Profile, places: PlacesMet, moment: Moment) -> tuple[Rows, Rows]:
    """Return the features of the person, and those of the person and each place."""
    known = traits(profile, moment)
    person = within([[known[feature.name] for feature in OF_PERSON]], OF_PERSON)
    return person, fits(profile, places, moment)


def _unseen(person: Rows, both: Rows) -> Rows:
    return _joined(person, np.zeros((len(both), len(OF_SHOP)), dtype=np.float32), both)


def _joined(person: Rows, facts: Rows, both: Rows) -> Rows:
    return np.hstack([np.repeat(person, len(both), axis=0), facts, both])


def digest(rows: Rows) -> str:
    """Return a short name of rows that are the same bit for bit."""
    return sha256(np.ascontiguousarray(rows).tobytes()).hexdigest()[:16]
