"""What all questions share: the words of asking, what is asked about, what is wanted of it."""

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from dure.assistants.home.clauses import Clause, features_of, is_target
from dure.assistants.home.mentions import Mention, mentions
from dure.assistants.home.targets import Around
from dure.kernel.data import read_toml

_PACKAGE: Final = "dure.assistants.home"
ASKING: Final = frozenset((
    "what", "degrees_what", "percent_what", "howmuch", "act:tell", "attr:state", "exist",
    "exist_not", "is_it",
))  # fmt: skip
LOOSE: Final = frozenset((*ASKING, "too", "today", "power", "not", "outside", "mode_word"))
TOLD: Final = frozenset(("state", "sensed"))


def explains(clause: Clause, reads: frozenset[str]) -> frozenset[int] | None:
    """Return the starts of what is read; None if a piece is neither that nor a target."""
    read: set[int] = set()
    for span in clause.told:
        if span.called is None and features_of(span) & (reads | LOOSE):
            read.add(span.start)
        elif not is_target(span):
            return None
    return frozenset(read)


def asked_about(clause: Clause, read: frozenset[int], around: Around) -> Mention:
    """Return what a question is about; 그거 is what was spoken of before."""
    named = mentions(clause, read)[0]
    return around.before if named.pointing == "pronoun" and around.before else named


def room_of(named: Mention) -> dict[str, str]:
    """Return the slot of the room that was named, if one was."""
    return {"area": named.areas[0]} if named.areas else {}


def query_of(named: Mention, clause: Clause) -> str:
    """Return what is wanted: one, any, all, which or how_many."""
    if clause.has("howmuch") and named.entities and not named.quantifier:
        return "value"
    tells = clause.has("act:tell", "what")
    if tells and (named.quantifier == "all" or not (named.entities or named.quantifier)):
        return "which"
    if named.quantifier:
        return {"many": "how_many"}.get(named.quantifier, named.quantifier)
    return "one" if named.entities or not clause.has("exist") else "any"


@cache
def question_words() -> Mapping[str, Any]:
    """Return data/commands_questions.toml."""
    return read_toml(_PACKAGE, "data/commands_questions.toml")
