"""Learn a ranker from lists that were shown, and let it serve only where it wins.

People are parted before anything else is done: on some the network is fitted, on others it is
stopped and its chances are made honest, and on the rest it is judged beside the simpler orders.
Time is parted too. What goes with what is counted in the first quarter alone; the network learns,
is stopped and made honest in the second and third, so that no row of features holds its own answer;
and judged is the last quarter, of which nothing has seen anything.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Any, Final

import numpy as np

from dure.assistants.meals.demo import demo_shops
from dure.assistants.meals.demo_people import demo_people
from dure.assistants.meals.impressions import Impression, impressions
from dure.assistants.meals.judging import calibration, judge
from dure.assistants.meals.next_kind import fit_chain
from dure.assistants.meals.next_kind_lesson import Chosen, Fit, lstm_contest
from dure.assistants.meals.peers import Peers, kinds_of, neighbours_of, peers_of
from dure.assistants.meals.ranker import Ranker, version_in
from dure.assistants.meals.samples import sample_of
from dure.assistants.meals.simulated import simulated
from dure.assistants.meals.table import AT
from dure.engine.course import Heard, Learnt, Lives, Load
from dure.errors import TooLittle
from dure.learning.calibrate import fit_scale
from dure.learning.wide_deep import FitSettings, Network, Sample, fit

_PARTS: Final = (("fit", 60), ("held", 80), ("judged", 100))
_CROSSES: Final = (
    ("liked_category", "closeness"),
    ("liked_category", "meal_fit"),
    ("liked_category", "is_explorer"),
    ("recency_here", "repeat_share"),
    ("chosen_here", "is_loyalist"),
    ("passed_over", "is_explorer"),
    ("has_coupon", "is_deal_seeker"),
    ("pays", "usual_won"),
    ("closeness", "popularity"),
    ("card_works_partly", "closeness"),
)
"""Features whose products the wide part sees."""


@dataclass(frozen=True, kw_only=True)
class Lists:
    """What to learn from. shown: lists with what was chosen of them. judged: what is judged by;
    of a log the same lists, of simulated people all that was around them.
    """

    shown: Sequence[Impression]
    judged: Sequence[Impression]


def learn_ranker(
    lists: Lists,
    *,
    seed: int = 0,
    settings: FitSettings | None = None,
    lstm: Fit | None = None,
    heard: Heard = lambda what, share: None,
) -> tuple[Ranker, dict[str, Any]]:
    """Return a ranker, and a report that says what it was compared with and whether it won.

    lstm: what fits an LSTM for the next category; None: it is not tried.
    The same lists and seed give the same bytes. Raises TooLittle if there is too little to
    learn from: parts of the people with no choice at all.
    """
    rng, parts = np.random.default_rng(seed), spanned(lists.shown, seed)
    heard("neighbours", 0.05)
    chain = fit_chain(kinds_of(parts.early["fit"]))
    ranker = Ranker(network=_NONE, neighbours=neighbours_of(parts.early["fit"]), chain=chain)
    ranker, told = _with_lstm(ranker, parts, fit=lstm, seed=seed)
    samples = {part: sample_of(parts.middle[part], ranker.learned) for part in ("fit", "held")}
    if any(not sample.labels.any() for sample in samples.values()):
        raise TooLittle("there is too little to learn a ranker from: some part has no choice")
    heard("network", 0.3)
    ranker = _fitted(ranker, samples, rng=rng, settings=settings, heard=heard)
    heard("judging", 0.9)
    judged = [one for one in parted(lists.judged, seed)["judged"] if is_judged(one, parts.late_at)]
    report = {
        **_sizes(parts, samples, judged),
        **calibration(ranker, [one for one in parts.late["judged"] if is_known(one)]),
        **judge(ranker, parts.peers, judged, rng=rng),
        "next_category": told,
    }
    # Chances that are all the same are no order, whatever the logits were worth.
    report["serve"] = report["serve"] and ranker.scale.slope > 0
    heard("judging", 1.0)
    facts = {"seed": seed, **{k: report[k] for k in ("people", "lists", "ndcg@5", "ahead")}}
    return replace(ranker, serve=report["serve"], facts=facts), report


def _fitted(
    ranker: Ranker,
    samples: Mapping[str, Sample],
    *,
    rng: np.random.Generator,
    settings: FitSettings | None,
    heard: Heard,
) -> Ranker:
    """Put a fitted network and an honest scale into a ranker.

    The scale is that of what stood on top, as which all places count in serving.
    """
    crosses, held = [(AT[one], AT[other]) for one, other in _CROSSES], samples["held"]
    network = fit(samples["fit"], held, crosses, rng=rng, settings=settings,
                  heard=lambda lap, loss: heard("network", min(0.9, 0.3 + 0.03 * lap)))  # fmt: skip
    on_top = held.places == 0
    logits, labels = network.logits(held.rows[on_top]), held.labels[on_top]
    scale = fit_scale(logits.astype(np.float64), labels.astype(np.float64))
    return replace(ranker, network=network, scale=scale)


def _with_lstm(
    ranker: Ranker, parts: "Spans", *, fit: Fit | None, seed: int
) -> tuple[Ranker, dict[str, Any]]:
    """Put the LSTM in the chain's place if it wins; tell how it did."""
    if fit is None or ranker.chain is None:
        return ranker, {"on": False, "why": "not tried"}
    lives = {part: kinds_of(parts.early[part]) for part in ("fit", "held")}
    choices = [
        Chosen(
            person=one.person,
            before=one.profile.recent_categories,
            category=one.places.categories[one.chosen or 0],
        )
        for one in parts.late["judged"]
        if is_judged(one, parts.late_at)
    ]
    lstm, told = lstm_contest(lives, choices, ranker.chain, fit=fit, seed=seed)
    return replace(ranker, lstm=lstm), told


