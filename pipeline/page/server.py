"""Serves the page: takes a free port, makes the token, says where it is."""

from __future__ import annotations

import secrets
import socket
from collections.abc import Callable
from contextlib import suppress

import uvicorn

from pipeline.errors import UsageError
from pipeline.page.app import create_app
from pipeline.page.desk import Desk
from pipeline.page.sums import Sums

PORT = 8765


def bound(host: str, port: int | None) -> socket.socket:
    """A socket at the port, or at a free one where none was asked for and the usual one is taken. Raises `UsageError`."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for tried in (PORT, 0) if port is None else (port,):
        try:
            listening = socket.create_server((host, tried), family=family)
            listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # asyncio does so for sockets of its own making only
            return listening
        except OSError as error:
            reason = error.strerror or str(error)
    raise UsageError(f"{host}:{port or PORT} cannot be used ({reason}); choose another --port or --host")


def serve(desk: Desk, sums: Sums, listening: socket.socket, host: str, opened: Callable[[str], None]) -> None:
    """Serves until Ctrl-C; `opened` is told the address with its token as soon as the page answers."""
    port = listening.getsockname()[1]
    token = secrets.token_urlsafe(32)
    app = create_app(desk, sums, token=token, host=host, port=port)
    shown = "127.0.0.1" if host in ("0.0.0.0", "") else "[::1]" if host == "::" else f"[{host}]" if ":" in host else host
    config = uvicorn.Config(
        app, log_level="error", access_log=False, server_header=False, lifespan="off", timeout_graceful_shutdown=1
    )
    server = uvicorn.Server(config)
    opened(f"http://{shown}:{port}/?token={token}")  # the socket listens already: who comes early waits
    with suppress(KeyboardInterrupt):
        server.run(sockets=[listening])
