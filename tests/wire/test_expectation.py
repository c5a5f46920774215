"""What an expectation takes, when it gives up, and what it says then."""

from __future__ import annotations

import pytest

from support.actors import conditions
from support.actors.expectation import Expectation
from support.targets.canon import Event
from tests.wire.frames import ready, sound_run


def test_each_condition_gets_a_frame_of_its_own() -> None:
    expectation = Expectation([conditions.thinking(), conditions.thinking()], in_order=False)
    for frame in sound_run():
        expectation.take(frame)
    first, second = expectation.found()
    assert (first.seq, second.seq) == (3, 6)


def test_one_thought_is_not_two() -> None:
    expectation = Expectation([conditions.thinking(), conditions.thinking()], in_order=False)
    for frame in sound_run()[:5]:
        expectation.take(frame)
    assert not expectation.met


def test_in_order_a_frame_before_its_turn_does_not_count() -> None:
    backwards = [conditions.tool_started(), conditions.started()]
    free, ordered = Expectation(backwards, in_order=False), Expectation(backwards, in_order=True)
    for frame in sound_run():
        free.take(frame)
        ordered.take(frame)
    assert free.met
    assert not ordered.met


@pytest.mark.promise("TF-16", broken="a story in which the awaited frame never comes")
def test_the_report_lists_every_frame_with_its_reason() -> None:
    expectation = Expectation([conditions.told(Event.CANCELLED)], in_order=False)
    for frame in [ready(), *sound_run()]:
        expectation.take(frame)
    report = expectation.report("Ada expects it", 5.0, "the connection is open")
    assert "missing cancelled (within 5 s; the connection is open)" in report
    assert report.count("another event than cancelled") == 8


def test_a_condition_says_what_it_wants() -> None:
    condition = conditions.conversation_created("thread-7")
    assert condition.says == "conversation created thread-7"
    assert condition.misfit(sound_run()[0]) == "another event than conversation created"


def test_nothing_to_expect_is_a_mistake() -> None:
    with pytest.raises(LookupError, match="name at least one condition"):
        Expectation([], in_order=False)
