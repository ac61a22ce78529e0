"""Postal addresses, up to their last unit."""

import json
from pathlib import Path

import pytest

from dure.trust.mask_addresses import find_addresses

SHARED = Path(__file__).parents[3] / "shared" / "data" / "goodprice_shops_seoul.jsonl"


def found(line: str) -> list[str]:
    return [line[p.start : p.end] for p in find_addresses(line)]


@pytest.mark.parametrize(
    "address",
    [
        "서울특별시 강남구 테헤란로 123, 4층 401호",
        "대전 유성구 대덕대로 593 (도룡동)",
        "부산광역시 사상구 학장동 724-3",
        "강원도 춘천시 신북읍 신샘밭로 512번길 7-3",
        "전북 전주시 완산구 효자동1가 123-4 한빛아파트 102동 304호",
        "강남구 역삼동 736-1",
        "전라남도 여수시 돌산읍 우두리 산 12-3",
        "(06236) 서울특별시 강남구 테헤란로 152",
    ],
)
def test_an_address_is_found_to_its_last_unit(address: str) -> None:
    assert found(f"배송지: {address}로 보내 주세요") == [address]


@pytest.mark.parametrize(
    "line",
    [
        "서울 강남구 맛집",
        "경부고속도로 423km",
        "종로 3가 근처",
        "서울로 7017 산책",
        "대전 유성구 5개 매장",
        "신사동 가로수길",
        "강남대로 3차로",
        "압구정로데오역 5번 출구",
        "도로4(참다랑어뱃살)",
    ],
)
def test_a_bare_place_is_nobodys_address(line: str) -> None:
    assert found(line) == []


@pytest.mark.skipif(not SHARED.is_file(), reason="the list of shops is not here")
def test_addresses_of_real_shops_are_found_from_their_beginning() -> None:
    rows = [json.loads(line)["address"].strip() for line in SHARED.open(encoding="utf-8")]
    whole = [row for row in rows if row]

    share = sum(found(row)[:1] == [row] for row in whole) / len(whole)

    assert share >= 0.95
