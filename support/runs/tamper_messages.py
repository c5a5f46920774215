"""What a scenario really received, message by message, in the canonical words of its dialect."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any, cast

from support.runs import tamper_documents as documents
from support.runs.playing import Played
from support.runs.tamper_documents import Named, Path
from support.targets.canon import TERMINAL, Frame
from support.targets.dialect import Call, Dialect, Page, Query
from support.targets.profile import Target
from support.wire.recording import Recording
from support.wire.tape import Entry
from support.wire.traffic import Arrival, data_read

FRAME, REPLY, REFUSAL, KEPT, CLOSING = "frame", "reply", "refusal", "kept", "closing"
"""The kinds of messages; all but a refusal and a closing are followed by what they tell: "frame: started"."""

ENVELOPE = "envelope"
"""What the name of a field begins with that every frame has."""

CACHE = "redis"
"""The channel of what a step asks the cache."""

PROVIDER, CALLS = "model provider", "model calls"
"""The channel of what a step asks the model provider, and the dialect's name for what can be read there."""

STACK, LOG = "stack", "which log lines"
"""The channel of what a step asks the stack, and how a look into the logs begins."""

_OF_BROWSERS = ("access-control-", "www-authenticate", "retry-after")
"""How the headers begin that say something to every client, beside those that the dialect names."""

REST = "(rest)"


@dataclasses.dataclass(frozen=True)
class Message:
    """One of them. ``document`` is what can be tampered with, ``reads`` makes a canonical object of it (and may raise
    anything for a document that is out of shape), ``writes`` what the tape holds."""

    name: str
    entry: Entry
    document: Any
    reads: Callable[[Any], Any]
    writes: Callable[[Any], Any]
    arranged: bool
    """Whether it came before the scenario's When."""
    frame: Frame | None = None
    """As the dialect reads it, where it is one."""

    @property
    def kind(self) -> str:
        """One of the kinds."""
        return self.name.partition(":")[0]

    @property
    def groups(self) -> tuple[str, ...]:
        """Where it is a list of unlike things, which kind each is."""
        try:
            said = self.reads(self.document)
        except Exception:  # as below
            return ()
        rows = said.get("said") if isinstance(said, Named) else said
        return (
            tuple(next(iter(row)) if isinstance(row, Named) else "" for row in rows) if isinstance(rows, list) else ()
        )

    def fields(self, document: Any) -> dict[Path, Any]:
        """The canonical leaves of a document of this message; none where it cannot be read."""
        try:
            return dict(documents.canonical(self.reads(document)))
        except Exception:  # a dialect may stumble over a document that no platform writes
            return {}


class Overheard:
    """A dialect that remembers each call that somebody made in it."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self.calls: list[tuple[str, Call[Any]]] = []
        """The dialect's own name of each, in words, and the call."""
        self.queries: dict[str, tuple[str, Query[Any]]] = {}
        """Those that the dialect has made for the scenario, by the query's name: its own name, and the query."""

    def __getattr__(self, name: str) -> Any:
        given = getattr(self._dialect, name)
        if not callable(given) or isinstance(given, Query):
            return given

        def remembered(*arguments: Any, **named: Any) -> Any:
            made = given(*arguments, **named)
            if isinstance(made, Query):
                self.queries[made.name] = (name, made)
            return self._remember(name.replace("_", " "), made) if isinstance(made, Call) else made

        return remembered

    def _remember(self, name: str, call: Call[Any]) -> Call[Any]:
        self.calls.append((name, call))

        def grants(body: Any) -> Any:
            granted = call.grants(body)
            if isinstance(granted, Page) and granted.next is not None:
                return dataclasses.replace(granted, next=self._remember(name, granted.next))
            return granted

        return dataclasses.replace(call, grants=grants)


def received(recording: Recording, played: Played, heard: Overheard) -> list[Message]:
    """What the steps of the feature received in this replay, in order; not what the added last step looked up."""
    used = played.used
    steps = [entry for entry in recording.tape.entries if entry.kind == "step" and entry.number in used]
    begins = next((entry.number for entry in steps if entry.content["type"] == "when"), 0)
    ends = steps[-1].number if steps and not played.ends[-1].line.own else float("inf")
    reader = _Reader(Target.of_profile(recording.tape.head["target"], "the transcript"), heard)
    return [
        message
        for entry in recording.tape.entries
        if entry.number in used and entry.number < ends
        for message in reader.read(entry, arranged=entry.number < begins)
    ]


