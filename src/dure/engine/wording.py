"""Let a language model say a finished reply in other words, if they say exactly the same.

The checker lets endings and kindness change and nothing else: each word of the reply must come
again, in its order, and each new word must be one that says nothing. In doubt the first words
stand, so most of what a model offers is thrown away.
"""

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache
from itertools import takewhile
from typing import Final

import orjson

from dure.engine.advice import Adviser, Payer, Question
from dure.engine.assistant import Answer
from dure.engine.faithful import keeps, negations, texts_in
from dure.engine.phrasebook import section
from dure.engine.widen import SCHEMA, SURE_ENOUGH, WORDS_LIMIT
from dure.kernel.data import read_toml
from dure.korean.normal import normalise
from dure.korean.particles import fill
from dure.trust.mask import mask

LONGER_AT_MOST: Final = 1.5
"""Times the length of the reply (issue 4)."""
_WORD: Final = re.compile(r"[가-힣A-Za-z]+|\d[\d,.]*")
_PAST: Final = re.compile("[" + "".join(chr(c) for c in range(0xAC00 + 20, 0xD7A4, 28)) + "겠]")
"""Syllables that end in ㅆ (했, 켰, 있), and 겠: when something is, and whether it is certain."""
_STEM: Final = 2


class Wording:
    """Says replies in other words, where the operator wants it."""

    def __init__(self, adviser: Adviser | None) -> None:
        """adviser: None leaves every reply as it is."""
        self._adviser = adviser

    async def reword(self, text: str, answer: Answer, *, payer: Payer) -> str:
        """Return the reply in other words, or as it was where none say the same."""
        # What is too long for an answer could only come back cut, after the whole wait.
        if self._adviser is None or answer.outcome != "answered" or len(text) > WORDS_LIMIT:
            return text
        if mask(text) != text:
            return text

        def read(said: str) -> str | None:
            words = _words_in(said)
            return words if words and says_the_same(words, text, answer) else None

        prompt = fill(section("dure.engine", "ask")["reword"], {"said": _quoted(text)}).strip()
        question = Question(prompt=prompt, schema=SCHEMA, purpose="word", read=read)
        return await self._adviser.ask(question, payer=payer) or text


def says_the_same(words: str, text: str, answer: Answer) -> bool:
    """Whether other words for a reply say what it said: no more, no less, of the same things."""
    return (
        0 < len(words) <= LONGER_AT_MOST * len(text)
        and keeps(words, text)
        and keeps(text, words)
        and negations(words) == negations(text)
        and words.count("?") == text.count("?")
        and _moments(words) == _moments(text)
        and _names_stand(words, text, answer)
        and _same_words(_WORD.findall(normalise(words).text), _WORD.findall(normalise(text).text))
    )


def _quoted(text: str) -> str:
    return orjson.dumps(text).decode()


def _words_in(said: str) -> str | None:
    try:
        plain = orjson.loads(said[said.find("{") : said.rfind("}") + 1])
    except orjson.JSONDecodeError:
        return None
    words, sure = plain.get("rewrite"), plain.get("sure")
    is_sure = isinstance(sure, int | float) and not isinstance(sure, bool) and sure >= SURE_ENOUGH
    return words.strip() if isinstance(words, str) and is_sure else None


def _moments(text: str) -> Counter[str]:
    return Counter(_PAST.findall(text))


def _names_stand(words: str, text: str, answer: Answer) -> bool:
    """Whether each text of a record that stood in the reply still stands in it to the letter."""
    names = {name for name in texts_in((answer.items, answer.sources)) if name and name in text}
    return all(words.count(name) == text.count(name) for name in names)


def _same_words(new: Sequence[str], old: Sequence[str]) -> bool:
    """Whether the words are the same in the same order, but for endings and fillers."""
    said = [word for word in old if not _is_filler(word)]
    at = 0
    for word in new:
        if at < len(said) and _is_same(word, said[at]):
            at += 1
        elif not _is_filler(word):
            return False
    return at == len(said)


def _is_same(new: str, old: str) -> bool:
    """Whether two words differ in their endings only: 원이에요, 원입니다."""
    if new == old:
        return True
    kept = len(list(takewhile(lambda pair: pair[0] == pair[1], zip(new, old, strict=False))))
    endings = _pattern("unit" if kept < _STEM else "word")
    return kept > 0 and all(endings.fullmatch(word[kept:]) for word in (new, old))


def _is_filler(word: str) -> bool:
    return bool(_pattern("filler").fullmatch(word))


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(read_toml("dure.engine", "data/faithful.toml")["wording"][name])
