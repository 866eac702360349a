"""Running the server: TLS with the office's own key, in the foreground or in a thread."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable
from pathlib import Path

import httptools
import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from field_doc.base.clock import Clock
from field_doc.base.errors import IntegrityFailure, WorldProblem
from field_doc.office.app import application
from field_doc.office.folder import TLS_CERTIFICATE, TLS_KEY, read_folder
from field_doc.office.services import Services, build

MAX_CONNECTIONS = 500
MAX_HEADER_BYTES = 16 * 1024
_GRACE_SECONDS = 5


def serve(
    directory: Path,
    host: str,
    port: int,
    *,
    ready: Callable[[int], None] | None = None,
    stop: threading.Event | None = None,
    clock: Clock | None = None,
) -> None:
    """Serve until ``stop`` is set or, in the main thread, the process is told to end.

    Args:
        directory: the server's folder as ``office init`` made it.
        host: address to listen at; port: 0 takes a free one.
        port: see above.
        ready: told the port once connections are taken.
        stop: ends the server within a fraction of a second, uploads in flight after five.
        clock: time of receipts and sessions.

    Raises:
        WorldProblem: ``office.unreadable``, ``office.cannot-listen``, ``office.database``, ``office.disk``.
        IntegrityFailure: ``office.folder``, ``key.malformed``, ``certificate.*``.

    """
    services = build(read_folder(directory), clock)
    try:
        with _listen(host, port) as listening:
            _Server(_config(services), ready, stop).run([listening])
    finally:
        services.database.close()


def _listen(host: str, port: int) -> socket.socket:
    try:
        return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        raise WorldProblem("office.cannot-listen", errno=error.errno) from None


def _config(services: Services) -> uvicorn.Config:
    folder = services.folder.path
    config = uvicorn.Config(
        application(services),
        loop="asyncio",
        http=_Protocol,
        ws="none",
        lifespan="off",
        interface="asgi3",
        # Its lines name addresses and quote requests: what is worth a line is logged by code, by us.
        log_config=None,
        log_level="critical",
        access_log=False,
        proxy_headers=False,
        server_header=False,
        date_header=False,
        limit_concurrency=MAX_CONNECTIONS,
        timeout_keep_alive=30,
        timeout_graceful_shutdown=_GRACE_SECONDS,
        ssl_certfile=str(folder / TLS_CERTIFICATE),
        ssl_keyfile=str(folder / TLS_KEY),
    )
    try:
        config.load()
    except (OSError, ssl.SSLError):
        raise IntegrityFailure("office.folder") from None
    if config.ssl is not None:
        config.ssl.minimum_version = ssl.TLSVersion.TLSv1_2
    return config


class _Server(uvicorn.Server):
    """Tells when connections are taken, and looks at the event that ends it."""

    def __init__(
        self, config: uvicorn.Config, ready: Callable[[int], None] | None, stop: threading.Event | None
    ) -> None:
        super().__init__(config)
        self._ready, self._stop = ready, stop

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """As uvicorn does, then tell the port."""
        await super().startup(sockets)
        if self.started and self._ready is not None and sockets:
            self._ready(int(sockets[0].getsockname()[1]))

    async def on_tick(self, counter: int) -> bool:
        """Asked ten times a second whether to end."""
        ended = await super().on_tick(counter)
        return bool(ended) or (self._stop is not None and self._stop.is_set())


class _Protocol(HttpToolsProtocol):
    """HTTP/1.1 with a limit on request line and headers, which the parser itself does not have."""

    _header_bytes = 0

    def on_message_begin(self) -> None:
        """A new request: count anew."""
        self._header_bytes = 0
        super().on_message_begin()

    def on_url(self, url: bytes) -> None:
        """A piece of the request line."""
        self._count(len(url))
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        """One header."""
        self._count(len(name) + len(value))
        super().on_header(name, value)

    def _count(self, length: int) -> None:
        self._header_bytes += length
        if self._header_bytes > MAX_HEADER_BYTES:
            raise httptools.HttpParserError
