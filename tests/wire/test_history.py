"""Each checker finds its own broken history, and none finds anything in a sound one."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import pytest

from support.history import checkers
from support.history.timeline import Asked, Resume, Timeline
from support.targets.canon import Event, Frame, ToolEnd, ToolStart
from tests.wire.frames import ADA, CLEO, frame, ready, sound_run, view

Break = Callable[[list[Frame]], list[Frame]]


def history(frames: list[Frame], **of_view: object) -> Timeline:
    asked = Asked("Ada", ADA, "first", "Why?", 0, True, "run-1")
    return Timeline([view(frames, **of_view)], [asked])  # type: ignore[arg-type]


def found(timeline: Timeline) -> set[str]:
    return {checker.__name__ for checker in checkers.CHECKERS if checker(timeline)}


def without(place: int) -> Break:
    return lambda frames: frames[:place] + frames[place + 1 :]


def swapped(place: int) -> Break:
    def swap(frames: list[Frame]) -> list[Frame]:
        frames = list(frames)
        frames[place], frames[place + 1] = frames[place + 1], frames[place]
        return frames

    return swap


def again(place: int) -> Break:
    """The frame of that place comes once more, under the same number of the user."""
    return lambda frames: [*frames, dataclasses.replace(frames[place], number=99)]


def anew(place: int) -> Break:
    """What the frame of that place says comes once more, under a number of its own."""
    return lambda frames: [*frames[:-1], dataclasses.replace(frames[place], number=8, seq=7),
                           dataclasses.replace(frames[-1], number=9, seq=8)]  # fmt: skip


def changed(place: int, **fields: object) -> Break:
    def change(frames: list[Frame]) -> list[Frame]:
        return [
            dataclasses.replace(each, **fields) if number == place else each  # type: ignore[arg-type]
            for number, each in enumerate(frames)
        ]

    return change


def test_a_sound_history_is_clean() -> None:
    assert found(history([ready(), *sound_run()])) == set()


def test_two_sound_runs_and_two_tabs_are_clean() -> None:
    frames = [ready(), *sound_run(), *sound_run(20, 8, "run-2", "call-2")]
    asked = [Asked("Ada", ADA, "first", "Why?", 0, True, run) for run in ("run-1", "run-2")]
    assert found(Timeline([view(frames), view(frames, tab="second")], asked)) == set()


@pytest.mark.parametrize(
    ("name", "damage"),
    [
        ("lost", without(3)),
        ("doubled", again(3)),
        ("doubled", anew(5)),
        ("reordered", swapped(3)),
        ("reordered", changed(4, produced=frame(0, Event.THINKING).produced)),
        ("foreign", changed(3, user_id=CLEO)),
        ("late", changed(6, at=200.0)),
        ("stuck", without(7)),
        ("stuck", changed(5, event=Event.THINKING, body=None)),
        ("misshapen", changed(3, complaints=("no thought in the payload",))),
    ],
)
def test_a_broken_history_is_found(name: str, damage: Break) -> None:
    assert name in found(history(damage([ready(), *sound_run()])))


def test_something_before_the_connection_is_ready() -> None:
    first, *rest = sound_run()
    assert "reordered" in found(history([first, ready(1), *rest]))


def test_something_after_the_end_of_the_run() -> None:
    late_thought = frame(50, Event.THINKING, 8)
    assert found(history([ready(), *sound_run(), late_thought])) == {"reordered"}


def test_a_question_that_nobody_acknowledged_is_lost() -> None:
    asked = Asked("Ada", ADA, "first", "Why?", 0, acknowledged=False, run_id=None)
    assert found(Timeline([view([ready()])], [asked])) == {"lost"}


def test_a_question_that_was_refused_is_not_lost() -> None:
    asked = Asked("Ada", ADA, "first", "Why?", 0, acknowledged=False, run_id=None, refused=True)
    assert found(Timeline([view([ready(), frame(1, Event.ERROR)])], [asked])) == set()


def test_a_frame_of_a_colleagues_run_is_foreign_even_under_ones_own_user() -> None:
    asked = Asked("Ben", "user-ben", "first", "Why?", 0, True, "run-1")
    assert "foreign" in found(Timeline([view([ready(), *sound_run()])], [asked]))


def test_a_second_tab_that_misses_the_end_lost_something() -> None:
    whole = [ready(), *sound_run()]
    asked = Asked("Ada", ADA, "first", "Why?", 0, True, "run-1")
    assert found(Timeline([view(whole), view(whole[:-1], tab="second")], [asked])) == {"lost"}


def test_a_tab_that_was_closed_may_miss_what_came_later() -> None:
    whole = [ready(), *sound_run()]
    asked = Asked("Ada", ADA, "first", "Why?", 0, True, "run-1")
    assert found(Timeline([view(whole), view(whole[:4], tab="second", is_open=False)], [asked])) == set()


def test_a_resume_may_bring_numbers_again_but_not_skip_one() -> None:
    run = sound_run()
    replayed = [dataclasses.replace(each, number=each.number + 20) for each in run[2:]]
    seen = dataclasses.replace(view([ready(), *run, *replayed]), resumes=(Resume(15, 2),))
    asked = Asked("Ada", ADA, "first", "Why?", 0, True, "run-1")
    assert found(Timeline([seen], [asked])) == set()
    reconnected = dataclasses.replace(view([ready(9, 7), *replayed]), newest_seq=7, resumes=(Resume(15, 2),))
    assert found(Timeline([reconnected], [asked])) == set()
    skipping = dataclasses.replace(reconnected, frames=(ready(9, 7), *replayed[1:]))
    assert found(Timeline([skipping], [asked])) == {"lost"}


def test_tools_that_run_side_by_side_are_sound() -> None:
    run = sound_run()
    second = [
        dataclasses.replace(run[3], number=5, seq=5, body=ToolStart("see", "to see", {}, "call-2")),
        dataclasses.replace(run[4], number=6, seq=6),
        dataclasses.replace(run[4], number=7, seq=7, body=ToolEnd("see", "call-2", "success", "seen", 0.1)),
        dataclasses.replace(run[5], number=8, seq=8),
        dataclasses.replace(run[6], number=9, seq=9),
    ]
    assert found(history([ready(), *run[:4], *second])) == set()


def test_a_platform_that_numbers_nothing_is_judged_by_its_runs() -> None:
    frames = [dataclasses.replace(each, seq=None) for each in sound_run()]
    assert found(history([ready(), *frames], newest_seq=None)) == set()
    assert found(history([ready(), *frames, frames[-1]], newest_seq=None)) >= {"doubled"}
