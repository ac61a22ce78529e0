"""Whether an amount can be paid with the card now, and what it is short of."""

from dure.assistants.meals.card_words import amount_asked, asks_most
from dure.assistants.meals.kitchen import Cooked, Kitchen, line, said_figure
from dure.assistants.meals.purse import Purse
from dure.assistants.meals.skills.card import basis, purse_asked, rule_item
from dure.assistants.meals.skills.money import age_figures, balance, told_age
from dure.engine.assistant import Answer, Line, Scene


def comparing(skill: Cooked) -> Cooked:
    """Return a skill that compares an amount that is asked about with what can be paid.

    Who asks how much that is gets told it, where the card is known.
    """

    async def cooked(scene: Scene, kitchen: Kitchen) -> Answer:
        won, purse = amount_asked(scene.heard.text), purse_asked(scene, kitchen)
        if won is None:
            knows = purse.fresh.at_most_won is not None and asks_most(scene.heard.text)
            return await (balance if knows else skill)(scene, kitchen)
        compared = _compared(won, purse)
        return _told(compared, purse, scene) if compared else await skill(scene, kitchen)

    return cooked


def _compared(won: int, purse: Purse) -> Line | None:
    """Return what an amount is beside what can be paid; None where that is not known."""
    most = _most(purse)
    if most is not None and won > most:
        if most == 0:
            return line("amount_none", won=won)
        return line("amount_over", {"won": won, "most": most, "over": won - most})
    sure = purse.fresh.won
    return line("amount_fits", won=won) if sure is not None and won <= sure else None


def _most(purse: Purse) -> int | None:
    """Return what can certainly not be exceeded: by the card, else by the rule of the place."""
    if purse.fresh.at_most_won is not None:
        return purse.fresh.at_most_won
    limit = purse.rule.per_meal_won
    return limit if isinstance(limit, int) else None


def _told(compared: Line, purse: Purse, scene: Scene) -> Answer:
    by_card = purse.fresh.at_most_won is not None
    told, figures = ([], []) if by_card else basis(purse)
    numbers = [said_figure(value, "won", compared.phrase) for value in compared.facts.values()]
    source = purse.rule.source
    return Answer(
        lines=(compared, *told, *told_age(purse.fresh, scene.now)),
        items=(rule_item(purse),),
        figures=(*numbers, *figures, *age_figures(purse.fresh)),
        sources=("issuer",) if by_card else (source,) if source else (),
    )
