"""The versions of the HTTP interface: header API-Version; without it the newest is served.

In version 1 a list names its next page `next` (2: `next_cursor`), and a message its words `text` (2: `content`).
"""

from contextvars import ContextVar

from starlette.requests import HTTPConnection

from reference_platform.operation.errors import Refusal

HEADER = "api-version"
SERVED = ("1", "2")
_current: ContextVar[str] = ContextVar("api_version", default=SERVED[-1])


def current() -> str:
    """The version in which the request at hand is served."""
    return _current.get()


async def negotiated(request: HTTPConnection) -> None:
    """Serves the rest of the request in the version that it asks for. Refusal 400: that one is not served."""
    asked = request.headers.get(HEADER, SERVED[-1])
    if request.scope["type"] == "http" and asked not in SERVED:
        served = " and ".join(SERVED)
        message = f"That version of the interface is not served; {served} are."
        next_step = f"Ask for one of the versions {served}, or leave {HEADER} out for the newest."
        raise Refusal(400, "unsupported_version", message, next_step)
    _current.set(asked)
