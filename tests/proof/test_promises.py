"""registers/promises.csv: no field that CONTRACT.md names, on the live socket, of a conversation, a message, a run or a
sign-in, is without a row that promises it."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from support.runs import lint_promises
from support.targets.apex.socket import PAYLOADS
from support.targets.canon import Account, Answer, Event, Message, Organisation, Run, Thread, Tokens
from support.targets.canon.contracts import Invoice
from support.value.promises import EVERY, Promises

CANONICAL = {
    Event.READY: ("user_id", "connection_id", "newest_seq", "limits"),
    Event.ERROR: ("code", "message", "next_step"),
    Event.STARTED: ("agent", "plan"),
    Event.THINKING: ("text", "step", "progress"),
    Event.TOOL_STARTED: ("tool", "purpose", "parameters", "call_id"),
    Event.TOOL_ENDED: ("tool", "call_id", "outcome", "summary", "duration"),
    Event.COMPLETED: ("text", "figures", "recommendations", "next_steps", "confidence", "path", "duration"),
    Event.FAILED: ("code", "message", "next_step"),
    Event.DIED: ("message", "next_step"),
    Event.NOTICE: ("text", "id"),
}
"""The payloads of the contract, in canonical names."""
ENVELOPE = ("event", "seq", "user_id", "thread_id", "run_id", "agent", "produced", "correlation_id", "degraded")


@pytest.fixture(scope="module")
def promises() -> Promises:
    return Promises.read()


@pytest.mark.parametrize("event", CANONICAL, ids=str)
def test_the_canonical_names_are_as_many_as_those_of_the_wire(event: Event) -> None:
    assert len(CANONICAL[event]) == len(PAYLOADS[event])


@pytest.mark.parametrize("event", CANONICAL, ids=str)
def test_no_field_of_the_contract_is_left_out(promises: Promises, event: Event) -> None:
    message = f"frame: {event}"
    assert [name for name in CANONICAL[event] if not promises.rows.get((message, name))] == []


@pytest.mark.parametrize("name", ENVELOPE)
def test_no_field_of_the_envelope_is_left_out(promises: Promises, name: str) -> None:
    assert [
        message for message, field in promises.rows if field == f"envelope.{name}" and message.startswith("frame: ")
    ]


def names(kind: type, but: tuple[str, ...] = ("raw",)) -> list[str]:
    """The fields of a canonical object."""
    return [field.name for field in dataclasses.fields(kind) if field.name not in but and field.compare]


OF_A_RUN = [*names(Run, ("raw", "answer", "problem", "instance")), *(f"answer.{name}" for name in names(Answer)),
            "problem.code", "problem.message", "problem.next_step"]  # fmt: skip
OF_A_SIGN_IN = [*(f"tokens.{name}" for name in names(Tokens)),
                *(f"account.{name}" for name in names(Account, ("organisation",))),
                *(f"account.organisation.{name}" for name in names(Organisation))]  # fmt: skip
WHOLE = {
    "reply: thread": names(Thread),
    "kept: thread": names(Thread, ("raw", "status")),
    "reply: messages": [
        f"{role}.{name}" for role in ("user", "assistant") for name in names(Message, ("client_message_id",))
    ],
    "reply: run": OF_A_RUN,
    "kept: run": [name for name in OF_A_RUN if name != "steps"],
    "reply: register": OF_A_SIGN_IN,
    "reply: sign in": OF_A_SIGN_IN,
    "reply: invoice": names(Invoice),
}
"""What is read as a whole, with all its fields."""


@pytest.mark.parametrize("message", WHOLE)
def test_no_field_of_what_is_read_is_left_out(promises: Promises, message: str) -> None:
    assert [name for name in WHOLE[message] if not promises.rows.get((message, name))] == []


def test_a_field_of_every_frame_is_a_field_of_each() -> None:
    promises = Promises({(EVERY, "envelope.seq"): frozenset({"EV-08"}), ("refusal", "reason"): frozenset({"AU-02"})})
    assert promises.of("frame: started", ["envelope.seq", "plan"]) == {"EV-08"}
    assert promises.of("refusal", ["envelope.seq"]) == frozenset()


def test_two_lines_of_one_field_count_together_and_lint_puts_them_in_order(tmp_path: Path) -> None:
    path = tmp_path / "promises.csv"
    path.write_text("message,field,requirements\nrefusal,reason,AU-04\nrefusal,reason,AU-02 XX-01\n", encoding="utf-8")
    assert Promises.read(path).of("refusal", ["reason"]) == {"AU-02", "AU-04", "XX-01"}
    said = [finding.says for finding in lint_promises.check(tmp_path)]
    assert any("there is no row XX-01" in each for each in said)
    assert any("out of order or twice" in each for each in said)
    assert lint_promises.fix(tmp_path)
    assert path.read_text(encoding="utf-8").splitlines()[1:] == ["refusal,reason,AU-02 AU-04 XX-01"]
    assert not lint_promises.fix(tmp_path)
