"""The dialect of shared/CONTRACT.md. Every path, frame type, field, table and column of that wire stands here."""

from __future__ import annotations

from collections.abc import Mapping

from support.targets.apex.accounts import Accounts
from support.targets.apex.attempts import Attempts
from support.targets.apex.calls import Calls
from support.targets.apex.contracts import Contracts
from support.targets.apex.holdings import Holdings
from support.targets.apex.operation import Operation
from support.targets.apex.pages import VERSIONS
from support.targets.apex.preferences import Preferences
from support.targets.apex.requests import Requests
from support.targets.apex.rows import Rows
from support.targets.apex.sign_on import SignOn
from support.targets.apex.socket import Socket
from support.targets.apex.threads import Threads
from support.targets.apex.work import Work
from support.targets.apex.workflows import Workflows


class Apex(
    Calls,
    Accounts,
    Threads,
    Work,
    Workflows,
    Preferences,
    Socket,
    Operation,
    Rows,
    Holdings,
    Attempts,
    Requests,
    Contracts,
    SignOn,
):
    """See :class:`support.targets.dialect.Dialect`."""

    name = "apex"
    secret_fields = frozenset({"access_token", "refresh_token", "password", "token"})
    correlation_header = "x-correlation-id"
    version_header = "api-version"
    versions: Mapping[str, str] = VERSIONS
