"""What happened to a person in meals, folded into a state of bounded size: plain JSON.

It is exact under replay: the same events in the same order give the same state, and nothing but
the events goes into it. A recommendation counts once, however often it is chosen or rated: a
second choice of the same place is no news, one of another place takes the first one's place, and
the latest rating wins. This holds for the last choices and ratings that are kept; older ones are
only in the sums.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from dure.assistants.meals.tastes import TasteSettings, added, newest
from dure.engine.person import NOTED, stream_of
from dure.kernel.clock import SEOUL
from dure.kernel.events import Event, Json
from dure.watch.projections import Projection

SETTINGS: Final = TasteSettings()
CHOICES: Final = 40
"""Choices that are kept one by one: habits are told from them."""
SPENT_DAYS: Final = 63
"""Nine weeks: this month and the whole of the one before, each weekday nine times."""
SHOPS: Final = 300
_SPARE: Final = 100
"""So many more may stand in a table before it is cut back, so that this is seldom done."""
_RATINGS: Final = 100
_KINDS: Final = 64
_SHOWS: Final = 40
_SITUATIONS: Final = 16
_WRONG: Final = frozenset(("closed", "price_mismatch", "card_refused"))
"""Reasons that speak against a shop, or what is known of it, but not against its food."""
_TOLD: Final = 32
_THOUSAND: Final = 1000

_SOURCES: Final = ("issuer", "said", "chosen")
"""Who tells what was spent on a day, in the order in which it stands in the day's entry."""
_NOTHING: Final[list[int | None]] = [None, 0, 0]
"""The entry of a day of which nothing was told."""

# Where what stands in a shop's entry.
TOUCHED, SHOWN, CHOSEN, VIEWED, LAST_AT, RATED_SUM, RATED = range(7)

SHOPS_SHOWN: Final = "meals.shops_shown"
SHOP_CHOSEN: Final = "meals.shop_chosen"
CHOICE_UNDONE: Final = "meals.choice_undone"
"""A choice was taken back: `id` of its recommendation, `shop`, and `of`: when it was made."""
SHOP_VIEWED: Final = "meals.shop_viewed"
MEAL_RATED: Final = "meals.meal_rated"
QUESTION_ASKED: Final = "meals.question_asked"
QUESTION_ANSWERED: Final = "meals.question_answered"
MONEY_SPENT: Final = "meals.money_spent"

_STREAMS: Final = stream_of("meals", "")

_Fold = Callable[[Json, Json, datetime], None]


def step(state: Json, event: Event, payload: Json | None) -> Json:
    """Return the state after one more event, which it may change in place.

    What was forgotten (no payload), what it does not know and what makes no sense adds nothing.
    """
    fold = _FOLDS.get(event.kind)
    if fold is None or payload is None:
        return state
    state["events"] = state.get("events", 0) + 1
    fold(state, payload, moment_said(payload.get("at"), event.at))
    return state


def step_of_all(states: Json, event: Event, payload: Json | None) -> Json:
    """Return the states of all people, by tenant and stream, after one more event of anybody's."""
    if event.kind in _FOLDS and event.stream.startswith(_STREAMS):
        person = f"{event.tenant}/{event.stream}"
        states[person] = step(states.get(person, {}), event, payload)
    return states


def moment_of(kept: str | None) -> datetime | None:
    """Return a moment that stands in the state."""
    return datetime.fromisoformat(kept) if kept else None


def moment_said(said: Any, otherwise: datetime) -> datetime:  # noqa: ANN401 - what stands in a log
    """Return a moment as it was written down; another one where that is none."""
    try:
        at = datetime.fromisoformat(said)
        at.astimezone(SEOUL)
    except (TypeError, ValueError, OverflowError):
        return otherwise
    return otherwise if at.tzinfo is None else at


def items_said(said: Json) -> list[Json]:
    """Return the places of a list as they were written down, without what is none."""
    items = said.get("items")
    known = items if isinstance(items, list) else []
    return [item for item in known if isinstance(item, dict) and word_said(item, "shop")]


def make_way(choices: list[Json], said: Json) -> tuple[bool, Json | None]:
    """Take out of a person's choices the one of the same recommendation, if there is one.

    Returns (whether a choice is news, the one whose place it takes or None).
    """
    show = said.get("id")
    before = next((one for one in choices if show is not None and one["id"] == show), None)
    if before is None:
        return True, None
    if before["shop"] == said["shop"]:
        return False, None
    choices.remove(before)
    return True, before


def taken_back(choices: list[Json], said: Json) -> Json | None:
    """Take out of a person's choices the one that is taken back; returns it, None if gone."""
    same = (one for one in reversed(choices) if one["shop"] == word_said(said, "shop"))
    show, of = said.get("id"), said.get("of")
    undone = next((one for one in same if one["id"] == show and one["at"] == of), None)
    if undone is not None:
        choices.remove(undone)
    return undone


def word_said(said: Json, name: str) -> str:
    """Return a word that was written down; "" where there is none."""
    word = said.get(name)
    return word if isinstance(word, str) else ""


