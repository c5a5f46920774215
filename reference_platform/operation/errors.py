"""Refusals: {"error": {"code", "message", "next_step", "correlation_id"}}, the same everywhere.

Never a stack trace, a secret or a value that the caller sent.
"""

import logging
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from reference_platform.operation import correlation, metrics

logger = logging.getLogger(__name__)

_COUNTED = {401: metrics.AUTH_FAILURES, 423: metrics.AUTH_FAILURES, 402: metrics.QUOTA_REFUSALS}


class Refusal(Exception):  # noqa: N818 - it is an answer, not a fault
    """A request that is not granted: its HTTP status and what the caller may be told."""

    def __init__(
        self, status: int, code: str, message: str, next_step: str, headers: dict[str, str] | None = None
    ) -> None:
        super().__init__(message)
        self.status, self.code, self.message, self.next_step = status, code, message, next_step
        self.headers = headers or {}
        if status in _COUNTED:
            _COUNTED[status].add()

    def body(self) -> dict[str, Any]:
        """The reply's body, under the current correlation id."""
        said = {"code": self.code, "message": self.message, "next_step": self.next_step}
        return {"error": said | {"correlation_id": correlation.current()}}

    def response(self) -> JSONResponse:
        """The whole reply."""
        return JSONResponse(self.body(), self.status, self.headers)


def not_found() -> Refusal:
    """The one reply for what does not exist and for what belongs to somebody else: nobody can tell which."""
    next_step = "Check the address or list what is yours."
    return Refusal(404, "not_found", "There is no such thing here.", next_step)


def forbidden(message: str, next_step: str) -> Refusal:
    """The caller is known, may see the thing, and lacks the right for this act."""
    return Refusal(403, "forbidden", message, next_step)


def invalid(code: str, message: str, next_step: str = "Correct it and send the request again.") -> Refusal:
    """What was sent cannot be accepted; nothing was stored."""
    return Refusal(422, code, message, next_step)


def unavailable() -> Refusal:
    """A dependency is down; nothing was acknowledged."""
    message = "The service cannot reach its database at the moment; nothing was stored."
    return Refusal(503, "unavailable", message, "Try again in a few seconds.", {"retry-after": "2"})


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


def of_error(error: Exception, outages: tuple[type[Exception], ...]) -> Refusal:
    """The refusal for whatever an application raised."""
    if isinstance(error, Refusal):
        return error
    if isinstance(error, RequestValidationError):
        return of_validation(error.errors())
    if isinstance(error, HTTPException):
        if error.status_code == 404:
            return not_found()
        what = HTTPStatus(error.status_code).phrase.lower()
        code, headers = what.replace(" ", "_"), dict(error.headers or {})
        next_step = "See the API description for what is offered."
        return Refusal(error.status_code, code, f"The request was refused: {what}.", next_step, headers)
    if isinstance(error, outages):
        logger.error("dependency down: %s", type(error).__name__)
        return unavailable()
    next_step = "Try again; if it stays, tell support the correlation id."
    return Refusal(500, "internal", "Something went wrong on our side.", next_step)


def install(app: FastAPI, outages: tuple[type[Exception], ...] = ()) -> None:
    """Makes `app` answer every error in the one shape; `outages` (a dependency is down) become 503."""

    async def answer(_request: Request, error: Exception) -> JSONResponse:
        return of_error(error, outages).response()

    for kind in (Refusal, RequestValidationError, HTTPException, *outages, Exception):
        app.add_exception_handler(kind, answer)
