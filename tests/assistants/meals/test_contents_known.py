import pytest
from hypothesis import given
from hypothesis import strategies as st

from dure.assistants.meals.catalogue import Dish, Shop
from dure.assistants.meals.contents_known import (
    Inside,
    breaks_diet,
    clashing,
    holds,
    is_food,
    is_kind_of_shop,
    sells,
)

YES, NO, UNKNOWN = Inside.YES, Inside.NO, Inside.UNKNOWN

labels = st.lists(
    st.sampled_from(("알류", "우유", "밀", "대두", "새우", "게", "돼지고기", "쇠고기", "조개류")),
    unique=True,
    max_size=4,
).map(tuple)
words = st.sampled_from(
    ("계란", "우유", "밀가루", "콩", "새우", "갑각류", "해산물", "돼지고기", "소고기")
)
diets = st.sampled_from(("vegan", "vegetarian", "halal", "no_pork"))


def shop(category: str, name: str = "느티나무") -> Shop:
    return Shop(id="a", name=name, category=category, source="시험")


@pytest.mark.parametrize(
    ("word", "label"),
    [
        ("계란", "알류"),
        ("달걀", "알류"),
        ("유제품", "우유"),
        ("치즈", "우유"),
        ("밀가루", "밀"),
        ("글루텐", "밀"),
        ("소고기", "쇠고기"),
        ("갑각류", "게"),
        ("갑각류", "새우"),
        ("해산물", "오징어"),
        ("견과류", "호두"),
        ("등푸른 생선", "고등어"),
        ("조개", "조개류"),
    ],
)
def test_what_people_call_it_is_found_on_the_label(word: str, label: str) -> None:
    dish = Dish(name="오늘의 정식", allergens=(label,))

    assert holds(dish, word) is YES


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("새우볶음밥", "새우"),
        ("치즈돈까스", "우유"),
        ("계란말이", "달걀"),
        ("키위주스", "키위"),
        ("오이냉국", "오이"),
        ("해물파전", "오징어"),
        ("땅콩 버터 빵", "땅콩"),
    ],
)
def test_a_name_gives_away_what_is_in_it(name: str, word: str) -> None:
    assert holds(Dish(name=name), word) is YES


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("봉골레 파스타", "닭고기"),
        ("찹쌀도넛", "땅콩"),
        ("바게트", "게"),
        ("전복죽", "밀"),
        ("쌀국수", "밀"),
        ("밀크티", "밀"),
        ("햄버거", "돼지고기"),
        ("우삼겹덮밥", "돼지고기"),
        ("오리불고기", "소고기"),
        ("굴비정식", "조개"),
    ],
)
def test_letters_inside_another_word_give_nothing_away(name: str, word: str) -> None:
    assert holds(Dish(name=name), word) is UNKNOWN


def test_what_is_not_on_a_known_label_is_not_inside() -> None:
    assert holds(Dish(name="공깃밥", allergens=()), "새우") is NO


def test_without_a_label_nobody_knows() -> None:
    assert holds(Dish(name="오늘의 정식"), "새우") is UNKNOWN


def test_what_no_label_ever_names_is_unknown() -> None:
    assert holds(Dish(name="오늘의 정식", allergens=("밀",)), "키위") is UNKNOWN


@given(labels, words)
def test_a_label_settles_every_word_that_stands_on_the_list(
    registered: tuple[str, ...], word: str
) -> None:
    found = holds(Dish(name="정식", allergens=registered), word)

    assert found in (YES, NO)


@pytest.mark.parametrize(
    ("dish", "diet"),
    [
        (Dish(name="정식", contains=("달걀",)), "vegan"),
        (Dish(name="정식", allergens=("우유",)), "vegan"),
        (Dish(name="정식", contains=("생선",)), "vegetarian"),
        (Dish(name="정식", contains=("닭고기",)), "vegetarian"),
        (Dish(name="정식", contains=("술",)), "halal"),
        (Dish(name="제육볶음"), "halal"),
        (Dish(name="제육볶음"), "no_pork"),
        (Dish(name="치킨샐러드"), "vegetarian"),
        (Dish(name="고등어 구이"), "vegetarian"),
        (Dish(name="생선구이"), "vegetarian"),
    ],
)
def test_a_dish_with_what_a_diet_forbids_breaks_it(dish: Dish, diet: str) -> None:
    assert breaks_diet(dish, diet) is YES


@pytest.mark.parametrize(
    ("dish", "diet"),
    [
        (Dish(name="산채비빔밥", contains=("채소만",), allergens=("대두",)), "vegan"),
        (Dish(name="산채비빔밥", contains=("채소만",), allergens=("대두",)), "vegetarian"),
        (Dish(name="미역국 정식", contains=("소고기",), allergens=("쇠고기",)), "no_pork"),
    ],
)
def test_a_dish_that_is_known_not_to_break_a_diet_keeps_it(dish: Dish, diet: str) -> None:
    assert breaks_diet(dish, diet) is NO


