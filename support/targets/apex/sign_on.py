"""Coming in through an identity provider, and the control API of the embedded one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote, urlencode

from support.targets.apex import shapes
from support.targets.canon import SignIn
from support.targets.canon.tenancy import Begun
from support.targets.dialect import Call

PROVIDERS = {"Google": "google", "the company's provider": "corporate"}
"""The providers, as their addresses name them."""

_SAYS = {"audience": "aud", "issuer": "iss", "attempt": "nonce", "ends": "exp", "checked": "email_verified"}


class SignOn:
    """See :class:`support.targets.dialect_accounts.AccountsDialect`."""

    def known_at_provider(
        self, email: str, name: str, groups: Sequence[str], seconds: float, broken: bool, says: Mapping[str, Any]
    ) -> Call[None]:
        """PUT /control/people."""
        told = {_SAYS[each]: value for each, value in says.items()}
        body = {"email": email, "name": name, "groups": list(groups), "seconds": seconds, "broken": broken}
        path = "/control/people"
        return Call("is made known at the provider", "identity", "PUT", path, _nothing, (204,), {**body, "says": told})

    def begin_sign_on(self, provider: str) -> Call[Begun]:
        """GET /auth/sso/{provider}/start."""
        return Call("begins the sign-on", "accounts", "GET", f"{_of(provider)}/start", _begun)

    def provider_form(self, email: str, denies: bool) -> str:
        """The fields of the embedded provider's page."""
        return urlencode({"email": email, **({"deny": "1"} if denies else {})})

    def finish_sign_on(self, provider: str, returned: str) -> Call[SignIn]:
        """GET /auth/sso/{provider}/callback."""
        path = f"{_of(provider)}/callback?{returned}"
        return Call("comes back from the provider", "accounts", "GET", path, shapes.sign_in)

    def connect_domain(self, organisation_id: str, domain: str, roles: Mapping[str, str]) -> Call[None]:
        """PUT /organisations/{id}/sso."""
        path, body = f"/organisations/{quote(organisation_id, safe='')}/sso", {"domain": domain, "roles": dict(roles)}
        return Call("connects a domain", "accounts", "PUT", path, _nothing, (200,), body)


def _of(provider: str) -> str:
    return f"/auth/sso/{PROVIDERS[provider]}"


def _begun(value: Any) -> Begun:
    return Begun(shapes.text(value, "authorization_url"), shapes.text(value, "state"))


def _nothing(_: Any) -> None:
    return None
