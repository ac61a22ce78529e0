"""What people say about themselves: allergies, likings, opinions, and their data."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from dure.assistants.meals.contents import diets_given_up, speaks_of_allergy, tells_of_more
from dure.assistants.meals.english_diet import diets_given_up_in_english
from dure.assistants.meals.kitchen import Kitchen, line, said_figure
from dure.assistants.meals.phrases import part
from dure.assistants.meals.skills.already import BARRED, already_shown
from dure.engine.assistant import Answer, Line, Scene

_NOT_SPICY: Final = "not_spicy"


async def dietary(scene: Scene, kitchen: Kitchen) -> Answer:
    """Answer DIETARY_RESTRICTION: remember it from this moment on."""
    given_up = _given_up(scene)
    slots = {**scene.slots, "diet": [d for d in scene.slots.get("diet", ()) if d not in given_up]}
    lines = _noted_lines(slots)
    if given_up:
        lines.insert(0, line("diet_removed", words=", ".join(map(part, given_up))))
    if not lines:
        return _known(scene)
    add = {s: tuple(slots[s]) for s in ("allergen", "diet", "exclude_food") if slots.get(s)}
    if _NOT_SPICY in slots.get("taste", ()):
        add["taste"] = (_NOT_SPICY,)
    concerned = already_shown(scene, kitchen, add)
    return Answer(
        lines=(*lines, *concerned),
        add=add,
        remove={"diet": given_up} if given_up else {},
        items=({"slots": dict(scene.slots)},),
        pending=_another(add) if any(told.phrase in BARRED for told in concerned) else None,
    )


def _another(told: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """Return what a yes means after another list was offered: the wish as it is, without this."""
    slots = {slot: list(words) for slot, words in told.items()}
    return {"on_yes": "MODIFY_REQUEST", "slots": slots, "again": True}


def _given_up(scene: Scene) -> tuple[str, ...]:
    text = scene.heard.text
    said = (*diets_given_up(text), *diets_given_up_in_english(text.lower().replace("’", "'")))
    return tuple(dict.fromkeys(said))


def _known(scene: Scene) -> Answer:
    """Tell what is remembered; ask where nothing is."""
    noted = [*scene.notes.all_of("allergen"), *scene.notes.all_of("exclude_food")]
    if not noted:
        return _which(scene)
    pending = _asks_for(scene) if tells_of_more(scene.heard.text) else None
    return Answer(lines=(line("allergy_known", words=", ".join(noted)),), pending=pending)


def _which(scene: Scene) -> Answer:
    """Ask what cannot be eaten."""
    return Answer(
        lines=(line("dietary_which"),),
        outcome="asked",
        question="allergen",
        pending=_asks_for(scene),
    )


def _asks_for(scene: Scene) -> dict[str, Any]:
    """Return as what a bare name counts then; where an allergy is spoken of, it is one."""
    need = "allergen" if speaks_of_allergy(scene.heard.text) else "exclude_food"
    return {"intent": scene.intent, "need": need, "slots": {}}


def _noted_lines(slots: Mapping[str, Any]) -> list[Line]:
    lines = []
    for slot, phrase in (
        ("allergen", "allergy_noted"),
        ("exclude_food", "refused_noted"),
    ):
        if slots.get(slot):
            lines.append(line(phrase, words=", ".join(slots[slot])))
    if slots.get("diet"):
        lines.append(line("diet_noted", words=", ".join(map(part, slots["diet"]))))
    if _NOT_SPICY in slots.get("taste", ()):
        lines.append(line("not_spicy_noted"))
    return lines


async def preference(scene: Scene, kitchen: Kitchen) -> Answer:
    """Answer PREFERENCE_UPDATE: remember likings, dislikes and the usual budget."""
    slots = scene.slots
    if "setting" in slots:
        phrase = "notify_off" if slots["setting"] == "notification_off" else "notify_on"
        return Answer(lines=(line(phrase),), put={"setting": slots["setting"]})
    lines, figures = [], []
    budget = slots.get("budget_about") or slots.get("budget_max")
    if slots.get("food"):
        lines.append(line("liked_noted", words=", ".join(slots["food"])))
    if slots.get("exclude_food"):
        lines.append(line("refused_noted", words=", ".join(slots["exclude_food"])))
    if budget:
        lines.append(line("budget_noted", budget=budget))
        figures.append(said_figure(budget, "won", "budget"))
    kept = ("exclude_food", "allergen", "diet", "taste")
    add = {s: tuple(slots[s]) for s in kept if slots.get(s)}
    if slots.get("food"):
        add["liked"] = tuple(slots["food"])
    put = {"usual_budget_won": budget} if budget else {}
    return Answer(
        lines=tuple(lines) or (line("preference_noted"),),
        figures=tuple(figures),
        add=add,
        put=put,
        items=({"slots": dict(slots)},),
    )


async def privacy(scene: Scene, kitchen: Kitchen) -> Answer:
    """Answer what `engine.privacy_desk` leaves of PRIVACY_REQUEST: what becomes of a place."""
    return Answer(lines=(line("privacy_location"),))
