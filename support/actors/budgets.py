"""Time as a promise: named budgets, and how one is judged on a busy machine."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping

from support.evidence.about import Numbered, about
from support.settings import Settings
from support.targets.limits import Limits

NARROW = 0.1
"""Seconds: a promise up to here is judged against the echo probe, as a busy machine alone can exceed it."""

ECHOES = 3
"""A narrow promise is broken only by more than so many times the echo probe."""


AT_ONCE = 1.0
"""Seconds: "at once", and how much later than its limit something that the platform notices may be told."""

BY_LIMITS = frozenset({"death", "failure", "heartbeat"})
"""Promises that follow from a limit of the platform's: an impatient suite cannot wait less for these."""


@dataclasses.dataclass(frozen=True)
class Budget:
    """A named promise of time. ``seconds`` is the promise itself, ``wait`` how long the suite waits for it."""

    name: str
    seconds: float
    wait: float


@dataclasses.dataclass(frozen=True)
class Unjudged:
    """A promise that could not be judged, and why."""

    name: str
    reason: str


class Budgets:
    """The budgets by name: connected 2 s, received 100 ms, started 500 ms, first thought 1 s, silence 5 s,
    answer 5 s (45 s with a live model), outage 10 s, burst 20 s, many-starts 10 s, growth 30 s, list 5 s, reading 10 s,
    exchange 3 s, concurrent 1 s, load 3 s, delivery 10 ms, at once 1 s, quiet 0.5 s; by the
    target's limits death, failure and heartbeat. The promises are CONTRACT.md's ("The live socket"); patience
    stretches only the waits."""

    def __init__(self, seconds: Mapping[str, float], patience: float, echo: Callable[[], float]) -> None:
        """:param echo: the echo probe, in seconds."""
        self._seconds = dict(seconds)
        self._echo = echo
        self.patience = patience
        self.not_checked: list[Unjudged] = []
        """Promises that this scenario could not judge."""

    def __getitem__(self, name: str) -> Budget:
        """That budget; a LookupError that lists them all for any other name."""
        if name not in self._seconds:
            raise LookupError(f"there is no budget {name!r}: known are {', '.join(self._seconds)}")
        patience = max(self.patience, 1.0) if name in BY_LIMITS else self.patience
        return Budget(name, self._seconds[name], self._seconds[name] * patience)

    def wait(self, within: str | float) -> float:
        """How long to wait: a budget's name, or seconds before patience."""
        return self[within].wait if isinstance(within, str) else within * self.patience

    def echo(self) -> float:
        """The echo probe now, in seconds."""
        return self._echo()

    def keeps(self, name: str, took: float, says: str, *ended_by: Numbered, echo: float = 0.0) -> None:
        """Asserts that ``took`` seconds keep the promise; they ended with those frames. A narrow one is broken only
        when it also exceeds three times the echo probe of the same second (``echo`` where it was taken then, if that
        is more than now); else it goes to ``not_checked`` and nothing fails."""
        promise = self[name].seconds
        if took <= promise:
            return
        broken = f"{says} took {took * 1000:.0f} ms; the promise {name!r} is {promise * 1000:.0f} ms"
        if promise <= NARROW:
            echo = max(echo, self._echo())
            if took <= ECHOES * echo:
                reason = f"{broken}; machine busy: an echo alone took {echo * 1000:.0f} ms"
                self.not_checked.append(Unjudged(name, reason))
                return
        with about(*ended_by):
            raise AssertionError(broken)


def of_settings(settings: Settings, live_model: bool, limits: Limits | None = None) -> dict[str, float]:
    """The promised seconds by name. What follows from a limit of the platform follows from the target's own
    ``limits``, unless the setting was given."""
    limits = limits or Limits()
    by_limits = {
        "death": limits.dead_after + 2 * AT_ONCE,  # to be noticed, and to be told
        # The first agent gives up, and the one that takes its place.
        "failure": min(2 * limits.model_gives_up, limits.run) + AT_ONCE,
        "heartbeat": limits.heartbeat + AT_ONCE,
    }
    given = {name: seconds for name, seconds in by_limits.items() if f"budget_{name}" not in settings.sources}
    return {
        "death": settings.budget_death,
        "failure": settings.budget_failure,
        "heartbeat": settings.budget_heartbeat,
        **given,
        "outage": settings.budget_outage,
        "burst": settings.budget_burst,
        "many-starts": settings.budget_many_starts,
        "growth": settings.budget_growth,
        "list": settings.budget_list,
        "reading": settings.budget_reading,
        "exchange": settings.budget_exchange,
        "concurrent": settings.budget_concurrent,
        "load": settings.budget_load,
        "delivery": settings.budget_delivery,
        "connected": settings.budget_connected,
        "received": settings.budget_received,
        "started": settings.budget_started,
        "first thought": settings.budget_first_thought,
        "silence": settings.budget_silence,
        "answer": settings.budget_live_answer if live_model else settings.budget_answer,
        "at once": AT_ONCE,
        "quiet": settings.budget_quiet,
    }
