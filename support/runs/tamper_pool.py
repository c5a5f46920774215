"""What other scenarios really received from the same platform: other reasons, ends, and people's identifiers."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from support.runs import tamper_documents as documents
from support.runs.tamper_documents import FIRST, Path
from support.runs.tamper_messages import FRAME, KEPT, REFUSAL, REPLY, Message, name_of, terminal
from support.targets.canon import Event, Reason

_OWN = frozenset({"envelope.event"})


class Pool:
    """Gathered from every recording of a run; tampering takes from it what no dialect can be asked to invent."""

    def __init__(self, messages: Iterable[Message] = ()) -> None:
        self._refusals: dict[Reason, Any] = {}
        self._granted: dict[tuple[str, str], Any] = {}
        self._rows: dict[str, Any] = {}
        self._frames: dict[str, Message] = {}
        self._ends: dict[str, Message] = {}
        self._codes: dict[tuple[str, Path], dict[Any, Any]] = {}
        self._identifiers: dict[str, list[str]] = {}
        for message in messages:
            self.takes(message)

    def takes(self, message: Message) -> None:
        """Keeps what can be used elsewhere."""
        if message.kind == REFUSAL and message.entry.kind == "exchange":
            reason = message.fields(message.document).get(("said", "reason"))
            if reason is not None:
                self._refusals.setdefault(reason, message.entry.result)
        elif message.kind == REPLY and message.entry.kind == "exchange":
            self._granted.setdefault(_call(message), message.entry.result)
        elif message.kind == FRAME:
            self._frames.setdefault(message.name, message)
            if terminal(message):
                self._ends.setdefault(message.name, message)
            fields = message.fields(message.document)
            if ("body", "reason") in fields:
                self._codes_of(message, fields[("body", "reason")])
        elif message.kind == KEPT and isinstance(message.document, list) and message.document:
            self._rows.setdefault(message.name, message.document[0])
        for path, value in message.fields(message.document).items():
            if isinstance(value, str) and len(value) == 36:
                known = self._identifiers.setdefault(name_of(path), [])
                if len(known) < 4 and value not in known:
                    known.append(value)

    def refusal(self, other_than: Reason | None) -> Any:
        """A refusal for another reason, as a result on a tape; the one for a missing right where that is another."""
        known = {Reason.FORBIDDEN: self._refusals.get(Reason.FORBIDDEN), **self._refusals}
        return next((each for reason, each in known.items() if each is not None and reason != other_than), None)

    def row(self, message: Message) -> Any:
        """A row of such a table as others have; None where nobody's had any."""
        return self._rows.get(message.name)

    def frame(self) -> Any:
        """What a connection is told first, as it is on the tape; None where nobody had a connection."""
        ready = self._frames.get(f"{FRAME}: {Event.READY}")
        return ready.entry.content if ready else None

    def granted(self, refusal: Message) -> Any:
        """What the same call brought where it was granted; None where it never was."""
        return self._granted.get(_call(refusal))

    def other_end(self, message: Message) -> Any:
        """The document of a run's end that says the contrary, for the same run; None where none was seen."""
        wanted = Event.FAILED if message.name == f"{FRAME}: {Event.COMPLETED}" else Event.COMPLETED
        other = self._ends.get(f"{FRAME}: {wanted}")
        if other is None:
            return None
        document = other.document
        for path, value in documents.nodes(other.document, FIRST):
            names = {name_of(each) for each in _differing(other, documents.put(other.document, path, _unlike(value)))}
            if names and all(name.startswith("envelope.") for name in names) and not names & _OWN:
                try:
                    document = documents.put(document, path, documents.at(message.document, path))
                except (LookupError, TypeError):
                    continue
        return document

    def another_code(self, message: Message, path: Path) -> Any:
        """What stands at this place of such a message when the reason is another; None where none was seen."""
        known = self._codes.get((message.name, path), {})
        reason = message.fields(message.document).get(("body", "reason"))
        return next((code for other, code in known.items() if other != reason), None)

    def another(self, identifier: str, fields: frozenset[str]) -> str:
        """Somebody else's identifier for the same field; an invented one where nobody else has one."""
        known = [each for field in fields for each in self._identifiers.get(field, ()) if each != identifier]
        return known[0] if known else str(uuid.uuid5(uuid.NAMESPACE_OID, identifier))

    def _codes_of(self, message: Message, reason: Any) -> None:
        for path, value in documents.nodes(message.document, FIRST):
            if isinstance(value, str) and any(
                each == ("body", "reason")
                for each in _differing(message, documents.put(message.document, path, _unlike(value)))
            ):
                self._codes.setdefault((message.name, path), {}).setdefault(reason, value)


def _call(message: Message) -> tuple[str, str]:
    """What kind of call an answer belongs to: method, and the address without what differs from call to call."""
    content: Mapping[str, Any] = message.entry.content
    parts = [part for part in str(content["url"]).partition("?")[0].split("/") if len(part) != 36]
    return str(content.get("method")), "/".join(parts)


def _differing(message: Message, document: Any) -> list[Path]:
    was, now = message.fields(message.document), message.fields(document)
    return [path for path in {*was, *now} if was.get(path) != now.get(path)] if now else []


def _unlike(value: Any) -> Any:
    match value:
        case dict() | list():
            return value
        case str():
            return f"{value}x"
        case bool():
            return not value
        case int() | float():
            return value + 1
    return "x"
