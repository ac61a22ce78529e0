"""The suite `ranking`: figures equal the plain reading of their definitions, and never leak."""

import csv
import json
import math
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import Final

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.conftest import SHARED

from dure.cli.main import main
from dure.engine.assistant import Facts
from dure.errors import BadFile, InvalidInput
from dure.kernel.clock import StillClock
from dure.learning.ranking import best, measures, score_ranking

NOON: Final = datetime(2026, 11, 21, 12, tzinfo=UTC)
IDS = st.sampled_from("abcdefgh")
PAIRS = st.lists(st.tuples(IDS, IDS), min_size=1, max_size=30)


def rows(pairs: list[tuple[str, str]]) -> list[Facts]:
    return [{"user": user, "item": item} for user, item in pairs]


def score(
    train: list[Facts], test: list[Facts], *, repeat: bool = False
) -> tuple[Facts, list[Facts]]:
    ticks: Iterator[int] = count()
    figures, told = score_ranking(
        [train, test], StillClock(NOON), cpu_s=lambda: float(next(ticks)), repeat=repeat
    )
    return figures, list(told)


def oracle(ranked: list[tuple[list[str], set[str]]], depth: int) -> tuple[float, float, float]:
    """Hit rate, nDCG and recall, written down once more as plainly as can be."""
    hits = gains = recalls = 0.0
    for shown, wanted in ranked:
        found = [1 if item in wanted else 0 for item in shown][:depth]
        hits += 1 if sum(found) else 0
        recalls += sum(found) / len(wanted)
        ideal = ([1] * len(wanted))[:depth]
        gain = sum(g / math.log2(2 + place) for place, g in enumerate(found))
        gains += gain / sum(g / math.log2(2 + place) for place, g in enumerate(ideal))
    return hits / len(ranked), gains / len(ranked), recalls / len(ranked)


LETTERS = "abcdefghijklmnopqrstuvwxyz"
RANKED = st.lists(
    st.tuples(
        st.permutations(LETTERS).map(lambda p: list(p)[:20]),
        st.sets(st.sampled_from(LETTERS), min_size=1),
    ),
    min_size=1,
    max_size=5,
)


@settings(deadline=None)
@given(RANKED)
def test_the_figures_equal_their_definitions(ranked: list[tuple[list[str], set[str]]]) -> None:
    found = measures(ranked)

    ten, twenty = oracle(ranked, 10), oracle(ranked, 20)
    wanted = {"hr@10": ten[0], "ndcg@10": ten[1], "recall@20": twenty[2], "ndcg@20": twenty[1]}
    assert found == pytest.approx(wanted, abs=1e-4)


SCORES = st.lists(st.sampled_from([-math.inf, 0.0, 1.0, 2.0]), min_size=1, max_size=30)


@settings(deadline=None)
@given(SCORES, st.integers(1, 25))
def test_the_best_are_those_of_a_whole_sort(values: list[float], depth: int) -> None:
    items = [f"i{n}" for n in range(len(values))]
    key = {item: sha256(f"u:{item}".encode()).hexdigest() for item in items}
    allowed = [n for n, value in enumerate(values) if value > -math.inf]
    sort = sorted(allowed, key=lambda n: (-values[n], key[items[n]]))

    assert best(np.array(values), "u", items, depth) == sort[:depth]


@settings(deadline=None)
@given(PAIRS, PAIRS)
def test_nothing_is_shown_that_the_user_has(
    train: list[tuple[str, str]], test: list[tuple[str, str]]
) -> None:
    figures, told = score(rows(train), rows(test))

    assert figures["n"] == len({user for user, _ in test}) == len(told)
    catalogue = {item for _, item in train}
    for line in told:
        has = {item for user, item in train if user == line["result"]["user"]}
        assert set(line["result"]["ranking"]) == catalogue - has


@settings(deadline=None)
@given(PAIRS, PAIRS, PAIRS)
def test_the_test_file_teaches_nothing(
    train: list[tuple[str, str]], test: list[tuple[str, str]], other: list[tuple[str, str]]
) -> None:
    _, one = score(rows(train), rows([("a", "a"), *test]))
    _, two = score(rows(train), rows([("a", "b"), *other]))

    first = {line["result"]["user"]: line["result"]["ranking"] for line in one}
    second = {line["result"]["user"]: line["result"]["ranking"] for line in two}
    assert all(first[user] == second[user] for user in first.keys() & second.keys())


def test_the_same_files_give_the_same_rankings() -> None:
    train = rows([("a", "x"), ("a", "y"), ("b", "y"), ("b", "z"), ("c", "x")])
    test = rows([("a", "z"), ("c", "y")])

    assert score(train, test) == score(train[::-1], test)


