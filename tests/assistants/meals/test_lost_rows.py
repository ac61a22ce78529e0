from collections import Counter

import pytest

from dure.assistants.meals.lost_rows import Report, note_rows, said_rows, why_most
from dure.embedded.telemetry import SilentTelemetry
from dure.ports.telemetry import Fact, Level, is_name

LOST = Report(
    rows=14,
    shops=9,
    refused=Counter(no_name=1, no_place=2),
    noticed=Counter(duplicate=2, unread_card=1),
)


class Noting(SilentTelemetry):
    """Keeps what is noted."""

    def __init__(self) -> None:
        self.noted: list[tuple[str, Level, dict[str, Fact]]] = []

    def note(self, event: str, *, level: Level = "info", **facts: Fact) -> None:
        self.noted.append((event, level, facts))


def test_what_a_file_lost_is_one_line() -> None:
    assert said_rows(LOST) == (
        "가게 9곳, 뺀 줄 3개(위도·경도 없음 2, 이름 없음 1), 한 곳으로 합친 줄 2개, "
        "못 읽은 칸 1개(카드 여부 1)"
    )


def test_the_first_lines_of_each_reason_are_told() -> None:
    report = Report()
    for line in (4, 4, 9, 12, 15, 20, 31):
        report.begin(line)
        report.refuse("no_place")
        report.notice("unread_price")
    report.begin(40)
    report.refuse("no_name")

    assert said_rows(report) == (
        "가게 0곳, 뺀 줄 8개(위도·경도 없음 7: 4·9·12·15·20번째 줄 등, 이름 없음 1: 40번째 줄), "
        "못 읽은 칸 7개(값 7: 4·9·12·15·20번째 줄 등)"
    )


def test_where_nothing_was_lost_only_the_shops_are_told() -> None:
    assert said_rows(Report(rows=1200, shops=1200)) == "가게 1,200곳"


@pytest.mark.parametrize(("report", "why"), [(LOST, "위도·경도 없음 2"), (Report(), "")])
def test_the_most_frequent_reason_is_told(report: Report, why: str) -> None:
    assert why_most(report) == why


def test_the_log_is_told_how_many_rows_were_lost_and_why() -> None:
    telemetry = Noting()

    note_rows(LOST, telemetry)

    ((event, level, facts),) = telemetry.noted
    assert (event, level) == ("meals.shops_loaded", "warning")
    assert facts == {
        "rows": 14, "shops": 9, "refused": 3,
        "no_name": 1, "no_place": 2, "duplicate": 2, "unread_card": 1,
    }  # fmt: skip
    assert all(map(is_name, facts))
