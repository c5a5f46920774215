"""The correlation id of the work in hand: taken from the request or made, returned, logged, put on frames."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from uuid import uuid4

HEADER = "x-correlation-id"
_ACCEPTABLE = re.compile(r"[A-Za-z0-9._:-]{1,128}")
_current: ContextVar[str] = ContextVar("correlation_id", default="")


def current() -> str:
    """The id of the work in hand; a new one where none was set."""
    return _current.get() or str(uuid4())


def accepted(proposed: str | None) -> str:
    """The caller's id where it is harmless to log and return, else a new one."""
    return proposed if proposed and _ACCEPTABLE.fullmatch(proposed) else str(uuid4())


@contextmanager
def under(correlation_id: str) -> Iterator[None]:
    """Does the enclosed work, and the tasks that it starts, under this id."""
    token = _current.set(correlation_id)
    try:
        yield
    finally:
        _current.reset(token)


def adopt(correlation_id: str) -> None:
    """Puts the rest of the current task under this id; for long-lived tasks that change their subject."""
    _current.set(correlation_id)
