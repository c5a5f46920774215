"""The canonical objects of operation: what operators see, and what the model provider's control API says."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Mapping
from typing import Any


@dataclasses.dataclass(frozen=True)
class Announcement:
    """An announcement that the platform has taken: to how many people it goes."""

    id: str
    recipients: int


@dataclasses.dataclass(frozen=True)
class OpenConnection:
    """One live connection as operators see it."""

    id: str
    user_id: str | None
    organisation_id: str | None
    instance: str | None
    since: datetime.datetime | None


@dataclasses.dataclass(frozen=True)
class Connections:
    """The live connections of all chat processes. The counts are the platform's own, not made from ``items``."""

    total: int
    by_organisation: Mapping[str, int]
    by_instance: Mapping[str, int]
    items: tuple[OpenConnection, ...]

    def of(self, organisation_id: str) -> int:
        """How many an organisation has; 0 where it is not named."""
        return self.by_organisation.get(organisation_id, 0)


@dataclasses.dataclass(frozen=True)
class Alert:
    """Something that operators are to know of: which run it is about, whose, and where. ``kind``: the run
    "timed out" or "died"."""

    kind: str
    at: datetime.datetime | None
    run_id: str | None
    user_id: str | None
    organisation_id: str | None
    thread_id: str | None
    instance: str | None
    raw: Mapping[str, Any]


@dataclasses.dataclass(frozen=True)
class Offer:
    """An agent that there is, and why somebody may not use it (None: they may)."""

    name: str
    available: bool
    why_not: str | None


@dataclasses.dataclass(frozen=True)
class Breaker:
    """The breaker between one organisation and one model; ``state`` is "closed", "open" or "half_open"."""

    organisation_id: str | None
    model: str | None
    state: str
    failures: int
    opened_at: datetime.datetime | None


@dataclasses.dataclass(frozen=True)
class Dependency:
    """Something that a process leans on. ``needed``: without it the process serves nobody."""

    ok: bool
    needed: bool | None
    reason: str | None


@dataclasses.dataclass(frozen=True)
class Health:
    """How one process says it is; ``status`` is "healthy", "degraded" or "unhealthy"."""

    status: str
    instance: str | None
    dependencies: Mapping[str, Dependency]


@dataclasses.dataclass(frozen=True)
class Durations:
    """How often something was timed, and how many seconds that took in all."""

    count: float
    seconds: float


@dataclasses.dataclass(frozen=True)
class Metrics:
    """The metrics of one process. What it does not give is None, or missing from the mapping."""

    connections: float | None
    runs_active: float | None
    runs: Mapping[str, float]
    """Runs that ended, by status."""
    run_durations: Durations | None
    tool_durations: Mapping[str, Durations]
    """By the tool's name."""
    frames: Mapping[str, float]
    """Frames produced, by what they tell (:class:`support.targets.canon.Event`, in words)."""
    frames_undelivered: float | None
    database_connections: float | None
    quota_refusals: float | None
    sign_in_failures: float | None
    memory: float | None
    """Resident memory of the process, in bytes."""


@dataclasses.dataclass(frozen=True)
class ModelCall:
    """One call that the model provider got, and the fault that it met, if any."""

    at: datetime.datetime
    model: str | None
    fault: str | None
    called: tuple[str, ...]
    """The tools that the model called in its answer."""
    streamed: bool
    prompt_tokens: int | None = None
    """What the provider counted; None for a call that it did not answer."""
    completion_tokens: int | None = None
