"""Stable ids of scenarios, so that history survives a renamed scenario or a moved feature.

registers/scenario_ids.csv holds id, feature file (relative to the project) and scenario name; an outline has
one id and each of its examples adds its place (``SC-1a2b3c4d.1.2`` is the second row of the first table). A
scenario that is not registered yet has the id that ``goldenpath lint --fix`` will give it.
"""

from __future__ import annotations

import csv
import difflib
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from support.registers import registers_of

COLUMNS = ("id", "feature", "scenario")
_ALIKE = 0.5
"""From this likeness of two names on (difflib's ratio), one may be the other's new name."""


@dataclass(frozen=True)
class Titled:
    """A scenario or outline as it stands in a feature file."""

    feature: str
    """The feature file, relative to the project, with forward slashes."""
    scenario: str


@dataclass
class ScenarioIds:
    """The register. ``changes`` collects what ``follow`` did, in words."""

    by_title: dict[Titled, str] = field(default_factory=dict)
    changes: list[str] = field(default_factory=list)

    @classmethod
    def read(cls, path: Path) -> ScenarioIds:
        """Read the register; an absent file is an empty register. Raises ValueError naming file and line."""
        ids = cls()
        if not path.is_file():
            return ids
        with path.open(encoding="utf-8", newline="") as file:
            for number, row in enumerate(csv.DictReader(file), start=2):
                if set(row) != set(COLUMNS) or not all(row.values()):
                    raise ValueError(f"{path}:{number}: expected {', '.join(COLUMNS)}, all filled")
                ids.by_title[Titled(row["feature"], row["scenario"])] = row["id"]
        return ids

    def write(self, path: Path) -> None:
        """Write the register, sorted by feature and scenario, so that two people's additions merge."""
        rows = sorted((t.feature, t.scenario, identity) for t, identity in self.by_title.items())
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(COLUMNS)
            writer.writerows((identity, feature, scenario) for feature, scenario, identity in rows)

    def of(self, title: Titled, example: str | None = None) -> str:
        """The id of a scenario; ``example`` is the place of an outline's row, such as 1.2."""
        identity = self.by_title.get(title) or self._new_id(title)
        return identity if example is None else f"{identity}.{example}"

    def unregistered(self, titles: Iterable[Titled]) -> list[Titled]:
        """The scenarios that have no id yet, in the order given."""
        return [title for title in titles if title not in self.by_title]

    def gone(self, titles: Iterable[Titled]) -> list[Titled]:
        """The registered scenarios that no longer exist."""
        present = set(titles)
        return [title for title in self.by_title if title not in present]

    def follow(self, titles: Iterable[Titled]) -> None:
        """Make the register agree with the features: renames and moves keep their id, new ones get one."""
        present = list(titles)
        new, old = self.unregistered(present), self.gone(present)
        for title in new:
            former = _former(title, old, lone=len(new) == 1 and len(old) == 1)
            if former is None:
                self.by_title[title] = self._new_id(title)
                self.changes.append(f"added {title.feature}: {title.scenario}")
            else:
                old.remove(former)
                self.by_title[title] = self.by_title.pop(former)
                was, now = (f"{each.feature}: {each.scenario}" for each in (former, title))
                self.changes.append(f"followed {was} to {now}")
        for title in old:
            del self.by_title[title]
            self.changes.append(f"removed {title.feature}: {title.scenario}")

    def _new_id(self, title: Titled) -> str:
        taken = set(self.by_title.values())
        salt = 0
        while True:
            text = f"{title.feature}\n{title.scenario}" + (f"\n{salt}" if salt else "")
            identity = f"SC-{hashlib.sha256(text.encode()).hexdigest()[:8]}"
            if identity not in taken:
                return identity
            salt += 1


def ids_file(root: Path) -> Path:
    """Where the ids of the suite in a folder stand: among its registers, or beside its features."""
    return registers_of(root) / "scenario_ids.csv"


def _former(title: Titled, old: list[Titled], *, lone: bool) -> Titled | None:
    moved = [other for other in old if other.scenario == title.scenario]
    if len(moved) == 1:
        return moved[0]
    here = [other for other in old if other.feature == title.feature]
    if lone and here:
        return here[0]
    rated = [(difflib.SequenceMatcher(None, other.scenario, title.scenario).ratio(), other) for other in here]
    best = max(rated, key=lambda pair: pair[0], default=(0.0, None))
    return best[1] if best[0] >= _ALIKE else None
