"""What a bench says: measures with what each is compared with, as a table and as JSON."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any


class NotHere(Exception):  # noqa: N818 - it says what is the matter
    """What would be measured is not at hand, and need not be. One clear line."""


class NotMeasured(Exception):  # noqa: N818 - it says what happened
    """A measure could not be taken. One clear line."""


@dataclass(frozen=True)
class Measure:
    """One measured thing; the less, the better, but for a rate."""

    name: str
    value: float
    """The median of its samples, in ``unit``."""
    unit: str
    n: int
    """How many samples."""
    against: float | None = None
    """What it is compared with, measured in the same run and unit; None where there is nothing."""
    what: str = ""
    """What ``against`` is."""
    most: float | None = None
    """How much the value may be at most; None where nothing is demanded of it."""
    most_ratio: float | None = None
    """How much the ratio may be at most; None where nothing is demanded of it."""

    @property
    def ratio(self) -> float | None:
        """The value over what it is compared with."""
        return self.value / self.against if self.against else None

    def as_json(self) -> dict[str, Any]:
        """The entry in the bench's JSON."""
        return {
            "value": _rounded(self.value),
            "unit": self.unit,
            "against": _rounded(self.against),
            "ratio": _rounded(self.ratio),
            "n": self.n,
        }


def median(name: str, samples: Sequence[float], unit: str, against: Sequence[float] = (), **more: Any) -> Measure:
    """A measure of several samples, compared with the median of others; ``more``: fields of Measure."""
    compared = statistics.median(against) if against else None
    return Measure(name, statistics.median(samples), unit, len(samples), compared, **more)


def percentiles(samples: Sequence[float]) -> dict[str, float]:
    """p50, p95 and p99 of at least two samples."""
    cuts = statistics.quantiles(samples, n=100, method="inclusive")
    return {"p50": cuts[49], "p95": cuts[94], "p99": cuts[98]}


def table(measures: Iterable[Measure]) -> list[str]:
    """One line for each measure, below a head."""
    rows = [("measure", "value", "against", "ratio", "bar", "n"), *(_cells(each) for each in measures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]


def _cells(each: Measure) -> tuple[str, ...]:
    ratio = each.ratio
    against = "" if each.against is None else f"{_shown(each.against)} {each.unit}, {each.what}"
    return (
        each.name,
        f"{_shown(each.value)} {each.unit}",
        against,
        "" if ratio is None else f"{ratio:.2f}",
        _judged(each),
        str(each.n),
    )


def _judged(each: Measure) -> str:
    """The bar, and whether it was held."""
    for limit, unit, value in ((each.most, f" {each.unit}", each.value), (each.most_ratio, " times", each.ratio)):
        if limit is not None and value is not None:
            return f"{limit:g}{unit} {'held' if value <= limit else 'MISSED'}"
    return ""


def _shown(value: float) -> str:
    return f"{value:.0f}" if value >= 100 else f"{value:.2f}"


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
