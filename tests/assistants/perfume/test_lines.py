import pytest
from hypothesis import given
from hypothesis import strategies as st

from dure.assistants.perfume.lines import amounts_of, name_of, split
from dure.assistants.perfume.paste import from_utterance, read_pasted
from dure.korean.normal import normalise

NAMES = st.sampled_from(
    ["베르가못 오일", "쿠마린", "헤디온", "2-메틸운데카날", "에탄올", "Iso E Super"]
)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("베르가못 오일 3,5% 쿠마린 8% 에탄올 88,5%",
         ("베르가못 오일 3,5%", "쿠마린 8%", "에탄올 88,5%")),
        ("30% 베르가못 오일, 70% 에탄올", ("베르가못 오일 30%", "에탄올 70%")),
        ("이 처방 봐줘: 쿠마린 30%, 에탄올 70%", ("쿠마린 30%", "에탄올 70%")),
        ("헤디온 20 쿠마린 10 에탄올 70", ("헤디온 20%", "쿠마린 10%", "에탄올 70%")),
        ("2-메틸운데카날 5 에탄올 95", ("2-메틸운데카날 5%", "에탄올 95%")),
        ("다마세논 (10% 희석) 1.5% 에탄올 98.5%", ("다마세논 (10% 희석) 1.5%", "에탄올 98.5%")),
        ("원료,CAS,비율 Coumarin,91-64-5,8 DPG,25265-71-8,92",
         ("Coumarin 91-64-5 8%", "DPG, 25265-71-8 92%")),
    ],
)  # fmt: skip
def test_lines_are_found_by_their_amounts(text: str, lines: tuple[str, ...]) -> None:
    assert split(text).lines == lines


@pytest.mark.parametrize(
    ("text", "category", "dosage"),
    [
        ("오드퍼퓸 쿠마린 8% 에탄올 92%", "4", 15.0),
        ("쿠마린 8% 에탄올 92% 오드퍼퓸이야", "4", 15.0),
        ("쿠마린 8% 에탄올 92%, 부향률 20% 카테고리 9", "9", "20"),
        ("8% 쿠마린 92% 에탄올 샴푸", "9", 1.0),
        ("오드퍼퓸 20%: 쿠마린 8% 에탄올 92%", "4", "20"),
    ],
)
def test_what_is_said_of_the_product_is_no_line(text: str, category: str, dosage: object) -> None:
    row, faults = read_pasted(from_utterance(text))

    assert faults == ()
    assert [line["name"] for line in row["recipe"]] == ["쿠마린", "에탄올"]
    assert (row["category"], row["dosage_pct"]) == (category, dosage)


@pytest.mark.parametrize("text", ["", "쿠마린 알려줘", "오드퍼퓸"])
def test_a_text_without_amounts_has_no_lines(text: str) -> None:
    assert split(text).lines == ()


@given(st.lists(st.tuples(NAMES, st.integers(1, 99)), min_size=2, max_size=12))
def test_a_formula_survives_the_loss_of_its_line_breaks(lines: list[tuple[str, int]]) -> None:
    pasted = "\n".join(f"{name} {amount}%" for name, amount in lines)

    flat = split(normalise(pasted).text)

    assert [(name_of(line), line) for line in flat.lines] == [
        (name, f"{name} {amount}%") for name, amount in lines
    ]
    assert amounts_of(flat) == sum(amount for _, amount in lines)
