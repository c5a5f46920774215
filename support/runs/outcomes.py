"""What may become of a scenario, and how it is told from what behave saw.

The line that decides triage: an AssertionError says that the product broke a promise (failed); any other
exception says that the suite or the stack did not work (broken). Three exceptions say that a scenario could
not be judged.
"""

from __future__ import annotations

import dataclasses
import datetime
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from support.value.waivers import Kind, Waiver


class Status(StrEnum):
    """The status of one selected scenario, as run.json spells it."""

    PASSED = "passed"
    FAILED = "failed"
    """A reachable platform did something wrong."""
    BROKEN = "broken"
    """The suite or its stack did not work: nothing is said about the product."""
    NOT_TESTABLE = "not_testable"
    """Declared by the target, but a prerequisite of the check is missing: red."""
    NOT_OFFERED = "not_offered"
    """The target does not declare the capability."""
    NOT_PERMITTED = "not_permitted"
    """The target's profile forbids what the scenario would do."""
    EXPECTED_FAILED = "expected_failed"
    """Failed, and is listed for this target with an owner and an expiry."""
    FLAKY = "flaky"
    """Passed and failed on the same platform: never counted as passed."""
    QUARANTINED = "quarantined"
    """Did not pass, and is in quarantine."""
    NOT_RUN = "not_run"
    """Selected, but the run ended before it began or while it ran."""


class CannotJudge(Exception):  # noqa: N818 - it is no error: it is an outcome
    """A scenario cannot be judged here. Raise one of the subclasses, with the reason in plain words."""

    status = Status.NOT_TESTABLE


class NotTestable(CannotJudge):
    """Declared, but a prerequisite is missing. Red: a missing prerequisite is never a quiet skip."""


class NotOffered(CannotJudge):
    """The target does not declare what the scenario needs."""

    status = Status.NOT_OFFERED


class NotPermitted(CannotJudge):
    """The target's profile forbids what the scenario would do."""

    status = Status.NOT_PERMITTED


@dataclass(frozen=True)
class DecidingStep:
    """The step that decided a scenario's status."""

    kind: str
    """given, when or then: a step that begins with And has the kind of the one before."""
    keyword: str
    name: str
    file: str
    line: int
    added: bool
    """True for the last step that the runner adds to every scenario."""


@dataclass(frozen=True)
class Outcome:
    """A scenario's status, its cause in plain words (None when passed) and the step that decided it."""

    status: Status
    cause: str | None = None
    step: DecidingStep | None = None


_GOOD = {"passed", "pending_warn", "xfailed"}
_UNDECIDED = {"skipped", "untested", "untested_pending", "untested_undefined"}


_WAIVED = {
    Kind.EXPECTED_FAILURE: (Status.EXPECTED_FAILED, frozenset({Status.FAILED})),
    Kind.QUARANTINE: (Status.QUARANTINED, frozenset({Status.FAILED, Status.BROKEN, Status.NOT_TESTABLE})),
}
"""What a waiver makes of which statuses."""


def outcome_of(scenario: Any, cleanup_error: str | None = None) -> Outcome:
    """Judge a behave Scenario after its run.

    :param scenario: a behave.model.Scenario (an outline's example too, never the outline); its attribute ``waiver``,
        where there is one, is a support.value.waivers.Waiver that is about it.
    :param cleanup_error: what a cleanup of this scenario raised, which behave itself keeps nowhere.
    """
    return _waived(_judged(scenario, cleanup_error), getattr(scenario, "waiver", None))


def _waived(outcome: Outcome, waiver: Waiver | None) -> Outcome:
    """An expired waiver waives nothing."""
    if waiver is None or waiver.expired(datetime.datetime.now(datetime.UTC).date()):
        return outcome
    status, of = _WAIVED[waiver.kind]
    if outcome.status not in of:
        return outcome
    cause = f"{outcome.cause}\nKnown: {waiver.issue}; {waiver.owner} answers for it until {waiver.expiry}."
    return dataclasses.replace(outcome, status=status, cause=cause)


