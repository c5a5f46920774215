"""A made-up run of 500 scenarios, some of them red, with a past: what the business page must bear.

``python -m tests.report.made_up FOLDER`` writes its reports into FOLDER and says how long the page took and how
large it is; ``goldenpath report -D reports=FOLDER`` renders them anew.
"""

from __future__ import annotations

import datetime
import random
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from behave.model_type import Status as BehaveStatus
from behave.parser import parse_feature

from support.evidence import kinds, swimlane
from support.report import business_page, changes, history, proofs, run_json, summary, trends
from support.runs.ledger import Entry, Ledger
from support.runs.outcomes import Outcome, Status
from support.runs.proof_register import Register
from support.runs.proof_verdict import Caught, Verdict
from support.runs.selection import scenarios_of
from support.runs.tamper_register import Kept
from support.settings import Settings
from support.value.requirements import Requirement, read_requirements
from support.value.scenario_ids import ScenarioIds
from support.value.sentence import Circumstances
from support.value.streams import read_streams
from support.value.verdict import Checked, assess
from support.value.waivers import Kind, Waiver, Waivers
from tests.report.pictures import asked, picture, run

SCENARIOS = 500
_NOW = datetime.datetime(2026, 11, 20, 6, 30, tzinfo=datetime.UTC)
_STATUSES = {
    7: Status.FAILED,
    61: Status.FAILED,
    140: Status.FAILED,
    233: Status.FAILED,
    310: Status.FLAKY,
    355: Status.BROKEN,
    402: Status.NOT_TESTABLE,
    420: Status.NOT_OFFERED,
    421: Status.NOT_PERMITTED,
    440: Status.EXPECTED_FAILED,
    460: Status.QUARANTINED,
}
"""The scenarios that did not pass, by their place in the run."""
_TIMES = {"connected": (45, 2000), "received": (22, 100), "started": (60, 500), "first thought": (90, 1000),
          "answer": (420, 5000)}  # fmt: skip
_CAUSE = (
    "expected the answer to name $4,812.50 as the month's spend, as the records have it; saw $4,182.50\n"
    + "\n".join(f"  frame {number}: agent_thinking, step {number} of 7" for number in range(1, 8))
)


def made_up(scenarios: int = SCENARIOS, red: bool = True) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """run.json of the run, and history.jsonl's lines of the runs before it."""
    ledger = _ledger(scenarios, red)
    register, tree = read_requirements(), read_streams()
    assessment = assess(
        register,
        tree,
        [Checked(entry.id, tuple(entry.requirements), entry.status.value) for entry in ledger.entries],
        proved=frozenset(ledger.proved),
        unchecked=frozenset(row for each in ledger.not_checked for row in each.requirements),
        accepted=frozenset(each.id for each in ledger.waivers.of_kind(Kind.ACCEPTED_RISK)),
        whole=True,
    )
    about = Circumstances("Whole suite", True, ledger.counts(), _NOW, overdue=ledger.overdue())
    honesty = {
        "selected": scenarios, "in_allure": scenarios, "in_junit": scenarios, "canaries_found": [], "left_behind": [],
        "not_checked": [vars(each) for each in ledger.not_checked], "distrust": [],
    }  # fmt: skip
    document = run_json.build(ledger, assessment, about, honesty, 1 if red else 0)
    carried = {entry.id: entry.requirements for entry in ledger.entries}
    tampered = {identity: Kept("key", 40, {"killed": 25, "stopped": 15}) for identity in carried}
    proof = Register(defects=_verdicts(register), tampered=tampered)
    document["proof"] = {"by_stream": proofs.by_stream(proof, ledger.proved, register, tree, carried)}
    past = list(_past(document))
    document["changes"] = changes.changes(document, past)
    document["trends"] = trends.trends(document, past)
    return document, past


