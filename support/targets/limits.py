"""The platform's own limits: CONTRACT.md's, or the shorter ones that a profile lists."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any, Self

from support.settings import SettingsError


@dataclasses.dataclass(frozen=True)
class Limits:
    """Seconds, unless said otherwise; the defaults are CONTRACT.md's (Threads, messages, runs; The live socket)."""

    heartbeat: float = 25.0
    """After so much silence a connection gets a heartbeat."""
    dead_after: float = 10.0
    """After so much silence of its process a run counts as dead."""
    model_call: float = 15.0
    """How long one call of the model may take."""
    model_retries: float = 2
    """How often a failed call is tried again (a number)."""
    model_backoff: float = 1.0
    """Before the first retry; it doubles before each further one."""
    model_backoff_cap: float = 5.0
    run: float = 60.0
    """How long a run may take, on the plans early and mid."""
    breaker: float = 30.0
    """How long an open breaker stays open."""
    tool: float = 10.0
    """How long a tool may take."""
    replay: float = 1000
    """How many frames a resume can replay (a number)."""
    stalled: float = 10.0
    """How long a client may leave one frame unread."""
    messages_a_minute: float = 30
    """How many questions a user may send in a minute (a number)."""

    @property
    def model_gives_up(self) -> float:
        """The longest that a call with all its retries takes."""
        turns = range(int(self.model_retries))
        waits = [min(self.model_backoff * 2.0**turn, self.model_backoff_cap) for turn in turns]
        return self.model_call * (self.model_retries + 1) + sum(waits)

    @classmethod
    def of_profile(cls, limits: Mapping[str, Any], where: str) -> Self:
        """Reads a profile's [limits]; SettingsError for an unknown or unfit one."""
        known = {field.name for field in dataclasses.fields(cls)}
        for name, value in limits.items():
            if name not in known:
                raise SettingsError(f"{where}: [limits] has no entry {name!r}: known are {', '.join(sorted(known))}")
            if not isinstance(value, int | float) or isinstance(value, bool) or value < 0:
                raise SettingsError(f"{where}: expected a number in limits.{name}, saw {value!r}: correct it")
        return cls(**limits)