def words_said(said: Json, name: str) -> list[str]:
    """Return words that were written down; none where there is no list."""
    words = said.get(name)
    return [one for one in words if isinstance(one, str)] if isinstance(words, list) else []


def whole_said(said: Json, name: str) -> int | None:
    """Return a whole number of at least 0 that was written down; None where there is none."""
    number = said.get(name)
    is_whole = isinstance(number, int) and not isinstance(number, bool) and number >= 0
    return number if is_whole else None


def _shown(state: Json, said: Json, at: datetime) -> None:
    shows: list[str] = state.setdefault("shows", [])
    show = said.get("id")
    if show is not None and show in shows:
        return
    state["shows"] = [*shows, show][-_SHOWS:] if show is not None else shows
    state["shown"] = state.get("shown", 0) + 1
    for item in items_said(said):
        _touch(state, item["shop"], {SHOWN: 1})


def _viewed(state: Json, said: Json, at: datetime) -> None:
    if not word_said(said, "shop"):
        return
    state["viewed"] = state.get("viewed", 0) + 1
    _touch(state, said["shop"], {VIEWED: 1})
    _like(state, "looked", word_said(said, "category"), SETTINGS.viewed, at)


def _chosen(state: Json, said: Json, at: datetime) -> None:
    if not word_said(said, "shop"):
        return
    choices: list[Json] = state.setdefault("choices", [])
    is_news, before = make_way(choices, said)
    if not is_news:
        return
    if before is not None:
        _count_choice(state, before, sign=-1)
    choice = _choice(said, at)
    choices.append(choice)
    del choices[:-CHOICES]
    _count_choice(state, choice, sign=1)


def _undone(state: Json, said: Json, at: datetime) -> None:
    undone = taken_back(state.setdefault("choices", []), said)
    if undone is not None:
        _count_choice(state, undone, sign=-1)


def _choice(said: Json, at: datetime) -> Json:
    paid = whole_said(said, "pays_won")
    return {
        "id": said.get("id"),
        "at": at.isoformat(),
        "shop": said["shop"],
        "name": word_said(said, "name"),
        "category": word_said(said, "category"),
        "coupon": bool(said.get("coupons")),
        "won": whole_said(said, "price_won") if paid is None else paid,
        "meal": word_said(said, "meal"),
        "company": words_said(said, "company"),
        "weather": word_said(said, "weather"),
        "decided_s": _seconds(said.get("decided_s")),
    }


def _count_choice(state: Json, choice: Json, *, sign: int) -> None:
    """Count a choice in all tables, or take it out again."""
    at, category = datetime.fromisoformat(choice["at"]), choice["category"]
    state["chosen"] = state.get("chosen", 0) + sign
    _touch(state, choice["shop"], {CHOSEN: sign})
    last = [c["at"] for c in state["choices"] if c["shop"] == choice["shop"]]
    state["shops"][choice["shop"]][LAST_AT] = last[-1] if last else None
    _like(state, "liked", category, sign * SETTINGS.chosen, at)
    if category:
        _tally(state.setdefault("categories", {}), category, sign)
    for table, situation in (("meals", choice["meal"]), ("weathers", choice["weather"])):
        tables = state.setdefault(table, {})
        has_room = situation in tables or (sign > 0 and len(tables) < _SITUATIONS)
        if situation and category and has_room:
            _tally(tables.setdefault(situation, {}), category, sign)
    if choice["won"] is not None:
        _count_paid(state, choice, at, sign)


def _count_paid(state: Json, choice: Json, at: datetime, sign: int) -> None:
    company = state.setdefault("company", {})
    for word in choice["company"]:
        if word in company or (sign > 0 and len(company) < _SITUATIONS):
            paid = company.setdefault(word, [0, 0])
            company[word] = [paid[0] + sign * choice["won"], paid[1] + sign]
    _spend(state, at, "chosen", sign * choice["won"])
    if sign < 0:
        _forget_if_unknown(state, at)


def _forget_if_unknown(state: Json, at: datetime) -> None:
    """Leave out a day of which nothing is known any more: it is not a day without spending."""
    day = _day_of(at)
    left = (choice for choice in state["choices"] if choice["won"] is not None)
    if state["spent"].get(day) == _NOTHING and all(
        _day_of(datetime.fromisoformat(choice["at"])) != day for choice in left
    ):
        del state["spent"][day]


def _tally(table: dict[str, int], name: str, sign: int) -> None:
    # What found no room when it was counted is not taken out again.
    if name in table or (sign > 0 and len(table) < _KINDS):
        table[name] = table.get(name, 0) + sign
        if not table[name]:
            del table[name]


