"""Put together what concerns a person's own data: consent, showing, handing out, forgetting."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from dure.engine.assistant import Assistant
from dure.engine.dossier import Dossier
from dure.engine.privacy_desk import PrivacyDesk
from dure.kernel.clock import Clock
from dure.learning.feedback import FeedbackBook
from dure.ports.events import EventLog
from dure.ports.keys import KeyStore
from dure.settings import Settings
from dure.trust.consent import ConsentBook, ConsentSettings
from dure.trust.mydata import MyData
from dure.trust.retention import RetentionSettings
from dure.trust.seal import Sealer


@dataclass(frozen=True, kw_only=True)
class Privacy:
    """What people may ask about their own data, and the assistants that hear them ask."""

    mydata: MyData
    consents: ConsentBook
    feedback: FeedbackBook
    dossier: Dossier
    assistants: Mapping[str, Assistant]


@dataclass(frozen=True, kw_only=True)
class Vault:
    """Where people's data stand, and with what they are sealed."""

    log: EventLog
    keys: KeyStore
    sealer: Sealer
    clock: Clock
    settings: Settings


def open_privacy(
    vault: Vault, assistants: Mapping[str, Assistant], *, house: str, clear: Callable[[], None]
) -> Privacy:
    """Return it over a vault.

    house: the tenant in whose ledger forgetting is written down. clear: drops what was worked
    out from sealed parts.
    """
    log, sealer, clock = vault.log, vault.sealer, vault.clock
    mydata = MyData(log=log, keys=vault.keys, sealer=sealer, house=house, clear=clear)
    consents = ConsentBook(
        log=log,
        sealer=sealer,
        clock=clock,
        mydata=mydata,
        settings=vault.settings.read(ConsentSettings, "consent"),
    )
    feedback = FeedbackBook(log=log, sealer=sealer, clock=clock, consents=consents)

    async def count_opinions(tenant: str, user: str) -> int:
        return len(await feedback.of(tenant, user))

    raw_days = vault.settings.read(RetentionSettings, "retention").raw_days
    dossier = Dossier(
        log=log,
        sealer=sealer,
        mydata=mydata,
        consents=consents,
        assistants=assistants,
        opinions=count_opinions,
        raw_days=raw_days,
    )
    desk = PrivacyDesk(dossier=dossier, mydata=mydata, consents=consents, raw_days=raw_days)
    aware = {name: desk.aware(assistant) for name, assistant in assistants.items()}
    return Privacy(
        mydata=mydata, consents=consents, feedback=feedback, dossier=dossier, assistants=aware
    )
