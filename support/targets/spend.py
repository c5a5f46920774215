"""A usage record: what a customer knows of one request to a model, and hands in."""

from __future__ import annotations

import dataclasses
import datetime
from decimal import Decimal


@dataclasses.dataclass(frozen=True)
class UsageRecord:
    """One request to a model, as the customer's own log has it. ``cost_usd`` in US dollars, latency in ms."""

    time: datetime.datetime
    provider: str
    model: str
    feature: str
    segment: str | None
    prompt_tokens: int
    completion_tokens: int
    latency_ms: int
    cost_usd: Decimal
    cached: bool = False
    error: str | None = None
