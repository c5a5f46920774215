"""Measured times in figures."""

from __future__ import annotations

import statistics
from collections.abc import Sequence


def figures(values: Sequence[float]) -> dict[str, float]:
    """p50, p95, p99 and max of at least one value, rounded to two places."""
    ordered = sorted(values)
    if len(ordered) < 2:
        p50 = p95 = p99 = ordered[0]
    else:
        cuts = statistics.quantiles(ordered, n=100, method="inclusive")
        p50, p95, p99 = cuts[49], cuts[94], cuts[98]
    shown = {"p50": p50, "p95": p95, "p99": p99, "max": ordered[-1]}
    return {each: round(value, 2) for each, value in shown.items()}
