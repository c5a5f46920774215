"""What an account holds beside itself: what its sign-in says, its sessions, its colleagues, the trail of it all."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Mapping
from typing import Any


@dataclasses.dataclass(frozen=True)
class Claims:
    """What an access token says, unverified. A claim that it lacks is None or empty."""

    user_id: str | None
    organisation_id: str | None
    roles: tuple[str, ...]
    plan: str | None
    permissions: tuple[str, ...]
    """In words for people: "ask", "manage members"."""
    issuer: str | None
    audience: str | None
    token_id: str | None
    session_id: str | None
    issued_at: float | None
    """Unix seconds, as the next two."""
    not_before: float | None
    expires_at: float | None
    key_id: str | None
    """The published key that signed it."""


@dataclasses.dataclass(frozen=True)
class Begun:
    """A sign-in through an identity provider that has begun: where the browser goes, and what guards the way back."""

    address: str
    state: str


@dataclasses.dataclass(frozen=True)
class Session:
    """One sign-in that lives; ``current``: the one that asks."""

    id: str
    current: bool
    created_at: datetime.datetime | None
    ends_at: datetime.datetime | None


@dataclasses.dataclass(frozen=True)
class Member:
    """A person of an organisation, as its people see each other."""

    id: str
    email: str
    name: str
    role: str


@dataclasses.dataclass(frozen=True)
class TrailEntry:
    """One security-relevant action that was written down."""

    at: datetime.datetime | None
    organisation_id: str | None
    user_id: str | None
    action: str
    """In words for people: "invited somebody"."""
    details: Mapping[str, Any]
