"""What a scenario leaves to be looked at: in order, in words, without secrets; and what it measured."""

from __future__ import annotations

from support.actors import records
from support.history import latencies
from support.world import Suite
from tests.wire.conftest import Title


def test_the_timeline_tells_who_did_and_saw_what(suite: Suite) -> None:
    world = suite.world(Title("T-seen", "seen"))
    max_ = world.cast.signed_in("Max")
    max_.imports(records.of_use("a few days of AI use", world.now(), {}, "seed")).value  # noqa: B018
    world.enters("when")
    max_.follows(max_.asks("What do we spend?"))
    lines = world.evidence.timeline
    exchanges = world.evidence.exchanges
    measured = dict(latencies.of_actors(world.cast.present()))
    world.close()

    assert [line.number for line in lines] == sorted(line.number for line in lines)
    directions = [line.direction for line in lines if line.channel == "Max/first#1"]
    assert directions[0] == "open"
    assert directions.index("out") < directions.index("in", directions.index("out"))
    assert any("completed" in line.words for line in lines)
    assert any(line.direction == "wait" and line.words.endswith("came") for line in lines)
    written = repr((lines, exchanges))
    assert max_.password not in written
    assert exchanges[0].request["method"] == "POST"
    assert exchanges[0].took > 0

    assert list(measured) == ["connected", "received", "started", "first thought", "answer"]
    assert 0 < measured["received"] <= measured["started"] <= measured["first thought"] <= measured["answer"]
