"""What operators are told, read from the wire; and the limits of a platform, which budgets follow from."""

from __future__ import annotations

from typing import Any

import pytest

from support.actors.budgets import Budgets, of_settings
from support.settings import Settings, SettingsError
from support.targets.apex import Apex
from support.targets.canon import Event
from support.targets.canon.operation import Durations
from support.targets.dialect import ShapeError
from support.targets.limits import Limits

METRICS = """\
# HELP apex_connections Open connections.
# TYPE apex_connections gauge
apex_connections 3
apex_runs_total{status="completed"} 12
apex_runs_total{status="failed"} 1
apex_run_seconds_bucket{le="+Inf"} 13
apex_run_seconds_count 13
apex_run_seconds_sum 6.5
apex_tool_seconds_count{tool="usage_summary"} 4
apex_tool_seconds_sum{tool="usage_summary"} 0.25
apex_frames_total{type="agent_started",instance="a \\"b\\""} 7 1700000000000
apex_frames_total{type="agent_started",instance="c"} 1
apex_frames_total{type="something_else"} 2
apex_auth_failures_total NaN
process_resident_memory_bytes 1.5e+08
"""


def test_metrics_are_read_from_prometheus_text() -> None:
    metrics = Apex().metrics("chat").grants(METRICS)
    assert metrics.connections == 3
    assert metrics.runs == {"completed": 12, "failed": 1}
    assert metrics.run_durations == Durations(13, 6.5)
    assert metrics.tool_durations == {"usage_summary": Durations(4, 0.25)}
    assert metrics.frames == {str(Event.STARTED): 8, "something_else": 2}
    assert metrics.memory == 150_000_000
    assert metrics.frames_undelivered is None
    assert metrics.sign_in_failures is None


@pytest.mark.parametrize("text", ["", {"error": {}}, "<html></html>", "apex_connections many"])
def test_what_is_no_metrics_is_refused(text: Any) -> None:
    with pytest.raises(ShapeError):
        Apex().metrics("chat").grants(text)


def test_connections_are_read() -> None:
    item = {"connection_id": "c", "user_id": "u", "organisation_id": "o", "instance": "chat-1",
            "since": "2030-01-01T00:00:00Z"}  # fmt: skip
    written = {"total": 4, "by_organisation": {"o": 3, "p": 1}, "by_instance": {"chat-1": 4}, "items": [item]}
    seen = Apex().connections().grants(written)
    assert (seen.total, seen.of("o"), seen.of("nobody")) == (4, 3, 0)
    assert seen.items[0].since is not None
    assert seen.items[0].since.year == 2030


@pytest.mark.parametrize(
    "value",
    [{}, {"total": 1, "by_organisation": {"o": "three"}, "by_instance": {}, "items": []}, {"total": 1, "items": [1]}],
)
def test_ill_shaped_connections_are_refused(value: Any) -> None:
    with pytest.raises(ShapeError):
        Apex().connections().grants(value)


def test_health_has_three_words() -> None:
    told = {"status": "degraded", "instance": "chat-1", "dependencies": {"redis": {"ok": False, "reason": "down"}}}
    health = Apex().health("chat").grants(told)
    assert health.dependencies["redis"].reason == "down"
    assert Apex().health("chat").statuses == (200, 503)
    with pytest.raises(ShapeError, match="fine"):
        Apex().health("chat").grants({"status": "fine"})


def test_the_older_version_reads_otherwise() -> None:
    item = {"id": "m", "role": "user"}
    older, newer = Apex().messages("t", "older"), Apex().messages("t", "newer")
    page = older.grants({"items": [{**item, "text": "Hello"}], "next": "n"})
    assert [message.text for message in page.items] == ["Hello"]
    assert page.next is not None
    assert (page.next.path, page.next.headers) == ("/api/threads/t/messages?cursor=n", (("api-version", "1"),))
    assert newer.headers == (("api-version", "2"),)
    assert newer.grants({"items": [{**item, "content": "Hello"}], "next_cursor": None}).next is None
    with pytest.raises(ShapeError):
        older.grants({"items": [{**item, "content": "Hello"}], "next": None})
    assert Apex().messages("t").headers == ()


def test_the_contract_s_limits_give_the_contract_s_budgets() -> None:
    settings = Settings.read(environment={})
    budgets = of_settings(settings, live_model=False)
    for name in ("death", "failure", "heartbeat", "outage", "burst", "delivery"):
        assert budgets[name] == getattr(settings, f"budget_{name}"), name


def test_a_profile_s_shorter_limits_give_shorter_budgets_unless_a_setting_decides() -> None:
    limits = Limits.of_profile({"heartbeat": 2, "dead_after": 3, "model_call": 1, "model_backoff": 0.25}, "here")
    budgets = of_settings(Settings.read(environment={}), False, limits)
    assert (budgets["heartbeat"], budgets["death"], budgets["failure"]) == (3, 5, 8.5)
    given = Settings.read(environment={}, defines=[("budget_death", "7")])
    assert of_settings(given, False, limits)["death"] == 7


def test_an_impatient_suite_does_not_wait_less_than_a_limit() -> None:
    budgets = Budgets({"death": 5.0, "answer": 5.0}, 0.3, lambda: 0.0)
    assert budgets.wait("death") == 5.0
    assert budgets.wait("answer") == 1.5
    assert Budgets({"death": 5.0}, 2.0, lambda: 0.0).wait("death") == 10.0


@pytest.mark.parametrize("limits", [{"patience": 1}, {"heartbeat": "soon"}, {"heartbeat": -1}, {"replay": True}])
def test_unfit_limits_of_a_profile_are_one_line(limits: dict[str, Any]) -> None:
    with pytest.raises(SettingsError, match=r"^here: .*limits.*$"):
        Limits.of_profile(limits, "here")
