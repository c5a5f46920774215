"""The verdict in one sentence, with its scope. Only a whole run says ship or hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from support.value.streams import money
from support.value.verdict import Assessment, Word


@dataclass(frozen=True)
class LastWhole:
    """What the last whole run said."""

    finished: datetime
    says: str
    """ship, hold, decide or none."""


@dataclass(frozen=True)
class Circumstances:
    """What the sentence must take account of besides the promises."""

    scope: str
    """Such as Golden-path lane."""
    whole: bool
    counts: dict[str, int]
    """The counts of run.json."""
    now: datetime
    could_not_run: str | None = None
    distrust: Sequence[str] = ()
    """Why the report cannot be trusted, in words."""
    last_whole: LastWhole | None = None
    overdue: Mapping[str, str] = field(default_factory=dict)
    """Waivers that must go, each in words, with the reason."""
    interrupted: str | None = None
    """What ended the run early, such as Ctrl-C."""


def decision(assessment: Assessment, about: Circumstances) -> str:
    """ship, hold, decide (broken, but where no amount stands) or none (no whole run, or no sound one)."""
    counts = about.counts
    undecided = counts["broken"] + counts["not_testable"] + counts["not_run"]
    if not about.whole or about.distrust or about.could_not_run:
        return "none"
    if assessment.hold:
        return "hold"
    if undecided or about.overdue or about.interrupted:
        return "none"
    return "decide" if counts["failed"] + counts["flaky"] else "ship"


def sentence(assessment: Assessment, about: Circumstances) -> str:
    """One line for the console, the page and the summary."""
    if about.distrust:
        return f"Do not trust this report: {'; '.join(about.distrust)}."
    if about.could_not_run:
        return f"{about.scope}: could not run, so it says nothing of the product. {about.could_not_run}"
    said = _whole(assessment, about) if about.whole else _part(assessment, about)
    return " ".join(said.split())


def _whole(assessment: Assessment, about: Circumstances) -> str:
    clauses = [
        _held(assessment, about.counts) + _worth(assessment),
        _undecided(about),
        _overdue(about.overdue),
        _skipped(about.counts),
        _without_check(assessment),
    ]
    said = "; ".join(clause for clause in clauses if clause)
    return f"{_HEAD[decision(assessment, about)]}: {said}."


_HEAD = {"ship": "Ship", "hold": "Hold", "decide": "Broken, where no amount stands", "none": "No verdict"}


def _part(assessment: Assessment, about: Circumstances) -> str:
    clauses = [_held(assessment, about.counts), _undecided(about), _overdue(about.overdue), _skipped(about.counts)]
    last = about.last_whole
    record = (
        f"the last one, {ago(last.finished, about.now)}, said {_SAID[last.says]}" if last else "none is on record here"
    )
    said = "; ".join(clause for clause in clauses if clause)
    return f"{about.scope}: {said}. Ship or hold is decided by a whole run; {record}."


_SAID = {"ship": "ship", "hold": "hold", "decide": "that something is broken", "none": "neither"}


def _held(assessment: Assessment, counts: dict[str, int]) -> str:
    if not assessment.in_scope:
        return f"{counts['passed']} of {plural(counts['selected'], 'scenario')} passed"
    held = len(assessment.rows_with(Word.WORKS, scope=True))
    broken = assessment.rows_with(Word.BROKEN, scope=True)
    said = f"{held} of {plural(len(assessment.in_scope), 'promise')} held"
    return f"{said}; {names(broken)} {'is' if len(broken) == 1 else 'are'} broken" if broken else said


def _undecided(about: Circumstances) -> str:
    found = []
    if unjudged := about.counts["broken"] + about.counts["not_testable"]:
        found.append(f"{plural(unjudged, 'scenario')} could not be judged")
    if about.counts["not_run"]:
        found.append(f"{plural(about.counts['not_run'], 'scenario')} did not run")
    if about.interrupted:
        found.append(f"interrupted by {about.interrupted}")
    return "; ".join(found)


def _overdue(overdue: Mapping[str, str]) -> str:
    if not overdue:
        return ""
    first = next(f"the {waiver} {reason}" for waiver, reason in overdue.items())
    return first if len(overdue) == 1 else f"{len(overdue)} waivers must go, the first: {first}"


def _skipped(counts: dict[str, int]) -> str:
    found = []
    if counts["not_offered"]:
        found.append(f"{plural(counts['not_offered'], 'scenario')} not offered by the target")
    if counts["not_permitted"]:
        found.append(f"{plural(counts['not_permitted'], 'scenario')} not permitted there")
    return "; ".join(found)


def _worth(assessment: Assessment) -> str:
    """The money behind what was said last: behind what is broken, else behind what held."""
    sums = assessment.money
    amount = sums["broken"] or sums["works"] + sums["in_part"]
    return f", in streams worth {money(amount)} a year by the sources' claims" if amount else ""


def _without_check(assessment: Assessment) -> str:
    without = len(assessment.rows_with(Word.NO_CHECK))
    return f"{plural(without, 'promise')} {'has' if without == 1 else 'have'} no check yet" if without else ""


def names(rows: Sequence[str], most: int = 4) -> str:
    """Ids in a sentence: A, B and C; of many the first few and how many more."""
    shown = list(rows[:most]) + ([f"{len(rows) - most} more"] if len(rows) > most else [])
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"


def plural(number: int, noun: str) -> str:
    """1 promise, 2 promises."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def ago(then: datetime, now: datetime) -> str:
    """How long ago, in the largest unit that fits: 14 h ago."""
    seconds = max((now - then).total_seconds(), 0.0)
    for size, unit in ((86_400, "d"), (3600, "h"), (60, "min")):
        if seconds >= size:
            return f"{int(seconds // size)} {unit} ago"
    return "just now"
