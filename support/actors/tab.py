"""One open tab of a customer: a socket, its inbox, and expectations over what came in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from support.actors.conditions import Condition, conversation_created
from support.actors.expectation import Expectation
from support.actors.meter import QUESTION
from support.actors.question import Cursor, Question, Story
from support.actors.stage import Stage
from support.evidence.about import about
from support.targets.canon import Event, Frame, Ready, Refusal
from support.wire.failures import PlatformFailure, blame
from support.wire.traffic import Accepted, Arrival, Fault, Handshake, Response


class Tab:
    """A tab that an actor opened; refused at the handshake (``refusal``), open, or closed (``closed``)."""

    def __init__(
        self,
        stage: Stage,
        actor: str,
        label: str,
        channel: str,
        instance: int,
        sentinel: Callable[[int], str | None],
        new_id: Callable[[], str],
    ) -> None:
        """
        :param channel: the connection's own name on the wire.
        :param instance: which chat process it is connected to: an index into the target's chat addresses.
        :param sentinel: makes a conversation for the tab's owner through that process; None where they may not.
        """
        self.label = label
        self.actor = actor
        self.instance = instance
        self.channel = channel
        self.opened_at = 0.0
        """Monotonic stamp just before connecting."""
        self.opening = Cursor(0, 0.0)
        """The place in the order just before connecting."""
        self.refusal: Refusal | None = None
        """Why the handshake was refused; None when it was accepted."""
        self.fault: Fault | None = None
        """What came in place of an answer to the handshake; None when there was one."""
        self.closed: tuple[int, str] | None = None
        """Close code and reason, once closed."""
        self.closed_number: int | None = None
        """The close's place in the scenario's order."""
        self.ended_by_us = False
        self.paused = False
        """Whether it ever stopped reading."""
        self.resumed: list[tuple[Cursor, int]] = []
        """Each resume: its place in the order, and after which number."""
        self.questions: list[Question] = []
        self._stage = stage
        self._sentinel = sentinel
        self._new_id = new_id
        self._frames: list[Frame] = []
        self._accepted = False
        self._act = Cursor(0, 0.0)

    # -- the connection
    def connects(self, handshake: Handshake, tries: bool = False) -> None:
        """Opens the connection; a refusal is kept, anything else that is no handshake raises PlatformFailure (where it
        only ``tries``, a handshake without an answer is kept too)."""
        self._act = self.opening = self.marks()
        self.opened_at = self._act.at
        says = f"{self.actor} opens the tab {self.label!r}"
        match self._stage.wire.connect(self.channel, handshake, self._comes_in):
            case Accepted():
                self._accepted = True
            case Fault() as fault:
                self.fault = fault
                if not tries or fault.process_dead:
                    blame(fault, says)
            case Response() as answer:
                refusal = self._stage.refusal(answer)
                if refusal is None:
                    raise PlatformFailure(
                        f"{says}: expected a connection or a refusal with code and next step,"
                        f" seen a bare {answer.status}"
                    )
                self.refusal = refusal

    @property
    def open(self) -> bool:
        """Whether the connection was accepted and has not been closed."""
        return self._accepted and self.closed is None

    def waits_for_first(self) -> bool:
        """Whether a first frame has come, or comes within the budget "connected"; not where the tab is closed."""
        if self._accepted:
            self._waits("the first frame", lambda: bool(self._frames) or not self.open, "connected")
        return bool(self._frames)

    @property
    def first_frame(self) -> Frame:
        """The very first frame; waits for it within the budget "connected"."""
        if not self.waits_for_first():
            raise PlatformFailure(f"{self.actor}'s tab {self.label!r} got no first frame; {self._state()}")
        return self._frames[0]

    @property
    def ready(self) -> Ready:
        """What the first frame says; an AssertionError when another event came first."""
        body = self.first_frame.body
        with about(self.first_frame):
            assert isinstance(body, Ready), (
                f"expected that {self.actor} is first told that the connection is ready,"
                f" seen {self.first_frame.words()}"
            )
        return body

    @property
    def first_ready(self) -> Ready | None:
        """What the first frame says, if one has come and says that the connection is ready; never waits."""
        body = self._frames[0].body if self._frames else None
        return body if isinstance(body, Ready) else None

    def told_an_error_since(self, cursor: Cursor) -> bool:
        """Whether an error frame came after that place; never waits."""
        return any(frame.event is Event.ERROR for frame in self.frames(cursor))

    def closes(self) -> None:
        """Closes the tab as a browser does, and waits until it is closed."""
        self._ends(politely=True)

    def drops(self) -> None:
        """Loses the connection as a network does: without a close."""
        self._ends(politely=False)

    def stops_reading(self) -> None:
        """Takes nothing more from the connection, as a client that hangs: soon the platform cannot send."""
        self.paused = True
        self._stage.wire.reads(self.channel, False)

    def reads_again(self) -> None:
        """Takes what has come meanwhile."""
        self._stage.wire.reads(self.channel, True)

    def closed_within(self, within: str | float = "at once") -> tuple[int, str]:
        """Waits until the platform closes the tab; close code and reason."""
        self._waits("the close", lambda: self.closed is not None, within)
        assert self.closed is not None, f"{self.actor}'s tab {self.label!r} was to be closed; it is still open"
        return self.closed

    # -- what goes out
    def asks(
        self,
        text: str,
        thread: str | None = None,
        message_id: str | None = None,
        agent: str | None = None,
        options: Mapping[str, Any] | None = None,
    ) -> Question:
        """Sends a question; without ``thread`` the platform opens a conversation for it."""
        message_id = message_id or self._new_id()
        data = self._stage.dialect.user_message(text, thread, message_id, agent, options)
        return self.asks_written(text, message_id, data, thread)

    def asks_written(self, text: str, message_id: str, data: str, thread: str | None = None) -> Question:
        """Sends a question that is written already."""
        self._stage.counts(QUESTION)
        cursor = self.sends_raw(data)
        question = Question(text, message_id, cursor, cursor.at, self, thread)
        self.questions.append(question)
        return question

    def asks_nothing(self, thread: str | None, message_id: str) -> Cursor:
        """Sends a question without words, under that id: a mistake that the platform has to refuse."""
        return self.sends_raw(self._stage.dialect.user_message("", thread, message_id, None, None))

    def sends_raw(self, data: str | bytes) -> Cursor:
        """Sends exactly this; gives the cursor from just before."""
        self._act = self.marks()
        if not self.open:
            raise PlatformFailure(f"{self.actor} cannot send on the tab {self.label!r}: {self._state()}")
        fault = self._stage.wire.send(self.channel, data)
        if fault is not None:
            blame(fault, f"{self.actor} sends on the tab {self.label!r}")
        return self._act

    def will_hear(self, text: str, thread: str, message_id: str) -> Question:
        """A question that its owner is about to ask another way; this tab hears what becomes of it."""
        cursor = self._act = self.marks()
        question = Question(text, message_id, cursor, cursor.at, self, thread)
        self.questions.append(question)
        return question

    def resumes(self, after_seq: int) -> Cursor:
        """Asks for everything after that number in the user's order."""
        cursor = self.sends_raw(self._stage.dialect.resume(after_seq))
        self.resumed.append((cursor, after_seq))
        return cursor

    def pings(self) -> Cursor:
        """Asks for a sign of life."""
        return self.sends_raw(self._stage.dialect.ping())

    def cancels(self, run_id: str) -> Cursor:
        """Asks to stop a run."""
        return self.sends_raw(self._stage.dialect.cancel(run_id))

    # -- what comes in
    def frames(self, since: Cursor | None = None) -> Sequence[Frame]:
        """All frames so far (after the cursor), in the order of arrival."""
        if since is None:
            return list(self._frames)
        return [frame for frame in self._frames if frame.number > since.number]

    def expects(
        self,
        *conditions: Condition,
        since: Cursor | None = None,
        within: str | float = "answer",
        in_order: bool = False,
    ) -> list[Frame]:
        """One frame for each condition (each its own), from history first, else as they come.

        ``since`` defaults to this tab's latest own act (or its opening); ``within`` is a budget's name or seconds
        (which patience multiplies). Fails at once when the run of a condition has ended or the tab has closed; the
        message lists every frame since the cursor and why it did not match."""
        start = since or self._act
        expectation = Expectation(conditions, in_order)
        taken = 0

        def settled() -> bool:
            nonlocal taken
            arrived = self.frames(start)
            for frame in arrived[taken:]:
                expectation.take(frame)
            taken = len(arrived)
            return expectation.met or expectation.hopeless or not self.open

        says = f"{self.actor} expects {' and '.join(condition.says for condition in conditions)}"
        self._waits(says, settled, within)
        if not expectation.met:
            raise PlatformFailure(expectation.report(says, self._stage.budgets.wait(within), self._state()))
        return expectation.found()

    def follows(self, question: Question, within: str | float = "answer") -> Story:
        """The question's whole story; waits for its terminal frame."""
        self._waits(f"the end of {question.text[:60]!r}", lambda: self._end_of(question) or not self.open, within)
        frames = tuple(frame for frame in self.frames(question.cursor) if question.owns(frame))
        if not any(frame.terminal for frame in frames):
            seen = "\n  ".join(frame.words() for frame in self.frames(question.cursor)) or "nothing"
            raise PlatformFailure(
                f"expected {self.actor} to be told the end of {question.text!r} within"
                f" {self._stage.budgets.wait(within):g} s; {self._state()}; since it was asked came:\n  {seen}"
            )
        return Story(question, frames, self.opened_at, self._frames[0].at if self._frames else None)

    def sees_nothing(self, *conditions: Condition, since: Cursor | None = None) -> None:
        """Proves absence: a sentinel (a conversation that its owner makes now, through the process that this tab is
        connected to) arrives, and no frame since the cursor fulfils any condition."""
        start = since or self._act
        thread_id = self._sentinel(self.instance)
        if thread_id is not None:
            self.expects(conversation_created(thread_id), since=start, within="at once")
        else:
            self._waits("a quiet window", lambda: not self.open, "quiet")
        for frame in self.frames(start):
            for condition in conditions:
                with about(frame):
                    assert condition.misfit(frame) is not None, (
                        f"{self.actor} was to see nothing of this: {condition.says}; but came {frame.words()}"
                    )

    def marks(self) -> Cursor:
        """The place in the scenario's order now."""
        return Cursor(*self._stage.wire.mark(self.channel))

    def acts(self, cursor: Cursor) -> None:
        """The cursor becomes the default ``since``."""
        self._act = cursor

    # -- inside
    def _comes_in(self, arrival: Arrival) -> None:
        if arrival.closed is not None:
            self.closed, self.closed_number = arrival.closed, arrival.number
        else:
            self._frames.append(self._stage.dialect.frame(arrival, self.actor, self.label))

    def _end_of(self, question: Question) -> bool:
        return any(frame.terminal and question.owns(frame) for frame in self.frames(question.cursor))

    def _ends(self, politely: bool) -> None:
        if self.open:
            self.ended_by_us = True
            self._stage.wire.hang_up(self.channel, politely)

    def _waits(self, says: str, satisfied: Callable[[], bool], within: str | float) -> bool:
        return self._stage.wire.wait(says, satisfied, self._stage.budgets.wait(within), self.channel)

    def _state(self) -> str:
        if self.refusal is not None:
            return f"the handshake was refused because of {self.refusal.reason}"
        if self.closed is not None:
            return f"the connection was closed with {self.closed[0]} {self.closed[1]!r}"
        return "the connection is open" if self._accepted else "the connection was never made"
