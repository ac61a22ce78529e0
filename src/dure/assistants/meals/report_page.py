"""Draw a report as one HTML page that needs nothing else: no library, no script, no network.

Every picture has its table beside it, so that nothing is told by a picture alone; colours follow
the reader's light or dark. The same numbers always give the same bytes.
"""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any, Final

from dure.assistants.meals.charts import bars, lines
from dure.assistants.meals.tally import FEW_SAID, OTHER
from dure.kernel.data import read_text, read_toml
from dure.kernel.events import Json

_PACKAGE: Final = "dure.assistants.meals"
_WORDS: Final[Mapping[str, Any]] = read_toml(_PACKAGE, "data/report.ko.toml")
_STYLE: Final = read_text(_PACKAGE, "data/report.css")
_SHARES: Final = frozenset(("ctr", "cvr", "differing", "overlap"))
_MAIN: Final = ("people", "lists", "shown", "views", "choices", "ctr", "cvr", "decided_s")
_TURNS: Final = ("all", "answered", "asked", "refused", "failed", "with_list", "without_list")
_QUALITY: Final = (
    ("known", "known"),
    ("mean", "mean"),
    ("quality_with_list", "with_list"),
    ("quality_without_list", "without_list"),
)
_VARIETY: Final = (
    "shops", "shops_evenness", "shops_gini", "categories_evenness", "within_list",
)  # fmt: skip
_KINDS_SHOWN: Final = 12


def draw_page(numbers: Json) -> str:
    """Return the page of a period's numbers, as `Books.numbers` returns them."""
    title = _WORDS["title"].format(period=numbers["period"])
    first, last = numbers.get("first"), numbers.get("last")
    span = _WORDS["span"].format(first=first, last=last) if first else numbers["period"]
    parts = (
        _facts("main", [(name, name, numbers[name]) for name in _MAIN]),
        _days(numbers.get("by_day")),
        _categories(numbers["categories"]),
        _hours(numbers["hours"]),
        _variety(numbers),
        _cohorts(numbers.get("cohorts")),
        _segments(numbers),
        _turns(numbers),
        _notices(numbers["notices"]),
    )
    return (
        '<!doctype html>\n<html lang="ko"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head><body><main>"
        f"<h1>{escape(title)}</h1><p>{escape(span)}</p><p class=note>{_WORDS['few_note']}</p>"
        f"{''.join(parts)}</main></body></html>\n"
    )


def _facts(head: str, rows: Sequence[tuple[str, str, Any]]) -> str:
    body = [(_WORDS["row"][label], _said(name, value)) for label, name, value in rows]
    columns = (_WORDS["column"]["what"], _WORDS["column"]["value"])
    return _section(head, _table(_WORDS["head"][head], columns, body))


def _days(by_day: Sequence[Json] | None) -> str:
    if not by_day:
        return ""
    names = [one["period"][5:] for one in by_day]
    series = {_WORDS["column"][name]: [one[name] for one in by_day] for name in ("ctr", "cvr")}
    picture = lines(_WORDS["head"]["days"], names, series)
    fields = ("lists", "choices", "ctr", "cvr")
    rows = [(one["period"], *(_said(name, one[name]) for name in fields)) for one in by_day]
    columns = [_WORDS["column"][name] for name in ("day", *fields)]
    return _section("days", picture + _table(_WORDS["head"]["days"], columns, rows))


def _categories(kinds: Sequence[Json] | None) -> str:
    if kinds is None:
        return _section("categories", _too_few())
    named = [(_WORDS["other"] if one["name"] == OTHER else one["name"], one) for one in kinds]
    picture = bars(
        _WORDS["head"]["categories"],
        [name for name, _ in named[:_KINDS_SHOWN]],
        [one["chosen"] for _, one in named[:_KINDS_SHOWN]],
    )
    rows = [(name, str(one["shown"]), str(one["chosen"])) for name, one in named]
    columns = [_WORDS["column"][name] for name in ("category", "shown", "chosen")]
    return _section("categories", picture + _table(_WORDS["head"]["categories"], columns, rows))


def _hours(hours: Sequence[int] | None) -> str:
    if hours is None:
        return _section("hours", _too_few())
    names = [str(hour) for hour in range(len(hours))]
    picture = bars(_WORDS["head"]["hours"], names, hours)
    columns = [_WORDS["column"][name] for name in ("hour", "lists")]
    rows = [(name, str(count)) for name, count in zip(names, hours, strict=True)]
    return _section("hours", picture + _table(_WORDS["head"]["hours"], columns, rows))


def _variety(numbers: Json) -> str:
    told = [(name, name, numbers["diversity"][name]) for name in _VARIETY]
    personal = numbers["personalisation"]
    told += [(name, name, personal[name]) for name in ("differing", "overlap")]
    return _facts("variety", told)


def _cohorts(told: Sequence[Json] | None) -> str:
    if not told:
        return ""
    weeks = max(len(one["kept"]) for one in told)
    later = [_WORDS["column"]["week_n" if n else "week_0"].format(n=n) for n in range(weeks)]
    columns = [_WORDS["column"]["week"], _WORDS["column"]["people"], *later]
    rows = [
        (
            one["week"],
            _said("people", one["people"]),
            *(_said("ctr", kept) for kept in one["kept"]),
            *("" for _ in range(weeks - len(one["kept"]))),
        )
        for one in told
    ]
    return _section("cohorts", _table(_WORDS["head"]["cohorts"], columns, rows))


def _segments(numbers: Json) -> str:
    if "segments" not in numbers:
        return ""
    told = numbers["segments"]
    if told is None:
        return _section("segments", _too_few())
    rows = [(_WORDS["segment"][name], _said("people", count)) for name, count in told.items()]
    columns = [_WORDS["column"][name] for name in ("segment", "people")]
    return _section("segments", _table(_WORDS["head"]["segments"], columns, rows))


def _turns(numbers: Json) -> str:
    told = [(name, name, numbers["turns"][name]) for name in _TURNS]
    told += [(label, name, numbers["quality"][name]) for label, name in _QUALITY]
    return _facts("turns", told)


def _notices(told: Json | None) -> str:
    names = ("made", "delivered", "opened", "clicked")
    return _facts("notices", [(name, name, told[name] if told else None) for name in names])


def _said(name: str, value: Any) -> str:  # noqa: ANN401 - a number of a report
    """Return a number as it is read; what is unknown stays unknown."""
    if value is None:
        return str(_WORDS["unknown"])
    if value == FEW_SAID:
        return str(_WORDS["few"])
    if name in _SHARES:
        return f"{value * 100:.1f}%"
    if name == "decided_s":
        return str(_WORDS["unit"]["seconds"]).format(value=f"{value:.0f}")
    return f"{value:,}" if isinstance(value, int) else f"{value:.2f}"


def _section(head: str, body: str) -> str:
    return f"<section><h2>{escape(_WORDS['head'][head])}</h2>{body}</section>"


def _too_few() -> str:
    return f"<p>{_WORDS['too_few']}</p>"


def _table(caption: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    heads = "".join(f"<th scope=col>{escape(one)}</th>" for one in columns)
    body = "".join(
        f"<tr><th scope=row>{escape(row[0])}</th>"
        + "".join(f"<td>{escape(cell)}</td>" for cell in row[1:])
        + "</tr>"
        for row in rows
    )
    # A wide table scrolls by itself, with the keyboard too.
    return (
        f'<div class=wide tabindex=0 role=region aria-label="{escape(caption)}"><table>'
        f"<caption>{escape(caption)}</caption><thead><tr>{heads}</tr></thead>"
        f"<tbody>{body}</tbody></table></div>"
    )
