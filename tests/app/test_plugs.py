"""A plug is named by its port and the scheme of its URL."""

import sys

import pytest

from dure.app.plugs import load, plug
from dure.embedded.folder import DataFolder
from dure.errors import MissingExtra, NotFound
from dure.korean.messages import sentence_for
from dure.ports.events import EventLog
from dure.ports.keys import KeyStore
from dure.ports.places import Places
from dure.ports.stores import Store

PORTS = {"events": EventLog, "keys": KeyStore, "places": Places, "stores": Store}


@pytest.mark.parametrize("port", PORTS)
def test_every_port_has_a_plug_for_sqlite(port: str) -> None:
    made = plug(port, "sqlite://data/file.db")

    assert isinstance(made, type)
    assert issubclass(made, PORTS[port])


@pytest.mark.parametrize(
    ("port", "url"), [("events", "oracle://x"), ("coffee", "sqlite://"), ("events", "")]
)
def test_a_plug_that_is_not_there_is_not_found(port: str, url: str) -> None:
    with pytest.raises(NotFound):
        plug(port, url)


@pytest.mark.parametrize("scheme", ["openai", "https"])
def test_libraries_that_are_not_installed_are_told_with_how_to_install_them(
    scheme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "dure.adapters.openai", None)

    with pytest.raises(MissingExtra) as caught:
        plug("models", f"{scheme}://127.0.0.1/v1?model=m")

    assert sentence_for(caught.value).endswith("-e '.[openai]'")


def test_what_a_path_names_is_loaded() -> None:
    assert load("dure.embedded.folder:DataFolder") is DataFolder
