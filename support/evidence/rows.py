"""Rows and keys as text: what was looked up by the step that broke, then all that speaks of the scenario."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from support.stores.concerned import Held

_MOST = 140
"""Letters of one value that are shown."""


def as_text(looked_up: Iterable[tuple[str, Iterable[Mapping[str, Any]]]], held: Iterable[Held]) -> str:
    """Both, below each other; empty where there is nothing.

    :param looked_up: what the step read itself: what it asked for, and the rows that it got.
    """
    parts = [_part(f"{asked}, as the step that broke read it", list(rows), "") for asked, rows in looked_up]
    parts += [_part(each.title, each.rows, each.trouble) for each in held]
    return "\n".join(parts)


def _part(title: str, rows: Iterable[Mapping[str, Any]], trouble: str) -> str:
    shown = [f"  {_row(row)}" for row in rows]
    return "\n".join([title, *(shown or [f"  {trouble or 'nothing'}"])]) + "\n"


def _row(row: Mapping[str, Any]) -> str:
    return "  ".join(f"{name}={_value(value)}" for name, value in row.items() if value is not None)


def _value(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    text = " ".join(text.split())
    return f"{text[:_MOST]}…" if len(text) > _MOST else text
