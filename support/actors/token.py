"""What an access token says of its own life."""

from __future__ import annotations

import base64
import binascii
import dataclasses
import datetime
import json
from typing import Any


@dataclasses.dataclass(frozen=True)
class TokenLife:
    """In seconds: how long the token lasts from its issue, and how long ago that was."""

    lasts: float
    age: float


def claims(token: str) -> dict[str, Any]:
    """The claims of a token, unverified; none for what is no JSON Web Token."""
    parts = token.split(".")
    if len(parts) != 3:
        return {}
    try:
        read = json.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except (binascii.Error, ValueError):
        return {}
    return read if isinstance(read, dict) else {}


def life_of(token: str, now: datetime.datetime) -> TokenLife | None:
    """The life by the claims exp and iat; None when it does not name both."""
    said = claims(token)
    issued, ends = said.get("iat"), said.get("exp")
    if not isinstance(issued, int | float) or not isinstance(ends, int | float):
        return None
    return TokenLife(lasts=ends - issued, age=now.timestamp() - issued)
