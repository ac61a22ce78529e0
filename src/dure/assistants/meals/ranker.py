"""A trained ranker: the file it stands in, the scores it gives, and why.

It is made by `dure learn meals.ranker` (`ranker_lesson.py`) and opened once. A file that is not
whole, or was made for other features, is refused at the opening; one that says of itself that it
did not beat the simpler orders, or learned of simulated people, is not served.
"""

import io
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from typing import Any, Final
from zipfile import BadZipFile

import numpy as np
import orjson
from numpy.typing import NDArray

from dure.assistants.meals.next_kind import KindChain, follows_by
from dure.assistants.meals.situation import Learned
from dure.assistants.meals.table import AT, NAMES, Rows
from dure.errors import BadFile
from dure.learning.calibrate import Scale
from dure.learning.lstm import Lstm
from dure.learning.wide_deep import LAYERS, Network

_BROKEN: Final = (
    ValueError, KeyError, TypeError, AttributeError, EOFError, OSError, RuntimeError,
    NotImplementedError, IndexError, OverflowError, BadZipFile, zlib.error,
)  # fmt: skip
_HEAD: Final = b"dure ranker 1\n"
"""Stands before the digest of the rest."""
_NAMED: Final = 12
"""Letters of the digest by which a ranker is named."""
_GROUPS: Final[Mapping[str, tuple[str, ...]]] = {
    "near": ("distance", "closeness"),
    "price": ("pays", "cheapest", "budget_share", "usual_fit"),
    "popular": ("popularity", "popularity_now", "reviews"),
    "rated": ("rating",),
    "taste": ("liked_category", "category_met", "category_share"),
    "liked": ("rating_here",),
    "known": ("chosen_here", "recency_here"),
    "coupon": ("has_coupon", "off_share"),
    "weather": ("weather_fit",),
    "company": ("company_fit",),
    "time": ("meal_fit",),
}
"""Reason → the features that it stands for."""


@dataclass(frozen=True, kw_only=True)
class Neighbours:
    """Shops that go together. others: (S, k) places in shops, -1 for none; alike: (S, k), 0 … 1."""

    shops: tuple[str, ...] = ()
    others: NDArray[np.int32] = field(default_factory=lambda: np.zeros((0, 0), dtype=np.int32))
    alike: Rows = field(default_factory=lambda: np.zeros((0, 0), dtype=np.float32))

    def as_mapping(self) -> dict[str, dict[str, float]]:
        """Return shop → others → how alike, the most alike first."""
        rows = zip(self.shops, self.others.tolist(), self.alike.tolist(), strict=True)
        return {
            shop: {self.shops[n]: a for n, a in zip(others, alike, strict=True) if n >= 0}
            for shop, others, alike in rows
        }


