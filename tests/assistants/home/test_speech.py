from hypothesis import given
from hypothesis import strategies as st

from dure.assistants.home.speech import hear


def test_spaces_and_stops_go_and_their_places_are_remembered() -> None:
    heard = hear("거실 불 꺼줘, TV 켜.")

    assert heard.letters == "거실불꺼줘tv켜"
    assert [at for at, begins in enumerate(heard.begins) if begins] == [0, 2, 3, 5, 7]
    assert heard.breaks == {5, 8}
    assert heard.said(0, 3) == "거실 불"


def test_a_decimal_point_stays_and_thousands_are_joined() -> None:
    assert hear("22.5도").letters == "22.5도"
    assert hear("4,000K").letters == "4000k"


def test_a_question_mark_is_heard() -> None:
    assert hear("켜져 있어?").asks
    assert not hear("켜져 있어.").asks


def test_a_minus_is_not_lost() -> None:
    assert hear("밝기 -10").letters != hear("밝기 10").letters


@given(st.text(max_size=80))
def test_every_letter_knows_whether_a_word_begins(text: str) -> None:
    heard = hear(text)

    assert len(heard.letters) == len(heard.begins)
    assert not heard.letters or heard.begins[0]
