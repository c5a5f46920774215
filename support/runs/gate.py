"""The gate: after all formatters and reporters have closed it writes the reports and the exit code."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from support.evidence.redaction import clean, leaks
from support.report import business_page, changes, experience, history, junit, run_json, summary, trends
from support.runs.exit_code import ALL_KEPT, exit_code
from support.runs.ledger import Ledger
from support.runs.outcomes import Status, first_line
from support.runs.reconcile import disagreements, red
from support.value.requirements import read_requirements
from support.value.sentence import Circumstances, plural
from support.value.streams import read_streams
from support.value.verdict import Checked, assess
from support.value.waivers import Kind

_MOST_SHOWN = 10


def close(ledger: Ledger) -> int:
    """Write the reports, print what needs somebody and the verdict as the last line; returns the exit code.

    Every entry of the ledger must have been judged.
    """
    reports = ledger.settings.reports
    ledger.finished = datetime.now(UTC)
    shutil.rmtree(reports / "allure", ignore_errors=True)  # an earlier run's page would contradict this run
    assessment = assess(
        read_requirements(),
        read_streams(),
        [Checked(entry.id, tuple(entry.requirements), entry.status.value) for entry in ledger.entries],
        specified=ledger.specified,
        proved=frozenset(ledger.proved),
        unchecked=frozenset(row for each in ledger.not_checked for row in each.requirements),
        accepted=frozenset(each.id for each in ledger.waivers.of_kind(Kind.ACCEPTED_RISK)),
        by_tests=ledger.by_tests,
        whole=ledger.whole,
    )
    earlier = history.comparable(reports, ledger.settings.target)
    about = Circumstances(
        scope=ledger.scope,
        whole=ledger.whole,
        counts=ledger.counts(),
        now=ledger.finished,
        could_not_run=ledger.start_failure,
        last_whole=history.last_whole(earlier),
        overdue=ledger.overdue(),
        interrupted=ledger.interrupted,
    )
    document = run_json.build(ledger, assessment, about, _honesty(ledger, {}, []), ALL_KEPT)
    junit.write(document, reports)
    distrust, agree = disagreements(ledger)
    found = leaks(reports, ledger.allure_results)
    if found:
        distrust.append(f"{plural(len(found), 'secret')} in the reports, first in {found[0]}")
    if ledger.left_behind:
        distrust.append(f"left behind: {', '.join(ledger.left_behind)}")
    code = exit_code(
        about.counts,
        could_not_run=bool(ledger.start_failure or ledger.interrupted or ledger.problems),
        hold=assessment.hold,
        distrust=bool(distrust),
        overdue=bool(about.overdue),
    )
    about = Circumstances(**{**vars(about), "distrust": tuple(distrust)})
    honesty = _honesty(ledger, agree, found) | {"distrust": distrust}
    run_json.conclude(document, assessment, about, honesty, code)
    document["changes"] = changes.changes(document, earlier)
    document["trends"] = trends.trends(document, earlier)
    _write(document, reports)
    _print(document, ledger)
    return code


def _honesty(ledger: Ledger, agree: dict[str, int], found: Sequence[str]) -> dict[str, Any]:
    return {
        "selected": len(ledger.entries),
        "in_allure": agree.get("in_allure", 0),
        "in_junit": agree.get("in_junit", 0),
        "canaries_found": list(found),
        "left_behind": ledger.left_behind,
        "not_checked": [vars(each) for each in ledger.not_checked],
    }


def _write(document: dict[str, Any], reports: Path) -> None:
    run_json.write(document, reports)
    summary.write(document, reports)
    business_page.write(document, reports)
    history.append(document, reports)
    experience.learn(document, reports)


def _print(document: dict[str, Any], ledger: Ledger) -> None:
    """What needs somebody: cause in one line, the command that repeats it; last the verdict."""
    awaited = (Status.NOT_RUN,) if ledger.interrupted else ()
    wanting = [entry for entry in ledger.entries if red(entry.status) and entry.status not in awaited]
    if ledger.start_failure is None:
        for entry in wanting[:_MOST_SHOWN]:
            print(f"\n{entry.status.value.replace('_', ' ')}: {entry.name}")
            print(f"  {clean(first_line(entry.outcome.cause if entry.outcome else None))}")
            print(f"  again: {ledger.repeats(entry)}")
        if len(wanting) > _MOST_SHOWN:
            print(f"\nand {len(wanting) - _MOST_SHOWN} more: see {ledger.settings.reports / summary.NAME}")
        for problem in ledger.problems:
            print(f"\nerror of the run: {clean(problem)}")
        took = (ledger.finished or ledger.started) - ledger.started
        for waiver, reason in ledger.overdue().items():
            print(f"\nthe {waiver} {reason}")
        print(f"\n{plural(len(ledger.entries), 'scenario')} in {took.total_seconds():.1f} s")
        print(changes.headline(document["changes"], document["finished"]))
    sys.stdout.flush()
    print(document["verdict"]["sentence"])
