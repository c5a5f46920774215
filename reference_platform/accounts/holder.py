"""What account holders do with what is their own."""

import json
from typing import Annotated, Any

from fastapi import Body
from pydantic import AfterValidator

from reference_platform.accounts.bearer import SignedIn
from reference_platform.accounts.customers import Customers
from reference_platform.operation.errors import invalid
from reference_platform.operation.fields import storable

#: How much a user may have kept as preferences, in characters of JSON.
_PREFERENCES = 8192


class Holder:
    """The acts of whoever is signed in on the account itself."""

    def __init__(self, customers: Customers) -> None:
        self.customers, self.sessions, self.database = customers, customers.sessions, customers.database

    async def preferences(self, caller: SignedIn) -> dict[str, Any]:
        """What the caller prefers, as it was last put."""
        query = "SELECT preferences FROM users WHERE id = $1"
        return dict(await self.database.fetchval(query, caller.user_id))

    async def prefer(
        self, caller: SignedIn, preferred: Annotated[dict[str, Any], AfterValidator(storable), Body()]
    ) -> dict[str, Any]:
        """Keeps what the caller prefers in place of what was kept before; the agents are told of it."""
        if len(json.dumps(preferred)) > _PREFERENCES:
            raise invalid("too_large", "These are too many preferences to keep.", "Send fewer, or shorter ones.")
        await self.database.execute("UPDATE users SET preferences = $2 WHERE id = $1", caller.user_id, preferred)
        return preferred
