"""Runs and agents on the wire: what customers and operators ask about them."""

from __future__ import annotations

import urllib.parse
from collections.abc import Mapping
from typing import Any

from support.targets.apex import shapes
from support.targets.apex.pages import identity, page
from support.targets.canon import Run
from support.targets.canon.operation import Alert, Offer
from support.targets.dialect import Call, Page, ShapeError


class Work:
    """See :class:`support.targets.dialect.Dialect`, work."""

    def run(self, run_id: str) -> Call[Run]:
        """GET /api/runs/{id}."""
        return Call("reads the run", "chat", "GET", f"/api/runs/{identity(run_id)}", shapes.run)

    def runs(self, thread_id: str | None = None, agent: str | None = None, status: str | None = None
             ) -> Call[Page[Run]]:  # fmt: skip
        """GET /api/runs?thread=&agent=&status=."""
        return page("lists the runs", f"/api/runs{_asking(thread=thread_id, agent=agent, status=status)}", shapes.run)

    def stop_run(self, run_id: str) -> Call[Run]:
        """POST /api/runs/{id}/cancel."""
        return Call("cancels the run", "chat", "POST", f"/api/runs/{identity(run_id)}/cancel", shapes.run)

    def agents(self) -> Call[list[Offer]]:
        """GET /api/agents."""
        return Call("looks at the agents", "chat", "GET", "/api/agents", _offers)

    def runs_of_all(self, user_id: str | None, thread_id: str | None, agent: str | None, status: str | None
                    ) -> Call[Page[Run]]:  # fmt: skip
        """GET /ops/runs?user=&thread=&agent=&status=."""
        which = _asking(user=user_id, thread=thread_id, agent=agent, status=status)
        return page("looks for runs", f"/ops/runs{which}", shapes.run)

    def alerts(self) -> Call[Page[Alert]]:
        """GET /ops/alerts."""
        return page("looks at the alerts", "/ops/alerts?limit=100", _alert)

    def limit(self, organisation_id: str, limits: Mapping[str, float]) -> Call[None]:
        """PUT /organisations/{id}/limits."""
        path = f"/organisations/{identity(organisation_id)}/limits"
        body = {_LIMITS[name]: value for name, value in limits.items()}
        return Call("limits the organisation", "accounts", "PUT", path, lambda _: None, (200, 204), body)


_LIMITS = {
    "run": "run_seconds", "run part": "run_share", "questions": "quota_runs", "window": "quota_seconds",
    "sign in lasts": "access_token_seconds", "session lasts": "refresh_token_seconds", "lock lasts": "lockout_seconds",
    "spent renewal serves": "refresh_grace_seconds", "sign ins a minute": "sign_ins_per_minute",
}  # fmt: skip
"""The canonical limits of an organisation, by their names on the wire."""


_ALERTS = {"run_timeout": "timed out", "run_dead": "died"}
"""The kinds of alerts, in the suite's words."""


def _asking(**given: str | None) -> str:
    told = {name: value for name, value in given.items() if value is not None}
    return f"?{urllib.parse.urlencode(told)}" if told else ""


def _offers(value: Any) -> list[Offer]:
    items = shapes.field(value, "items")
    if not isinstance(items, list):
        raise ShapeError(f"expected a list in the field 'items', saw {type(items).__name__}")
    return [
        Offer(shapes.text(each, "name"), each.get("available") is True, shapes.words(each.get("why_not")))
        for each in items
    ]


def _alert(value: Any) -> Alert:
    return Alert(
        kind=_ALERTS.get(shapes.text(value, "kind"), ""),
        at=shapes.moment(value.get("at")),
        run_id=shapes.words(value.get("run_id")),
        user_id=shapes.words(value.get("user_id")),
        organisation_id=shapes.words(value.get("organisation_id")),
        thread_id=shapes.words(value.get("thread_id")),
        instance=shapes.words(value.get("instance")),
        raw=value,
    )
