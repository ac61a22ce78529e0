"""Masking: what is found, where it stands, and that nothing else is touched."""

import random
import time
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.trust.labelled import read_line, read_lines

from dure.kernel.clock import StillClock
from dure.learning.masking import score_mask
from dure.trust.mask import find_personal, mask
from dure.trust.mask_digits import business_number_holds, card_number_holds, person_number_holds

HERE = Path(__file__).parent
PACKAGED = Path(__file__).parents[2] / "src" / "dure" / "assistants"
FILES = sorted((HERE / "data").glob("mask_*.txt"))
LABELLED = [row for path in FILES for row in read_lines(path)]
CLEAN = [row["text"] for row in LABELLED if not row["spans"]]
# Carriers hold no number and no name of their own.
CARRIERS = ("{}", "어제 {} 확인했어요", "값은 {} 이에요!", "🍎 맛있다 {} ㅋㅋ", "[공지] {}, 끝")
SAID = dict(zip("0123456789", "공일이삼사오육칠팔구", strict=True))
KOREAN = st.text(
    st.sampled_from(
        "김이박최가나다은는이님씨 과장로길동호0123456789-.@공일골뱅이,:\n\u200bᄀ각🍎０１"
    )
)

digits = st.text(st.sampled_from("0123456789"), min_size=4, max_size=4)
carriers = st.sampled_from(CARRIERS)


def only(text: str) -> list[tuple[str, str]]:
    return [(p.kind, text[p.start : p.end]) for p in find_personal(text)]


def in_carrier(carrier: str, datum: str, *, word: str = "") -> str:
    return carrier.format(f"{word}{datum}")


def closed(digits: str, holds: Callable[[str], bool]) -> str:
    """The digits with the one that checks them."""
    return next(digits + last for last in "0123456789" if holds(digits + last))


@pytest.mark.parametrize("text", CLEAN)
def test_a_line_without_personal_data_stays_as_it_is(text: str) -> None:
    assert mask(text) == text


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_labelled_file_is_masked_to_its_threshold(path: Path, clock: StillClock) -> None:
    figures, _ = score_mask([read_lines(path)], clock)

    assert figures["f1"] >= 0.98
    assert figures["covered_chars"] >= 0.985
    assert figures["clean_lines_touched"] == 0


@given(carriers, digits, digits, st.sampled_from(["-", " ", ".", "", "–", " - "]))
def test_a_mobile_number_is_found_in_every_spelling(
    carrier: str, middle: str, last: str, gap: str
) -> None:
    datum = f"010{gap}{middle}{gap}{last}"

    assert only(in_carrier(carrier, datum)) == [("PHONE", datum)]


@given(carriers, digits, digits, st.sampled_from(["", " ", "에 ", "-"]))
def test_a_spoken_mobile_number_is_found(carrier: str, middle: str, last: str, gap: str) -> None:
    datum = gap.join("".join(map(SAID.get, part)) for part in ("010", middle, last))  # type: ignore[arg-type]

    assert only(in_carrier(carrier, datum)) == [("PHONE", datum)]


@given(carriers, digits, digits)
def test_a_full_width_number_is_found(carrier: str, middle: str, last: str) -> None:
    datum = f"010-{middle}-{last}".translate({c: c + 0xFEE0 for c in range(0x21, 0x7F)})

    assert only(in_carrier(carrier, datum)) == [("PHONE", datum)]


@given(
    carriers, st.dates().map(lambda d: d.strftime("%m%d")), st.integers(0, 99),
    st.sampled_from("12345678"), st.integers(0, 10**6 - 1), st.sampled_from(["-", " ", " - ", "–"]),
)  # fmt: skip
def test_a_registration_number_needs_no_check_digit(
    carrier: str, day: str, year: int, century: str, rest: int, gap: str
) -> None:
    datum = f"{year:02}{day}{gap}{century}{rest:06}"
    kind = "FRN" if century in "5678" else "RRN"

    assert only(in_carrier(carrier, datum)) == [(kind, datum)]


@given(carriers, st.integers(0, 10**5 - 1), st.sampled_from("12345678"))
def test_a_registration_number_without_a_hyphen_is_known_by_its_check_digit(
    carrier: str, rest: int, century: str
) -> None:
    datum = closed(f"900101{century}{rest:05}", person_number_holds)
    kind = "FRN" if century in "5678" else "RRN"

    assert only(in_carrier(carrier, datum)) == [(kind, datum)]


@given(
    carriers, st.sampled_from(["4", "51", "62", "94"]), st.data(), st.sampled_from(["-", " ", ""])
)
def test_a_card_is_known_by_its_check_digit(
    carrier: str, prefix: str, data: st.DataObject, gap: str
) -> None:
    body = data.draw(st.text(st.sampled_from("0123456789"), min_size=15, max_size=15))
    number = closed((prefix + body)[:15], card_number_holds)
    datum = gap.join(number[at : at + 4] for at in range(0, 16, 4))

    assert only(in_carrier(carrier, datum)) == [("CARD", datum)]


