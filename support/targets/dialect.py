"""What every dialect can do: build the platform's calls and frames, and read its answers, frames and rows."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Generic, Protocol, TypeVar

from support.targets.canon import Account, Body, Event, Frame, Look, Message, Refusal, Run, RunStep, SignIn, Thread
from support.targets.canon.attempts import Belongings
from support.targets.canon.contracts import Charge, Invoice, Place
from support.targets.canon.operation import (
    Alert,
    Announcement,
    Breaker,
    Connections,
    Health,
    Metrics,
    ModelCall,
    Offer,
    OpenConnection,
)
from support.targets.canon.requests import Trail
from support.targets.canon.workflows import Journal, LoggedRefusal, LoggedUse, PathStep, ToolOffer
from support.targets.dialect_accounts import AccountsDialect
from support.targets.spend import UsageRecord
from support.wire.traffic import Arrival

T = TypeVar("T")


class ShapeError(ValueError):
    """An answer that is not in the shape that the dialect promises; says which field."""


@dataclasses.dataclass(frozen=True)
class Call(Generic[T]):
    """One call of the platform, ready to be sent with or without a token."""

    doing: str
    """In words, to follow a name: "signs in"."""
    service: str
    """"accounts", "chat" or "control": which of the target's addresses it goes to."""
    method: str
    path: str
    grants: Callable[[Any], T]
    """Reads the granted answer's JSON; raises :class:`ShapeError`."""
    statuses: tuple[int, ...] = (200,)
    """The statuses that mean granted."""
    body: Any = None
    """JSON, or None for no body."""
    headers: tuple[tuple[str, str], ...] = ()
    """Beside those that every call has."""
    makes: str = ""
    """What there is one more of afterwards, in words for a forecast: "accounts", "conversations", "questions"."""


@dataclasses.dataclass(frozen=True)
class Page(Generic[T]):
    """A part of a list, and the call for the next part."""

    items: tuple[T, ...]
    next: Call[Page[T]] | None


@dataclasses.dataclass(frozen=True)
class Door:
    """How a socket is asked for: path, headers, subprotocols."""

    path: str
    headers: tuple[tuple[str, str], ...] = ()
    subprotocols: tuple[str, ...] = ()


@dataclasses.dataclass(frozen=True)
class Query(Generic[T]):
    """A named question to the database and how its rows are read."""

    name: str
    sql: str
    reads: Callable[[Mapping[str, Any]], T]


@dataclasses.dataclass(frozen=True)
class KeptEvent:
    """One row of a user's event log."""

    seq: int
    event: Event
    run_id: str | None
    thread_id: str | None
    raw: Mapping[str, Any]
    body: Body | None
    """What it says, as its frame has it."""
    empty: bool
    """Whether it says nothing at all."""

    def is_told_by(self, frame: Frame) -> bool:
        """Whether the frame tells this very event, and all of it."""
        told = (frame.seq, frame.event, frame.run_id, frame.thread_id, frame.body)
        return told == (self.seq, self.event, self.run_id, self.thread_id, self.body)


@dataclasses.dataclass(frozen=True)
class Table:
    """One table of the database, with the names of its columns."""

    schema: str
    name: str
    columns: tuple[str, ...]


@dataclasses.dataclass(frozen=True)
class Holding:
    """A word that stands in a row of ``place``: the ids of the company and of the person whose row it is, as far as it
    has any."""

    place: str
    company: str | None
    person: str | None
    word: str


