"""The table of features is the one that the page shows, and values are brought into it."""

from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from dure.assistants.meals.table import FEATURES, OF_BOTH, grown, squashed, within, won

PAGE = Path(__file__).parents[3] / "docs" / "ranking.md"


def test_there_are_72_features_in_three_parts() -> None:
    assert Counter(feature.part for feature in FEATURES) == {"person": 32, "shop": 24, "cross": 16}
    assert len({feature.name for feature in FEATURES}) == 72


@pytest.mark.parametrize("feature", FEATURES, ids=lambda feature: feature.name)
def test_an_unknown_lies_outside_the_range(feature: object) -> None:
    assert feature.unknown is None or not feature.low <= feature.unknown <= feature.high  # type: ignore[attr-defined]


def test_the_page_shows_the_table() -> None:
    page = PAGE.read_text(encoding="utf-8")

    for f in FEATURES:
        unknown = "" if f.unknown is None else f"{f.unknown:g}"
        assert f"| `{f.name}` | {f.part} | {f.low:g} … {f.high:g} | {unknown} | {f.says} |" in page


def test_unknown_is_said_and_what_is_too_large_is_cut() -> None:
    wide: list[list[float | None]] = [
        [None] * 16,
        [5.0] * 16,
        [float("nan")] * 16,
        [float("-inf")] * 16,
    ]

    made = within(wide, OF_BOTH)

    unknown = [f.low if f.unknown is None else f.unknown for f in OF_BOTH]
    assert np.array_equal(made[0], np.array(unknown, dtype=np.float32))
    assert np.array_equal(made[2], made[0])
    assert np.array_equal(made[1], np.array([min(5.0, f.high) for f in OF_BOTH], dtype=np.float32))
    assert np.array_equal(made[3], np.array([f.low for f in OF_BOTH], dtype=np.float32))


def test_what_is_within_stays_as_it_is_when_it_comes_again() -> None:
    raw: list[list[float | None]] = [[0.31234] * 16, [None] * 16]
    once = within(raw, OF_BOTH, places=4)

    assert np.array_equal(within(once.astype(np.float64), OF_BOTH, places=4), once)


def test_scales() -> None:
    assert (grown(0, 100), grown(-5, 100), grown(100, 100)) == (0, 0, 1)
    assert squashed(0) == 0
    assert -1 < squashed(-2) < 0 < squashed(2) < 1
    assert (won(5000), won(-1), won(None)) == (0.5, None, None)
