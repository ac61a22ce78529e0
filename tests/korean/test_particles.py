import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dure.korean.numbers import say_number
from dure.korean.particles import fill, last_consonant, with_particle


@pytest.mark.parametrize(
    ("word", "particle", "said"),
    [
        ("치킨", "을", "치킨을"),
        ("피자", "을", "피자를"),
        ("김밥", "이", "김밥이"),
        ("피자", "이", "피자가"),
        ("김밥", "은", "김밥은"),
        ("피자", "은", "피자는"),
        ("김밥", "과", "김밥과"),
        ("피자", "과", "피자와"),
        ("부산", "으로", "부산으로"),
        ("서울", "으로", "서울로"),
        ("대구", "으로", "대구로"),
        ("지은", "아", "지은아"),
        ("철수", "아", "철수야"),
        ("김밥", "이나", "김밥이나"),
        ("피자", "이나", "피자나"),
        ("김밥", "이랑", "김밥이랑"),
        ("피자", "이랑", "피자랑"),
        ("김밥", "이에요", "김밥이에요"),
        ("피자", "이에요", "피자예요"),
        ("김밥", "이라", "김밥이라"),
        ("피자", "이라고", "피자라고"),
        ("김밥", "이면", "김밥이면"),
        ("피자", "이고", "피자고"),
    ],
)
def test_the_particle_fits_the_last_sound(word: str, particle: str, said: str) -> None:
    assert with_particle(word, particle) == said


@pytest.mark.parametrize("word", ["치킨", "피자", "서울", "3", "bhc", "☆"])
@pytest.mark.parametrize(("closed", "open_"), [("을", "를"), ("이", "가"), ("으로", "로")])
def test_either_form_of_a_pair_may_be_asked_for(word: str, closed: str, open_: str) -> None:
    assert with_particle(word, closed) == with_particle(word, open_)


@pytest.mark.parametrize("particle", ["에서", "도", "만", "까지", ""])
def test_a_particle_of_one_form_is_joined_as_it_is(particle: str) -> None:
    assert with_particle("치킨", particle) == f"치킨{particle}"


@pytest.mark.parametrize("digit", range(10))
def test_a_digit_is_judged_as_it_is_read(digit: int) -> None:
    assert last_consonant(str(digit)) == last_consonant("영일이삼사오육칠팔구"[digit])


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("3", "3이"),
        ("2", "2가"),
        ("1,200", "1,200이"),
        ("10", "10이"),
        ("10000", "10000이"),
        ("100,000,000", "100,000,000이"),
        ("10,000,000,000,000", "10,000,000,000,000가"),
        ("0", "0이"),
        ("1.5", "1.5가"),
        ("1.0", "1.0이"),
        ("제 2", "제 2가"),
        ("GS25", "GS25가"),
    ],
)
def test_a_number_is_judged_as_it_is_read(word: str, said: str) -> None:
    assert with_particle(word, "이") == said


@pytest.mark.parametrize(
    ("word", "said"), [("1", "1로"), ("7", "7로"), ("3", "3으로"), ("2", "2로")]
)
def test_a_number_that_ends_in_rieul_takes_the_short_direction(word: str, said: str) -> None:
    assert with_particle(word, "으로") == said


def test_a_trillion_is_open_as_it_is_read() -> None:
    assert with_particle("1,000,000,000,000", "을") == "1,000,000,000,000를"


@settings(deadline=None)
@given(st.builds(lambda n, zeros: n * 10**zeros, st.integers(1, 999), st.integers(0, 12)))
def test_a_number_in_digits_ends_as_the_same_number_in_hangul(number: int) -> None:
    assert last_consonant(f"{number:,}") == last_consonant(say_number(number))


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("50%", "50%를"),
        ("18℃", "18℃를"),
        ("30°", "30°를"),
        ("33㎡", "33㎡를"),
        ("3㎞", "3㎞를"),
        ("3㎏", "3㎏을"),
        ("90℉", "90℉를"),
        ("A+", "A+를"),
        ("300m", "300m를"),
        ("3 km", "3 km를"),
        ("5kg", "5kg을"),
        ("5KG", "5KG을"),
        ("200g", "200g을"),
        ("2L", "2L를"),
        ("500ml", "500ml를"),
        ("5cm", "5cm를"),
        ("3mm", "3mm를"),
        ("3D", "3D를"),
        ("사이즈 M", "사이즈 M을"),
    ],
)
def test_a_unit_is_judged_as_it_is_read(word: str, said: str) -> None:
    assert with_particle(word, "을") == said


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("KFC", "KFC를"),
        ("SM", "SM을"),
        ("CNN", "CNN을"),
        ("HR", "HR을"),
        ("URL", "URL을"),
        ("bhc", "bhc를"),
        ("melon", "melon을"),
        ("ham", "ham을"),
        ("hotel", "hotel을"),
        ("ring", "ring을"),
        ("shop", "shop을"),
        ("snack", "snack을"),
        ("milk", "milk를"),
        ("cake", "cake를"),
    ],
)
def test_a_latin_word_is_judged_as_it_is_read(word: str, said: str) -> None:
    assert with_particle(word, "을") == said


