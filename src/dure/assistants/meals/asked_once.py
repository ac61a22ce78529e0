"""Keep what questions about numbered things were answered, so that each is asked once."""

from collections import OrderedDict
from collections.abc import Callable
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

_KEPT_BYTES: Final = 32_000_000
"""What answers may take in memory; a question takes a byte for each shop or kind of dish."""

Column = NDArray[Any]


class Answers:
    """Small numbers that questions were answered with, by question and by what they were about."""

    def __init__(self) -> None:
        self._known: OrderedDict[tuple[Any, ...], Column] = OrderedDict()
        self._bytes = 0

    def to(
        self,
        question: tuple[Any, ...],
        numbers: Column,
        ask: Callable[[Column], Column | list[int]],
        size: int,
    ) -> Column:
        """Return the answers for some numbers of a list.

        ask: of those that were not asked yet, each once. size: of the whole list.
        """
        table = self._table(question, size)
        answers: Column = table[numbers]
        if len(answers) and answers.min() < 0:
            unasked = np.unique(numbers[answers < 0])
            table[unasked] = ask(unasked)
            answers = table[numbers]
        return answers

    def _table(self, question: tuple[Any, ...], size: int) -> Column:
        if question not in self._known:
            self._known[question] = np.full(size, -1, dtype=np.int8)
            self._bytes += size
            while self._bytes > _KEPT_BYTES and len(self._known) > 1:
                self._bytes -= len(self._known.popitem(last=False)[1])
        self._known.move_to_end(question)
        return self._known[question]
