"""What operators do and see: notices, connections, breakers. Nobody else may."""

from collections import Counter
from typing import Any, Self
from uuid import UUID, uuid4

from pydantic import BaseModel, model_validator
from pydantic_core import PydanticCustomError

from reference_platform.accounts.bearer import SignedIn
from reference_platform.accounts.roles import Plan
from reference_platform.agents import breaker
from reference_platform.chat.bodies import Content
from reference_platform.chat.events import EventLog
from reference_platform.chat.frames import Frame
from reference_platform.chat.presence import Presence
from reference_platform.chat.settings import ChatSettings
from reference_platform.operation import correlation, errors
from reference_platform.operation.showing import shown
from reference_platform.storage.database import Database


class Notice(BaseModel, extra="forbid"):
    """POST /ops/notices: a text for all members of one organisation, or of all that are on one plan."""

    text: Content
    organisation: UUID | None = None
    plan: Plan | None = None

    @model_validator(mode="after")
    def _has_one_audience(self) -> Self:
        if (self.organisation is None) == (self.plan is None):
            context = {"next_step": "Name either an organisation or a plan."}
            raise PydanticCustomError("invalid_audience", "It is not clear whom the notice is for.", context)
        return self


class Operators:
    """The acts of operators."""

    def __init__(self, database: Database, log: EventLog, presence: Presence, settings: ChatSettings) -> None:
        self._database, self._log, self._presence, self._settings = database, log, presence, settings

    async def announce(self, notice: Notice) -> dict[str, Any]:
        """{notice_id, recipients}: stores the notice for everybody it is for, connected or not, then sends it.

        Refusal 404: no such organisation.
        """
        known = "SELECT 1 FROM organisations WHERE id = $1"
        if notice.organisation and not await self._database.fetchval(known, notice.organisation):
            raise errors.not_found()
        notice_id = str(uuid4())
        frame = Frame("notice", "", {"text": notice.text, "notice_id": notice_id}, correlation.current())
        async with self._log.recording() as recording:
            recipients = await recording.append_to_members(frame, notice.organisation, notice.plan)
        return {"notice_id": notice_id, "recipients": recipients}

    async def connections(self) -> dict[str, Any]:
        """The open connections of all chat processes, and how many by organisation and by process."""
        columns = ("connection_id", "user_id", "organisation_id", "instance", "since")
        items = [shown(row, *columns) for row in await self._presence.connections()]
        by_organisation, by_instance = (Counter(each[name] for each in items) for name in columns[2:4])
        return {"total": len(items), "by_organisation": by_organisation, "by_instance": by_instance, "items": items}

    async def breakers(self) -> dict[str, Any]:
        """The breakers between organisations and models."""
        rows = await breaker.listed(self._database, self._settings)
        return {"items": [shown(row, *row.keys()) for row in rows]}


async def operating(caller: SignedIn) -> None:
    """Refusal 403 for everybody but operators."""
    if not caller.may("platform:operate"):
        raise errors.forbidden("Only the platform's operators may do this.", "Ask the platform's operator.")
