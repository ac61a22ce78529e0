"""A house in which people have cards of an issuer that the test moves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import orjson
from tests.assistants.meals.first_words import in_first_words

from dure.app.lighting import AppPorts
from dure.app.wire import House, open_house
from dure.assistants.meals.assistant import assistant
from dure.assistants.meals.catalogue import Dish, Shop
from dure.assistants.meals.hours import Closing, Hours
from dure.assistants.meals.stock import _DEMO_VERSION, load
from dure.assistants.meals.wallet import Wallet
from dure.assistants.meals.words import points
from dure.embedded.balance import MadeIssuer
from dure.embedded.places import SqlitePlaces
from dure.embedded.telemetry import SilentTelemetry
from dure.engine import person
from dure.engine.assistant import Assistant
from dure.engine.notices import WANTED
from dure.engine.session import SessionSettings
from dure.engine.turn import Turns, TurnSettings
from dure.kernel.clock import SEOUL, StillClock
from dure.kernel.events import Json, NewEvent
from dure.kernel.turns import TurnRequest, TurnResult
from dure.ports.balance import CardBalance, CardIssuer
from dure.ports.events import Append
from dure.settings import Settings
from dure.trust.consent import ConsentBook
from dure.trust.retention import PROFILE, person_of

_ONE_SHOP: Final = (
    "gu,name,road_address,lat,lon,category,menu_raw\n"
    "마포구,한 그릇,서울특별시 마포구 1,37.55,126.92,한식,백반: 7000원\n"
)
NOON: Final = datetime(2026, 11, 21, 12, 0, tzinfo=SEOUL)
SPACE: Final = "meals:demo"
HONGDAE: Final = points()["홍대입구역"]
ALL_DAY: Final = Hours(periods={"default": ((0, 1440),)}, closing=Closing())
RICH: Final = CardBalance(
    as_of=NOON,
    balance_won=50_000,
    spent_today_won=9_500,
    spent_month_won=100_000,
    per_day_won=28_500,
    per_month_won="none",
    per_meal_won=9_500,
)
EMPTY: Final = CardBalance(as_of=NOON, balance_won=0)


def holding(won: int | None, **about: Any) -> CardBalance:  # noqa: ANN401 - fields of a balance
    """Return a card without limits that holds so much."""
    limits: dict[str, Any] = dict.fromkeys(("per_day_won", "per_month_won", "per_meal_won"), "none")
    return CardBalance(**{"as_of": NOON, "balance_won": won, **limits, **about})


def shop(name: str, *prices: int | None, **about: Any) -> Shop:  # noqa: ANN401 - a shop's fields
    """Return a shop near 홍대입구역 with a dish of each price."""
    dishes = tuple(Dish(name=f"정식{n or ''}", price=price) for n, price in enumerate(prices))
    plain: dict[str, Any] = {
        "id": name,
        "category": "한식",
        "source": "시험",
        "address": "서울 마포구 양화로 1",
        "lat": HONGDAE[1],
        "lon": HONGDAE[2],
        "hours": ALL_DAY,
        "card": "Y",
    }
    return Shop(name=name, dishes=dishes, **{**plain, **about})


def serving(name: str, *dishes: Dish, **about: Any) -> Shop:  # noqa: ANN401 - a shop's fields
    """Return a shop near 홍대입구역 with these dishes."""
    return replace(shop(name, **about), dishes=dishes)


TOWN: Final = (shop("싼밥", 3_000), shop("중간밥", 6_000), shop("비싼밥", 12_000))


@dataclass(frozen=True, kw_only=True)
class IssuerPorts(AppPorts):
    """Ports with an issuer of the test's own."""

    issuer: CardIssuer

    def card_issuer(self, url: str, *, key: str = "") -> CardIssuer:
        """Return it, whatever the settings name."""
        return self.issuer


