"""Whether two sources say the same of one thing, field by field."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Collection, Sequence
from typing import Any

GRAIN = datetime.timedelta(milliseconds=2)
"""Moments are told in milliseconds and kept in microseconds."""


def differences(one: Any, other: Any, but: Collection[str] = ()) -> list[str]:
    """Each field in which two canonical objects of one kind differ, with both values; moments may differ by
    :data:`GRAIN`. Left out are what a dialect has not read (``raw``), and those ``but``."""
    if other is None:
        return [f"{one} against nothing"]
    found = []
    for field in dataclasses.fields(one):
        seen, expected = getattr(one, field.name), getattr(other, field.name)
        if field.name != "raw" and field.compare and field.name not in but and not _same(seen, expected):
            found.append(f"{field.name}: {seen!r} against {expected!r}")
    return found


def between(some: Sequence[Any], others: Sequence[Any], but: Collection[str] = ()) -> list[str]:
    """The differences of two lists of such objects, element by element; where they are not as many, their lengths."""
    if len(some) != len(others):
        return [f"{len(some)} against {len(others)}"]
    return [each for one, other in zip(some, others, strict=True) for each in differences(one, other, but)]


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, datetime.datetime) and isinstance(other, datetime.datetime):
        return abs(one - other) <= GRAIN
    if isinstance(one, tuple) and isinstance(other, tuple):
        return len(one) == len(other) and all(map(_same, one, other))
    if dataclasses.is_dataclass(one) and type(one) is type(other):
        return not differences(one, other)
    return bool(one == other)
