"""The closed cast: how each person comes to have an account, arranged over the wire."""

from __future__ import annotations

from support.actors.actor import Actor
from support.actors.stage import Stage
from support.runs.outcomes import NotTestable
from support.targets.cast_source import Member
from support.targets.credentials import Credentials
from support.targets.parts import OWNERS, PARTS, Part
from support.wire.traffic import Fault

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
            self._enters(actor, source.member(actor.name))
        elif actor.part.organisation is None or actor.part is OWNERS[actor.part.organisation]:
            actor.register().value  # noqa: B018
            if actor.plan != actor.account_plan:
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
