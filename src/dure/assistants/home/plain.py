"""What is said when nothing is done: why a sentence is not clear, greetings, help."""

from collections.abc import Awaitable, Callable
from typing import Final

from dure.assistants.home.living import LivingHome
from dure.assistants.home.meaning import Refusal
from dure.assistants.home.reading import refusal_of
from dure.assistants.home.telling import line, named, quoted, told
from dure.engine.assistant import Answer, Scene
from dure.kernel.turns import Outcome

_ASKED: Final = frozenset((
    "missing_target", "ambiguous_target", "did_you_mean", "unknown_words", "unknown_value",
    "unclear",
))  # fmt: skip
_PHRASES: Final = {"unknown_value": "unknown_amount", "not_supported": "not_possible"}


def says(
    phrase: str, outcome: Outcome = "answered", reason: str | None = None
) -> Callable[[Scene, LivingHome], Awaitable[Answer]]:
    """Return a skill that says one thing."""

    async def skill(scene: Scene, home: LivingHome) -> Answer:
        return Answer(lines=(line(phrase),), outcome=outcome, reason=reason)

    return skill


async def clarify(scene: Scene, home: LivingHome) -> Answer:
    """Say what is not clear, and ask for it."""
    meaning, text = scene.meaning
    return clarified(refusal_of(meaning), text or scene.heard.text)


def clarified(refusal: Refusal, text: str) -> Answer:
    """Return the question that a refusal of a sentence calls for, or why nothing is done."""
    names, said = list(refusal.candidates), refusal.said
    phrase = _PHRASES.get(refusal.reason, refusal.reason)
    if phrase == "missing_target" and said and not names:
        phrase = "missing_target_said"
    if phrase == "missing_target" and names:
        phrase = "missing_there"
    about = quoted(said) if said else None
    lines = (line(phrase, names=named(names) or None, said=about),)
    is_asked = refusal.reason in _ASKED
    choose = {"said": said or "", "candidates": names, "text": text}
    return Answer(
        lines=lines,
        outcome="asked" if is_asked else "refused",
        reason=refusal.reason,
        question=refusal.reason if is_asked else None,
        items=(*told(lines), *({"name": name} for name in names)),
        pending=choose if is_asked else None,
    )
