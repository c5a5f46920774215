"""Usage records: builders that default what a scenario does not mention.

All of a customer's records come from here, with prices that stand in the scenario's data, so that every figure of an
answer can be computed anew from what was sent (:mod:`support.actors.figures`).
"""

from __future__ import annotations

import dataclasses
import datetime
import random
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Protocol

from support.targets.spend import UsageRecord

__all__ = ["LIST_PRICES", "Price", "Row", "UsageRecord", "month_of_spend", "of_use", "prices", "spend", "total"]

_MILLION = Decimal(1_000_000)


class Row(Protocol):
    """One row of a scenario's table."""

    def get(self, key: str, default: str = "") -> str:
        """The cell under that heading; the default where there is no such heading."""


@dataclasses.dataclass(frozen=True)
class Price:
    """List price of a model in US dollars per million tokens."""

    prompt_per_million: Decimal
    completion_per_million: Decimal

    def of(self, prompt_tokens: int, completion_tokens: int) -> Decimal:
        """The list price of that many tokens, exact."""
        return (prompt_tokens * self.prompt_per_million + completion_tokens * self.completion_per_million) / _MILLION


LIST_PRICES: Mapping[str, Price] = {
    "gpt-4o": Price(Decimal("2.50"), Decimal("10.00")),
    "gpt-4o-mini": Price(Decimal("0.15"), Decimal("0.60")),
    "gpt-4.1": Price(Decimal("2.00"), Decimal("8.00")),
}
"""What a customer pays where a scenario names no prices: openai.com/api/pricing, unchanged since April 2025."""


def prices(rows: Iterable[Row]) -> dict[str, Price]:
    """From a table with the headings model, prompt, completion (US dollars per million tokens)."""
    return {row.get("model"): Price(Decimal(row.get("prompt")), Decimal(row.get("completion"))) for row in rows}


def of_use(
    use: str | Iterable[Row], now: datetime.datetime, price: Mapping[str, Price], seed: str, feature: str | None = None
) -> list[UsageRecord]:
    """The records behind a phrase of :data:`support.actors.words.USES` or a table (see :func:`spend`).

    :param price: by model; empty for :data:`LIST_PRICES`.
    :param feature: what every record's feature is called instead.
    """
    price = price or LIST_PRICES
    made = _phrased(use, now, price, seed) if isinstance(use, str) else spend(use, now, price)
    return made if feature is None else [dataclasses.replace(each, feature=feature) for each in made]


def _phrased(use: str, now: datetime.datetime, price: Mapping[str, Price], seed: str) -> list[UsageRecord]:
    match use:
        case "a month of AI use":
            return month_of_spend(now, price, seed)
        case "a few days of AI use":
            return _few_days(now, price)
        case "no AI use at all":
            return []
        case "AI use that cost nothing":
            return [
                dataclasses.replace(each, cost_usd=Decimal(0), cached=True) for each in month_of_spend(now, price, seed)
            ]
    raise LookupError(f"no builder makes the records of {use!r}: see support/actors/records.py")


def spend(rows: Iterable[Row], now: datetime.datetime, price: Mapping[str, Price]) -> list[UsageRecord]:
    """Records from a table of the scenario.

    Headings, all but ``model`` optional: feature, segment, requests (how many), prompt tokens and completion tokens
    (of all these requests together), cost (in US dollars, of all together; else by price), latency (ms, of each),
    days ago (else spread over the last six days), error.
    """
    made: list[UsageRecord] = []
    for row in rows:
        model, requests = row.get("model"), int(row.get("requests", "1"))
        prompt = _shared(int(row.get("prompt tokens", "1000")), requests)
        completion = _shared(int(row.get("completion tokens", "200")), requests)
        cost = row.get("cost")
        if not cost and model not in price:
            raise LookupError(f"the scenario names neither a cost nor a price of {model!r}: add one to its tables")
        for number in range(requests):
            days = Decimal(row.get("days ago")) if row.get("days ago") else Decimal(number % 6)
            made.append(
                UsageRecord(
                    time=_at(now, days, number),
                    provider="openai",
                    model=model,
                    feature=row.get("feature", "chat"),
                    segment=row.get("segment", "enterprise") or None,
                    prompt_tokens=prompt[number],
                    completion_tokens=completion[number],
                    latency_ms=int(row.get("latency", "0")) or 400 + 37 * (number % 11),
                    cost_usd=Decimal(cost) / requests if cost else price[model].of(prompt[number], completion[number]),
                    error=row.get("error") or None,
                )
            )
    return made


def of_features(count: int) -> list[dict[str, str]]:
    """Rows for :func:`spend`: one request for each of so many features, each with a cost of its own."""
    return [{"model": "gpt-4o", "feature": f"feature {n}", "cost": f"{n}.25"} for n in range(1, count + 1)]


def month_of_spend(now: datetime.datetime, price: Mapping[str, Price], seed: str) -> list[UsageRecord]:
    """A month of a customer's AI spend over the models of the price table, dearest first: three features in two
    segments, some requests repeated, some answered from cache, a few failed, a few that nobody answers for."""
    chance = random.Random(seed)
    models = sorted(price, key=lambda model: price[model].of(1, 1), reverse=True)
    features = (("support chat", "enterprise"), ("summaries", "mid"), ("auto-tagging", "enterprise"))
    made: list[UsageRecord] = []
    for day in range(30):
        for place, (feature, segment) in enumerate(features):
            model = models[place % len(models)]
            prompt, completion = 2000 + chance.randrange(6000), 200 + chance.randrange(1800)
            one = UsageRecord(
                time=_at(now, Decimal(day), place),
                provider="openai",
                model=model,
                feature=feature,
                segment=None if day % 10 == 9 else segment,
                prompt_tokens=prompt,
                completion_tokens=completion,
                latency_ms=300 + chance.randrange(1500),
                cost_usd=price[model].of(prompt, completion),
                error="timeout" if day % 15 == 3 and place == 1 else None,
            )
            made.append(one)
            if day % 3 == place:
                later = one.time + datetime.timedelta(minutes=7)
                made.append(dataclasses.replace(one, time=later, cached=day % 2 == 0, latency_ms=one.latency_ms // 2))
    return made


def total(records: Sequence[UsageRecord]) -> Decimal:
    """What all the records cost, exact."""
    return sum((record.cost_usd for record in records), Decimal(0))


def _few_days(now: datetime.datetime, price: Mapping[str, Price]) -> list[UsageRecord]:
    """Six requests over three days: fewer than the agents need to be sure of anything."""
    model = max(price, key=lambda name: price[name].of(1, 1))
    return [
        UsageRecord(
            time=_at(now, Decimal(number // 2), number),
            provider="openai",
            model=model,
            feature="support chat",
            segment="enterprise",
            prompt_tokens=3000 + 250 * number,
            completion_tokens=400 + 50 * number,
            latency_ms=500 + 40 * number,
            cost_usd=price[model].of(3000 + 250 * number, 400 + 50 * number),
        )
        for number in range(6)
    ]


def _at(now: datetime.datetime, days: Decimal, number: int) -> datetime.datetime:
    """So many days ago, half a day away from every border at which a plan's history or a week ends."""
    moment = now - datetime.timedelta(days=float(days), hours=12, minutes=number % 50)
    return moment.replace(microsecond=0)


def _shared(whole: int, parts: int) -> list[int]:
    """A number shared out unevenly, with repetitions; the parts sum up to it exactly."""
    even = whole // parts
    shares = [even + (-3, -1, 1, 3)[number % 4] * (even // 20) for number in range(parts)]
    shares[-1] += whole - sum(shares)
    return shares
