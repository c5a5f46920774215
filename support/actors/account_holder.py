"""A person's account: registering, signing in, invitations, tokens. Verbs are synchronous; the wire does the rest."""

from __future__ import annotations

import dataclasses
from typing import Self

from support.actors import forgery
from support.actors.reply import Reply
from support.actors.stage import Stage
from support.actors.token import TokenLife, life_of
from support.targets.canon import Account, SignIn, Tokens
from support.targets.credentials import Credentials
from support.targets.dialect import Call
from support.targets.parts import Part


class AccountHolder:
    """A person as the accounts service knows them. ``account`` and ``tokens`` raise until they exist."""

    def __init__(self, part: Part, stage: Stage) -> None:
        self.part = part
        self.name = part.name
        self.tried_emails: list[str] = []
        """Every address that the person tried to register, in order."""
        self._stage = stage
        self._chance = stage.chance(part.name)
        word = f"{self._chance.getrandbits(40):010x}"
        label = "".join(letter for letter in part.name.lower() if letter.isalnum())
        self.email = f"{label}.{word}@{(part.organisation or label).lower()}.example"
        self.password = f"Aa1!{self._chance.getrandbits(64):016x}"
        self.organisation_name = f"{part.organisation or part.name} {word[:6]}"
        stage.wire.hide(self.password, f"password-of-{label}")
        self._account: Account | None = None
        self._tokens: Tokens | None = None

    @property
    def plan(self) -> str:
        """The plan that the cast gives them."""
        return self.part.plan

    @property
    def has_account(self) -> bool:
        """Whether they have been given an account in this scenario."""
        return self._account is not None

    @property
    def signed_in(self) -> bool:
        """Whether they hold tokens."""
        return self._tokens is not None

    @property
    def has_session(self) -> bool:
        """Whether they hold a sign-in of their own making, to be ended when the scenario ends."""
        return self._tokens is not None and bool(self._tokens.refresh)

    @property
    def account_plan(self) -> str | None:
        """The plan that their organisation is on, as far as they were told."""
        return self.account.organisation.plan if self.account.organisation else None

    @property
    def company_id(self) -> str:
        """The id of their organisation."""
        organisation = self.account.organisation
        assert organisation is not None, f"expected {self.name} to have an organisation, seen none in {self.account}"
        return organisation.id

    @property
    def account(self) -> Account:
        """Who the platform says they are, by the latest sign-in."""
        if self._account is None:
            raise LookupError(
                f"{self.name} has no account yet: let them register, or use cast.signed_in({self.name!r})"
            )
        return self._account

    @property
    def tokens(self) -> Tokens:
        """Their latest tokens."""
        if self._tokens is None:
            raise LookupError(f"{self.name} is not signed in: let them sign in, or use cast.signed_in({self.name!r})")
        return self._tokens

    def word(self) -> str:
        """A new word of their own that nobody can guess: twelve hexadecimal digits."""
        return f"{self._chance.getrandbits(48):012x}"

    def token_life(self, token: str | None = None) -> TokenLife | None:
        """How long that access token (their latest) lasts by its own claims; None when it does not say."""
        return life_of(token or self.tokens.access, self._stage.wire.wall())

    # -- the account
    def register(
        self,
        email: str | None = None,
        password: str | None = None,
        name: str | None = None,
        organisation: str | None = None,
        without: str | None = None,
    ) -> Reply[SignIn]:
        """Registers; what is not given is theirs. ``without`` leaves one field out: "email", "password", "name"."""
        self._stage.may("create_accounts")
        given = {"email": email or self.email, "password": password or self.password, "name": name or self.name}
        if without is not None and given.pop(without, None) is None:
            raise LookupError(f"a registration has no field {without!r}: leave out one of {', '.join(given)}")
        if "email" in given:
            self.tried_emails.append(given["email"])
        if password is not None:
            self._stage.wire.hide(password, "password-tried")
        call = self._stage.dialect.register(
            given.get("email"), given.get("password"), given.get("name"), organisation or self.organisation_name
        )
        return self._signs(self._stage.perform(self.name, call))

    def registration(self) -> Call[SignIn]:
        """Their registration, to be sent together with others; :meth:`is_registered` takes what comes back."""
        self._stage.may("create_accounts")
        self.tried_emails.append(self.email)
        return self._stage.dialect.register(self.email, self.password, self.name, self.organisation_name)

    def is_registered(self, reply: Reply[SignIn]) -> SignIn:
        """They are signed in from now on; a refusal fails here."""
        return self._signs(reply).value

    def sign_in(self, email: str | None = None, password: str | None = None) -> Reply[SignIn]:
        """Signs in."""
        if password is not None:
            self._stage.wire.hide(password, "password-tried")
        call = self._stage.dialect.sign_in(email or self.email, password or self.password)
        return self._signs(self._stage.perform(self.name, call))

    def refresh(self, token: str | None = None) -> Reply[SignIn]:
        """Trades the refresh token (theirs) for new tokens."""
        call = self._stage.dialect.refresh(self.tokens.refresh if token is None else token)
        return self._signs(self._stage.perform(self.name, call))

    def sign_out(self) -> Reply[None]:
        """Ends the session."""
        reply = self._stage.perform(self.name, self._stage.dialect.sign_out(), self.tokens.access)
        if reply.ok:
            self._tokens = None
        return reply

    def whoami(self, token: str | None = None) -> Reply[Account]:
        """Asks the accounts service who they are; ``token`` in place of their own, "" for none at all."""
        return self._stage.perform(self.name, self._stage.dialect.whoami(), self._token(token))

    def accepts(self, invitation: str) -> Reply[SignIn]:
        """Accepts an invitation: registers straight into the organisation."""
        self._stage.may("create_accounts")
        call = self._stage.dialect.accept(invitation, self.password, self.name)
        return self._signs(self._stage.perform(self.name, call))

    def invites(self, email: str, role: str) -> Reply[str]:
        """Invites somebody into their organisation; the invitation's token."""
        invite = self._stage.dialect.invite  # first: a dialect without the word offers no organisations either
        organisation = self.account.organisation
        assert organisation is not None, f"expected {self.name} to have an organisation, seen none in {self.account}"
        return self._stage.perform(self.name, invite(organisation.id, email, role), self.tokens.access)

    def is_put_on(self, plan: str) -> None:
        """The operator puts their organisation on a plan."""
        set_plan = self._stage.dialect.set_plan  # first: as above
        organisation = self.account.organisation
        assert organisation is not None, f"expected {self.name} to have an organisation, seen none in {self.account}"
        call = set_plan(organisation.id, plan)
        self._stage.perform("Sam", call, self._stage.operator_token()).value  # noqa: B018 - a refusal fails here
        self._account = dataclasses.replace(self.account, organisation=dataclasses.replace(organisation, plan=plan))

    def uses(self, credentials: Credentials) -> Self:
        """From now on they sign in with these."""
        self.email, self.password = credentials.email, credentials.password
        self._stage.wire.hide(self.password, f"password-of-{self.part.name.lower()}")
        return self

    def is_given(self, token: str) -> None:
        """They enter with an access token that somebody else made for them, and cannot renew."""
        self._tokens = Tokens(token, "", "", None)
        self._account = self.whoami().value

    def forges(self, kind: str) -> str:
        """A forged access token made from their own; kinds: :data:`support.actors.forgery.KINDS`. NotOffered for one
        that is signed rightly, where the target does not let the suite read its stores."""
        stage, genuine = self._stage, self.tokens.access
        call = stage.dialect.published_keys()
        found = stage.perform(self.name, call).value if kind == "signed with the published key" else []
        if kind in forgery.SIGNED_RIGHTLY:
            stage.reads_stores()
        hand = forgery.Genuine(
            genuine,
            lambda **changes: stage.dialect.rewritten(genuine, **changes),
            lambda: found,
            stage.private_key,
            stage.wire.wall().timestamp(),
        )
        return str(stage.wire.ask(self.name, f"forges {kind}", lambda: forgery.forge(kind, hand)))

    # -- inside
    def _signs(self, reply: Reply[SignIn]) -> Reply[SignIn]:
        if reply.granted is not None:
            self._account, self._tokens = reply.granted.account, reply.granted.tokens
        return reply

    def _token(self, token: str | None) -> str:
        return self.tokens.access if token is None else token
