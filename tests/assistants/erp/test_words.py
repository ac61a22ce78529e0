"""The lexicon is whole: every word leads somewhere."""

from dure.assistants.erp.model import Model
from dure.assistants.erp.words import FILLER, calendar_words, words


def test_every_subject_and_state_word_leads_into_the_model(model: Model) -> None:
    subjects = {measure.subject for measure in model.measures.values()}
    for senses in words().senses.values():
        for kind, value in senses:
            assert kind not in ("subject", "weak") or value in subjects
            assert kind != "state" or value in model.states
            assert kind not in ("dimension", "time", "place") or value in model.dimensions


def test_no_word_that_turns_a_figure_is_filler() -> None:
    for word in (
        "안",
        "빼고",
        "제외",
        "말고",
        "없는",
        "평균",
        "취소",
        "아닌",
        "미만",
        "예상",
        "목표",
    ):
        assert FILLER not in words().senses.get(word, ())


def test_months_have_their_own_readings() -> None:
    assert (calendar_words("month_names")["유"], calendar_words("month_names")["시"]) == (6, 10)
