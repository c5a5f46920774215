"""What an access token says of its own life."""

from __future__ import annotations

import dataclasses
import datetime
from typing import Any

import jwt


@dataclasses.dataclass(frozen=True)
class TokenLife:
    """In seconds: how long the token lasts from its issue, and how long ago that was."""

    lasts: float
    age: float


def claims(token: str) -> dict[str, Any]:
    """The claims of a token, unverified; none for what is no JSON Web Token."""
    try:
        read: dict[str, Any] = jwt.decode(token, options={"verify_signature": False, "verify_aud": False})
    except jwt.PyJWTError:
        return {}
    return read


def life_of(token: str, now: datetime.datetime) -> TokenLife | None:
    """The life by the claims exp and iat; None when it does not name both."""
    said = claims(token)
    issued, ends = said.get("iat"), said.get("exp")
    if not isinstance(issued, int | float) or not isinstance(ends, int | float):
        return None
    return TokenLife(lasts=ends - issued, age=now.timestamp() - issued)
