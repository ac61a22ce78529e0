"""A report is one page that needs nothing else, with a table beside every picture."""

import re
from html.parser import HTMLParser
from typing import Any, Final

import pytest

from dure.assistants.meals.report_page import draw_page
from dure.assistants.meals.tally import FEW_SAID, Tally
from dure.kernel.events import Json

VOID: Final = frozenset(("meta", "rect", "circle", "polyline"))


def numbers(**more: Any) -> Json:  # noqa: ANN401 - any JSON
    told = {
        "period": "2026-W47",
        "first": "2026-11-16",
        "last": "2026-11-22",
        **Tally().numbers(),
        "by_day": [
            {"period": f"2026-11-{16 + n}", "lists": n, "choices": 0, "cvr": None,
             "ctr": n / 10 or None}
            for n in range(7)
        ],
        "cohorts": [{"week": "2026-W47", "people": FEW_SAID, "kept": [None]}],
        "segments": None,
    }  # fmt: skip
    return {**told, **more}


class Tags(HTMLParser):
    """Checks that what is opened is closed, and counts."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag)
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert tag in VOID or self.open.pop() == tag


def test_every_picture_has_a_table_beside_it() -> None:
    kinds = [
        {"name": "<한식>", "shown": 5, "chosen": 2},
        {"name": "other", "shown": 9, "chosen": 1},
    ]
    tags = Tags()

    tags.feed(draw_page(numbers(categories=kinds, hours=[1] * 24)))

    assert tags.open == []
    assert tags.seen.count("svg") == 3
    assert tags.seen.count("table") >= tags.seen.count("svg")


def test_the_week_in_which_people_came_is_their_first() -> None:
    cohort = {"week": "2026-W47", "people": 9, "kept": [1.0, 0.5]}

    page = draw_page(numbers(cohorts=[cohort]))

    assert "<th scope=col>첫 주</th><th scope=col>1주 뒤</th>" in page


def test_the_page_loads_nothing_and_runs_nothing() -> None:
    page = draw_page(numbers())

    assert not re.search(r"https?://|<script|<link|<img|@import|url\(|javascript:", page)
    assert "prefers-color-scheme: dark" in page
    assert 'lang="ko"' in page
    assert "width=device-width" in page


def test_what_a_shop_calls_itself_is_text() -> None:
    kinds = [{"name": "<script>alert(1)</script>", "shown": 5, "chosen": 2}]

    assert "<script" not in draw_page(numbers(categories=kinds))


def test_what_is_unknown_is_not_drawn_as_zero() -> None:
    page = draw_page(numbers())

    assert "<td>—</td>" in page
    assert "<td>5 미만</td>" in page
    assert ">0.0%" not in page


def test_the_same_numbers_give_the_same_bytes() -> None:
    assert draw_page(numbers()) == draw_page(numbers())


@pytest.mark.parametrize("missing", ["by_day", "cohorts", "segments", "first"])
def test_a_day_has_fewer_parts(missing: str) -> None:
    told = {name: value for name, value in numbers().items() if name != missing}

    assert draw_page(told).startswith("<!doctype html>")
