"""Tell from which data the assistants answer: an operator's file, or what is invented."""

from pathlib import Path
from typing import Final

from dure.app.checkup import Finding
from dure.app.database import shares_database
from dure.app.plugs import plug
from dure.errors import DureError
from dure.kernel.clock import SEOUL
from dure.ports.stores import Store
from dure.settings import Settings
from dure.watch.in_use import InUse, all_in_use

_SQLITE: Final = "sqlite://"


def told_of_use(store: Store) -> list[Finding]:
    """Return a finding for each kind of data; invented ones are worth a warning."""
    return [_told(used) for used in all_in_use(store)]


def use_beside_server(settings: Settings, folder: Path) -> list[Finding]:
    """Return the same while a server has the folder; nothing where it cannot be read now."""
    file = folder / "state.db"
    if shares_database(settings) or not file.exists():
        return []
    try:
        store: Store = plug("stores", _SQLITE)(file)
        try:
            return told_of_use(store)
        finally:
            store.close()
    except DureError:
        return []


def _told(used: InUse) -> Finding:
    at = used.at.astimezone(SEOUL).strftime("%Y-%m-%d %H:%M")
    facts: dict[str, str | int | float] = {"file": used.file, "count": used.count, "at": at}
    if used.is_own:
        return Finding(check=used.what, state="ok", word="own", facts=facts)
    return Finding(check=used.what, state="warning", word="invented", facts=facts)
