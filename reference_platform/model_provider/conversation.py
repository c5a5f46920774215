"""What one chat-completions request holds, read from the OpenAI format alone."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

_HEADING = re.compile(r"^#+\s+(?P<title>.+)$")
_ITEM = re.compile(r"^(?:[-*]|(?P<number>\d+)\.)\s+(?P<text>.+)$")


@dataclass
class Section:
    """A list that the request gives as material, under its heading. A numbered one is steps, kept whole."""

    title: str
    numbered: bool = False
    lines: list[str] = field(default_factory=list)


@dataclass
class Conversation:
    """A request, sorted into what the model may use.

    `offers` are the functions that were not called yet, `context` the sections of the instructions, `results`
    those of the tool results, `schema` what the answer has to follow.
    """

    question: str
    earlier: list[str]
    context: list[Section]
    results: list[Section]
    offers: list[dict[str, Any]]
    schema: dict[str, Any] | None


def read(request: dict[str, Any]) -> Conversation:
    """Sort a request. Raises ValueError, KeyError, TypeError or AttributeError where it is none."""
    messages: list[dict[str, Any]] = request["messages"]
    asked = max((i for i, m in enumerate(messages) if m["role"] == "user"), default=-1)
    if asked < 0:
        raise ValueError("messages hold no user message")
    before, turn = messages[:asked], messages[asked:]
    calls = {call["function"]["name"] for m in turn for call in m.get("tool_calls") or []}
    offers = [tool["function"] for tool in request.get("tools") or []]
    wanted = request.get("response_format") or {}
    instructions = [_text(m["content"]) for m in messages if m["role"] in {"system", "developer"}]
    return Conversation(
        question=_text(messages[asked]["content"]),
        earlier=[_text(m["content"]) for m in before if m["role"] == "user"],
        context=[section for text in instructions for section in _sections(text)],
        results=_gathered(_text(m["content"]) for m in turn if m["role"] == "tool"),
        offers=[offer for offer in offers if offer["name"] not in calls],
        schema=wanted["json_schema"]["schema"] if wanted.get("type") == "json_schema" else None,
    )


def _text(content: Any) -> str:
    """The text of a message, whose content is a string or a list of parts."""
    if isinstance(content, list):
        return "\n".join(part.get("text", "") for part in content)
    return content or ""


def _sections(text: str) -> Iterator[Section]:
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


def _gathered(results: Iterator[str]) -> list[Section]:
    """The sentences of tool results, gathered under the names of the lists in which they came."""
    found: dict[str, Section] = {}

    def walk(value: Any, name: str) -> None:
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            if isinstance(inner, dict | list):
                walk(inner, str(key) if isinstance(value, dict) else name)
            elif isinstance(value, list) and isinstance(inner, str):
                found.setdefault(name, Section(name.replace("_", " ").capitalize())).lines.append(inner)

    for result in results:
        try:
            walk([json.loads(result)], "")
        except ValueError:
            walk([result], "")
    return list(found.values())
