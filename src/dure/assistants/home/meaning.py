"""What a sentence means for a home: commands to carry out, or why there are none."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Command:
    """One intent with its slots, both named as in Home Assistant.

    targets: positions in the household of what it concerns; empty where it concerns no device,
        or where the home has none of that kind there.
    query: what a question wants: one, any, all, which, how_many, value; None for an action.
    needs_confirmation: not to be carried out before somebody agreed (unlock, garage, gas).
    """

    intent: str
    slots: Mapping[str, Any] = field(default_factory=dict)
    targets: tuple[int, ...] = ()
    query: str | None = None
    needs_confirmation: bool = False


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """Why nothing is done, and what is needed to ask.

    reason: missing_target, ambiguous_target, did_you_mean, unknown_words, unknown_value,
        not_supported, negated, conditional, unclear, not_a_command.
    said: the words it is about, None if the whole sentence. candidates: names to choose from.
    """

    reason: str
    said: str | None = None
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Meaning:
    """Commands in the order said, or a refusal; never both.

    offer: the commands are only to be proposed ("어두워"); question: a harmless look that may
        be answered at once beside the proposal ("추워": how warm is it?).
    """

    commands: tuple[Command, ...] = ()
    refusal: Refusal | None = None
    offer: bool = False
    question: Command | None = None


class Unclear(Exception):
    """Carries a refusal up to where the sentence is read; never leaves this package."""

    def __init__(self, reason: str, said: str | None = None, *, candidates: tuple[str, ...] = ()):
        super().__init__(reason)
        self.refusal = Refusal(reason=reason, said=said, candidates=candidates)