class _Reader:
    """Makes messages of entries, for one recording."""

    def __init__(self, target: Target, heard: Overheard) -> None:
        self._dialect = cast("Dialect", heard)
        self._heard = heard
        services = {call.service for _, call in heard.calls}
        self._addresses = {
            service: [target.address(service, place) for place in range(len(target.chat_urls))] for service in services
        }
        dialect = heard._dialect
        queries = [(name, getattr(dialect, name)) for name in dir(dialect) if not name.startswith("__")]
        self._queries = {query.name: (name, query) for name, query in queries if isinstance(query, Query)}
        self._queries |= heard.queries

    def read(self, entry: Entry, arranged: bool) -> Iterator[Message]:
        """The entry's message; none for what tells the scenario nothing."""
        match entry.kind:
            case "frame" if isinstance(data_read(entry.content), str):
                yield from self._frame(entry, arranged)
            case "closed":
                yield Message(CLOSING, entry, entry.content, Named, _itself, arranged)
            case "exchange" | "connect" if "status" in (entry.result or {}):
                yield self._answer(entry, arranged)
            case "read" if entry.content["query"] in self._queries:
                name, query = self._queries[entry.content["query"]]
                said = name.removeprefix("kept_").replace("_", " ")
                yield Message(
                    f"{KEPT}: {said}", entry, entry.result, lambda rows: _by_kind(map(query.reads, rows)),
                    _itself, arranged,
                )  # fmt: skip
            case "ask" if entry.channel == CACHE:
                yield Message(f"{KEPT}: {CACHE}", entry, entry.result, _itself, _itself, arranged)
            case "ask" if entry.channel == PROVIDER and entry.result is not None:
                grants = next(call.grants for name, call in self._heard.calls if name == CALLS)
                yield Message(f"{KEPT}: {CALLS}", entry, entry.result, grants, _itself, arranged)
            case "ask" if entry.channel == STACK and entry.content["what"].startswith(LOG):
                yield Message(f"{KEPT}: log", entry, entry.result, _itself, _itself, arranged)

    def _frame(self, entry: Entry, arranged: bool) -> Iterator[Message]:
        def frame_of(document: Any) -> Frame:
            data = json.dumps(document, ensure_ascii=False)
            return self._dialect.frame(Arrival(entry.channel, entry.number, entry.at, data=data), "", "")

        def reads(document: Any) -> Any:
            frame = frame_of(document)
            envelope = {each.name: getattr(frame, each.name) for each in dataclasses.fields(frame)}
            return Named(
                envelope=Named({name: value for name, value in envelope.items() if name not in _NOT_TOLD}),
                body=frame.body,
            )

        def writes(document: Any) -> Any:
            return {"text": json.dumps(document, ensure_ascii=False)}

        try:
            document = json.loads(str(data_read(entry.content)))
        except ValueError:
            return
        frame = frame_of(document)
        yield Message(f"{FRAME}: {frame.event}", entry, document, reads, writes, arranged, frame)

    def _answer(self, entry: Entry, arranged: bool) -> Message:
        result = entry.result
        name, call = self._call_of(entry)
        granted = call is not None and result["status"] in call.statuses
        refused = not granted and self._dialect.refusal(result["status"], _json(result["body"])) is not None
        told = {self._dialect.correlation_header: "correlation", self._dialect.version_header: "version"}
        headers = {name: value for name, value in result["headers"] if name in told or name.startswith(_OF_BROWSERS)}
        rest = [[name, value] for name, value in result["headers"] if name not in headers]
        document = {
            "status": result["status"], "headers": headers, "body": result["body"], "took": result["took"],
            REST: json.dumps({REST: rest}),
        }  # fmt: skip
        named = REFUSAL if refused else f"{REPLY}: {name}"

        def reads(document: Any) -> Any:
            body = _json(document["body"])
            if refused:
                said: Any = self._dialect.refusal(document["status"], body)
                assert said is not None, "no refusal"
            else:
                said = call.grants(body) if granted and call is not None else None
            if isinstance(said, Page):
                said = _by_kind(said.items)
            named = {told.get(name, name): value for name, value in document["headers"].items()}
            return Named(said=said, header=Named(named))

        return Message(named, entry, document, reads, _response, arranged)

    def _call_of(self, entry: Entry) -> tuple[str, Call[Any] | None]:
        content = entry.content
        if entry.kind == "connect":
            return "the handshake", None
        headers = {(name, value) for name, value in content["headers"]}
        fitting = [
            (len(call.headers), place, name, call)
            for place, (name, call) in enumerate(self._heard.calls)
            if call.method == content["method"]
            and call.service == content["service"]
            and any(content["url"] == base + call.path for base in self._addresses[call.service])
            and set(call.headers) <= headers
        ]
        if not fitting:
            return str(content["method"]).lower(), None
        _, _, name, call = max(fitting, key=lambda each: each[:2])
        return name, call


_NOT_TOLD = frozenset({"number", "at", "actor", "tab", "complaints", "raw", "body"})


def name_of(path: Path) -> str:
    """A canonical leaf's name as promises have it: "plan", "envelope.seq", "tokens.access", "figures.value"."""
    steps = [step for step in path if isinstance(step, str) and step not in _UNNAMED]
    return ".".join(steps) or "value"


_UNNAMED = frozenset({"body", "said", documents.COUNT})


def terminal(message: Message) -> bool:
    """Whether it ends a run."""
    return message.name in _ENDS


_ENDS = {f"{FRAME}: {event}" for event in TERMINAL}


def _response(document: Any) -> Any:
    headers = [[name, value] for name, value in document["headers"].items()]
    return {
        "status": document["status"],
        "headers": headers + json.loads(document[REST])[REST],
        "body": document["body"],
        "took": document["took"],
    }


def _by_kind(things: Iterable[Any]) -> list[Any]:
    """Things that say of what kind they are or whose role they have, under that name: "tool.outcome", "user.text"."""
    found = []
    for thing in things:
        kind = getattr(thing, "kind", None) or getattr(thing, "role", None)
        found.append(Named({kind: thing}) if isinstance(kind, str) and kind and not hasattr(thing, "email") else thing)
    return found


def _itself(document: Any) -> Any:
    return document


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text
