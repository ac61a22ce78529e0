"""Small talk, and the safety reply."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from dure.assistants.meals.card_words import is_hungry
from dure.assistants.meals.care import Grief, grief_in
from dure.assistants.meals.conversation import (
    asks_advert,
    asks_repeat,
    asks_why,
    names_no_alcohol,
)
from dure.assistants.meals.distress import URGENT, needs_in
from dure.assistants.meals.english import is_hurt_in_english
from dure.assistants.meals.kitchen import Kitchen, line
from dure.assistants.meals.phrases import part_or
from dure.assistants.meals.skills.free import is_only_asked, with_free_meals
from dure.assistants.meals.skills.why import why
from dure.assistants.meals.words import grammar
from dure.engine.assistant import Answer, Scene
from dure.engine.privacy import tells_only_age
from dure.kernel.data import read_table
from dure.kernel.turns import Outcome

_HURT: Final = grammar("plain.hurt")
_DISTRESS: Final = grammar("reading.distress")
_NOTICES: Final = grammar("plain.notices")
_BROKE: Final = grammar("plain.broke")
_HUNGRY_FIRST: Final = ("129", "1388", "112")
_OF_FOOD: Final = grammar("care.of_food")
_TAKEN: Final = grammar("distress.taken")
_GRIEFS: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "self_harm": ("emergency_hurt", ("109", "1388", "112", "119")),
    "violence": ("emergency_hurt", ("112", "1388", "119", "109")),
    "neglect": ("emergency_alone", _HUNGRY_FIRST),
    "unsaid": ("emergency_hurt", ("1388", "112", "109")),
    "hunger": ("emergency_hungry", _HUNGRY_FIRST),
}
_NEEDS: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "stranger": ("emergency_stranger", ("112", "1388")),
    "bullied": ("emergency_hurt", ("112", "1388", "109")),
    "ashamed": ("emergency_ashamed", ("1388",)),
    "skipping": ("emergency_skipping", ("1388", "129")),
    "sick": ("emergency_sick", ("1388", "119")),
    "spent": ("emergency_meals", _HUNGRY_FIRST),
    "scolded": ("emergency_scolded", ("1388",)),
    "body": ("emergency_body", ("1388",)),
    "worried": ("emergency_meals", _HUNGRY_FIRST),
}
"""What is told → the first line of the reply, and whom one may call, first things first."""
_WITHOUT_MEALS: Final = ("skipping", "spent", "worried")
_FED: Final = ("neglect", "hunger")
"""Who is told where a meal costs nothing."""


def says(
    *phrases: str,
    outcome: Outcome = "answered",
    reason: str | None = None,
    ends: bool = False,
) -> Callable[[Scene, Kitchen], Awaitable[Answer]]:
    """Make a skill that says fixed phrases."""

    async def skill(scene: Scene, kitchen: Kitchen) -> Answer:
        lines = tuple(line(phrase) for phrase in phrases)
        return Answer(lines=lines, outcome=outcome, reason=reason, ends_session=ends)

    return skill


async def help_or_handoff(scene: Scene, kitchen: Kitchen) -> Answer:
    """Answer HELP."""
    if _NOTICES.search(scene.heard.text):
        return Answer(lines=(line("notify_about"),))
    if asks_repeat(scene.heard.text):
        return _said_again(scene)
    if names_no_alcohol(scene.heard.text):
        return Answer(lines=(line("without_alcohol"),))
    if asks_why(scene.heard.text) or asks_advert(scene.heard.text):
        return await why(scene, kitchen)
    phrase = "handoff" if scene.slots.get("handoff") else "help"
    return Answer(lines=(line(phrase),))


def _said_again(scene: Scene) -> Answer:
    """Say once more what was said last; its figures were checked then, and stand in it."""
    if not scene.session.past:
        return Answer(lines=(line("help"),))
    last = scene.session.past[-1].result or {}
    said = {"kind": "said_before", "text": last.get("text", "")}
    items = (*last.get("items", ()), said)
    return Answer(lines=(line("said_again", {"text": said["text"]}),), items=items)


async def greet(scene: Scene, kitchen: Kitchen) -> Answer:
    """Answer GREETING."""
    return Answer(lines=(line("greeting"),))


async def chitchat(scene: Scene, kitchen: Kitchen) -> Answer:
    """Answer CHITCHAT, and who tells how old they are and nothing else."""
    phrase = "age_heard" if tells_only_age(scene.heard.text) else "chitchat"
    return Answer(lines=(line(phrase),))


async def emergency(scene: Scene, kitchen: Kitchen) -> Answer:
    """Answer EMERGENCY_SUPPORT: people first, then free meals; never a plain list of shops."""
    said = scene.heard.text
    hurt = _HURT.search(said) is not None or is_hurt_in_english(said)
    broke = _BROKE.search(said) is not None
    if need := _need(said, hurt=hurt, broke=broke):
        return _of_need(need, scene, kitchen)
    distressed = hurt or broke or _DISTRESS.search(said) is not None or is_hungry(said)
    if is_only_asked(scene, in_distress=distressed):
        return _free_meals(scene, kitchen)
    grief = grief_of(said)
    answer = people(*_GRIEFS.get(grief, _GRIEFS["hunger"]))
    if grief in _FED or broke or is_hungry(said):
        answer = with_free_meals(_with_places(answer), scene, kitchen)
    return answer


def _of_need(need: str, scene: Scene, kitchen: Kitchen) -> Answer:
    answer = people(*_NEEDS[need])
    if need in _WITHOUT_MEALS:
        return with_free_meals(_with_places(answer), scene, kitchen)
    last = scene.session.past[-1].intent if scene.session.past else ""
    if need == "scolded" and last == "CARD_PROBLEM":
        return replace(answer, lines=(line("emergency_scolded_card"), *answer.lines))
    if need == "bullied" and _TAKEN.search(scene.heard.text):
        return replace(answer, lines=(*answer.lines, line("emergency_taken")))
    return answer


def grief_of(said: str) -> Grief:
    """Return what somebody in need tells of, as far as it is in the words."""
    if told := grief_in(said):
        return told
    if _HURT.search(said) or is_hurt_in_english(said):
        return "violence"
    return "hunger" if _OF_FOOD.search(said) else "unsaid"


def _need(said: str, *, hurt: bool, broke: bool) -> str | None:
    """Return what is told that has a reply of its own; None where one is hurt or hungry."""
    needs = [need for need in needs_in(said) if need in _NEEDS]
    if needs and needs[0] in URGENT and grief_in(said) != "self_harm":
        return needs[0]
    if "scolded" in needs and grief_in(said) == "shame":
        return "scolded"
    if hurt or not needs:
        return None
    if "spent" in needs and not is_hungry(said):
        return "spent"
    if broke or (is_hungry(said) and "skipping" not in needs):
        return None
    return needs[0]


def _free_meals(scene: Scene, kitchen: Kitchen) -> Answer:
    """Say where one eats free, to who asks for just that; and whom one may call."""
    row = next(row for row in _hotlines() if row["number"] == _HUNGRY_FIRST[0])
    first = () if kitchen.free.is_known else (line("free_unknown"), line("emergency_free"))
    answer = with_free_meals(Answer(lines=first), scene, kitchen)
    name = part_or(f"hotline_{row['number']}", row["name"])
    people = line("free_people", number=row["number"], name=name)
    return replace(answer, lines=(*answer.lines, people), items=(*answer.items, row))


def _hotlines() -> list[dict[str, str]]:
    return list(read_table("dure.assistants.meals", "data/hotlines.tsv"))


def people(phrase: str, numbers: Sequence[str], **facts: str) -> Answer:
    """Return a phrase with its facts and whom one may call, with where the numbers are from."""
    rows = {row["number"]: row for row in _hotlines()}
    chosen = [rows[number] for number in numbers]
    lines = [
        line(
            "emergency_line",
            number=row["number"],
            name=part_or(f"hotline_{row['number']}", row["name"]),
            hours=part_or(f"hotline_hours_{row['number']}", row["hours"]),
        )
        for row in chosen
    ]
    return Answer(
        lines=(line(phrase, facts), *lines),
        items=tuple(chosen),
        sources=tuple(dict.fromkeys(f"{row['source']} ({row['checked']} 확인)" for row in chosen)),
    )


def _with_places(answer: Answer) -> Answer:
    return replace(answer, lines=(*answer.lines, line("emergency_free")))