@given(carriers, st.integers(10**8, 10**9 - 1))
def test_a_business_number_is_known_by_its_check_digit(carrier: str, body: int) -> None:
    number = closed(str(body), business_number_holds)
    datum = f"{number[:3]}-{number[3:5]}-{number[5:]}"

    assert only(in_carrier(carrier, datum)) == [("BRN", datum)]


@given(carriers, st.sampled_from(["국민은행", "신한", "카카오뱅크", "농협"]), digits, digits)
def test_an_account_is_known_by_its_bank(carrier: str, bank: str, one: str, two: str) -> None:
    datum = f"110-{one}-{two}12"

    assert only(in_carrier(carrier, datum, word=f"{bank} ")) == [("BANK_ACCOUNT", datum)]


@given(carriers, st.integers(11, 28), st.integers(0, 99), st.integers(0, 10**6 - 1))
def test_a_licence_is_known_by_its_groups(carrier: str, area: int, year: int, number: int) -> None:
    datum = f"{area}-{year:02}-{number:06}-10"

    assert only(in_carrier(carrier, datum, word="면허 ")) == [("DRIVER_LICENSE", datum)]


@given(carriers, st.sampled_from("MSROD"), st.integers(0, 10**8 - 1))
def test_a_passport_is_known_by_the_word(carrier: str, letter: str, number: int) -> None:
    datum = f"{letter}{number:08}"

    assert only(in_carrier(carrier, datum, word="여권번호 ")) == [("PASSPORT", datum)]


@given(KOREAN)
def test_masking_what_was_masked_changes_nothing(text: str) -> None:
    once = mask(text)

    assert mask(once) == once


@given(st.text())
def test_no_text_breaks_it_and_findings_lie_in_order_within(text: str) -> None:
    ends = [0, *(edge for p in find_personal(text) for edge in (p.start, p.end)), len(text)]

    assert ends == sorted(ends)


@given(st.sampled_from(LABELLED), st.sampled_from(LABELLED))
@settings(max_examples=50)
def test_lines_do_not_know_each_other(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert mask(f"{one['text']}\n{other['text']}") == f"{mask(one['text'])}\n{mask(other['text'])}"


def test_decomposed_hangul_and_hidden_letters_keep_exact_places() -> None:
    name = unicodedata.normalize("NFD", "김서연")
    text = f"🙂 담당자: {name} 010-\u200b1234-5678"

    assert only(text) == [("PERSON", name), ("PHONE", "010-\u200b1234-5678")]


def test_no_word_of_the_assistants_is_touched() -> None:
    columns = {
        "meals/data/brands.tsv": 1, "meals/data/dishes.tsv": 2, "meals/data/foods.tsv": 1,
        "meals/data/gazetteer.tsv": 1, "meals/data/shop_names.tsv": 3,
        "perfume/data/materials.tsv": 9, "perfume/data/palette.tsv": 9,
        "home/data/commands_lexicon.tsv": 9,
    }  # fmt: skip
    words = [
        cell
        for name, width in columns.items()
        for line in (PACKAGED / name).read_text(encoding="utf-8").splitlines()
        for cell in line.split("\t")[:width]
    ]

    assert [word for word in words if mask(word) != word] == []
    assert [word for word in words if mask(f"{word} 있어요?") != f"{word} 있어요?"] == []


def test_what_stands_far_away_on_a_long_line_is_found_where_it_stands() -> None:
    filler = "조명과 정향과 김밥 이야기 " * 400
    text = f"{filler}010-1234-5678 {filler}hong@example.com"

    assert only(text) == [("PHONE", "010-1234-5678"), ("EMAIL", "hong@example.com")]


@pytest.mark.parametrize(
    "piece", ["1 ", "로1", "공일 공", "+82 ", "김민재, ", "a@", "강남구 역삼동 "]
)
def test_the_time_grows_with_the_length_only(piece: str) -> None:
    def seconds(size: int) -> float:
        text = (piece * size)[:size]
        begun = time.perf_counter()
        find_personal(text)
        return time.perf_counter() - begun

    short, long = min(seconds(4_000) for _ in range(3)), min(seconds(32_000) for _ in range(2))

    assert long < 8 * short * 4 + 0.1


def test_a_seeded_shuffle_of_clean_lines_stays_clean() -> None:
    lines = CLEAN.copy()
    random.Random(20260121).shuffle(lines)
    text = "\n".join(lines)

    assert mask(text) == text


def test_a_marked_line_is_read_with_its_places() -> None:
    row = read_line("담당 [[PERSON|김서연]]님")

    assert row == {"text": "담당 김서연님", "spans": [{"start": 3, "end": 6, "type": "PERSON"}]}
