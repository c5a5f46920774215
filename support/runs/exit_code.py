"""The exit codes of a run, and which of them it gets."""

from __future__ import annotations

ALL_KEPT = 0
"""Every promise that was checked is kept."""
PROMISE_BROKEN = 1
"""A scenario failed or flipped, an expected failure passed or expired, or the verdict is hold."""
COULD_NOT_RUN = 2
"""The run could not take place or was interrupted, or a scenario was broken or not testable."""
NOT_TRUSTWORTHY = 3
"""The report cannot be trusted: reports disagree, a secret is in one, something was left behind."""


def exit_code(counts: dict[str, int], *, could_not_run: bool, hold: bool, distrust: bool, overdue: bool = False) -> int:
    """The exit code with its precedence 3, 1, 2.

    :param counts: those of run.json.
    """
    if distrust:
        return NOT_TRUSTWORTHY
    if counts["failed"] or counts["flaky"] or hold or overdue:
        return PROMISE_BROKEN
    if could_not_run or counts["broken"] or counts["not_testable"] or counts["not_run"]:
        return COULD_NOT_RUN
    return ALL_KEPT