def _judged(scenario: Any, cleanup_error: str | None) -> Outcome:
    steps = list(scenario.all_steps)
    decided = _refusal(scenario, steps) or _decided_by_step(steps)
    afterwards = _trouble_around(scenario, cleanup_error)
    if decided is None:
        return Outcome(Status.BROKEN, afterwards) if afterwards else _without_trouble(scenario, steps)
    if afterwards is not None and decided.status in (Status.NOT_OFFERED, Status.NOT_PERMITTED):
        return Outcome(Status.BROKEN, afterwards)
    if afterwards is not None and afterwards != decided.cause:
        return Outcome(decided.status, f"{decided.cause}\nAfterwards: {afterwards}", decided.step)
    return decided


def _without_trouble(scenario: Any, steps: list[Any]) -> Outcome:
    if not [step for step in steps if not is_added(step)]:
        return Outcome(Status.BROKEN, "the scenario has no step: it can prove nothing")
    if scenario.status.name == "untested" or any(step.status.name == "untested" for step in steps):
        return _never_began(scenario)
    if any(step.status.name in _UNDECIDED for step in steps):
        reason = getattr(scenario, "skip_reason", None) or "no reason given"
        return Outcome(Status.NOT_TESTABLE, f"skipped by the suite's own code: {reason}")
    if getattr(scenario, "silent", False):
        return Outcome(Status.BROKEN, "it said nothing to the platform and heard nothing: it can prove nothing")
    return Outcome(Status.PASSED)


def is_added(step: Any) -> bool:
    """True for the last step that the runner adds to every scenario (support.runs.added_step)."""
    return bool(getattr(step, "added_by_runner", False))


def plain_cause(error: BaseException | None, fallback: str = "") -> str:
    """What an exception says: its text alone for our own exceptions, with its class's name for others."""
    if error is None:
        return fallback.strip()
    text = str(error).strip()
    if isinstance(error, (AssertionError, CannotJudge)) or type(error).__module__.startswith("support."):
        return text or f"{type(error).__name__} without a text"
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def first_line(cause: str | None, most: int = 240) -> str:
    """A cause in one line, cut where it is long."""
    line = next((line.strip() for line in (cause or "").splitlines() if line.strip()), "no cause given")
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"


def _refusal(scenario: Any, steps: list[Any]) -> Outcome | None:
    decided: Outcome | None = getattr(scenario, "decided_before", None)
    if decided is not None:
        return decided
    for place in [scenario, *steps]:
        if isinstance(place.exception, CannotJudge):
            step = None if place is scenario else _seen(place)
            return Outcome(place.exception.status, plain_cause(place.exception), step)
    return None


def _decided_by_step(steps: list[Any]) -> Outcome | None:
    for step in steps:
        name = step.status.name
        if name in _GOOD or name in _UNDECIDED:
            continue
        if name == "failed":
            return Outcome(Status.FAILED, _said(step), _seen(step))
        if name == "undefined":
            cause = f"no step definition matches: {step.keyword} {step.name}"
        elif name == "pending":
            cause = f"the step is not written yet: {step.keyword} {step.name}"
        else:
            cause = _said(step)
        return Outcome(Status.BROKEN, cause, _seen(step))
    return None


def _said(step: Any) -> str:
    return plain_cause(step.exception, step.error_message or f"the step ended {step.status.name}")


def _trouble_around(scenario: Any, cleanup_error: str | None) -> str | None:
    if scenario.hook_failed:
        return plain_cause(scenario.exception, scenario.error_message or "a hook of the suite failed")
    if cleanup_error is not None or scenario.status.name == "cleanup_error":
        return f"the cleanup failed: {cleanup_error or 'no reason given'}"
    return None


def _never_began(scenario: Any) -> Outcome:
    place = scenario.parent
    while place is not None:
        if getattr(place, "hook_failed", False):
            said = place.error_message or f"a hook before its {place.type} failed"
            return Outcome(Status.BROKEN, plain_cause(place.exception, said))
        place = getattr(place, "parent", None)
    return Outcome(Status.NOT_RUN, "the run ended before this scenario began")


def _seen(step: Any) -> DecidingStep:
    return DecidingStep(
        kind=step.step_type,
        keyword=step.keyword.strip(),
        name=step.name,
        file=str(step.filename),
        line=int(step.line),
        added=is_added(step),
    )
