"""Who took what: rows of `user, item, time?, weight?` as arrays, and hiding some to choose by."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from dure.engine.assistant import Facts
from dure.errors import BadFile

Codes = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Histories:
    """What some users took before.

    rows: (U, I) sparse, 1 where a user took an item. ages: same shape and places, 1 for what was
    taken last, 2 for the one before, and so on; None where times are unknown.
    last: (U, 3) item codes, the latest first, -1 for none.
    """

    rows: Any
    ages: Any
    last: Codes

    def faded(self, half_life: float | None) -> "Histories":
        """Return the same with rows that count half after so many later items; None: as it is."""
        if half_life is None or self.ages is None:
            return self
        rows = self.ages.copy()
        rows.data = 0.5 ** ((rows.data - 1) / half_life)
        return replace(self, rows=rows)


@dataclass(frozen=True, kw_only=True)
class Interactions:
    """Rows in the order of user, time, item.

    users, items: ids in order; a code is a place in them. user, item: (N,) codes.
    time: (N,) seconds, or None unless every row has one. liked: (N,) whether the weight is above
    0; what is not liked counts as known to the user and teaches nothing.
    """

    users: tuple[str, ...]
    items: tuple[str, ...]
    user: Codes
    item: Codes
    time: Floats | None
    liked: NDArray[np.bool_]

    def keep(self, rows: NDArray[np.bool_]) -> "Interactions":
        """Return some of the rows, with the same codes."""
        time = None if self.time is None else self.time[rows]
        return replace(
            self, user=self.user[rows], item=self.item[rows], liked=self.liked[rows], time=time
        )

    @cached_property
    def matrix(self) -> Any:  # noqa: ANN401 - scipy has no types
        """(U, I) sparse, 1 where a user took and liked an item."""
        return self._sparse(self.liked)

    @cached_property
    def seen(self) -> Any:  # noqa: ANN401 - scipy has no types
        """(U + 1, I) sparse, 1 where a user knows an item; the last row is a stranger's."""
        return self._sparse(np.ones(len(self.user), dtype=bool), strangers=1)

    @property
    def pairs(self) -> Codes:
        """(N,) one number for each pair of user and item."""
        return self.user * len(self.items) + self.item

    def histories(self, users: Codes) -> Histories:
        """Return what users took; the code `len(users)` is a stranger's, who took nothing."""
        whole = self._histories
        ages = None if whole.ages is None else whole.ages[users]
        return Histories(rows=whole.rows[users], ages=ages, last=whole.last[users])

    @cached_property
    def from_end(self) -> Codes:
        """(N,) how many rows of the same user stand after each."""
        ends = np.searchsorted(self.user, self.user, side="right")
        return np.asarray(ends - 1 - np.arange(len(self.user)))

    def _sparse(self, rows: NDArray[np.bool_], strangers: int = 0) -> Any:  # noqa: ANN401
        shape = (len(self.users) + strangers, len(self.items))
        ones = np.ones(int(rows.sum()))
        made = csr_matrix((ones, (self.user[rows], self.item[rows])), shape=shape)
        made.sum_duplicates()
        made.data[:] = 1.0
        return made

    @cached_property
    def _histories(self) -> Histories:
        liked = self.keep(self.liked)
        rows = liked._sparse(liked.liked, strangers=1)
        last = np.full((rows.shape[0], 3), -1, dtype=np.int64)
        late = liked.from_end < last.shape[1]
        last[liked.user[late], liked.from_end[late]] = liked.item[late]
        return Histories(rows=rows, ages=liked._ages(rows), last=last)

    def _ages(self, rows: Any) -> Any:  # noqa: ANN401 - scipy has no types
        if self.time is None:
            return None
        ages = rows.copy()
        # Of a pair taken twice the later one counts: it stands last, and so is written last.
        owner = np.repeat(np.arange(rows.shape[0]), np.diff(rows.indptr))
        place = np.searchsorted(owner * len(self.items) + rows.indices, self.pairs)
        ages.data[place] = self.from_end + 1.0
        return ages


