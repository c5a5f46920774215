"""One person of the cast and what they can do. Verbs are synchronous; the wire does the rest."""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from support.actors import forgery
from support.actors.conditions import Condition
from support.actors.part import Part
from support.actors.question import Cursor, Question, Story
from support.actors.records import UsageRecord
from support.actors.reply import Reply
from support.actors.stage import Stage
from support.actors.tab import Tab
from support.actors.token import TokenLife, life_of
from support.targets.canon import Account, Frame, Message, Reason, Run, SignIn, Thread, Tokens
from support.targets.dialect import Call, Page
from support.wire.traffic import Handshake

T = TypeVar("T")


class Actor:
    """A person with an account, tokens, tabs. ``account`` and ``tokens`` raise until they exist.

    A person's calls go to the chat process that their first tab is not connected to, so that whatever they do crosses
    processes."""

    def __init__(self, part: Part, stage: Stage) -> None:
        self.part = part
        self.name = part.name
        self.tabs: dict[str, Tab] = {}
        """Every tab by its label, the latest of that label."""
        self.connections: list[Tab] = []
        """Every tab ever opened, in order."""
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
        self._instance = self._chance.randrange(len(stage.target.chat_urls))
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
    def account_plan(self) -> str | None:
        """The plan that their organisation is on, as far as they were told."""
        return self.account.organisation.plan if self.account.organisation else None

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
        organisation = self.account.organisation
        assert organisation is not None, f"expected {self.name} to have an organisation, seen none in {self.account}"
        return self._call(self._stage.dialect.invite(organisation.id, email, role))

    def is_put_on(self, plan: str) -> None:
        """The operator puts their organisation on a plan."""
        organisation = self.account.organisation
        assert organisation is not None, f"expected {self.name} to have an organisation, seen none in {self.account}"
        call = self._stage.dialect.set_plan(organisation.id, plan)
        self._stage.perform("Sam", call, self._stage.operator_token()).value  # noqa: B018 - a refusal fails here
        self._account = dataclasses.replace(self.account, organisation=dataclasses.replace(organisation, plan=plan))

    def forges(self, kind: str) -> str:
        """A forged access token made from their own; kinds: :data:`support.actors.forgery.KINDS`."""
        keys = self._stage.dialect.published_keys()
        genuine = self.tokens.access
        found = self._stage.perform(self.name, keys).value if kind == "signed with the public key" else []
        forged = self._stage.wire.ask(self.name, f"forges {kind}", lambda: forgery.forge(kind, genuine, lambda: found))
        return str(forged)

    # -- usage records
    def imports(self, records: Sequence[UsageRecord]) -> Reply[int]:
        """Hands in usage records; the number that the platform counts back."""
        return self._call(self._stage.dialect.import_usage(records))

    # -- conversations
    def starts_thread(
        self, title: str | None = None, facts: Mapping[str, Any] | None = None, instance: int | None = None
    ) -> Reply[Thread]:
        """Opens a conversation, through that chat process."""
        return self._call(self._stage.dialect.create_thread(title, facts), instance=instance)

    def threads(self, token: str | None = None) -> Reply[list[Thread]]:
        """Lists their conversations, all pages; ``token`` in place of their own, "" for none at all."""
        return self._list(self._stage.dialect.threads(), token)

    def thread(self, thread_id: str) -> Reply[Thread]:
        """Opens one conversation."""
        return self._call(self._stage.dialect.thread(thread_id))

    def messages(self, thread_id: str) -> Reply[list[Message]]:
        """Reads a conversation's messages, all pages, in order."""
        return self._list(self._stage.dialect.messages(thread_id))

    def posts(self, text: str, thread_id: str, run: bool = False, message_id: str | None = None) -> Reply[Message]:
        """Writes into a conversation without a socket."""
        return self._call(self._stage.dialect.post(thread_id, text, message_id or self._new_id(), run))

    def run(self, run_id: str) -> Reply[Run]:
        """Reads one run back."""
        return self._call(self._stage.dialect.run(run_id))

    def runs(self, thread_id: str) -> Reply[list[Run]]:
        """Reads a conversation's runs back."""
        return self._list(self._stage.dialect.runs(thread_id))

    # -- tabs
    def opens_tab(
        self,
        label: str = "first",
        token: str | None = None,
        via: str = "header",
        origin: str | None = None,
        instance: int | None = None,
    ) -> Tab:
        """Connects a tab, and does not wait for its first frame (``Tab.ready`` does).

        ``token`` in place of their own ("" for none at all); ``via`` "header", "subprotocol" or "address"; ``instance``
        chooses the chat process, else tabs alternate. A refused handshake is no error here: see ``Tab.refusal``."""
        if instance is None:
            instance = (self._instance + 1 + len(self.connections)) % len(self._stage.target.chat_urls)
        channel = f"{self.name}/{label}#{len(self.connections) + 1}"
        tab = Tab(self._stage, self.name, label, channel, instance, self._sentinel, self._new_id)
        self.connections.append(tab)
        self.tabs[label] = tab
        door = self._stage.dialect.door(self._token(token), via)
        address = "ws" + self._stage.target.address("chat", instance).removeprefix("http")
        tab.connects(Handshake(address + door.path, door.headers, door.subprotocols, origin))
        return tab

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
    ) -> Question:
        """Sends a question on a tab (see :meth:`tab`), which is opened when there is none."""
        if not self.tabs:
            self.opens_tab().ready  # noqa: B018 - a connection counts once it is ready
        return self.tab(tab).asks(text, thread, message_id, agent, options)

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
    def _signs(self, reply: Reply[SignIn]) -> Reply[SignIn]:
        if reply.granted is not None:
            self._account, self._tokens = reply.granted.account, reply.granted.tokens
        return reply

    def _token(self, token: str | None) -> str:
        return self.tokens.access if token is None else token

    def _call(self, call: Call[T], instance: int | None = None) -> Reply[T]:
        where = self._instance if instance is None else instance
        return self._stage.perform(self.name, call, self.tokens.access, where)

    def _list(self, call: Call[Page[T]], token: str | None = None) -> Reply[list[T]]:
        return self._stage.pages(self.name, call, self._token(token), self._instance)

    def _sentinel(self, instance: int) -> str | None:
        reply = self.starts_thread("sentinel", instance=instance)
        return None if reply.refusal and reply.refusal.reason is Reason.FORBIDDEN else reply.value.id

    def _new_id(self) -> str:
        return str(uuid.UUID(int=self._chance.getrandbits(128), version=4))
