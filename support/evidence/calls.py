"""HTTP calls as text: who called what when, with headers and bodies, secrets replaced."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from support.history.evidence import Exchange

_MOST = 1600
"""Letters of a body that are shown."""
_LONGEST = 160
"""Letters of one line: a token's claims stand in the transcript."""
_DULL_HEADERS = frozenset({"date", "server", "content-length", "accept", "accept-encoding", "connection", "user-agent"})
"""They say nothing about the platform's behaviour."""


def as_text(exchanges: Iterable[Exchange], offending: frozenset[int] = frozenset()) -> str:
    """All of them, one below the other; empty where there was none."""
    return "\n".join(_one(each, each.number in offending) for each in exchanges)


def _one(exchange: Exchange, offends: bool) -> str:
    request, answer = exchange.request, exchange.answer
    doing = f" {exchange.words}" if exchange.words else ""
    lines = [
        f"{'✕ ' if offends else ''}{exchange.at:.3f} s  {exchange.actor}{doing}  ({exchange.took * 1000:.0f} ms)",
        f"    > {request['method']} {request['url']}",
        *_headers(">", request["headers"]),
        *_body(">", request["body"]),
    ]
    if "fault" in answer:
        lines.append(f"    < no answer ({answer['fault']}): {answer['says']}")
    elif answer:
        lines += [f"    < {answer['status']}", *_headers("<", answer["headers"]), *_body("<", answer["body"])]
    else:
        lines.append("    < no answer yet when the scenario ended")
    return "\n".join(lines) + "\n"


def _headers(side: str, headers: Iterable[tuple[str, str]]) -> list[str]:
    return [f"    {side} {name}: {_cut(value)}" for name, value in headers if name.lower() not in _DULL_HEADERS]


def _body(side: str, body: Any) -> list[str]:
    if not body:
        return []
    try:
        text = json.dumps(json.loads(body), indent=1, ensure_ascii=False)
    except ValueError:
        text = str(body)
    cut = f"{text[:_MOST]}\n… {len(text) - _MOST:,} letters more" if len(text) > _MOST else text
    return [f"    {side} {_cut(line)}" for line in cut.splitlines()]


def _cut(line: str) -> str:
    return f"{line[:_LONGEST]}…" if len(line) > _LONGEST else line
