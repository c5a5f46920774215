"""The operators: each makes of what a scenario received something that no sound platform would have sent."""

from __future__ import annotations

import bisect
import dataclasses
import datetime
import json
import re
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from support.runs import tamper_documents as documents
from support.runs.tamper_documents import COUNT, FIRST, LAST, Path
from support.runs.tamper_messages import FRAME, KEPT, REFUSAL, REPLY, REST, Message, name_of, terminal
from support.runs.tamper_pool import Pool
from support.wire.recording import Recording
from support.wire.tape import Entry
from support.wire.traffic import Fault, outcome_written

SPREAD = 1000
"""Places between two numbers of a recording that is tampered with."""

COMING, ORDER, TIME, ADDRESSEE, OUTCOME, END = "coming", "order", "time", "addressee", "outcome", "end"
WORDS = "whose words"
"""What a message as a whole promises, named as fields are: that it comes once; its place among its neighbours; that it
is in time; whom it reaches; success or error; that nothing of its run follows it; that it holds nothing that another
person alone has said."""

BUDGETS = {
    "connection ready": "connected", "message received": "received", "started": "started",
    "thinking": "first thought", "completed": "answer", "failed": "failure", "died": "death", "heartbeat": "heartbeat",
}  # fmt: skip
"""The promise of time that the first of such events is late by; of the others, a last end by that of a burst and all
else by silence."""

_SILENCE, _BURST = "silence", "burst"

_MARGIN = 0.05
"""Seconds by which a delay exceeds its budget."""

_EVENT = "envelope.event"
_KINDS = (".kind", ".role")
"""What says of what kind something is: with it everything else changes its name."""

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d")
_FIXED = re.compile(rf"{_UUID.pattern}|{_MOMENT.pattern}|[\[{{]|$")
"""Texts that no word can be added to: identifiers, moments, JSON, none."""
_SECRET = re.compile(r"\b(?=[a-z]*\d)[a-z][a-z0-9]{11,}\b")
"""A word that nobody would say by chance."""
_AMOUNT = re.compile(r"-?\d+(\.\d+)?")
_MEASURED = re.compile(r"^[a-z_]+(?:\{.*\})? (\d+(?:\.\d+)?(?:e[+-]?\d+)?)$", re.MULTILINE)
"""A line of metrics: its name, its labels, and the measure."""
_OWNERS = frozenset({"user", "owner", "organisation"})
_OF_THE_WAY = frozenset({"status", "took", REST})


@dataclasses.dataclass(frozen=True)
class Tampering:
    """One change in what a scenario received. ``fields``: what it is about, as promises name it."""

    operator: str
    message: str
    fields: frozenset[str]
    occurrence: str
    number: int
    """The place of the message in the scenario's order."""
    changes: Callable[[Recording], Recording] = dataclasses.field(compare=False, repr=False)

    def says(self) -> str:
        """In one line."""
        return f"{self.operator}: {self.message}, {' and '.join(sorted(self.fields))} ({self.occurrence})"


