"""How the scripted model answers: it chooses tools, fills schemas and writes, out of the request alone."""

import json
import re
from dataclasses import dataclass, field
from typing import Any

from reference_platform.model_provider import conversation, words
from reference_platform.model_provider.conversation import Conversation, Section

#: How much of the question is quoted, in characters, and how many statements of the customer are.
QUOTED, REMEMBERED = 400, 3
#: How many sentences of one list an answer takes, the first ones of the list always among them.
SENTENCES, HEADLINES = 9, 3


@dataclass
class Reply:
    """What the model says: a text, and the tools that it calls with their arguments."""

    text: str
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)


def reply(request: dict[str, Any]) -> Reply:
    """Answer a chat-completions request. Raises what `conversation.read` raises."""
    talk = conversation.read(request)
    if talk.schema is not None:
        return Reply(json.dumps(fill(talk.schema, talk), ensure_ascii=False))
    if talk.offers and not talk.results:
        chosen = choose(talk)
        looks = ", ".join(_reason(offer, talk.question) for offer in chosen)
        calls = [(offer["name"], fill(offer.get("parameters") or {}, talk)) for offer in chosen]
        return Reply(f"For “{words.shortened(talk.question, QUOTED)}” I look into {looks}.", calls)
    return Reply(write(talk))


def choose(talk: Conversation) -> list[dict[str, Any]]:
    """The tools to call, best first: all that share a word with the question, and at least half of the offer.

    The context (facts among it) breaks ties, then the order of the offer.
    """
    asked = words.content_words(talk.question)
    around = words.content_words(" ".join(_lines(talk.context)))
    shared = [(len(_about(offer) & asked), len(_about(offer) & around)) for offer in talk.offers]
    order = sorted(range(len(shared)), key=lambda i: (-shared[i][0], -shared[i][1]))
    wanted = max(sum(score > 0 for score, _ in shared), (len(shared) + 1) // 2)
    return [talk.offers[i] for i in order[:wanted]]


def _about(offer: dict[str, Any]) -> set[str]:
    return words.content_words(f"{offer['name'].replace('_', ' ')} {offer.get('description', '')}")


def _reason(offer: dict[str, Any], question: str) -> str:
    """The tool's name, with the words of the question that speak for it."""
    about = _about(offer)
    spoken = [w for w in dict.fromkeys(re.findall(r"[^\W_]+", question)) if words.content_words(w) & about]
    name: str = offer["name"].replace("_", " ")
    return f"{name} ({', '.join(spoken[:4])})" if spoken else name


def fill(schema: dict[str, Any], talk: Conversation) -> Any:
    """A value that the schema allows: of an enumeration the one that the context names; a text quotes it."""
    lines = _lines(talk.context + talk.results)
    if values := schema.get("enum"):
        spoken = [word for line in lines for word in re.findall(r"[\w-]+", line)]
        return next((word for word in spoken if word in values), values[-1])
    if schema.get("type", "object") == "object":
        return {name: fill(inner, talk) for name, inner in (schema.get("properties") or {}).items()}
    if schema.get("type") != "string":
        return {"array": [], "boolean": False}.get(schema.get("type", ""), schema.get("minimum", 0))
    prose = [line for line in lines if words.whole(line)]
    best = words.ranked(prose or lines, words.content_words(talk.question))[:2]
    return " ".join([f"“{words.shortened(talk.question, QUOTED)}”:", *best])


def write(talk: Conversation) -> str:
    """The answer: what is remembered, then the lists of the tool results, else of the context.

    Sentences are ranked by the question's words and set in short paragraphs; numbered lists stay whole.
    """
    asked = words.content_words(talk.question)
    paragraphs: list[str] = []
    if said := _remembered([s for text in talk.earlier for s in words.sentences(text)], asked):
        paragraphs.append("You said: " + " ".join(f"“{sentence}”" for sentence in said))
    for section in talk.results + talk.context:
        notes = [line for line in section.lines if not words.whole(line) and not section.numbered]
        if kept := _remembered(notes, asked):
            paragraphs.append(f"{section.title}: {'; '.join(kept)}.")
    for section in talk.results or talk.context:
        paragraphs += _written(section, asked)
    return "\n\n".join(paragraphs)


def _remembered(lines: list[str], asked: set[str]) -> list[str]:
    """The statements that bear on the question: by shared words, then those that hold a number or a name."""

    def weight(line: str) -> float:
        special = bool(re.search(r"\d|(?<=\s)[A-Z]\w", line))
        return 0 if line.endswith(("?", "？")) else len(words.content_words(line) & asked) + special / 2

    best = sorted(dict.fromkeys(lines), key=weight, reverse=True)[:REMEMBERED]
    return [line for line in dict.fromkeys(lines) if line in best and weight(line)]


def _written(section: Section, asked: set[str]) -> list[str]:
    """The paragraphs of one list."""
    if section.numbered:
        steps = [f"{n}. {line}" for n, line in enumerate(section.lines, 1)]
        return ["\n".join([f"{section.title}:", *steps])]
    prose = [line for line in section.lines if words.whole(line)]
    best, headlines = words.ranked(prose, asked), prose[:HEADLINES]
    room = [line for line in best if line not in headlines][: SENTENCES - HEADLINES]
    kept = [line for line in best if line in headlines or line in room]
    return [" ".join(kept[i : i + 3]) for i in range(0, len(kept), 3)]


def _lines(sections: list[Section]) -> list[str]:
    return [line for section in sections for line in section.lines]