def part_of(person: str, seed: int) -> str:
    """Return the part that a person belongs to, whatever they did."""
    number = int(sha256(f"{seed}:{person}".encode()).hexdigest()[:8], 16) % 100
    return next(part for part, below in _PARTS if number < below)


def parted(lists: Sequence[Impression], seed: int) -> dict[str, list[Impression]]:
    """Return part → the lists of its people."""
    by_part: dict[str, list[Impression]] = {part: [] for part, _ in _PARTS}
    for one in lists:
        by_part[part_of(one.person, seed)].append(one)
    return by_part


@dataclass(frozen=True, kw_only=True)
class Spans:
    """Lists by time, and then by the part of their people. late_at: when the last quarter began."""

    early: Mapping[str, Sequence[Impression]]
    middle: Mapping[str, Sequence[Impression]]
    late: Mapping[str, Sequence[Impression]]
    late_at: datetime

    @property
    def peers(self) -> Peers:
        """Return what the simpler orders learn of all that was before the last quarter."""
        held = [one for one in self.middle["held"] if is_known(one)]
        return peers_of([*self.early["fit"], *self.middle["fit"]], held=held)


def spanned(lists: Sequence[Impression], seed: int) -> Spans:
    """Return lists by the first quarter, the middle half and the last quarter, and by part.

    Raises TooLittle if there is none.
    """
    middle, late = moment_at(lists, 0.25), moment_at(lists, 0.75)
    return Spans(
        early=parted([one for one in lists if one.moment.now < middle], seed),
        middle=parted([one for one in lists if middle <= one.moment.now < late], seed),
        late=parted([one for one in lists if one.moment.now >= late], seed),
        late_at=late,
    )


def moment_at(lists: Sequence[Impression], share: float) -> datetime:
    """Return the moment before which a share of the lists was shown.

    Raises TooLittle if there is none.
    """
    moments = sorted(one.moment.now for one in lists)
    if not moments:
        raise TooLittle("there is no list to learn a ranker from")
    return moments[int(share * (len(moments) - 1))]


def is_judged(one: Impression, since: datetime) -> bool:
    """Whether a list is judged by: late, with a choice, of somebody whom a ranker would serve."""
    return one.moment.now >= since and one.chosen is not None and is_known(one)


def is_known(one: Impression) -> bool:
    """Whether a list was of somebody whom a ranker would serve."""
    return one.profile.phase == "advanced"


def _sizes(
    parts: Spans, samples: Mapping[str, Sample], judged: Sequence[Impression]
) -> dict[str, Any]:
    of = {part: [*parts.early[part], *parts.middle[part], *parts.late[part]] for part, _ in _PARTS}
    return {
        "people": {part: len({one.person for one in own}) for part, own in of.items()},
        "lists": {part: len(own) for part, own in of.items()},
        "rows": {part: len(sample.labels) for part, sample in samples.items()},
        "judged": {"people": len({one.person for one in judged}), "lists": len(judged)},
    }


_EMPTY: Final = np.zeros(0, dtype=np.float32)
_NONE: Final = Network(
    mean=_EMPTY, scale=_EMPTY, crosses=np.zeros((0, 2), dtype=np.int64), weights={}
)
"""Stands where nothing is fitted yet."""


SIMULATED: Final = 1_000
"""Invented people of a try; about as many as a district has who eat with a card."""
_SIMULATED_SEED: Final = 2


def course(lives: Lives | None, *, heard: Heard, load: Load) -> Learnt:
    """Learn a ranker of a log, or of simulated people; what comes of those is never called real.

    The report says how many lists gave other rows than were served, or do not tell what their
    places were worth to everybody: those are left out.
    """
    about: dict[str, Any] = {"simulated": lives is None}
    if lives is None:
        lists = _simulated(heard)
    else:
        found = list(impressions(lives))
        same = [one for one in found if one.is_the_same and one.scores]
        lists = Lists(shown=same, judged=same)
        about["left_out"] = len(found) - len(same)
    try:
        lstm = load("dure.learning.torch.lstm:fit")
    except ImportError:
        lstm = None
    ranker, report = learn_ranker(lists, lstm=lstm, heard=heard)
    ranker = replace(ranker, facts={**ranker.facts, **about})
    model = ranker.to_bytes()
    return Learnt(model=model, report={**about, **report, "version": version_in(model)})


def _simulated(heard: Heard) -> Lists:
    shops = list(demo_shops())
    heard("simulating", 0.0)
    made = list(
        simulated(list(demo_people(shops, SIMULATED)), shops, seed=_SIMULATED_SEED, since=0.7)
    )
    return Lists(shown=[one.shown for one in made], judged=[one.around for one in made])
