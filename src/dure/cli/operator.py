"""Do something as the operator: through the running server's socket, or in the house itself."""

from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote

import httpx2

from dure.app.door import open_door
from dure.app.wire import data_dir, open_house
from dure.errors import Relayed, Unavailable
from dure.gateway.api import make_app
from dure.gateway.server import SOCKET_NAME
from dure.settings import Settings

_ADDRESS: Final = "http://dure"
_PATIENCE_S: Final = 60.0


@dataclass(frozen=True, kw_only=True)
class Operation:
    """One operation of the HTTP surface. tenant, user: whom it is done for, not just by whom.

    accept: in which form the answer is wanted.
    """

    method: str
    path: str
    body: Any = None
    tenant: str = "main"
    user: str = "local"
    accept: str = "application/json"


async def operate(settings: Settings, operation: Operation) -> Any:  # noqa: ANN401 - any JSON
    """Return what the operator is answered: JSON, a text, or None for nothing.

    Raises Relayed for what is refused, Unavailable if the server breaks off.
    """
    server = data_dir(settings) / SOCKET_NAME
    if server.exists():
        try:
            return await _asked(httpx2.AsyncHTTPTransport(uds=str(server)), operation)
        except httpx2.ConnectError:
            pass  # The server is gone and left its socket behind.
        except httpx2.TransportError as error:
            raise Unavailable(what="서버") from error
    house = open_house(settings)
    try:
        app = make_app(await open_door(house))
        return await _asked(httpx2.ASGITransport(app=app), operation)
    finally:
        await house.close()


async def _asked(transport: httpx2.AsyncBaseTransport, operation: Operation) -> Any:  # noqa: ANN401 - any JSON
    acting = {
        "Dure-Tenant": quote(operation.tenant),
        "Dure-User": quote(operation.user),
        "Accept": operation.accept,
    }
    async with httpx2.AsyncClient(
        transport=transport, base_url=_ADDRESS, timeout=_PATIENCE_S, headers=acting
    ) as http:
        response = await http.request(operation.method, operation.path, json=operation.body)
    is_text = response.headers.get("content-type", "").startswith("text/")
    answer: Any = response.text if is_text else response.json() if response.content else None
    if response.is_error:
        raise Relayed(answer["code"], answer["detail"])
    return answer
