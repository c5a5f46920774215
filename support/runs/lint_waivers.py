"""Faults between the registers of waivers and what they are about: @quarantine without an owner, ids of nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from support.runs.lint import Finding, Specification
from support.value.requirements import read_requirements
from support.value.scenario_ids import ScenarioIds, Titled
from support.value.waivers import Kind, Waiver, Waivers

_TAG = "quarantine"


def check(specification: Specification, ids: ScenarioIds, folder: Path) -> list[Finding]:
    """The findings, in order. A scenario in quarantine for which nobody answers refuses the run.

    :param folder: where the registers stand (support.registers.registers_of).
    :raises ValueError: a register cannot be read.
    """
    targets = sorted(path.stem for path in (folder / "expected_failures").glob("*.toml")) or [""]
    waivers = [entry for target in targets for entry in Waivers.read(folder, target).entries]
    found = [*_quarantined(specification, ids, waivers), *_about_nothing(specification, ids, waivers)]
    if (folder / "requirements.csv").is_file():
        found += _elsewhere(waivers)
    return sorted(set(found))


def _quarantined(specification: Specification, ids: ScenarioIds, waivers: list[Waiver]) -> Iterator[Finding]:
    listed = [each for each in waivers if each.kind is Kind.QUARANTINE]
    for _, item in specification.items():
        identity, file = _id(specification, ids, item), specification.file(item)
        tagged = _TAG in _tags(item)
        entries = [each for each in listed if each.covers(identity) or each.id.startswith(f"{identity}.")]
        if tagged and not entries:
            says = f"@{_TAG}, but quarantine.toml has no entry {identity}: give it an issue, an owner and an expiry"
            yield Finding(file, int(item.line), says)
        if entries and not tagged:
            says = f"quarantine.toml has an entry {entries[0].id} for it: tag it @{_TAG}, or delete the entry"
            yield Finding(file, int(item.line), says, refuses=False)


def _about_nothing(specification: Specification, ids: ScenarioIds, waivers: list[Waiver]) -> Iterator[Finding]:
    scenarios = {_id(specification, ids, item) for _, item in specification.items()}
    promises = read_requirements()
    for each in waivers:
        known = promises if each.kind is Kind.ACCEPTED_RISK else scenarios
        if each.id not in known and each.id.rsplit(".", 2)[0] not in known:
            yield Finding(each.register, 1, f"there is nothing of the id {each.id}: delete the entry", refuses=False)


def _elsewhere(waivers: list[Waiver]) -> Iterator[Finding]:
    """A promise that cannot be checked here is a risk that somebody has to accept."""
    accepted = {each.id for each in waivers if each.kind is Kind.ACCEPTED_RISK}
    for identity, requirement in read_requirements().items():
        if requirement.subject == "elsewhere" and identity not in accepted:
            says = f"{identity} cannot be checked here: enter it as an accepted risk with an owner and an expiry"
            yield Finding("accepted_risks.toml", 1, says, refuses=False)


def _id(specification: Specification, ids: ScenarioIds, item: Any) -> str:
    return ids.of(Titled(specification.file(item), str(item.name)))


def _tags(item: Any) -> set[str]:
    examples = (tag for each in getattr(item, "examples", ()) for tag in each.tags)
    return {str(tag) for tag in (*item.effective_tags, *examples)}
