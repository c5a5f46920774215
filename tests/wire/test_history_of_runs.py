"""The checkers of runs: each finds its own broken history; what nobody was told of is decided by the final read."""

from __future__ import annotations

import pytest

from support.history import checkers
from support.history.timeline import Asked, Final, Timeline
from support.targets.canon import Event, Frame
from tests.wire.frames import ADA, frame, ready, sound_run, view

SOUND = Final("run-1", "completed", True, ("call-1",))


def found(frames: list[Frame], *finals: Final, **of_view: object) -> set[str]:
    asked = [Asked("Ada", ADA, "first", "Why?", 0, True, "run-1")]
    timeline = Timeline([view(frames, **of_view)], asked, finals=finals)  # type: ignore[arg-type]
    return {checker.__name__ for checker in checkers.CHECKERS if checker(timeline)}


def ending(event: Event) -> list[Frame]:
    """A run that ended so, without an answer."""
    return [ready(), *sound_run()[:-1], frame(7, event, 7)]


def test_a_record_that_says_what_was_told_is_clean() -> None:
    assert found([ready(), *sound_run()], SOUND) == set()


@pytest.mark.parametrize(
    ("event", "state"),
    [(Event.FAILED, "failed"), (Event.FAILED, "timeout"), (Event.DIED, "dead"), (Event.CANCELLED, "cancelled")],
)
def test_each_bad_end_has_its_states(event: Event, state: str) -> None:
    assert found(ending(event), Final("run-1", state, True, ("call-1",))) == set()


@pytest.mark.parametrize("state", ["pending", "starting", "running", "completing"])
def test_a_run_that_ended_and_is_at_work_again(state: str) -> None:
    assert found(ending(Event.CANCELLED), Final("run-1", state, False, ("call-1",))) == {"revived"}


def test_a_run_that_ended_and_came_to_something_else() -> None:
    assert found(ending(Event.CANCELLED), SOUND) == {"revived"}


def test_a_run_whose_end_nobody_was_told_of_and_that_is_open() -> None:
    assert found([ready(), *sound_run()[:-1]], Final("run-1", "running", False, ("call-1",))) == {"left_open"}


def test_a_run_that_ended_without_a_word() -> None:
    assert found([ready(), *sound_run()[:-1]], SOUND) == {"left_open"}


def test_a_time_out_is_unknown_where_the_record_cannot_be_read() -> None:
    assert found([ready(), *sound_run()[:-1]], Final("run-1")) == set()


def test_a_run_that_nobody_could_follow_to_its_end_is_not_left_open() -> None:
    assert found([ready(), *sound_run()[:-1]], SOUND, is_open=False) == set()


def test_a_tool_that_ran_twice_under_one_call() -> None:
    assert found([ready(), *sound_run()], Final("run-1", "completed", True, ("call-1", "call-1"))) == {"ran_twice"}


def test_a_tool_that_ran_once_more_and_was_told_to_nobody() -> None:
    assert found([ready(), *sound_run()], Final("run-1", "completed", True, ("call-1", "call-2"))) == {"ran_twice"}


def test_who_came_in_the_middle_need_not_have_been_told_of_every_tool() -> None:
    late = [ready(newest_seq=5), *sound_run()[5:]]
    assert found(late, SOUND, newest_seq=5) == set()