class Operators:
    """All tamperings with the messages of one recording (which is spread by :data:`SPREAD`)."""

    def __init__(self, recording: Recording, messages: Sequence[Message], pool: Pool) -> None:
        self._recording = recording
        self._messages = messages
        self._pool = pool
        self._moments = sorted(
            stamp
            for entry in recording.tape.entries
            for stamp in ((entry.at, entry.number), (entry.done_at, entry.done_number))
        )
        self._names: dict[tuple[str, str], frozenset[str]] = {}
        self._foreign = _said_by_others(recording)
        self.untold: set[str] = set()
        """Fields of the wire that the dialect makes nothing of, each with its message."""

    def of(self, message: Message, occurrence: str) -> Iterator[Tampering]:
        """All tamperings with this message; of a list in it the first or the last element stands for all."""
        if message.kind == FRAME:
            yield from self._whole_frames(message, occurrence)
        if message.kind in (REPLY, REFUSAL):
            yield from self._whole_answers(message, occurrence)
        if message.kind in (FRAME, REPLY):
            yield from self._foreign_words(message, occurrence)
        if message.kind == KEPT and message.document == [] and self._pool.row(message) is not None:
            yield self._changed(
                "an extra row", message, frozenset({"rows"}), occurrence, [_another(self._pool.row(message))]
            )
        for path, value in documents.nodes(message.document, occurrence, message.groups):
            if documents.written(path).partition(".")[0] in _OF_THE_WAY:
                continue
            if isinstance(value, list):
                yield from self._rows(message, occurrence, path, value)
            elif isinstance(value, str) and _MEASURED.search(value):
                yield from self._measures(message, occurrence, path, value)
            elif isinstance(value, dict):
                yield from self._objects(message, occurrence, path, value)
            else:
                fields = self._fields_of(message, path, value)
                for operator, other in self._others(message, path, value, fields) if fields else ():
                    document = documents.put(message.document, path, other)
                    yield self._changed(operator, message, fields, occurrence, document)

    # -- messages as a whole
    def _whole_frames(self, message: Message, occurrence: str) -> Iterator[Tampering]:
        def made(operator: str, field: str, changes: Callable[[Recording], Recording]) -> Tampering:
            return Tampering(operator, message.name, frozenset({field}), occurrence, message.entry.number, changes)

        entry, arrivals = message.entry, self._recording.arrivals
        others = [each for each in arrivals if each is not entry]
        behind = dataclasses.replace(entry, number=entry.number + 1)
        yield made("drop", COMING, lambda recording: recording.receiving(others))
        yield made("double", COMING, lambda recording: recording.receiving([*arrivals, behind]))
        following = next(
            (each for each in arrivals if each.channel == entry.channel and each.number > entry.number), None
        )
        if following is not None and following.kind == "frame":
            swapped = [_as(each, {entry.number: following, following.number: entry}) for each in arrivals]
            yield made("swap neighbours", ORDER, lambda recording: recording.receiving(swapped))
        later = _BURST if terminal(message) else _SILENCE
        budget = BUDGETS.get(message.name.partition(": ")[2], _SILENCE) if occurrence == FIRST else later
        yield made("delay past the budget", TIME, lambda recording: recording.receiving(self._delayed(entry, budget)))
        stranger = self._stranger(entry, occurrence)
        if stranger is not None:
            leaked = dataclasses.replace(entry, channel=stranger, number=entry.number + 1)
            yield made("swap the owner", ADDRESSEE, lambda recording: recording.receiving([*arrivals, leaked]))
        if terminal(message):
            after = self._after_the_end(message)
            if after is not None:
                yield made(
                    "event after the terminal one", END, lambda recording: recording.receiving([*arrivals, after])
                )
            other = self._pool.other_end(message)
            if other is not None:
                yield self._changed("success for error and back", message, frozenset({OUTCOME}), occurrence, other)

    def _whole_answers(self, message: Message, occurrence: str) -> Iterator[Tampering]:
        number = message.entry.number

        def made(operator: str, field: str, result: Any) -> Tampering:
            return Tampering(
                operator, message.name, frozenset({field}), occurrence, number,
                lambda recording: recording.receiving(results={number: result}),
            )  # fmt: skip

        if message.entry.kind == "connect" and self._pool.frame() is not None:
            stray = dataclasses.replace(
                message.entry, kind="frame", content=self._pool.frame(), number=message.entry.done_number + 1,
                at=message.entry.done_at,
            )  # fmt: skip
            yield Tampering(
                "event after the terminal one", message.name, frozenset({END}), occurrence, number,
                lambda recording: recording.receiving([*recording.arrivals, stray]),
            )  # fmt: skip
        if message.kind == REFUSAL:
            reason = message.fields(message.document).get(("said", "reason"))
            another = self._pool.refusal(reason)
            granted = self._pool.granted(message)
            if another is not None:
                yield made("another reason", "reason", another)
            if granted is not None:
                yield made("success for error and back", OUTCOME, granted)
        else:
            refused = self._pool.refusal(None)
            if refused is not None and message.entry.kind == "exchange":
                yield made("success for error and back", OUTCOME, refused)
        silence = Fault("silence", "no answer came: it was taken away", process_dead=False)
        yield made("drop", COMING, outcome_written(silence))
        took = message.document["took"] + self._recording.tape.head["budgets"].get("at once", 1.0) + _MARGIN
        yield made("delay past the budget", TIME, {**message.entry.result, "took": took})

    def _foreign_words(self, message: Message, occurrence: str) -> Iterator[Tampering]:
        foreign = self._foreign.get(message.entry.channel.partition("/")[0])
        texts = {
            path: value
            for path, value in documents.nodes(message.document, occurrence)
            if isinstance(value, str) and not _FIXED.match(value) and self._fields_of(message, path, value)
        }
        if foreign and texts:
            longest = max(texts, key=lambda path: len(texts[path]))
            document = documents.put(message.document, longest, f"{texts[longest]} {foreign}")
            yield self._changed("another's words", message, frozenset({WORDS}), occurrence, document)

    def _rows(self, message: Message, occurrence: str, path: Path, rows: list[Any]) -> Iterator[Tampering]:
        kinds = message.groups if len(message.groups) == len(rows) else ("",) * len(rows)
        for place in documents.picked(rows, occurrence, kinds):
            fewer = documents.put(message.document, path, rows[:place] + rows[place + 1 :])
            longer = documents.put(message.document, path, [*rows, _another(rows[place])])
            for operator, document in (("a row fewer", fewer), ("an extra row", longer)):
                fields = self._row_field(message, document, kinds[place])
                if fields:
                    yield self._changed(operator, message, fields, occurrence, document)

    def _measures(self, message: Message, occurrence: str, path: Path, text: str) -> Iterator[Tampering]:
        """Of a text with a measure in each line, one after the other, those that the dialect reads."""
        for found in _MEASURED.finditer(text):
            one_more = f"{text[: found.start(1)]}{float(found[1]) + 1:g}{text[found.end(1) :]}"
            document = documents.put(message.document, path, one_more)
            fields = self._named_by(message, document)
            if fields:
                yield self._changed("change a figure by one unit", message, fields, occurrence, document)

    def _objects(self, message: Message, occurrence: str, path: Path, value: dict[str, Any]) -> Iterator[Tampering]:
        document = documents.put(message.document, path, None)
        fields = self._row_field(message, document)
        if value and fields and _EVENT not in self._named_by(message, document):
            yield self._changed("blank a field", message, fields, occurrence, document)

    # -- one field
    def _others(self, message: Message, path: Path, value: Any, fields: frozenset[str]) -> Iterator[tuple[str, Any]]:
        kept = message.kind == KEPT
        match value:
            case bool():
                yield "change a figure by one unit", not value
            case int() | float():
                yield "change a figure by one unit", _one_more(value, exact=self._is_exact(message, fields))
                yield "blank a field", None
            case str() if value:
                yield "blank a field", ""
                if _UUID.fullmatch(value):
                    owner = any(field.rpartition(".")[2].removesuffix("_id") in _OWNERS for field in fields)
                    yield "swap the owner" if owner else "another's identifier", self._pool.another(value, fields)
                elif kept and _MOMENT.match(value):
                    yield "a store read that disagrees", _later(value)
                elif kept and _AMOUNT.fullmatch(value):
                    yield "change a figure by one unit", _one_more_in_text(value)
                elif kept:
                    yield "a store read that disagrees", f"{value} too"
                code = self._pool.another_code(message, path)
                if code is not None:
                    yield "another reason", code

    def _is_exact(self, message: Message, fields: frozenset[str]) -> bool:
        """Whether the figure is one of those that have to be right to the cent."""
        return any(
            isinstance(value, Decimal) and name_of(path) in fields
            for path, value in message.fields(message.document).items()
        )

    def _fields_of(self, message: Message, path: Path, value: Any) -> frozenset[str]:
        groups = {place: kind for place, kind in enumerate(message.groups) if kind}
        kind = next((groups[step] for step in path if isinstance(step, int) and step in groups), "")
        known = (message.name, f"{kind} {documents.written(path)}".strip())
        if not self._names.get(known):
            others = _LIKE.get(type(value), _LIKE[type(None)])
            found = (self._named_by(message, documents.put(message.document, path, other(value))) for other in others)
            self._names[known] = next((names for names in found if names), frozenset())
            if not self._names[known] and value not in (None, ""):
                self.untold.add(f"{known[0]}, {known[1]}")
        return self._names[known]

    def _named_by(self, message: Message, document: Any) -> frozenset[str]:
        """The fields in which the document differs from the message's own; none where it cannot be read."""
        was, now = message.fields(message.document), message.fields(document)
        if not now:
            return frozenset()
        names = {name_of(path) for path in {*was, *now} if was.get(path, _NOTHING) != now.get(path, _NOTHING)}
        telling = sorted(name for name in names if name == _EVENT or name.endswith(_KINDS))
        return frozenset(telling[:1] or names)

    def _row_field(self, message: Message, document: Any, kind: str = "") -> frozenset[str]:
        """The list or the mapping in which the document has more or less; "rows" where it is all that was said."""
        was, now = message.fields(message.document), message.fields(document)
        if not now:
            return frozenset()
        sizes = sorted((path for path in was if path[-1] == COUNT and was[path] != now.get(path)), key=len)
        if not sizes:
            return frozenset()
        if len(sizes[0]) == 1 or sizes[0] == ("said", COUNT):
            return frozenset({f"{kind}.rows" if kind else "rows"})
        return frozenset({name_of(sizes[0])})

    def _changed(
        self, operator: str, message: Message, fields: frozenset[str], occurrence: str, document: Any
    ) -> Tampering:
        entry, content = message.entry, message.writes(document)

        def changes(recording: Recording) -> Recording:
            if message.kind in (FRAME, "closing"):
                other = dataclasses.replace(entry, content=content)
                return recording.receiving([_as(each, {entry.number: other}) for each in recording.arrivals])
            return recording.receiving(results={entry.number: content})

        return Tampering(operator, message.name, fields, occurrence, entry.number, changes)

    # -- on the way
    def _delayed(self, late: Entry, budget: str) -> list[Entry]:
        head = self._recording.tape.head
        until = late.at + head["budgets"].get(budget, 0.0) + _MARGIN
        arrivals, places = [], 0
        for entry in self._recording.arrivals:
            if entry.channel == late.channel and entry.number >= late.number and entry.at < until:
                # A connection keeps its order: what comes behind a late frame is late too.
                places += 1
                behind = self._moments[bisect.bisect_right(self._moments, (until, float("inf"))) - 1][1]
                arrivals.append(dataclasses.replace(entry, at=until, number=max(behind, late.number) + places))
            else:
                arrivals.append(entry)
        return arrivals

    def _stranger(self, entry: Entry, occurrence: str) -> str | None:
        """The first or the last connection of somebody else that was open when the frame came."""
        actor = entry.channel.partition("/")[0]
        opened = [
            each.channel
            for each in self._recording.tape.entries
            if each.kind == "connect" and each.done_number < entry.number and "accepted" in (each.result or {})
        ]
        others = [channel for channel in opened if channel.partition("/")[0] != actor]
        return (others[0] if occurrence == FIRST else others[-1]) if others else None

    def _after_the_end(self, message: Message) -> Entry | None:
        """What came before the end of the run, once more behind it, with the number that is next."""
        entry = message.entry
        of_run = [
            each
            for each in self._messages
            if each.kind == FRAME and each.entry.channel == entry.channel and each.entry.number < entry.number
            and _run(each) == _run(message)
        ]  # fmt: skip
        if not of_run:
            return None
        document = of_run[-1].document
        for path, value in documents.nodes(document, LAST):
            if self._fields_of(of_run[-1], path, value) == {"envelope.seq"}:
                document = documents.put(document, path, ((message.frame and message.frame.seq) or 0) + 1)
        content = of_run[-1].writes(document)
        return dataclasses.replace(of_run[-1].entry, number=entry.number + 1, at=entry.at, content=content)


