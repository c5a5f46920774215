"""A person who comes in through an identity provider, as their browser does it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from support.actors.account_holder import AccountHolder
from support.actors.reply import Reply
from support.targets.canon import SignIn
from support.targets.canon.tenancy import Begun
from support.wire.failures import PlatformFailure, blame
from support.wire.traffic import Fault, Request


class SigningOn(AccountHolder):
    """The verbs of an :class:`support.actors.actor.Actor` on single sign-on."""

    def is_known_at_provider(
        self,
        groups: Sequence[str] = (),
        seconds: float = 0.0,
        broken: bool = False,
        says: Mapping[str, Any] | None = None,
    ) -> None:
        """The provider knows them by their address, and says or does this when they come in."""
        call = self._stage.dialect.known_at_provider(self.email, self.name, groups, seconds, broken, says or {})
        self._stage.perform(self.name, call).value  # noqa: B018 - a refusal fails here

    def begins_sign_on(self, provider: str) -> Reply[Begun]:
        """Asks to come in through that provider."""
        return self._stage.perform(self.name, self._stage.dialect.begin_sign_on(provider))

    def agrees_at_provider(self, begun: Begun, denies: bool = False) -> str:
        """Signs in on the provider's page, or does not; what stands in the address that leads back."""
        headers = (("content-type", "application/x-www-form-urlencoded"),)
        form = self._stage.dialect.provider_form(self.email, denies)
        doing = "signs in at the provider"
        request = Request("identity", "POST", begun.address, headers, form, doing)
        answer = self._stage.wire.exchange(self.name, request)
        if isinstance(answer, Fault):
            blame(answer, f"{self.name} {doing}")
        back = answer.header("location")
        if back is None:
            raise PlatformFailure(f"{self.name} {doing}: expected to be led back, seen a bare {answer.status}")
        return urlsplit(back).query

    def finishes_sign_on(self, provider: str, returned: str) -> Reply[SignIn]:
        """Comes back with that in the address."""
        return self._signs(self._stage.perform(self.name, self._stage.dialect.finish_sign_on(provider, returned)))

    def comes_in_with(self, provider: str, denies: bool = False) -> Reply[SignIn]:
        """The whole way."""
        begun = self.begins_sign_on(provider).value
        return self.finishes_sign_on(provider, self.agrees_at_provider(begun, denies))

    def connects_domain(self, domain: str, roles: Mapping[str, str]) -> None:
        """The operator has people of that domain join their organisation."""
        call = self._stage.dialect.connect_domain(self.company_id, domain, roles)
        self._stage.perform("Sam", call, self._stage.operator_token()).value  # noqa: B018 - a refusal fails here
