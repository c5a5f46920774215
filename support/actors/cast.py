"""The closed cast: who there is, where they work, and how they come to have an account."""

from __future__ import annotations

import dataclasses

from support.actors.actor import Actor


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
"""STYLE.md, rule 3."""


class Cast:
    """The people of one scenario. Each scenario has its own organisations and accounts."""

    def __getitem__(self, name: str) -> Actor:
        """The person of that name, with or without an account yet; an error that lists the cast for any other."""
        raise NotImplementedError

    def signed_in(self, name: str) -> Actor:
        """The person with an account, role and plan as the cast says, signed in; arranged over the wire once."""
        raise NotImplementedError

    def present(self) -> list[Actor]:
        """Everybody who has appeared in this scenario, in order of appearance."""
        raise NotImplementedError
