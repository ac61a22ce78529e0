"""Wide & Deep on a few dozen named features: fitted and served with numpy alone.

Logit = wide part (each feature, and some products of two) + deep part (128-64-32-1, ReLU) + a term
for the place in the list at which something was shown. The last one takes up what a place is
chosen for only because it stood on top; serving holds it at the first place for all.

Source: Cheng et al., "Wide & Deep Learning for Recommender Systems", DLRS 2016; the term for the
place: Zhao et al., "Recommending What Video to Watch Next", RecSys 2019.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.float32]
Codes = NDArray[np.int64]
Weights = Mapping[str, Rows]

LAYERS: Final = (128, 64, 32, 1)
_SMALL: Final = 1e-6


@dataclass(frozen=True, kw_only=True)
class FitSettings:
    """How the network is fitted."""

    batch: int = 512
    rate: float = 1e-3
    """Step of Adam."""
    laps: int = 30
    """Passes over the data, at most."""
    patience: int = 3
    """Passes without a gain on held-out people after which it stops."""
    decay: float = 1e-4
    """Share of each weight that is taken off at a step, in units of the rate (AdamW)."""
    places: int = 12
    """Places in a list that are told apart; those behind count as the last of them."""


@dataclass(frozen=True, kw_only=True)
class Sample:
    """What to learn from. rows: (n, F); labels: (n,) 0 or 1; places: (n,) from 0 in the list;
    weights: (n,) how much each counts.
    """

    rows: Rows
    labels: Rows
    places: Codes
    weights: Rows


@dataclass(frozen=True, kw_only=True)
class Network:
    """mean, scale: (F,) that bring features to one scale; a scale of 0 leaves a feature out, since
    it never varied. crosses: (K, 2) columns whose product is a feature of the wide part.
    """

    mean: Rows
    scale: Rows
    crosses: Codes
    weights: Weights

    def logits(self, rows: Rows, places: Codes | None = None) -> Rows:
        """Return (n,). places: (n,) places in the list, from 0; None: all at the first."""
        at = np.zeros(len(rows), dtype=np.int64) if places is None else places
        return _forward(self, rows, at)[0]


def fit(
    train: Sample,
    held: Sample,
    crosses: Sequence[tuple[int, int]],
    *,
    rng: np.random.Generator,
    settings: FitSettings | None = None,
    heard: Callable[[int, float], None] = lambda lap, loss: None,
) -> Network:
    """Fit a network, and return it as it was when it did best on the held-out sample.

    held: of other people than `train`. heard: told of each lap and its loss on `held`. The same
    data, settings and generator give the same network.
    """
    settings = settings or FitSettings()
    network = start(train.rows, crosses, rng=rng, places=settings.places)
    best, least, since = dict(network.weights), loss_of(network, held), 0
    adam = _Adam(settings)
    for lap in range(settings.laps):
        order = rng.permutation(len(train.rows))
        for begin in range(0, len(order), settings.batch):
            batch = _part(train, order[begin : begin + settings.batch])
            _, slopes = slopes_of(network, batch)
            network = _with(network, adam.step(network.weights, slopes))
        loss = loss_of(network, held)
        heard(lap + 1, loss)
        if loss < least:
            best, least, since = dict(network.weights), loss, 0
        else:
            since += 1
        if since >= settings.patience:
            break
    return _with(network, best)


def start(
    rows: Rows,
    crosses: Sequence[tuple[int, int]],
    *,
    rng: np.random.Generator,
    places: int,
) -> Network:
    """Return a network before the first step, its scales taken from the rows."""
    mean, spread = rows.mean(axis=0, dtype=np.float64), rows.std(axis=0, dtype=np.float64)
    scale = np.where(spread > _SMALL, 1 / np.maximum(spread, _SMALL), 0.0)
    sizes = (rows.shape[1], *LAYERS)
    weights: dict[str, Rows] = {
        "wide": np.zeros(rows.shape[1] + len(crosses), dtype=np.float32),
        "place": np.zeros(places, dtype=np.float32),
    }
    for number, (wide, narrow) in enumerate(pairwise(sizes), start=1):
        drawn = rng.normal(0.0, np.sqrt(2 / wide), (wide, narrow))
        weights[f"w{number}"] = drawn.astype(np.float32)
        weights[f"b{number}"] = np.zeros(narrow, dtype=np.float32)
    return Network(
        mean=mean.astype(np.float32),
        scale=scale.astype(np.float32),
        crosses=np.array(crosses, dtype=np.int64).reshape(-1, 2),
        weights=weights,
    )


def loss_of(network: Network, sample: Sample) -> float:
    """Return the weighted mean log loss."""
    logits = network.logits(sample.rows, sample.places).astype(np.float64)
    losses = np.logaddexp(0.0, logits) - sample.labels * logits
    return float((losses * sample.weights).sum() / sample.weights.sum())


def slopes_of(network: Network, sample: Sample) -> tuple[float, dict[str, Rows]]:
    """Return the weighted mean log loss and its slope by every weight."""
    weights, places = network.weights, _places(network, sample.places)
    logits, wide, layers = _forward(network, sample.rows, sample.places)
    total = sample.weights.sum()
    share = ((_chance(logits) - sample.labels) * sample.weights / total)[:, None]
    slopes = {"wide": wide.T @ share[:, 0], "place": np.zeros_like(weights["place"])}
    np.add.at(slopes["place"], places, share[:, 0])
    back = share
    for number in range(len(LAYERS), 0, -1):
        before = layers[number - 1]
        slopes[f"w{number}"], slopes[f"b{number}"] = before.T @ back, back.sum(axis=0)
        if number > 1:
            back = (back @ weights[f"w{number}"].T) * (before > 0)
    losses = np.logaddexp(0.0, logits) - sample.labels * logits
    return float((losses * sample.weights).sum() / total), slopes


def _forward(network: Network, rows: Rows, places: Codes) -> tuple[Rows, Rows, list[Rows]]:
    """Return (logits, what the wide part sees, what each layer sees)."""
    weights = network.weights
    even = (rows - network.mean) * network.scale
    products = even[:, network.crosses[:, 0]] * even[:, network.crosses[:, 1]]
    wide = np.hstack([even, products])
    layers, last = [even], even
    for number in range(1, len(LAYERS) + 1):
        last = last @ weights[f"w{number}"] + weights[f"b{number}"]
        if number < len(LAYERS):
            last = np.maximum(last, 0.0)
            layers.append(last)
    logits = wide @ weights["wide"] + last[:, 0] + weights["place"][_places(network, places)]
    return logits, wide, layers


def _places(network: Network, places: Codes) -> Codes:
    return np.clip(places, 0, len(network.weights["place"]) - 1)


def _chance(logits: Rows) -> Rows:
    return np.asarray(0.5 * (1 + np.tanh(0.5 * logits)), dtype=np.float32)


def _part(sample: Sample, at: Codes) -> Sample:
    return Sample(
        rows=sample.rows[at],
        labels=sample.labels[at],
        places=sample.places[at],
        weights=sample.weights[at],
    )


def _with(network: Network, weights: Weights) -> Network:
    return Network(mean=network.mean, scale=network.scale, crosses=network.crosses, weights=weights)


class _Adam:
    """Adam with decay of weights apart from the slopes.

    Source: Loshchilov, Hutter, "Decoupled Weight Decay Regularization", ICLR 2019.
    """

    def __init__(self, settings: FitSettings) -> None:
        self._rate, self._decay, self._steps = settings.rate, settings.decay, 0
        self._means: dict[str, Rows] = {}
        self._squares: dict[str, Rows] = {}

    def step(self, weights: Weights, slopes: Weights) -> dict[str, Rows]:
        """Return the weights after one more step."""
        self._steps += 1
        wide = np.float32(self._rate * np.sqrt(1 - 0.999**self._steps) / (1 - 0.9**self._steps))
        moved: dict[str, Rows] = {}
        for name, slope in slopes.items():
            mean = self._means.get(name, np.zeros_like(slope))
            square = self._squares.get(name, np.zeros_like(slope))
            self._means[name] = mean = np.float32(0.9) * mean + np.float32(0.1) * slope
            self._squares[name] = square = (
                np.float32(0.999) * square + np.float32(0.001) * slope * slope
            )
            kept = weights[name] * np.float32(1 - self._rate * self._decay)
            moved[name] = np.asarray(
                kept - wide * mean / (np.sqrt(square) + 1e-8), dtype=np.float32
            )
        return moved
