"""The parts of the closed cast."""

from __future__ import annotations

import dataclasses


@dataclasses.dataclass(frozen=True)
class Part:
    """A part in the cast: organisation (None: one of their own), role, plan."""

    name: str
    organisation: str | None
    role: str
    plan: str


PARTS: dict[str, Part] = {
    part.name: part
    for part in (
        Part("Ada", "Acme", "analyst", "enterprise"),
        Part("Ben", "Acme", "analyst", "enterprise"),
        Part("Vera", "Acme", "viewer", "enterprise"),
        Part("Olga", "Acme", "owner", "enterprise"),
        Part("Cleo", "Globex", "analyst", "enterprise"),
        Part("Max", None, "owner", "mid"),
        Part("Eli", None, "owner", "early"),
        Part("Fay", None, "owner", "free"),
        Part("Mallory", None, "owner", "free"),
        Part("Sam", None, "operator", "free"),
    )
}
"""STYLE.md, rule 3: these and nobody else."""

OWNERS: dict[str, Part] = {"Acme": PARTS["Olga"], "Globex": Part("Globex's owner", "Globex", "owner", "enterprise")}
"""Who founds an organisation. Globex's owner appears in no feature."""
