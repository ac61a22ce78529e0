"""How long each kind of personal data lives, and forgetting it when its day has come."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from dure.kernel.events import NewEvent
from dure.ports.events import Append, EventLog
from dure.ports.keys import KeyStore

RAW: Final = "raw"
"""What a person typed, word by word, and what was answered."""
PROFILE: Final = "profile"
"""What a person declared to be remembered (likings, budgets)."""
HISTORY: Final = "history"
"""What happened to a person: what was shown to them, chosen, paid and rated, day by day."""
HEALTH: Final = "health"
"""What a person declared about their body: allergies, diets; kept for that purpose alone."""
CONSENT: Final = "consent"
"""What a person agreed to, and who agreed for them."""
IMPROVEMENT: Final = "improvement"
"""Opinions that may be learned from."""

KEY_STREAM: Final = "trust:keys"
KEY_DESTROYED: Final = "trust.key_destroyed"


@dataclass(frozen=True, kw_only=True)
class RetentionSettings:
    """Days until keys are destroyed (design of meals, form 16)."""

    raw_days: int = 7
    """Days that raw text is kept; 7 in the brief's retention policy."""
    history_days: int = 365
    """Days that what happened to a person is kept (design of meals, form 16)."""


def person_of(tenant: str, user: str) -> str:
    """Return the name of a person in key ids: two tenants may each have a user of one name."""
    return f"{tenant}/{user}"


def expired(key_ids: Iterable[str], today: date, settings: RetentionSettings) -> list[str]:
    """Return the keys whose retention class ends before today; profiles do not expire."""
    days = {RAW: settings.raw_days, HISTORY: settings.history_days}
    last_days = {
        retention: (today - timedelta(days=kept)).isoformat() for retention, kept in days.items()
    }
    old = []
    for key_id in key_ids:
        _, retention, day = key_id.rsplit("/", 2)
        if day < last_days.get(retention, ""):
            old.append(key_id)
    return old


def retention_of(key_id: str) -> str:
    """Return the retention class of a key."""
    return key_id.rsplit("/", 2)[1]


def owned_by(key_ids: Iterable[str], person: str) -> list[str]:
    """Return the keys of one person."""
    return [key_id for key_id in key_ids if key_id.rsplit("/", 2)[0] == person]


async def forget(
    key_ids: Iterable[str], *, keys: KeyStore, log: EventLog, tenant: str
) -> list[str]:
    """Destroy keys, remove the bytes they sealed and record each as an event.

    The keys go first: whatever happens after it, the data cannot be read again, and a
    second call finishes the rest. Returns the keys that were destroyed or half destroyed.
    """
    done = list(key_ids)
    if not done:
        return done
    keys.destroy_all(done)
    # Together, so that they share the log's commits.
    await asyncio.gather(*(log.drop_sealed(key_id) for key_id in done))
    events = tuple(NewEvent(kind=KEY_DESTROYED, open={"key_id": key_id}) for key_id in done)
    await log.append([Append(tenant=tenant, stream=KEY_STREAM, events=events)])
    return done
