"""What each role and plan is called, and what a role permits."""

from typing import Literal

Role = Literal["owner", "admin", "analyst", "viewer"]
"""A member's role; `operator` is none, but a property of the platform's own people."""

Plan = Literal["free", "early", "mid", "enterprise"]

_VIEWER = frozenset({"threads:read"})
_ANALYST = _VIEWER | {"threads:write", "runs:start", "usage:import"}
_ADMIN = _ANALYST | {"members:manage", "audit:read"}
_OWNER = _ADMIN | {"organisation:manage"}

PERMISSIONS: dict[str, frozenset[str]] = {
    "viewer": _VIEWER,
    "analyst": _ANALYST,
    "admin": _ADMIN,
    "owner": _OWNER,
    "operator": frozenset({"platform:operate", "plans:set", "audit:read"}),
}
"""Permissions by role. The operator runs the platform and has no part in customers' conversations."""
