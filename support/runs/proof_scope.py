"""What is to be proved: the scenarios of the suite, the defects of the platform, what belongs together."""

from __future__ import annotations

import hashlib
import json
import random
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from support.runs.ledger import Ledger
from support.runs.proof_reach import scenario_hash
from support.runs.selection import scenarios_of
from support.settings import Settings
from support.value.requirements import Requirement, read_requirements
from support.value.scenario_ids import ScenarioIds, ids_file

DOOR = (sys.executable, "-m", "reference_platform.defects")
"""The one door to defects."""

OTHERS = 8
"""How many scenarios that a defect should leave alone are looked at: it must not be blunt."""


class NoDefects(Exception):  # noqa: N818 - it says what is the matter
    """The door to defects does not open. One line."""


@dataclass(frozen=True)
class Candidate:
    """A scenario that carries a promise of the platform; each example of an outline is one."""

    id: str
    name: str
    place: str
    """file:line, as behave takes it."""
    capability: str
    requirements: frozenset[str]
    hash: str
    """Changes with whatever decides what the scenario checks (support.runs.proof_reach)."""
    isolated: bool = False
    """Whether it needs the second stack, and so takes seconds longer."""

    @property
    def written(self) -> str:
        """The id of the scenario or outline as it is written."""
        return self.id.partition(".")[0]


@dataclass(frozen=True)
class Listed:
    """A defect as the door lists it."""

    name: str
    requirements: tuple[str, ...]
    says: str
    source: str
    """Changes with the defect."""


@dataclass(frozen=True)
class Task:
    """One defect, the scenarios that should notice it, and some that should not."""

    defect: Listed
    capability: str
    catchers: tuple[Candidate, ...]
    others: tuple[Candidate, ...]

    @property
    def key(self) -> str:
        """A result with another key is stale."""
        catchers = "\n".join(sorted(f"{each.id} {each.hash}" for each in self.catchers))
        return hashlib.sha256(f"{self.defect.source}\n{catchers}".encode()).hexdigest()


def candidates_of(features: Iterable[Any], registry: Any, root: Path) -> list[Candidate]:
    """The scenarios that carry a promise of subject platform; unfinished ones (@wip) prove nothing.

    :param registry: behave's step registry with the suite's steps loaded.
    """
    ledger = Ledger(Settings())
    written = [scenario for feature in features for scenario in scenarios_of(feature)]
    finished = [scenario for scenario in written if "wip" not in scenario.effective_tags]
    ledger.enter(finished, ScenarioIds.read(ids_file(root)), root)
    rows = of_platform(read_requirements())
    return [
        Candidate(
            entry.id,
            entry.name,
            entry.place,
            entry.capability,
            frozenset(entry.requirements),
            scenario_hash(entry.scenario, entry.requirements, registry),
            "isolated" in entry.tags,
        )
        for entry in ledger.entries
        if rows & set(entry.requirements)
    ]


def of_platform(register: Mapping[str, Requirement]) -> frozenset[str]:
    """The promises that are proved by defects of the platform."""
    return frozenset(row.id for row in register.values() if row.subject == "platform")


def read_defects() -> list[Listed]:
    """All defects, through their door. Raises NoDefects."""
    done = subprocess.run([*DOOR, "list", "--json"], capture_output=True, text=True, timeout=60, check=False)
    if done.returncode != 0:
        last = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise NoDefects(f"the defects cannot be listed: {last}: python -m reference_platform.defects list")
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return [Listed(each["name"], tuple(each["requirements"]), each["says"], each["source"]) for each in found]


def tasks(
    defects: Iterable[Listed], candidates: Sequence[Candidate], register: Mapping[str, Requirement]
) -> list[Task]:
    """Each defect with its catchers, which carry one of its promises, and others, which do not."""
    made = []
    for defect in defects:
        own = set(defect.requirements)
        capability = register[defect.requirements[0]].capability
        catchers = tuple(each for each in candidates if own & each.requirements)
        made.append(Task(defect, capability, catchers, draw_others(defect, capability, candidates)))
    return made


def draw_others(defect: Listed, capability: str, candidates: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """At most eight scenarios of the capability that carry none of the defect's promises, always the same.

    Of an outline one example is drawn, so that eight are eight different scenarios; isolated ones are drawn only where
    there are not enough others.
    """
    draw = random.Random(f"others of {defect.name}")
    own = set(defect.requirements)
    outlines: dict[str, list[Candidate]] = {}
    for each in candidates:
        if each.capability == capability and not own & each.requirements:
            outlines.setdefault(each.written, []).append(each)
    drawn = draw.sample(sorted(outlines), len(outlines))
    chosen = sorted(drawn, key=lambda written: outlines[written][0].isolated)[:OTHERS]
    return tuple(draw.choice(outlines[written]) for written in chosen)