def write(folder: Path, scenarios: int = SCENARIOS, red: bool = True) -> dict[str, Any]:
    """All that is made from run.json, with evidence of what failed; gives the document."""
    document, _ = made_up(scenarios, red)
    (folder / kinds.FOLDER).mkdir(parents=True, exist_ok=True)
    for scenario in document["scenarios"]:
        for file in scenario["evidence"]:
            (folder / file).write_text(_drawn() if file.endswith("svg") else "a line\n", encoding="utf-8")
    run_json.write(document, folder)
    summary.write(document, folder)
    business_page.write(document, folder)
    (folder / history.NAME).unlink(missing_ok=True)
    history.append(document, folder)
    return document


def main() -> None:
    """Write it, and say how long the page took and how large it is."""
    folder = Path(sys.argv[1])
    document = write(folder)
    began = time.perf_counter()
    path = business_page.write(document, folder)
    took = time.perf_counter() - began
    print(f"{path}: {len(document['scenarios'])} scenarios, {took:.2f} s, {path.stat().st_size / 1e6:.2f} MB")


def _ledger(scenarios: int, red: bool) -> Ledger:
    draw = random.Random(7)
    started = _NOW - datetime.timedelta(seconds=131)
    ledger = Ledger(Settings(), whole=True, scope="Whole suite", commit="1f2e3d4c5b", started=started, finished=_NOW)
    ids = ScenarioIds()
    features = _features(scenarios)
    for name, (text, _) in features.items():
        feature = parse_feature(text, filename=name)
        ledger.enter(scenarios_of(feature), ids, Path.cwd())
    for number, entry in enumerate(ledger.entries):
        status = _STATUSES.get(number, Status.PASSED) if red else Status.PASSED
        _ends(entry, status)
        entry.began, entry.duration_s = 0.0, draw.uniform(0.1, 0.9)
        if status is not Status.PASSED or number % 50 == 0:
            entry.evidence = [kind.file(entry.id) for kind in (kinds.PICTURE, kinds.TIMELINE, kinds.CALLS)]
    for name, (typical, promised) in _TIMES.items():
        for _ in range(200):
            ledger.measure(name, draw.lognormvariate(0, 0.35) * typical, promised)
    if red:
        ledger.leave_unchecked(
            ledger.entries[scenarios // 25].id, "received", "machine busy: an echo alone took 140 ms"
        )
    real = Waivers.read(Path("support/registers"), "embedded").entries
    expired = Waiver(Kind.ACCEPTED_RISK, "RM-01", "moved to the next release", "the platform's operations",
                     datetime.date(2026, 10, 31), "accepted_risks.toml", "No second site yet.")  # fmt: skip
    ledger.waivers = Waivers((*real, expired) if red else real)
    verdicts = _verdicts(read_requirements())
    ledger.proved = {row: [name] for name, each in verdicts.items() if each.caught for row in each.requirements}
    return ledger


def _features(scenarios: int) -> dict[str, tuple[str, int]]:
    """File to text: of each capability as many scenarios as its share of the promises."""
    by_capability: dict[str, list[Requirement]] = {}
    for row in read_requirements().values():
        if row.subject == "platform":
            by_capability.setdefault(row.capability, []).append(row)
    rows = [row for each in by_capability.values() for row in each]
    carrying = [rows[number * len(rows) // scenarios] for number in range(scenarios)]
    made: dict[str, tuple[str, int]] = {}
    for capability, own in by_capability.items():
        mine = [(number, row) for number, row in enumerate(carrying) if row in own]
        for part in range(0, len(mine), 12):
            name = f"features/{capability}/part_{part // 12 + 1}.feature"
            made[name] = ("\n".join(_feature(capability, part // 12 + 1, mine[part : part + 12])), len(mine))
    return made


def _feature(capability: str, part: int, mine: list[tuple[int, Requirement]]) -> Iterator[str]:
    streams = [row.stream for _, row in mine]
    yield f"@value.{max(set(streams), key=streams.count)}"
    yield f"Feature: {capability.replace('_', ' ').capitalize()}, part {part}, keeps what it promises"
    yield "  Segment: every customer, from the free plan to the enterprise"
    yield "  Goal: rely on what was promised without thinking of it"
    yield "  Value: what is promised and kept is what customers pay for"
    yield "  Strategic effect: a promise that is kept makes the next one believable"
    for place, (number, row) in enumerate(mine):
        if place % 4 == 0:
            yield f"  Rule: Rule {part}.{place // 4 + 1} of {capability.replace('_', ' ')} holds for everybody"
        yield f"    @req.{row.id} @segment.{('free', 'early', 'mid', 'enterprise', 'platform')[number % 5]}"
        yield f"    Scenario: Case {number}: {row.statement[:90].replace('<', 'under').rstrip()}"
        yield "      Given Ada has brought in a month of AI use"
        yield "      And Ada is connected"
        yield '      When Ada asks "Where does our AI spend go and how can we cut it?"'
        yield "      Then Ada sees the work start, think, use tools and finish, in that order"
        yield "      And every figure in Ada's answer agrees with the records behind it"
        if number % 5 == 0:
            yield from ("        | model | prompt | completion |", "        | gpt-4o | 2.50 | 10.00 |")
        yield "      And nobody saw what was not theirs, nothing was lost, doubled or out of order"


def _ends(entry: Entry, status: Status) -> None:
    steps = entry.scenario.all_steps
    steps = list(steps)
    steps[-1].added_by_runner = True
    stopped = {Status.FAILED: 4, Status.FLAKY: 4, Status.EXPECTED_FAILED: 4, Status.BROKEN: 1}.get(status)
    for number, step in enumerate(steps):
        after = stopped is not None and number > stopped
        step.status = BehaveStatus.skipped if after or status.value.startswith("not_") else BehaveStatus.passed
    if stopped is None:
        entry.outcome = Outcome(status, None if status is Status.PASSED else "the target does not have what it needs")
        return
    steps[stopped].status = BehaveStatus.failed if stopped == 4 else BehaveStatus.error
    cause = _CAUSE if stopped == 4 else "StackBroken: chat-1 died without the scenario's doing: see its log"
    entry.outcome = Outcome(status, cause)


def _verdicts(register: Mapping[str, Requirement]) -> dict[str, Verdict]:
    """A defect for two rows of three; one of them survives."""
    rows = [row.id for row in register.values() if row.subject == "platform"]
    caught = {"SC-1": Caught("it notices", "it holds", "expected one, saw none")}
    return {
        f"defect_of_{row}": Verdict("key", (row,), {} if number == 40 else caught)
        for number, row in enumerate(rows)
        if number % 3
    }


def _past(document: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Twelve runs, each a day after the one before, each a little better."""
    by_status = changes.statuses(document)
    failed = by_status.get("failed", [])
    for days in range(12, 0, -1):
        before = {name: list(ids) for name, ids in by_status.items()}
        before["failed"] = failed[: 2 if days < 4 else 0] + before["passed"][: days // 3]
        before["passed"] = before["passed"][days // 3 :]
        found = {name: list(pair) for name, pair in trends.rates(document).items()}
        for name, worse in (("scenarios", 2), ("delivery", 0.3), ("promises", 9), ("proved", 11)):
            found[name][0] = max(found[name][0] - int(days * worse), 0)
        yield {
            "finished": (_NOW - datetime.timedelta(days=days, minutes=days * 7)).isoformat(timespec="milliseconds"),
            "target": document["target"], "commit": f"{days:010x}", "scope": "Whole suite", "whole": True,
            "promises": {word: document["verdict"][word] for word in business_page.WORDS},
            "says": "hold" if days % 3 else "ship", "scenarios": before, "rates": found,
            "p95_ms": {each["name"]: each["p95"] * (1 + days / 20) for each in document["latency_ms"]},
        }  # fmt: skip


def _drawn() -> str:
    return swimlane.draw(picture([asked(1, 0.0, 0), *run(2, 0.1, 0, of=1)], people=2, offending=frozenset({4})))


if __name__ == "__main__":
    main()
