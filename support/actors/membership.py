"""A person among the people of an organisation: their sign-ins, their colleagues, the trail."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from support.actors.account_holder import AccountHolder
from support.actors.reply import Reply
from support.targets.canon import SignIn
from support.targets.canon.tenancy import Claims, Member, Session, TrailEntry


class Membership(AccountHolder):
    """The verbs of an :class:`support.actors.actor.Actor` on sign-ins, members and rights. Without ``token`` they show
    their own."""

    def claims(self, token: str | None = None) -> Claims:
        """What their sign-in says of itself."""
        return self._stage.dialect.token_says(token or self.tokens.access)

    # -- sign-ins
    def signs_in_at_once(self, count: int) -> list[Reply[SignIn]]:
        """So many sign-ins at the same moment; the latest is theirs from then on."""
        call = self._stage.dialect.sign_in(self.email, self.password)
        return self._together([call] * count)

    def refreshes_at_once(self, count: int) -> list[Reply[SignIn]]:
        """So many uses of their one refresh token at the same moment."""
        return self._together([self._stage.dialect.refresh(self.tokens.refresh)] * count)

    def refreshes_as(self, role: str, plan: str) -> Reply[SignIn]:
        """Renews, and names a role and a plan that they would like."""
        dialect = self._stage.dialect
        call = dialect.claiming(dialect.refresh(self.tokens.refresh), role, plan)
        return self._signs(self._stage.perform(self.name, call))

    def registers_as(self, role: str, plan: str) -> Reply[SignIn]:
        """Registers, and names a role and a plan that they would like."""
        self._stage.may("create_accounts")
        dialect = self._stage.dialect
        plain = dialect.register(self.email, self.password, self.name, self.organisation_name)
        return self._signs(self._stage.perform(self.name, dialect.claiming(plain, role, plan)))

    def sessions(self, token: str | None = None) -> Reply[list[Session]]:
        """Lists their live sign-ins."""
        return self._stage.perform(self.name, self._stage.dialect.sessions(), self._token(token))

    def ends_sessions(self) -> Reply[None]:
        """Ends every sign-in of theirs, this one too."""
        return self._stage.perform(self.name, self._stage.dialect.end_sessions(), self.tokens.access)

    def ends_session(self, session_id: str) -> Reply[None]:
        """Ends one sign-in of theirs."""
        return self._stage.perform(self.name, self._stage.dialect.end_session(session_id), self.tokens.access)

    def changes_password(self) -> Reply[None]:
        """Replaces the password by a new one of their own making."""
        new = f"Bb2!{self._chance.getrandbits(64):016x}"
        self._stage.wire.hide(new, f"new-password-of-{self.name.lower()}")
        call = self._stage.dialect.change_password(self.password, new)
        reply = self._stage.perform(self.name, call, self.tokens.access)
        if reply.ok:
            self.password = new
        return reply

    def leaves_for_good(self) -> Reply[None]:
        """Deletes their account."""
        self._stage.may("delete_forever")
        return self._stage.perform(self.name, self._stage.dialect.leave(), self.tokens.access)

    # -- colleagues
    def members(self, organisation_id: str | None = None) -> Reply[list[Member]]:
        """Lists the people of an organisation, theirs where none is named."""
        call = self._stage.dialect.members(organisation_id or self.company_id)
        return self._stage.perform(self.name, call, self.tokens.access)

    def gives_role(self, user_id: str, role: str, organisation_id: str | None = None) -> Reply[None]:
        """Gives somebody of the organisation another role."""
        call = self._stage.dialect.change_role(organisation_id or self.company_id, user_id, role)
        return self._stage.perform(self.name, call, self.tokens.access)

    def removes(self, user_id: str, organisation_id: str | None = None) -> Reply[None]:
        """Puts somebody out of the organisation."""
        call = self._stage.dialect.remove_member(organisation_id or self.company_id, user_id)
        return self._stage.perform(self.name, call, self.tokens.access)

    def deletes_organisation(self, organisation_id: str | None = None) -> Reply[None]:
        """Erases the organisation."""
        self._stage.may("delete_forever")
        call = self._stage.dialect.delete_organisation(organisation_id or self.company_id)
        return self._stage.perform(self.name, call, self.tokens.access)

    def trail(self, organisation_id: str | None = None) -> Reply[list[TrailEntry]]:
        """Reads what was written down of an organisation, theirs where none is named."""
        call = self._stage.dialect.trail(organisation_id or self.company_id)
        return self._stage.perform(self.name, call, self.tokens.access)

    def sets_plan(self, organisation_id: str, plan: str) -> Reply[None]:
        """Tries to put an organisation on a plan."""
        return self._stage.perform(self.name, self._stage.dialect.set_plan(organisation_id, plan), self.tokens.access)

    # -- keys
    def changes_key(self) -> Reply[str]:
        """Has a new key sign all sign-ins from now on; its id."""
        return self._stage.perform(self.name, self._stage.dialect.rotate_keys(), self.tokens.access)

    def _together(self, calls: Sequence[Any]) -> list[Reply[SignIn]]:
        answers = self._stage.wire.together([(self.name, self._stage.request(call)) for call in calls])
        replies = [self._stage.judged(self.name, call, answer) for call, answer in zip(calls, answers, strict=True)]
        for reply in replies:
            self._signs(reply)
        return replies
