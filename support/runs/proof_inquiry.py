"""What one run of a proof is to find out: whether a defect is caught, and whether it is blunt."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from support.runs.outcomes import Outcome
from support.runs.proof_verdict import is_caught, is_green

FILE = "inquiry.json"
"""In the run's folder of reports."""

_IDS = ("spare", "catchers", "others")


@dataclass
class Inquiry:
    """What a run of a proof is to find out, and what it has found out so far."""

    spare: frozenset[str] = frozenset()
    """Ids of catchers that other defects have proved already: left out once a catcher has noticed this one."""
    catchers: frozenset[str] = frozenset()
    others: frozenset[str] = frozenset()
    """Ids of scenarios that the defect should leave alone: left out once it is settled whether half of them are."""
    caught: bool = False
    green: int = 0
    red: int = 0

    @classmethod
    def read(cls, reports: Path) -> Inquiry:
        """That of the run whose reports are written there."""
        kept = json.loads((reports / FILE).read_text())
        spare, catchers, others = (frozenset(kept[name]) for name in _IDS)
        return cls(spare, catchers, others)

    def write(self, reports: Path) -> None:
        """For the run whose reports are written there."""
        ids = {name: sorted(getattr(self, name)) for name in _IDS}
        (reports / FILE).write_text(json.dumps(ids))

    def needs(self, identity: str) -> bool:
        """Whether that scenario can still change the verdict."""
        if identity in self.spare:
            return not self.caught
        settled = 2 * self.green >= len(self.others) or 2 * self.red > len(self.others)
        return identity not in self.others or not settled

    def learns(self, identity: str, outcome: Outcome) -> None:
        """What became of that scenario."""
        kind, added = (outcome.step.kind, outcome.step.added) if outcome.step else (None, False)
        if identity in self.catchers:
            self.caught = self.caught or is_caught(outcome.status, kind, added)
        elif is_green(outcome.status, added):
            self.green += 1
        else:
            self.red += 1
