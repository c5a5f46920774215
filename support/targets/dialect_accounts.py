"""What every dialect does with accounts: sessions, members, the trail; see :mod:`support.targets.dialect`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from support.targets.canon import SignIn
from support.targets.canon.tenancy import Begun, Claims, Member, Session, TrailEntry

if TYPE_CHECKING:
    from support.targets.dialect import Call, Query


class AccountsDialect(Protocol):
    """A part of :class:`support.targets.dialect.Dialect`."""

    def token_says(self, token: str) -> Claims:
        """What an access token says; of what is no token, nothing."""

    def rewritten(self, token: str, **changes: Any) -> dict[str, Any]:
        """The claims of a token as the wire writes them, with these (by the names of :class:`Claims`) changed, and
        those that are given as None left out."""

    def claiming(self, call: Call[SignIn], role: str, plan: str) -> Call[SignIn]:
        """The call with a role and a plan in its body that nobody asked for."""

    def sessions(self) -> Call[list[Session]]:
        """The caller's own live sessions."""

    def end_session(self, session_id: str) -> Call[None]:
        """Ends one of the caller's sessions."""

    def end_sessions(self) -> Call[None]:
        """Ends every session of the caller."""

    def change_password(self, current: str, new: str) -> Call[None]:
        """Replaces the caller's password."""

    def leave(self) -> Call[None]:
        """Deletes the caller's account."""

    def members(self, organisation_id: str) -> Call[list[Member]]:
        """The people of an organisation."""

    def change_role(self, organisation_id: str, user_id: str, role: str) -> Call[None]:
        """Gives a member another role."""

    def remove_member(self, organisation_id: str, user_id: str) -> Call[None]:
        """Puts a member out."""

    def delete_organisation(self, organisation_id: str) -> Call[None]:
        """Erases an organisation with all that is its."""

    def trail(self, organisation_id: str) -> Call[list[TrailEntry]]:
        """The audit trail of an organisation."""

    def rotate_keys(self) -> Call[str]:
        """The operator has a new key sign from now on; grants its id."""

    def known_at_provider(
        self, email: str, name: str, groups: Sequence[str], seconds: float, broken: bool, says: Mapping[str, Any]
    ) -> Call[None]:
        """Makes a person known at the identity provider: its control API. ``says``: what its proof of identity says in
        place of the truth, by "audience", "issuer", "attempt", "ends" (Unix seconds) and "checked" (the address)."""

    def begin_sign_on(self, provider: str) -> Call[Begun]:
        """Begins to come in through "Google" or "the company's provider"."""

    def provider_form(self, email: str, denies: bool) -> str:
        """What the provider's page sends when its person goes on, or does not."""

    def finish_sign_on(self, provider: str, returned: str) -> Call[SignIn]:
        """Comes back from the provider with what stands in the address."""

    def connect_domain(self, organisation_id: str, domain: str, roles: Mapping[str, str]) -> Call[None]:
        """The operator has people of a domain join an organisation; by group of the provider, the role."""

    key_set_variable: str
    """The environment variable by which a process is told whose published keys it checks sign-ins with."""
    kept_key: Query[str]
    """The private key of that id, in PEM: for forgeries that a sister of the platform could sign."""
