"""Names of persons need a witness."""

import pytest

from dure.trust.mask_names import find_names


def found(line: str) -> list[str]:
    return [line[p.start : p.end] for p in find_names(line, [])]


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("오찬혁 과장님하고 남궁민호 부장님", ["오찬혁", "남궁민호"]),
        ("결재자: 황보라온 / 기안자: 서다인", ["황보라온", "서다인"]),
        ("저는 최유나입니다", ["최유나"]),
        ("남궁솔이라고 합니다", ["남궁솔"]),
        ("허웅 씨 자리 비웠어요", ["허웅"]),
        ("조향사 안소율이 만든 시향지", ["안소율"]),
        ("참석자: 정해인, 손예진, 우도환", ["정해인", "손예진", "우도환"]),
        ("성명: 홍 길 동", ["홍 길 동"]),
        ("진선규 드림", ["진선규"]),
        ("[2026-01-13 09:12] 엄태구: 오늘 회의", ["엄태구"]),
    ],
)
def test_a_name_is_found_without_title_and_particle(line: str, names: list[str]) -> None:
    assert found(line) == names


@pytest.mark.parametrize(
    "line",
    [
        "담당자: 미정",
        "담당자 배정 필요",
        "고객님 안녕하세요",
        "이모님 여기요",
        "정수기 점검",
        "김 과장 어디 갔어?",
        "오늘은 월요일입니다",
        "고객 만족도 조사",
        "소비자에게 배송",
        "시원한 대표 순대국",
        "이번 과장 회의",
        "남대문시장",
        "기준은 순도",
    ],
)
def test_an_ordinary_word_is_no_name(line: str) -> None:
    assert found(line) == []
