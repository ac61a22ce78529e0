import pytest

from dure.errors import (
    DureError,
    NotFound,
    PortInUse,
    Relayed,
    TooLong,
    Unavailable,
)
from dure.korean.messages import sentence, sentence_for


class NeverWritten(DureError):
    code = "never_written"


@pytest.mark.parametrize(("what", "said"), [("가게", "가게가"), ("쿠폰", "쿠폰이")])
def test_the_sentence_of_an_error_fits_its_facts(what: str, said: str) -> None:
    assert sentence_for(NotFound(what=what)) == f"찾으시는 {said} 없어요."


def test_the_limit_that_was_passed_is_told() -> None:
    assert sentence_for(TooLong(length=501, limit=500)).startswith("한 번에 500자까지만")


def test_an_error_without_a_sentence_gets_the_general_one() -> None:
    assert sentence_for(NeverWritten()) == sentence("error")


def test_the_message_for_programs_is_not_shown_to_people() -> None:
    assert "milvus" not in sentence_for(Unavailable("milvus://10.0.0.1", what="검색"))


def test_what_a_server_said_is_passed_on_word_for_word() -> None:
    assert sentence_for(Relayed("too_long", "{limit} 그대로")) == "{limit} 그대로"


def test_a_sentence_is_filled_by_its_code() -> None:
    assert sentence("unavailable", what="지도").startswith("지금은 지도를 쓸 수 없어요.")


def test_a_code_without_a_sentence_is_refused() -> None:
    with pytest.raises(KeyError):
        sentence("never_written")


def test_a_sentence_whose_fact_is_missing_is_refused() -> None:
    with pytest.raises(KeyError, match="what"):
        sentence("not_found")


def test_a_port_is_no_count_and_gets_no_separators() -> None:
    assert sentence_for(PortInUse(port="8000")).startswith("8000번 포트를")
