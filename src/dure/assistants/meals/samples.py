"""Rows of features of lists that were shown, with what was chosen of them: what is fitted."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from dure.assistants.meals.features import features
from dure.assistants.meals.impressions import Impression
from dure.assistants.meals.situation import Learned
from dure.assistants.meals.table import NAMES, Rows
from dure.learning.wide_deep import Sample


def rows_of(one: Impression, learned: Learned) -> Rows:
    """Return (n, 72) features of the places of a list, by what was learned of everybody."""
    return features(one.profile, one.places, replace(one.moment, learned=learned))


def sample_of(lists: Sequence[Impression], learned: Learned) -> Sample:
    """Return the rows of lists, one after the other, and what was chosen of them."""
    rows, labels, places = [np.zeros((0, len(NAMES)), dtype=np.float32)], list[float](), list[int]()
    for one in lists:
        rows.append(rows_of(one, learned))
        count = len(one.places.shops)
        labels += [float(place == one.chosen) for place in range(count)]
        places += range(count)
    wanted = np.array(labels, dtype=np.float32)
    return Sample(
        rows=np.vstack(rows),
        labels=wanted,
        places=np.array(places, dtype=np.int64),
        weights=_balanced(wanted),
    )


def _balanced(labels: Rows) -> Rows:
    """Return weights by which those chosen and those not weigh the same together."""
    yes = max(float(labels.sum()), 1.0)
    return np.where(labels > 0, (len(labels) - yes) / yes, 1.0).astype(np.float32)
