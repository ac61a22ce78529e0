"""The Korean sentence for an error code."""

from functools import cache
from typing import Final

from dure.errors import DureError, Relayed
from dure.kernel.data import read_toml
from dure.korean.particles import fill

_FALLBACK: Final = "error"


def sentence_for(error: DureError) -> str:
    """Return what to tell a person; codes without a sentence get the general one."""
    if isinstance(error, Relayed):
        return error.detail
    sentences = _sentences()
    return fill(sentences.get(error.code, sentences[_FALLBACK]), error.facts)


def sentence(code: str, **facts: str | int) -> str:
    """Return the sentence that stands under a code.

    Raises KeyError if there is none.
    """
    return fill(_sentences()[code], facts)


@cache
def _sentences() -> dict[str, str]:
    return dict(read_toml("dure.korean", "messages.ko.toml"))
