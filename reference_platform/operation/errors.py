"""Refusals: {"error": {"code", "message", "next_step", "correlation_id"}}, the same everywhere.

Never a stack trace, a secret or a value that the caller sent.
"""

import logging
from collections.abc import Sequence
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from reference_platform.operation import correlation

logger = logging.getLogger(__name__)


class Refusal(Exception):  # noqa: N818 - it is an answer, not a fault
    """A request that is not granted, and what the caller may be told: HTTP status, code, message, next
    step."""

    def __init__(
        self, status: int, code: str, message: str, next_step: str, headers: dict[str, str] | None = None
    ) -> None:
        super().__init__(message)
        self.status, self.code, self.message, self.next_step = status, code, message, next_step
        self.headers = headers or {}

    def body(self) -> dict[str, Any]:
        """The reply's body, under the current correlation id."""
        return {
            "error": {
                "code": self.code,
                "message": self.message,
                "next_step": self.next_step,
                "correlation_id": correlation.current(),
            }
        }

    def response(self) -> JSONResponse:
        """The whole reply."""
        return JSONResponse(self.body(), self.status, self.headers)


def not_found() -> Refusal:
    """The one reply for what does not exist and for what belongs to somebody else: nobody can tell which."""
    return Refusal(
        404, "not_found", "There is no such thing here.", "Check the address or list what is yours."
    )


def forbidden(message: str, next_step: str) -> Refusal:
    """The caller is known, may see the thing, and lacks the right for this act."""
    return Refusal(403, "forbidden", message, next_step)


def invalid(code: str, message: str, next_step: str = "Correct it and send the request again.") -> Refusal:
    """What was sent cannot be accepted; nothing was stored."""
    return Refusal(422, code, message, next_step)


def unavailable() -> Refusal:
    """A dependency is down; nothing was acknowledged."""
    return Refusal(
        503,
        "unavailable",
        "The service cannot reach its database at the moment; nothing was stored.",
        "Try again in a few seconds.",
        {"retry-after": "2"},
    )


def of_validation(errors: Sequence[Any]) -> Refusal:
    """The refusal for the first of pydantic's errors: names the field, never repeats its value.

    A validator's PydanticCustomError with `next_step` in its context keeps its type as code and its message;
    an id in the path that is no id at all is simply not found.
    """
    first = errors[0]
    field = ".".join(str(part) for part in first["loc"][1:]) or "(the whole body)"
    if first["loc"][0] == "path":
        return not_found()
    if first["type"] == "missing":
        return invalid("missing_field", f"The field {field} is missing.", f"Send {field} too.")
    if first["type"] == "json_invalid":
        return invalid("malformed_json", "The body is not valid JSON.")
    if next_step := first.get("ctx", {}).get("next_step"):
        return invalid(first["type"], first["msg"], next_step)
    return invalid("invalid_field", f"The field {field} cannot be accepted: {first['msg']}.")


_PLAIN: dict[int, tuple[str, str, str]] = {
    405: (
        "method_not_allowed",
        "This address does not offer that.",
        "See the API description for what it offers.",
    ),
    413: ("too_large", "The body is too large.", "Send less at once."),
}


def install(app: FastAPI, outages: tuple[type[Exception], ...] = ()) -> None:
    """Makes `app` answer every error in the one shape; `outages` (a dependency is down) become 503."""

    async def refused(_request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, Refusal)
        return error.response()

    async def not_valid(_request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, RequestValidationError)
        return of_validation(error.errors()).response()

    async def plain(_request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, HTTPException)
        if error.status_code == 404:
            return not_found().response()
        code, message, next_step = _PLAIN.get(
            error.status_code, ("refused", "The request was refused.", "Check the request and send it again.")
        )
        return Refusal(error.status_code, code, message, next_step, dict(error.headers or {})).response()

    async def outage(_request: Request, error: Exception) -> JSONResponse:
        logger.error("dependency down: %s", type(error).__name__)
        return unavailable().response()

    async def unforeseen(_request: Request, _error: Exception) -> JSONResponse:
        return Refusal(
            500,
            "internal",
            "Something went wrong on our side.",
            "Try again; if it stays, tell support the correlation id.",
        ).response()

    app.add_exception_handler(Refusal, refused)
    app.add_exception_handler(RequestValidationError, not_valid)
    app.add_exception_handler(HTTPException, plain)
    for kind in outages:
        app.add_exception_handler(kind, outage)
    app.add_exception_handler(Exception, unforeseen)
