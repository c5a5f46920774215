"""What operators ask over the wire, and the control API of the scripted model provider."""

from __future__ import annotations

import datetime
import math
import re
import urllib.parse
from collections.abc import Iterator, Mapping
from typing import Any

from support.targets.apex import shapes
from support.targets.apex.socket import EVENTS
from support.targets.canon.operation import (
    Announcement,
    Breaker,
    Connections,
    Dependency,
    Durations,
    Health,
    Metrics,
    ModelCall,
    OpenConnection,
)
from support.targets.dialect import Call, ShapeError

_SAMPLE = re.compile(
    r"^(?P<name>[a-zA-Z_:][\w:]*)(?:\{(?P<labels>.*)\})?[ \t]+(?P<value>\S+)(?:[ \t]+-?\d+)?$", re.MULTILINE
)
_LABEL = re.compile(r'([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"')


class Operation:
    """See :class:`support.targets.dialect.Dialect`, operation."""

    def announce(self, text: str, organisation_id: str | None, plan: str | None) -> Call[Announcement]:
        """POST /ops/notices."""
        whom = {"organisation": organisation_id, "plan": plan}
        body = {**{name: value for name, value in whom.items() if value is not None}, "text": text}
        return Call("announces something", "chat", "POST", "/ops/notices", _announcement, (201,), body, makes="notices")

    def connections(self) -> Call[Connections]:
        """GET /ops/connections."""
        return Call("looks at the connections", "chat", "GET", "/ops/connections", _connections)

    def breakers(self) -> Call[list[Breaker]]:
        """GET /ops/breakers."""
        return Call("looks at the breakers", "chat", "GET", "/ops/breakers", _breakers)

    def health(self, service: str) -> Call[Health]:
        """GET /health: 503 tells how an unhealthy process is, and is an answer all the same."""
        return Call("asks for the health", service, "GET", "/health", _health, (200, 503))

    def metrics(self, service: str) -> Call[Metrics]:
        """GET /metrics, in the text format of Prometheus."""
        return Call("reads the metrics", service, "GET", "/metrics", _metrics)

    def aim_fault(
        self, organisation_id: str, kind: str, times: int | None, seconds: float | None, after: int
    ) -> Call[None]:
        """PUT /control/faults."""
        body = {"organisation": organisation_id, "kind": kind, "times": times, "seconds": seconds, "after": after}
        given = {name: value for name, value in body.items() if value is not None}
        return Call("aims a fault", "control", "PUT", "/faults", _nothing, (200, 204), given)

    def lift_faults(self, organisation_id: str | None) -> Call[None]:
        """DELETE /control/faults, of one organisation or of all."""
        return Call("lifts the faults", "control", "DELETE", f"/faults{_of(organisation_id)}", _nothing, (200, 204))

    def model_calls(self, organisation_id: str) -> Call[list[ModelCall]]:
        """GET /control/calls."""
        return Call("reads the log of calls", "control", "GET", f"/calls{_of(organisation_id)}", _calls)


def _of(organisation_id: str | None) -> str:
    return "" if organisation_id is None else f"?organisation={urllib.parse.quote(organisation_id, safe='')}"


def _nothing(_: Any) -> None:
    return None


def _count(value: Any, name: str) -> int:
    found = shapes.whole(shapes.field(value, name))
    if found is None:
        raise ShapeError(f"expected a whole number in the field {name!r}, saw {value[name]!r}")
    return found


def _items(value: Any, name: str = "items") -> list[Mapping[str, Any]]:
    found = shapes.field(value, name)
    if not isinstance(found, list) or not all(isinstance(each, Mapping) for each in found):
        raise ShapeError(f"expected a list of objects in the field {name!r}, saw {str(found)[:80]!r}")
    return found


def _counts(value: Any, name: str) -> dict[str, int]:
    found = shapes.field(value, name)
    if not isinstance(found, Mapping):
        raise ShapeError(f"expected an object in the field {name!r}, saw {type(found).__name__}")
    return {str(each): _count(found, each) for each in found}


def _announcement(value: Any) -> Announcement:
    return Announcement(shapes.text(value, "notice_id"), _count(value, "recipients"))


