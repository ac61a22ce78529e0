"""The gates in front of every operation: who asks, whether they may, how often.

A route is guarded by its class, so none can be forgotten: an operation that the policy does not
name is forbidden to everybody. What is denied here has read no body.
"""

import hmac
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from ipaddress import IPv6Address, IPv6Network
from typing import Any, Final
from urllib.parse import unquote

from fastapi import Request
from fastapi.responses import Response
from fastapi.routing import APIRoute
from starlette.requests import HTTPConnection

from dure.engine.assistant import Assistant
from dure.errors import DureError, InvalidInput, Unauthenticated
from dure.gateway.problems import status_of
from dure.gateway.repeats import Repeats
from dure.kernel.clock import Clock
from dure.kernel.ids import Ids
from dure.ports.counters import Counters
from dure.ports.telemetry import Telemetry
from dure.trust.access import OPEN, POLICY, Caller, check, check_assistant
from dure.trust.accounts import GUEST
from dure.trust.identity import Identity
from dure.trust.limits import LimitSettings, limit_of, take
from dure.watch import metrics, traces

HOUSE_TENANT: Final = "main"
LOCAL_USER: Final = "local"
_Answer = Callable[[Request], Coroutine[Any, Any, Response]]
_BEARER: Final = "bearer "
_OFFERED: Final = "bearer."
_SCRAPED: Final = "metrics"


@dataclass(frozen=True, kw_only=True)
class GateSettings:
    """What is let in beside people who signed in."""

    guests: bool = True
    """Whether somebody without a token may talk to the assistants that are open to guests."""
    arrivals_per_minute: int = 30
    """New guests, and invitations tried, from one address; a school may share one."""
    renewals_per_minute: int = 120
    """Sign-ins renewed from one address: each is written down; tabs of a page renew together."""
    scrape_token: str = ""
    """Bearer token with which Prometheus may read /metrics; empty: only an administrator may."""


class Gates:
    """Lets callers pass; while no login is set up, this machine is the caller."""

    def __init__(
        self,
        *,
        identity: Identity,
        counters: Counters,
        clock: Clock,
        settings: GateSettings,
        limits: LimitSettings,
        telemetry: Telemetry,
    ) -> None:
        self._identity, self._counters, self._clock = identity, counters, clock
        self.telemetry = telemetry
        self._settings, self._limits = settings, limits
        self._ids = Ids(clock)

    @property
    def is_open(self) -> bool:
        """Whether no login is set up, so that only this machine is served."""
        return self._identity.is_open

    async def enter(self, connection: HTTPConnection, operation: str) -> Caller | None:
        """Return who asks; None only where nobody is asked.

        Raises Unauthenticated, Forbidden, RateLimited, in this order.
        """
        if POLICY.get(operation) == OPEN:
            return None
        with self._telling():
            caller = self.admit(connection, operation)
            await self.count(caller, connection)
        return caller

    async def enter_socket(self, connection: HTTPConnection, operation: str) -> Caller:
        """Return who opens a WebSocket. Its turns are counted one by one; a guest is somebody new.

        Raises Unauthenticated, Forbidden, RateLimited.
        """
        with self._telling():
            caller = self.admit(connection, operation)
            if caller.role == "guest":
                await self.count_arrival(connection)
        return caller

    def admit(self, connection: HTTPConnection, operation: str) -> Caller:
        """Return who asks, if they may.

        Raises Unauthenticated, Forbidden.
        """
        caller = self.caller(connection, operation)
        check(caller, operation, house_tenant=HOUSE_TENANT)
        if caller is None:
            raise Unauthenticated
        return caller

    @contextmanager
    def _telling(self) -> Iterator[None]:
        try:
            yield
        except DureError as error:
            metrics.denied(self.telemetry, gate=error.code)
            raise

    def enter_assistant(self, caller: Caller, assistant: Assistant) -> None:
        """Let a caller pass to an assistant.

        Raises Unauthenticated, Forbidden.
        """
        check_assistant(
            caller,
            guests=assistant.guests,
            of_house=assistant.of_house,
            house_tenant=HOUSE_TENANT,
        )

    def caller(self, connection: HTTPConnection, operation: str = "") -> Caller | None:
        """Return who asks: by the operator's socket, a token, or as a guest; None if nobody may.

        Raises Unauthenticated for a token that is not good.
        """
        if is_operator(connection.scope):
            return _operator(connection)
        if self.is_open:
            return Caller(tenant=HOUSE_TENANT, user=LOCAL_USER, role="operator")
        token = token_of(connection)
        if token is not None:
            return self._by_token(token, operation)
        if not self._settings.guests:
            return None
        return Caller(tenant=HOUSE_TENANT, user=f"{GUEST}{self._ids.new().lower()}", role="guest")

    @contextmanager
    def watching(self, operation: str) -> Iterator[list[int]]:
        """Tell the telemetry how an operation went; the status is put into the list."""
        began, told = self._clock.elapsed_s(), list[int]()
        try:
            yield told
        except Exception as error:
            told.append(status_of(error))
            raise
        finally:
            metrics.http_answered(
                self.telemetry,
                operation=operation,
                status=told[0] if told else 499,  # The other side left.
                seconds=self._clock.elapsed_s() - began,
            )

    @contextmanager
    def tracing(self, operation: str) -> Iterator[None]:
        """Let all that is told of a request name it."""
        about = self.telemetry.about(request=self._ids.new())
        with about, traces.request(self.telemetry, operation=operation):
            yield

    async def let_guest_in(self, connection: HTTPConnection) -> None:
        """Let somebody be a guest from now on; so many a minute from one address.

        Raises Unauthenticated where guests are not let in, RateLimited.
        """
        if not self._settings.guests:
            raise Unauthenticated
        await self.count_arrival(connection)

    async def count_arrival(self, connection: HTTPConnection) -> None:
        """Count somebody new, a guest or an invitation tried, by address.

        Raises RateLimited.
        """
        await self._count_address("arrival", connection, self._settings.arrivals_per_minute)

    async def count_renewal(self, connection: HTTPConnection) -> None:
        """Count the renewal of a sign-in, by address.

        Raises RateLimited.
        """
        await self._count_address("renewal", connection, self._settings.renewals_per_minute)

    async def count(self, caller: Caller, connection: HTTPConnection) -> None:
        """Count a request of a caller; guests are counted by their address.

        Raises RateLimited.
        """
        key = f"{caller.tenant}/{caller.user}"
        if caller.role == "guest":
            key = f"guest:{address_of(connection)}"
        limit = limit_of(caller.role, self._limits)
        await take(self._counters, key, limit, self._clock.now().timestamp())

    async def count_person(self, caller: Caller) -> None:
        """Count a request of somebody for whom another machine asks, whatever their role.

        Raises RateLimited.
        """
        limit = limit_of("member", self._limits)
        key = f"{caller.tenant}/{caller.user}"
        await take(self._counters, key, limit, self._clock.now().timestamp())

    async def _count_address(self, what: str, connection: HTTPConnection, limit: int) -> None:
        key = f"{what}:{address_of(connection)}"
        await take(self._counters, key, limit, self._clock.now().timestamp())

    def _by_token(self, token: str, operation: str) -> Caller:
        wanted = self._settings.scrape_token.encode()
        if operation == _SCRAPED and wanted and hmac.compare_digest(token.encode(), wanted):
            return Caller(tenant=HOUSE_TENANT, user="prometheus", role="admin")
        return self._identity.verify(token)


