"""A language model is connected where the settings name one, and nowhere else."""

from pathlib import Path

import pytest

from dure.app.advice import connect
from dure.embedded.stores import SqliteStore
from dure.embedded.telemetry import SilentTelemetry
from dure.engine.advice import Adviser, ModelSettings
from dure.errors import BadFile, NotFound
from dure.kernel.clock import StillClock


def connected(folder: Path, clock: StillClock, settings: ModelSettings) -> Adviser | None:
    store = SqliteStore(folder / "state.db")
    return connect(settings, store=store, clock=clock, telemetry=SilentTelemetry())


def test_without_an_address_there_is_no_model(tmp_path: Path, clock: StillClock) -> None:
    assert connected(tmp_path, clock, ModelSettings()) is None


@pytest.mark.parametrize("scheme", ["openai", "http", "https"])
async def test_an_address_connects_one(tmp_path: Path, clock: StillClock, scheme: str) -> None:
    key = tmp_path / "key"
    key.write_text("secret\n", encoding="utf-8")
    settings = ModelSettings(url=f"{scheme}://127.0.0.1:1/v1?model=m", key_file=str(key))

    adviser = connected(tmp_path, clock, settings)

    assert adviser is not None
    await adviser.stop()


def test_an_address_of_an_unknown_kind_is_refused(tmp_path: Path, clock: StillClock) -> None:
    with pytest.raises(NotFound):
        connected(tmp_path, clock, ModelSettings(url="grpc://host/v1?model=m"))


def test_a_key_that_cannot_be_read_is_refused(tmp_path: Path, clock: StillClock) -> None:
    settings = ModelSettings(url="openai://h/v1?model=m", key_file=str(tmp_path / "none"))

    with pytest.raises(BadFile):
        connected(tmp_path, clock, settings)
