"""People are told what is known of how they eat, in words, and what it was learned from."""

from tests.assistants.meals.lives import NOON, chosen, days, folded, rated, shown

from dure.assistants.meals.told import in_words


def test_of_who_did_nothing_there_is_nothing_to_tell() -> None:
    assert list(in_words({}, NOON)) == []


def test_what_was_learned_is_told_with_what_it_was_learned_from() -> None:
    life = [
        shown("shop-1", id="a"),
        chosen("shop-1", "분식", id="a"),
        rated(-0.8, "shop-2", "중식"),
    ]

    told = dict(in_words(folded(life), NOON))

    assert told["좋아하시는 것 같은 음식"] == ["분식"]
    assert told["안 좋아하시는 것 같은 음식"] == ["중식"]
    assert told["보통 한 끼에 쓰신 돈"] == ["5,000원쯤"]
    assert told["이렇게 알게 됐어요"] == [
        "고르신 것 1번", "들려주신 의견 1번", "보여 드린 추천 1번",
    ]  # fmt: skip


def test_what_has_faded_is_not_told() -> None:
    told = dict(in_words(folded([chosen()]), NOON + days(200)))

    assert "좋아하시는 것 같은 음식" not in told


def test_a_kind_of_eater_is_told_kindly() -> None:
    life = [chosen("shop-1", "분식") for _ in range(8)]

    assert dict(in_words(folded(life), NOON))["고르시는 모습"] == ["가던 곳을 다시 찾으심"]
