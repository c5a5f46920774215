"""The breaker between one organisation and one model: after repeated failures nobody waits for that model in vain.

Its state is in PostgreSQL, the same for every process: closed; open (calls are refused at once); half-open (calls
are let through again: so many successes close it, one failure opens it anew).
"""

from typing import Any

from reference_platform.agents.settings import AgentSettings
from reference_platform.storage.database import Database

_OPEN = "opened_at IS NOT NULL AND opened_at > now() - make_interval(secs => {})"
_STATE = f"CASE WHEN opened_at IS NULL THEN 'closed' WHEN {_OPEN} THEN 'open' ELSE 'half_open' END AS state"
_REST = f"""
SELECT extract(epoch FROM opened_at + make_interval(secs => $3) - now())::float8 FROM breakers
WHERE organisation_id = $1 AND model = $2 AND {_OPEN.format("$3")}"""
_FAILED = """
INSERT INTO breakers AS b (organisation_id, model, failures, opened_at)
VALUES ($1, $2, 1, CASE WHEN $3 <= 1 THEN now() END)
ON CONFLICT (organisation_id, model) DO UPDATE SET failures = b.failures + 1, successes = 0,
    opened_at = CASE WHEN b.opened_at IS NOT NULL OR b.failures + 1 >= $3 THEN now() END"""
#: A success that comes late, while the breaker is open, says nothing of the model as it is now.
_SUCCEEDED = f"""
UPDATE breakers SET successes = successes + 1,
    failures = CASE WHEN opened_at IS NULL OR successes + 1 >= $3 THEN 0 ELSE failures END,
    opened_at = CASE WHEN successes + 1 < $3 THEN opened_at END
WHERE organisation_id = $1 AND model = $2 AND failures > 0 AND NOT ({_OPEN.format("$4")})"""
_LIST = f"""
SELECT organisation_id::text, model, {_STATE.format("$1")}, failures, opened_at FROM breakers
ORDER BY organisation_id, model"""


class Breaker:
    """The breaker between one organisation and the model of the settings."""

    def __init__(self, database: Database, settings: AgentSettings, organisation_id: str) -> None:
        self.database, self.settings = database, settings
        self.key = (organisation_id, settings.model_name)

    async def rest(self) -> float | None:
        """For how many seconds it stays open; None where calls are let through."""
        rest: float | None = await self.database.fetchval(_REST, *self.key, self.settings.breaker_seconds)
        return rest

    async def failed(self) -> None:
        """Counts a call that failed for good."""
        await self.database.execute(_FAILED, *self.key, self.settings.breaker_failures)

    async def succeeded(self) -> None:
        """Counts a call that was answered."""
        limits = (self.settings.breaker_successes, self.settings.breaker_seconds)
        await self.database.execute(_SUCCEEDED, *self.key, *limits)


async def listed(database: Database, settings: AgentSettings) -> list[Any]:
    """Every breaker that has counted a failure, with its state as it is now."""
    return await database.fetch(_LIST, settings.breaker_seconds)
