"""The calls and tables of agents, tools and paths."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from support.targets.apex import shapes
from support.targets.canon.workflows import (
    Gave,
    Given,
    Journal,
    LoggedRefusal,
    LoggedUse,
    PathStep,
    ToolOffer,
    WorkStep,
)
from support.targets.dialect import Call, Query, ShapeError

_USES = """
SELECT s.*, r.thread_id, r.user_id, r.organisation_id FROM run_steps s JOIN runs r ON r.id = s.run_id
WHERE r.organisation_id = $1::text::uuid AND s.kind = 'tool' ORDER BY s.started_at, s.id"""
_REFUSALS = """
SELECT user_id, details FROM audit_log WHERE organisation_id = $1::text::uuid AND action = 'tool.refused'
ORDER BY at, id"""


def _items(value: Any, name: str = "items") -> list[Mapping[str, Any]]:
    found = shapes.field(value, name)
    if not isinstance(found, list) or not all(isinstance(each, Mapping) for each in found):
        raise ShapeError(f"expected a list of objects in the field {name!r}, saw {str(found)[:80]!r}")
    return found


def _offers(value: Any) -> list[ToolOffer]:
    return [
        ToolOffer(
            name=shapes.text(each, "name"),
            agent=shapes.text(each, "agent"),
            purpose=shapes.words(each.get("purpose")),
            available=shapes.field(each, "available") is True,
            why_not=shapes.words(each.get("why_not")),
        )
        for each in _items(value)
    ]


def _per_day(value: Any) -> int | None:
    return shapes.whole(shapes.field(shapes.field(value, "plan"), "per_day"))


def _path(value: Any) -> list[PathStep]:
    return [
        PathStep(shapes.text(each, "agent"), shapes.listed(each.get("after")), shapes.listed(each.get("tools")))
        for each in _items(value)
    ]


def _journal(value: Any) -> Journal:
    tokens = value.get("tokens") if isinstance(value, Mapping) else None
    spent = [shapes.whole(each) or 0 for each in tokens.values()] if isinstance(tokens, Mapping) else None
    return Journal(
        steps=tuple(_step(each) for each in _items(value, "steps")),
        tokens=None if spent is None else sum(spent),
        cost=shapes.number(value.get("cost")),
        savings=shapes.number(value.get("savings")),
    )


def _step(value: Mapping[str, Any]) -> WorkStep:
    return WorkStep(
        kind=shapes.text(value, "kind"),
        agent=shapes.text(value, "agent"),
        name=shapes.text(value, "name"),
        call_id=shapes.words(value.get("call_id")),
        outcome=shapes.words(value.get("outcome")),
        given=_given(_mapping(value.get("input"))),
        gave=_gave(_mapping(value.get("output"))),
        started_at=shapes.moment(value.get("started_at")),
        finished_at=shapes.moment(value.get("finished_at")),
    )


def _given(value: Mapping[str, Any]) -> Given:
    return Given(
        question=shapes.words(value.get("question")),
        facts=shapes.listed(value.get("Facts")),
        found=shapes.listed(value.get("Findings so far", value.get("Findings"))),
        days=shapes.whole(value.get("days")),
        until=shapes.moment(value.get("until")),
    )


def _gave(value: Mapping[str, Any]) -> Gave:
    figures = value.get("figures")
    return Gave(
        text=shapes.words(value.get("text", value.get("reason"))),
        finding=shapes.words(value.get("data")),
        figures=tuple(shapes.figure(each) for each in figures) if isinstance(figures, list) else (),
        findings=shapes.listed(value.get("findings")),
        advice=shapes.listed(value.get("recommendations")),
        error=shapes.words(value.get("error")),
    )


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _use(row: Mapping[str, Any]) -> LoggedUse:
    return LoggedUse(
        agent=row["agent"],
        tool=row["name"],
        call_id=row["call_id"],
        outcome=row["outcome"],
        started_at=shapes.moment(row["started_at"]),
        finished_at=shapes.moment(row["finished_at"]),
        run_id=row["run_id"],
        thread_id=row["thread_id"],
        user_id=row["user_id"],
        organisation_id=row["organisation_id"],
    )


def _refusal(row: Mapping[str, Any]) -> LoggedRefusal:
    details = row["details"]
    about = json.loads(details) if isinstance(details, str) else details
    return LoggedRefusal(about.get("tool"), about.get("run_id"), row["user_id"])


class Workflows:
    """See :class:`support.targets.dialect.Dialect`, agents and tools."""

    def tools(self) -> Call[list[ToolOffer]]:
        """GET /api/tools."""
        return Call("looks at the tools on offer", "chat", "GET", "/api/tools", _offers)

    def daily_runs(self) -> Call[int | None]:
        """GET /api/agents: per_day of the plan."""
        return Call("looks at what the plan gives", "chat", "GET", "/api/agents", _per_day)

    def path(self, finding: str) -> Call[list[PathStep]]:
        """GET /api/agents?workflow=."""
        return Call("inspects the path", "chat", "GET", f"/api/agents?workflow={finding}", _path)

    def journal(self, run_id: str) -> Call[Journal]:
        """GET /api/runs/{id}."""
        return Call("reads the steps of the run", "chat", "GET", f"/api/runs/{run_id}", _journal)

    kept_tool_uses = Query("tool uses", _USES, _use)
    kept_refusals = Query("refused tools", _REFUSALS, _refusal)
