"""How long a run may take: a fast answer that has become slow is an error of the run, and one without an end."""

from __future__ import annotations

from collections.abc import Iterator

from support.runs.ledger import Ledger

SMOKE = "Smoke lane"
"""The scope (registers/tags.toml) of the run that answers within seconds."""


def exceeded(ledger: Ledger) -> Iterator[str]:
    """Each bound that this run did not keep, from its first scenario's start to its last one's end, in words."""
    if ledger.first_began is None or ledger.last_ended is None:
        return
    settings = ledger.settings
    took = (ledger.last_ended - ledger.first_began).total_seconds()
    bounds = [("budget_run", settings.budget_run)]
    if ledger.scope.startswith(SMOKE):
        bounds.append(("budget_smoke", settings.budget_smoke))
    for name, seconds in bounds:
        allowed = settings.waits(seconds) * settings.repeat
        if took > allowed:
            yield f"{ledger.scope}: it took {took:.1f} s, {name} allows {allowed:g} s: make it faster or smaller"
