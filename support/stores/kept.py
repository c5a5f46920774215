"""What is kept, read from PostgreSQL with the named queries of the dialect."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from support.actors.records import UsageRecord
from support.targets.canon import Account, Message, Run, RunStep, Thread


@dataclasses.dataclass(frozen=True)
class KeptEvent:
    """One row of a user's event log."""

    seq: int
    run_id: str | None
    raw: Mapping[str, Any]


class Kept:
    """Read-only, synchronous. Raises :class:`support.runs.outcomes.NotOffered` where the target gives no DSN."""

    def thread(self, thread_id: str) -> Thread | None:
        """The conversation's row."""
        raise NotImplementedError

    def messages(self, thread_id: str) -> Sequence[Message]:
        """The conversation's messages, in their kept order."""
        raise NotImplementedError

    def run(self, run_id: str) -> Run | None:
        """The run's row."""
        raise NotImplementedError

    def runs(self, thread_id: str) -> Sequence[Run]:
        """The conversation's runs, oldest first."""
        raise NotImplementedError

    def steps(self, run_id: str) -> Sequence[RunStep]:
        """What the run did, step by step."""
        raise NotImplementedError

    def events(self, user_id: str) -> Sequence[KeptEvent]:
        """The user's event log, in order."""
        raise NotImplementedError

    def accounts(self, email: str) -> Sequence[Account]:
        """Every account with that e-mail address."""
        raise NotImplementedError

    def usage(self, organisation_id: str) -> Sequence[UsageRecord]:
        """The organisation's usage records, oldest first."""
        raise NotImplementedError

    def now(self) -> datetime.datetime:
        """The database's clock."""
        raise NotImplementedError
