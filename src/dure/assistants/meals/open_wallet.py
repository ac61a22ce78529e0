"""Put a wallet together from what the operator named."""

from typing import Final

from dure.assistants.meals.alarm import LowBalanceAlarm
from dure.assistants.meals.available import MoneySettings
from dure.assistants.meals.balances import SyncSettings
from dure.assistants.meals.card_rules import CardRuleSettings, shipped_rules
from dure.assistants.meals.cards import CardTable
from dure.assistants.meals.kitchen import MealsSettings
from dure.assistants.meals.low_balance import AlertSettings
from dure.assistants.meals.municipalities import municipality_of
from dure.assistants.meals.own_rules import read_own_rules, with_own
from dure.assistants.meals.wallet import Wallet, WalletSettings
from dure.engine.assistant import Ports
from dure.errors import BadSetting

RULES: Final = "meals_card_rules"
MONEY: Final = "meals_money"
SYNC: Final = "meals_sync"
ALERTS: Final = "meals_alerts"
"""Sections of the settings."""
_MOST_LINES: Final = 5
_JUST_A_LINE: Final = -1
"""As the length of a piece of work: it is not one, but a line to be shown."""


def open_wallet(ports: Ports, settings: MealsSettings) -> Wallet:
    """Return the wallet that the settings describe; it asks nobody before it is started.

    Raises BadFile for a table or rules that cannot be read, an address that is none, or a
    municipality that nobody knows; NotFound for a scheme without a plug.
    """
    money = ports.settings(MoneySettings, MONEY)
    alarm = LowBalanceAlarm(
        log=ports.log,
        sealer=ports.sealer,
        clock=ports.clock,
        money=money,
        alerts=ports.settings(AlertSettings, ALERTS),
    )
    issuer = None
    if settings.issuer:
        issuer = ports.card_issuer(settings.issuer, key=settings.issuer_token)
    table = CardTable(settings.cards, ports.read_file)
    _tell_nameless(ports, table.cards.nameless)
    own = (
        read_own_rules(ports.read_file(settings.rules), settings.rules) if settings.rules else None
    )
    return Wallet(
        WalletSettings(
            rules=ports.settings(CardRuleSettings, RULES),
            money=money,
            sync=ports.settings(SyncSettings, SYNC),
            municipality=_municipality(settings.municipality),
            table=with_own(own.rules) if own else shipped_rules(),
            items=own.items if own else (),
        ),
        ports.clock,
        table,
        ports.telemetry,
        issuer=issuer,
        alarm=alarm,
    )


def _tell_nameless(ports: Ports, lines: tuple[int, ...]) -> None:
    """Say which lines of the table are for names that nobody can sign in with."""
    if not lines:
        return
    shown = "·".join(map(str, lines[:_MOST_LINES])) + "번째 줄"
    more = " 등" if len(lines) > _MOST_LINES else ""
    why = "user와 tenant는 영문 소문자와 숫자로 된 계정 이름이어야 로그인한 사람과 이어져요."
    ports.progress(f"카드 파일 {shown}{more} {len(lines):,}개: {why}", 0, _JUST_A_LINE)


def _municipality(named: str) -> str:
    """Raises BadFile for a name that is no municipality."""
    whole = municipality_of(named) if named else ""
    if whole is None:
        raise BadSetting(file="meals.municipality", why="경기도 성남시처럼 적어 주세요.")
    return whole
