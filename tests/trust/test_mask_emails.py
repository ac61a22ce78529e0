"""Addresses of e-mail, plain and disguised."""

import pytest

from dure.trust.mask_emails import find_emails


@pytest.mark.parametrize(
    "address",
    [
        "a.b+c@mail.example.co.kr",
        "hong골뱅이네이버닷컴",
        "hong 골뱅이 gmail.com",
        "hong (at) gmail (dot) com",
        "hong at naver dot com",
        "ceo@한빛.한국",
        "문의@두레상회.한국",
    ],
)
def test_an_address_is_found_whole(address: str) -> None:
    line = f"메일 {address} 입니다"

    assert [line[p.start : p.end] for p in find_emails(line)][:1] == [address]


@pytest.mark.parametrize(
    "line", ["골뱅이무침 하나요", "@channel 회의", "a@b", "앳홈 가전", "look at this"]
)
def test_snails_and_mentions_are_none(line: str) -> None:
    assert list(find_emails(line)) == []
