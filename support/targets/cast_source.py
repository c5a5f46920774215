"""How the cast comes to its accounts on a target: it registers, signs in to accounts of a pool, or is given tokens."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Any

from support.settings import SettingsError
from support.targets.credentials import Credentials, secret
from support.targets.parts import PARTS

MODES = ("register", "pool", "tokens")
"""The modes of a profile's [cast]."""


@dataclasses.dataclass(frozen=True)
class Member:
    """A person of the cast as a deployment already knows them: an account to sign in with, or a token."""

    account: Credentials | None = None
    token: str | None = dataclasses.field(default=None, repr=False)


@dataclasses.dataclass(frozen=True)
class CastSource:
    """Where the cast's accounts come from. ``people``: by name, one or more each, so that workers share them out."""

    mode: str = "register"
    people: Mapping[str, tuple[Member, ...]] = dataclasses.field(default_factory=dict)

    def member(self, name: str, worker: int = 0) -> Member | None:
        """Whom a worker takes for that person of the cast; None where the profile has nobody."""
        members = self.people.get(name, ())
        return members[worker % len(members)] if members else None

    def secrets(self) -> Iterator[tuple[str, str]]:
        """Every password of the pool, with the name that people know it by; of a token the wire hides what it must."""
        for name, members in self.people.items():
            for member in members:
                if member.account is not None:
                    yield member.account.password, f"password-of-{name.lower()}"

    def recorded(self) -> dict[str, Any]:
        """As :meth:`of_profile` reads it."""
        return {
            "mode": self.mode,
            "people": {
                name: [
                    {"token": member.token} if member.account is None else dataclasses.asdict(member.account)
                    for member in members
                ]
                for name, members in self.people.items()
            },
        }

    @classmethod
    def of_profile(cls, cast: Mapping[str, Any], where: str) -> CastSource:
        """Reads [cast]: ``mode`` and ``people``, by name a table (or a list of tables) of email and password, or of
        token; each secret may be given as NAME_env. Raises SettingsError."""
        mode = cast.get("mode", "register")
        if mode not in MODES:
            raise SettingsError(f"{where}: [cast] has no mode {mode!r}: choose one of {', '.join(MODES)}")
        people = cast.get("people") or {}
        if mode == "register" and people:
            raise SettingsError(f"{where}: [cast] names people, but its mode is register: make it pool or tokens")
        unknown = sorted(set(people) - set(PARTS))
        if unknown:
            raise SettingsError(f"{where}: there is no {unknown[0]!r} in the cast: it is closed, {', '.join(PARTS)}")
        return cls(
            mode,
            {
                name: tuple(
                    _member(mode, each, name, where) for each in (given if isinstance(given, list) else [given])
                )
                for name, given in people.items()
            },
        )


def _member(mode: str, entry: Mapping[str, Any], name: str, where: str) -> Member:
    if mode == "pool":
        return Member(account=Credentials.of_profile(entry, name, where))
    return Member(token=secret(entry, "token", name, where))
