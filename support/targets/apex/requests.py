"""The wire of requests that can be followed: correlation ids, runs under runs, preferences."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from typing import Any

from support.targets.apex import shapes
from support.targets.canon import Run
from support.targets.canon.requests import Trail
from support.targets.dialect import Call, KeptEvent, Query, T

_TRAIL = """
SELECT r.id::text AS run, r.user_id::text AS person, r.correlation_id, r.parent_run::text AS above,
    (SELECT count(*) FROM messages m WHERE m.run_id = r.id AND m.role = 'user') AS questions,
    (SELECT count(*) FROM messages m WHERE m.run_id = r.id AND m.role = 'assistant') AS answers,
    (SELECT count(*) FROM events e WHERE e.run_id = r.id) AS events,
    (SELECT count(*) FROM events e WHERE e.run_id = r.id AND e.correlation_id = r.correlation_id) AS followed,
    (SELECT count(*) FROM run_steps s WHERE s.run_id = r.id AND s.kind = 'agent') AS agents,
    (SELECT count(*) FROM run_steps s WHERE s.run_id = r.id AND s.kind = 'tool') AS tools,
    (SELECT count(*) FROM run_steps s WHERE s.run_id = r.id AND s.finished_at >= s.started_at) AS timed,
    (SELECT count(*) FROM charges c WHERE c.run_id = r.id) AS charges,
    jsonb_array_length(r.phases) AS phases
FROM runs r WHERE r.id = $1::text::uuid"""


def _trail(row: Mapping[str, Any]) -> Trail:
    return Trail(**row)


class Requests:
    """See :class:`support.targets.dialect.Dialect`, requests."""

    kept_trail = Query("trail of a run", _TRAIL, _trail)

    def under(self, call: Call[T], correlation_id: str) -> Call[T]:
        """X-Correlation-ID."""
        return dataclasses.replace(call, headers=(*call.headers, ("x-correlation-id", correlation_id)))

    def subtask(self, text: str, message_id: str, parent_run: str) -> str:
        """A user_message under a run, answered by the reporter alone."""
        said = {"type": "user_message", "content": text, "client_message_id": message_id}
        return json.dumps(said | {"parent_run": parent_run, "agent": "reporting"})

    def above(self, run: Run) -> str | None:
        """parent_run."""
        return shapes.words(run.raw.get("parent_run"))

    def followed(self, event: KeptEvent) -> str | None:
        """correlation_id."""
        return shapes.words(event.raw.get("correlation_id"))
