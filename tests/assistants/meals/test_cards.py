import time
import tracemalloc
from contextlib import suppress
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dure.assistants.meals.cards import CardTable, read_cards
from dure.errors import BadFile

KIM = {"user": "kim", "card": "card-1"}


def lines(*rows: object) -> str:
    return "\n".join(orjson.dumps(row).decode() for row in rows)


def test_a_row_tells_whose_card_it_is_and_what_else_is_known() -> None:
    full = {**KIM, "place": "도봉구", "threshold_won": 8_000, "tenant": "dobong"}
    cards = read_cards(lines(full), "cards.jsonl")
    row = cards.of("dobong", "kim")

    assert row is not None
    assert (row.card, row.place, row.threshold_won) == ("card-1", "서울특별시 도봉구", 8_000)
    assert cards.of("main", "kim") is None


def test_a_family_may_share_a_card() -> None:
    cards = read_cards(lines(KIM, {**KIM, "user": "lee"}), "cards.jsonl")

    assert [row.user for row in cards.holders("card-1")] == ["kim", "lee"]
    assert cards.holders("card-2") == ()


def test_a_card_that_many_share_is_read_in_no_time() -> None:
    text = lines(*({"user": f"user-{n}", "card": "card-1"} for n in range(50_000)))
    began = time.process_time()
    cards = read_cards(text, "cards.jsonl")

    assert len(cards.holders("card-1")) == 50_000
    assert time.process_time() - began < 4


@pytest.mark.parametrize(
    "row",
    [
        "no json",
        [],
        {"user": "lee"},
        {"card": "card-2"},
        {**KIM, "user": ""},
        {**KIM, "card": ""},
        {**KIM, "user": 1},
        {**KIM, "place": "어느 동네"},
        {**KIM, "place": None},
        {**KIM, "threshold_won": -1},
        {**KIM, "threshold_won": 1.5},
        {**KIM, "threshold_won": True},
        {**KIM, "threshold_won": 10**9},
        {**KIM, "balance": 5_000},
    ],
)
def test_a_broken_line_is_told_by_its_number_and_nothing_of_it(row: object) -> None:
    text = lines(KIM, row if not isinstance(row, str) else 0) if row != "no json" else "{}\n{"
    with pytest.raises(BadFile) as error:
        read_cards(text, "cards.jsonl")

    told = str(error.value.facts)
    assert "번째 줄" in told
    assert "card-1" not in told
    assert "kim" not in told
    assert error.value.__cause__ is None


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("user,card", "JSON 한 줄"),
        ('["lee", "card-2"]', "JSON 한 줄"),
        ('{"user": "lee", "card": "card-2"', "JSON 한 줄"),
        ('{"user": "lee"}', "card 항목"),
        ('{"user": "", "card": "card-2"}', "user 항목"),
        ('{"user": "lee", "card": 12}', "card 값은 따옴표"),
        ('{"user": "lee", "card": "card-2", "tenant": 1}', "tenant 값은 따옴표"),
        ('{"user": "lee", "card": "card-2", "place": "어느 동네"}', "place는 경기도 성남시처럼"),
        ('{"user": "lee", "card": "card-2", "threshold_won": "8,000원"}', "threshold_won은 0부터"),
        ('{"user": "lee", "card": "card-2", "threshold_won": -5}', "threshold_won은 0부터"),
        ('{"user": "lee", "lee": "card-2"}', "쓸 수 있는 항목: user, card, place"),
    ],
)
def test_the_field_that_is_wrong_is_named_and_nothing_that_stands_in_it(
    line: str, says: str
) -> None:
    with pytest.raises(BadFile) as error:
        read_cards(f"{lines(KIM)}\n{line}", "cards.jsonl")

    told = str(error.value.facts)
    assert "2번째 줄" in told
    assert says in told
    assert "lee" not in told
    assert "card-2" not in told


def test_lines_of_names_that_no_account_has_are_known() -> None:
    users = ("kim", "홍길동", "local", "guest-kakao-1", "Lee")
    rows = [{"user": user, "card": "card-1"} for user in users]

    cards = read_cards(lines(*rows, {**KIM, "tenant": "우리 동"}), "cards.jsonl")

    assert (len(cards), cards.nameless) == (6, (2, 6))


def test_a_person_in_two_lines_is_one_only_if_they_say_the_same() -> None:
    assert len(read_cards(lines(KIM, KIM), "cards.jsonl")) == 1
    with pytest.raises(BadFile) as error:
        read_cards(lines(KIM, {"user": "lee", "card": "x"}, {**KIM, "card": "card-2"}), "c")
    assert "3번째 줄" in str(error.value.facts)


@pytest.mark.parametrize("card", ["1234567890123456", "1234-5678-9012-3456", "123456789012"])
def test_a_cards_number_is_refused_by_its_line_and_not_told(card: str) -> None:
    with pytest.raises(BadFile) as error:
        read_cards(lines(KIM, {"user": "lee", "card": card}), "cards.jsonl")

    told = str(error.value.facts)
    assert "2번째 줄에 카드 번호가 있어요" in told
    assert "1234" not in told


@pytest.mark.parametrize("asked", ["lee", "Lee", "ＬＥＥ"])
def test_a_name_is_the_same_in_capitals_as_of_accounts(asked: str) -> None:
    cards = read_cards(lines({"user": "Lee", "card": "card-1", "tenant": "Main"}), "cards.jsonl")

    row = cards.of("main", asked)

    assert row is not None
    assert (row.user, row.tenant) == ("lee", "main")
    with pytest.raises(BadFile):
        read_cards(lines({"user": "Lee", "card": "a"}, {"user": "lee", "card": "b"}), "c")


def test_one_name_in_two_tenants_is_two_people() -> None:
    cards = read_cards(lines(KIM, {**KIM, "card": "card-2", "tenant": "other"}), "cards.jsonl")

    assert len(cards) == 2


def test_a_table_is_read_again_only_when_it_has_changed() -> None:
    text = lines(KIM)
    table = CardTable("cards.jsonl", lambda _: text)

    assert not table.look()
    text = lines(KIM, {"user": "lee", "card": "card-2"})
    assert table.look()
    assert len(table.cards) == 2


def test_a_table_that_breaks_leaves_what_was_read_before() -> None:
    text = lines(KIM)
    table = CardTable("cards.jsonl", lambda _: text)
    text = "{"
    with pytest.raises(BadFile):
        table.look()

    assert table.cards.of("main", "kim") is not None
    assert not table.look()  # It is told once, and looked at again when it has changed.


def test_without_a_file_nobody_has_a_card() -> None:
    def never(path: str) -> str:
        raise AssertionError(path)

    assert len(CardTable("", never).cards) == 0


@given(st.lists(st.text(max_size=60), max_size=5))
def test_whatever_stands_in_a_file_is_read_or_refused_as_a_file(said: list[str]) -> None:
    with suppress(BadFile):
        read_cards("\n".join(said), "cards.jsonl")


def test_ten_thousand_rows_are_read_in_some_megabytes() -> None:
    rows: list[dict[str, Any]] = [
        {"user": f"user-{n}", "card": f"card-{n}", "place": "도봉구"} for n in range(10_000)
    ]
    text = lines(*rows)
    tracemalloc.start()
    cards = read_cards(text, "cards.jsonl")
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert len(cards) == 10_000
    assert most < 15_000_000
