"""The outermost layer of every service: correlation id, one log line a request, the last net under errors."""

import logging
import time
from typing import TYPE_CHECKING

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException

from reference_platform.operation import correlation, versions

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

logger = logging.getLogger(__name__)

LARGEST_BODY = 256 * 1024
"""Bytes; what a longer body holds is not read. Imports of usage records have a bound of their own."""
_BOUNDED_ELSEWHERE = ("/api/usage",)


class Requests:
    """Wraps an application. Plain ASGI: sockets pass through it too, and no task is added per request."""

    def __init__(self, app: "ASGIApp") -> None:
        self.app = app

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        """Serves one request or socket under its correlation id."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        correlation_id = correlation.accepted(Headers(scope=scope).get(correlation.HEADER))
        status, started = 0, time.perf_counter()

        async def answer(message: "Message") -> None:
            nonlocal status
            if message["type"] in ("http.response.start", "websocket.accept", "websocket.http.response.start"):
                headers = MutableHeaders(scope=message)
                headers[correlation.HEADER] = correlation_id
                if message["type"] == "http.response.start":
                    headers[versions.HEADER] = versions.current()
                    status = message["status"]
                    headers.setdefault("cache-control", "no-store")
            await send(message)

        if scope["type"] == "http" and scope["path"] not in _BOUNDED_ELSEWHERE:
            receive = bounded(receive)
        with correlation.under(correlation_id):
            try:
                await self.app(scope, receive, answer)
            except Exception:
                # The application has answered already (see errors.install); the trace is for the log alone.
                logger.exception("unforeseen error")
            if scope["type"] == "http":
                fields = {
                    "method": scope["method"],
                    # The pattern, never the path itself, which may hold an invitation's token.
                    "route": getattr(scope.get("route"), "path", "unmatched"),
                    "status": status,
                    "ms": round((time.perf_counter() - started) * 1000, 2),
                }
                logger.info("request", extra={"fields": fields})


def bounded(receive: "Receive") -> "Receive":
    """The same, as far as a body may be long; then HTTPException 413."""
    length = 0

    async def receive_within() -> "Message":
        nonlocal length
        message = await receive()
        length += len(message.get("body", b""))
        if length > LARGEST_BODY:
            raise HTTPException(413)
        return message

    return receive_within
