"""Everything that a user or a machine can cause to go wrong, as one tree.

    DureError
    ├── InvalidInput        what came in cannot be taken
    │   ├── EmptyUtterance  nothing to answer
    │   ├── TooLong         more than the limit
    │   ├── Unreadable      not text: broken encoding, lone surrogates
    │   ├── BadFile         a file that is not what it should be
    │   │   ├── BadSetting  a setting is not what it should be
    │   │   └── BadPlace    nothing can be written there
    │   ├── FileCount       more or fewer files than a suite reads
    │   ├── TooLittle       not enough happened yet to learn from
    │   ├── BadPeriod       no day, week or month that reports are made of
    │   ├── BadName         no name that a person or a tenant may have
    │   ├── WeakPassword    too short, too long, or the name itself
    │   └── BadRecoveryKey  a group of the printed key was typed wrong
    ├── NotFound
    │   ├── UnknownScheme   a setting names an address that no plug knows
    │   ├── UnknownAssistant
    │   ├── MissingExtra    a setting needs libraries that are not installed
    │   └── NoRecoveryKey   nobody made a first backup by hand yet
    ├── Unauthenticated     nobody knows who asks, and why not is nobody's business
    ├── RateLimited         too many in too short a time
    ├── Forbidden           not within the caller's rights
    │   ├── BindRefused     without identity only this machine is served
    │   ├── GuardianNeeded  a child under 14 agrees through a guardian
    │   └── WrongRecoveryKey  a printed key, but of another backup
    ├── Conflict            somebody else was first
    │   ├── FolderInUse     a second process on one data folder
    │   ├── KeyReused       an idempotency key that stood for something else
    │   ├── NameLeft        a name under which somebody else's data still stand
    │   ├── OtherCatalogue  a running server has a catalogue of its own
    │   ├── FolderNotEmpty  a restore needs an empty folder
    │   ├── ForeignBackup   another installation keeps its backup there
    │   └── BackupBusy      two backups at a time
    ├── Unavailable         something that we need does not answer now
    │   ├── StorageFull
    │   └── PortInUse
    ├── LateAnswer          the deadline passed
    ├── UnsureEffect        a side effect began and nobody knows whether it happened
    ├── UnfoundedFigure     a reply holds a number that no record holds
    ├── Relayed             what a server said, passed on with its own code and sentence
    └── Corrupt             stored data contradict themselves
        ├── DamagedBackup   a file of a backup is missing or was changed
        └── StaleBackup     an older backup stands in the place of a newer one

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


class BadSetting(BadFile):
    """A setting is not what it should be; facts: file (the setting's name), why."""

    code = "bad_setting"


class BadPlace(BadFile):
    """Nothing can be written where somebody wants a file; facts: file."""

    code = "bad_place"


class FileCount(InvalidInput):
    """More or fewer files than a suite reads; facts: suite, wanted, given."""

    code = "file_count"


class TooLittle(InvalidInput):
    """Not enough happened yet to learn from."""

    code = "too_little"


class BadPeriod(InvalidInput):
    """No day, week or month that there may be a report of."""

    code = "bad_period"


class BadRecoveryKey(InvalidInput):
    """A group of the printed recovery key was typed wrong; facts: group, counted from 1."""

    code = "bad_recovery_key"


class BadName(InvalidInput):
    """No name that a person or a tenant may have."""

    code = "bad_name"


class WeakPassword(InvalidInput):
    """Too short, too long, or the name itself; facts: least, most."""

    code = "weak_password"


class NotFound(DureError):
    """There is no such thing; facts: what."""

    code = "not_found"


class UnknownScheme(NotFound):
    """A setting names an address that no plug knows; facts: what (the port), known."""

    code = "unknown_scheme"


class MissingExtra(NotFound):
    """A setting needs libraries that are not installed; facts: name (the extra)."""

    code = "missing_extra"


class NoRecoveryKey(NotFound):
    """Nobody made the first backup by hand, which shows the recovery key."""

    code = "no_recovery_key"


class UnknownAssistant(NotFound):
    """No assistant of that name is lit; facts: name, known."""

    code = "unknown_assistant"


class Unauthenticated(DureError):
    """Nobody knows who asks; the same whatever was wrong, and it has no facts."""

    code = "unauthenticated"


class RateLimited(DureError):
    """Too many in too short a time; facts: retry_s, whole seconds."""

    code = "rate_limited"


class Forbidden(DureError):
    """Not within the caller's rights; facts: why."""

    code = "forbidden"


class WrongRecoveryKey(Forbidden):
    """A recovery key without a slip, but of another backup."""

    code = "wrong_recovery_key"


class BindRefused(Forbidden):
    """Without configured identity only this machine is served; facts: host."""

    code = "bind_refused"


class GuardianNeeded(Forbidden):
    """A child under 14 cannot agree alone: the guardian does, and it is checked."""

    code = "guardian_needed"


class Conflict(DureError):
    """Somebody else was first."""

    code = "conflict"


class FolderInUse(Conflict):
    """A second process on one data folder; facts: folder."""

    code = "folder_in_use"


class OtherCatalogue(Conflict):
    """A catalogue was given by hand, but a running server answers from its own."""

    code = "other_catalogue"


class FolderNotEmpty(Conflict):
    """A restore needs an empty folder; facts: folder."""

    code = "folder_not_empty"


class ForeignBackup(Conflict):
    """Another installation, or another recovery key, has its backup there; facts: folder."""

    code = "foreign_backup"


class BackupBusy(Conflict):
    """Another process is writing the backup now."""

    code = "backup_busy"


class KeyReused(Conflict):
    """An idempotency key was used for something else before."""

    code = "key_reused"


class NameLeft(Conflict):
    """Somebody of the name was removed, and what they said is still here; facts: name."""

    code = "name_left"


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


class DamagedBackup(Corrupt):
    """A file of a backup is missing or was changed; facts: file."""

    code = "damaged_backup"


class StaleBackup(Corrupt):
    """An older backup stands in the place of a newer one; facts: generation, newest."""

    code = "backup_rolled_back"
