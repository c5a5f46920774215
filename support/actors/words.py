"""The typed words of the Gherkin: what a placeholder in a step may be, and nothing else.

A phrase that is not in its list does not match, so that a slip of the pen is an undefined step and no guess.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import parse
from behave import register_type

from support.targets.canon import Reason
from support.targets.parts import PARTS

_PERSON = "|".join(PARTS)

USES = ("a month of AI use", "a few days of AI use", "no AI use at all", "AI use that cost nothing")
"""How much AI use a customer has brought in; the builders are in :mod:`support.actors.records`."""

FLAWS = (
    "a password of seven characters",
    "a password without capital letters",
    "a password without small letters",
    "a password without digits",
    "a password without special signs",
    "an address without @",
    "an address without end",
    "no address",
    "no password",
    "no name",
)
"""What can be wrong with a registration."""

FORGERIES = {
    "altered in its content": "altered",
    "stripped of its signature": "unsigned",
    "declared unsigned": "unsigned by header",
    "signed with another key": "signed with another key",
    "signed with the published key": "signed with the public key",
}
"""What Mallory does to a genuine sign-in, by :data:`support.actors.forgery.KINDS`."""

CREDENTIALS = (
    "no sign-in",
    "a sign-in of invented words",
    "a renewal in place of a sign-in",
    "a sign-in in the address",
)
"""What somebody without a sign-in may show at the live connection."""

REASONS = {
    "a weak password": Reason.WEAK_PASSWORD,
    "an unfit address": Reason.BAD_EMAIL,
    "a missing detail": Reason.MISSING_FIELD,
    "an address that is taken": Reason.EMAIL_TAKEN,
    "wrong credentials": Reason.WRONG_CREDENTIALS,
}
"""A feature's words for why somebody is refused."""


def _pattern(expression: str, convert: Callable[[str], object] = str) -> Callable[[str], object]:
    # parse marks the function, which a built-in type such as str does not allow.
    return parse.with_pattern(expression)(lambda text: convert(text))  # type: ignore[no-any-return]  # noqa: PLW0108


def _one_of(words: Iterable[str]) -> str:
    return "|".join(sorted((word.replace("@", "[@]") for word in words), key=len, reverse=True))


def register_words() -> None:
    """Makes the typed words known to behave; called once, before the steps are loaded."""
    people = rf"(?:{_PERSON})(?:, (?:{_PERSON}))*(?: and (?:{_PERSON}))?"
    register_type(
        Person=_pattern(_PERSON),
        People=_pattern(people, lambda text: text.replace(" and ", ", ").split(", ")),
        Are=_pattern("is|are"),
        Use=_pattern(_one_of(USES)),
        Flaw=_pattern(_one_of(FLAWS)),
        Credentials=_pattern(_one_of(CREDENTIALS)),
        Refusal=_pattern(_one_of(REASONS), REASONS.__getitem__),
        Plan=_pattern("free|early|mid|enterprise"),
        Forgery=_pattern(_one_of(FORGERIES), FORGERIES.__getitem__),
        Count=_pattern(r"\d+", int),
    )
