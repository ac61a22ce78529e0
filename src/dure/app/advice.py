"""Connect the language model that the settings name, if they name one."""

from pathlib import Path
from typing import Final

from dure.app.plugs import plug
from dure.engine.advice import Adviser, ModelSettings
from dure.errors import BadFile
from dure.kernel.clock import Clock
from dure.ports.cache import Cache
from dure.ports.stores import Store
from dure.ports.telemetry import Telemetry
from dure.trust.budget import TokenBudget

IN_PROCESS: Final = "memory://"
"""What processes share over a server (DURE_SHARED), each has for itself."""


def connect(
    settings: ModelSettings,
    *,
    store: Store,
    clock: Clock,
    telemetry: Telemetry,
    shared: str = IN_PROCESS,
) -> Adviser | None:
    """Return what asks the model, None where no address is set.

    shared: where its answers are kept for a while.

    Raises NotFound for an address of a kind that no plug knows, BadFile for one that lacks
    something or a key that cannot be read, and ImportError where the client is not installed.
    """
    if not settings.url:
        return None
    made = plug("models", settings.url)
    return Adviser(
        made(settings.url, key=_key(settings), connect_timeout_s=settings.connect_timeout_s),
        clock=clock,
        budget=TokenBudget(store, clock, per_day=settings.tokens_per_user_day),
        settings=settings,
        telemetry=telemetry,
        cache=_cache(shared, clock),
    )


def _cache(shared: str, clock: Clock) -> Cache:
    make = plug("cache", shared)
    made: Cache = make(clock) if shared == IN_PROCESS else make(shared, clock)
    return made


def _key(settings: ModelSettings) -> str:
    if not settings.key_file:
        return ""
    try:
        return Path(settings.key_file).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        name = Path(settings.key_file).name
        raise BadFile(file=name, why="언어 모델의 키를 읽을 수 없어요.") from error
