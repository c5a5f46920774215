"""What the steps of one scenario tell each other, typed."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any, TypeVar

from support.actors.canaries import Canaries
from support.actors.page import PageView
from support.actors.question import Cursor, Question, Story
from support.actors.records import Price, UsageRecord
from support.actors.reply import Reply
from support.actors.tab import Tab
from support.targets.canon import Message, Refusal, Run, Thread, Tokens
from support.targets.canon.attempts import Belongings
from support.targets.canon.operation import Metrics
from support.targets.canon.workflows import PathStep
from support.targets.dialect import Page
from support.wire.traffic import Fault, Response

T = TypeVar("T")

Reading = Reply[Page[Message]]
"""What one look at a conversation's messages showed."""

Answered = Callable[[], Reply[Any]]
"""An answer that has come and is judged only when a Then asks for it."""


@dataclasses.dataclass
class Facts:
    """Keys are actors' names unless said otherwise."""

    records: dict[str, list[UsageRecord]] = dataclasses.field(default_factory=dict)
    prices: dict[str, Price] = dataclasses.field(default_factory=dict)
    """By model, as the scenario's data states them."""
    questions: dict[str, list[Question]] = dataclasses.field(default_factory=dict)
    stories: dict[str, list[Story]] = dataclasses.field(default_factory=dict)
    threads: dict[str, str] = dataclasses.field(default_factory=dict)
    """Conversation id by title, or by the one person whose conversation it is."""
    known: dict[str, Thread] = dataclasses.field(default_factory=dict)
    """A conversation as its owner was last shown it before the When, by title."""
    owners: dict[str, str] = dataclasses.field(default_factory=dict)
    """Who started a conversation, by title."""
    said: dict[str, list[Message]] = dataclasses.field(default_factory=dict)
    """What was written in a conversation without asking the agents, by title."""
    opened: dict[tuple[str, str], Reply[Thread]] = dataclasses.field(default_factory=dict)
    """What came of opening conversations: by who opened it and which, by title or id."""
    never: Refusal | None = None
    """What was said of a conversation that never existed, to the same act."""
    lives: list[Thread] = dataclasses.field(default_factory=list)
    """A conversation as it was shown before and after each of several acts."""
    edits: list[str] = dataclasses.field(default_factory=list)
    """The summaries that a conversation was to have, one after the other."""
    confirmed: str = ""
    """The last of them that was confirmed."""
    many: list[str] = dataclasses.field(default_factory=list)
    """Conversations too many to be named, by id, in the order of their start."""
    sought: dict[str, Reply[list[Thread]]] = dataclasses.field(default_factory=dict)
    """What somebody's latest search for conversations found."""
    paged: list[list[Thread]] = dataclasses.field(default_factory=list)
    """A list as it was read page after page."""
    growth: list[float] = dataclasses.field(default_factory=list)
    """The moments between the acts done with many conversations, in seconds."""
    readings: list[Reading] = dataclasses.field(default_factory=list)
    """Looks at a conversation that was being deleted."""
    preferred: dict[str, dict[str, str]] = dataclasses.field(default_factory=dict)
    """What somebody has said to prefer."""
    started: list[Reply[Thread]] = dataclasses.field(default_factory=list)
    """What came of starting many conversations at once, in the order of their start."""
    replies: dict[str, list[Reply[Any]]] = dataclasses.field(default_factory=dict)
    tabs: dict[str, list[Tab]] = dataclasses.field(default_factory=dict)
    conversation: dict[str, Reply[list[Message]]] = dataclasses.field(default_factory=dict)
    """A conversation as it was read back."""
    run: dict[str, Reply[Run]] = dataclasses.field(default_factory=dict)
    """A run as it was read back."""

    cancelled: dict[str, Question] = dataclasses.field(default_factory=dict)
    """The question whose run the person stopped latest."""
    counted: list[Metrics] = dataclasses.field(default_factory=list)
    """What the chat processes counted when an operator took note of it."""
    calls: int = 0
    """How many calls the model had got when it was not to be asked any more."""
    mistakes: dict[str, str] = dataclasses.field(default_factory=dict)
    """The latest message that was none (:data:`support.actors.mistakes.MISTAKES`)."""
    last_number: dict[str, int] = dataclasses.field(default_factory=dict)
    """The newest number of the person's events when a scenario last took note of it."""
    struck: Cursor | None = None
    """The place in the order at which a service was last harmed or healed, or a run stopped."""
    begun: list[str] = dataclasses.field(default_factory=list)
    """The ids of the conversations that began while somebody was away."""
    written: list[tuple[str, Cursor]] = dataclasses.field(default_factory=list)
    """Messages that were written without a run, each with the place in the order just before it."""
    echoes: list[float] = dataclasses.field(default_factory=list)
    """What the echo probe took while agents were at work, in seconds."""
    announced: str = ""
    """The words of the latest announcement."""
    announcement: str | None = None
    """Its id, as its announcer was told."""
    waiting: float = 0.0
    """How many events waited for delivery when an operator took note of it."""
    memory: list[float] = dataclasses.field(default_factory=list)
    """What the chat processes took up in memory, in bytes, each time an operator took note of it."""
    pages: dict[str, PageView] = dataclasses.field(default_factory=dict)
    """What came of a web page's attempt to read, by whose page it is."""

    rates: dict[str, Price] = dataclasses.field(default_factory=dict)
    """What the platform charges for its own model, as the scenario's data states it."""
    chosen_plans: dict[str, str] = dataclasses.field(default_factory=dict)
    """The plan that each customer of a day has moved to."""
    canaries: Canaries = dataclasses.field(default_factory=Canaries)
    """What was planted, and with whom."""
    traces: dict[str, dict[str, str]] = dataclasses.field(default_factory=dict)
    """A fingerprint of all that is kept of a person, table by table, as it was once."""

    before: dict[str, tuple[Question, str]] = dataclasses.field(default_factory=dict)
    """The question at work and the sign-in that a person had before starting over."""
    people: list[str] = dataclasses.field(default_factory=list)
    """Those who did the latest thing together."""
    paths: dict[str, dict[str, list[PathStep]]] = dataclasses.field(default_factory=dict)
    """The paths that each has inspected, by what triage finds."""
    work_time: tuple[float, float] = (0.0, 0.0)
    """How many runs had ended, and how many seconds they took, when an operator took note of it."""
    tool_times: dict[str, tuple[float, float]] = dataclasses.field(default_factory=dict)
    """How often, and how many seconds in all, each tool was at work when an operator took note of it."""
    attempts: dict[tuple[str, str], Reply[Any]] = dataclasses.field(default_factory=dict)
    """What came of everything that people tried, by act and person."""
    given_up: dict[str, Tokens] = dataclasses.field(default_factory=dict)
    """The sign-in that has come to an end, or is about to."""

    belongings: dict[str, Belongings] = dataclasses.field(default_factory=dict)
    """What is a person's own, for others to reach for."""
    reached: dict[str, tuple[Answered, Answered]] = dataclasses.field(default_factory=dict)
    """The answers for another's thing and for one that never existed, by what was reached for."""
    listed: dict[str, list[str]] = dataclasses.field(default_factory=dict)
    """The ids in a list, by what was listed or searched for."""
    tried: dict[str, Answered] = dataclasses.field(default_factory=dict)
    """The answer to each thing that was tried, by what it was."""

    followed: dict[str, str] = dataclasses.field(default_factory=dict)
    """The correlation id under which a person has asked."""
    contexts: list[tuple[str, str, str]] = dataclasses.field(default_factory=list)
    """Many requests at once: who, what for, and under which correlation id."""
    answers: dict[str, Response | Fault] = dataclasses.field(default_factory=dict)
    """What came of each, by its correlation id."""

    def heard(self, person: str, reply: Reply[Any]) -> None:
        """Remembers what the person was told."""
        self.replies.setdefault(person, []).append(reply)

    def reply(self, person: str) -> Reply[Any]:
        """The latest reply that the person got; an error that says so when there is none."""
        return _latest(self.replies, person, "been told anything")

    def question(self, person: str) -> Question:
        """The latest question that the person asked."""
        return _latest(self.questions, person, "asked anything")

    def story(self, person: str) -> Story:
        """The latest story that the person followed to its end."""
        return _latest(self.stories, person, "followed a run")


def _latest(kept: dict[str, list[T]], person: str, what: str) -> T:
    if not kept.get(person):
        raise LookupError(f"{person} has not {what} in this scenario: an earlier step has to bring it about")
    return kept[person][-1]