@dataclass(frozen=True, kw_only=True)
class Ranker:
    """serve: whether it beat the simpler orders. lstm: tells what comes next in the chain's place,
    None unless it beat that. facts: how it was made, for people to read.
    """

    network: Network
    scale: Scale = field(default_factory=Scale)
    neighbours: Neighbours = field(default_factory=Neighbours)
    chain: KindChain | None = None
    lstm: Lstm | None = None
    serve: bool = False
    facts: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def learned(self) -> Learned:
        """Return what was learned of everybody's choices."""
        if self.chain is None:
            return Learned(neighbours=self.neighbours.as_mapping())
        follows = (
            follows_by(self.lstm, self.chain.categories) if self.lstm else self.chain.follows()
        )
        return Learned(neighbours=self.neighbours.as_mapping(), follows=follows)

    @cached_property
    def version(self) -> str:
        """Return the name under which lists say who ordered them: it begins its file's digest."""
        return version_in(self.to_bytes())

    def chances(self, rows: Rows) -> NDArray[np.float64]:
        """Return (n,) calibrated chances that a place is chosen where it stands on top."""
        return self.scale.chance(self.network.logits(rows).astype(np.float64))

    def reasons(self, rows: Rows) -> list[tuple[tuple[str, float], ...]]:
        """Return for each of the places that are shown what speaks for it: (reason, points).

        Points are what the logit loses if the features behind a reason become what they are on
        average among those shown. Only what is true of the place by itself is a reason.
        """
        average, whole = rows.mean(axis=0), self.network.logits(rows)
        told: list[list[tuple[str, float]]] = [[] for _ in rows]
        for reason, names in _GROUPS.items():
            columns = [AT[name] for name in names]
            without = rows.copy()
            without[:, columns] = average[columns]
            points = np.round((whole - self.network.logits(without)).astype(np.float64), 6).tolist()
            for place, is_so in enumerate(_holds(reason, rows, average)):
                if is_so and points[place] > 0:
                    told[place].append((reason, points[place]))
        return [tuple(one) for one in told]

    def to_bytes(self) -> bytes:
        """Return the ranker as a numpy file; the same ranker gives the same bytes."""
        about = {
            "features": NAMES,
            "scale": [self.scale.slope, self.scale.offset],
            "shops": self.neighbours.shops,
            "categories": self.chain.categories if self.chain else None,
            "serve": self.serve,
            "facts": self.facts,
        }
        arrays: dict[str, Any] = {
            f"net_{name}": value for name, value in self.network.weights.items()
        }
        if self.chain:
            arrays["chances"] = self.chain.chances
        if self.lstm:
            arrays |= {f"lstm_{name}": value for name, value in self.lstm.weights.items()}
        file = io.BytesIO()
        np.savez_compressed(
            file,
            about=np.frombuffer(orjson.dumps(about, option=orjson.OPT_SORT_KEYS), dtype=np.uint8),
            mean=self.network.mean,
            spread=self.network.scale,
            crosses=self.network.crosses,
            others=self.neighbours.others,
            alike=self.neighbours.alike,
            **{name: arrays[name] for name in sorted(arrays)},
        )
        body = file.getvalue()
        return _HEAD + sha256(body).hexdigest().encode() + b"\n" + body


def _holds(reason: str, rows: Rows, average: Rows) -> NDArray[np.bool_]:
    """Return of which places a reason is true, as far as features tell."""

    def of(name: str) -> NDArray[np.float32]:
        return np.asarray(rows[:, AT[name]])

    truths: Mapping[str, Callable[[], Any]] = {
        "near": lambda: of("closeness") > average[AT["closeness"]],
        "price": lambda: (of("pays") >= 0) & (of("pays") < average[AT["pays"]]),
        "popular": lambda: of("popularity") > average[AT["popularity"]],
        "rated": lambda: of("rating") > average[AT["rating"]],
        "taste": lambda: of("liked_category") > 0,
        "liked": lambda: of("rating_here") > 0.5,
        "known": lambda: of("chosen_here") > 0,
        "coupon": lambda: of("has_coupon") > 0,
        "weather": lambda: of("weather_fit") > of("category_share"),
        "company": lambda: of("company_fit") > 0.5,
        "time": lambda: of("meal_fit") > of("category_share"),
    }
    return np.asarray(truths[reason](), dtype=bool)


def ranker_in(path: str, *, read: Callable[[str], bytes]) -> Ranker | None:
    """Return the ranker of the settings; None where none is named, or it won nothing.

    One that learned of simulated people won among them alone: it orders for nobody.

    Raises BadFile if the file is no ranker for these features.
    """
    if not path:
        return None
    ranker = load_ranker(read(path), file=path)
    return ranker if ranker.serve and not ranker.facts.get("simulated") else None


def version_in(data: bytes) -> str:
    """Return the name of the ranker whose file this is."""
    return f"wide-deep-{data.removeprefix(_HEAD)[:_NAMED].decode()}"


