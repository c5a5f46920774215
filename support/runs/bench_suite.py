"""The suite on one kept stack, side by side with a raw client, without its evidence, and under stock behave."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

from support.runs import bench_raw, bench_script, bench_stock
from support.runs.bench_behave import LANE, Ran, behave
from support.runs.bench_measure import Measure, NotMeasured, median
from support.targets.profile import Target

OVER_RAW = 1.15
"""How much longer than the raw client the suite may take for its scenarios (DESIGN.md, "Measures and bars")."""


def compared(root: Path, folder: Path, profile: Path, times: int) -> list[Measure]:
    """The golden-path lane's scenarios that a plain client can repeat, by turns in each way.

    :param profile: a running target of which we know the secrets.
    """
    target = Target.of_file(profile)
    known = {f"hidden-{kind}-1": secret for secret, kind in target.secrets()}
    places = _repeatable(behave(root, folder / "rehearsal", "-D", f"target={profile}", f"--tags={LANE}"), target, known)
    stock = bench_stock.copy(root, folder / "stock")
    with_evidence: list[Ran] = []
    without: list[Ran] = []
    raw, under_stock = [], []
    for number in range(times):
        one = behave(root, folder / f"with-{number}", "-D", f"target={profile}", *places)
        with_evidence.append(one)
        raw.append(_raw(one, target, known))
        other = folder / f"without-{number}"
        without.append(behave(root, other, "-D", f"target={profile}", "-D", "evidence=off", *places))
        under_stock.append(bench_stock.behave(stock, folder / f"stock-{number}", profile, places))
    whole = [each.whole for each in with_evidence]
    return [
        median(
            "suite_over_raw",
            [each.scenarios for each in with_evidence],
            "s",
            raw,
            what="raw client",
            most_ratio=OVER_RAW,
        ),
        median("evidence_on", whole, "s", [each.whole for each in without], what="evidence off"),
        median("suite_over_stock", whole, "s", under_stock, what="stock behave and allure-behave"),
    ]


def _repeatable(rehearsal: Ran, target: Target, known: dict[str, str]) -> list[str]:
    """The places (file:line) of the scenarios that the raw client repeats to the end."""
    scripts = bench_script.read(rehearsal.reports / "transcripts", _identities(rehearsal), target)
    found = []
    for scenario in rehearsal.document["scenarios"]:
        script = scripts.get(scenario["id"])
        if script is not None:
            found.append((f"{scenario['file']}:{scenario['line']}", script))
    try:
        asyncio.run(bench_raw.seconds_of([script for _, script in found], target, known))
    except bench_raw.NotTheSame as error:
        raise NotMeasured(f"the raw client did not do the same work: {error}") from error
    return [place for place, _ in found]


def _raw(ran: Ran, target: Target, known: dict[str, str]) -> float:
    scripts = bench_script.read(ran.reports / "transcripts", _identities(ran), target)
    try:
        return asyncio.run(bench_raw.seconds_of(list(scripts.values()), target, known))
    except bench_raw.NotTheSame as error:
        raise NotMeasured(f"the raw client did not do the same work: {error}") from error


def _identities(ran: Ran) -> Sequence[str]:
    return [each["id"] for each in ran.document["scenarios"] if each["status"] == "passed"]
