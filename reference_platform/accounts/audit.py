"""The audit trail: security-relevant actions with time, user and organisation.

Details name roles, plans and ids, never a person: a row outlives whom it speaks of.
"""

from typing import Any
from uuid import UUID

from reference_platform.operation.showing import shown
from reference_platform.storage.database import Connection, Database

COLUMNS = ("id", "at", "organisation_id", "user_id", "action", "details")
#: Nothing for a user who does not exist, who so takes as long as one who does.
_RECORD = """
INSERT INTO audit_log (user_id, organisation_id, action, details)
SELECT user_id, coalesce($2, organisation_id), $3, $4 FROM members WHERE user_id = $1"""
_TRAIL = "SELECT * FROM audit_log WHERE organisation_id = $1 ORDER BY at, id"


async def record(
    connection: Connection | Database, action: str, user_id: UUID | str, of: UUID | str | None = None, **details: Any
) -> None:
    """Writes down what the user did, in the transaction at hand, to the organisation `of`, else to the user's own."""
    await connection.execute(_RECORD, user_id, of, action, details)


async def trail(database: Database, organisation_id: UUID) -> list[dict[str, Any]]:
    """All that was written down for the organisation, oldest first."""
    return [shown(row, *COLUMNS) for row in await database.fetch(_TRAIL, organisation_id)]
