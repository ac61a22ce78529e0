import pytest
from tests.assistants.perfume.test_compose import BENCH
from tests.assistants.perfume.test_skills import spoken

from dure.assistants.perfume.about import answer_explain, materials_named, standards_named


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("쿠마린 한도가 얼마야?", "카테고리 4: 완제품의 1.5%까지"),
        ("머스크 자일렌 써도 돼?", "금지"),
        ("패출리 오일 알려줘", "이름 붙은 기준이 없어요"),
        ("78-70-6", "추정값"),
        ("13706-86-0 써도 돼?", "금지"),
        ("acetyl isovaleryl 써도 돼?", "금지"),
        ("리날로올 한도", "순도만"),
        ("DPG 뭐야", "디프로필렌 글리콜"),
    ],
)
def test_a_material_is_explained(text: str, said: str) -> None:
    assert said in spoken(answer_explain(text, bench=BENCH))


def test_an_unknown_material_is_asked_about() -> None:
    assert answer_explain("플라즈마", bench=BENCH).outcome == "asked"


def test_a_number_in_no_table_is_said_to_be_in_none() -> None:
    answer = answer_explain("9999-99-9 알려줘", bench=BENCH)

    assert (answer.outcome, answer.reason) == ("refused", "unknown_material")
    assert "9999-99-9" in spoken(answer)


def test_a_number_with_a_wrong_check_digit_is_told() -> None:
    assert "검사 숫자" in spoken(answer_explain("91-64-6", bench=BENCH))


def test_the_longest_name_in_a_sentence_is_meant() -> None:
    assert [m.cas for m in materials_named("메틸 유제놀 알려줘", BENCH)] == ["93-15-2"]
    assert [s.key for s in standards_named("acetyl isovaleryl 한도", BENCH)] == ["IFRA_STD_104"]


@pytest.mark.parametrize("material", BENCH.shelf.materials, ids=lambda m: m.id)
def test_every_material_is_explained_with_figures_that_stand_in_its_item(material: object) -> None:
    assert spoken_of(getattr(material, "name_ko", ""))


def spoken_of(name: str) -> str:
    return spoken(answer_explain(f"{name} 알려줘", bench=BENCH))
