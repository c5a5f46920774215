"""Which frames a failure is about: as it was told, else as its own words name them."""

from __future__ import annotations

import dataclasses

import pytest

from support.evidence.about import about, about_subject, numbers_of
from support.wire.failures import PlatformFailure


@dataclasses.dataclass
class Thing:
    """Whatever has a place in the order."""

    number: int


def test_an_assertion_is_about_what_it_was_told() -> None:
    with pytest.raises(AssertionError) as caught, about(Thing(3), None, Thing(7)):
        raise AssertionError("wrong")
    assert numbers_of(caught.value) == (3, 7)


def test_the_nearest_knows_better() -> None:
    with pytest.raises(AssertionError) as caught, about(Thing(3)), about(Thing(7)):
        raise AssertionError("wrong")
    assert numbers_of(caught.value) == (7,)


def test_a_checked_subject_is_what_a_failure_is_about() -> None:
    @about_subject
    def check(thing: Thing, least: int) -> int:
        assert thing.number > least
        return thing.number

    assert check(Thing(5), 4) == 5
    with pytest.raises(AssertionError) as caught:
        check(Thing(5), least=6)
    assert numbers_of(caught.value) == (5,)


def test_frames_are_found_in_the_words_of_an_assertion() -> None:
    error = AssertionError("got #12 first seq 4 started 'x' after #9 first seq 3 thinking; issue #4711")
    assert numbers_of(error) == (12, 9)


def test_what_came_instead_is_not_what_a_platforms_failure_is_about() -> None:
    assert numbers_of(PlatformFailure("nothing came; since then: #12 first seq 4 started 'x'")) == ()
    assert numbers_of(KeyError("#12 first")) == ()
    assert numbers_of(None) == ()
