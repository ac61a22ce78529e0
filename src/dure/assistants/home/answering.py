"""Put an answer and the sentence that was asked about together into one that is clear."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from dure.assistants.home.answers import chosen
from dure.assistants.home.answers import heard as short_answer
from dure.assistants.home.household import HouseholdIndex
from dure.assistants.home.understand import understand
from dure.kernel.data import read_toml
from dure.korean.normal import squeeze


def completed(text: str, pending: Mapping[str, Any], index: HouseholdIndex) -> str | None:
    """Return the sentence asked about with the answer in it; None if the answer is none.

    pending: text, the sentence; said, the words of it that were not clear, or ""; candidates,
        the names that were offered.
    """
    name = _one_of(text, pending["candidates"])
    if name is None and (short_answer(text) or understand(text, index).commands):
        return None
    whole = _with(name or _bare(text), pending)
    return next((one for one in whole if understand(one, index).commands), None)


def agrees(text: str, pending: Mapping[str, Any]) -> bool:
    """Return whether an answer is a yes, by itself or with the verb that was asked about.

    pending: verbs, stems of what was to be done: 네, 열어 줘 is a yes to 열까요, 네, 닫아 줘 not.
    """
    if short_answer(text) == "yes":
        return True
    match = _patterns()["yes"].fullmatch(text.strip(" .!~"))
    return match is not None and match["verb"].startswith(tuple(pending.get("verbs", ())))


def verbs_for(phrase: str) -> tuple[str, ...]:
    """Return stems of the verbs that agree to a question, by its phrase (would_open)."""
    table = read_toml("dure.assistants.home", "data/talk.toml")["agrees"]
    return tuple(table[phrase.removeprefix("would_")])


def _one_of(text: str, names: Sequence[str]) -> str | None:
    """Return the name that is meant: by its place, by itself, or by what only it is called."""
    at = chosen(text, names)
    if at is None and short_answer(text) == "yes" and len(names) == 1:
        at = 0
    if at is not None:
        return names[at]
    said = squeeze(_bare(text)).lower()
    fitting = [name for name in names if said and said in squeeze(name).lower()]
    return fitting[0] if len(fitting) == 1 else None


def _bare(text: str) -> str:
    """Return an answer without what only surrounds it: 거실 거요 is 거실."""
    return _patterns()["around"].sub("", text.strip(" .,!?~"))


def _with(name: str, pending: Mapping[str, Any]) -> Iterator[str]:
    text, said = pending["text"], pending["said"]
    if said and said in text:
        yield text.replace(said, name, 1)
    yield f"{name} {text}"
    yield f"{text} {name}"


def timer_named(text: str) -> str | None:
    """Return 10분짜리 취소해 as a sentence about a timer; None if it is none."""
    return f"타이머 {text}" if _patterns()["timer"].search(text) else None


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    table = read_toml("dure.assistants.home", "data/talk.toml")["answer"]
    return {name: re.compile(pattern) for name, pattern in table.items()}
