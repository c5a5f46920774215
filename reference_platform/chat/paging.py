"""Pages of a list: an opaque cursor names the last row that was seen."""

import base64
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Query

from reference_platform.chat.bodies import Line, Priority, Status
from reference_platform.operation import errors, versions
from reference_platform.operation.showing import shown


@dataclass(frozen=True)
class Page:
    """How many rows, and after which."""

    limit: Annotated[int, Query(ge=1, le=100)] = 20
    cursor: str | None = None

    def after(self, *kinds: Callable[[str], Any]) -> list[Any]:
        """The values that the cursor holds, each read by its kind; all None at the start. Refusal 422: not ours."""
        if self.cursor is None:
            return [None] * len(kinds)
        try:
            parts = base64.urlsafe_b64decode(self.cursor.encode()).decode().split("~")
            return [kind(part) for kind, part in zip(kinds, parts, strict=True)]
        except ValueError:
            raise errors.invalid("unknown_cursor", "That cursor is none of ours.", "Start without one.") from None

    def reply(self, rows: Sequence[Any], columns: Sequence[str], *keys: str) -> dict[str, Any]:
        """{"items", "next_cursor"} out of one row more than the page holds; no cursor on the last page."""
        items, cursor = [shown(row, *columns) for row in rows[: self.limit]], None
        if len(rows) > self.limit:
            last = "~".join(str(rows[self.limit - 1][key]) for key in keys)
            cursor = base64.urlsafe_b64encode(last.encode()).decode()
        return {"items": items, "next" if versions.current() == "1" else "next_cursor": cursor}


Paged = Annotated[Page, Depends(Page)]
"""A route's parameter: `limit` (20, at most 100) and `cursor` of the query."""


@dataclass(frozen=True)
class Search:
    """Which threads of a list: words of title, summary or messages; a tag, a priority, a status."""

    q: Annotated[Line | None, Query()] = None
    tag: Annotated[Line | None, Query()] = None
    priority: Priority | None = None
    status: Status | None = None


Sought = Annotated[Search, Depends(Search)]
"""A route's parameter: `q`, `tag`, `priority` and `status` of the query; without a status all but archived ones."""
