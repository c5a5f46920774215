"""From scenarios to promises to streams to one sentence.

Four words: works, broken, not checked, no check yet. Only a whole run says ship or hold; hold means that a
stream with an amount has a failed or flaky promise. Money is counted once, at the lowest stream that has it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from support.value.requirements import Requirement
from support.value.streams import StreamTree


class Word(StrEnum):
    """What a page says of a promise or a stream; the worst first."""

    BROKEN = "broken"
    NOT_CHECKED = "not_checked"
    NO_CHECK = "no_check_yet"
    WORKS = "works"


WORST_FIRST = tuple(Word)
_BROKEN = ("failed", "flaky", "expected_failed")
_UNDECIDED = ("broken", "not_testable", "not_run", "quarantined")


@dataclass(frozen=True)
class Checked:
    """What a verdict needs to know of one selected scenario."""

    id: str
    requirements: tuple[str, ...]
    status: str
    """As run.json spells it (support.runs.outcomes.Status)."""


@dataclass(frozen=True)
class RowState:
    """What this run says of one promise."""

    id: str
    word: Word
    detail: str
    """covered or unproved, a scenario's status, busy_machine, not_in_this_run, accepted_risk or no_scenario."""
    scenarios: tuple[str, ...] = ()
    """Ids of the run's scenarios that carry the promise."""


@dataclass(frozen=True)
class StreamState:
    """What this run says of one stream: the worst of its own promises and of the streams below it."""

    id: str
    word: Word
    rows: tuple[str, ...]
    """The promises of this stream itself."""
    counts: Mapping[Word, int]
    """How many promises of this stream and below carry each word."""


@dataclass(frozen=True)
class Assessment:
    """All that a run says, before it is put into a sentence."""

    rows: dict[str, RowState]
    streams: dict[str, StreamState]
    money: dict[str, int]
    """US dollars per year of streams that work in full, in part, are broken, or untouched by this run."""
    hold: bool
    in_scope: tuple[str, ...] = field(default=())
    """The promises that a selected scenario carries."""

    def rows_with(self, *words: Word, scope: bool = False) -> list[str]:
        """The promises with one of these words, in the register's order; ``scope``: of this run's alone."""
        chosen = self.in_scope if scope else tuple(self.rows)
        return [row for row in chosen if self.rows[row].word in words]


def assess(
    register: Mapping[str, Requirement],
    tree: StreamTree,
    scenarios: Iterable[Checked],
    *,
    specified: Set[str] = frozenset(),
    proved: Set[str] = frozenset(),
    unchecked: Set[str] = frozenset(),
    accepted: Set[str] = frozenset(),
    by_tests: Mapping[str, bool] = MappingProxyType({}),
    whole: bool = False,
) -> Assessment:
    """Judge every promise and stream.

    :param scenarios: the run's selected scenarios with their statuses.
    :param specified: promises that some feature carries, in this run or not.
    :param proved: promises for which a scenario was seen to notice a defect.
    :param unchecked: promises that this run left unchecked though their scenarios passed (machine busy).
    :param accepted: promises that cannot be checked here: accepted risks.
    :param by_tests: promises of the suite itself, and whether its own tests prove them (support.value.suite_proof).
    :param whole: True when nothing narrowed the run.
    """
    carried: dict[str, list[Checked]] = {}
    for scenario in scenarios:
        for row in scenario.requirements:
            carried.setdefault(row, []).append(scenario)
    rows = {}
    for row in register:
        word, detail = _row(row, carried.get(row, []), specified, proved, unchecked)
        if detail == "no_scenario" and row in by_tests:
            word, detail = (Word.WORKS, "covered") if by_tests[row] else (Word.NOT_CHECKED, "unproved")
        elif detail == "no_scenario" and row in accepted:
            detail = "accepted_risk"
        rows[row] = RowState(row, word, detail, tuple(each.id for each in carried.get(row, [])))
    streams = {identity: _stream(identity, tree, register, rows) for identity in tree.streams}
    hold = whole and any(
        rows[row].detail in ("failed", "flaky")
        for stream in tree.streams.values()
        if stream.usd_per_year is not None
        for row in streams[stream.id].rows
    )
    in_scope = tuple(row for row in register if row in carried)
    return Assessment(rows, streams, _money(tree, streams), hold, in_scope)


def _row(
    row: str, carried: list[Checked], specified: Set[str], proved: Set[str], unchecked: Set[str]
) -> tuple[Word, str]:
    statuses = {scenario.status for scenario in carried}
    for status in _BROKEN:
        if status in statuses:
            return Word.BROKEN, status
    for status in _UNDECIDED:
        if status in statuses:
            return Word.NOT_CHECKED, status
    if "passed" in statuses:
        if row in unchecked:
            return Word.NOT_CHECKED, "busy_machine"
        return Word.WORKS, "covered" if row in proved else "unproved"
    if statuses:
        return Word.NOT_CHECKED, min(statuses)
    return (Word.NOT_CHECKED, "not_in_this_run") if row in specified else (Word.NO_CHECK, "no_scenario")


def _stream(
    identity: str, tree: StreamTree, register: Mapping[str, Requirement], rows: Mapping[str, RowState]
) -> StreamState:
    ids = set(tree.below(identity))
    words = Counter(rows[row.id].word for row in register.values() if row.stream in ids)
    worst = next((word for word in WORST_FIRST if words[word]), Word.NO_CHECK)
    own = tuple(row.id for row in register.values() if row.stream == identity)
    return StreamState(identity, worst, own, {word: words[word] for word in WORST_FIRST})


def _money(tree: StreamTree, streams: Mapping[str, StreamState]) -> dict[str, int]:
    sums = {"works": 0, "in_part": 0, "broken": 0, "untouched": 0}
    for stream in tree.streams.values():
        amount = stream.usd_per_year
        if amount is None or tree.children(stream.id):
            continue
        counts = streams[stream.id].counts
        if counts[Word.BROKEN]:
            sums["broken"] += amount
        elif counts[Word.WORKS] and counts[Word.WORKS] == sum(counts.values()):
            sums["works"] += amount
        elif counts[Word.WORKS]:
            sums["in_part"] += amount
        else:
            sums["untouched"] += amount
    return sums
