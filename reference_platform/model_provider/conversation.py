"""What one chat-completions request holds, read from the OpenAI format alone."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

_HEADING = re.compile(r"^#+\s+(?P<title>.+)$")
_ITEM = re.compile(r"^(?:(?P<bullet>[-*])|(?P<number>\d+)\.)\s+(?P<text>.+)$")


@dataclass
class Section:
    """A list that the request gives as material, with the heading above it."""

    title: str
    #: Steps: numbered by the writer, to be kept whole and in order.
    numbered: bool = False
    lines: list[str] = field(default_factory=list)


@dataclass
class Offer:
    """A tool that may be called."""

    name: str
    description: str
    parameters: dict[str, Any]


@dataclass
class Conversation:
    """A request, sorted into what the model may use."""

    question: str
    earlier: list[str]
    sections: list[Section]
    offers: list[Offer]
    results: list[str]
    schema: dict[str, Any] | None


def text_of(content: Any) -> str:
    """The text of a message, whose content is a string or a list of parts."""
    if isinstance(content, list):
        return "\n".join(part.get("text", "") for part in content if isinstance(part, dict))
    return content or ""


def sections_of(text: str) -> Iterator[Section]:
    """The lists of a text: items with a bullet or a number, under the nearest heading above."""
    title, current = "", None
    for line in map(str.strip, text.splitlines()):
        if heading := _HEADING.match(line):
            title, current = heading["title"], None
        elif item := _ITEM.match(line):
            if current is None:
                current = Section(title, numbered=bool(item["number"]))
                yield current
            current.lines.append(item["text"])


def result_sections(results: list[str]) -> list[Section]:
    """The sentences of tool results, gathered under the names of the lists in which they came."""
    gathered: dict[str, Section] = {}

    def walk(value: Any, name: str) -> None:
        if isinstance(value, dict):
            for key, inner in value.items():
                walk(inner, key)
        elif isinstance(value, list):
            for inner in value:
                if isinstance(inner, str):
                    gathered.setdefault(name, Section(name.replace("_", " ").capitalize())).lines.append(
                        inner
                    )
                else:
                    walk(inner, name)

    for result in results:
        try:
            walk(json.loads(result), "")
        except ValueError:
            gathered.setdefault("", Section("")).lines.append(result)
    return list(gathered.values())


def read(request: dict[str, Any]) -> Conversation:
    """Sort a request. Raises ValueError, KeyError, TypeError or AttributeError for one that is not of the
    format.
    """
    messages: list[dict[str, Any]] = request["messages"]
    asked = max((i for i, m in enumerate(messages) if m["role"] == "user"), default=None)
    if asked is None:
        raise ValueError("messages hold no user message")
    called = {
        call["function"]["name"]
        for m in messages[asked:]
        for call in m.get("tool_calls") or []
        if call.get("function")
    }
    offers = [
        Offer(f["name"], f.get("description", ""), f.get("parameters") or {})
        for f in (tool["function"] for tool in request.get("tools") or [])
        if f["name"] not in called
    ]
    format_ = request.get("response_format") or {}
    return Conversation(
        question=text_of(messages[asked]["content"]),
        earlier=[text_of(m["content"]) for m in messages[:asked] if m["role"] == "user"],
        sections=[
            section
            for m in messages
            if m["role"] in {"system", "developer"}
            for section in sections_of(text_of(m["content"]))
        ],
        offers=offers,
        results=[text_of(m["content"]) for m in messages[asked:] if m["role"] == "tool"],
        schema=format_["json_schema"]["schema"] if format_.get("type") == "json_schema" else None,
    )
