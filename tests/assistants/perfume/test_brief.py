import pytest

from dure.assistants.perfume.brief import read_brief


def test_the_seeds_own_brief_is_understood() -> None:
    brief = read_brief("비 온 뒤 숲, 차분한데 너무 무겁지 않게, 여름, 40만 원/kg 안에서")

    assert brief.wants["forest"] == 1.0
    assert brief.moods == ("calm",)
    assert brief.seasons == ("summer",)
    assert brief.strength == "light"
    assert brief.budget_won_kg == 400_000
    assert brief.question is None


@pytest.mark.parametrize(
    ("text", "gone", "kept"),
    [
        ("장미 빼고 자스민 향수", {"rose"}, "jasmine"),
        ("장미랑 자스민은 빼고 우디하게", {"rose", "jasmine"}, "wood"),
        ("바닐라 없이 머스크", {"vanilla"}, "musk"),
        ("단향은 싫고 시트러스 좋아", {"sweet", "vanilla"}, "citrus"),
        ("우디한 건 빼고 시트러스", {"wood", "cedar"}, "citrus"),
        ("숲 향인데 꽃향은 제외", {"floral", "rose"}, "forest"),
    ],
)
def test_what_is_to_be_left_out_is_left_out(text: str, gone: set[str], kept: str) -> None:
    brief = read_brief(text)

    assert gone <= brief.avoids
    assert not gone & set(brief.wants)
    assert kept in brief.wants


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("머스크 오드퍼퓸", "4"), ("라벤더 바디로션", "5A"), ("민트 샴푸", "9"),
        ("시더 향초", "12"), ("장미 핸드크림", "5C"), ("레몬 디퓨저", "10A"),
        ("바닐라 립밤", "1"), ("코튼 바디워시", "9"),
    ],
)  # fmt: skip
def test_a_product_names_its_category(text: str, category: str) -> None:
    brief = read_brief(text)

    assert brief.category == category
    assert not brief.is_product_assumed
    assert 0 < brief.dosage_pct <= 30


def test_a_product_that_nobody_named_is_assumed_and_marked() -> None:
    brief = read_brief("베르가못 향 만들어줘")

    assert (brief.category, brief.is_product_assumed) == ("4", True)


@pytest.mark.parametrize("text", ["안녕", "향수 하나 만들어줘", "quux blorp"])
def test_a_wish_that_says_nothing_of_smell_is_asked_about_once(text: str) -> None:
    brief = read_brief(text)

    assert brief.question is not None
    assert brief.question.count("?") == 1


def test_words_that_nobody_read_are_told() -> None:
    assert read_brief("장미랑 플라즈마 향수").not_understood == ("플라즈마",)


def test_less_sweet_is_wanted_less_and_not_left_out() -> None:
    brief = read_brief("장미 향수, 너무 달지 않게")

    assert brief.wants["sweet"] < 0
    assert brief.avoids == frozenset()


def test_a_material_can_be_left_out_by_its_name() -> None:
    brief = read_brief("라벤더 향수, 쿠마린 알레르기 있어요")

    assert brief.without == {"PM028"}
    assert "lavender" in brief.wants


def test_a_material_wished_for_by_name_counts_as_what_it_smells_of() -> None:
    assert read_brief("쿠마린이 들어간 향수").wants["tonka"] > 0
