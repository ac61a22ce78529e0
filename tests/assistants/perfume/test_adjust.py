import pytest

from dure.assistants.perfume.adjust import adjust
from dure.assistants.perfume.brief import read_brief

BEFORE = read_brief("베르가못과 바닐라, 로맨틱한 향수")


@pytest.mark.parametrize(
    ("said", "change"),
    [
        ("덜 달게", "less:sweet"),
        ("베르가못 빼고", "without:bergamot"),
        ("가격 20 % 낮춰", "cheaper"),
        ("더 오래 가게", "longer"),
        ("더 가볍게", "strength:light"),
        ("장미 더", "more:rose"),
        ("좀 더 우디하게", "more:wood"),
        ("바닐라 줄여줘", "less:vanilla"),
        ("샴푸로 바꿔줘", "product:shampoo"),
        ("30만 원/kg 안으로", "budget"),
    ],
)
def test_a_change_is_understood(said: str, change: str) -> None:
    assert change in adjust(said, BEFORE).changes


def test_less_sweet_is_less_of_everything_sweet() -> None:
    wants = adjust("덜 달게", BEFORE).brief.wants

    assert wants["vanilla"] < 0
    assert wants["bergamot"] == BEFORE.wants["bergamot"]


def test_what_goes_is_no_longer_wanted() -> None:
    brief = adjust("베르가못 빼고", BEFORE).brief

    assert "bergamot" in brief.avoids
    assert "bergamot" not in brief.wants


def test_a_share_is_taken_as_said() -> None:
    assert adjust("30% 싸게", BEFORE).brief.cheaper_by == pytest.approx(0.3)
    assert adjust("더 저렴하게", BEFORE).brief.cheaper_by == pytest.approx(0.2)


def test_what_is_not_understood_changes_nothing() -> None:
    after = adjust("글쎄", BEFORE)

    assert after.changes == ()
    assert after.brief.wants == BEFORE.wants