@pytest.mark.parametrize(
    ("word", "said"), [("URL", "URL로"), ("hotel", "hotel로"), ("SM", "SM으로")]
)
def test_a_latin_word_in_rieul_takes_the_short_direction(word: str, said: str) -> None:
    assert with_particle(word, "으로") == said


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("치킨(반마리)", "치킨(반마리)을"),
        ("피자 (신메뉴 10종)", "피자 (신메뉴 10종)를"),
        ("피자[M]", "피자[M]를"),
        ("‘피자’", "‘피자’를"),
        ("“김밥”", "“김밥”을"),
        ("김밥.", "김밥.을"),
        ("피자 ", "피자 를"),
        ("피자ㅋㅋ", "피자ㅋㅋ를"),
        ("(김밥)", "(김밥)을"),
    ],
)
def test_remarks_in_brackets_quotes_and_stops_are_not_read(word: str, said: str) -> None:
    assert with_particle(word, "을") == said


@pytest.mark.parametrize("word", ["‘피자(순살)’", "피자(순살)."])
def test_a_remark_in_brackets_is_not_read_before_a_quote_or_a_stop(word: str) -> None:
    assert with_particle(word, "을") == f"{word}를"


@pytest.mark.parametrize("word", ["☆", "", " ", "漢字", "…", "😀"])
def test_a_word_whose_sound_is_unknown_gets_both_forms(word: str) -> None:
    assert with_particle(word, "를") == f"{word}을(를)"


@pytest.mark.parametrize(
    ("word", "read"),
    [
        ("각", "각"),
        ("한", "한"),
        ("말", "말"),
        ("하", "하"),
        ("10000", "만"),
        ("3㎏", "킬로그램"),
        ("5kg", "킬로그램"),
        ("200g", "그램"),
        ("SM", "에스엠"),
        ("CNN", "씨엔엔"),
        ("HR", "에이치알"),
        ("URL", "유알엘"),
        ("ham", "햄"),
        ("melon", "멜론"),
        ("hotel", "호텔"),
        ("ring", "링"),
        ("1.00", "일점영영"),
    ],
)
def test_the_last_consonant_is_that_of_the_word_as_read(word: str, read: str) -> None:
    assert last_consonant(word) == last_consonant(read)


@pytest.mark.parametrize(
    ("word", "number"), [("각", 1), ("한", 4), ("말", 8), ("하", 0), ("힣", 27)]
)
def test_the_last_consonant_bears_unicodes_number(word: str, number: int) -> None:
    assert last_consonant(word) == number


def test_the_last_consonant_of_no_word_is_unknown() -> None:
    assert last_consonant("☆") is None


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("{menu|을} 드려요", "치킨을 드려요"),
        ("{menu}이요", "치킨이요"),
        ("{menu|이}랑 {drink|이}", "치킨이랑 콜라가"),
        ("{price}원", "12,000원"),
        ("{price|을} 내요", "12,000을 내요"),
        ("{loss}원", "-1,500원"),
        ("{share}점", "1234.5점"),
        ("{code}번", "12000번"),
        ("{is_open}", "True"),
        ("{ menu } {}", "{ menu } {}"),
        ("", ""),
    ],
)
def test_facts_stand_where_the_template_names_them(template: str, said: str) -> None:
    facts: dict[str, object] = {
        "menu": "치킨",
        "drink": "콜라",
        "price": 12000,
        "loss": -1500,
        "share": 1234.5,
        "code": "12000",
        "is_open": True,
    }

    assert fill(template, facts) == said


def test_a_fact_is_not_filled_again() -> None:
    assert fill("{menu}", {"menu": "{price}", "price": 1}) == "{price}"


def test_a_missing_fact_is_told() -> None:
    with pytest.raises(KeyError, match="price"):
        fill("{price}원", {"menu": "치킨"})
