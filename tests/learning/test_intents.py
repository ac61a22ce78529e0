"""A model learned from a few hand-made examples."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from dure.assistants.meals.reading import intent_model
from dure.assistants.meals.training import examples
from dure.engine.classify import Example, LinearModel, code_of, load_model
from dure.learning.intents import Rows, train
from dure.learning.torch.linear import fit

ORDER = ("치킨", "피자", "국밥", "떡볶이", "김밥")
SAYINGS = {
    "FOOD": ["{} 먹고 싶어", "{} 추천해줘", "근처 {} 집 어디야", "{} 파는 곳 찾아줘"],
    "PRICE": ["{} 얼마야", "{} 가격 알려줘", "{} 값이 어떻게 돼", "{} 비싸?"],
    "BYE": ["{} 잘 먹었어 안녕", "{} 됐고 잘 있어", "{} 먹으러 갈게 안녕", "{} 끝 잘 가"],
}


@pytest.fixture(scope="module")
def handmade() -> list[Example]:
    return [
        Example(text=said.format(food), marks=("slot:food",), intent=intent)
        for intent, sayings in SAYINGS.items()
        for said in sayings
        for food in ORDER
    ]


@pytest.fixture(scope="module")
def model(handmade: list[Example]) -> LinearModel:
    return train(handmade, fit=fit)


def test_what_was_learned_is_known(model: LinearModel, handmade: list[Example]) -> None:
    said = [(model.rank(e.text, e.marks)[0][0], e.intent) for e in handmade]

    assert [pair for pair in said if pair[0] != pair[1]] == []


@pytest.mark.parametrize(
    ("text", "intent"), [("라면 먹고 싶어", "FOOD"), ("라면 얼마야", "PRICE"), ("안녕", "BYE")]
)
def test_what_was_not_seen_is_told_by_its_pieces(
    model: LinearModel, text: str, intent: str
) -> None:
    assert model.rank(text)[0][0] == intent


def test_the_labels_are_the_intents(model: LinearModel) -> None:
    assert model.labels == ("BYE", "FOOD", "PRICE")
    assert model.weights.shape == (len(model.codes), 3)


def test_two_intents_are_told_apart(handmade: list[Example]) -> None:
    two = train([example for example in handmade if example.intent != "BYE"], fit=fit)

    assert (two.rank("라면 먹고 싶어")[0][0], two.rank("라면 얼마야")[0][0]) == ("FOOD", "PRICE")


def test_a_model_is_the_same_whenever_it_is_learned(handmade: list[Example]) -> None:
    assert train(handmade, fit=fit).to_bytes() == train(handmade, fit=fit).to_bytes()


def test_a_learned_model_is_read_back(model: LinearModel) -> None:
    ranked = load_model(model.to_bytes()).rank("치킨 먹고 싶어")

    assert ranked[0][0] == "FOOD"
    assert dict(ranked) == pytest.approx(dict(model.rank("치킨 먹고 싶어")), abs=0.01)


def test_the_temperature_is_within_its_bounds(model: LinearModel) -> None:
    assert 0.2 <= model.temperature <= 5.0


class Recorder:
    """A fit that keeps what it was handed and learns nothing."""

    rows: Rows = ()
    labels: Sequence[str] = ()
    columns = 0

    def __call__(
        self, rows: Rows, labels: Sequence[str], columns: int
    ) -> tuple[list[str], NDArray[Any], NDArray[Any], float]:
        """Return weights of zero."""
        self.rows, self.labels, self.columns = rows, labels, columns
        found = sorted(set(labels))
        return found, np.zeros((columns, len(found))), np.zeros(len(found)), 1.0


def example(text: str, *marks: str, intent: str = "FOOD") -> Example:
    return Example(text=text, marks=marks, intent=intent)


def test_pieces_that_are_rare_are_left_out() -> None:
    model = train([example("가"), example("나", intent="BYE")], fit=Recorder())

    assert list(model.codes) == sorted([code_of("^"), code_of("$")])


def test_pieces_that_are_rare_are_kept_on_wish() -> None:
    model = train([example("가"), example("나")], fit=Recorder(), seen_at_least=1)

    assert code_of("가") in model.codes


def test_an_example_is_a_row_of_its_pieces_and_marks() -> None:
    recorder = Recorder()

    train([example("가", "ask"), example("가")], fit=recorder, seen_at_least=1)

    with_mark, without = recorder.rows
    assert set(with_mark) - set(without) != set()
    assert sum(value**2 for value in without.values()) == pytest.approx(1.0)
    assert recorder.columns == len(set(with_mark) | set(without))


def test_the_examples_of_meals_have_the_intents_of_the_shipped_model() -> None:
    shipped = list(examples())

    assert {example.intent for example in shipped} == set(intent_model().labels)
    assert all(any(mark.startswith("shown:") for mark in e.marks) for e in shipped)
