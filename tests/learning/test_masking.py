"""The suite `mask`: what counts as found, and how well we do on labelled lines."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.trust.labelled import read_line, read_lines

from dure.engine.assistant import Facts
from dure.kernel.clock import StillClock
from dure.learning.masking import right_pairs, score_mask

LINES = Path(__file__).parents[1] / "trust" / "data" / "mask_lines.txt"
SHARED = Path(__file__).parents[3] / "shared" / "data" / "mask_dev.jsonl"


class TickingClock(StillClock):
    """Each look is a second later than the one before."""

    def __init__(self) -> None:
        super().__init__(datetime(2026, 1, 13, tzinfo=UTC))

    def now(self) -> datetime:
        """Return the time, a second later than before."""
        self.move(1)
        return super().now()


def figures(*rows: Facts) -> Facts:
    return score_mask([rows], TickingClock())[0]


def test_half_of_a_span_is_enough_and_less_is_not() -> None:
    assert right_pairs([(0, 10, "PHONE")], [(5, 10, "PHONE")]) == 1
    assert right_pairs([(0, 10, "PHONE")], [(6, 10, "PHONE")]) == 0
    assert right_pairs([(0, 10, "PHONE")], [(0, 10, "CARD")]) == 0


def test_one_finding_counts_for_one_span() -> None:
    assert right_pairs([(0, 4, "PERSON"), (0, 5, "PERSON")], [(0, 5, "PERSON")]) == 1


def test_what_is_missed_what_is_wrong_and_what_is_touched_are_told_apart() -> None:
    told = figures(
        read_line("전화 [[PHONE|010-1234-5678]]"),
        read_line("전화 [[CARD|010-1234-5678]]"),
        read_line("전화 010-1234-5678"),
        read_line("조명 켜 줘"),
    )

    assert told["n"] == 4
    assert (told["precision"], told["recall"]) == (0.3333, 0.5)
    assert told["clean_lines_touched"] == 1
    assert told["covered_chars"] == 1.0
    assert told["by_type"]["CARD"] == {"n": 1, "precision": None, "recall": 0.0, "f1": 0.0}
    assert told["chars_per_s"] == 3 * len("전화 010-1234-5678") + len("조명 켜 줘")


def test_a_prediction_tells_the_places() -> None:
    _, predictions = score_mask([[{"id": "x", **read_line("a@b.kr")}]], TickingClock())

    assert predictions == [{"id": "x", "spans": [{"start": 0, "end": 6, "type": "EMAIL"}]}]


def test_our_own_lines_are_found_and_no_clean_one_is_touched() -> None:
    told = figures(*read_lines(LINES))

    assert told["f1"] >= 0.95
    assert told["covered_chars"] >= 0.985
    assert told["clean_lines_touched"] == 0


@pytest.mark.skipif(not SHARED.is_file(), reason="the labelled sample is not here")
def test_a_sample_of_others_is_found_and_no_clean_one_is_touched() -> None:
    told = figures(*map(json.loads, SHARED.read_text(encoding="utf-8").splitlines()))

    assert told["f1"] >= 0.95
    assert told["covered_chars"] >= 0.985
    assert told["clean_lines_touched"] == 0