_NOTHING = object()

_LIKE: Mapping[type, Sequence[Callable[[Any], Any]]] = {
    str: (lambda text: f"{text}x", lambda text: str(uuid.uuid5(uuid.NAMESPACE_OID, text)),
          lambda _: "2001-01-01T00:00:00+00:00", lambda _: "7"),
    bool: (lambda value: not value,),
    int: (lambda value: value + 1,),
    float: (lambda value: value + 1,),
    type(None): (lambda _: "x", lambda _: 7, lambda _: True, lambda _: "2001-01-01T00:00:00+00:00"),
}  # fmt: skip
"""Other values of the same kind, to see which canonical field is made of a place of the wire."""


def _said_by_others(recording: Recording) -> dict[str, str]:
    """For each person a word that only others have sent, where there is one: the longest, by which they are known."""
    said: dict[str, set[str]] = {entry.channel.partition("/")[0]: set() for entry in recording.tape.entries}
    for entry in recording.tape.entries:
        if entry.kind in ("exchange", "send"):
            words = _UUID.sub("", json.dumps([entry.content.get("body"), entry.content.get("text")]))
            said[entry.channel.partition("/")[0]].update(_SECRET.findall(words))
    foreign = {person: set().union(*said.values()) - own for person, own in said.items()}
    return {person: max(words, key=lambda word: (len(word), word)) for person, words in foreign.items() if words}


