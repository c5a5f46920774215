"""The dialect of deployed platforms of this family (CONTRACT.md, the last section): what they share, read as it comes.

Their first frames, nestings and stamps differ: each is understood. What they have no word for is not offered.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from support.runs.outcomes import NotOffered
from support.targets.field.calls import Calls
from support.targets.field.socket import Socket


class Field(Calls, Socket):
    """See :class:`support.targets.dialect.Dialect`, as far as it goes."""

    name = "field"
    secret_fields = frozenset({"access_token", "refresh_token", "password", "confirm_password", "token"})
    correlation_header = "x-correlation-id"
    version_header = ""
    versions: Mapping[str, str] = {}

    def __getattr__(self, name: str) -> Any:
        """Whatever else a scenario needs of a dialect."""
        if name.startswith("__"):
            raise AttributeError(name)
        raise NotOffered(f"the dialect field has no word for this: {name.replace('_', ' ')}")
