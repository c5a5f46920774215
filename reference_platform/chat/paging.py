"""Pages of a list: an opaque cursor names the last row that was seen."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

from fastapi import Depends, Query

from reference_platform.operation import errors

if TYPE_CHECKING:
    import asyncpg


@dataclass(frozen=True)
class Page:
    """How many rows, and after which."""

    limit: int
    cursor: str | None = None

    def number(self) -> int:
        """The cursor as the number of the last row seen; 0 at the start. Refusal 422 for none of ours."""
        try:
            return int(self._opened() or 0)
        except ValueError:
            raise _unknown_cursor() from None

    def instant(self) -> tuple[datetime | None, UUID | None]:
        """The cursor as instant and id of the last row seen. Refusal 422 for none of ours."""
        if (text := self._opened()) is None:
            return None, None
        try:
            moment, _, row_id = text.partition("|")
            return datetime.fromisoformat(moment), UUID(row_id)
        except ValueError:
            raise _unknown_cursor() from None

    def reply(
        self,
        rows: Sequence[asyncpg.Record],
        public: Callable[[asyncpg.Record], dict[str, Any]],
        key: Callable[[asyncpg.Record], str],
    ) -> dict[str, Any]:
        """{"items", "next_cursor"} out of one row more than the page holds; no cursor on the last page."""
        shown = rows[: self.limit]
        more = len(rows) > self.limit
        cursor = base64.urlsafe_b64encode(key(shown[-1]).encode()).decode() if more else None
        return {"items": [public(row) for row in shown], "next_cursor": cursor}

    def _opened(self) -> str | None:
        if self.cursor is None:
            return None
        try:
            return base64.urlsafe_b64decode(self.cursor.encode()).decode()
        except (binascii.Error, UnicodeError):
            raise _unknown_cursor() from None


def _unknown_cursor() -> errors.Refusal:
    return errors.invalid(
        "unknown_cursor", "That cursor is none of ours.", "Start without one, then use next_cursor as it came."
    )


def _page(limit: Annotated[int, Query(ge=1, le=100)] = 20, cursor: str | None = None) -> Page:
    return Page(limit, cursor)


Paged = Annotated[Page, Depends(_page)]
"""A route's parameter: `limit` (20, at most 100) and `cursor` of the query."""
