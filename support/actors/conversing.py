"""What people do with conversations: start, read, edit, archive, restore, delete and find them."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from support.actors.account_holder import AccountHolder
from support.actors.reply import Reply
from support.actors.stage import Stage
from support.evidence.about import about
from support.history.deeds import Deed, Shown, wanted
from support.targets.canon import Thread
from support.targets.dialect import Call, Page
from support.targets.parts import Part
from support.wire.failures import PlatformFailure

T = TypeVar("T")


@dataclasses.dataclass(frozen=True)
class Act:
    """An act that is about to be done: its call, and what of it the checkers follow."""

    call: Call[Any]
    kind: str
    thread_id: str | None = None
    wanted: Mapping[str, Any] = dataclasses.field(default_factory=dict)


class Conversing(AccountHolder):
    """The verbs of an :class:`support.actors.actor.Actor` that are about conversations. Each is noted in ``deeds``."""

    def __init__(self, part: Part, stage: Stage) -> None:
        super().__init__(part, stage)
        self.deeds: list[Deed] = []
        """Every act on conversations, in order, with what it showed."""
        self.instance = self._chance.randrange(len(stage.target.chat_urls))
        """The chat process that their calls go to, where no other one is wanted."""

    def starts_thread(
        self,
        title: str | None = None,
        facts: Mapping[str, Any] | None = None,
        instance: int | None = None,
        token: str | None = None,
        **more: Any,
    ) -> Reply[Thread]:
        """Opens a conversation, through that chat process; ``more``: further ones of
        :data:`support.targets.canon.FIELDS`; ``token`` in place of their own, "" for none at all."""
        return self._does(self.start_of({"title": title, "facts": facts, **more}), instance, token)

    def threads(self, token: str | None = None, version: str | None = None) -> Reply[list[Thread]]:
        """Lists their conversations, all pages; ``token`` in place of their own, "" for none at all; ``version`` as
        for :meth:`support.actors.actor.Actor.messages`."""
        return self._listed(self._stage.dialect.threads(version), token)

    def finds(self, sought: Mapping[str, str], limit: int | None = None) -> Reply[list[Thread]]:
        """Lists those conversations that have this of "tag", "priority", "status" and "words", all pages, of ``limit``
        each."""
        return self._listed(self._stage.dialect.find_threads(sought, limit))

    def first_page(self, limit: int) -> Reply[Page[Thread]]:
        """The first so many conversations, and the call for those that follow (see :meth:`next_page`)."""
        return self.next_page(self._stage.dialect.find_threads({}, limit))

    def next_page(self, call: Call[Page[Thread]], instance: int | None = None) -> Reply[Page[Thread]]:
        """That part of a list."""
        reply = self._at(call, instance)
        self._notes(Act(call, "read"), reply, reply.granted.items if reply.granted else ())
        return reply

    def thread(self, thread_id: str, instance: int | None = None) -> Reply[Thread]:
        """Opens one conversation."""
        return self._does(self.reading_of(thread_id), instance)

    def edits(
        self, thread_id: str, fields: Mapping[str, Any], version: int | None = None, instance: int | None = None
    ) -> Reply[Thread]:
        """Edits a conversation; guarded by the version on which it was decided, where one is given."""
        return self._does(self.edit_of(thread_id, fields, version), instance)

    def archives(self, thread_id: str) -> Reply[None]:
        """Puts a conversation away."""
        return self._does(Act(self._stage.dialect.archive_thread(thread_id), "edit", thread_id, {"status": "archived"}))

    def restores(self, thread_id: str) -> Reply[Thread]:
        """Takes a conversation out of the archive."""
        return self._does(Act(self._stage.dialect.restore_thread(thread_id), "edit", thread_id, {"status": "active"}))

    def deletes(self, thread_id: str) -> Reply[None]:
        """Deletes a conversation for ever."""
        self._stage.may("delete_forever")
        return self._does(self.deletion_of(thread_id))

    def prefers(self, preferred: Mapping[str, Any]) -> Reply[Mapping[str, Any]]:
        """Says what they prefer, in place of all that they preferred before."""
        return self._at(self._stage.dialect.prefer(preferred))

    def preferences(self) -> Reply[Mapping[str, Any]]:
        """Reads what they prefer."""
        return self._at(self._stage.dialect.preferences())

    # -- acts that are to be done together with others
    def start_of(self, fields: Mapping[str, Any]) -> Act:
        """To start a conversation with these fields."""
        begin = {"status": "active", **wanted(fields)}
        return Act(self._stage.dialect.create_thread(fields), "start", None, begin)

    def edit_of(self, thread_id: str, fields: Mapping[str, Any], version: int | None = None) -> Act:
        """To edit a conversation."""
        return Act(self._stage.dialect.edit_thread(thread_id, fields, version), "edit", thread_id, wanted(fields))

    def reading_of(self, thread_id: str) -> Act:
        """To open a conversation."""
        return Act(self._stage.dialect.thread(thread_id), "read", thread_id)

    def messages_of(self, thread_id: str) -> Act:
        """To read the first messages of a conversation."""
        return Act(self._stage.dialect.messages(thread_id), "look")

    def deletion_of(self, thread_id: str) -> Act:
        """To delete a conversation for ever."""
        return Act(self._stage.dialect.delete_thread(thread_id), "delete", thread_id)

    # -- inside
    def _does(self, act: Act, instance: int | None = None, token: str | None = None) -> Reply[Any]:
        begun = self._stage.wire.mark(self.name)[0]
        try:
            reply = self._at(act.call, instance, token)
        except PlatformFailure:
            self.deeds.append(Deed(self.name, act.kind, act.thread_id, begun, begun, "unknown", act.wanted))
            raise
        self._notes(act, reply, [reply.granted] if isinstance(reply.granted, Thread) else [])
        return reply

    def _notes(self, act: Act, reply: Reply[Any], shown: Sequence[Thread], span: tuple[int, int] | None = None) -> None:
        thread_id = shown[0].id if act.kind == "start" and shown else act.thread_id
        outcome = "granted" if reply.ok else "refused"
        seen = tuple(Shown.of(each) for each in shown)
        begun, done = span or (reply.number, reply.number)
        self.deeds.append(Deed(self.name, act.kind, thread_id, begun, done, outcome, act.wanted, seen))

    def _listed(self, call: Call[Page[Thread]], token: str | None = None) -> Reply[list[Thread]]:
        reply = self._stage.pages(self.name, call, self._token(token), self._stage.serving(otherwise=self.instance))
        self._notes(Act(call, "read"), reply, reply.granted or [])
        return reply

    def _at(self, call: Call[T], instance: int | None = None, token: str | None = None) -> Reply[T]:
        return self._stage.perform(self.name, call, self._token(token), self._stage.serving(instance, self.instance))


def together(acts: Sequence[tuple[Conversing, Act]]) -> list[Reply[Any]]:
    """All at the same moment, each through the chat process whose turn it is; replies in the order of the acts. What
    no platform may answer is raised after all were noted."""
    stage = acts[0][0]._stage
    count = len(stage.target.chat_urls)
    requests = []
    for place, (actor, act) in enumerate(acts):
        request = stage.request(act.call, actor.tokens.access, stage.serving(place % count))
        requests.append((actor.name, request))
    begun = stage.wire.mark("together")[0]
    answers = stage.wire.together(requests)
    done = stage.wire.mark("together")[0]
    replies, failures = [], []
    for (actor, act), answer in zip(acts, answers, strict=True):
        try:
            with about(answer):
                reply = stage.judged(actor.name, act.call, answer)
        except PlatformFailure as failure:
            actor.deeds.append(Deed(actor.name, act.kind, act.thread_id, begun, done, "unknown", act.wanted))
            failures.append(failure)
            continue
        shown = [reply.granted] if isinstance(reply.granted, Thread) else []
        actor._notes(act, reply, shown, (begun, done))
        replies.append(reply)
    if failures:
        raise failures[0]
    return replies
