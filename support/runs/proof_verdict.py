"""The rules of the proof: when a defect is caught, when it is blunt, and what then counts as proved.

A scenario proves something only by a Then of its own: not by a Given, not by breaking, and not by the step
that the runner adds to every scenario, which here counts on neither side.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

UNNEEDED = "enough was known of the defect without it"
"""Why a scenario of a proof's run was left out."""


def is_caught(status: str, kind: str | None, added: bool) -> bool:
    """Whether a scenario of that status, decided by a step of that kind, is red in a Then of its own."""
    return status == "failed" and kind == "then" and not added


def is_green(status: str, added: bool) -> bool:
    """Whether all of a scenario's own steps passed; ``added``: the step that decided was the runner's."""
    return status == "passed" or (status == "failed" and added)


@dataclass(frozen=True)
class Seen:
    """What became of one scenario on a platform with a defect."""

    id: str
    name: str
    status: str
    kind: str | None = None
    """given, when or then: the kind of the step that decided; None where none did."""
    step: str | None = None
    added: bool = False
    says: str = ""
    """The first line of the cause; the first two where the first one announces what follows."""

    @property
    def caught(self) -> bool:
        """Red in a Then of its own."""
        return is_caught(self.status, self.kind, self.added)

    @property
    def green(self) -> bool:
        """All its own steps passed."""
        return is_green(self.status, self.added)

    @property
    def unneeded(self) -> bool:
        """Left out, for enough was known without it."""
        return self.status == "not_run" and self.says == UNNEEDED

    @classmethod
    def of(cls, scenario: Mapping[str, Any]) -> Seen:
        """From a scenario of run.json."""
        step = scenario["deciding_step"] or {}
        lines = [line.strip() for line in (scenario["cause"] or "").strip().splitlines()]
        return cls(
            scenario["id"],
            scenario["name"],
            scenario["status"],
            step.get("kind"),
            step.get("name"),
            bool(step.get("added")),
            _short(" ".join(lines[: 2 if lines and lines[0].endswith(":") else 1])),
        )


@dataclass(frozen=True)
class Caught:
    """A scenario that noticed the defect, and the Then by which it did."""

    name: str
    step: str
    says: str


@dataclass(frozen=True)
class Verdict:
    """What came of one defect. The register keeps it."""

    key: str
    requirements: tuple[str, ...]
    caught: Mapping[str, Caught] = field(default_factory=dict)
    """By scenario id, in the order of the run."""
    missed: tuple[str, ...] = ()
    """Catchers that did not notice it, with what became of each, such as "SC-1 failed in a given"."""
    green: int = 0
    others: int = 0
    not_applied: str | None = None
    seconds: float = 0.0

    @property
    def survived(self) -> bool:
        """No scenario that should have noticed it did."""
        return self.not_applied is None and not self.caught

    @property
    def blunt(self) -> bool:
        """Fewer than half of the other scenarios stayed green: it breaks too much to prove anything."""
        return 2 * self.green < self.others

    @property
    def proves(self) -> frozenset[str]:
        """The ids of the scenarios that it proves."""
        return frozenset() if self.not_applied or self.blunt else frozenset(self.caught)

    def as_json(self) -> dict[str, Any]:
        """As the register holds it."""
        return asdict(self)

    @classmethod
    def of_json(cls, kept: Mapping[str, Any]) -> Verdict:
        """From the register."""
        caught = {name: Caught(**each) for name, each in kept["caught"].items()}
        more = {"caught": caught, "requirements": tuple(kept["requirements"]), "missed": tuple(kept["missed"])}
        return cls(**{**kept, **more})


def judge(
    key: str,
    requirements: Iterable[str],
    seen: Iterable[Seen],
    *,
    catchers: frozenset[str],
    others: frozenset[str],
    seconds: float = 0.0,
) -> Verdict:
    """The verdict over a defect that was reached, from what became of its catchers and of the others."""
    by_id = {each.id: each for each in seen}
    own = [each for each in by_id.values() if each.id in catchers]
    return Verdict(
        key,
        tuple(requirements),
        {each.id: Caught(each.name, each.step or "", each.says) for each in own if each.caught},
        tuple(_missed(each) for each in own if not each.caught and not each.unneeded),
        sum(1 for each in by_id.values() if each.id in others and each.green),
        len(others),
        seconds=seconds,
    )


def _short(text: str, length: int = 300) -> str:
    return text if len(text) <= length else f"{text[: length - 4]} ..."


def _missed(seen: Seen) -> str:
    where = " in the added step" if seen.added else f" in a {seen.kind}" if seen.kind else ""
    return f"{seen.id} {seen.status}{where}" + (f": {seen.says}" if seen.says else "")
