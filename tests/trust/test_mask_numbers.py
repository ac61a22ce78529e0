"""What a number is, by its shape and by the words around it."""

import pytest

from dure.trust.mask_numbers import find_numbers


def kinds(line: str) -> list[tuple[str, str]]:
    return [(p.kind, line[p.start : p.end]) for p in find_numbers(line)]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("주민번호 팔팔공일공일에 일이삼사오육칠이에요", ("RRN", "팔팔공일공일에 일이삼사오육칠")),
        ("주민번호 900101-2******", ("RRN", "900101-2******")),
        ("외국인등록번호 880214-5264587", ("FRN", "880214-5264587")),
        ("사업자번호 123-45-67890", ("BRN", "123-45-67890")),
        ("110-456-778899 신한으로", ("BANK_ACCOUNT", "110-456-778899")),
        ("주민번호 021405-3019876", ("RRN", "021405-3019876")),
        ("370-81-41552 세금계산서", ("BRN", "370-81-41552")),
        ("아멕스카드 376688-966178574", ("CARD", "376688-966178574")),
        ("dial num=0319982047", ("PHONE", "0319982047")),
        ("ppt=S77120934", ("PASSPORT", "S77120934")),
        ("계좌번호는 3021234567891 이에요", ("BANK_ACCOUNT", "3021234567891")),
        ("예전 면허 서울 96-215310-21", ("DRIVER_LICENSE", "서울 96-215310-21")),
        ("여권 M123A4567", ("PASSPORT", "M123A4567")),
        ("카드 9410-1234-5678-9012", ("CARD", "9410-1234-5678-9012")),
        ("공 일 공 일 이 삼 사 오 육 칠 팔", ("PHONE", "공 일 공 일 이 삼 사 오 육 칠 팔")),
    ],
)
def test_a_personal_number_is_found(line: str, found: tuple[str, str]) -> None:
    assert kinds(line) == [found]


@pytest.mark.parametrize(
    "line",
    [
        "법인등록번호 110111-1234567",
        "lot=240131-1234567",
        "주문번호 2026011300012345",
        "123-45-67890",
        "모델 M12345678",
        "ts=1768276800000",
        "바코드 8801234567893",
        "2017 2018 2019 2020",
        "sha256:9f86d081884c7d659a2feaa0c55ad015",
        "3.14159265358979",
        "카드 5310-****-****-1592",
    ],
)
def test_the_number_of_a_thing_is_nobodys(line: str) -> None:
    assert kinds(line) == []
