"""Each checker finds its own broken history, and none finds anything in a sound one."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import pytest

from support.history import checkers
from support.history.deeds import Deed, Shown
from support.history.timeline import Asked, Resume, Timeline
from support.targets.canon import Event, Frame, Thread, ToolEnd, ToolStart
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


def test_a_run_is_told_under_one_correlation_id() -> None:
    frames = [ready(), *sound_run()]
    assert found(history(changed(3, correlation_id="another")(frames))) == {"unfollowed"}


def test_degraded_counts_only_where_all_is_known_to_be_well() -> None:
    slow = history(changed(2, degraded=True)([ready(), *sound_run()]))
    assert found(slow) == set()
    assert found(dataclasses.replace(slow, all_well=True)) == {"degraded"}
    assert found(dataclasses.replace(history([ready(), *sound_run()]), all_well=True)) == set()


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


def start(number: int, **fields: object) -> Deed:
    return Deed("Ada", "start", "t", number, number, "granted", {"status": "active", **fields}, (seen(1, **fields),))


def edit(number: int, version: int, outcome: str = "granted", until: int | None = None, **fields: object) -> Deed:
    shown = (seen(version, **fields),) if outcome == "granted" else ()
    return Deed("Ada", "edit", "t", number, until or number, outcome, fields, shown)


def read(number: int, version: int, **fields: object) -> Deed:
    return Deed("Ben", "read", "t", number, number, "granted", {}, (seen(version, **fields),))


def seen(version: int, **fields: object) -> Shown:
    return Shown("t", version, {"status": "active", **fields})


DELETION = Deed("Ada", "delete", "t", 5, 5, "granted")


@pytest.mark.parametrize(
    "deeds",
    [
        [start(1, title="a"), edit(2, 2, title="b"), read(3, 2, title="b")],
        [start(1, title="a"), edit(2, 2, "unknown", title="b"), read(3, 1, title="a"), read(4, 2, title="b")],
        [start(1, title="a"), edit(2, 2, until=4, title="b"), edit(3, 3, until=4, title="c"), read(5, 3, title="b")],
        [start(1, title="a"), edit(2, 2, "refused", title="b"), read(3, 1, title="a")],
        [start(1, title="a"), read(4, 1, title="a"), DELETION, Deed("Ben", "read", "t", 6, 6, "refused")],
    ],
)
def test_what_follows_from_what_was_done_is_clean(deeds: list[Deed]) -> None:
    assert found(Timeline([], deeds=deeds)) == set()


@pytest.mark.parametrize(
    ("name", "deeds"),
    [
        ("phantom", [start(1, title="a"), read(2, 1, title="b")]),
        ("phantom", [start(1, title="a"), edit(2, 2, "refused", title="b"), read(3, 1, title="b")]),
        ("stale", [start(1, title="a"), edit(2, 2, title="b"), read(3, 1, title="a")]),
        ("lost_update", [start(1, title="a"), edit(2, 2, title="b"), read(3, 2, title="a")]),
        ("lost_update", [start(1, title="a"), edit(2, 2, title="b"), edit(3, 3, title="c"), read(4, 3, title="b")]),
        ("resurrected", [start(1, title="a"), DELETION, read(6, 1, title="a")]),
    ],
)
def test_what_does_not_follow_is_found(name: str, deeds: list[Deed]) -> None:
    assert name in found(Timeline([], deeds=deeds))


def of_thread(number: int, event: Event, seq: int, title: str = "a") -> Frame:
    told = Thread("t", title, "active", ADA, None, 0, {})
    return dataclasses.replace(frame(number, event, seq, None, told), thread_id="t")


def test_something_told_of_a_conversation_after_its_deletion_is_resurrected() -> None:
    deleted, updated = of_thread(6, Event.THREAD_DELETED, 1), of_thread(7, Event.THREAD_UPDATED, 2)
    assert found(Timeline([view([ready(), deleted])], deeds=[start(1), DELETION])) == set()
    assert found(Timeline([view([ready(), deleted, updated])], deeds=[start(1), DELETION])) == {"resurrected"}


def test_two_tabs_that_are_told_different_things_under_one_number_differ() -> None:
    frames = [of_thread(1, Event.THREAD_CREATED, 1, title) for title in ("a", "b")]
    same, other = (view([ready(), each], tab=tab) for each, tab in zip(frames, ("first", "second"), strict=True))
    assert found(Timeline([same, dataclasses.replace(same, tab="second")])) == set()
    assert found(Timeline([same, other])) == {"differing"}
