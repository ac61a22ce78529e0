"""Serve an application on a port, with or without a certificate, and on the operator's socket."""

import asyncio
import contextlib
import errno
import os
import signal
import socket
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import uvicorn
from fastapi import FastAPI
from uvicorn.loops.auto import auto_loop_factory

from dure.errors import BadFile, BindRefused, PortInUse, Unavailable
from dure.gateway.limits import BODY_LIMIT
from dure.gateway.local import is_loopback
from dure.gateway.patience import PatientHttp, PatientSocket

SOCKET_NAME: Final = "serve.sock"
PING_EVERY_S: Final = 30.0
PONG_WITHIN_S: Final = 60.0
_BACKLOG: Final = 512
_FAREWELL_S: Final = 5
"""Seconds for what is under way when a signal comes."""


@dataclass(frozen=True, kw_only=True)
class ServeSettings:
    """How the port is served."""

    certificate: str = ""
    """PEM file of the certificate chain; empty: plain HTTP, for this machine or behind a proxy."""
    certificate_key: str = ""
    """PEM file of its private key."""
    trusted_proxies: str = ""
    """Addresses of proxies, with commas, whose X-Forwarded-For is believed; empty: none's."""


def run(work: Coroutine[Any, Any, None]) -> None:
    """Do what serves, on the quickest loop that this machine has."""
    with asyncio.Runner(loop_factory=auto_loop_factory()) as runner:
        runner.run(work)


def listen(host: str, port: int, *, anywhere: bool = False, share: bool = False) -> socket.socket:
    """Return a listening TCP socket.

    anywhere: whether it may be reached from other machines; whoever serves it asks for a login.
    share: several processes of one user may listen there, and the system deals out connections;
        this one gets its share from when it is served, and not while it still prepares itself.
    Raises BindRefused for a host that is not this machine, PortInUse if the port is taken.
    """
    if not (anywhere or is_loopback(host)):
        raise BindRefused(host=host[:60])
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    tcp = socket.socket(family, socket.SOCK_STREAM)
    tcp.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if share:
        tcp.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    # Inherited by what is accepted; else each answer waits 40 ms for a delayed acknowledgement.
    tcp.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    try:
        tcp.bind((host.strip("[]"), port))
    except OSError as error:
        tcp.close()
        if error.errno == errno.EADDRINUSE:
            raise PortInUse(port=str(port)) from error
        raise Unavailable(what=f"{port}번 포트") from error
    if not share:
        tcp.listen(_BACKLOG)
    return tcp


def listen_operator(folder: Path) -> socket.socket:
    """Return a listening Unix socket in the data folder that only its owner may open.

    The folder's lock must be held: a socket file found there is then left over.
    """
    path = folder / SOCKET_NAME
    path.unlink(missing_ok=True)
    unix = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    mask = os.umask(0o177)
    try:
        unix.bind(str(path))
    except OSError as error:
        unix.close()
        raise BadFile(file=folder.name, why="데이터 폴더의 경로가 너무 길어요.") from error
    finally:
        os.umask(mask)
    unix.listen(_BACKLOG)
    return unix


async def serve(
    app: FastAPI,
    sockets: list[socket.socket],
    *,
    beside: list[Coroutine[Any, Any, None]],
    announce: Callable[[], None],
    settings: ServeSettings,
) -> None:
    """Serve until a signal comes.

    beside: work that goes on meanwhile. announce: called once connections are accepted. Raises
    BadFile for a certificate that cannot be read or does not fit its key.
    """
    config = uvicorn.Config(
        app,
        http=PatientHttp,
        ws=PatientSocket,
        ws_max_size=BODY_LIMIT,
        ws_ping_interval=PING_EVERY_S,
        ws_ping_timeout=PONG_WITHIN_S,
        # Compression would hold some 60 KB for every connection that is open and silent.
        ws_per_message_deflate=False,
        log_config=None,
        log_level="warning",
        access_log=False,
        server_header=False,
        lifespan="off",
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=settings.trusted_proxies,
        ssl_certfile=settings.certificate or None,
        ssl_keyfile=settings.certificate_key or None,
        timeout_graceful_shutdown=_FAREWELL_S,
    )
    server = _Server(config)
    tasks = [asyncio.create_task(work) for work in beside]
    tasks.append(asyncio.create_task(_when_up(server, announce)))
    try:
        _load(config)
        await server.serve(sockets=sockets)
    finally:
        for task in tasks:
            task.cancel()
        for task in tasks:
            with contextlib.suppress(asyncio.CancelledError):
                await task


def _load(config: uvicorn.Config) -> None:
    try:
        config.load()
    except OSError as error:  # What is wrong with a certificate is one too.
        why = "인증서(PEM)와 DURE_SERVE_CERTIFICATE_KEY의 열쇠를 확인해 주세요."
        raise BadFile(file="DURE_SERVE_CERTIFICATE", why=why) from error


class _Server(uvicorn.Server):
    """Ends on a signal without raising it again, so that the house can be closed in order."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen; with a certificate on TCP only, for the operator's socket is this machine's."""
        operators = [one for one in sockets or [] if one.family == socket.AF_UNIX]
        certificate, self.config.ssl = self.config.ssl, None
        await super().startup(sockets=operators)
        servers, self.started = self.servers, False
        self.config.ssl = certificate
        await super().startup(sockets=[one for one in sockets or [] if one not in operators])
        self.servers = [*servers, *self.servers]

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """See uvicorn.Server."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self.handle_exit, number, None)
        try:
            yield
        finally:
            for number in (signal.SIGINT, signal.SIGTERM):
                loop.remove_signal_handler(number)


async def _when_up(server: uvicorn.Server, announce: Callable[[], None]) -> None:
    while not server.started:  # noqa: ASYNC110 - uvicorn tells it by a flag only
        await asyncio.sleep(0.01)
    announce()
