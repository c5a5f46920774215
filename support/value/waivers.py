"""What is known to be wrong and let pass for a while: each with an issue, an owner and a last day.

Three registers: expected_failures/<target>.toml (scenarios that fail there), quarantine.toml (scenarios that are not
steady; each carries @quarantine), accepted_risks.toml (promises that cannot be checked here). A waiver that has
expired, or that is not needed any more, fails the run: nobody may forget one.
"""

from __future__ import annotations

import datetime
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any


class Kind(StrEnum):
    """What a waiver lets pass; the value is what its entries are called in the register."""

    EXPECTED_FAILURE = "expected_failure"
    QUARANTINE = "quarantine"
    ACCEPTED_RISK = "accepted_risk"

    @property
    def words(self) -> str:
        """For people."""
        return self.value.replace("_", " ")


@dataclass(frozen=True)
class Waiver:
    """One entry of a register."""

    kind: Kind
    id: str
    """A scenario's id, an outline's for all its examples; of an accepted risk, the promise."""
    issue: str
    """Where it is being worked on or was decided."""
    owner: str
    """Who answers for it."""
    expiry: datetime.date
    """The last day on which it holds."""
    register: str
    """The register's file name, for messages."""
    why: str = ""

    def expired(self, today: datetime.date) -> bool:
        """Whether its last day has passed."""
        return today > self.expiry

    def covers(self, identity: str) -> bool:
        """Whether it is about that scenario or promise."""
        return identity == self.id or identity.startswith(f"{self.id}.")

    def __str__(self) -> str:
        return f"{self.kind.words} {self.id} ({self.issue}, {self.owner}, until {self.expiry})"


@dataclass(frozen=True)
class Waivers:
    """All entries that concern one target."""

    entries: tuple[Waiver, ...] = ()

    @classmethod
    def read(cls, folder: Path, target: str) -> Waivers:
        """Read the three registers in a folder; an absent one is empty.

        :param target: the target's name, or its profile's file.
        :raises ValueError: one clear line naming the file and the entry.
        """
        files = {
            Kind.EXPECTED_FAILURE: folder / "expected_failures" / f"{Path(target).stem}.toml",
            Kind.QUARANTINE: folder / "quarantine.toml",
            Kind.ACCEPTED_RISK: folder / "accepted_risks.toml",
        }
        return cls(tuple(entry for kind, path in files.items() for entry in _read(kind, path)))

    def of(self, identity: str, *kinds: Kind) -> Waiver | None:
        """The waiver of one of these kinds that is about a scenario or promise; the first, None without any."""
        return next((each for each in self.entries if each.kind in kinds and each.covers(identity)), None)

    def of_kind(self, kind: Kind) -> list[Waiver]:
        """Those of one kind, in the register's order."""
        return [each for each in self.entries if each.kind is kind]

    def overdue(
        self, passed: Iterable[tuple[str, Iterable[str]]], today: datetime.date
    ) -> Iterator[tuple[Waiver, str]]:
        """Each waiver that must go, with the reason: its last day has passed, or what it waives holds.

        :param passed: id and promises of each scenario that passed.
        """
        held = [(identity, frozenset(rows)) for identity, rows in passed]
        for each in self.entries:
            witness = next((identity for identity, rows in held if _disproves(each, identity, rows)), None)
            if each.expired(today):
                yield each, f"expired on {each.expiry}: mend it, or decide anew in {each.register}"
            elif witness is not None:
                yield each, f"is not needed any more, for {witness} passed: delete it from {each.register}"


def _disproves(waiver: Waiver, identity: str, rows: frozenset[str]) -> bool:
    match waiver.kind:
        case Kind.EXPECTED_FAILURE:
            return waiver.covers(identity)
        case Kind.ACCEPTED_RISK:
            return waiver.id in rows
        case _:  # a scenario that is not steady passes now and then
            return False


def _read(kind: Kind, path: Path) -> Iterator[Waiver]:
    if not path.is_file():
        return
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ValueError(f"{path} is no TOML ({error}): correct it") from None
    others = sorted(set(document) - {kind.value})
    if others:
        raise ValueError(f"{path}: expected only [[{kind.value}]] entries, saw {others[0]!r}: correct it")
    seen: set[str] = set()
    for entry in document.get(kind.value, ()):
        waiver = _entry(kind, entry, path)
        if waiver.id in seen:
            raise ValueError(f"{path}: the id {waiver.id} stands twice: one entry each")
        seen.add(waiver.id)
        yield waiver


def _entry(kind: Kind, entry: dict[str, Any], path: Path) -> Waiver:
    where = f"{path}: the entry {entry.get('id') or '?'}"
    unknown = sorted(set(entry) - {"id", "issue", "owner", "expiry", "why"})
    if unknown:
        raise ValueError(f"{where} has {unknown[0]!r}: known are id, issue, owner, expiry, why")
    for name in ("id", "issue", "owner"):
        if not isinstance(entry.get(name), str) or not entry[name].strip():
            raise ValueError(f"{where} needs its {name} in words: a waiver has an id, an issue, an owner and an expiry")
    expiry = entry.get("expiry")
    if type(expiry) is not datetime.date:
        raise ValueError(f"{where} needs an expiry such as 2027-01-31, saw {expiry!r}: a waiver ends one day")
    return Waiver(kind, entry["id"], entry["issue"], entry["owner"], expiry, path.name, str(entry.get("why", "")))
