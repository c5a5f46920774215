"""What the API says, what the socket said, what PostgreSQL keeps and what Redis holds: one table, one truth."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from support.actors import asking
from support.actors.alike import between, differences
from support.actors.question import Story
from support.evidence.about import about
from support.stores import cache
from support.targets.canon import Answer, Event, Message, Received, Run, Thread
from support.targets.canon.operation import OpenConnection

if TYPE_CHECKING:
    from support.world import World

SOURCES = ("API", "socket", "PostgreSQL", "Redis")

_OF_ONE_SOURCE = ("answer", "steps", "instance")
"""What is compared by itself, and what the API does not tell."""

_WIDTH = 30
"""Letters of a value that the table shows."""

_ENDED = {Event.COMPLETED: "completed", Event.FAILED: "failed", Event.DIED: "dead", Event.CANCELLED: "cancelled"}
"""How a run that was told so is kept."""


@dataclasses.dataclass(frozen=True)
class Row:
    """One fact, as each of :data:`SOURCES` gives it; None where a source does not hold it."""

    fact: str
    values: tuple[Any, Any, Any, Any]

    @property
    def agrees(self) -> bool:
        """Whether at least two sources give it, and all that do give the same."""
        given = [json.dumps(value, default=str) for value in self.values if value is not None]
        return len(given) > 1 and len(set(given)) == 1


def of_all(world: World, person: str) -> None:
    """Prints the table of all facts about the person's latest question; asserts that no two sources differ."""
    told = asking.story(world, person)
    rows = [*_of_question(world, person, told), *_of_answer(world, person, told), *_of_person(world, person, told)]
    table = _table(rows)
    print(table)
    wrong = [f"{row.fact}: {_in_full(row)}" for row in rows if not row.agrees]
    with about(told):
        assert not wrong, "\n  ".join(["the sources do not agree:", *wrong]) + f"\n{table}"


def _of_question(world: World, person: str, told: Story) -> Iterator[Row]:
    actor, thread_id = world.cast[person], str(told.ended.thread_id)
    read, kept = actor.messages(thread_id).value, world.kept.messages(thread_id)
    thread, kept_thread = actor.thread(thread_id).value, world.kept.thread(thread_id)
    body = told.received.body
    said = body if isinstance(body, Received) else Received(None, None, None)
    question, kept_question = _asked(read, told), _asked(kept, told)
    owners = [each.owner_id if each else "nobody" for each in (thread, kept_thread)]
    yield Row("conversation", (thread.id, told.ended.thread_id, _id(kept_thread), None))
    yield Row("its owner", (owners[0], told.ended.user_id, owners[1], None))
    yield _alike("all else of it", differences(thread, kept_thread))
    yield Row("its messages", ([each.id for each in read], None, [each.id for each in kept], None))
    yield _alike("all else of them", between(read, kept))
    yield Row("their number", (thread.message_count, None, len(kept), None))
    yield Row("question", (_id(question), said.message_id, _id(kept_question), None))
    yield Row("its words", (_text(question), said.text, _text(kept_question), None))
    sent_as = [each.client_message_id if each else "none" for each in (question, kept_question)]
    yield Row("sent as", (sent_as[0], said.client_message_id, sent_as[1], None))


def _of_answer(world: World, person: str, told: Story) -> Iterator[Row]:
    run_id, thread_id = str(told.ended.run_id), str(told.ended.thread_id)
    actor = world.cast[person]
    run, kept_run = actor.run(run_id).value, world.kept.run(run_id)
    yield Row("run", (run.id, told.ended.run_id, _id(kept_run), None))
    yield Row("its state", (run.status, _ENDED[told.ended.event], kept_run.status if kept_run else "none", None))
    yield Row("its request", (run.correlation_id, told.ended.correlation_id, None, None))
    yield Row("its person", (run.user_id, told.ended.user_id, None, None))
    yield _alike("all else of it", differences(run, kept_run, but=_OF_ONE_SOURCE))
    answers = [
        _answered(messages, run_id) for messages in (actor.messages(thread_id).value, world.kept.messages(thread_id))
    ]
    yield Row("answer", (_text(answers[0]), told.answer.text, _text(answers[1]), None))
    results = [_result(run), told.answer, _result(kept_run)]
    for name in (field.name for field in dataclasses.fields(Answer) if field.compare):
        of_api, of_socket, of_store = (_plain(getattr(result, name, "none")) for result in results)
        yield Row(f"its {name.replace('_', ' ')}", (of_api, of_socket, of_store, None))
    tools = sorted(step.call_id or "" for step in world.kept.steps(run_id) if step.kind == "tool")
    yield Row("its tools", (None, sorted(use.opening.call_id or "" for use in told.tools), tools, None))


