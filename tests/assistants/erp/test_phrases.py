"""Every phrase that can be needed is there."""

from typing import get_args

from dure.assistants.erp.compute import Missing
from dure.assistants.erp.model import Model
from dure.assistants.erp.phrases import asks, part, phrases


def test_every_reason_has_its_words() -> None:
    assert set(get_args(Missing)) <= set(phrases())


def test_every_measure_has_its_note(model: Model) -> None:
    assert {f"note_{measure.note}" for measure in model.measures.values()} <= set(phrases())


def test_every_document_and_attribute_has_a_name(model: Model) -> None:
    for name in model.documents:
        assert part(f"kind_{name}")
        assert all(part(f"attribute_{a}") for a in model.facts[name].about)


def test_the_intents_are_named() -> None:
    assert asks()["FIGURE"]
