"""The oracle: every figure of an answer, computed anew from the records that the suite sent.

What a figure means is CONTRACT.md's, "Agents and workflow"; prices come from the scenario's data, never from the
platform's tables or libraries.
"""

from __future__ import annotations

import datetime
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from support.actors import plans
from support.actors.records import LIST_PRICES, Price, UsageRecord
from support.targets.canon import Answer

Key = tuple[str, str | None]
"""A figure's name and subject."""

SAVINGS = frozenset({"alternative_saving", "repeat_saving", "planned_saving"})
"""The figures that are a possible saving in US dollars."""

EXACT = Decimal("0.00000001")
"""How far a figure may be off: figures travel as JSON numbers with nine decimals."""

_WEEK = datetime.timedelta(days=7)
_MONEY = re.compile(r"\$\s?(-?[\d,]*\d(?:\.\d+)?)")
_PERCENT = re.compile(r"(-?[\d,]*\d(?:\.\d+)?)\s?%")
_MILLISECONDS = re.compile(r"([\d,]*\d(?:\.\d+)?)\s?ms\b")


class Oracle:
    """What the figures of an answer have to be. ``figures``: exact value by name and subject."""

    def __init__(
        self,
        records: Sequence[UsageRecord],
        price: Mapping[str, Price],
        now: datetime.datetime,
        plan: str,
        said: Iterable[str] = (),
    ) -> None:
        """
        :param records: all that the customer's organisation sent.
        :param price: list prices by model; empty for :data:`support.actors.records.LIST_PRICES`.
        :param now: where the plan's history window ends.
        :param said: what the customer said: amounts in it may be quoted.
        """
        since = now - datetime.timedelta(days=plans.HISTORY_DAYS[plan])
        self._price = price or LIST_PRICES
        self._now = now
        self._said = " ".join(said)
        self._records = [record for record in records if since < record.time <= now]
        self.figures: dict[Key, Decimal] = dict(self._all()) if self._records else {}

    def disagreements(self, answer: Answer) -> list[str]:
        """Where the answer does not agree with the records: listed figures by name and subject, and every amount of
        money, percentage and duration in its words, as displayed. Empty when all agree."""
        return [*self._listed(answer), *self._missing(answer), *self._worded(answer)]

    # -- comparing
    def _listed(self, answer: Answer) -> Iterator[str]:
        for figure in answer.figures:
            expected = self.figures.get((figure.name, figure.subject))
            name = _named(figure.name, figure.subject)
            if expected is None:
                yield f"{name} is {figure.value}; the records give no such figure"
            elif not figure.value.is_finite() or abs(figure.value - expected) > EXACT:
                yield f"{name} is {figure.value}; the records give {expected:f}"

    def _missing(self, answer: Answer) -> Iterator[str]:
        """A list of models, segments or features that names some names all."""
        given = {(figure.name, figure.subject) for figure in answer.figures}
        names = {name for name, _ in given}
        for name, subject in self.figures:
            if name in names and (name, subject) not in given:
                yield f"{_named(name, subject)} is missing, though others of its kind are listed"

    def _worded(self, answer: Answer) -> Iterator[str]:
        words = " ".join((answer.text, *answer.recommendations, *answer.next_steps))
        sure = [] if answer.confidence is None else [Decimal(str(answer.confidence)) * 100]
        for kind, pattern, possible in (
            ("amount of money", _MONEY, self._of_unit(lambda name: name.endswith(("_cost", "_saving")))),
            (
                "percentage",
                _PERCENT,
                [*self._of_unit(lambda name: name.endswith(("_share", "_change", "_rate"))), *sure],
            ),
            ("duration", _MILLISECONDS, self._of_unit(lambda name: name.startswith("latency_"))),
        ):
            for found in dict.fromkeys(pattern.findall(words)):
                if not _displays(found, possible) and found not in self._said:
                    yield f"the words give the {kind} {found}, which is no figure of the records"

    def _of_unit(self, chosen: Callable[[str], bool]) -> list[Decimal]:
        return [value for (name, _), value in self.figures.items() if chosen(name)]

    # -- computing
    def _all(self) -> Iterator[tuple[Key, Decimal]]:
        yield from self._summary()
        yield from self._trends()
        yield from self._shares("segment", lambda record: record.segment)
        yield from self._shares("model", lambda record: record.model)
        for feature, cost in self._costs(lambda record: record.feature).items():
            yield ("feature_cost", feature), cost
        yield from self._alternatives()
        yield from self._latencies()
        yield from self._health()
        yield ("repeat_saving", None), self._repeats()
        saved = sum((saving for _, saving in self._moves(first_only=True)), Decimal(0))
        yield ("planned_saving", None), self._repeats() + saved

    def _summary(self) -> Iterator[tuple[Key, Decimal]]:
        records = self._records
        failed = sum(record.error is not None for record in records)
        yield ("total_cost", None), sum((record.cost_usd for record in records), Decimal(0))
        yield ("requests", None), Decimal(len(records))
        yield ("prompt_tokens", None), Decimal(sum(record.prompt_tokens for record in records))
        yield ("completion_tokens", None), Decimal(sum(record.completion_tokens for record in records))
        yield ("errors", None), Decimal(failed)
        unattributed = (record.cost_usd for record in records if record.segment is None)
        yield ("unattributed_cost", None), sum(unattributed, Decimal(0))
        yield ("error_share", None), Decimal(failed) * 100 / len(records)

    def _trends(self) -> Iterator[tuple[Key, Decimal]]:
        week, fortnight = self._now - _WEEK, self._now - 2 * _WEEK
        recent = sum((each.cost_usd for each in self._records if each.time > week), Decimal(0))
        earlier = sum((each.cost_usd for each in self._records if fortnight < each.time <= week), Decimal(0))
        yield ("recent_cost", None), recent
        yield ("earlier_cost", None), earlier
        if earlier > 0:
            yield ("cost_change", None), (recent - earlier) / earlier * 100

    def _shares(self, kind: str, of: Callable[[UsageRecord], str | None]) -> Iterator[tuple[Key, Decimal]]:
        whole = sum((record.cost_usd for record in self._records), Decimal(0))
        for subject, cost in self._costs(of).items():
            yield (f"{kind}_cost", subject), cost
            yield (f"{kind}_share", subject), cost * 100 / whole if whole else Decimal(0)

    def _costs(self, of: Callable[[UsageRecord], str | None]) -> dict[str, Decimal]:
        costs: dict[str, Decimal] = defaultdict(Decimal)
        for record in self._records:
            subject = of(record)
            if subject is not None:
                costs[subject] += record.cost_usd
        return costs

    def _latencies(self) -> Iterator[tuple[Key, Decimal]]:
        by_model: dict[str, list[int]] = defaultdict(list)
        for record in self._records:
            by_model[record.model].append(record.latency_ms)
        for model, latencies in by_model.items():
            yield ("latency_p50", model), _percentile(latencies, Decimal("0.5"))
            yield ("latency_p95", model), _percentile(latencies, Decimal("0.95"))
            failed = sum(record.error is not None for record in self._records if record.model == model)
            yield ("model_error_rate", model), Decimal(failed) * 100 / len(latencies)

    def _health(self) -> Iterator[tuple[Key, Decimal]]:
        requests = Counter(record.segment for record in self._records)
        failed = Counter(record.segment for record in self._records if record.error is not None)
        for segment, number in requests.items():
            if segment is not None:
                yield ("error_rate", segment), Decimal(failed[segment]) * 100 / number

    def _alternatives(self) -> Iterator[tuple[Key, Decimal]]:
        for move, saving in self._moves(first_only=False):
            yield ("alternative_saving", move), saving

    def _moves(self, first_only: bool) -> Iterator[tuple[str, Decimal]]:
        """For each model the cheapest other one in use for its uncached requests at list price, where that saves."""
        used = {record.model for record in self._records if record.model in self._price}
        for model in sorted(used):
            work = [record for record, first in self._uncached() if record.model == model and (first or not first_only)]
            prompt = sum(record.prompt_tokens for record in work)
            completion = sum(record.completion_tokens for record in work)
            others = [(self._price[other].of(prompt, completion), other) for other in used - {model}]
            if others:
                cost, other = min(others)
                saving = self._price[model].of(prompt, completion) - cost
                if saving > 0:
                    yield f"{model} -> {other}", saving

    def _repeats(self) -> Decimal:
        """What the uncached requests cost that repeat an earlier one."""
        return sum((record.cost_usd for record, first in self._uncached() if not first), Decimal(0))

    def _uncached(self) -> Iterator[tuple[UsageRecord, bool]]:
        """Each uncached request in order of time, and whether it is the first of its kind."""
        seen: set[tuple[str, str, int, int]] = set()
        for record in sorted(self._records, key=lambda each: each.time):
            if not record.cached:
                kind = (record.model, record.feature, record.prompt_tokens, record.completion_tokens)
                yield record, kind not in seen
                seen.add(kind)


def _percentile(values: Sequence[int], share: Decimal) -> Decimal:
    """With linear interpolation between the two neighbours, as SQL's percentile_cont."""
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])


def _displays(shown: str, possible: Iterable[Decimal]) -> bool:
    """Whether some value, rounded to the decimals shown, reads like that; signs are words' business. A value in the
    very middle may be rounded either way, as accountants and computers do."""
    value = abs(Decimal(shown.replace(",", "")))
    half = Decimal(1).scaleb(-len(shown.partition(".")[2])) / 2
    return any(abs(abs(each) - value) <= half for each in possible)


def _named(name: str, subject: str | None) -> str:
    return name if subject is None else f"{name} of {subject}"
