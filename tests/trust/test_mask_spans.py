"""Which of two findings that overlap stays."""

from dure.trust.mask_spans import Personal, apart


def test_the_more_sensitive_of_two_stays() -> None:
    phone = Personal(start=0, end=20, kind="PHONE")
    card = Personal(start=5, end=15, kind="CARD")

    assert apart([phone, card]) == [card]


def test_the_longer_of_two_of_one_kind_stays() -> None:
    short = Personal(start=0, end=3, kind="PERSON")
    long = Personal(start=1, end=5, kind="PERSON")

    assert apart([short, long]) == [long]


def test_neighbours_both_stay_in_order_of_place() -> None:
    name = Personal(start=0, end=3, kind="PERSON")
    card = Personal(start=3, end=19, kind="CARD")

    assert apart([card, name]) == [name, card]
