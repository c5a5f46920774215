"""The gate: after all formatters and reporters have closed it writes the reports and the exit code."""

from __future__ import annotations

from support.runs.ledger import Ledger

ALL_KEPT = 0
"""Every promise that was checked is kept."""
PROMISE_BROKEN = 1
"""A scenario failed or flipped, an expected failure passed or expired, or the verdict is hold."""
COULD_NOT_RUN = 2
"""The run could not take place, or a scenario was broken or not testable."""
NOT_TRUSTWORTHY = 3
"""The report cannot be trusted: reports disagree, a secret is in one, something was left behind."""


def exit_code(counts: dict[str, int], *, could_not_run: bool, hold: bool, distrust: bool) -> int:
    """The exit code with its precedence 3, 1, 2."""
    if distrust:
        return NOT_TRUSTWORTHY
    if counts["failed"] or counts["flaky"] or hold:
        return PROMISE_BROKEN
    if could_not_run or counts["broken"] or counts["not_testable"] or counts["not_run"]:
        return COULD_NOT_RUN
    return ALL_KEPT


def close(ledger: Ledger) -> int:
    """Write the reports, print the verdict, return the exit code."""
    counts = ledger.counts()
    could_not_run = bool(ledger.start_failure or ledger.problems)
    code = exit_code(counts, could_not_run=could_not_run, hold=False, distrust=bool(ledger.left_behind))
    if ledger.start_failure:
        print(f"Could not run: {ledger.start_failure}")
    print(f"{ledger.scope}: {counts['passed']} of {counts['selected']} scenarios passed.")
    return code
