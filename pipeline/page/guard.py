"""Who may ask: only the browser that was given the token, under the page's own name, from the page itself."""

from __future__ import annotations

import ipaddress
import secrets
import socket
from collections.abc import MutableMapping
from typing import Any
from urllib.parse import urlencode

from starlette.datastructures import Headers, MutableHeaders, QueryParams
from starlette.requests import cookie_parser
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_EVERYWHERE = ("0.0.0.0", "::", "")
_NO_TOKEN = "Open the address that `shuzhai review` printed, with its token.\n请打开 shuzhai review 打印的地址（带 token）。\n"
_READING = ("GET", "HEAD")


class Guard:
    """Stands before the whole application. The token of the first address becomes a cookie of this port that no script can read.

    Refuses (403): a request without the cookie; one under another name than the page's own (a foreign name that was made to
    point here); a writing one that another page sent. Every answer forbids what the page does not need.
    """

    def __init__(self, app: ASGIApp, *, token: str, host: str, port: int) -> None:
        self._app, self._token, self._host, self._port = app, token, host, port
        self._cookie = f"shuzhai-{port}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(_HEADERS)
            await send(message)

        refusal = self._refusal(scope)
        await (refusal or self._app)(scope, receive, guarded)

    def _refusal(self, scope: MutableMapping[str, Any]) -> Response | None:
        """The answer to who may not go on, or is sent on with a cookie."""
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if not self._is_own(host):
            return PlainTextResponse(f"no such host 主机名不符: {host!r}\n", 403)
        query = QueryParams(scope["query_string"])
        if "token" in query and scope["method"] in _READING:
            return self._welcome(scope["path"], query) if self._is_token(query["token"]) else PlainTextResponse(_NO_TOKEN, 403)
        if not self._is_token(cookie_parser(headers.get("cookie", "")).get(self._cookie, "")):
            return PlainTextResponse(_NO_TOKEN, 403)
        if scope["method"] not in _READING and not _from_here(headers, host):
            return PlainTextResponse("another page sent this 请求来自别的页面\n", 403)
        return None

    def _welcome(self, path: str, query: QueryParams) -> Response:
        rest = urlencode([(name, value) for name, value in query.multi_items() if name != "token"])
        path = "/" + path.lstrip("/")  # `//elsewhere` would lead away
        response = RedirectResponse(f"{path}?{rest}" if rest else path, 303)
        response.set_cookie(self._cookie, self._token, httponly=True, samesite="strict", path="/")
        return response

    def _is_token(self, told: str) -> bool:
        return secrets.compare_digest(told.encode("utf-8", "replace"), self._token.encode())

    def _is_own(self, host: str) -> bool:
        name, port = _split(host)
        if port != self._port:
            return False
        if self._host in _EVERYWHERE:
            return name in (*_LOOPBACK, socket.gethostname().lower()) or _is_address(name)
        return name in _LOOPBACK if self._host in _LOOPBACK else name == self._host.lower()


def _split(host: str) -> tuple[str, int]:
    """Name and port of a Host header; no port means 80."""
    name, colon, port = host.rpartition(":") if not host.endswith("]") else (host, "", "")
    if not colon:
        name, port = host, "80"
    return name.strip("[]").lower(), int(port) if port.isdecimal() else -1


def _is_address(name: str) -> bool:
    """An address in figures cannot be made to point elsewhere, as a name can."""
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _from_here(headers: Headers, host: str) -> bool:
    return headers.get("origin") == f"http://{host}" and headers.get("sec-fetch-site", "same-origin") == "same-origin"
