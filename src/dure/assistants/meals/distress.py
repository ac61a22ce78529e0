"""Hear what a person in need tells: of a stranger, of shame, of a meal that is skipped or lost."""

from typing import Final

from dure.assistants.meals.words import grammar, grammars

_KINDS: Final = grammars("distress.kind")
_UNLESS: Final = grammars("distress.unless")
_WISHED: Final = grammar("distress.wished")
URGENT: Final = ("stranger", "bullied")


def needs_in(text: str) -> tuple[str, ...]:
    """Return what a sentence tells of, the most urgent first; () if of nothing such.

    "stranger": somebody unknown follows, touches or invites; "bullied": others of one's age hit,
    threaten or rob; "ashamed": one is teased, shut out or ashamed; "skipping": one means to go
    without a meal; "sick": one brought it up, or must grow thin; "spent": the card's money is gone
    before more comes; "scolded": one is afraid of being told off; "body": one asks how one looks;
    "worried": about what there will be to eat. But for a stranger or violence, a sentence that
    wishes for a place to eat as well is a wish.
    """
    is_wish = _WISHED.search(text) is not None
    return tuple(
        kind
        for kind, pattern in _KINDS.items()
        if pattern.search(text)
        and not (kind in _UNLESS and _UNLESS[kind].search(text))
        and not (is_wish and kind not in URGENT)
    )
