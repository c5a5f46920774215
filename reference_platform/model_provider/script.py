"""How the scripted model answers: it chooses tools, fills schemas and writes, out of the request alone."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any

from reference_platform.model_provider import conversation as conversations
from reference_platform.model_provider import words
from reference_platform.model_provider.conversation import Conversation, Offer, Section

#: How much of the question is quoted, in characters.
QUOTED = 400
#: How many sentences of one list an answer takes, the first ones of the list always among them.
SENTENCES, HEADLINES = 9, 3
#: How many remembered statements are quoted.
REMEMBERED = 3


@dataclass
class Reply:
    """What the model says: a text, and the tools that it calls with their arguments."""

    text: str
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)


def reply(request: dict[str, Any]) -> Reply:
    """Answer a chat-completions request. Raises what `conversation.read` raises."""
    talk = conversations.read(request)
    if talk.schema is not None:
        return Reply(json.dumps(fill(talk.schema, talk), ensure_ascii=False))
    if chosen := choose(talk):
        looks = ", ".join(_spoken(offer, wanted) for offer, wanted in chosen)
        calls = [(offer.name, fill(offer.parameters, talk)) for offer, _ in chosen]
        return Reply(f"For “{words.shortened(talk.question, QUOTED)}” I look into {looks}.", calls)
    return Reply(write(talk))


def choose(talk: Conversation) -> list[tuple[Offer, list[str]]]:
    """The tools to call now, best first, each with the words of the question that speak for it.

    Every tool that shares a word with the question is called, and at least half of those on offer: the
    context breaks ties, then the order of the offer. None is called where results are there already: each
    tool is called at most once.
    """
    if talk.results or not talk.offers:
        return []
    asked = words.content_words(talk.question)
    around = words.content_words(" ".join(line for section in talk.sections for line in section.lines))
    scored: list[tuple[int, int, Offer]] = []
    for offer in talk.offers:
        about = words.content_words(f"{offer.name.replace('_', ' ')} {offer.description}")
        scored.append((len(about & asked), len(about & around), offer))
    scored.sort(key=lambda entry: (-entry[0], -entry[1]))
    wanted = max(sum(1 for score, _, _ in scored if score), (len(scored) + 1) // 2)
    return [(offer, _shared(talk.question, offer)) for _, _, offer in scored[:wanted]]


def _shared(question: str, offer: Offer) -> list[str]:
    about = words.content_words(f"{offer.name.replace('_', ' ')} {offer.description}")
    return [w for w in dict.fromkeys(re.findall(r"[^\W_]+", question)) if words.content_words(w) & about]


def _spoken(offer: Offer, shared: list[str]) -> str:
    name = offer.name.replace("_", " ")
    return f"{name} ({', '.join(shared[:4])})" if shared else name


def fill(schema: dict[str, Any], talk: Conversation) -> Any:
    """A value that the schema allows: an enumeration takes the value that the context names, a text quotes
    it.
    """
    if "enum" in schema or "const" in schema:
        return _named(schema.get("enum") or [schema["const"]], talk)
    kind = schema.get("type")
    if kind == "object" or "properties" in schema:
        properties: dict[str, dict[str, Any]] = schema.get("properties") or {}
        return {name: fill(inner, talk) for name, inner in properties.items()}
    if kind == "array":
        return []
    if kind in {"number", "integer"}:
        return schema.get("minimum", 0)
    if kind == "boolean":
        return False
    asked = words.content_words(talk.question)
    context = _context(talk)
    lines = [line for _, line in words.ranked([x for x in context if _whole(x)] or context, asked)][:2]
    return " ".join([f"“{words.shortened(talk.question, QUOTED)}”:", *map(_closed, lines)])


def _named(values: list[Any], talk: Conversation) -> Any:
    """The one of `values` that stands as a word in the context; the last one where none does."""
    for line in _context(talk):
        spoken = re.findall(r"[\w-]+", line)
        for value in values:
            if str(value) in spoken:
                return value
    return values[-1]


def _context(talk: Conversation) -> list[str]:
    return [
        line
        for section in [*talk.sections, *conversations.result_sections(talk.results)]
        for line in section.lines
    ]


def write(talk: Conversation) -> str:
    """The answer: the question, what is remembered, then each list of the context and of the tool results.

    Sentences are ranked by the question's words and set in short paragraphs; numbered lists stay whole and in
    order.
    """
    asked = words.content_words(talk.question)
    paragraphs = [f"On your question “{words.shortened(talk.question, QUOTED)}”:"]
    said = [s for text in talk.earlier for s in words.sentences(text)]
    if remembered := _remembered(said, asked):
        paragraphs.append("You said: " + " ".join(f"“{s}”" for s in remembered))
    results = conversations.result_sections(talk.results)
    sections = [*results, *talk.sections]
    for section in sections:
        if not section.numbered and (
            notes := _remembered([x for x in section.lines if not _whole(x)], asked)
        ):
            paragraphs.append(f"{section.title}: {'; '.join(notes)}.")
    # Where there are tool results, they speak; the context's prose is what others have said already.
    for section in results or sections:
        paragraphs += _written(section, asked)
    return "\n\n".join(paragraphs)


def _remembered(lines: list[str], asked: set[str]) -> list[str]:
    """The statements that bear on the question: shared words first, then those that hold a number or a name.
    The statements that bear on the question: shared words first, then those that hold a number or a name.
    """

    def weight(line: str) -> float:
        if line.endswith(("?", "？")):
            return 0.0
        special = bool(re.search(r"\d|(?<=\s)[A-Z]\w", line))
        return len(words.content_words(line) & asked) + special / 2

    kept = sorted(dict.fromkeys(lines), key=weight, reverse=True)[:REMEMBERED]
    return [line for line in dict.fromkeys(lines) if line in kept and weight(line) > 0]


def _written(section: Section, asked: set[str]) -> list[str]:
    if section.numbered:
        steps = "\n".join(f"{n}. {line}" for n, line in enumerate(section.lines, 1))
        return [f"{section.title}:\n{steps}"]
    prose = [line for line in section.lines if _whole(line)]
    best = words.ranked(prose, asked)
    headlines = set(prose[:HEADLINES])
    kept = headlines | {
        line for _, line in [pair for pair in best if pair[1] not in headlines][: SENTENCES - HEADLINES]
    }
    lines = [line for _, line in best if line in kept]
    return [" ".join(lines[i : i + 3]) for i in range(0, len(lines), 3)]


def _whole(line: str) -> bool:
    return line.endswith((".", "!", "?", "。", "！", "？"))


def _closed(line: str) -> str:
    return line if _whole(line) else f"{line}."
