"""The dialect of shared/CONTRACT.md. Every path, frame type, field, table and column of that wire stands here."""

from __future__ import annotations

from support.targets.apex.calls import Calls
from support.targets.apex.rows import Rows
from support.targets.apex.socket import Socket


class Apex(Calls, Socket, Rows):
    """See :class:`support.targets.dialect.Dialect`."""

    name = "apex"
    secret_fields = frozenset({"access_token", "refresh_token", "password", "token"})
    correlation_header = "x-correlation-id"
