"""What sessions and turns are called: ids stand in the open, so they may be nobody's data."""

import hashlib
import re
from dataclasses import replace
from functools import lru_cache
from typing import Final

from dure.errors import InvalidInput
from dure.kernel.ids import Ids
from dure.kernel.turns import TurnRequest
from dure.trust.mask import find_personal

_LIMIT: Final = 100
_MADE: Final = re.compile(r"[0-9A-Fa-f-]{32,36}|[0-9A-HJKMNP-TV-Z]{26}")
"""Ids made by machines (UUID, ULID), whose digits mean nothing."""


def with_ids(request: TurnRequest, ids: Ids) -> TurnRequest:
    """Return a request whose session and turn have a name.

    Raises InvalidInput if a name that it brings is none.
    """
    for said in (request.session, request.turn, request.user):
        if said is not None and not (0 < len(said) <= _LIMIT and said.isprintable()):
            raise InvalidInput("an id must be 1 to 100 printable letters")
    for said in (request.session, request.turn):
        if said is not None and not _MADE.fullmatch(said):
            _check_nobodys(said)
    session_id = request.session or ids.new()
    if request.session is None and request.turn is not None:
        # Sent again, the turn must find the session that its first sending began.
        session_id = _session_named_by(request)
    return replace(request, session=session_id, turn=request.turn or ids.new())


@lru_cache(maxsize=4096)
def _check_nobodys(name: str) -> None:
    """Raise InvalidInput for somebody's data; every turn of a session brings the same name.

    What is refused is not kept.
    """
    if find_personal(name):
        raise InvalidInput("an id stands in the open: it must be nobody's data")


def _session_named_by(request: TurnRequest) -> str:
    named = f"{request.tenant}\x1f{request.user}\x1f{request.turn}"
    return hashlib.sha256(named.encode()).hexdigest()[:26]
