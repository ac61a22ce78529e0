"""Which language a person speaks, and an assistant that answers in it.

Korean unless little of what was said is Hangul; a lone name or "ok" is in whatever language the
conversation was in before. A share rule does better here than libraries that identify languages:
utterances are short, and brands and dishes are written in Latin letters among Korean.
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from typing import Final

from dure.engine.assistant import Assistant
from dure.engine.phrasebook import ENGLISH, KOREAN, section
from dure.engine.session import PastTurn
from dure.kernel.data import read_toml

_MASKED: Final = re.compile(r"\[[A-Z_]+\]")
_HANGUL: Final = re.compile(r"[가-힣ㄱ-ㅎㅏ-ㅣ]")
_HANGUL_WORD: Final = re.compile(r"[가-힣ㄱ-ㅎㅏ-ㅣ]+")
_WORD: Final = re.compile(r"[A-Za-z]+(?:['’][a-z]+)?")
_SMALL: Final = re.compile(r"[a-z]")
_SYLLABLE: Final = 2.5
"""Latin letters that say as much as one syllable of Hangul."""
_SENTENCE: Final = 3
"""Words without Hangul that nobody says in Korean."""


def language_of(text: str, past: Iterable[PastTurn] = ()) -> str:
    """Return the language of an utterance: "ko" or "en".

    past: the turns before it in the conversation, oldest first.
    """
    told = _told(text)
    before = (_told(turn.said or "") for turn in reversed(list(past)))
    # "KFC" and "CU" are what Koreans type too; "ok" and "pizza" they write in Hangul.
    return told or next(filter(None, before), None) or (ENGLISH if _SMALL.search(text) else KOREAN)


def speaking_in(assistant: Assistant, language: str) -> Assistant:
    """Return an assistant that speaks a language; what it cannot say in it, it says in Korean,
    with a sentence before it that says so.
    """
    tongue = assistant.tongues.get(language)
    if tongue is None:
        return assistant
    shared = section("dure.engine", "say", language)
    sorry = shared["only_in_korean"][0]
    own = {**shared, **tongue.phrases}
    korean = {
        key: [f"{sorry}\n{way}" for way in ways]
        for key, ways in assistant.phrases.items()
        if key not in own
    }
    return replace(
        assistant,
        phrases={**korean, **own},
        asks={**assistant.asks, **tongue.asks},
    )


def _told(text: str) -> str | None:
    """Return the language that a text is surely in, None if it could be either."""
    plain = _MASKED.sub(" ", text)
    syllables = len(_HANGUL.findall(plain))
    names = len(_HANGUL_WORD.findall(plain))
    words = [word.lower().replace("’", "'") for word in _WORD.findall(plain)]
    has_grammar = any(word in _english_words() for word in words)
    if syllables:
        # "where is 느티나무식당?" names a shop; "KFC 어디야" asks in Korean.
        is_little = syllables * _SYLLABLE < sum(map(len, words)) or names < len(words)
        return ENGLISH if is_little and has_grammar else KOREAN
    return ENGLISH if has_grammar or len(words) >= _SENTENCE else None


@cache
def _english_words() -> frozenset[str]:
    return frozenset(read_toml("dure.engine", "data/languages.toml")["english"]["words"].split())
