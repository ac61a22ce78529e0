"""Do something as the operator: through the running server's socket, or in the house itself."""

from typing import Any

import httpx2

from dure.app.door import open_door
from dure.app.wire import data_dir, open_house
from dure.errors import Relayed, Unavailable
from dure.gateway.api import make_app
from dure.gateway.server import SOCKET_NAME
from dure.settings import Settings

_ADDRESS = "http://dure"
_PATIENCE_S = 60.0


async def operate(settings: Settings, method: str, path: str, body: Any = None) -> Any:  # noqa: ANN401 - any JSON
    """Return what an operation of the HTTP surface answers to the operator, None for nothing.

    Raises Relayed for what it refuses, Unavailable if the server breaks off.
    """
    server = data_dir(settings) / SOCKET_NAME
    if server.exists():
        try:
            return await _asked(httpx2.AsyncHTTPTransport(uds=str(server)), method, path, body)
        except httpx2.ConnectError:
            pass  # The server is gone and left its socket behind.
        except httpx2.TransportError as error:
            raise Unavailable(what="서버") from error
    house = open_house(settings)
    try:
        app = make_app(await open_door(house))
        return await _asked(httpx2.ASGITransport(app=app), method, path, body)
    finally:
        await house.close()


async def _asked(
    transport: httpx2.AsyncBaseTransport,
    method: str,
    path: str,
    body: Any,  # noqa: ANN401
) -> Any:  # noqa: ANN401 - any JSON
    async with httpx2.AsyncClient(
        transport=transport, base_url=_ADDRESS, timeout=_PATIENCE_S
    ) as http:
        response = await http.request(method, path, json=body)
    answer: Any = response.json() if response.content else None
    if response.is_error:
        raise Relayed(answer["code"], answer["detail"])
    return answer
