"""What people say about themselves: allergies, likings, opinions, and their data."""

from collections.abc import Mapping
from typing import Any, Final

from dure.assistants.meals.kitchen import Kitchen, line, said_figure
from dure.assistants.meals.phrases import part
from dure.assistants.meals.words import cues, grammar
from dure.engine.assistant import Answer, Line, Scene

_GIVEN_UP = grammar("people.given_up")
_PRIVACY = {
    "delete": "privacy_delete",
    "inquire": "privacy_inquire",
    "withdraw": "privacy_withdraw",
    "location_off": "privacy_location",
}


_FELT: Final = {"pos": "feedback_good", "neg": "feedback_bad"}


async def dietary(scene: Scene, kitchen: Kitchen) -> Answer:
    """Answer DIETARY_RESTRICTION: remember it, or forget it, from this moment on."""
    slots = scene.slots
    given_up = [diet for diet, said in cues()["diet"].items() if said.search(scene.heard.text)]
    if given_up and _GIVEN_UP.search(scene.heard.text):
        words = ", ".join(map(part, given_up))
        lines = [line("diet_removed", words=words)]
        return Answer(lines=tuple(lines), remove={"diet": tuple(given_up)})
    lines = _noted_lines(slots)
    if not lines:
        return _known(scene)
    add = {s: tuple(slots[s]) for s in ("allergen", "diet", "exclude_food") if slots.get(s)}
    remove = {"allergen": tuple(slots["allergen_remove"])} if slots.get("allergen_remove") else {}
    return Answer(lines=tuple(lines), add=add, remove=remove, items=({"slots": dict(slots)},))


def _known(scene: Scene) -> Answer:
    """Tell what is remembered; ask where nothing is."""
    noted = [*scene.notes.all_of("allergen"), *scene.notes.all_of("exclude_food")]
    if not noted:
        return Answer(lines=(line("dietary_which"),), outcome="asked", question="allergen")
    return Answer(lines=(line("allergy_known", words=", ".join(noted)),))


def _noted_lines(slots: Mapping[str, Any]) -> list[Line]:
    lines = []
    for slot, phrase in (
        ("allergen", "allergy_noted"),
        ("allergen_remove", "allergy_removed"),
        ("exclude_food", "refused_noted"),
    ):
        if slots.get(slot):
            lines.append(line(phrase, words=", ".join(slots[slot])))
    if slots.get("diet"):
        lines.append(line("diet_noted", words=", ".join(map(part, slots["diet"]))))
    return lines


async def preference(scene: Scene, kitchen: Kitchen) -> Answer:
    """Answer PREFERENCE_UPDATE: remember likings, dislikes and the usual budget."""
    slots = scene.slots
    if "setting" in slots:
        return Answer(lines=(line("notify_unknown"),), put={"setting": slots["setting"]})
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


async def feedback(scene: Scene, kitchen: Kitchen) -> Answer:
    """Answer FEEDBACK; what was felt is not guessed."""
    phrase = _FELT.get(scene.slots.get("polarity", ""), "feedback_noted")
    return Answer(lines=(line(phrase),))


async def history(scene: Scene, kitchen: Kitchen) -> Answer:
    """Answer RECOMMENDATION_HISTORY from what was chosen, else from what was shown."""
    chosen = scene.notes.values.get("last_chosen")
    if chosen:
        return Answer(lines=(line("history", name=chosen["name"]),), items=(chosen,))
    shown = scene.session.memory.get("shown", ())
    if shown:
        names = ", ".join(entry["name"] for entry in shown)
        return Answer(lines=(line("history_shown", names=names),), items=tuple(shown))
    return Answer(lines=(line("history_none"),))


async def privacy(scene: Scene, kitchen: Kitchen) -> Answer:
    """Answer PRIVACY_REQUEST with what holds today."""
    phrase = _PRIVACY.get(scene.slots.get("action", "inquire"), "privacy_inquire")
    return Answer(lines=(line(phrase),))
