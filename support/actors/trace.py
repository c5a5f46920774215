"""A production trace as one customer's usage records: real sizes and real intervals, the rest by a stated rule.

The file is Microsoft's Azure LLM inference trace of 2023 (conversations; CC-BY 4.0): 19,366 requests with their time,
prompt tokens and completion tokens. It stays outside the project. What it lacks is added so:

- model: :data:`MODELS`, by the row's number (from 0) modulo 3;
- cost: the tokens at that model's price in :data:`support.actors.records.LIST_PRICES`;
- latency: :data:`LATENCY_PER_TOKEN` for each completion token;
- one feature and one segment for all; none cached, none failed;
- time: shifted so that the last row is one hour old.
"""

from __future__ import annotations

import csv
import datetime
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from support.actors.records import LIST_PRICES, UsageRecord

FILE = Path(__file__).resolve().parents[3] / "shared" / "data" / "azure_llm_inference_trace_conv.csv"
"""Where the trace lies: ../shared/data from the project's root."""

MODELS = ("gpt-4o", "gpt-4o-mini", "gpt-4.1")
LATENCY_PER_TOKEN = 20
"""Milliseconds."""
AGE = datetime.timedelta(hours=1)
"""Of the last row."""


def rows(path: Path = FILE) -> Iterator[tuple[datetime.datetime, int, int]]:
    """Time, prompt tokens and completion tokens of each row, as the file has them."""
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            at = datetime.datetime.fromisoformat(row["TIMESTAMP"]).replace(tzinfo=datetime.UTC)
            yield at, int(row["ContextTokens"]), int(row["GeneratedTokens"])


def records(now: datetime.datetime, path: Path = FILE) -> list[UsageRecord]:
    """The whole trace as usage records, the last of them one hour before ``now``."""
    read = list(rows(path))
    shift = now - AGE - max(at for at, _, _ in read)
    made = []
    for number, (at, prompt, completion) in enumerate(read):
        model = MODELS[number % len(MODELS)]
        made.append(
            UsageRecord(
                time=at + shift,
                provider="openai",
                model=model,
                feature="conversation",
                segment="enterprise",
                prompt_tokens=prompt,
                completion_tokens=completion,
                latency_ms=LATENCY_PER_TOKEN * completion,
                cost_usd=LIST_PRICES[model].of(prompt, completion),
            )
        )
    return made


def totals(path: Path = FILE) -> dict[tuple[str, str | None], Decimal]:
    """Figures of an answer by name and subject, summed straight from the file's rows."""
    found: dict[tuple[str, str | None], Decimal] = {}

    def add(name: str, subject: str | None, amount: Decimal) -> None:
        found[name, subject] = found.get((name, subject), Decimal(0)) + amount

    for number, (_, prompt, completion) in enumerate(rows(path)):
        model = MODELS[number % len(MODELS)]
        price = LIST_PRICES[model]
        cost = (prompt * price.prompt_per_million + completion * price.completion_per_million) / 1_000_000
        add("requests", None, Decimal(1))
        add("total_cost", None, cost)
        add("model_cost", model, cost)
        add("feature_cost", "conversation", cost)
        add("prompt_tokens", None, Decimal(prompt))
        add("completion_tokens", None, Decimal(completion))
    return found
