"""Questions of numbered things: each is put once, and little is kept."""

import numpy as np

from dure.assistants.meals import asked_once
from dure.assistants.meals.asked_once import Answers, Column


def test_what_was_asked_is_not_asked_again() -> None:
    answers, asked = Answers(), list[int]()

    def ask(some: Column) -> list[int]:
        asked.extend(some.tolist())
        return [number % 2 for number in some.tolist()]

    first = answers.to(("odd",), np.array([3, 4, 3]), ask, 10)
    again = answers.to(("odd",), np.array([4, 5]), ask, 10)

    assert (first.tolist(), again.tolist()) == ([1, 0, 1], [0, 1])
    assert asked == [3, 4, 5]


def test_the_oldest_answers_go_where_they_take_too_much() -> None:
    answers, asked = Answers(), list[str]()
    size = asked_once._KEPT_BYTES // 2 + 1

    for question in ("a", "b", "a"):

        def ask(some: Column, question: str = question) -> list[int]:
            asked.append(question)
            return [1] * len(some)

        answers.to((question,), np.array([0]), ask, size)

    assert asked == ["a", "b", "a"]