class Paying:
    """A house, its people's cards, and who talks to it.

    cards: user → the row of the operator's table beside the user's name.
    """

    def __init__(
        self,
        folder: Path,
        cards: Mapping[str, Mapping[str, Any]],
        shops: Sequence[Shop] = TOWN,
        *,
        issuer: CardIssuer | None = None,
        **settings: str,
    ) -> None:
        self.clock = StillClock(NOON)
        self.issuer = MadeIssuer({}, self.clock, _at_once)
        self.table = folder / "cards.jsonl"
        self.write(cards)
        # The house's own catalogue is never looked into: one shop is loaded sooner than thousands.
        small = folder / "small.csv"
        small.write_text(_ONE_SHOP, encoding="utf-8")
        self.house: House = open_house(
            Settings({"DURE_DATA_DIR": str(folder / "data"), "DURE_MEALS_CATALOGUE": str(small)}),
            only=["meals"],
            clock=self.clock,
        )
        places = SqlitePlaces(Path(":memory:"))
        load(places, SPACE, shops, version=_DEMO_VERSION)
        named = {f"DURE_{name.upper()}": value for name, value in settings.items()}
        ports = IssuerPorts(
            folder=folder / "data",
            clock=self.clock,
            places=places,
            log=self.house.log,
            store=self.house.store,
            sealer=self.house.sealer,
            issuer=issuer or self.issuer,
            from_settings=Settings(
                {
                    "DURE_MEALS_CATALOGUE": "demo",
                    "DURE_MEALS_ISSUER": "made://",
                    "DURE_MEALS_CARDS": str(self.table),
                    **named,
                }
            ),
        )
        self.places, self.meals = places, in_first_words(assistant(ports))
        self.turns = Turns(
            log=self.house.log,
            sealer=self.house.sealer,
            clock=self.clock,
            assistants={"meals": self.meals},
            settings=TurnSettings(),
            session_settings=SessionSettings(),
            telemetry=SilentTelemetry(),
            consents=self.consents,
        )

    @property
    def consents(self) -> ConsentBook:
        """Return who agreed to what."""
        return self.house.privacy.consents

    @property
    def wallet(self) -> Wallet:
        """Return the wallet of the assistant."""
        return wallet_of(self.meals)

    def write(self, cards: Mapping[str, Mapping[str, Any]]) -> None:
        """Write the operator's table."""
        rows = [orjson.dumps({"user": user, **row}).decode() for user, row in cards.items()]
        self.table.write_text("\n".join(rows), encoding="utf-8")

    async def says(self, *texts: str, user: str = "kim", session: str = "s") -> TurnResult:
        """Say things in order and return the last answer."""
        for text in texts:
            said = TurnRequest(text=text, session=f"{session}-{user}", user=user)
            answer = await self.turns.take("meals", said)
        return answer

    async def happened(self, user: str = "kim") -> list[tuple[str, Json | None]]:
        """Return what stands in a person's stream, as far as it can be read."""
        stream = person.stream_of("meals", user)
        events = await self.house.log.read_stream("main", stream)
        return [(event.kind, self.house.sealer.open(event)) for event in events]

    async def wants_notices(self, user: str = "kim") -> None:
        """Let a person want to be told."""
        said = {"target": "t", "channel": "fcm", "address": {"token": "x"}}
        await self.append(f"meals.{WANTED}", said, user)

    async def append(self, kind: str, said: Json, user: str = "kim") -> None:
        """Write something into a person's stream."""
        stream, sealer = person.stream_of("meals", user), self.house.sealer
        key_id = sealer.current_key(person_of("main", user), PROFILE, "2026-11-21")
        sealed = sealer.seal(said, key_id=key_id, tenant="main", stream=stream)
        event = NewEvent(kind=kind, sealed=sealed)
        await self.house.log.append([Append(tenant="main", stream=stream, events=(event,))])

    async def close(self) -> None:
        """Let go of all of it."""
        await self.wallet.stop()
        self.places.close()
        await self.house.close()


def wallet_of(meals: Assistant) -> Wallet:
    """Return the wallet that an assistant starts and stops."""
    beside: Any = getattr(meals.start, "__self__", None)
    found = beside._wallet
    assert isinstance(found, Wallet)
    return found


async def _at_once(seconds: float) -> None:
    """Waits for nothing."""
