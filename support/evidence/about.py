"""What an assertion is about: the frames and exchanges that a reader has to look at when it fails.

``with about(frame): assert ...`` is all that an assertion does for it; evidence then marks these in its picture.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import update_wrapper
from types import TracebackType
from typing import Concatenate, ParamSpec, Protocol, TypeVar

_FRAME_IN_WORDS = re.compile(r"#(\d+) \S")
"""How a frame's words begin (support.targets.canon.Frame.words)."""


class Numbered(Protocol):
    """Whatever has a place in the scenario's order: a frame, a reply, an answer, a cursor (what came next there)."""

    @property
    def number(self) -> int:
        """The place."""


S = TypeVar("S", bound=Numbered)
P = ParamSpec("P")
R = TypeVar("R")


class About:
    """See :func:`about`."""

    def __init__(self, numbers: tuple[int, ...]) -> None:
        self._numbers = numbers

    def __enter__(self) -> None:
        """Nothing to prepare."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(error, AssertionError) and "about" not in vars(error):
            vars(error)["about"] = self._numbers


def about(*things: Numbered | None) -> About:
    """An AssertionError that is raised inside is about these, unless it knows better already."""
    return About(tuple(each.number for each in things if each is not None and each.number))


def about_subject(check: Callable[Concatenate[S, P], R]) -> Callable[Concatenate[S, P], R]:
    """For a function full of assertions: they are about its first argument, where they do not know better."""

    def checked(subject: S, /, *others: P.args, **named: P.kwargs) -> R:
        with about(subject):
            return check(subject, *others, **named)

    update_wrapper(checked, check)
    return checked


def numbers_of(error: BaseException | None) -> tuple[int, ...]:
    """The places in the scenario's order that the error is about: as it was told, else those of the frames whose words
    stand in its text. Not of a platform's failure, whose text lists all that came instead."""
    told: tuple[int, ...] = getattr(error, "about", ())
    if told or type(error) is not AssertionError:
        return told
    return tuple(int(number) for number in _FRAME_IN_WORDS.findall(str(error)))
