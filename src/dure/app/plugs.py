"""Which plug goes into which port: by URL scheme, loaded when it is named."""

from collections.abc import Callable
from importlib import import_module
from typing import Any, Final

from dure.errors import MissingExtra, UnknownScheme

_PLUGS: Final = {
    ("events", "sqlite"): "dure.embedded.events:SqliteEventLog",
    ("events", "postgres"): "dure.adapters.postgres.events:PostgresEventLog",
    ("keys", "sqlite"): "dure.embedded.keys:SqliteKeyStore",
    ("keys", "postgres"): "dure.adapters.postgres.keys:PostgresKeyStore",
    ("places", "sqlite"): "dure.embedded.places:SqlitePlaces",
    ("stores", "sqlite"): "dure.embedded.stores:SqliteStore",
    ("stores", "postgres"): "dure.adapters.postgres.stores:PostgresStore",
    ("lead", "sqlite"): "dure.embedded.lead:OnlyProcess",
    ("lead", "postgres"): "dure.adapters.postgres.lead:PostgresLead",
    ("blobs", "file"): "dure.embedded.blobs:FolderBlobs",
    ("jobs", "sqlite"): "dure.embedded.jobs:StoredJobs",
    ("bus", "memory"): "dure.embedded.bus:EmbeddedBus",
    ("bus", "mqtt"): "dure.adapters.mqtt:MqttBus",
    ("tables", "sqlite"): "dure.embedded.tables:SqliteTables",
    ("tables", "made"): "dure.embedded.tables:make_database",
    ("cache", "memory"): "dure.embedded.cache:MemoryCache",
    ("cache", "redis"): "dure.app.shared:redis_cache",
    ("counters", "memory"): "dure.embedded.counters:MemoryCounters",
    ("counters", "redis"): "dure.app.shared:redis_counters",
    ("fanout", "memory"): "dure.embedded.fanout:MemoryFanout",
    ("fanout", "redis"): "dure.app.shared:redis_fanout",
    ("balance", "made"): "dure.embedded.balance:made_issuer",
    ("balance", "http"): "dure.adapters.card_issuer:HttpCardIssuer",
    ("balance", "https"): "dure.adapters.card_issuer:HttpCardIssuer",
    ("notices", "web_push"): "dure.adapters.web_push:WebPush",
    ("notices", "fcm"): "dure.embedded.notices:RecordedFcm",
    ("notices", "alimtalk"): "dure.embedded.notices:RecordedAlimtalk",
    ("kakao", "https"): "dure.adapters.kakao:KakaoCallback",
    ("weather", "made"): "dure.embedded.weather:made_weather",
    ("weather", "kma"): "dure.adapters.kma:Kma",
    ("weather", "http"): "dure.adapters.kma:Kma",
    ("weather", "https"): "dure.adapters.kma:Kma",
    ("models", "openai"): "dure.adapters.openai:OpenAiModel",
    ("models", "http"): "dure.adapters.openai:OpenAiModel",
    ("models", "https"): "dure.adapters.openai:OpenAiModel",
}
_EXTRAS: Final = {"http": "openai", "https": "openai"}
"""Schemes whose extra in pyproject.toml has another name than they."""


def plug(port: str, url: str) -> Callable[..., Any]:
    """Return what makes the plug for a port; url: `sqlite://…` and the like.

    Raises UnknownScheme if no plug knows it, MissingExtra if what it needs is not installed.
    """
    scheme = url.partition("://")[0]
    path = _PLUGS.get((port, scheme))
    if path is None:
        known = sorted(f"{known}://" for of, known in _PLUGS if of == port)
        raise UnknownScheme(what=port, known=", ".join(known))
    try:
        return load(path)
    except ModuleNotFoundError as error:
        raise MissingExtra(name=_EXTRAS.get(scheme, scheme)) from error


def load(path: str) -> Callable[..., Any]:
    """Return what "package.module:name" names."""
    module, _, name = path.partition(":")
    made: Callable[..., Any] = getattr(import_module(module), name)
    return made