def _operator(connection: HTTPConnection) -> Caller:
    """Return the operator, or whom the operator acts for (headers Dure-Tenant and Dure-User).

    Raises InvalidInput for a name that nobody can have.
    """
    told = connection.headers
    tenant = unquote(told.get("dure-tenant", HOUSE_TENANT))
    user = unquote(told.get("dure-user", LOCAL_USER))
    if not (tenant.isprintable() and user.isprintable()):
        raise InvalidInput("a name is printable")
    return Caller(tenant=tenant, user=user, role="operator")


def token_of(connection: HTTPConnection) -> str | None:
    """Return the access token that came along, None if there is none.

    It stands in the Authorization header or, as browsers cannot set one for a WebSocket, among
    the protocols that a WebSocket offers ("bearer.…").
    Raises Unauthenticated for another kind of authorization.
    """
    told = connection.headers.get("authorization")
    if told is not None:
        if told[: len(_BEARER)].lower() != _BEARER:
            raise Unauthenticated
        return told[len(_BEARER) :]
    for offered in connection.scope.get("subprotocols", ()):
        if offered.startswith(_OFFERED):
            return str(offered.removeprefix(_OFFERED))
    return None


def is_operator(scope: Any) -> bool:  # noqa: ANN401 - an ASGI scope
    """Whether a request came over the operator's socket (a file that only the owner may open)."""
    return scope.get("server") is None or scope["server"][1] is None


def address_of(connection: HTTPConnection) -> str:
    """Return the address a connection comes from; of IPv6 its network of 64 bits.

    Whoever has one address of such a network has all of them (RFC 6177), and is counted once.
    """
    host = connection.client.host if connection.client else ""
    try:
        address = IPv6Address(host)
    except ValueError:
        return host
    return str(address.ipv4_mapped or IPv6Network((int(address) >> 64 << 64, 64)))


def caller_of(connection: HTTPConnection) -> Caller:
    """Return who passed the gates.

    Raises Unauthenticated where nobody did.
    """
    caller: Caller | None = connection.scope.get("dure.caller")
    if caller is None:
        raise Unauthenticated
    return caller


class GuardedRoute(APIRoute):
    """A route behind the gates of its application; its operation is the endpoint's name."""

    def get_route_handler(self) -> _Answer:
        """See APIRoute."""
        return self.guarded(super().get_route_handler())

    def guarded(self, answer: _Answer) -> _Answer:
        """Return what answers those who may ask, and tells how it went."""
        operation = self.name

        async def guarded(request: Request) -> Response:
            gates: Gates = request.app.state.gates
            with gates.watching(operation) as told, gates.tracing(operation):
                caller = await gates.enter(request, operation)
                request.scope["dure.caller"] = caller
                if caller is None:
                    response = await answer(request)
                else:
                    repeats: Repeats = request.app.state.repeats
                    response = await repeats.once(request, caller, operation, answer)
                told.append(response.status_code)
            return response

        return guarded
