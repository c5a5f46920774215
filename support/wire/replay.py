"""The replayed wire: the same steps against a tape, with no service and on a virtual clock."""

from __future__ import annotations

import dataclasses
import datetime
import json
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any

from support.wire.failures import Diverged
from support.wire.recording import Key, Recording, key
from support.wire.seam import Deliver
from support.wire.secrets import Secrets
from support.wire.tape import Entry
from support.wire.traffic import (
    Accepted,
    Arrival,
    Fault,
    Handshake,
    Request,
    Response,
    data_read,
    data_written,
    outcome_read,
)

MOST_TIMES = 4
"""A replay that does so many times what was recorded, and :data:`MOST_MORE` beside, goes round in a circle."""
MOST_MORE = 2000


class ReplayWire:
    """See :class:`support.wire.seam.Wire`.

    An operation is found on its channel by content, the first of equals first; what was recorded before the step at
    hand began is no longer found, where a step before it has ended early. The clock then stands where the recorded
    operation was over, and everything that had come in by then is delivered. A wait delivers one arrival after the
    other until it is satisfied or its virtual deadline has passed."""

    def __init__(self, recording: Recording, secrets: Secrets) -> None:
        self.tape = recording.heard
        self.secrets = secrets
        self.dying = False
        self.clock = 0.0
        self.used: set[int] = set()
        """The numbers of what was found or delivered."""
        self._recording = recording
        self._wall = datetime.datetime.fromisoformat(recording.tape.head["wall"])
        self._inboxes: dict[str, Deliver] = {}
        self._reached: dict[Key, int] = {}
        """How many of those that are equal are behind us."""
        self._arrivals = deque(recording.arrivals)
        self._number = 0
        self._began = 0
        """The number of the step at hand."""
        self._left = MOST_TIMES * len(recording.tape.entries) + MOST_MORE

    # -- HTTP
    def exchange(self, channel: str, request: Request) -> Response | Fault:
        """The recorded answer to the same request."""
        return self.together([(channel, request)])[0]

    def together(self, calls: Sequence[tuple[str, Request]]) -> list[Response | Fault]:
        """The recorded answers to the same requests, matched by content."""
        for _, request in calls:
            self.secrets.notice(request.body)
        entries = [self._find("exchange", channel, request.written()) for channel, request in calls]
        self._stand_at(max(entries, key=lambda entry: entry.done_number))
        answers: list[Response | Fault] = []
        for entry in entries:
            answer = outcome_read(self._recording.result_of(entry))
            assert not isinstance(answer, Accepted), f"an exchange was recorded as a handshake: {entry}"
            if isinstance(answer, Response):
                self.secrets.notice(answer.body)
            answers.append(dataclasses.replace(answer, number=entry.number))
        return answers

    # -- sockets
    def connect(self, channel: str, handshake: Handshake, deliver: Deliver) -> Accepted | Response | Fault:
        """The recorded outcome of the same handshake."""
        self._inboxes[channel] = deliver
        entry = self._find("connect", channel, handshake.written())
        self._stand_at(entry)
        return outcome_read(self._recording.result_of(entry))

    def send(self, channel: str, data: str | bytes) -> Fault | None:
        """The recorded outcome of the same sending."""
        entry = self._find("send", channel, data_written(data))
        self._stand_at(entry, entry.number)
        outcome = None if entry.result is None else outcome_read(entry.result)
        return outcome if isinstance(outcome, Fault) else None

    def hang_up(self, channel: str, politely: bool) -> None:
        """Stands where the socket had ended."""
        self._stand_at(self._find("hang_up", channel, {"politely": politely}))

    def reads(self, channel: str, reading: bool) -> None:
        """Stands where that was done."""
        self._stand_at(self._find("reads", channel, {"reading": reading}))

    # -- arrivals
    def wait(self, says: str, satisfied: Callable[[], bool], within: float, channel: str = "clock") -> bool:
        """Delivers one by one until satisfied or past the virtual deadline."""
        entry = self._look("wait", channel, {"for": says, "within": within})
        deadline = max(self.clock, entry.at if entry else 0.0) + within
        while not satisfied():
            if not self._arrivals or self._arrivals[0].at > deadline:
                self.clock = deadline
                return False
            self._deliver(self._arrivals.popleft())
        return True

    # -- everything else
    def read(self, query: str, sql: str, parameters: Sequence[Any]) -> list[dict[str, Any]]:
        """The recorded rows."""
        entry = self._find("read", "postgres", {"query": query, "parameters": list(parameters)})
        self._stand_at(entry)
        return list(self._recording.result_of(entry))

    def ask(self, channel: str, what: str, call: Callable[[], Any]) -> Any:
        """The recorded answer."""
        entry = self._find("ask", channel, {"what": what})
        self._stand_at(entry)
        result = self._recording.result_of(entry)
        self.secrets.notice_in(result)
        return result

    def now(self) -> float:
        """The recorded reading, or the virtual clock where the recording has no further one."""
        entry = self._look("now", "clock", {})
        if entry is not None:
            self._stand_at(entry)
        return self.clock

    def wall(self) -> datetime.datetime:
        """The wall clock of the recording."""
        return self._wall + datetime.timedelta(seconds=self.now())

    def mark(self, channel: str) -> tuple[int, float]:
        """The recorded place, or the place reached where the recording has none."""
        entry = self._look("mark", channel, {})
        if entry is not None:
            self._stand_at(entry)
        return self._number, self.clock

    def hide(self, secret: str, kind: str) -> None:
        """The secret must not be written."""
        self.secrets.hide(secret, kind)

    def enters(self, step_type: str) -> None:
        """A step begins."""
        entry = self._look("step", "steps", {"type": step_type})
        if entry is not None:
            self._began = entry.number
            self._stand_at(entry)

    def close(self) -> None:
        """Nothing to give back."""

    # -- the tape
    def recorded(self, kind: str, channel: str, content: Any) -> bool:
        """Whether that is still to be found on the tape."""
        return self._next(key(kind, channel, content, self.secrets)) is not None

    def _look(self, kind: str, channel: str, content: Any) -> Entry | None:
        self._left -= 1
        if self._left < 0:
            raise Diverged("the replay goes round in a circle: it does again and again what was recorded once")
        sought = key(kind, channel, content, self.secrets)
        entry = self._next(sought)
        if entry is not None:
            self._reached[sought] += 1
            self.used.add(entry.number)
        return entry

    def _next(self, sought: Key) -> Entry | None:
        equals = self._recording.operations.get(sought, ())
        place = self._reached.get(sought, 0)
        while place < len(equals) and equals[place].number < self._began:
            place += 1
        self._reached[sought] = place
        return equals[place] if place < len(equals) else None

    def _find(self, kind: str, channel: str, content: Any) -> Entry:
        entry = self._look(kind, channel, content)
        if entry is None:
            recorded = sum(
                len(equals) - self._reached.get(sought, 0)
                for sought, equals in self._recording.operations.items()
                if sought[:2] == (kind, channel)
            )
            said = json.dumps(self.secrets.redact_in(content), ensure_ascii=False)
            raise Diverged(
                f"{channel} did something that was never recorded, {kind}: {said[:300]}; {recorded} other"
                f" recorded of that kind on that channel: record the scenario again if its steps have changed"
            )
        return entry

    def _stand_at(self, entry: Entry, number: int | None = None) -> None:
        until = entry.done_number if number is None else number
        while self._arrivals and self._arrivals[0].number <= until:
            self._deliver(self._arrivals.popleft())
        self._number = max(self._number, until)
        self.clock = max(self.clock, entry.done_at if number is None else entry.at)

    def _deliver(self, entry: Entry) -> None:
        self.clock = max(self.clock, entry.at)
        self._number = max(self._number, entry.number)
        self.used.add(entry.number)
        inbox = self._inboxes.get(entry.channel)
        if entry.kind == "closed":
            closed = (entry.content["code"], entry.content["reason"])
            arrival = Arrival(entry.channel, entry.number, entry.at, closed=closed)
        else:
            arrival = Arrival(entry.channel, entry.number, entry.at, data=data_read(entry.content))
        if inbox is not None:
            inbox(arrival)
