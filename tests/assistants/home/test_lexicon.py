import pytest

from dure.assistants.home.lexicon import Word, is_bound, lengths, nouns, words


@pytest.mark.parametrize(
    ("form", "act", "mood"),
    [
        ("켜", "on", "bare"),
        ("켜줘", "on", "ask"),
        ("켜줄수있어", "on", "ask"),
        ("끄고", "off", "link"),
        ("끈다음", "off", "link"),
        ("끄지마", "off", "not"),
        ("닫으면", "close", "if"),
        ("닫으세요", "close", "ask"),
        ("키자", "on", "ask"),
        ("킬래", "on", "ask"),
    ],
)
def test_a_verb_is_known_in_its_forms(form: str, act: str, mood: str) -> None:
    assert Word(kind="act", value=act, mood=mood) in words()[form]


def test_the_past_asks_for_the_state() -> None:
    assert Word(kind="state", value="off") in words()["껐어"]
    assert Word(kind="state", value="closed") in words()["닫았나요"]


def test_kinds_of_devices_bear_domain_and_class() -> None:
    assert nouns()["불"] == "light"
    assert nouns()["커텐"] == "cover/curtain"


def test_only_particles_are_bound() -> None:
    assert is_bound(Word(kind="particle", value=""))
    assert not is_bound(Word(kind="filler", value=""))


def test_lengths_cover_every_form() -> None:
    assert all(len(form) in lengths()[form[0]] for form in words())