def _rated(state: Json, said: Json, at: datetime) -> None:
    value = said.get("value")
    if not word_said(said, "shop") or isinstance(value, bool) or not isinstance(value, int | float):
        return
    # Without a recommendation, one rating of a shop counts for each day.
    name = word_said(said, "id") or f"{said['shop']}@{_day_of(at)}"
    ratings: dict[str, Json] = state.setdefault("ratings", {})
    before = ratings.pop(name, None)
    if before is not None:
        _count_rating(state, before, sign=-1)
    rating = {
        "shop": said["shop"],
        "category": word_said(said, "category"),
        "value": round(max(-1.0, min(1.0, value)) * _THOUSAND),
        "of_food": not _WRONG.intersection(words_said(said, "reasons")),
        "at": at.isoformat(),
        "touched": state["events"],
    }
    ratings[name] = rating
    _count_rating(state, rating, sign=1)
    state["ratings"] = newest(ratings, _RATINGS, spare=_SPARE, by="touched")


def _count_rating(state: Json, rating: Json, *, sign: int) -> None:
    state["rated"] = state.get("rated", 0) + sign
    _touch(state, rating["shop"], {RATED_SUM: sign * rating["value"], RATED: sign})
    if not rating["of_food"]:
        return
    weight = sign * SETTINGS.rated * rating["value"] / _THOUSAND
    _like(state, "liked", rating["category"], weight, datetime.fromisoformat(rating["at"]))


def _asked(state: Json, said: Json, at: datetime) -> None:
    asked = state.setdefault("asked", [])
    if word_said(said, "question") and said["question"] not in asked and len(asked) < _SITUATIONS:
        asked.append(said["question"])


def _answered(state: Json, said: Json, at: datetime) -> None:
    _asked(state, said, at)
    answered = state.setdefault("answered", [])
    if said.get("question") in state["asked"] and said["question"] not in answered:
        answered.append(said["question"])


def _spent(state: Json, said: Json, at: datetime) -> None:
    # What a choice costs is counted with the choice itself.
    won = whole_said(said, "won")
    if won is not None and said.get("from") in ("said", "issuer"):
        _spend(state, at, said["from"], won)


def _spend(state: Json, at: datetime, source: str, won: int) -> None:
    spent: dict[str, list[int | None]] = state.setdefault("spent", {})
    day = _day_of(at)
    amounts, place = list(spent.get(day, _NOTHING)), _SOURCES.index(source)
    amounts[place] = (amounts[place] or 0) + won
    is_new = day not in spent
    spent[day] = amounts
    if is_new:  # Days stand in their order, whatever the order in which they were told.
        state["spent"] = dict(sorted(spent.items())[-SPENT_DAYS:])


def _noted(state: Json, said: Json, at: datetime) -> None:
    """Remember when a liking was said, and what is usually spent."""
    told: dict[str, list[float]] = state.setdefault("told", {})
    add, remove, put = (_part(said, name) for name in ("add", "remove", "put"))
    for food in words_said(add, "liked"):
        told[food] = [at.timestamp(), state["events"]]
    for food in words_said(remove, "liked"):
        told.pop(food, None)
    state["told"] = newest(told, _TOLD, spare=_TOLD, by=1)
    if "usual_budget_won" in put:
        state["told_won"] = whole_said(put, "usual_budget_won")


def _touch(state: Json, shop: str, more: dict[int, int]) -> None:
    # An entry is replaced, never changed: a profile that was read before keeps what it saw.
    shops: dict[str, list[Any]] = state.setdefault("shops", {})
    entry = list(shops.get(shop, (0, 0, 0, 0, None, 0, 0)))
    entry[TOUCHED] = state["events"]
    for place, by in more.items():
        # A shop that was dropped meanwhile has nothing to take out.
        entry[place] = entry[place] + by if place == RATED_SUM else max(0, entry[place] + by)
    shops[shop] = entry
    state["shops"] = newest(shops, SHOPS, spare=_SPARE, by=TOUCHED)


def _like(state: Json, table: str, category: str, weight: float, at: datetime) -> None:
    sums = state.setdefault(table, {})
    if category and (category in sums or len(sums) < _KINDS):
        sums[category] = added(
            sums.get(category), weight, at.timestamp(), half_life_days=SETTINGS.half_life_days
        )


def _seconds(said: Any) -> float | None:  # noqa: ANN401 - what stands in a log
    is_number = isinstance(said, int | float) and not isinstance(said, bool)
    return float(said) if is_number and said >= 0 else None


def _part(said: Json, name: str) -> Json:
    part = said.get(name)
    return part if isinstance(part, dict) else {}


def _day_of(at: datetime) -> str:
    return at.astimezone(SEOUL).date().isoformat()


_FOLDS: Final[dict[str, _Fold]] = {
    SHOPS_SHOWN: _shown,
    SHOP_CHOSEN: _chosen,
    CHOICE_UNDONE: _undone,
    SHOP_VIEWED: _viewed,
    MEAL_RATED: _rated,
    QUESTION_ASKED: _asked,
    QUESTION_ANSWERED: _answered,
    MONEY_SPENT: _spent,
    NOTED: _noted,
}

PROJECTION: Final = Projection(
    name="meals.profiles", version=3, empty=dict, step=step_of_all, holds_sealed=True
)
"""What `dure replay --verify` compares: the state of everybody."""
