"""Read spellings by ear and slips of a keyboard as the words that are meant: 삼천언, 가튼거.

Only what is no other word is put right; names of dishes, shops and places stay as they are typed
(the lexicon finds those through a slip).
"""

import re
from collections.abc import Sequence
from functools import cache

from dure.kernel.data import read_toml

_Rows = Sequence[tuple[str, re.Pattern[str]]]


def respell(text: str) -> str:
    """Return a normalised text with its function words and numbers spelt as in a dictionary.

    What is spelt right stays as it is, so that twice does no more than once.
    """
    if not _any().search(text):
        return text
    for meant, typed in _rows():
        text = typed.sub(meant, text)
    return text


@cache
def _rows() -> _Rows:
    rows = read_toml("dure.korean", "spellings.toml")["rows"]
    return tuple((meant, re.compile(typed)) for meant, typed in rows)


@cache
def _any() -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{typed.pattern})" for _, typed in _rows()))
