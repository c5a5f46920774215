"""Lists that come in pages, the versions of the interface, and ids in addresses."""

from __future__ import annotations

import urllib.parse
from collections.abc import Callable
from typing import Any, TypeVar

from support.targets.apex import shapes
from support.targets.dialect import Call, Page, ShapeError

T = TypeVar("T")

VERSIONS = {"older": "1", "newer": "2", "unknown": "99"}
"""What the header API-Version says."""

_NEXT = {"older": "next"}
"""Where a list names its next part; "next_cursor" in the newer version."""


def page(doing: str, path: str, reads: Callable[[Any], T], version: str | None = None) -> Call[Page[T]]:
    """The call for a list, and by its cursor for each further part of it."""

    def grants(value: Any) -> Page[T]:
        items = shapes.field(value, "items")
        if not isinstance(items, list):
            raise ShapeError(f"expected a list in the field 'items', saw {type(items).__name__}")
        cursor = value.get(_NEXT.get(version or "", "next_cursor"))
        following = None
        if cursor:
            glue = "&" if "?" in path else "?"
            bare = path.split(f"{glue}cursor=", maxsplit=1)[0]
            following = page(doing, f"{bare}{glue}cursor={identity(str(cursor))}", reads, version)
        return Page(tuple(reads(item) for item in items), following)

    headers = (("api-version", VERSIONS[version]),) if version is not None else ()
    return Call(doing, "chat", "GET", path, grants, headers=headers)


def identity(value: str) -> str:
    """An id as it stands in an address, whatever is in it."""
    return urllib.parse.quote(value, safe="")
