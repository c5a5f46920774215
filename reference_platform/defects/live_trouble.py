"""Defects of connections, notices, returns and trouble: what customers are told when not all goes well."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from reference_platform.defects.defect import Defect

_Call = Callable[..., Any]

DELIVERY = "reference_platform.chat.delivery:Delivery"
CONNECTION = "reference_platform.chat.connection:Connection"
TO_MEMBERS = "reference_platform.chat.events:Recording.append_to_members"
OPERATORS = "reference_platform.chat.operators"
HEALTH = "reference_platform.operation.health:Health.report"

#: The members of an organisation or of a plan who have a connection open.
_CONNECTED = """
SELECT DISTINCT m.user_id::text FROM members m
    JOIN organisations o ON o.id = m.organisation_id JOIN connections c ON c.user_id = m.user_id
WHERE o.id = $1 OR o.plan = $2 ORDER BY m.user_id::text"""

#: One sign-in of each organisation that has no connection open.
_SIGNED_IN = """
SELECT DISTINCT ON (organisation_id) id::text AS connection_id, user_id::text, organisation_id::text
FROM sessions WHERE ended_at IS NULL AND expires_at > now() AND organisation_id <> ALL($1::uuid[])
ORDER BY organisation_id, created_at"""
#: Bytes that are set aside for a connection.
_BUFFER = 1_000_000


def _heartbeats_are_never_sent(sound: _Call) -> _Call:
    async def check_readers(self: Any) -> None:
        for connection in self.connections:
            connection.last_sent = time.monotonic()
        await sound(self)

    return check_readers


def _connections_of_one_process_are_shown(sound: _Call) -> _Call:
    async def connections(self: Any) -> dict[str, Any]:
        found: dict[str, Any] = await sound(self)
        here = [each for each in found["items"] if each["instance"] == self._settings.instance]
        count: dict[str, int] = {}
        for each in here:
            count[each["organisation_id"]] = count.get(each["organisation_id"], 0) + 1
        own = {self._settings.instance: len(here)}
        return found | {"total": len(here), "by_organisation": count, "by_instance": own, "items": here}

    return connections


def _who_is_signed_in_counts_as_connected(sound: _Call) -> _Call:
    async def connections(self: Any) -> dict[str, Any]:
        found: dict[str, Any] = await sound(self)
        count = dict(found["by_organisation"])
        items = list(found["items"])
        for row in await self._database.fetch(_SIGNED_IN, list(count)):
            count[row["organisation_id"]] = 1
            items.append({**dict(row), "instance": self._settings.instance, "since": None})
        return found | {"total": len(items), "by_organisation": count, "items": items}

    return connections


def _every_company_is_counted_as_connected(sound: _Call) -> _Call:
    async def connections(self: Any) -> dict[str, Any]:
        found: dict[str, Any] = await sound(self)
        companies = await self._database.fetch("SELECT id::text FROM organisations ORDER BY id")
        return found | {"by_organisation": {each["id"]: 1 for each in companies} | found["by_organisation"]}

    return connections


def _closed_connections_stay_in_memory(sound: _Call) -> _Call:
    kept: list[bytes] = []

    async def leave(self: Any, connection: Any) -> None:
        await sound(self, connection)
        kept.append(b"." * _BUFFER)

    return leave


def _health_knows_no_outage(sound: _Call) -> _Call:
    async def report(self: Any) -> dict[str, Any]:
        found: dict[str, Any] = await sound(self)
        return found | {"status": "healthy"}

    return report


def _notice_goes_to_everybody(sound: _Call) -> _Call:
    async def append_to_members(self: Any, frame: Any, organisation: Any, plan: str | None) -> int:
        count: int = await sound(self, frame, organisation, plan)
        told = [each.user_id for each in self.frames]
        others = "SELECT user_id::text FROM members WHERE user_id <> ALL($1::uuid[]) ORDER BY user_id"
        for other in await self.connection.fetch(others, told):
            await self.append(replace(frame, user_id=other["user_id"]))
        return count

    return append_to_members


def _notice_is_for_those_who_are_there(_sound: _Call) -> _Call:
    async def append_to_members(self: Any, frame: Any, organisation: Any, plan: str | None) -> int:
        there = await self.connection.fetch(_CONNECTED, organisation, plan)
        for member in there:
            await self.append(replace(frame, user_id=member["user_id"]))
        return len(there)

    return append_to_members


def _whoever_asks_may_announce(sound: _Call) -> _Call:
    async def operating(caller: Any) -> None:
        if not caller.may("runs:start"):
            await sound(caller)

    return operating


def _first_missed_event_is_skipped(sound: _Call) -> _Call:
    async def resume(self: Any, after: int) -> bool:
        complete: bool = await sound(self, after + 1)
        return complete

    return resume


def _gap_is_never_told(sound: _Call) -> _Call:
    async def resume(self: Any, after: int) -> bool:
        await sound(self, after)
        return True

    return resume


def _answers_last_as_long_as_the_connection(sound: _Call) -> _Call:
    async def leave(self: Any, connection: Any) -> None:
        await sound(self, connection)
        await self._database.execute(
            "DELETE FROM messages m USING runs r WHERE m.run_id = r.id AND m.role = 'assistant' AND r.user_id = $1",
            connection.user_id,
        )

    return leave


def _waiting_events_never_grow_fewer(sound: _Call) -> _Call:
    most = 0.0

    async def waiting(self: Any) -> float:
        nonlocal most
        most = max(most, float(await sound(self)))
        return most

    return waiting


def _events_wait_for_the_next_look(sound: _Call) -> _Call:
    def publish(self: Any, channel: str, text: str) -> None:
        if not channel.startswith("user:"):
            sound(self, channel, text)

    return publish


def _thoughts_are_the_supervisors(sound: _Call) -> _Call:
    async def thinking(self: Any, agent: str, thought: str, step: int, progress: float) -> None:
        await sound(self, "supervisor", thought, step, progress)

    return thinking


def _second_process_is_of_an_older_version(sound: _Call) -> _Call:
    def send(self: Any, frame: Any) -> None:
        if frame.type != "agent_thinking" or not self._settings.instance.endswith("2"):
            sound(self, frame)

    return send


def _failure_comes_without_advice(sound: _Call) -> _Call:
    def send(self: Any, frame: Any) -> None:
        if frame.type == "agent_error":
            frame = replace(frame, payload=frame.payload | {"next_step": ""})
        sound(self, frame)

    return send


def _malformed_message_costs_the_connection(sound: _Call) -> _Call:
    def send(self: Any, frame: Any) -> None:
        sound(self, frame)
        if frame.type == "error" and frame.payload["code"].startswith("malformed"):
            self.close(1007, "that was no message")

    return send


def _cleaning_up_after_one_ends_the_work_of_others(sound: _Call) -> _Call:
    async def leave(self: Any, connection: Any) -> None:
        await sound(self, connection)
        await self._database.execute(
            """UPDATE runs SET status = 'cancelled', finished_at = now()
               WHERE status IN ('pending', 'starting', 'running', 'completing') AND user_id <> $1""",
            connection.user_id,
        )

    return leave


def _end_of_one_silences_the_others_in_one_process(sound: _Call) -> _Call:
    async def leave(self: Any, connection: Any) -> None:
        await sound(self, connection)
        if self._settings.instance.endswith("2"):
            for other in self.connections:
                other.end()

    return leave


def _slow_client_is_closed_as_if_it_had_left(sound: _Call) -> _Call:
    def close(self: Any, code: int, reason: str) -> None:
        sound(self, 1000 if reason.startswith("frames were not read") else code, reason)

    return close


DEFECTS = [
    Defect(
        "heartbeats_are_never_sent",
        ("EV-22",),
        f"{DELIVERY}.check_readers",
        ("chat",),
        "A connection on which nothing happens gets no heartbeat.",
        _heartbeats_are_never_sent,
    ),
    Defect(
        "connections_of_one_process_are_shown",
        ("EV-24",),
        f"{OPERATORS}:Operators.connections",
        ("chat",),
        "Operators see the connections of the chat process that they happen to ask, and no others.",
        _connections_of_one_process_are_shown,
    ),
    Defect(
        "who_is_signed_in_counts_as_connected",
        ("EV-25",),
        f"{OPERATORS}:Operators.connections",
        ("chat",),
        "A company whose last connection has closed is still counted as connected while somebody there is signed in.",
        _who_is_signed_in_counts_as_connected,
    ),
    Defect(
        "every_company_is_counted_as_connected",
        ("EV-24",),
        f"{OPERATORS}:Operators.connections",
        ("chat",),
        "By organisation each company is counted with one connection, even if it has none; the total is right.",
        _every_company_is_counted_as_connected,
    ),
    Defect(
        "closed_connections_stay_in_memory",
        ("EV-25",),
        f"{DELIVERY}.leave",
        ("chat",),
        "What is set aside for a connection, a megabyte, is not given back when it closes.",
        _closed_connections_stay_in_memory,
    ),
    Defect(
        "health_knows_no_outage",
        ("EV-24",),
        HEALTH,
        ("chat",),
        "The chat says that it is healthy, whatever it leans on is down.",
        _health_knows_no_outage,
    ),
    Defect(
        "notice_goes_to_everybody",
        ("EV-16", "EV-21"),
        TO_MEMBERS,
        ("chat",),
        "An announcement to one company or plan goes to everybody.",
        _notice_goes_to_everybody,
    ),
    Defect(
        "notice_is_for_those_who_are_there",
        ("EV-13", "EV-16"),
        TO_MEMBERS,
        ("chat",),
        "An announcement is kept for nobody who is away.",
        _notice_is_for_those_who_are_there,
    ),
    Defect(
        "whoever_asks_may_announce",
        ("EV-21",),
        f"{OPERATORS}:operating",
        ("chat",),
        "Whoever may ask the agents may announce, too.",
        _whoever_asks_may_announce,
    ),
    Defect(
        "first_missed_event_is_skipped",
        ("EV-13",),
        f"{CONNECTION}.resume",
        ("chat",),
        "Who returns does not get the first of the events that were missed.",
        _first_missed_event_is_skipped,
    ),
    Defect(
        "gap_is_never_told",
        ("EV-15",),
        f"{CONNECTION}.resume",
        ("chat",),
        "Who was away too long gets nothing of what was missed, and is not told so.",
        _gap_is_never_told,
    ),
    Defect(
        "answers_last_as_long_as_the_connection",
        ("EV-26",),
        f"{DELIVERY}.leave",
        ("chat",),
        "With the connection go the answers that were given on it.",
        _answers_last_as_long_as_the_connection,
    ),
    Defect(
        "waiting_events_never_grow_fewer",
        ("EV-15",),
        "reference_platform.chat.presence:Presence.waiting",
        ("chat",),
        "Events that were delivered on return are still counted among those that wait.",
        _waiting_events_never_grow_fewer,
    ),
    Defect(
        "events_wait_for_the_next_look",
        ("EV-09",),
        "reference_platform.chat.bus:Bus.publish",
        ("chat",),
        "Nobody is told of a new event: it is found when the log is looked at, twice a second.",
        _events_wait_for_the_next_look,
    ),
    Defect(
        "thoughts_are_the_supervisors",
        ("EV-19", "EV-20"),
        "reference_platform.chat.report:RunReport.thinking",
        ("chat",),
        "What the specialists think is told as the supervisor's.",
        _thoughts_are_the_supervisors,
    ),
    Defect(
        "second_process_is_of_an_older_version",
        ("EV-27",),
        f"{CONNECTION}.send",
        ("chat",),
        "One of two chat processes is of a version that knows no thoughts, and passes none on.",
        _second_process_is_of_an_older_version,
    ),
    Defect(
        "failure_comes_without_advice",
        ("EV-18",),
        f"{CONNECTION}.send",
        ("chat",),
        "Who is told that a question failed is not told what to do.",
        _failure_comes_without_advice,
    ),
    Defect(
        "malformed_message_costs_the_connection",
        ("EV-14",),
        f"{CONNECTION}.send",
        ("chat",),
        "A message that cannot be read closes the connection.",
        _malformed_message_costs_the_connection,
    ),
    Defect(
        "cleaning_up_after_one_ends_the_work_of_others",
        ("EV-23",),
        f"{DELIVERY}.leave",
        ("chat",),
        "When one customer's connection ends, the work for everybody else is given up without a word.",
        _cleaning_up_after_one_ends_the_work_of_others,
    ),
    Defect(
        "end_of_one_silences_the_others_in_one_process",
        ("EV-23",),
        f"{DELIVERY}.leave",
        ("chat",),
        "In one of the chat processes, when a connection ends, the others there hear nothing more.",
        _end_of_one_silences_the_others_in_one_process,
    ),
    Defect(
        "slow_client_is_closed_as_if_it_had_left",
        ("EV-28",),
        f"{CONNECTION}.close",
        ("chat",),
        "A client that does not read is closed as if all were well.",
        _slow_client_is_closed_as_if_it_had_left,
    ),
]
