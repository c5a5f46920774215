"""Reading the wire's JSON: objects of the API, and the fields that several of them share."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from support.targets.canon import (
    Account,
    Answer,
    Figure,
    Message,
    Organisation,
    Passage,
    Problem,
    Reason,
    Run,
    RunStep,
    SignIn,
    Tokens,
)
from support.targets.dialect import ShapeError


def field(value: Any, name: str) -> Any:
    """A field that must be there."""
    if not isinstance(value, Mapping) or name not in value:
        seen = sorted(value) if isinstance(value, Mapping) else repr(value)[:80]
        raise ShapeError(f"expected the field {name!r}, saw {seen}")
    return value[name]


def text(value: Any, name: str) -> str:
    """A field that must be there and be text with something in it."""
    found = field(value, name)
    if not isinstance(found, str) or not found:
        raise ShapeError(f"expected text in the field {name!r}, saw {found!r}")
    return found


def moment(value: Any) -> datetime.datetime | None:
    """An instant in ISO 8601; None for anything else."""
    try:
        found = datetime.datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return None
    return found.astimezone(datetime.UTC) if found.tzinfo else found.replace(tzinfo=datetime.UTC)


def number(value: Any) -> float | None:
    """A JSON number; None for anything else."""
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def whole(value: Any) -> int | None:
    """A JSON whole number; None for anything else."""
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def words(value: Any) -> str | None:
    """A JSON text; None for anything else."""
    return value if isinstance(value, str) else None


def listed(value: Any) -> tuple[str, ...]:
    """A JSON list of texts; what is no text is left out."""
    return tuple(each for each in value if isinstance(each, str)) if isinstance(value, list) else ()


def account(value: Any) -> Account:
    """A user object."""
    organisation = value.get("organisation") if isinstance(value, Mapping) else None
    return Account(
        id=text(value, "id"),
        email=text(value, "email"),
        name=text(value, "name"),
        organisation=None
        if organisation is None
        else Organisation(text(organisation, "id"), text(organisation, "name"), text(organisation, "plan")),
        role=words(value.get("role")),
    )


def sign_in(value: Any) -> SignIn:
    """The answer to registering, signing in and refreshing."""
    tokens = Tokens(
        access=text(value, "access_token"),
        refresh=text(value, "refresh_token"),
        kind=text(value, "token_type"),
        lifetime=number(field(value, "expires_in")),
    )
    return SignIn(tokens, account(field(value, "user")))


def message(value: Any) -> Message:
    """A message object."""
    return Message(
        id=text(value, "id"),
        thread_id=words(value.get("thread_id")),
        role=text(value, "role"),
        text=text(value, "content"),
        position=whole(value.get("position")),
        client_message_id=words(value.get("client_message_id")),
        run_id=words(value.get("run_id")),
        created_at=moment(value.get("created_at")),
    )


def older_message(value: Any) -> Message:
    """A message object of version 1: its words are in another field."""
    return message({**value, "content": text(value, "text")})


def run(value: Any) -> Run:
    """A run object."""
    result = value.get("result") if isinstance(value, Mapping) else None
    wrong, steps = value.get("error"), value.get("steps")
    return Run(
        id=text(value, "id"),
        thread_id=words(value.get("thread_id")),
        status=words(value.get("status")),
        agent=words(value.get("agent")),
        answer=answer(result) if isinstance(result, Mapping) else None,
        path=listed(value.get("path")),
        confidence=number(value.get("confidence")),
        created_at=moment(value.get("created_at")),
        started_at=moment(value.get("started_at")),
        finished_at=moment(value.get("finished_at")),
        raw=value,
        user_id=words(value.get("user_id")),
        organisation_id=words(value.get("organisation_id")),
        correlation_id=words(value.get("correlation_id")),
        states=passages(value.get("states")),
        phases=passages(value.get("phases")),
        steps=tuple(step(each) for each in steps) if isinstance(steps, list) else (),
        problem=problem(wrong) if isinstance(wrong, Mapping) else None,
        instance=words(value.get("instance")),
    )


def passages(value: Any) -> tuple[Passage, ...]:
    """The states or the phases of a run."""
    found = value if isinstance(value, list) else []
    return tuple(Passage(words(each.get("name")) or "", moment(each.get("at"))) for each in found)


def step(value: Mapping[str, Any]) -> RunStep:
    """A step of a run, read back or kept."""
    return RunStep(
        kind=text(value, "kind"),
        agent=words(value.get("agent")),
        name=text(value, "name"),
        call_id=words(value.get("call_id")),
        outcome=words(value.get("outcome")),
        started_at=moment(value.get("started_at")),
        finished_at=moment(value.get("finished_at")),
    )


def problem(value: Mapping[str, Any]) -> Problem:
    """Why a run has no answer, as its record says."""
    said = words(value.get("message")) or words(value.get("reason"))
    return Problem(Reason.OTHER, words(value.get("code")), said, words(value.get("next_step")))


def answer(value: Mapping[str, Any]) -> Answer:
    """The result of a run, in its terminal frame and in the stored run alike."""
    took = number(value.get("duration_ms"))
    figures = value.get("figures")
    return Answer(
        text=words(value.get("answer")) or "",
        figures=tuple(figure(each) for each in figures if isinstance(each, Mapping))
        if isinstance(figures, list)
        else (),
        recommendations=listed(value.get("recommendations")),
        next_steps=listed(value.get("next_steps")),
        confidence=number(value.get("confidence")),
        completeness=number(value.get("completeness")),
        path=listed(value.get("path")),
        duration=None if took is None else took / 1000,
    )


def figure(value: Mapping[str, Any]) -> Figure:
    """A figure; one without a number has the value NaN, which agrees with nothing."""
    amount = value.get("value")
    exact = isinstance(amount, int | float) and not isinstance(amount, bool)
    return Figure(
        name=words(value.get("name")) or "",
        subject=words(value.get("subject")),
        value=Decimal(str(amount)) if exact else Decimal("NaN"),
        unit=words(value.get("unit")),
        tool=words(value.get("tool")),
    )
