import io

import pytest
from rich.console import Console

from dure.cli.loading import loading, stepping


def shown(*told: tuple[str, int, int], terminal: bool = False) -> str:
    out = io.StringIO()
    with loading(Console(file=out, force_terminal=terminal, width=100)) as progress:
        for what, done, whole in told:
            progress(what, done, whole)
    return out.getvalue()


def test_off_a_terminal_each_tenth_is_a_plain_line() -> None:
    lines = shown(*(("shops.csv", done, 1000) for done in range(0, 1001, 10))).splitlines()

    assert lines[0] == "shops.csv 100/1,000"
    assert lines[-1] == "shops.csv 1,000/1,000"
    assert len(lines) == 10


def test_on_a_terminal_a_bar_tells_the_name_and_how_far_it_is() -> None:
    out = shown(("shops.csv", 500, 1000), ("shops.csv", 1000, 1000), terminal=True)

    assert "shops.csv" in out
    assert "1000/1000" in out


def test_what_is_over_at_once_leaves_no_line() -> None:
    assert shown(("shops.csv", 999, 999)) == ""


@pytest.mark.parametrize("terminal", [True, False])
def test_where_nothing_takes_long_nothing_is_shown(terminal: bool) -> None:
    assert shown(terminal=terminal) == ""


def test_a_name_in_brackets_is_shown_as_it_is() -> None:
    assert "[red]x.csv" in shown(("[red]x.csv", 1000, 1000))


def test_work_without_an_end_is_no_crash() -> None:
    assert shown(("shops.csv", 0, 0)) == ""


def test_off_a_terminal_each_step_and_each_tenth_of_it_is_a_plain_line() -> None:
    out = io.StringIO()

    with stepping(Console(file=out, width=100)) as step:
        for what, share in (("준비", 0.0), ("배움", 0.3), ("배움", 0.33), ("배움", 0.42)):
            step(what, share)

    assert out.getvalue().splitlines() == ["준비 0%", "배움 30%", "배움 42%"]


def test_on_a_terminal_steps_are_a_bar() -> None:
    out = io.StringIO()

    with stepping(Console(file=out, force_terminal=True, width=100)) as step:
        step("배움", 1.0)

    assert "100%" in out.getvalue()


def test_a_line_is_shown_as_it_is_off_a_terminal() -> None:
    line = "[red]shops.csv: " + "가게 9곳, 뺀 줄 3개" * 12

    assert shown((line, 0, -1)) == f"{line}\n"


def test_a_line_is_shown_beside_the_bar_of_a_terminal() -> None:
    out = shown(("shops.csv", 1000, 1000), ("[x] 뺀 줄 세 개", 0, -1), terminal=True)

    assert "[x] 뺀 줄 세 개" in out
