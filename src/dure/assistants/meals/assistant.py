"""The meal-card restaurant assistant: its skills, intent by intent."""

from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Final

from dure.assistants.meals.catalogue import Catalogue
from dure.assistants.meals.kitchen import Kitchen, MealsSettings, default_place
from dure.assistants.meals.offers import read_offers
from dure.assistants.meals.phrases import asks, notes, page, phrases
from dure.assistants.meals.reading import read_meal
from dure.assistants.meals.skills import about, compare, people, plain, recommend, times
from dure.assistants.meals.skills.about import about_shop
from dure.assistants.meals.stock import stock
from dure.assistants.meals.suites import SUITES
from dure.assistants.meals.training import examples
from dure.engine.assistant import Answer, Assistant, Heard, Ports, Scene, Understanding
from dure.engine.session import Session

NAME: Final = "meals"
THRESHOLD: Final = 0.4
"""Below it we ask back: what is acted on above it is right in 96 of 100 (bench/intents.py)."""

Cooked = Callable[[Scene, Kitchen], Awaitable[Answer]]

_SKILLS: Final[Mapping[str, Cooked]] = {
    "FOOD_REQUEST": recommend.recommend,
    "BUDGET_INQUIRY": recommend.recommend,
    "MODIFY_REQUEST": recommend.modify,
    "SELECT_RECOMMENDATION": compare.select,
    "RECOMMENDATION_HISTORY": people.history,
    "COMPARISON": compare.compare,
    "SHOP_INQUIRY": about_shop(about.tell_shop),
    "MENU_INQUIRY": about_shop(about.tell_menu),
    "PRICE_INQUIRY": about_shop(about.tell_price),
    "TIME_INQUIRY": about_shop(times.tell_hours),
    "REVIEW_INQUIRY": about_shop(about.tell_rating),
    "LOCATION_INQUIRY": about.where,
    "CARD_USE_INQUIRY": plain.card_use,
    "CARD_PROBLEM": plain.card_problem,
    "BALANCE_CHECK": plain.says("balance", reason="no_issuer"),
    "BALANCE_CHARGE": plain.says("charge", reason="no_issuer"),
    "COUPON_INQUIRY": plain.coupon,
    "DIETARY_RESTRICTION": people.dietary,
    "NUTRITION_INQUIRY": about_shop(about.tell_contents),
    "PREFERENCE_UPDATE": people.preference,
    "FEEDBACK": people.feedback,
    "DELIVERY_INQUIRY": about_shop(about.tell_delivery),
    "RESERVATION_REQUEST": plain.says("reservation"),
    "EMERGENCY_SUPPORT": plain.emergency,
    "PRIVACY_REQUEST": people.privacy,
    "HELP": plain.help_or_handoff,
    "GREETING": plain.greet,
    "THANKS": plain.says("thanks"),
    "GOODBYE": plain.says("goodbye", ends=True),
    "AFFIRM": plain.says("affirm_nothing"),
    "DENY": plain.says("deny_nothing"),
    "CHITCHAT": plain.says("chitchat"),
    "OUT_OF_SCOPE": plain.says("out_of_scope", outcome="refused", reason="out_of_scope"),
    "ABUSE": plain.says("abuse", outcome="refused", reason="abuse"),
    "PROMPT_ATTACK": plain.says("prompt_attack", outcome="refused", reason="prompt_attack"),
    "NONSENSE": plain.says("nonsense", outcome="asked", reason="nonsense"),
}
_ALWAYS: Final = frozenset(
    ("EMERGENCY_SUPPORT", "DIETARY_RESTRICTION", "GREETING", "THANKS", "GOODBYE", "AFFIRM", "DENY",
     "NONSENSE", "ABUSE", "PROMPT_ATTACK", "CHITCHAT", "OUT_OF_SCOPE")
)  # fmt: skip
_HARMLESS: Final = frozenset(
    ("FOOD_REQUEST", "BUDGET_INQUIRY", "COMPARISON", "SHOP_INQUIRY", "MENU_INQUIRY",
     "PRICE_INQUIRY", "TIME_INQUIRY", "REVIEW_INQUIRY", "LOCATION_INQUIRY", "CARD_USE_INQUIRY",
     "NUTRITION_INQUIRY", "DELIVERY_INQUIRY", "COUPON_INQUIRY", "HELP")
)  # fmt: skip
_UNREAD: Final = frozenset(("NONSENSE", "CHITCHAT", "OUT_OF_SCOPE"))
"""Acted on however unsure, but not sure enough to be left at that."""


def assistant(ports: Ports) -> Assistant:
    """Return the assistant over the catalogue that the settings name, loading it if needed."""
    settings = ports.settings(MealsSettings, NAME)
    space = stock(ports.places, settings, read=ports.read_file)
    kitchen = Kitchen(
        catalogue=Catalogue(ports.places, space),
        settings=settings,
        default=default_place(settings),
        offers=read_offers(settings.coupons, read=ports.read_file),
    )
    return Assistant(
        name=NAME,
        guests=True,
        title=page()["title"],
        greeting=phrases()["greeting"][0],
        examples=tuple(page()["examples"]),
        harmless=_HARMLESS,
        is_lost=_is_lost,
        reader=_read,
        skills={intent: partial(_cook, skill, kitchen) for intent, skill in _SKILLS.items()},
        phrases=phrases(),
        asks=asks(),
        threshold=THRESHOLD,
        always=_ALWAYS,
        suites=SUITES,
        lessons={"intents": examples},
        uses_place=True,
        notes=notes(),
    )


def _is_lost(understood: Understanding) -> bool:
    return understood.intent in _UNREAD and understood.confidence < THRESHOLD


def _read(heard: Heard, session: Session) -> Understanding:
    return read_meal(heard.text, session)


async def _cook(skill: Cooked, kitchen: Kitchen, scene: Scene) -> Answer:
    return await skill(scene, kitchen)
