"""Everything that a user or a machine can cause to go wrong, as one tree.

    DureError
    ├── InvalidInput        what came in cannot be taken
    │   ├── EmptyUtterance  nothing to answer
    │   ├── TooLong         more than the limit
    │   ├── Unreadable      not text: broken encoding, lone surrogates
    │   └── BadFile         a file that is not what it should be
    ├── NotFound
    │   └── UnknownAssistant
    ├── Forbidden           not within the caller's rights
    │   └── BindRefused     without identity only this machine is served
    ├── Conflict            somebody else was first
    │   ├── FolderInUse     a second process on one data folder
    │   └── KeyReused       an idempotency key that stood for something else
    ├── Unavailable         something that we need does not answer now
    │   ├── StorageFull
    │   └── PortInUse
    ├── LateAnswer          the deadline passed
    ├── UnsureEffect        a side effect began and nobody knows whether it happened
    ├── UnfoundedFigure     a reply holds a number that no record holds
    ├── Relayed             what a server said, passed on with its own code and sentence
    └── Corrupt             stored data contradict themselves

`code` is stable and for programs; the Korean sentence for a person stands under it in
`korean/messages.ko.toml`, filled from `facts`. A caller's slip is a plain ValueError.
"""


class DureError(Exception):
    """Something a user or a machine caused; `facts` fill the sentence and hold no personal data."""

    code: str = "error"

    def __init__(self, message: str = "", **facts: str | int) -> None:
        super().__init__(message or self.code)
        self.facts = facts


class InvalidInput(DureError):
    """What came in cannot be taken."""

    code = "invalid_input"


class EmptyUtterance(InvalidInput):
    """Nothing was said."""

    code = "empty_utterance"


class TooLong(InvalidInput):
    """More than the limit; facts: length, limit."""

    code = "too_long"


class Unreadable(InvalidInput):
    """Not text: broken encoding or lone surrogates."""

    code = "unreadable_text"


class BadFile(InvalidInput):
    """A file is not what it should be; facts: file, why."""

    code = "bad_file"


class NotFound(DureError):
    """There is no such thing; facts: what."""

    code = "not_found"


class UnknownAssistant(NotFound):
    """No assistant of that name is lit; facts: name, known."""

    code = "unknown_assistant"


class Forbidden(DureError):
    """Not within the caller's rights; facts: why."""

    code = "forbidden"


class BindRefused(Forbidden):
    """Without configured identity only this machine is served; facts: host."""

    code = "bind_refused"


class Conflict(DureError):
    """Somebody else was first."""

    code = "conflict"


class FolderInUse(Conflict):
    """A second process on one data folder; facts: folder."""

    code = "folder_in_use"


class KeyReused(Conflict):
    """An idempotency key was used for something else before."""

    code = "key_reused"


class Unavailable(DureError):
    """Something that we need does not answer now; facts: what."""

    code = "unavailable"


class StorageFull(Unavailable):
    """There is no room left to write."""

    code = "storage_full"


class PortInUse(Unavailable):
    """Another program listens there; facts: port."""

    code = "port_in_use"


class LateAnswer(DureError):
    """The deadline passed before there was an answer."""

    code = "late_answer"


class UnsureEffect(DureError):
    """A side effect began and nobody knows whether it happened; facts: key."""

    code = "unsure_effect"


class UnfoundedFigure(DureError):
    """A reply holds a number that stands in no record; facts: number."""

    code = "unfounded_figure"


class Relayed(DureError):
    """What a server said instead of an answer, passed on as it was said."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail


class Corrupt(DureError):
    """Stored data contradict themselves; facts: where."""

    code = "corrupt"