def _as(entry: Entry, others: Mapping[int, Entry]) -> Entry:
    other = others.get(entry.number)
    return entry if other is None else dataclasses.replace(entry, kind=other.kind, content=other.content)


def _run(message: Message) -> str | None:
    return message.frame.run_id if message.frame else None


def _one_more(value: float, *, exact: bool) -> float:
    """One unit more; of an amount that has to be right to the cent, a cent."""
    return round(value + 0.01, 9) if exact and isinstance(value, float) else value + 1


def _one_more_in_text(value: str) -> str:
    digits = len(value.partition(".")[2])
    unit = 10.0 ** -min(digits, 2)
    return f"{float(value) + unit:.{digits}f}"


def _later(moment: str) -> str:
    return (datetime.datetime.fromisoformat(moment) + datetime.timedelta(seconds=1)).isoformat()


def _another(row: Any) -> Any:
    """A row like that one, of something else."""
    match row:
        case dict():
            changed = {
                name: str(uuid.uuid5(uuid.NAMESPACE_OID, value))
                if isinstance(value, str) and _UUID.fullmatch(value)
                else value
                for name, value in row.items()
            }
            texts = [name for name, value in changed.items() if isinstance(value, str) and not _FIXED.match(value)]
            if texts:
                longest = max(texts, key=lambda name: len(changed[name]))
                changed[longest] = f"{changed[longest]} too"
            return changed
        case bool():
            return not row
        case int() | float():
            return row + 1
        case str():
            return f"{row} too"
    return row
