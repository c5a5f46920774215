"""What is recorded of one request, so that it can be followed."""

from __future__ import annotations

import dataclasses


@dataclasses.dataclass(frozen=True)
class Trail:
    """All that is recorded of one run, in numbers."""

    run: str
    person: str
    correlation_id: str
    above: str | None
    """The run that it is a part of."""
    questions: int
    answers: int
    events: int
    followed: int
    """The events that carry the run's correlation id."""
    agents: int
    tools: int
    timed: int
    """The steps with a start and an end that is not before it."""
    charges: int
    phases: int