def _connections(value: Any) -> Connections:
    items = tuple(
        OpenConnection(
            id=shapes.text(each, "connection_id"),
            user_id=shapes.words(each.get("user_id")),
            organisation_id=shapes.words(each.get("organisation_id")),
            instance=shapes.words(each.get("instance")),
            since=shapes.moment(each.get("since")),
        )
        for each in _items(value)
    )
    return Connections(_count(value, "total"), _counts(value, "by_organisation"), _counts(value, "by_instance"), items)


def _breakers(value: Any) -> list[Breaker]:
    return [
        Breaker(
            organisation_id=shapes.words(each.get("organisation_id")),
            model=shapes.words(each.get("model")),
            state=shapes.text(each, "state"),
            failures=shapes.whole(each.get("failures")) or 0,
            opened_at=shapes.moment(each.get("opened_at")),
        )
        for each in _items(value)
    ]


def _health(value: Any) -> Health:
    status = shapes.text(value, "status")
    if status not in ("healthy", "degraded", "unhealthy"):
        raise ShapeError(f"expected healthy, degraded or unhealthy in the field 'status', saw {status!r}")
    told = value.get("dependencies")
    return Health(
        status=status,
        instance=shapes.words(value.get("instance")),
        dependencies={
            name: Dependency(each.get("ok") is True, each.get("needed"), shapes.words(each.get("reason")))
            for name, each in (told.items() if isinstance(told, Mapping) else ())
            if isinstance(each, Mapping)
        },
    )


def _calls(value: Any) -> list[ModelCall]:
    return [
        ModelCall(
            at=datetime.datetime.fromtimestamp(shapes.number(each.get("at")) or 0.0, datetime.UTC),
            model=shapes.words(each.get("model")),
            fault=shapes.words(each.get("fault")),
            called=shapes.listed(each.get("called")),
            streamed=each.get("stream") is True,
            prompt_tokens=shapes.whole((each.get("usage") or {}).get("prompt_tokens")),
            completion_tokens=shapes.whole((each.get("usage") or {}).get("completion_tokens")),
        )
        for each in _items(value, "calls")
    ]


class _Samples:
    """The samples of one reading, by name."""

    def __init__(self, text: str) -> None:
        self._by_name: dict[str, list[tuple[dict[str, str], float]]] = {}
        for name, labels, value in _samples(text):
            self._by_name.setdefault(name, []).append((labels, value))

    def total(self, name: str) -> float | None:
        """Over all labels; None where there is no such sample."""
        found = self._by_name.get(name)
        return None if found is None else sum(value for _, value in found)

    def by(self, name: str, label: str) -> dict[str, float]:
        """Summed by one label."""
        sums: dict[str, float] = {}
        for labels, value in self._by_name.get(name, ()):
            sums[labels.get(label, "")] = sums.get(labels.get(label, ""), 0.0) + value
        return sums


def _samples(text: str) -> Iterator[tuple[str, dict[str, str], float]]:
    for found in _SAMPLE.finditer(text):
        try:
            value = float(found["value"])  # also +Inf and NaN
        except ValueError as error:
            raise ShapeError(f"expected a number in the metric {found['name']}, saw {found['value']!r}") from error
        if not math.isnan(value):
            yield found["name"], dict(_LABEL.findall(found["labels"] or "")), value


def _metrics(text: Any) -> Metrics:
    if not isinstance(text, str) or not _SAMPLE.search(text):
        raise ShapeError(f"expected metrics in the text format of Prometheus, saw {str(text)[:80]!r}")
    samples = _Samples(text)
    runs = samples.total("apex_run_seconds_count")
    tool_counts = samples.by("apex_tool_seconds_count", "tool")
    tool_sums = samples.by("apex_tool_seconds_sum", "tool")
    return Metrics(
        connections=samples.total("apex_connections"),
        runs_active=samples.total("apex_runs_active"),
        runs=samples.by("apex_runs_total", "status"),
        run_durations=None if runs is None else Durations(runs, samples.total("apex_run_seconds_sum") or 0.0),
        tool_durations={name: Durations(count, tool_sums.get(name, 0.0)) for name, count in tool_counts.items()},
        frames={str(EVENTS.get(kind, kind)): value for kind, value in samples.by("apex_frames_total", "type").items()},
        frames_undelivered=samples.total("apex_frames_undelivered"),
        database_connections=samples.total("apex_db_pool_in_use"),
        quota_refusals=samples.total("apex_quota_refusals_total"),
        sign_in_failures=samples.total("apex_auth_failures_total"),
        memory=samples.total("process_resident_memory_bytes"),
    )
