"""What a user prefers, on the wire."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from support.targets.dialect import Call, ShapeError


class Preferences:
    """See :class:`support.targets.dialect.Dialect`, preferences."""

    def preferences(self) -> Call[Mapping[str, Any]]:
        """GET /auth/me/preferences."""
        return Call("looks at the preferences", "accounts", "GET", "/auth/me/preferences", _mapping)

    def prefer(self, preferred: Mapping[str, Any]) -> Call[Mapping[str, Any]]:
        """PUT /auth/me/preferences."""
        path, body = "/auth/me/preferences", dict(preferred)
        return Call("changes the preferences", "accounts", "PUT", path, _mapping, body=body)


def _mapping(value: Any) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise ShapeError(f"expected an object of preferences, saw {value!r}")
    return value