def load_ranker(data: bytes, *, file: str) -> Ranker:
    """Read what `to_bytes` wrote.

    Raises BadFile if it is no such file, or was made for other features.
    """
    digest, _, body = data.removeprefix(_HEAD).partition(b"\n")
    # Numpy's reader stumbles over changed bytes in more ways than one can name.
    if not data.startswith(_HEAD) or digest != sha256(body).hexdigest().encode():
        raise BadFile(file=file, why="순위 모델 파일이 아니거나 깨졌어요.")
    try:
        with np.load(io.BytesIO(body), allow_pickle=False) as arrays:
            about = orjson.loads(arrays["about"].tobytes())
            if tuple(about["features"]) != NAMES:
                raise BadFile(file=file, why="다른 특징으로 배운 모델이에요.")
            ranker = _ranker(dict(arrays), about)
    except _BROKEN as error:
        raise BadFile(file=file, why="순위 모델 파일이 아니에요.") from error
    # It stands in the file: to find it out again would pack the whole ranker once more.
    vars(ranker)["version"] = version_in(data)
    return ranker


def _ranker(arrays: Mapping[str, NDArray[Any]], about: Mapping[str, Any]) -> Ranker:
    """Raises ValueError unless all that is there fits together."""
    weights = {n.removeprefix("net_"): a for n, a in arrays.items() if n.startswith("net_")}
    network = Network(
        mean=arrays["mean"], scale=arrays["spread"], crosses=arrays["crosses"], weights=weights
    )
    slope, offset = about["scale"]
    shops, others = tuple(about["shops"]), arrays["others"]
    chain = None
    if about["categories"] is not None:
        chain = KindChain(categories=tuple(about["categories"]), chances=arrays["chances"])
        _must(chain.chances.shape == (len(chain.categories),) * 2)
    lstm = _lstm({n.removeprefix("lstm_"): a for n, a in arrays.items() if n.startswith("lstm_")})
    _must(lstm is None or (chain is not None and len(chain.chances) == len(lstm.weights["out"])))
    _check(network)
    _must(slope >= 0 and bool(np.isfinite([slope, offset]).all()))
    _must(len(others) == len(shops) and others.shape == arrays["alike"].shape)
    _must(not others.size or (int(others.max()) < len(shops) and int(others.min()) >= -1))
    return Ranker(
        network=network,
        scale=Scale(slope=float(slope), offset=float(offset)),
        neighbours=Neighbours(shops=shops, others=others, alike=arrays["alike"]),
        chain=chain,
        lstm=lstm,
        serve=about["serve"] is True,
        facts=dict(about["facts"]),
    )


def _lstm(weights: Mapping[str, Rows]) -> Lstm | None:
    if not weights:
        return None
    codes, width = weights["out"].shape
    embedded = weights["embedding"].shape[1]
    shapes = {
        "embedding": (codes, embedded),
        "inward": (4 * width, embedded),
        "onward": (4 * width, width),
        "bias": (4 * width,),
        "out": (codes, width),
        "out_bias": (codes,),
    }
    for name, shape in shapes.items():
        _must(weights[name].shape == shape and bool(np.isfinite(weights[name]).all()))
    return Lstm(weights=dict(weights))


def _check(network: Network) -> None:
    width, crosses = len(NAMES), network.crosses
    _must(network.mean.shape == network.scale.shape == (width,))
    _must(crosses.ndim == 2 and crosses.shape[1] == 2)
    _must(not crosses.size or bool(((crosses >= 0) & (crosses < width)).all()))
    weights, sizes = network.weights, (width, *LAYERS)
    _must(weights["wide"].shape == (width + len(crosses),))
    _must(weights["place"].ndim == 1 and len(weights["place"]) > 0)
    for number in range(1, len(sizes)):
        _must(weights[f"w{number}"].shape == (sizes[number - 1], sizes[number]))
        _must(weights[f"b{number}"].shape == (sizes[number],))
    every = (network.mean, network.scale, *weights.values())
    _must(all(bool(np.isfinite(array).all()) for array in every))


def _must(fits: bool) -> None:
    if not fits:
        raise ValueError("what stands in the file does not fit together")
