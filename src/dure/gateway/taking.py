"""From what came over the wire to a turn."""

from collections.abc import Sequence
from typing import Annotated, Final

from fastapi import Header

from dure.gateway.schemas import AttachmentBody, HereBody
from dure.kernel.turns import Attachment, Place, TurnRequest
from dure.trust.access import Caller

ID: Final = r"^[\x21-\x7e]{1,100}$"
IdempotencyKey = Annotated[str | None, Header(pattern=ID)]


def request_of(
    caller: Caller,
    text: str,
    turn: str | None,
    *,
    session: str | None = None,
    here: HereBody | None = None,
    attachments: Sequence[AttachmentBody] = (),
) -> TurnRequest:
    """Return the turn of a caller; turn: the idempotency key, None if there is none."""
    return TurnRequest(
        text=text,
        user=caller.user,
        tenant=caller.tenant,
        session=session,
        turn=turn,
        here=Place(lat=here.lat, lon=here.lon) if here else None,
        attachments=tuple(
            Attachment(name=a.name, media_type=a.media_type, text=a.text) for a in attachments
        ),
    )
