import pytest

from dure.assistants.home.typos import similar_nouns


@pytest.mark.parametrize(
    ("said", "meant"), [("죠명", "조명"), ("쪼명", "조명"), ("블라인두", "블라인드")]
)
def test_a_slip_is_forgiven(said: str, meant: str) -> None:
    assert meant in similar_nouns(said)


@pytest.mark.parametrize("said", ["주명", "교실", "불", "조명", "사랑해"])
def test_another_word_is_no_slip(said: str) -> None:
    assert [form for form in similar_nouns(said) if form != said] == []
