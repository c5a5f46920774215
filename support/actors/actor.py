"""One person of the cast and what they can do. Verbs are synchronous; the wire does the rest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from support.actors.conditions import Condition
from support.actors.question import Cursor, Question, Story
from support.actors.records import UsageRecord
from support.actors.reply import Reply
from support.actors.tab import Tab
from support.targets.canon import Account, Frame, Message, Run, SignIn, Thread, Tokens


class Actor:
    """A person with an account, tokens, tabs. ``account`` and ``tokens`` raise until they exist."""

    name: str
    email: str
    password: str
    tabs: dict[str, Tab]

    @property
    def account(self) -> Account:
        """Who the platform says they are, by the latest sign-in."""
        raise NotImplementedError

    @property
    def tokens(self) -> Tokens:
        """Their latest tokens."""
        raise NotImplementedError

    # -- the account
    def register(self, email: str | None = None, password: str | None = None, name: str | None = None,
                 organisation: str | None = None, without: str | None = None) -> Reply[SignIn]:
        """Registers; what is not given is theirs. ``without`` leaves one field out: "email", "password", "name"."""
        raise NotImplementedError

    def sign_in(self, email: str | None = None, password: str | None = None) -> Reply[SignIn]:
        """Signs in."""
        raise NotImplementedError

    def refresh(self, token: str | None = None) -> Reply[SignIn]:
        """Trades the refresh token (theirs) for new tokens."""
        raise NotImplementedError

    def sign_out(self) -> Reply[None]:
        """Ends the session."""
        raise NotImplementedError

    def whoami(self, token: str | None = None) -> Reply[Account]:
        """Asks the accounts service who they are; ``token`` in place of their own, "" for none at all."""
        raise NotImplementedError

    def forges(self, kind: str) -> str:
        """A forged access token made from their own; kinds: :data:`support.actors.forgery.KINDS`."""
        raise NotImplementedError

    # -- usage records
    def imports(self, records: Sequence[UsageRecord]) -> Reply[int]:
        """Hands in usage records; the number that the platform counts back."""
        raise NotImplementedError

    # -- conversations
    def starts_thread(self, title: str | None = None, facts: Mapping[str, Any] | None = None) -> Reply[Thread]:
        """Opens a conversation."""
        raise NotImplementedError

    def threads(self, token: str | None = None) -> Reply[list[Thread]]:
        """Lists their conversations; ``token`` in place of their own, "" for none at all."""
        raise NotImplementedError

    def thread(self, thread_id: str) -> Reply[Thread]:
        """Opens one conversation."""
        raise NotImplementedError

    def messages(self, thread_id: str) -> Reply[list[Message]]:
        """Reads a conversation's messages, all pages, in order."""
        raise NotImplementedError

    def posts(self, text: str, thread_id: str, run: bool = False, message_id: str | None = None) -> Reply[Message]:
        """Writes into a conversation without a socket."""
        raise NotImplementedError

    def run(self, run_id: str) -> Reply[Run]:
        """Reads one run back."""
        raise NotImplementedError

    def runs(self, thread_id: str) -> Reply[list[Run]]:
        """Reads a conversation's runs back."""
        raise NotImplementedError

    # -- tabs
    def opens_tab(self, label: str = "first", token: str | None = None, via: str = "header",
                  origin: str | None = None, instance: int | None = None) -> Tab:
        """Connects a tab. ``token`` in place of their own ("" for none at all); ``via`` "header" or
        "subprotocol"; ``instance`` chooses the chat process, else tabs alternate. A refused handshake is no
        error here: see ``Tab.refusal``. An accepted one waits for the first frame."""
        raise NotImplementedError

    def tab(self, label: str | None = None) -> Tab:
        """That tab; without a label the first one opened that is still open."""
        raise NotImplementedError

    def drops(self, label: str = "first") -> None:
        """Loses a tab as a network does: without a close."""
        raise NotImplementedError

    def marks(self) -> Cursor:
        """The place in the scenario's order now; becomes the default ``since`` of this actor's tabs."""
        raise NotImplementedError

    def asks(self, text: str, thread: str | None = None, tab: str | None = None,
             message_id: str | None = None, agent: str | None = None,
             options: Mapping[str, Any] | None = None) -> Question:
        """Sends a question on a tab (see :meth:`tab`), which is opened when there is none."""
        raise NotImplementedError

    def expects(self, *conditions: Condition, since: Cursor | None = None, within: str | float = "answer",
                tab: str | None = None, in_order: bool = False) -> list[Frame]:
        """:meth:`Tab.expects` on that tab."""
        raise NotImplementedError

    def follows(self, question: Question, within: str | float = "answer", tab: str | None = None) -> Story:
        """:meth:`Tab.follows` on the question's tab, or on that one."""
        raise NotImplementedError

    def sees_nothing(self, *conditions: Condition, since: Cursor | None = None, tab: str | None = None) -> None:
        """:meth:`Tab.sees_nothing` on that tab."""
        raise NotImplementedError

    def sends_raw(self, data: str | bytes, tab: str | None = None) -> Cursor:
        """:meth:`Tab.sends_raw` on that tab."""
        raise NotImplementedError