def _of_person(world: World, person: str, told: Story) -> Iterator[Row]:
    actor = world.cast[person]
    kept = world.kept.events(actor.account.id)
    seen = {frame.seq: frame.run_id for tab in actor.opened_tabs for frame in tab.frames() if frame.seq is not None}
    first = min(seen, default=0)
    yield Row("events", (None, sorted(seen), [each.seq for each in kept if each.seq >= first], None))
    of_run = [each.seq for each in kept if each.run_id == told.ended.run_id]
    yield Row("events of the run", (None, [frame.seq for frame in told.frames], of_run, None))
    by_number = {each.seq: each for each in kept if each.run_id == told.ended.run_id}
    yield _alike("what they tell", [
        frame.words() for frame in told.frames if frame.seq in by_number and not by_number[frame.seq].is_told_by(frame)
    ])  # fmt: skip
    open_tabs = [tab for tab in actor.opened_tabs if tab.open]
    told_ids = sorted(str(tab.ready.connection_id) for tab in open_tabs)
    listed, kept_ones = _listed_connections(world, actor.account.id), world.kept.connections(actor.account.id)
    of_api = None if listed is None else sorted(each.id for each in listed)
    yield Row("connections", (of_api, told_ids, sorted(each.id for each in kept_ones), None))
    if listed is not None:
        differ = between(sorted(listed, key=_by_id), sorted(kept_ones, key=_by_id))
        yield _alike("all else of them", differ)
    serving = None if listed is None else len({each.instance for each in listed})
    serving_tabs, serving_kept = len({tab.instance for tab in open_tabs}), len({each.instance for each in kept_ones})
    listening = cache.listeners(world, actor.account.id)
    yield Row("processes that serve them", (serving, serving_tabs, serving_kept, listening))


def _listed_connections(world: World, user_id: str) -> list[OpenConnection] | None:
    """As operators see them; None on a target whose profile names no operator."""
    if world.target.operator is None:
        return None
    return [each for each in world.cast["Sam"].connections().value.items if each.user_id == user_id]


def _by_id(connection: OpenConnection) -> str:
    return connection.id


def _asked(messages: Sequence[Message], told: Story) -> Message | None:
    return next((each for each in messages if each.client_message_id == told.question.message_id), None)


def _answered(messages: Sequence[Message], run_id: str) -> Message | None:
    return next((each for each in messages if each.role == "assistant" and each.run_id == run_id), None)


def _id(it: Thread | Message | Run | None) -> str:
    return it.id if it else "none"


def _text(message: Message | None) -> str:
    return message.text if message else "none"


def _result(run: Run | None) -> Answer | None:
    return run.answer if run else None


def _alike(fact: str, differ: Sequence[str]) -> Row:
    """A fact of which the API or the socket, and PostgreSQL, say the same, where nothing differs."""
    return Row(fact, ("; ".join(differ) or "alike", None, "alike", None))


def _plain(value: Any) -> Any:
    """As JSON compares it: exact numbers, lists in their order."""
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {name: _plain(each) for name, each in dataclasses.asdict(value).items()}
    return str(value) if isinstance(value, Decimal) else "none" if value is None else value


def _table(rows: Sequence[Row]) -> str:
    lines: list[tuple[str, ...]] = [("", "what", *SOURCES)]
    lines += [("" if row.agrees else "≠", row.fact, *map(_shown, row.values)) for row in rows]
    widths = [max(len(line[place]) for line in lines) for place in range(len(lines[0]))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) for line in lines)


def _shown(value: Any) -> str:
    if value is None:
        return "-"
    text = value if isinstance(value, str) else json.dumps(value, default=str, ensure_ascii=False)
    counted = f"{len(value)}: " if isinstance(value, list) else ""
    text = counted + " ".join(text.split())
    return text if len(text) <= _WIDTH else f"{text[: _WIDTH - 1]}…"


def _in_full(row: Row) -> str:
    given = zip(SOURCES, row.values, strict=True)
    return "; ".join(f"{source} {value!r}" for source, value in given if value is not None)
