"""The trends of run.json as small drawings for the business page: one line for each measure, over the runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from markupsafe import Markup

_WIDE, _HIGH, _EDGE = 240, 48, 5
"""Of a drawing, in its own units."""


@dataclass(frozen=True)
class Measure:
    """One measure of a run. ``of`` gives its value (None where a run has none), ``says`` what it counts."""

    title: str
    says: str
    of: Callable[[Mapping[str, Any]], float | None]
    written: Callable[[Mapping[str, Any]], str]


@dataclass(frozen=True)
class Chart:
    """What the page shows of a measure."""

    title: str
    now: str
    says: str
    drawn: Markup
    since: str
    figures: list[str]
    """The measure in each run, the oldest first."""


def charts(trends: Sequence[Mapping[str, Any]]) -> list[Chart]:
    """The measures that this run has.

    :param trends: the runs as run.json has them (support.report.trends), the oldest first.
    """
    return [_chart(measure, trends) for measure in _MEASURES if measure.of(trends[-1]) is not None]


def _rate(title: str, name: str, says: str) -> Measure:
    def of(run: Mapping[str, Any]) -> float | None:
        held, number = run["rates"].get(name, (0, 0))
        return held / number if number else None

    def written(run: Mapping[str, Any]) -> str:
        held, number = run["rates"].get(name, (0, 0))
        return f"{held} of {number}" if number else "not measured"

    return Measure(title, says, of, written)


def _time(title: str, name: str, says: str) -> Measure:
    def of(run: Mapping[str, Any]) -> float | None:
        value: float | None = run["p95_ms"].get(name)
        return value

    def written(run: Mapping[str, Any]) -> str:
        value = of(run)
        return "not measured" if value is None else f"{value:.0f} ms"

    return Measure(title, says, of, written)


_MEASURES = (
    _rate("Pass rate", "scenarios", "scenarios passed, of those that were judged"),
    _rate("Delivery", "delivery", "scenarios in which every event arrived once, in order, and at nobody else's"),
    _rate("Isolation", "isolation", "scenarios in which nobody saw another's data, of those that tried"),
    _time("Whole answer", "answer", "at most, for 95 of 100 questions"),
    _time("First thought", "first thought", "at most, for 95 of 100 questions"),
    _rate("Promises that work", "promises", "of all registered promises"),
    _rate("Promises proved", "proved", "work, and a scenario was seen to notice a defect"),
)


def _chart(measure: Measure, trends: Sequence[Mapping[str, Any]]) -> Chart:
    known = [(number, value) for number, run in enumerate(trends) if (value := measure.of(run)) is not None]
    now, first = trends[-1], trends[known[0][0]]
    day = datetime.fromisoformat(first["finished"]).strftime("%d %b %Y").lstrip("0")
    since = f"{measure.written(first)} on {day}" if len(known) > 1 else ""
    figures = [measure.written(run) for run in trends]
    return Chart(measure.title, measure.written(now), measure.says, _line(measure, known, len(trends)), since, figures)


def _line(measure: Measure, known: Sequence[tuple[int, float]], runs: int) -> Markup:
    """The values as a line, its last point marked; nothing for one value."""
    if len(known) < 2:
        return Markup("")
    low, high = min(value for _, value in known), max(value for _, value in known)
    room = (high - low) or 1.0

    def place(number: int, value: float) -> tuple[float, float]:
        across = _EDGE + number * (_WIDE - 2 * _EDGE) / (runs - 1)
        down = _HIGH / 2 if high == low else _EDGE + (high - value) * (_HIGH - 2 * _EDGE) / room
        return across, down

    points = [place(*each) for each in known]
    path = " ".join(f"{across:.1f},{down:.1f}" for across, down in points)
    across, down = points[-1]
    return Markup(
        '<svg class="line" viewBox="0 0 {} {}" role="img" aria-label="{} over {} runs">'
        '<polyline points="{}"/><circle cx="{:.1f}" cy="{:.1f}" r="3.5"/></svg>'
    ).format(_WIDE, _HIGH, measure.title, len(known), path, across, down)
