"""A scenario's timeline as text: one line for each thing that anybody did or saw."""

from __future__ import annotations

from collections.abc import Sequence

from support.history.evidence import Line

_MOST = 600
"""Of a longer timeline the last lines are kept: the failure is at the end."""


def as_text(lines: Sequence[Line], offending: frozenset[int] = frozenset()) -> str:
    """The lines in columns, what broke the promise marked; empty where there are none."""
    shown = lines[-_MOST:]
    width = max((len(line.channel) for line in shown), default=0)
    return "".join(
        f"{'✕' if line.number in offending else ' '} {line.at:>8.3f} s  {line.channel:<{width}}"
        f"  {line.direction:<6}  {line.words}\n"
        for line in shown
    )
