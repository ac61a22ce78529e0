"""The meal-card restaurant assistant: its skills, intent by intent."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

from dure.assistants.meals import past, visits
from dure.assistants.meals.backroom import Backroom
from dure.assistants.meals.catalogue import Catalogue, CatalogueSettings
from dure.assistants.meals.choose import OrderSettings
from dure.assistants.meals.kitchen import Cooked, Kitchen, MealsSettings, default_place
from dure.assistants.meals.notices import tells_of
from dure.assistants.meals.open_files import open_free_meals, open_offers
from dure.assistants.meals.open_wallet import open_wallet
from dure.assistants.meals.opinions import by_opinion
from dure.assistants.meals.own_places import OwnPlaces, read_own_places, read_with_places
from dure.assistants.meals.personal import PersonalSettings
from dure.assistants.meals.phrases import asks, notes, page, phrases, tongues
from dure.assistants.meals.popular_now import PopularNow
from dure.assistants.meals.ranker import ranker_in
from dure.assistants.meals.reading import read_meal
from dure.assistants.meals.search import Search, SourceSettings
from dure.assistants.meals.shop_names import read_with_shops
from dure.assistants.meals.skies import Skies, SkySettings
from dure.assistants.meals.skills import (
    about,
    card,
    compare,
    coupon,
    history,
    money,
    people,
    plain,
    recommend,
    refusal,
    reserving,
    times,
)
from dure.assistants.meals.skills.about import about_shop
from dure.assistants.meals.skills.amount import comparing
from dure.assistants.meals.skills.card_asked import answering_card
from dure.assistants.meals.skills.care import keeping_to_help, staying
from dure.assistants.meals.skills.diet_asked import telling_diet
from dure.assistants.meals.skills.each_pays import each_pays
from dure.assistants.meals.skills.feedback import feedback
from dure.assistants.meals.skills.inside import telling_inside
from dure.assistants.meals.skills.itself import knowing_itself, regretting
from dure.assistants.meals.skills.left_out import liking_what_is_eaten, telling_left_out
from dure.assistants.meals.skills.means import within_means
from dure.assistants.meals.skills.no_list import or_found, telling_flags
from dure.assistants.meals.skills.of_list import of_list
from dure.assistants.meals.skills.others import minding_others, noting_others
from dure.assistants.meals.skills.private import keeping_private
from dure.assistants.meals.skills.several import of_several
from dure.assistants.meals.skills.shared import sharing
from dure.assistants.meals.skills.spending import noting, own_records
from dure.assistants.meals.skills.take_off import taking_off
from dure.assistants.meals.skills.told_money import keeping_to_money
from dure.assistants.meals.skills.weather import under_skies
from dure.assistants.meals.skills.welcome import answering, asking
from dure.assistants.meals.stock import stock
from dure.assistants.meals.suites import SUITES
from dure.assistants.meals.told import in_words
from dure.assistants.meals.training import examples
from dure.engine.assistant import Answer, Assistant, Heard, Ports, Scene, Understanding
from dure.engine.session import Session
from dure.watch.in_use import UseBook
from dure.watch.metrics import source_missing

NAME: Final = "meals"
THRESHOLD: Final = 0.4
"""Below it we ask back: what is acted on above it is right in 96 of 100 (bench/intents.py)."""


def _looking(skill: Cooked) -> Cooked:
    """Return a skill that looks for places, with all that is heeded and said beside them."""
    heeding = keeping_to_money(
        minding_others(under_skies(of_several(sharing(within_means(skill)))))
    )
    return keeping_to_help(telling_flags(noting(asking(telling_left_out(heeding)))))


_FIND: Final = _looking(recommend.recommend)
_SKILLS: Final[Mapping[str, Cooked]] = {
    "FOOD_REQUEST": _FIND,
    "BUDGET_INQUIRY": _FIND,
    "MODIFY_REQUEST": regretting(history.other_than_eaten(_looking(recommend.modify))),
    "SELECT_RECOMMENDATION": compare.select,
    "RECOMMENDATION_HISTORY": history.history,
    "COMPARISON": compare.compare,
    "SHOP_INQUIRY": or_found(about_shop(about.tell_shop), _FIND),
    "MENU_INQUIRY": of_list(or_found(about_shop(about.tell_menu), _FIND)),
    "PRICE_INQUIRY": each_pays(of_list(or_found(about_shop(about.tell_price), _FIND))),
    "TIME_INQUIRY": or_found(about_shop(times.tell_hours), _FIND),
    "REVIEW_INQUIRY": of_list(about_shop(about.tell_rating)),
    "LOCATION_INQUIRY": of_list(or_found(about.where, _FIND)),
    "CARD_USE_INQUIRY": answering_card(comparing(card.card_use)),
    "CARD_PROBLEM": answering_card(refusal.card_problem),
    "BALANCE_CHECK": keeping_private(noting(own_records(money.balance))),
    "BALANCE_CHARGE": money.charge,
    "COUPON_INQUIRY": answering_card(coupon.coupon),
    "DIETARY_RESTRICTION": telling_diet(answering(taking_off(noting_others(people.dietary)))),
    "NUTRITION_INQUIRY": telling_diet(
        telling_inside(of_list(or_found(about_shop(about.tell_contents), _FIND)))
    ),
    "PREFERENCE_UPDATE": answering(liking_what_is_eaten(noting_others(people.preference))),
    "FEEDBACK": knowing_itself(noting(feedback)),
    "DELIVERY_INQUIRY": or_found(about_shop(about.tell_delivery), _FIND),
    "RESERVATION_REQUEST": reserving.reserve,
    "EMERGENCY_SUPPORT": answering_card(staying(plain.emergency)),
    "PRIVACY_REQUEST": keeping_private(people.privacy),
    "HELP": answering_card(plain.help_or_handoff),
    "GREETING": plain.greet,
    "THANKS": plain.says("thanks"),
    "GOODBYE": plain.says("goodbye", ends=True),
    "AFFIRM": plain.says("affirm_nothing"),
    "DENY": plain.says("deny_nothing"),
    "CHITCHAT": knowing_itself(plain.chitchat),
    "OUT_OF_SCOPE": plain.says("out_of_scope", outcome="refused", reason="out_of_scope"),
    "ABUSE": plain.says("abuse", outcome="refused", reason="abuse"),
    "PROMPT_ATTACK": keeping_private(
        plain.says("prompt_attack", outcome="refused", reason="prompt_attack")
    ),
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
    popular = PopularNow(ports.log, ports.sealer, ports.clock, ports.store)
    kitchen = _kitchen(ports, popular)
    back = Backroom(ports, kitchen, popular)
    return Assistant(
        name=NAME,
        guests=True,
        title=page()["title"],
        greeting=phrases()["greeting"][0],
        examples=tuple(page()["examples"]),
        harmless=_HARMLESS,
        is_lost=_is_lost,
        reader=partial(_read, kitchen),
        skills={intent: partial(_cook, skill, kitchen) for intent, skill in _SKILLS.items()},
        phrases=phrases(),
        tongues=tongues(),
        asks=asks(),
        threshold=THRESHOLD,
        always=_ALWAYS,
        suites=SUITES,
        lessons={"intents": examples},
        courses={"ranker": "dure.assistants.meals.ranker_lesson:course"},
        uses_place=True,
        notes=notes(),
        in_words=in_words,
        tells=tells_of(kitchen.catalogue, kitchen.offers),
        history=visits.HISTORY,
        on_feedback=partial(by_opinion, kitchen, ports.clock),
        projections=(past.PROJECTION, visits.PROJECTION, *back.projections),
        start=back.start,
        stop=back.stop,
        settle=back.settle,
        jobs=back.jobs,
        orders=back.orders,
        report=back.report,
    )


def _kitchen(ports: Ports, popular: PopularNow) -> Kitchen:
    settings = ports.settings(MealsSettings, NAME)
    space = stock(
        ports.places,
        settings,
        read=ports.read_file,
        progress=ports.progress,
        telemetry=ports.telemetry,
        used=UseBook(ports.store, ports.clock),
    )
    catalogue = Catalogue(ports.places, space, ports.settings(CatalogueSettings, "meals_catalogue"))
    own_places = _own_places(settings.places, read=ports.read_file)
    search = ports.settings(SourceSettings, "meals_search")
    order = ports.settings(OrderSettings, "meals_order")
    return Kitchen(
        wallet=open_wallet(ports, settings),
        catalogue=catalogue,
        search=Search(
            catalogue, search, order=order, missing=partial(source_missing, ports.telemetry)
        ),
        settings=settings,
        order=order,
        personal=ports.settings(PersonalSettings, "meals_personal"),
        ranker=ranker_in(settings.ranker, read=ports.read_bytes),
        default=default_place(settings, own_places),
        own_places=own_places,
        offers=open_offers(ports, settings, catalogue),
        free=open_free_meals(ports, settings),
        skies=_skies(ports, settings),
        popular=popular.current,
    )


def _own_places(named: str, *, read: Callable[[str], str]) -> OwnPlaces:
    return read_own_places(read(named), named) if named else OwnPlaces()


def _skies(ports: Ports, settings: MealsSettings) -> Skies | None:
    if not settings.weather:
        return None
    made = ports.weather(settings.weather, key=settings.weather_key)
    return Skies(made, ports.settings(SkySettings, "meals_sky"))


def _is_lost(understood: Understanding) -> bool:
    return understood.intent in _UNREAD and understood.confidence < THRESHOLD


def _read(kitchen: Kitchen, heard: Heard, session: Session) -> Understanding:
    shown = [entry["name"] for entry in session.memory.get("shown", ())]
    find, own = kitchen.catalogue.name_of, kitchen.own_places
    read = partial(read_meal, session=session)
    return read_with_shops(
        heard.text,
        shown,
        find,
        read=lambda text: read_with_places(text, own, read=read),
        has_one=bool(session.memory.get("chosen") or shown),
    )


async def _cook(skill: Cooked, kitchen: Kitchen, scene: Scene) -> Answer:
    return await skill(scene, kitchen)
