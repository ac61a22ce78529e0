"""The examples from which the intents of meals are learned: written by hand, in data/."""

from collections.abc import Iterator
from typing import Final

from dure.assistants.meals.reading import marked
from dure.assistants.meals.slots import read_slots
from dure.engine.classify import Example
from dure.kernel.data import read_text
from dure.korean.normal import normalise

_FILES: Final = (
    "examples_a.tsv",
    "examples_b.tsv",
    "examples_c.tsv",
    "examples_d.tsv",
)
_CONTEXTS: Final = {"-": "none", "list": "list", "ask": "ask"}


def examples() -> Iterator[Example]:
    """Yield the shipped examples as the model sees them."""
    for file in _FILES:
        for line in read_text("dure.assistants.meals", f"data/{file}").splitlines():
            intent, context, text = line.split("\t")
            reading = read_slots(normalise(text).text)
            masked, marks = marked(reading, _CONTEXTS[context])
            yield Example(text=masked, marks=tuple(marks), intent=intent)
