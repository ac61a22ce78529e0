"""Open the coupons and the free meals that the operator named, and tell what was lost of them."""

from functools import partial
from typing import Final

from dure.assistants.meals.catalogue import Catalogue
from dure.assistants.meals.free_meals import FreeMeals, stock_free_meals
from dure.assistants.meals.kitchen import MealsSettings
from dure.assistants.meals.lost_rows import Report, note_rows, said_rows
from dure.assistants.meals.offers import Offers, read_offers
from dure.engine.assistant import Ports

_FREE_LOADED: Final = "meals.free_meals_loaded"
_NO_SHOP: Final = "meals.coupons_without_shop"
_LINE: Final = -1
"""As the length of a piece of work: it is just a line to be shown."""
_MOST_NAMED: Final = 5


def open_offers(ports: Ports, settings: MealsSettings, catalogue: Catalogue) -> Offers:
    """Return the coupons of the settings; those for a shop that nobody knows are told by their ids.

    Raises BadFile as `read_offers` does.
    """
    offers = read_offers(settings.coupons, read=ports.read_file).with_shops(catalogue.id_of)
    lost = offers.without_shop(lambda ids: catalogue.rows_of(ids).keys())
    if lost:
        ids = sorted(coupon.id for coupon in lost)
        named = ", ".join(ids[:_MOST_NAMED]) + (" 등" if len(ids) > _MOST_NAMED else "")
        ports.progress(f"가게 목록에 없는 가게의 쿠폰 {len(ids):,}개: {named}", 0, _LINE)
        ports.telemetry.note(_NO_SHOP, level="warning", count=len(ids))
    return offers


def open_free_meals(ports: Ports, settings: MealsSettings) -> FreeMeals:
    """Return the free meals of the settings, and tell of each file that is loaded.

    Raises BadFile as `stock_free_meals` does.
    """
    return stock_free_meals(
        ports.places, settings.free, read=ports.read_file, told=partial(_tell, ports)
    )


def _tell(ports: Ports, file: str, report: Report) -> None:
    if report.refused or report.noticed:
        ports.progress(f"{file}: {said_rows(report, what='무료 급식소')}", 0, _LINE)
    note_rows(report, ports.telemetry, _FREE_LOADED)
