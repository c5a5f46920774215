"""The one typed object on behave's context, and the run that it belongs to."""

from __future__ import annotations

import dataclasses
import datetime
from decimal import Decimal
from typing import Any

from support.actors.budgets import Budgets
from support.actors.cast import Cast
from support.actors.question import Cursor, Question, Story
from support.actors.records import Price, UsageRecord
from support.actors.reply import Reply
from support.actors.tab import Tab
from support.stores.kept import Kept


@dataclasses.dataclass
class Facts:
    """What the steps of one scenario tell each other, typed. Keys are actors' names unless said otherwise."""

    records: dict[str, list[UsageRecord]] = dataclasses.field(default_factory=dict)
    prices: dict[str, Price] = dataclasses.field(default_factory=dict)
    """By model, as the scenario's data states them."""
    questions: dict[str, list[Question]] = dataclasses.field(default_factory=dict)
    stories: dict[str, list[Story]] = dataclasses.field(default_factory=dict)
    threads: dict[str, str] = dataclasses.field(default_factory=dict)
    """Conversation id by title."""
    replies: dict[str, list[Reply[Any]]] = dataclasses.field(default_factory=dict)
    tabs: dict[str, list[Tab]] = dataclasses.field(default_factory=dict)
    amounts: dict[str, Decimal] = dataclasses.field(default_factory=dict)
    words: dict[str, str] = dataclasses.field(default_factory=dict)

    def reply(self, actor: str) -> Reply[Any]:
        """The latest reply that the actor got; an error that says so when there is none."""
        raise NotImplementedError

    def question(self, actor: str) -> Question:
        """The latest question that the actor asked."""
        raise NotImplementedError

    def story(self, actor: str) -> Story:
        """The latest story that the actor followed to its end."""
        raise NotImplementedError


class World:
    """One scenario's world: its people, what is kept, its budgets and facts."""

    scenario_id: str
    title: str
    cast: Cast
    kept: Kept
    budgets: Budgets
    facts: Facts

    def mark(self) -> Cursor:
        """The place in the scenario's order now, for every actor; becomes the default ``since`` of all tabs."""
        raise NotImplementedError

    def now(self) -> datetime.datetime:
        """The wall clock, through the wire."""
        raise NotImplementedError

    def enters(self, step_type: str) -> None:
        """A step begins: "given", "when" or "then" (environment.py calls it)."""
        raise NotImplementedError

    def close(self) -> None:
        """Cleans up what was registered, in reverse; raises when any of it fails."""
        raise NotImplementedError


class Suite:
    """One run of the suite against one target."""

    @classmethod
    def open(cls, settings: Any) -> Suite:
        """Connects to the target of the settings, starting the embedded stack where that is the target."""
        raise NotImplementedError

    def world(self, scenario_id: str, title: str) -> World:
        """A fresh world for one scenario."""
        raise NotImplementedError

    def close(self) -> None:
        """Ends everything that this run started."""
        raise NotImplementedError
