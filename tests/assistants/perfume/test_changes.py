import pytest
from tests.assistants.perfume.test_adjust import BEFORE
from tests.assistants.perfume.test_compose import BENCH

from dure.assistants.perfume.adjust import adjust
from dure.assistants.perfume.changes import named, told


@pytest.mark.parametrize(
    ("said", "told_as"),
    [
        ("덜 달게", "달콤 덜"),
        ("베르가못 빼고", "베르가못 빼기"),
        ("쿠마린 빼고", "쿠마린 빼기"),
        ("꽃향 빼고", "플로럴 빼기"),
        ("가격 20 % 낮춰", "원가 낮추기"),
        ("더 오래 가게", "더 오래"),
        ("더 가볍게", "더 가볍게"),
        ("샴푸로 바꿔줘", "샴푸로 바꾸기"),
        ("장미 더, 더 오래", "장미 더, 더 오래"),
        ("단 게 너무 강해 줄여", "달콤 덜"),
        ("너무 달지 않게", "달콤 덜"),
    ],
)
def test_a_change_is_told_in_a_few_words(said: str, told_as: str) -> None:
    assert told(adjust(said, BEFORE).changes, BENCH.shelf) == told_as


def test_a_tag_without_a_word_is_told_as_it_is() -> None:
    assert named("nothing") == "nothing"
