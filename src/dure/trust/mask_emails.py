"""Find addresses of e-mail, also those that are written or said so that programs miss them."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final

from dure.kernel.data import read_toml
from dure.trust.mask_spans import Personal

_PLAIN: Final = re.compile(
    r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]++@(?:[A-Za-z0-9가-힣-]++\.)++"
    r"(?:[A-Za-z]{2,24}|한국|닷컴|컴)"
    r"|(?<![A-Za-z0-9가-힣._%+-])[가-힣][A-Za-z0-9가-힣._-]{0,30}@(?:[가-힣0-9-]+\.)+(?:한국|닷컴|컴|kr|com|net)"
)
_LOCAL: Final = r"(?<![A-Za-z0-9가-힣._%+-])[A-Za-z0-9가-힣._%+-]{1,40}?"


def find_emails(line: str) -> Iterator[Personal]:
    """Yield the addresses of a line."""
    if "@" in line:
        for match in _PLAIN.finditer(line):
            yield Personal(start=match.start(), end=match.end(), kind="EMAIL")
    hint, spelled = _spelled()
    if hint.search(line):
        for match in spelled.finditer(line):
            yield Personal(start=match.start(), end=match.end(), kind="EMAIL")


@lru_cache(maxsize=1)
def _spelled() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return what a line must hold at least, and the whole pattern."""
    words = read_toml("dure.trust", "data/mask.toml")["emails"]
    at = rf"(?:{_either(words['at'])})"
    dot = rf"[ ]?(?:\.|{_either(words['dot'])})[ ]?"
    host = rf"(?:{_either(words['hosts'])}|[A-Za-z0-9-]{{2,40}})"
    end = rf"(?:{_either(words['ends'])}|[A-Za-z]{{2,10}}(?![A-Za-z]))"
    address = rf"{_LOCAL}(?:[ ]?(?:{at}|@)[ ]?|[ ]at[ ]){host}(?:(?:{dot}|[ ]dot[ ]){end}){{1,3}}"
    return re.compile(rf"{at}|@| at ", re.IGNORECASE), re.compile(address, re.IGNORECASE)


def _either(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