def test_with_repeat_what_the_user_has_is_ranked_too() -> None:
    train, test = rows([("a", "x"), ("a", "y"), ("b", "x")]), rows([("a", "x")])

    without, _ = score(train, test)
    figures, _ = score(train, test, repeat=True)

    assert (without["hr@10"], without["seen_before"]) == (0.0, 1)
    assert figures["hr@10"] == 1.0


def test_a_stranger_gets_what_most_took() -> None:
    train = rows([("a", "x"), ("b", "x"), ("c", "y"), ("c", "x")])

    figures, told = score(train, rows([("stranger", "x")]))

    assert told[0]["result"]["ranking"][0] == "x"
    assert figures["unknown_users"] == 1


def test_an_item_that_nobody_took_before_is_a_miss() -> None:
    figures, _ = score(rows([("a", "x"), ("b", "y")]), rows([("a", "new")]))

    assert figures["recall@20"] == 0.0


def test_a_prediction_names_the_first_row_of_its_user() -> None:
    _, told = score(rows([("a", "x"), ("b", "y")]), rows([("b", "x"), ("a", "y"), ("b", "z")]))

    assert {line["result"]["user"]: line["row"] for line in told} == {"a": 1, "b": 0}


def test_where_nothing_can_be_held_out_its_figure_is_unknown() -> None:
    alone, _ = score(rows([("kim", "a")]), rows([("kim", "b")]))
    more, _ = score(rows([(u, i) for u in "abcd" for i in "xyz"]), rows([("a", "x")]))

    assert set(alone["held_out_ndcg@20"].values()) == {None}
    assert None not in more["held_out_ndcg@20"].values()


def test_one_file_is_not_enough() -> None:
    with pytest.raises(InvalidInput):
        score_ranking([rows([("a", "x")])], StillClock(NOON), cpu_s=lambda: 0.0)


def test_a_bad_row_tells_which_file_it_is_in() -> None:
    with pytest.raises(BadFile) as error:
        score(rows([("a", "x")]), [{"user": "a"}])

    assert error.value.facts["file"] == "TEST"


def command(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    """Run the command line in this process and return its exit code."""
    monkeypatch.setattr(sys, "argv", ["dure", *words])
    try:
        main()
    except SystemExit as ended:
        return int(ended.code or 0)
    return 0


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("train.csv", "user,item,time,weight\na,x,1,1\na,y,2,\nb,x,1,1\nb,z,3,1\n"),
        ("train.csv", "\ufeffuser,item\r\na,x\r\na,y\r\nb,x\r\nb,z\r\n"),
        ("train.csv", '"user", "item"\n"a","x"\n"a","y"\n"b","x"\n"b","z"\n'),
        ("bare.csv", "a,x,1\na,y,2\nb,x,1\nb,z,3\n"),
        (
            "train.jsonl",
            '{"user":"a","item":"x"}\n{"user":"a","item":"y"}\n{"user":"b","item":"z"}',
        ),
    ],
)
def test_the_command_reads_csv_and_json_lines(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    name: str,
    text: str,
) -> None:
    train, test = tmp_path / name, tmp_path / "test.csv"
    train.write_text(text, encoding="utf-8")
    test.write_text("user,item\na,z\n", encoding="utf-8")

    code = command(monkeypatch, "eval", "ranking", str(train), str(test), "--json")

    assert code == 0
    figures = json.loads(capsys.readouterr().out)
    assert (figures["n"], figures["recall@20"]) == (1, 1.0)
    assert figures["fit_cpu_s"] >= 0


@pytest.mark.parametrize("text", ["user,item\na\n", 'user,item\n"a', ""])
def test_the_command_refuses_a_bad_csv_with_a_sentence(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    text: str,
) -> None:
    file = tmp_path / "train.csv"
    file.write_text(text, encoding="utf-8")

    code = command(monkeypatch, "eval", "ranking", str(file), str(file))

    assert code == 2
    told = capsys.readouterr().err
    assert "Traceback" not in told
    assert any("가" <= letter <= "힣" for letter in told)


def test_restaurants_are_found_again_far_oftener_than_by_fame() -> None:
    file = SHARED / "uci_restaurant" / "rating_final.csv"
    if not file.exists():
        pytest.skip("the UCI restaurants are not at hand")
    with file.open(encoding="utf-8") as opened:
        read = [(row["userID"], row["placeID"]) for row in csv.DictReader(opened)]
    last = {
        user: item
        for user, item in sorted(read, key=lambda pair: sha256(str(pair).encode()).hexdigest())
    }

    figures, _ = score(
        rows([pair for pair in read if last[pair[0]] != pair[1]]), rows([*last.items()])
    )

    assert figures["hr@10"] >= 0.55
