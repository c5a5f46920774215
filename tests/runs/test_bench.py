"""The bench: its table and JSON; features without rules; a raw client that does what a recorded scenario did."""

from __future__ import annotations

import asyncio
import dataclasses
import json
from collections.abc import Collection, Iterator
from pathlib import Path

import pytest

from support.runs import bench, bench_raw, bench_script, bench_stock
from support.runs.bench_crowd import Crowd, hang_up
from support.runs.bench_measure import Measure, NotHere, median, percentiles, table
from support.settings import Settings
from support.stack import Stack
from support.targets.profile import Target
from support.wire.tape import Tape
from support.world import Suite, World

PROJECT = Path(__file__).resolve().parents[2]


@dataclasses.dataclass
class Title:
    """A scenario as behave would have it."""

    stable_id: str
    name: str
    effective_tags: Collection[str] = ()


@pytest.fixture(scope="module")
def profile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    path = tmp_path_factory.mktemp("stack") / "stack.json"
    with Stack() as stack:
        path.write_text(stack.addresses().to_json())
        yield path


def recorded(profile: Path, reports: Path, identity: str) -> Tape:
    """What the tape of a small scenario holds: sign-ups, an invitation, records, a question on a tab, a close."""
    defines = [("target", str(profile)), ("reports", str(reports)), ("patience", "4")]
    suite = Suite.open(Settings.read(environment={}, defines=defines))
    try:
        world = suite.world(Title(identity, "Ada asks"))
        _plays(world)
        world.close()
    finally:
        suite.close()
    return Tape.read(reports / "transcripts" / f"{identity}.jsonl")


def _plays(world: World) -> None:
    ada = world.cast.signed_in("Ada")
    tab = ada.opens_tab(via="subprotocol")
    assert tab.ready.user_id == ada.account.id
    story = ada.follows(ada.asks("What do we spend?"))
    assert story.answer.text
    assert ada.messages(str(story.question.thread_id)).value
    assert not world.cast["Mallory"].whoami(token="").ok
    tab.closes()


def test_a_raw_client_does_the_same_exchanges_on_the_same_platform(profile: Path, tmp_path: Path) -> None:
    tape, target = recorded(profile, tmp_path, "SC-1"), Target.of_file(profile)
    known = {f"hidden-{kind}-1": secret for secret, kind in target.secrets()}
    script = bench_script.script(tape, target)
    assert script is not None
    kinds = [step.entry.kind for step in script.steps]
    assert {"exchange", "connect", "send", "wait", "hang_up"} <= set(kinds)
    assert 0 < asyncio.run(bench_raw.seconds_of([script], target, known)) < 60
    assert asyncio.run(bench_raw.seconds_of([script], target, known)) > 0  # the accounts are new ones each time


def test_a_platform_that_answers_otherwise_is_not_the_same_work(profile: Path, tmp_path: Path) -> None:
    tape, target = recorded(profile, tmp_path, "SC-2"), Target.of_file(profile)
    exchange = next(entry for entry in tape.entries if entry.kind == "exchange")
    exchange.result["status"] = 418
    script = bench_script.script(tape, target)
    assert script is not None
    with pytest.raises(bench_raw.NotTheSame, match="was answered 418, now 201"):
        asyncio.run(bench_raw.seconds_of([script], target, {}))


def test_a_scenario_that_harmed_a_service_is_not_for_a_raw_client(profile: Path, tmp_path: Path) -> None:
    tape = Tape({"title": "an outage"})
    tape.add("ask", "stack", {"what": "who has died"})
    assert bench_script.script(tape, Target.of_file(profile)) is not None
    tape.add("ask", "stack", {"what": "stops the cache"})
    assert bench_script.script(tape, Target.of_file(profile)) is None


def test_a_crowd_registers_connects_and_leaves(profile: Path) -> None:
    async def crowds() -> list[str]:
        crowd = Crowd(Target.of_file(profile))
        try:
            customers = await crowd.enters(3)
            await crowd.upgrades(customers[:1], "enterprise")
            sockets = [await crowd.connects(each, each.number) for each in customers]
            first = [str(await socket.recv()) for socket in sockets]
            await hang_up(sockets)
            return first
        finally:
            await crowd.close()

    assert len(set(asyncio.run(crowds()))) == 3


def test_the_features_without_rules_keep_their_lines(tmp_path: Path) -> None:
    copied = bench_stock.copy(PROJECT, tmp_path / "stock")
    pairs = [(path, copied / path.relative_to(PROJECT)) for path in (PROJECT / "features").rglob("*.feature")]
    assert pairs
    for ours, theirs in pairs:
        before, after = ours.read_text().splitlines(), theirs.read_text().splitlines()
        assert len(before) == len(after)
        changed = [one for one, other in zip(before, after, strict=True) if one != other]
        assert all(line.strip().startswith("Rule:") for line in changed)
        assert not any(line.strip().startswith("Rule:") for line in after)
    assert (copied / "steps").resolve() == PROJECT / "steps"


def test_the_table_and_the_json_say_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    taken = [
        median("suite", [1.2, 1.0, 1.1], "s", [1.0, 0.9], what="raw client", most_ratio=1.15),
        Measure("memory", 210.0, "MB", 1, most=200.0),
    ]
    absent = NotHere("the trace is not here")
    monkeypatch.setattr(bench, "_groups", lambda *_: [("suite", lambda: taken), ("trace", lambda: _raises(absent))])
    monkeypatch.chdir(tmp_path)
    assert bench.main(["--json", "bench.json"]) == 0
    out = capsys.readouterr().out
    assert " ".join(out.splitlines()[1].split()) == "suite 1.10 s 0.95 s, raw client 1.16 1.15 times MISSED 3"
    assert "memory   210 MB" in out
    assert "200 MB MISSED" in out
    assert "left out: the trace is not here" in out
    assert json.loads((tmp_path / "bench.json").read_text()) == {
        "suite": {"value": 1.1, "unit": "s", "against": 0.95, "ratio": 1.1579, "n": 3},
        "memory": {"value": 210.0, "unit": "MB", "against": None, "ratio": None, "n": 1},
    }


def _raises(error: Exception) -> list[Measure]:
    raise error


def test_percentiles() -> None:
    assert percentiles([float(number) for number in range(101)]) == {"p50": 50.0, "p95": 95.0, "p99": 99.0}
    assert table([])[0].split() == ["measure", "value", "against", "ratio", "bar", "n"]
