"""Say what one asks of the numbers that help: what to say there, what it costs, who is told.

What is said of a number stands in data/hotline_facts.tsv with where it was read; of the rest it is
said that it is not known, or nothing.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from typing import Final

from dure.assistants.meals.care import Grief, Stay
from dure.assistants.meals.kitchen import line
from dure.assistants.meals.phrases import part, part_or
from dure.assistants.meals.skills.plain import people
from dure.engine.assistant import Answer, Line
from dure.kernel.data import read_table

_NAMED: Final = re.compile(r"(?<![\d,.])(?:1388|129|109|112|119)(?!\d)")
_FACTS: Final = {
    "say": ("free", "nameless"),
    "scolded": ("free", "nameless"),
    "name": ("nameless", "kept"),
    "cost": ("free",),
    "written": ("written",),
    "retold": ("kept",),
}
"""What is asked → the facts of the numbers that are told with it."""
_BY_TEXT: Final = "written"
_UNTOLD: Final = {"cost": "call_free_unknown"}
"""What is asked → what is said of the numbers of which its fact is not known."""


def of_calling(stay: Stay, said: str, numbers: Sequence[str]) -> Answer:
    """Return what is asked of the numbers that help, and the numbers; those named come first."""
    call = str(stay.call)
    meant = tuple(dict.fromkeys((*_NAMED.findall(said), *numbers)))
    answer = people(f"call_{call}", meant, words=_in_words(stay.grief))
    first, *rows = answer.lines
    return replace(
        answer,
        lines=(first, *_told(call, meant, answer), *rows),
        sources=tuple(dict.fromkeys((*answer.sources, *_sources(call, meant)))),
    )


def _in_words(grief: Grief) -> str:
    """Return two sentences that one may read out on the phone."""
    return part(f"call_words_{grief}")


def _told(call: str, numbers: Sequence[str], answer: Answer) -> Iterator[Line]:
    if call == "line":
        for row in answer.items:
            whom = part_or(f"hotline_for_{row['number']}", row["for_whom"])
            yield line("call_for_whom", number=row["number"], whom=whom)
    for fact in _FACTS.get(call, ()):
        known = [number for number in numbers if number in _facts(fact)]
        if fact == _BY_TEXT:
            for number in known:
                ways = part_or(f"hotline_written_{number}", _facts(fact)[number]["words"])
                yield line("call_by_text", number=number, ways=ways)
        elif known:
            yield line(f"call_{fact}", numbers=", ".join(known))
        unknown = [number for number in numbers if number not in known]
        if unknown and call in _UNTOLD:
            yield line(_UNTOLD[call], numbers=", ".join(unknown))


def _sources(call: str, numbers: Sequence[str]) -> Iterator[str]:
    for fact in _FACTS.get(call, ()):
        rows = _facts(fact)
        told = [rows[number] for number in numbers if number in rows]
        yield from (f"{row['source']} ({row['as_of']}) {row['page']}" for row in told)


@cache
def _facts(fact: str) -> dict[str, dict[str, str]]:
    """Return number → what is known of it in this, and where it was read."""
    rows = read_table("dure.assistants.meals", "data/hotline_facts.tsv")
    return {row["number"]: dict(row) for row in rows if row["fact"] == fact}
