"""One person of the cast and what they can do. Verbs are synchronous; the wire does the rest."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from support.actors.conditions import Condition
from support.actors.contracting import Contracting
from support.actors.conversing import Conversing
from support.actors.inspecting import Inspecting
from support.actors.membership import Membership
from support.actors.page import WebPage
from support.actors.question import Cursor, Question, Story
from support.actors.records import UsageRecord
from support.actors.reply import Reply
from support.actors.signing_on import SigningOn
from support.actors.stage import Stage
from support.actors.steering import Steering
from support.actors.tab import Tab
from support.targets.canon import Frame, Message, Reason
from support.targets.dialect import Call, Page
from support.targets.parts import Part
from support.wire.traffic import Handshake

T = TypeVar("T")

MOMENT = 0.02
"""Seconds between two tries to connect, by somebody who cannot wait."""
MOST_TRIES = 500


class Actor(Conversing, Inspecting, Membership, SigningOn, Contracting, Steering):
    """A person with an account, tabs and conversations.

    A person's calls go to the chat process that their first tab is not connected to, so that whatever they do crosses
    processes."""

    def __init__(self, part: Part, stage: Stage) -> None:
        super().__init__(part, stage)
        self.tabs: dict[str, Tab] = {}
        """Every tab by its label, the latest of that label."""
        self.opened_tabs: list[Tab] = []
        """Every tab ever opened, in order."""

    # -- usage records
    def imports(self, records: Sequence[UsageRecord]) -> Reply[int]:
        """Hands in usage records; the number that the platform counts back."""
        return self._call(self._stage.dialect.import_usage(records))

    # -- messages and runs
    def messages(self, thread_id: str, version: str | None = None) -> Reply[list[Message]]:
        """Reads a conversation's messages, all pages, in order, as a client on the "older" or the "newer" version of
        the interface does, or on an "unknown" one; ``Reply.version`` says which one served it."""
        return self._list(self._stage.dialect.messages(thread_id, version))

    def posts(
        self, text: str, thread_id: str, run: bool = False, message_id: str | None = None, instance: int | None = None
    ) -> Reply[Message]:
        """Writes into a conversation without a socket, through that chat process."""
        return self._call(self._stage.dialect.post(thread_id, text, message_id or self.new_id(), run), instance)

    # -- tabs
    def opens_tab(
        self,
        label: str = "first",
        token: str | None = None,
        via: str = "header",
        origin: str | None = None,
        instance: int | None = None,
        through: str | None = None,
        *,
        tries: bool = False,
        under: str | None = None,
    ) -> Tab:
        """Connects a tab, and does not wait for its first frame (``Tab.ready`` does).

        ``token`` in place of their own ("" for none at all); ``via`` "header", "subprotocol" or "address"; ``instance``
        chooses the chat process, else tabs alternate between those that are not down; ``through`` "proxy" leads it
        through the fault proxy (``world.proxy``). A refused handshake is no error here: see ``Tab.refusal``; nor, where
        they only ``tries``, is one that gets no answer: see ``Tab.fault``. ``under`` a correlation id of their own."""
        instance = self._stage.serving(instance, self.instance + 1 + len(self.opened_tabs))
        channel = f"{self.name}/{label}#{len(self.opened_tabs) + 1}"
        tab = Tab(self._stage, self.name, label, channel, instance, self._sentinel, self.new_id)
        self.opened_tabs.append(tab)
        self.tabs[label] = tab
        door = self._stage.dialect.door(self._token(token), via)
        address = "ws" + self._stage.target.address("chat", instance).removeprefix("http")
        if through is not None:
            address = self._stage.leads(channel, address, through)
        headers = door.headers + (() if under is None else ((self._stage.dialect.correlation_header, under),))
        tab.connects(Handshake(address + door.path, headers, door.subprotocols, origin), tries)
        return tab

    def keeps_connecting(self, instance: int, within: str | float = "outage") -> list[Tab]:
        """Tries to connect to that chat process again and again, without a pause longer than a moment, until a
        connection is ready; every try, in order. An AssertionError when none was within the budget."""
        tries: list[Tab] = []
        until = self._stage.wire.now() + self._stage.budgets.wait(within)
        while len(tries) < MOST_TRIES and self._stage.wire.now() < until:
            tries.append(self.opens_tab(f"try {len(tries) + 1}", instance=instance, tries=True))
            if tries[-1].waits_for_first():
                return tries
            self._stage.wire.wait("a moment", lambda: False, MOMENT)
        raise AssertionError(f"{self.name} tried {len(tries)} times to connect, and never could")

    def page(self, origin: str) -> WebPage:
        """A web page of that origin in their browser."""
        return WebPage(self._stage, self.name, origin, self.tokens.access, self._stage.serving(None, self.instance))

    def tab(self, label: str | None = None) -> Tab:
        """That tab; without a label the first one opened that is still open, else the latest one."""
        if label is not None:
            if label not in self.tabs:
                raise LookupError(f"{self.name} has no tab {label!r}: open are {', '.join(self.tabs) or 'none'}")
            return self.tabs[label]
        if not self.tabs:
            raise LookupError(f"{self.name} has not opened a tab: let them connect first")
        return next((tab for tab in self.tabs.values() if tab.open), list(self.tabs.values())[-1])

    def drops(self, label: str = "first") -> None:
        """Loses a tab as a network does: without a close."""
        self.tab(label).drops()

    def marks(self) -> Cursor:
        """The place in the scenario's order now; becomes the default ``since`` of this actor's tabs."""
        cursor = Cursor(*self._stage.wire.mark(self.name))
        for tab in self.tabs.values():
            tab.acts(cursor)
        return cursor

    def asks(
        self,
        text: str,
        thread: str | None = None,
        tab: str | None = None,
        message_id: str | None = None,
        agent: str | None = None,
        options: Mapping[str, Any] | None = None,
        instance: int | None = None,
    ) -> Question:
        """Sends a question on a tab (see :meth:`tab`), which is opened when there is none; through that chat process
        where ``instance`` names one: then it is written without the socket, and the tab only hears of it."""
        if not self.tabs:
            self.opens_tab().ready  # noqa: B018 - a connection counts once it is ready
        if instance is None:
            return self.tab(tab).asks(text, thread, message_id, agent, options)
        thread = thread or self.starts_thread(instance=instance).value.id
        question = self.tab(tab).will_hear(text, thread, message_id or self.new_id())
        self.posts(text, thread, True, question.message_id, instance).value  # noqa: B018 - a refusal fails here
        return question

    def expects(
        self,
        *conditions: Condition,
        since: Cursor | None = None,
        within: str | float = "answer",
        tab: str | None = None,
        in_order: bool = False,
    ) -> list[Frame]:
        """:meth:`Tab.expects` on that tab."""
        return self.tab(tab).expects(*conditions, since=since, within=within, in_order=in_order)

    def follows(self, question: Question, within: str | float = "answer", tab: str | None = None) -> Story:
        """:meth:`Tab.follows` on the question's tab, or on that one."""
        return (question.tab if tab is None else self.tab(tab)).follows(question, within)

    def sees_nothing(self, *conditions: Condition, since: Cursor | None = None, tab: str | None = None) -> None:
        """:meth:`Tab.sees_nothing` on that tab."""
        self.tab(tab).sees_nothing(*conditions, since=since)

    def sends_raw(self, data: str | bytes, tab: str | None = None) -> Cursor:
        """:meth:`Tab.sends_raw` on that tab."""
        return self.tab(tab).sends_raw(data)

    # -- inside
    def _call(self, call: Call[T], instance: int | None = None) -> Reply[T]:
        return self._stage.perform(self.name, call, self.tokens.access, self._stage.serving(instance, self.instance))

    def _list(self, call: Call[Page[T]], token: str | None = None) -> Reply[list[T]]:
        return self._stage.pages(self.name, call, self._token(token), self._stage.serving(otherwise=self.instance))

    def _sentinel(self, instance: int) -> str | None:
        reply = self.starts_thread("sentinel", instance=instance)
        return None if reply.refusal and reply.refusal.reason is Reason.FORBIDDEN else reply.value.id

    def new_id(self) -> str:
        """An id that the person's client makes."""
        return str(uuid.UUID(int=self._chance.getrandbits(128), version=4))