def read_interactions(rows: Sequence[Facts], *, file: str) -> Interactions:
    """Return rows of `user, item, time?, weight?`.

    time: seconds, or a date as in ISO 8601. Raises BadFile that names the row, counted from 1.
    """
    read = [_row(row, number, file) for number, row in enumerate(rows, start=1)]
    if not read:
        raise BadFile(file=file, why="기록이 한 줄도 없어요.")
    users, user = _coded([r[0] for r in read])
    items, item = _coded([r[1] for r in read])
    times = np.array([r[2] for r in read], dtype=np.float64)
    timed = not bool(np.isnan(times).any())
    order = np.lexsort((item, times, user)) if timed else np.lexsort((item, user))
    return Interactions(
        users=users,
        items=items,
        user=user[order],
        item=item[order],
        time=times[order] if timed else None,
        liked=np.array([r[3] for r in read])[order] > 0,
    )


def _coded(names: Sequence[str]) -> tuple[tuple[str, ...], Codes]:
    """Return the different names in order, and the place of each given one among them."""
    known = tuple(sorted(set(names)))
    place = {name: code for code, name in enumerate(known)}
    return known, np.array([place[name] for name in names], dtype=np.int64)


def _row(row: Facts, number: int, file: str) -> tuple[str, str, float, float]:
    user, item = _name(row.get("user")), _name(row.get("item"))
    if not user or not item:
        raise BadFile(file=file, why=f"{number}번째 기록에 user나 item이 없어요.")
    try:
        time = _moment(row.get("time"))
        weight = row.get("weight")
        strength = 1.0 if weight in (None, "") else float(weight)
    except (TypeError, ValueError, OverflowError) as error:
        why = f"{number}번째 기록의 time이나 weight가 수나 날짜가 아니에요."
        raise BadFile(file=file, why=why) from error
    if math.isinf(time) or not math.isfinite(strength):
        raise BadFile(file=file, why=f"{number}번째 기록의 time이나 weight가 끝이 없는 수예요.")
    return user, item, time, strength


def _name(value: object) -> str:
    """Return an id as text, "" if it is none."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    return str(value).strip()


def _moment(value: Any) -> float:  # noqa: ANN401 - any JSON
    """Return seconds since 1970, nan for none."""
    if value is None or value == "":
        return math.nan
    if isinstance(value, str):
        try:
            return float(value)
        except ValueError:
            read = datetime.fromisoformat(value.strip())
            return (read if read.tzinfo else read.replace(tzinfo=UTC)).timestamp()
    return float(value)


@dataclass(frozen=True, kw_only=True)
class Held:
    """What was hidden of a training file. users, items: (T,) codes, one hidden item each."""

    rest: Interactions
    users: Codes
    items: Codes


def hide(known: Interactions, fold: int, *, repeat: bool = False) -> Held:
    """Hide one liked item of every user that keeps at least one.

    fold: from 0. With times, the item that stands so far from a user's end, and all after it;
    else the item with the fold-th smallest mixed code. repeat: a hidden item may stand in the
    rest too.
    """
    place = known.from_end if known.time is not None else _mixed_place(known)
    target = (place == fold) & known.liked
    kept = place > fold if known.time is not None else place != fold
    if known.time is None:
        kept &= ~np.isin(known.pairs, known.pairs[target])
    rest = known.keep(kept)
    users, items = known.user[target], known.item[target]
    has_more = np.asarray(rest.matrix.sum(axis=1)).ravel()[users] > 0
    if not repeat:
        has_more &= ~np.isin(users * len(known.items) + items, rest.pairs)
    return Held(rest=rest, users=users[has_more], items=items[has_more])


def _mixed_place(known: Interactions) -> Codes:
    """Return the place of each row among its user's, in an order that has no meaning."""
    mixed = mix(known.user.astype(np.uint64) << np.uint64(32) | known.item.astype(np.uint64))
    order = np.lexsort((mixed, known.user))
    starts = np.searchsorted(known.user, known.user)
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order)) - starts
    return place


def mix(codes: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return numbers that look random, the same ones each time.

    Source: Steele, Lea, Flood, "Fast Splittable Pseudorandom Number Generators", OOPSLA 2014.
    """
    with np.errstate(over="ignore"):
        out = codes + np.uint64(0x9E3779B97F4A7C15)
        out = (out ^ (out >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        out = (out ^ (out >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return np.asarray(out ^ (out >> np.uint64(31)))