@pytest.mark.parametrize(
    ("dish", "diet"),
    [
        (Dish(name="정식"), "vegan"),
        (Dish(name="정식"), "no_pork"),
        (Dish(name="정식", contains=(), allergens=()), "vegetarian"),
        (Dish(name="정식", contains=("소고기",)), "no_pork"),
        (Dish(name="정식", contains=("소고기",), allergens=("쇠고기",)), "halal"),
    ],
)
def test_half_of_the_facts_leave_a_diet_unknown(dish: Dish, diet: str) -> None:
    assert breaks_diet(dish, diet) is UNKNOWN


@given(diets)
def test_a_dish_of_which_nothing_is_known_keeps_no_diet_for_sure(diet: str) -> None:
    assert breaks_diet(Dish(name="정식"), diet) is UNKNOWN


@pytest.mark.parametrize(
    ("name", "food"),
    [
        ("치즈 떡볶이", "떡볶이"),
        ("돈가스", "돈까스"),
        ("돈까스", "돈가스"),
        ("신라면", "면"),
        ("카레라이스", "카레"),
        ("엄마손 특선", "엄마손 특선"),
        ("제육덮밥", "제육"),
        ("제육도시락", "제육"),
        ("김치제육덮밥", "제육"),
        ("참치마요 삼각김밥", "참치마요"),
        ("삼선짜장", "짜장"),
    ],
)
def test_a_dish_is_the_food_it_is_named_after_or_one_of_its_kind(name: str, food: str) -> None:
    assert is_food(Dish(name=name), food)


@pytest.mark.parametrize(
    ("name", "food"),
    [("떡볶이", "김밥"), ("토마토 파스타", "파"), ("짜장떡볶이", "짜장면"), ("짜장떡볶이", "짜장")],
)
def test_a_dish_is_no_food_that_only_shares_its_letters(name: str, food: str) -> None:
    assert not is_food(Dish(name=name), food)


@pytest.mark.parametrize(
    ("where", "food"),
    [
        (shop("분식"), "분식"),
        (shop("한식", "행복 치킨"), "치킨"),
        (shop("카페"), "카페"),
        (shop("편의점"), "편의점"),
    ],
)
def test_a_shop_sells_what_its_kind_or_its_name_says(where: Shop, food: str) -> None:
    assert sells(where, food)


@pytest.mark.parametrize(
    ("where", "food"), [(shop("한식"), "치킨"), (shop("베이커리"), "카레"), (shop("카페"), "피자")]
)
def test_a_shop_sells_nothing_that_only_shares_its_letters(where: Shop, food: str) -> None:
    assert not sells(where, food)


@pytest.mark.parametrize("food", ["한식", "치킨", "카페", "편의점"])
def test_a_cuisine_or_a_category_is_a_kind_of_shop(food: str) -> None:
    assert is_kind_of_shop(food)


@pytest.mark.parametrize("food", ["볶음밥", "새우", "콜라", "없는 말"])
def test_a_dish_an_ingredient_or_a_drink_is_no_kind_of_shop(food: str) -> None:
    assert not is_kind_of_shop(food)


@pytest.mark.parametrize(
    ("dish", "word"),
    [
        ("게장정식", "게"),
        ("메밀국수", "메밀"),
        ("굴국밥", "굴"),
        ("우삼겹덮밥", "소고기"),
        ("봉골레", "조개"),
    ],
)
def test_a_name_that_says_it_outweighs_a_list_that_forgot_it(dish: str, word: str) -> None:
    assert holds(Dish(name=dish, allergens=("대두",)), word) is YES


def test_buckwheat_noodles_do_not_say_wheat() -> None:
    assert holds(Dish(name="메밀국수"), "밀") is Inside.UNKNOWN


@pytest.mark.parametrize("word", ["콩", "대두", "두부", "검은콩", "된장"])
@pytest.mark.parametrize(
    "dish", ["콩나물국밥", "전주콩나물국밥", "순두부찌개", "두부조림", "콩국수"]
)
def test_what_is_made_of_soy_holds_it_whatever_a_list_forgot(dish: str, word: str) -> None:
    assert holds(Dish(name=dish, allergens=("새우",)), word) is YES


@pytest.mark.parametrize("dish", ["땅콩국수", "땅콩빵", "김치전", "계란말이"])
def test_what_only_looks_like_soy_is_not_taken_for_it(dish: str) -> None:
    assert holds(Dish(name=dish, allergens=("땅콩", "밀")), "대두") is Inside.NO


def test_a_food_clashes_with_what_its_name_tells() -> None:
    assert clashing("순두부찌개", ("콩", "새우")) == ("콩",)
    assert clashing("칼국수", ("콩",)) == ()
