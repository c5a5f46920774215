"""Usage records: what a customer hands in, and builders that default what a scenario does not mention."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Iterable, Mapping, Sequence
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


@dataclasses.dataclass(frozen=True)
class Price:
    """List price of a model in US dollars per million tokens."""

    input_per_million: Decimal
    output_per_million: Decimal

    def of(self, prompt_tokens: int, completion_tokens: int) -> Decimal:
        """The list price of that many tokens, exact."""
        raise NotImplementedError


def prices(rows: Iterable[Mapping[str, str]]) -> dict[str, Price]:
    """From a table with the headings model, input, output (US dollars per million tokens)."""
    raise NotImplementedError


def spend(rows: Iterable[Mapping[str, str]], now: datetime.datetime) -> list[UsageRecord]:
    """Records from a table of the scenario. Headings, all but ``model`` optional: provider, model, feature,
    segment, requests (how many, default 1), prompt tokens, completion tokens (each), cost (each, US dollars; else
    by ``price``), latency (ms), days ago (default spread over the last 6), cached, error."""
    raise NotImplementedError


def month_of_spend(now: datetime.datetime, price: Mapping[str, Price], seed: str) -> list[UsageRecord]:
    """A month of a customer's AI spend over the models of the price table: three features, two segments, repeats."""
    raise NotImplementedError


def total(records: Sequence[UsageRecord]) -> Decimal:
    """What all the records cost, exact."""
    raise NotImplementedError
