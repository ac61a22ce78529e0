"""What a graph is: its picture and its fold."""

from pathlib import Path

from tests.engine.killed_run import pairing

from dure.engine.graph import fold, mermaid


def test_a_graph_draws_itself_with_labels_and_joins(tmp_path: Path) -> None:
    drawn = mermaid(pairing(tmp_path))

    assert drawn.startswith("flowchart TD")
    assert "look --> switch_on" in drawn
    assert "both -- again --> look" in drawn
    assert "both{{both}}" in drawn


def test_no_events_are_no_run(tmp_path: Path) -> None:
    assert fold(pairing(tmp_path), []) is None
