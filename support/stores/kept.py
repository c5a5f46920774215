"""What is kept, read from PostgreSQL with the named queries of the dialect."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from support.actors.stage import Stage
from support.targets.canon import Account, Look, Message, Run, RunStep, Thread
from support.targets.canon.operation import OpenConnection
from support.targets.canon.workflows import LoggedRefusal, LoggedUse
from support.targets.dialect import KeptEvent
from support.targets.spend import UsageRecord

T = TypeVar("T")


class Kept:
    """Read-only and synchronous. Raises :class:`support.runs.outcomes.NotOffered` where the target does not let the
    suite read what it keeps."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    def thread(self, thread_id: str) -> Thread | None:
        """The conversation's row."""
        return _one(self._stage.rows(self._stage.dialect.kept_thread, thread_id))

    def threads(self, owner_id: str) -> Sequence[Thread]:
        """All of the owner's conversations, whatever their state, oldest first."""
        return self._stage.rows(self._stage.dialect.kept_threads, owner_id)

    def looks(self, organisation_id: str) -> Sequence[Look]:
        """Who of the organisation opened a member's private conversation, oldest first."""
        return self._stage.rows(self._stage.dialect.kept_looks, organisation_id)

    def messages(self, thread_id: str) -> Sequence[Message]:
        """The conversation's messages, in their kept order."""
        return self._stage.rows(self._stage.dialect.kept_messages, thread_id)

    def run(self, run_id: str) -> Run | None:
        """The run's row."""
        return _one(self._stage.rows(self._stage.dialect.kept_run, run_id))

    def runs(self, thread_id: str) -> Sequence[Run]:
        """The conversation's runs, oldest first."""
        return self._stage.rows(self._stage.dialect.kept_runs, thread_id)

    def steps(self, run_id: str) -> Sequence[RunStep]:
        """What the run did, step by step."""
        return self._stage.rows(self._stage.dialect.kept_steps, run_id)

    def events(self, user_id: str) -> Sequence[KeptEvent]:
        """The user's event log, in order."""
        return self._stage.rows(self._stage.dialect.kept_events, user_id)

    def accounts(self, email: str) -> Sequence[Account]:
        """Every account with that e-mail address, in whatever spelling."""
        return self._stage.rows(self._stage.dialect.kept_account, email)

    def usage(self, organisation_id: str) -> Sequence[UsageRecord]:
        """The organisation's usage records, oldest first."""
        return self._stage.rows(self._stage.dialect.kept_usage, organisation_id)

    def tool_uses(self, organisation_id: str) -> Sequence[LoggedUse]:
        """Every use of a tool by anybody of the organisation, oldest first."""
        return self._stage.rows(self._stage.dialect.kept_tool_uses, organisation_id)

    def refusals(self, organisation_id: str) -> Sequence[LoggedRefusal]:
        """Every tool that was refused to somebody of the organisation, oldest first."""
        return self._stage.rows(self._stage.dialect.kept_refusals, organisation_id)

    def connections(self, user_id: str) -> Sequence[OpenConnection]:
        """The user's live connections, oldest first."""
        return self._stage.rows(self._stage.dialect.kept_connections, user_id)


def _one(rows: list[T]) -> T | None:
    assert len(rows) <= 1, f"{len(rows)} rows are kept under one id; expected one: {rows}"
    return rows[0] if rows else None
