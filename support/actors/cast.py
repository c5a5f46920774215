"""The closed cast: how each person comes to have an account, arranged over the wire."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from support.actors.actor import Actor
from support.actors.reply import Reply
from support.actors.stage import Stage
from support.runs.outcomes import NotTestable
from support.targets.canon import Thread
from support.targets.cast_source import Member
from support.targets.credentials import Credentials
from support.targets.dialect import Call
from support.targets.parts import OWNERS, PARTS, Part
from support.targets.spend import UsageRecord
from support.wire.traffic import Fault

T = TypeVar("T")

__all__ = ["PARTS", "Cast", "Part"]


class Cast:
    """The people of one scenario. Each scenario has its own organisations and accounts, and only those it needs."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._actors: dict[str, Actor] = {}

    def __getitem__(self, name: str) -> Actor:
        """The person of that name, with or without an account yet; an error that lists the cast for any other."""
        if name in self._actors:
            return self._actors[name]
        if name not in PARTS:
            raise LookupError(f"there is no {name!r} in the cast: it is closed, {', '.join(PARTS)} (STYLE.md, rule 3)")
        return self._actor(PARTS[name])

    def signed_in(self, name: str) -> Actor:
        """The person with an account, role and plan as the cast says, signed in; arranged over the wire once."""
        return self._arranged(self[name])

    @property
    def stage(self) -> Stage:
        """What all of them share."""
        return self._stage

    def crowd(self, count: int) -> list[str]:
        """So many customers beside the cast, "customer 1" and so on, each with a company of their own on the free plan;
        those that are new are registered all at once. Their names."""
        names = [f"customer {number}" for number in range(1, count + 1)]
        people = [self._actor(Part(name, None, "owner", "free")) for name in names]
        new = [actor for actor in people if not actor.has_account]
        calls = [actor.registration() for actor in new]
        for actor, reply in zip(new, self._together(new, calls, signed_in=False), strict=True):
            actor.is_registered(reply)
        return names

    def import_together(self, imports: Sequence[tuple[Actor, Sequence[UsageRecord]]]) -> list[int]:
        """Each hands in their records, all at once; the numbers that the platform counts back."""
        calls = [self._stage.dialect.import_usage(records) for _, records in imports]
        return [reply.value for reply in self._together([actor for actor, _ in imports], calls)]

    def open_together(self, openings: Sequence[tuple[Actor, str, Mapping[str, Any]]]) -> list[Thread]:
        """Each opens a conversation with that title and those facts, all at once."""
        calls = [self._stage.dialect.create_thread({"title": title, "facts": facts}) for _, title, facts in openings]
        return [reply.value for reply in self._together([actor for actor, _, _ in openings], calls)]

    def _together(self, people: Sequence[Actor], calls: Sequence[Call[T]], signed_in: bool = True) -> list[Reply[T]]:
        requests = [
            (actor.name, self._stage.request(call, actor.tokens.access if signed_in else "", actor.instance))
            for actor, call in zip(people, calls, strict=True)
        ]
        answers = self._stage.wire.together(requests)
        return [
            self._stage.judged(actor.name, call, answer)
            for actor, call, answer in zip(people, calls, answers, strict=True)
        ]

    def present(self) -> list[Actor]:
        """Everybody who has appeared in this scenario, in order of appearance."""
        return list(self._actors.values())

    def leaves(self) -> list[str]:
        """Everybody closes their tabs and signs out; gives what went wrong, empty when all went well."""
        for actor in self.present():
            for tab in actor.opened_tabs:
                if tab.open:
                    tab.closes()
        signed_in = [actor for actor in self.present() if actor.has_session]
        call = self._stage.dialect.sign_out()
        answers = self._stage.wire.together(
            [(actor.name, self._stage.request(call, actor.tokens.access)) for actor in signed_in]
        )
        wrong = []
        for actor, answer in zip(signed_in, answers, strict=True):
            # A session that the scenario itself has ended is refused: that is as good as signed out.
            if isinstance(answer, Fault) or answer.status >= 500:
                wrong.append(
                    f"{actor.name} could not sign out: {answer.says if isinstance(answer, Fault) else answer.status}"
                )
        return wrong

    def _actor(self, part: Part) -> Actor:
        if part.name not in self._actors:
            self._actors[part.name] = Actor(part, self._stage)
        return self._actors[part.name]

    def _arranged(self, actor: Actor) -> Actor:
        if actor.signed_in:
            return actor
        source = self._stage.target.cast
        if actor.has_account:
            actor.sign_in().value  # noqa: B018 - a refusal fails here, as do those below
        elif actor.part.role == "operator":
            actor.uses(self._operator()).sign_in().value  # noqa: B018
        elif source.mode != "register":
            self._enters(actor, source.member(actor.name, self._stage.worker))
        elif actor.part.organisation is None or actor.part is OWNERS[actor.part.organisation]:
            actor.register().value  # noqa: B018
            if actor.plan != (actor.account_plan or "free"):
                actor.is_put_on(actor.plan)
        else:
            owner = self._arranged(self._actor(OWNERS[actor.part.organisation]))
            actor.accepts(owner.invites(actor.email, actor.part.role).value).value  # noqa: B018
        return actor

    def _enters(self, actor: Actor, member: Member | None) -> None:
        """With an account or a token that the deployment has already."""
        if member is None:
            raise NotTestable(f"[cast] of {self._stage.target.name} has nobody for {actor.name}: add an account")
        if member.account is not None:
            actor.uses(member.account).sign_in().value  # noqa: B018
        elif member.token is not None:
            actor.is_given(member.token)

    def _operator(self) -> Credentials:
        operator = self._stage.target.operator
        if operator is None:
            raise NotTestable(f"the profile of {self._stage.target.name} names no operator: add [operator]")
        return operator
