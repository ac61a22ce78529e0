from tests.assistants.home.commands_flat import READY

from dure.assistants.home.clauses import Clause
from dure.assistants.home.mentions import Mention
from dure.assistants.home.queries import asked_about, explains, query_of, question_words, room_of
from dure.assistants.home.spans import tag
from dure.assistants.home.speech import hear
from dure.assistants.home.targets import Around


def clause(text: str) -> Clause:
    return Clause(spans=tag(hear(text), READY))


def test_every_piece_must_be_read_or_name_something() -> None:
    assert explains(clause("거실 불 켜져 있어"), frozenset(("state",))) is not None
    assert explains(clause("거실 불 켜줘"), frozenset(("state",))) is None


def test_a_pronoun_is_what_was_spoken_of_before() -> None:
    before = Mention(entities=(8,), form="티비")

    assert (
        asked_about(clause("그거 켜져 있어"), frozenset(), Around(index=READY, before=before))
        == before
    )


def test_what_is_wanted_follows_the_quantifier() -> None:
    assert query_of(Mention(quantifier="many"), clause("")) == "how_many"
    assert query_of(Mention(entities=(1,)), clause("")) == "one"
    assert room_of(Mention(areas=("거실",))) == {"area": "거실"}


def test_every_offer_can_be_made() -> None:
    assert all(
        "intent" in offer and "slots" in offer for offer in question_words()["offer"].values()
    )
