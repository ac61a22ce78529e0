import pytest

from dure import errors
from dure.errors import (
    BadFile,
    BindRefused,
    Conflict,
    DureError,
    EmptyUtterance,
    FolderInUse,
    Forbidden,
    InvalidInput,
    NotFound,
    PortInUse,
    Relayed,
    StorageFull,
    TooLong,
    Unavailable,
    UnknownAssistant,
    Unreadable,
)

CODES = {
    "DureError": "error",
    "InvalidInput": "invalid_input",
    "EmptyUtterance": "empty_utterance",
    "TooLong": "too_long",
    "Unreadable": "unreadable_text",
    "BadFile": "bad_file",
    "NotFound": "not_found",
    "UnknownAssistant": "unknown_assistant",
    "Forbidden": "forbidden",
    "BindRefused": "bind_refused",
    "Conflict": "conflict",
    "FolderInUse": "folder_in_use",
    "Unavailable": "unavailable",
    "StorageFull": "storage_full",
    "PortInUse": "port_in_use",
    "LateAnswer": "late_answer",
    "UnsureEffect": "unsure_effect",
    "UnfoundedFigure": "unfounded_figure",
    "Corrupt": "corrupt",
}
"""What programs outside rely on; a code that changes breaks them."""


@pytest.mark.parametrize(("name", "code"), CODES.items())
def test_the_code_of_an_error_is_stable(name: str, code: str) -> None:
    assert getattr(errors, name).code == code


@pytest.mark.parametrize("name", CODES)
def test_every_error_is_caught_as_a_dure_error(name: str) -> None:
    with pytest.raises(DureError):
        raise getattr(errors, name)


@pytest.mark.parametrize(
    ("kind", "parent"),
    [
        (EmptyUtterance, InvalidInput),
        (TooLong, InvalidInput),
        (Unreadable, InvalidInput),
        (BadFile, InvalidInput),
        (UnknownAssistant, NotFound),
        (BindRefused, Forbidden),
        (FolderInUse, Conflict),
        (StorageFull, Unavailable),
        (PortInUse, Unavailable),
        (Relayed, DureError),
    ],
)
def test_an_error_is_caught_as_what_stands_above_it(
    kind: type[DureError], parent: type[DureError]
) -> None:
    assert kind.__bases__ == (parent,)


def test_an_error_without_a_message_shows_its_code() -> None:
    assert str(StorageFull()) == "storage_full"


def test_an_error_shows_its_message() -> None:
    assert str(Conflict("stream 'a' has length 2, not 1")) == "stream 'a' has length 2, not 1"


def test_an_error_keeps_its_facts() -> None:
    assert TooLong(length=501, limit=500).facts == {"length": 501, "limit": 500}


def test_an_error_without_facts_has_none() -> None:
    assert EmptyUtterance().facts == {}


def test_a_relayed_error_bears_the_code_of_the_server() -> None:
    assert Relayed("late_answer", "답이 늦어요.").code == "late_answer"


def test_a_relayed_error_bears_the_words_of_the_server() -> None:
    relayed = Relayed("late_answer", "답이 늦어요.")

    assert relayed.detail == "답이 늦어요."
    assert str(relayed) == "답이 늦어요."


def test_a_relayed_code_is_not_handed_to_the_next_error() -> None:
    Relayed("late_answer", "답이 늦어요.")

    assert Relayed("not_found", "없어요.").code == "not_found"
    assert DureError.code == "error"
