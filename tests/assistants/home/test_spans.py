from hypothesis import given
from hypothesis import strategies as st
from tests.assistants.home.commands_flat import READY

from dure.assistants.home.spans import tag
from dure.assistants.home.speech import hear


def forms(text: str) -> list[str]:
    return [span.form for span in tag(hear(text), READY)]


def test_a_sentence_without_spaces_is_cut_as_one_with_spaces() -> None:
    assert forms("거실불켜줘") == forms("거실 불 켜줘") == ["거실", "불", "켜줘"]


def test_the_homes_own_name_wins_over_its_parts() -> None:
    assert forms("거실 조명을 켜줘") == ["거실조명", "을", "켜줘"]


def test_unknown_letters_stay_together_and_unknown() -> None:
    spans = tag(hear("다락방 불 켜줘"), READY)

    assert [span.form for span in spans if not span.is_known] == ["락"]
    assert all(span.is_known for span in spans[-2:])


def test_a_slip_is_found_and_told() -> None:
    span = tag(hear("거실 커툰 열어줘"), READY)[0]

    assert (span.form, span.exact) == ("거실커튼", False)


def test_two_names_equally_near_are_no_evidence() -> None:
    assert not all(span.is_known for span in tag(hear("거실 커턴튼튼 열어"), READY))


@given(st.text(alphabet="거실침실불조명켜줘꺼 을를에50%도음", max_size=40))
def test_the_pieces_cover_the_sentence(text: str) -> None:
    heard = hear(text)
    spans = tag(heard, READY)

    assert [span.start for span in spans] == [0, *(span.end for span in spans)][: len(spans)]
    assert (spans[-1].end if spans else 0) == len(heard.letters)
