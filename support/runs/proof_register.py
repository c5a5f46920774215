"""registers/proof.json: what was proved, by which defect, and for which state of suite and defects."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from support.registers import FOLDER
from support.runs.proof_scope import NoDefects, Task, candidates_of, read_defects, tasks
from support.runs.proof_verdict import Verdict
from support.runs.tamper_register import Kept
from support.value.requirements import read_requirements

PATH = FOLDER / "proof.json"
SCHEMA = 1


@dataclass
class DeadWay:
    """What came of one way of being dead: the scenarios that passed all the same."""

    key: str
    passes: list[str]
    seconds: float = 0.0


@dataclass
class Register:
    """The results of the proof, written after each one."""

    path: Path = PATH
    defects: dict[str, Verdict] = field(default_factory=dict)
    dead: dict[str, DeadWay] = field(default_factory=dict)
    tampered: dict[str, Kept] = field(default_factory=dict)
    """By scenario id."""

    @classmethod
    def read(cls, path: Path = PATH) -> Register:
        """Read the register; an absent one is empty, one of another schema counts as absent."""
        register = cls(path)
        if path.is_file():
            kept: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
            if kept.get("schema") == SCHEMA:
                register.defects = {name: Verdict.of_json(each) for name, each in kept["defects"].items()}
                register.tampered = {name: Kept(**each) for name, each in kept.get("tampered", {}).items()}
                register.dead = {way: DeadWay(**each) for way, each in kept["dead"].items()}
        return register

    def write(self) -> None:
        """Write the register; a reader never sees half of it."""
        document = {
            "schema": SCHEMA,
            "defects": {name: verdict.as_json() for name, verdict in sorted(self.defects.items())},
            "dead": {way: vars(each) for way, each in sorted(self.dead.items())},
            "tampered": {name: each.as_json() for name, each in sorted(self.tampered.items())},
        }
        making = self.path.with_suffix(".making")
        making.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        making.rename(self.path)

    def fresh(self, task: Task) -> Verdict | None:
        """What is known of a defect as it and its scenarios are now; None where that is stale or absent."""
        verdict = self.defects.get(task.defect.name)
        return verdict if verdict is not None and verdict.key == task.key else None

    def reddened(self) -> set[tuple[str, str]]:
        """Scenario id and Then, of all that a defect has reddened."""
        found = ((name, caught.step) for each in self.defects.values() for name, caught in each.caught.items())
        return set(found)

    def forget_all_but(self, tasks: Iterable[Task]) -> None:
        """Drop the results of defects that no longer exist."""
        present = {task.defect.name for task in tasks}
        self.defects = {name: verdict for name, verdict in self.defects.items() if name in present}


def proved_by(register: Register, tasks: Iterable[Task]) -> dict[str, list[str]]:
    """Scenario id to the defects that prove it now; stale results count for nothing."""
    found: dict[str, list[str]] = {}
    for task in tasks:
        verdict = register.fresh(task)
        for identity in verdict.proves if verdict else ():
            found.setdefault(identity, []).append(task.defect.name)
    return found


def rows_proved(features: Iterable[Any], registry: Any, root: Path) -> dict[str, list[str]]:
    """Promise to the defects by which a scenario of it is proved now.

    Nothing is proved where the defects cannot be listed: their results may be stale.

    :param features: all features of the suite, as behave parsed them.
    :param registry: behave's step registry with the suite's steps loaded.
    """
    register = Register.read()
    try:
        defects = read_defects() if register.defects else []
    except NoDefects:
        return {}
    promises = read_requirements()
    found: dict[str, list[str]] = {}
    for task in tasks(defects, candidates_of(features, registry, root), promises) if defects else ():
        verdict = register.fresh(task)
        proved = verdict.proves if verdict else frozenset()
        rows = {row for each in task.catchers if each.id in proved for row in each.requirements}
        for row in sorted(rows & set(task.defect.requirements)):
            found.setdefault(row, []).append(task.defect.name)
    return found