class Dialect(AccountsDialect, Protocol):
    """One way to speak of the canonical things. It translates names and shapes, never verdicts."""

    name: str
    secret_fields: frozenset[str]
    """Names of JSON fields whose values are secrets."""
    correlation_header: str
    """The header that carries the correlation id, in lower case."""
    version_header: str
    """The header that names the version of the interface, in lower case; "" where there are no versions."""
    versions: Mapping[str, str]
    """What that header says for the "older" and the "newer" version, and for an "unknown" one."""

    # accounts
    def register(
        self, email: str | None, password: str | None, name: str | None, organisation: str | None
    ) -> Call[SignIn]:
        """Opens an account; what is None is left out."""

    def sign_in(self, email: str, password: str) -> Call[SignIn]:
        """Signs in."""

    def refresh(self, token: str) -> Call[SignIn]:
        """Trades a refresh token."""

    def sign_out(self) -> Call[None]:
        """Ends the session."""

    def whoami(self) -> Call[Account]:
        """Who is signed in."""

    def published_keys(self) -> Call[list[Mapping[str, Any]]]:
        """The public keys of access tokens, as JSON Web Keys."""

    def set_plan(self, organisation_id: str, plan: str) -> Call[None]:
        """The operator puts an organisation on a plan."""

    def invite(self, organisation_id: str, email: str, role: str) -> Call[str]:
        """Invites somebody; grants the invitation's token."""

    def accept(self, invitation: str, password: str, name: str) -> Call[SignIn]:
        """Registers the invited person straight into the organisation."""

    # preferences
    def preferences(self) -> Call[Mapping[str, Any]]:
        """Reads what one prefers, by name."""

    def prefer(self, preferred: Mapping[str, Any]) -> Call[Mapping[str, Any]]:
        """Keeps what one prefers, in place of all that was kept."""

    # conversations
    def import_usage(self, records: Sequence[UsageRecord]) -> Call[int]:
        """Hands in usage records; grants their number."""

    def create_thread(self, fields: Mapping[str, Any]) -> Call[Thread]:
        """Opens a conversation with these of :data:`support.targets.canon.FIELDS`; what is None is left out."""

    def threads(self, version: str | None = None) -> Call[Page[Thread]]:
        """Lists conversations; ``version`` as in :attr:`versions`, None for no word of it."""

    def find_threads(self, sought: Mapping[str, str], limit: int | None = None) -> Call[Page[Thread]]:
        """Lists the conversations that have this of "tag", "priority", "status" and "words"; ``limit`` to a page."""

    def thread(self, thread_id: str) -> Call[Thread]:
        """Reads a conversation."""

    def edit_thread(self, thread_id: str, fields: Mapping[str, Any], version: int | None = None) -> Call[Thread]:
        """Edits these of :data:`support.targets.canon.FIELDS`; with a ``version`` only if it is the newest."""

    def archive_thread(self, thread_id: str) -> Call[None]:
        """Puts a conversation away, so that it can be restored."""

    def restore_thread(self, thread_id: str) -> Call[Thread]:
        """Takes a conversation out of the archive."""

    def delete_thread(self, thread_id: str) -> Call[None]:
        """Deletes a conversation for ever."""

    def messages(self, thread_id: str, version: str | None = None) -> Call[Page[Message]]:
        """Lists a conversation's messages; ``version`` as for :meth:`threads`."""

    def post(self, thread_id: str, text: str, message_id: str, run: bool) -> Call[Message]:
        """Writes into a conversation."""

    def bearer(self, token: str) -> tuple[tuple[str, str], ...]:
        """The headers that show a token."""

    def refusal(self, status: int, body: Any) -> Refusal | None:
        """Reads a refusal; None when the answer is not a well-formed one. ``body``: JSON, or text."""

    # work
    def run(self, run_id: str) -> Call[Run]:
        """Reads a run, with its steps."""

    def runs(
        self, thread_id: str | None = None, agent: str | None = None, status: str | None = None
    ) -> Call[Page[Run]]:
        """Lists a conversation's runs, or one's own, those that match."""

    def stop_run(self, run_id: str) -> Call[Run]:
        """Cancels a run; grants the run as it is then."""

    def agents(self) -> Call[list[Offer]]:
        """Lists the agents, with what one may use."""

    def runs_of_all(
        self, user_id: str | None, thread_id: str | None, agent: str | None, status: str | None
    ) -> Call[Page[Run]]:
        """The operator lists the platform's runs, those that match."""

    def alerts(self) -> Call[Page[Alert]]:
        """What operators are alerted to, newest first."""

    def limit(self, organisation_id: str, limits: Mapping[str, float]) -> Call[None]:
        """The operator limits an organisation: "run" in seconds, "run part" of the plan's time for a run,
        "questions" in a window of "window" seconds (else a day)."""

    # the socket
    def door(self, token: str, via: str) -> Door:
        """How to ask for a socket with this token ("" for none), via "header", "subprotocol" or "address"."""

    def user_message(
        self, text: str, thread_id: str | None, message_id: str, agent: str | None, options: Mapping[str, Any] | None
    ) -> str:
        """The frame that asks a question; ``options``: "seconds" that it may take, and what else is to be sent."""

    def resume(self, after_seq: int) -> str:
        """The frame that asks for what was missed."""

    def ping(self) -> str:
        """The frame that asks for a sign of life."""

    def cancel(self, run_id: str) -> str:
        """The frame that asks to stop a run."""

    def unknown_kind(self) -> str:
        """A well-formed frame of a kind that no platform knows."""

    def frame(self, arrival: Arrival, actor: str, tab: str) -> Frame:
        """Reads what came in on a tab. Never raises: what is wrong stands in the frame's complaints."""

    # operation
    def announce(self, text: str, organisation_id: str | None, plan: str | None) -> Call[Announcement]:
        """Announces something to an organisation or to a plan."""

    def connections(self) -> Call[Connections]:
        """The live connections of all chat processes."""

    def breakers(self) -> Call[list[Breaker]]:
        """The breakers between organisations and models."""

    def health(self, service: str) -> Call[Health]:
        """How a process of "accounts" or "chat" is."""

    def metrics(self, service: str) -> Call[Metrics]:
        """The metrics of a process of "accounts" or "chat"."""

    def aim_fault(
        self, organisation_id: str, kind: str, times: int | None, seconds: float | None, after: int
    ) -> Call[None]:
        """Makes the model provider fail for one organisation: its control API."""

    def lift_faults(self, organisation_id: str | None) -> Call[None]:
        """Takes that back, for one organisation or for all."""

    def model_calls(self, organisation_id: str) -> Call[list[ModelCall]]:
        """The calls that the model provider got for one organisation."""

    # agents and tools
    def tools(self) -> Call[list[ToolOffer]]:
        """The tools, and whether the caller may use each."""

    def daily_runs(self) -> Call[int | None]:
        """How many questions a day the caller's plan gives."""

    def path(self, finding: str) -> Call[list[PathStep]]:
        """The path that the caller's questions take where triage finds the data "sufficient", "partial",
        "insufficient" or "unknown"."""

    def journal(self, run_id: str) -> Call[Journal]:
        """Reads what a run did, step by step."""

    kept_tool_uses: Query[LoggedUse]
    kept_refusals: Query[LoggedRefusal]

    # what is kept
    kept_account: Query[Account]
    kept_thread: Query[Thread]
    kept_threads: Query[Thread]
    """Of one owner, oldest first."""
    kept_looks: Query[Look]
    """At members' private conversations, by organisation."""
    kept_messages: Query[Message]
    kept_run: Query[Run]
    kept_runs: Query[Run]
    kept_steps: Query[RunStep]
    kept_events: Query[KeptEvent]
    kept_usage: Query[UsageRecord]
    kept_connections: Query[OpenConnection]

    def listening(self, user_id: str) -> str:
        """The channel of Redis that the processes listen to which serve the user's connections."""

    # who holds what
    kept_tables: Query[Table]

    def holding(self, tables: Sequence[Table]) -> Query[Holding]:
        """Every word in any row that begins with $1."""

    def traces(self, tables: Sequence[Table]) -> Query[Holding]:
        """One fingerprint for each table of all rows that match the pattern $1."""

    def keyed(self, key: str, owner_ids: Sequence[str]) -> bool:
        """Whether a key of Redis is named after one of these ids."""

    # attempts
    def claims(self, text: str, message_id: str, claimed: Account) -> str:
        """The frame of a question that claims, wherever it can, to come from somebody else."""

    def reading(self, own: Belongings) -> Mapping[str, Call[None]]:
        """A call for each thing that can be read, by what it is."""

    def changing(self, own: Belongings) -> Mapping[str, Call[None]]:
        """A call for each change that can be made, by what it is; the later ones leave less."""

    def lists(self) -> Mapping[str, Call[list[str]]]:
        """A call for each list of things that are somebody's own; grants their ids."""

    def finds(self, words: str) -> Call[list[str]]:
        """The conversations in which these words are found."""

    def colleagues(self, company_id: str) -> Call[list[str]]:
        """The ids of a company's members."""

    def promoted(self, email: str, password: str, name: str, claimed: Account) -> Call[SignIn]:
        """A registration that gives itself every right."""

    def planted(self, claimed: Account) -> Mapping[str, Call[None]]:
        """Calls that would make something into the claimed person's."""

    def raised(self, company_id: str) -> Mapping[str, Call[None]]:
        """Calls by which somebody would give their own company what only an operator gives."""

    def swapped(self, own: Belongings) -> Mapping[str, Call[None]]:
        """Calls of known addresses by a verb that they do not have."""

    def oversized(self, own: Belongings) -> Mapping[str, Call[None]]:
        """Calls that ask for, or bring, more than there may be."""

    def garbage(self, own: Belongings) -> Mapping[str, tuple[Call[None], str | None]]:
        """Calls with a body that is none: the call, and the body as it goes out."""

    # contracts
    kept_charges: Query[Charge]
    kept_places: Query[Place]

    def invoice(self, organisation_id: str) -> Call[Invoice]:
        """What a company owes for the month so far."""

    def reside(self, organisation_id: str, region: str) -> Call[str]:
        """Has a company's usage records kept in a region; grants the region."""

    # requests
    kept_trail: Query[Trail]

    def under(self, call: Call[T], correlation_id: str) -> Call[T]:
        """The call under a correlation id of the caller's."""

    def subtask(self, text: str, message_id: str, parent_run: str) -> str:
        """The frame of a question that is a part of a run, for one agent alone."""

    def above(self, run: Run) -> str | None:
        """The id of the run that this one is a part of."""

    def followed(self, event: KeptEvent) -> str | None:
        """The correlation id of a kept event."""
